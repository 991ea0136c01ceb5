//! How the portal proves itself to the provider: by a secret or by a certificate, new form and old form.

use latchkey::settings::{ClientCredential, SignInMode};

use crate::support::{
    Employee, World,
    entra::{CLIENT_SECRET, Endpoint},
};

const CERTIFICATE: &str = include_str!("fixtures/client.pem");
const STRANGER: &str = include_str!("fixtures/stranger.pem");

fn world_with(credential: ClientCredential) -> World {
    World::asleep("http://localhost:8000", |settings| {
        let SignInMode::Oidc(oidc) = &mut settings.sign_in else { unreachable!() };
        oidc.credential = credential;
    })
}

fn certificate(pem: &str, thumbprint: Option<&str>) -> ClientCredential {
    ClientCredential::Certificate { pem: pem.into(), thumbprint: thumbprint.map(str::to_owned) }
}

/// SHA-1 of the certificate in hexadecimal, as the Azure portal shows it.
fn thumbprint(pem: &str) -> String {
    use base64::{Engine, prelude::BASE64_STANDARD};
    let body = pem.split("-----BEGIN CERTIFICATE-----").nth(1).unwrap().split("-----END").next().unwrap();
    let der = BASE64_STANDARD.decode(body.split_whitespace().collect::<String>()).unwrap();
    let sum = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY, &der);
    hex::encode_upper(sum.as_ref())
}

#[test]
fn the_secret_travels_in_the_body_and_never_in_an_address() {
    let world = World::start();
    world.signed_in(&Employee::named("new"));
    let sent = &world.entra.requests(Endpoint::Token)[0];
    assert_eq!(sent.method, "POST");
    assert!(sent.query.is_empty(), "no query");
    assert!(!sent.headers.contains_key("origin"), "Entra refuses credentials beside an Origin");
    if !sent.headers.contains_key("authorization") {
        assert_eq!(sent.form["client_secret"], CLIENT_SECRET);
    }
    assert!(sent.form["code_verifier"].len() >= 43);
}

#[test]
fn a_certificate_signs_in_with_ps256_and_x5t_s256() {
    let mut world = world_with(certificate(CERTIFICATE, None));
    world.entra.expect_certificate(CERTIFICATE);
    world.wake();
    world.signed_in(&Employee::named("new"));
    let header = assertion_header(&world);
    assert_eq!(header["alg"], "PS256");
    assert!(header.get("x5t").is_none());
}

#[test]
fn a_thumbprint_asks_for_the_older_form() {
    let mut world = world_with(certificate(CERTIFICATE, Some(&thumbprint(CERTIFICATE))));
    world.entra.expect_certificate(CERTIFICATE);
    world.wake();
    world.signed_in(&Employee::named("new"));
    assert_eq!(assertion_header(&world)["alg"], "RS256");
}

#[test]
fn each_assertion_is_fresh() {
    let mut world = world_with(certificate(CERTIFICATE, None));
    world.entra.expect_certificate(CERTIFICATE);
    world.wake();
    world.signed_in(&Employee::named("one"));
    world.clock.advance(time::Duration::minutes(30));
    world.signed_in(&Employee::named("two"));
}

#[test]
fn a_certificate_with_somebody_elses_key_does_not_start() {
    let key = CERTIFICATE.split("-----BEGIN CERTIFICATE-----").next().unwrap();
    let foreign = STRANGER.split_once("-----BEGIN CERTIFICATE-----").unwrap().1;
    let pem = format!("{key}-----BEGIN CERTIFICATE-----{foreign}");
    let mut world = world_with(certificate(&pem, None));
    let error = world.try_wake().expect_err("a pair that does not match is a start-up error");
    assert!(error.to_lowercase().contains("certificate"), "{error}");
}

#[test]
fn a_thumbprint_of_another_certificate_does_not_start() {
    let mut world = world_with(certificate(CERTIFICATE, Some(&thumbprint(STRANGER))));
    let error = world.try_wake().expect_err("a thumbprint that does not match is a start-up error");
    assert!(error.to_lowercase().contains("thumbprint"), "{error}");
}

#[test]
fn half_a_credential_does_not_start() {
    let key_only = CERTIFICATE.split("-----BEGIN CERTIFICATE-----").next().unwrap();
    let certificate_only =
        format!("-----BEGIN CERTIFICATE-----{}", CERTIFICATE.split_once("-----BEGIN CERTIFICATE-----").unwrap().1);
    for pem in [
        key_only,
        &certificate_only,
        "",
        "no PEM at all",
        "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----",
    ] {
        let error = world_with(certificate(pem, None)).try_wake().expect_err("half a credential");
        assert!(!error.contains("MII"), "the error does not print the key: {error}");
    }
}

fn assertion_header(world: &World) -> serde_json::Value {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
    let sent = &world.entra.requests(Endpoint::Token)[0];
    let header = sent.form["client_assertion"].split('.').next().unwrap().to_owned();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap()
}
