//! Providers other than Entra: (iss, sub) is the person, and the rest of OpenID Connect holds as it stands.

use latchkey::settings::{Settings, SignInMode};
use serde_json::json;

use crate::support::{
    Employee, World,
    entra::{CLIENT_ID, Endpoint},
    sign_in::{accepted_in, refused_in, return_with},
};

fn no_tenant(settings: &mut Settings) {
    let SignInMode::Oidc(oidc) = &mut settings.sign_in else { unreachable!() };
    oidc.tenant = None;
}

/// The stand-in, without the claims that only Entra has.
fn world() -> World {
    World::with(no_tenant)
}

#[test]
fn the_claims_of_entra_are_not_asked_for() {
    accepted_in(&world(), |token| {
        for claim in ["tid", "oid", "ver"] {
            token.claims.remove(claim);
        }
    });
}

#[test]
fn the_person_is_issuer_and_subject() {
    let world = world();
    world.entra.lie(|token| token.set("sub", "subject-4711"));
    let me = world.signed_in(&Employee::named("new")).who().unwrap().to_string();
    assert!(me.contains("subject-4711") && me.contains(&world.entra.issuer()), "{me}");
}

#[test]
fn everything_else_is_as_strict_as_before() {
    let world = world();
    refused_in(&world, |token| token.set("iss", "https://other.example"));
    refused_in(&world, |token| token.set("aud", json!([CLIENT_ID, "stranger"])));
    refused_in(&world, |token| token.set("azp", "stranger"));
    refused_in(&world, |token| token.drop("nonce"));
    refused_in(&world, |token| token.set("sub", ""));
    refused_in(&world, |token| token.shift("exp", -3600 - 600));
}

#[test]
fn an_address_that_the_provider_has_not_verified_opens_nothing() {
    let world = world();
    let reader = Employee::named("reader");
    world.give_role(&reader, "reader");
    world.entra.lie(|token| token.set("email_verified", false));
    assert_eq!(world.signed_in(&reader).click("/files/").status, 403);
    world.entra.lie(|token| token.drop("email_verified"));
    assert_eq!(world.signed_in(&reader).click("/files/").status, 403, "who says nothing has not verified it");
    world.entra.lie(|token| token.set("email_verified", true));
    assert_eq!(world.signed_in(&reader).click("/files/").status, 200);
}

#[test]
fn a_user_name_that_looks_like_an_address_opens_nothing() {
    let world = world();
    world.give_role(&Employee::named("reader"), "reader");
    let mut mallory = Employee::named("mallory");
    mallory.email = None;
    mallory.username = "reader@example.com".to_owned();
    assert_eq!(world.signed_in(&mallory).click("/files/").status, 403);
}

#[test]
fn a_promised_issuer_must_come_with_the_callback() {
    // RFC 9207, section 2.4: left out by somebody on the way, perhaps.
    let world = World::asleep("http://localhost:8000", no_tenant);
    world.entra.change_discovery(|document| {
        document["authorization_response_iss_parameter_supported"] = json!(true);
    });
    let mut world = world;
    world.wake();
    let issuer = world.entra.issuer();
    let mut browser = world.browser();
    let form = world.entra.open(browser.goto("/login").location());
    let code = form.issue_code(&Employee::named("new"));
    let answer = browser.arrive(&form.back(&[("code", &code)]));
    assert!((400..500).contains(&answer.status), "{}", answer.status);
    assert_eq!((browser.session(), world.entra.hits(Endpoint::Token)), (None, 0));

    let form = world.entra.open(browser.goto("/login").location());
    let code = form.issue_code(&Employee::named("new"));
    browser.arrive(&form.back(&[("code", &code), ("iss", &issuer)]));
    assert!(browser.session().is_some());
}

#[test]
fn a_name_is_optional() {
    let world = world();
    let back = return_with(&world, |form| {
        world.entra.lie(|token| {
            token.claims.remove("name");
            token.claims.remove("preferred_username");
        });
        form.sign_in(&Employee::named("new"))
    });
    back.is_accepted(&world, "new@example.com");
    assert_eq!(back.browser.clone().click("/account").status, 200);
}
