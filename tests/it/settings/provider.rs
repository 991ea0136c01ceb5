//! Entra or another provider: whose word is taken, which id is which, and how we prove who we are.

use std::fs;

use latchkey::settings::{ClientCredential, SignInMode};
use secrecy::ExposeSecret;

use super::{CLIENT, SECRET, TENANT, dev, entra, good, production, refused, warnings, with, without};

#[test]
fn a_managed_identity_mixed_up_with_an_app_registration_is_explained() {
    let upper = CLIENT.to_uppercase();
    for pairs in [production(), dev()] {
        let people = with(pairs.clone(), &[("APP_REG_CLIENT_ID", CLIENT), ("AZURE_CLIENT_ID", &upper)]);
        refused(&people, "AZURE_CLIENT_ID", "The same as APP_REG_CLIENT_ID");
        refused(&people, "AZURE_CLIENT_ID", "There are three client ids");
        let programs = with(pairs, &[("AZURE_AD_CLIENT_ID", TENANT), ("AZURE_CLIENT_ID", TENANT)]);
        refused(&programs, "AZURE_CLIENT_ID", "The same as AZURE_AD_CLIENT_ID");
    }
}

#[test]
fn a_managed_identity_does_not_stand_in_for_the_app_registration() {
    let pairs = with(without(production(), "APP_REG_CLIENT_ID"), &[("AZURE_CLIENT_ID", CLIENT)]);
    refused(&pairs, "APP_REG_CLIENT_ID", "does not stand in for this one");
}

#[test]
fn one_registration_for_people_and_programs_is_mentioned() {
    assert!(warnings(&with(production(), &[("AZURE_AD_CLIENT_ID", CLIENT)])).contains("two are safer"));
}

#[test]
fn the_tenant_id_in_the_place_of_a_client_id_is_noticed() {
    refused(&with(production(), &[("APP_REG_CLIENT_ID", TENANT)]), "APP_REG_CLIENT_ID", "the id of the directory");
}

#[test]
fn the_tenant_is_one_company_and_a_guid() {
    for (tenant, words) in [("common", "every company"), ("Organizations", "every company"), ("example.com", "GUID")] {
        refused(&with(production(), &[("AZURE_TENANT_ID", tenant)]), "AZURE_TENANT_ID", words);
    }
    let upper = TENANT.to_uppercase();
    let SignInMode::Oidc(oidc) = good(&with(production(), &[("AZURE_TENANT_ID", &upper)])).sign_in else { panic!() };
    assert_eq!(oidc.tenant.as_deref(), Some(TENANT));
}

#[test]
fn another_provider_needs_no_tenant_and_keeps_its_spelling() {
    let issuer = "https://keycloak.example.com/realms/Company/";
    let pairs =
        with(without(production(), "AZURE_TENANT_ID"), &[("OIDC_ISSUER_URL", issuer), ("APP_REG_CLIENT_ID", "portal")]);
    let SignInMode::Oidc(oidc) = good(&pairs).sign_in else { panic!() };
    assert_eq!((oidc.issuer.as_str(), oidc.tenant, oidc.client_id.as_str()), (issuer, None, "portal"));
}

#[test]
fn a_provider_over_plain_http_is_for_this_machine_only() {
    let at = |issuer| with(without(entra(), "AZURE_TENANT_ID"), &[("OIDC_ISSUER_URL", issuer)]);
    refused(&at("http://sso.example.com/realms/company"), "OIDC_ISSUER_URL", "Plain http");
    for issuer in ["http://localhost:3000", "http://127.0.0.1:3000/oidc", "http://[::1]:3000"] {
        assert!(matches!(good(&at(issuer)).sign_in, SignInMode::Oidc(_)));
    }
}

#[test]
fn an_issuer_that_cannot_be_one_is_refused() {
    let at = |issuer| with(entra(), &[("OIDC_ISSUER_URL", issuer)]);
    refused(&at("keycloak.example.com"), "OIDC_ISSUER_URL", "not a web address");
    refused(&at("https://a.example.com/.well-known/openid-configuration"), "OIDC_ISSUER_URL", "Leave /.well-known");
    refused(&at("https://a.example.com/?realm=b"), "OIDC_ISSUER_URL", "no query");
    refused(&at("https://me:pass@a.example.com/"), "OIDC_ISSUER_URL", "no user");
    refused(
        &at("https://login.microsoftonline.com/common/v2.0"),
        "OIDC_ISSUER_URL",
        "Not the v2.0 issuer of the tenant",
    );
    refused(
        &without(at("https://login.microsoftonline.us/common/v2.0"), "AZURE_TENANT_ID"),
        "AZURE_TENANT_ID",
        "OIDC_ISSUER_URL is Microsoft's",
    );
}

#[test]
fn a_tenant_without_its_app_registration_is_told_what_is_missing() {
    let pairs = with(dev(), &[("DEV_MODE", ""), ("AZURE_TENANT_ID", TENANT)]);
    refused(&pairs, "APP_REG_CLIENT_ID", "sign-in is not configured");
    refused(&pairs, "APP_REG_CLIENT_SECRET", "APP_REG_CLIENT_CERT neither");
}

#[test]
fn the_id_of_a_client_secret_is_not_its_value() {
    refused(&with(production(), &[("APP_REG_CLIENT_SECRET", CLIENT)]), "APP_REG_CLIENT_SECRET", "id of a secret");
}

#[test]
fn a_certificate_goes_before_a_secret_and_comes_as_text_or_file() {
    let text = "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n\
                -----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("client.pem");
    fs::write(&file, text).unwrap();
    let one_line = text.replace('\n', "\\n");
    for value in [text, &one_line, file.to_str().unwrap()] {
        let print = "84:E0:5C:1D:98:BC:E3:A5:42:1D:22:5B:14:0B:36:E8:6A:3D:55:34";
        let pairs = with(production(), &[("APP_REG_CLIENT_CERT", value), ("APP_REG_CLIENT_THUMBPRINT", print)]);
        let SignInMode::Oidc(oidc) = good(&pairs).sign_in else { panic!() };
        let ClientCredential::Certificate { pem, thumbprint } = oidc.credential else {
            panic!("a certificate expected")
        };
        assert_eq!(pem.expose_secret(), text);
        assert_eq!(thumbprint.as_deref(), Some("84e05c1d98bce3a5421d225b140b36e86a3d5534"));
        assert!(warnings(&pairs).contains("take it away"));
    }
}

#[test]
fn a_certificate_that_cannot_be_used_is_one_problem_in_the_list() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &[u8]| {
        fs::write(folder.path().join(name), content).unwrap();
        folder.path().join(name).to_str().unwrap().to_owned()
    };
    for (value, words) in [
        (file("key.pem", b"-----BEGIN PRIVATE KEY-----\n"), "no certificate"),
        (file("certificate.pem", b"-----BEGIN CERTIFICATE-----\n"), "no private key"),
        (file("locked.pem", b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n"), "passphrase"),
        (file("client.pfx", &[0x30, 0x82, 0xff, 0xfe]), "openssl pkcs12"),
        (folder.path().join("absent.pem").to_str().unwrap().to_owned(), "cannot be read"),
    ] {
        refused(&with(production(), &[("APP_REG_CLIENT_CERT", &value)]), "APP_REG_CLIENT_CERT", words);
    }
}

#[test]
fn a_thumbprint_is_sha1_and_belongs_to_a_certificate() {
    let at = |print| with(production(), &[("APP_REG_CLIENT_THUMBPRINT", print)]);
    refused(&at("84E0"), "APP_REG_CLIENT_THUMBPRINT", "40 hexadecimal digits");
    refused(&at(SECRET), "APP_REG_CLIENT_THUMBPRINT", "SHA-256 thumbprint");
    refused(&at("84E05C1D98BCE3A5421D225B140B36E86A3D5534"), "APP_REG_CLIENT_THUMBPRINT", "belongs to a certificate");
}
