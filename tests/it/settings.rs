//! Settings: what starts, what does not, and what the operator is told.

use std::{cell::RefCell, collections::BTreeSet, fs, os::unix::fs::PermissionsExt, sync::Arc};

use latchkey::{
    entropy::{SharedEntropy, SystemEntropy},
    settings::{ClientCredential, Environment, LogFormat, Problems, Settings, SignInMode, VARIABLES, near_misses},
};
use secrecy::ExposeSecret;

const TENANT: &str = "5f0c2a34-9d1e-4b7a-8c55-0e6d1f2a3b4c";
const CLIENT: &str = "1c9e8a77-24b0-4c1d-9f3e-7a5b6c8d9e0f";
const SECRET: &str = "9f2b6c1de07a4853b1c4f8e92d7056a3c8e1d4b7f0a3926581cd7e4fb09a6d32";
const OTHER_SECRET: &str = "mJ4x0bX9w2Yt7kQe1Lr5ZpVn8cHs3GdUa6FoTiB+KfM=";

type Pairs<'a> = Vec<(&'a str, &'a str)>;

fn load(pairs: &[(&str, &str)]) -> Result<(Settings, Vec<String>), Problems> {
    // The last one wins, so a test says what it changes at the end.
    let lookup =
        |name: &str| pairs.iter().rev().find(|(other, _)| *other == name).map(|(_, value)| (*value).to_owned());
    Settings::load(lookup).map(|loaded| (loaded.settings, loaded.warnings))
}

fn good(pairs: &[(&str, &str)]) -> Settings {
    load(pairs).unwrap().0
}

fn warnings(pairs: &[(&str, &str)]) -> String {
    load(pairs).unwrap().1.join("\n")
}

/// All that is said about one variable.
fn said(pairs: &[(&str, &str)], variable: &str) -> String {
    let problems = load(pairs).err().unwrap_or_default();
    problems.iter().filter(|problem| problem.variable == variable).map(|problem| problem.what.clone() + "\n").collect()
}

#[track_caller]
fn refused(pairs: &[(&str, &str)], variable: &str, words: &str) {
    let said = said(pairs, variable);
    assert!(said.contains(words), "{variable} was to be refused with {words:?}, but: {:?}", load(pairs));
}

fn with<'a>(mut pairs: Pairs<'a>, more: &[(&'a str, &'a str)]) -> Pairs<'a> {
    pairs.extend_from_slice(more);
    pairs
}

fn without<'a>(pairs: Pairs<'a>, name: &'a str) -> Pairs<'a> {
    with(pairs, &[(name, "")])
}

/// Entra, on a developer's machine.
fn entra() -> Pairs<'static> {
    let database = ("DATABASE_URL", "postgres://latchkey@localhost/latchkey");
    vec![
        ("AZURE_TENANT_ID", TENANT),
        ("APP_REG_CLIENT_ID", CLIENT),
        ("APP_REG_CLIENT_SECRET", "Q~a1b2c3d4e5f6g7h8"),
        database,
    ]
}

fn production() -> Pairs<'static> {
    let more = [
        ("APP_ENV", "production"),
        ("API_COOKIE_SECRET", SECRET),
        ("APP_REG_REDIRECT_URI", "https://docs.example.com/callback"),
    ];
    with(entra(), &more)
}

/// DEV_MODE, and a database that also a program without the embedded one takes.
fn dev() -> Pairs<'static> {
    vec![("DEV_MODE", "true"), ("DATABASE_URL", "postgres://latchkey@localhost/latchkey")]
}

#[test]
fn dev_mode_alone_is_enough_on_a_developers_machine() {
    let settings = good(&dev());
    assert!(matches!(settings.sign_in, SignInMode::Dev));
    assert_eq!(settings.server.environment, Environment::Development);
    assert_eq!(settings.server.bind.to_string(), "127.0.0.1:8000");
    assert_eq!(settings.server.public_url.origin(), "http://localhost:8000");
    assert_eq!(settings.data_dir.to_str(), Some("./data"));
    assert_eq!((settings.session.lifetime.as_secs(), settings.session.idle.as_secs()), (24 * 3600, 8 * 3600));
    assert_eq!(settings.log, LogFormat::Plain);
}

#[test]
fn production_starts_with_the_variables_of_the_mission() {
    let settings = good(&production());
    assert_eq!(settings.server.public_url.origin(), "https://docs.example.com");
    let SignInMode::Oidc(oidc) = settings.sign_in else { panic!("sign-in expected") };
    assert_eq!(oidc.issuer, format!("https://login.microsoftonline.com/{TENANT}/v2.0"));
    assert_eq!(oidc.redirect_uri.as_str(), "https://docs.example.com/callback");
    assert_eq!(oidc.tenant.as_deref(), Some(TENANT));
}

#[test]
fn every_problem_is_named_at_once_with_an_example() {
    let text = load(&[("APP_ENV", "production"), ("BIND", "8000"), ("SESSION_HOURS", "0"), ("LOG_FORMAT", "xml")])
        .unwrap_err()
        .to_string();
    for words in ["BIND=127.0.0.1:8000", "SESSION_HOURS=24", "LOG_FORMAT=json", "DATABASE_URL", "openssl rand -hex 32"]
    {
        assert!(text.contains(words), "{words} is missing from:\n{text}");
    }
}

#[test]
fn nothing_configured_shows_the_two_ways_on() {
    let text = said(&[], "APP_REG_CLIENT_ID");
    assert!(text.contains("1. ") && text.contains("DEV_MODE=true"), "{text}");
    assert!(text.contains("2. ") && text.contains("AZURE_TENANT_ID"), "{text}");
}

#[test]
fn an_empty_value_counts_as_not_set() {
    assert_eq!(said(&[("DEV_MODE", " "), ("BIND", "")], "APP_REG_CLIENT_ID"), said(&[], "APP_REG_CLIENT_ID"));
}

#[test]
fn dev_mode_and_test_mode_refuse_staging_and_production() {
    for mode in ["DEV_MODE", "TEST_MODE"] {
        for environment in ["staging", "production"] {
            refused(
                &[(mode, "true"), ("APP_ENV", environment)],
                mode,
                "skips sign-in, so it does not start with APP_ENV",
            );
        }
    }
}

#[test]
fn dev_mode_and_test_mode_listen_on_this_machine_only() {
    for mode in ["DEV_MODE", "TEST_MODE"] {
        for bind in ["0.0.0.0:8000", "192.168.1.4:8000", "[::]:8000"] {
            refused(&with(vec![(mode, "true")], &[("BIND", bind)]), mode, "listens on this machine only");
        }
        for bind in ["127.0.0.1:0", "[::1]:8000", "localhost:8000", "[::ffff:127.0.0.1]:8000"] {
            assert_eq!(said(&with(vec![(mode, "true")], &[("BIND", bind)]), mode), "", "{bind}");
        }
    }
}

#[test]
fn dev_mode_and_test_mode_refuse_an_address_that_others_can_reach() {
    for mode in ["DEV_MODE", "TEST_MODE"] {
        refused(
            &[(mode, "1"), ("PUBLIC_URL", "https://docs.example.com")],
            mode,
            "https://docs.example.com (from PUBLIC_URL)",
        );
        refused(&[(mode, "1"), ("PUBLIC_URL", "http://localhost.example.com")], mode, "that others can reach");
        let callback = ("APP_REG_REDIRECT_URI", "https://docs.example.com/callback");
        refused(&[(mode, "1"), callback], mode, "(from APP_REG_REDIRECT_URI)");
        // Pretending to be local does not help while the callback says otherwise.
        refused(
            &[(mode, "1"), callback, ("PUBLIC_URL", "http://localhost:8000")],
            "APP_REG_REDIRECT_URI",
            "differ from PUBLIC_URL",
        );
    }
}

#[test]
fn dev_mode_beside_a_real_credential_is_mentioned_but_starts() {
    let pairs = with(entra(), &[("DEV_MODE", "true")]);
    assert!(warnings(&pairs).contains("DEV_MODE is on, so the credential"));
}

#[test]
fn two_modes_at_once_are_refused() {
    refused(&with(dev(), &[("TEST_MODE", "true")]), "DEV_MODE", "two answers to one question");
    refused(&with(dev(), &[("AUTH_REQUIRED", "false")]), "DEV_MODE", "two answers to one question");
}

#[test]
fn an_open_site_refuses_production_and_is_loud_elsewhere() {
    refused(
        &with(production(), &[("AUTH_REQUIRED", "false")]),
        "AUTH_REQUIRED",
        "does not start with APP_ENV=production",
    );
    let staging = with(production(), &[("AUTH_REQUIRED", "false"), ("APP_ENV", "staging")]);
    assert!(matches!(good(&staging).sign_in, SignInMode::Open));
    assert!(warnings(&staging).contains("everyone who reaches this site may read"));
}

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

#[test]
fn a_deployed_site_knows_its_own_address_and_speaks_https() {
    let nowhere = without(production(), "APP_REG_REDIRECT_URI");
    refused(&nowhere, "PUBLIC_URL", "must know its own address");
    refused(&with(nowhere.clone(), &[("PUBLIC_URL", "http://docs.example.com")]), "PUBLIC_URL", "needs https");
    refused(&with(entra(), &[("PUBLIC_URL", "http://docs.example.com")]), "PUBLIC_URL", "https is needed");
    let SignInMode::Oidc(oidc) = good(&with(nowhere, &[("PUBLIC_URL", "https://docs.example.com")])).sign_in else {
        panic!()
    };
    assert_eq!(oidc.redirect_uri.as_str(), "https://docs.example.com/callback");
}

#[test]
fn the_callback_is_on_this_site_and_https_but_on_localhost() {
    let at = |callback| with(entra(), &[("APP_REG_REDIRECT_URI", callback)]);
    refused(&at("http://docs.example.com/callback"), "APP_REG_REDIRECT_URI", "Plain http");
    refused(&at("https://docs.example.com/auth/callback"), "APP_REG_REDIRECT_URI", "where it listens");
    refused(&at("https://docs.example.com/callback?x=1"), "APP_REG_REDIRECT_URI", "where it listens");
    refused(&at("docs.example.com/callback"), "APP_REG_REDIRECT_URI", "not a web address");
    let two = with(at("https://docs.example.com/callback"), &[("PUBLIC_URL", "https://files.example.com")]);
    refused(&two, "APP_REG_REDIRECT_URI", "differ from PUBLIC_URL");
    assert_eq!(good(&at("http://localhost:9000/callback")).server.public_url.origin(), "http://localhost:9000");
}

#[test]
fn the_public_url_is_bare_and_follows_the_port_of_bind() {
    for url in [
        "docs.example.com",
        "https://docs.example.com/portal",
        "https://a:b@docs.example.com",
        "ftp://docs.example.com",
    ] {
        refused(&with(entra(), &[("PUBLIC_URL", url)]), "PUBLIC_URL", "not a bare address");
    }
    let at = |bind| good(&with(entra(), &[("BIND", bind)])).server.public_url.origin();
    assert_eq!(
        (at("127.0.0.1:9000").as_str(), at("127.0.0.1:0").as_str()),
        ("http://localhost:9000", "http://localhost:8000")
    );
}

#[test]
fn trusting_every_proxy_is_refused() {
    let at = |proxies| with(entra(), &[("TRUSTED_PROXIES", proxies)]);
    for everybody in ["0.0.0.0/0", "::/0"] {
        refused(&at(everybody), "TRUSTED_PROXIES", "is everybody");
    }
    refused(&at("proxy.internal"), "TRUSTED_PROXIES", "neither an address nor a network");
    let proxies = good(&at("10.1.2.3/8, 192.168.1.7,fd00::/8,")).server.trusted_proxies;
    let written: Vec<String> = proxies.iter().map(ToString::to_string).collect();
    assert_eq!(written, ["10.0.0.0/8", "192.168.1.7/32", "fd00::/8"]);
}

#[test]
fn the_cookie_secret_is_required_outside_development() {
    for environment in ["test", "staging", "production"] {
        let pairs = with(without(production(), "API_COOKIE_SECRET"), &[("APP_ENV", environment)]);
        refused(&pairs, "API_COOKIE_SECRET", "Not set");
    }
}

#[test]
fn several_cookie_secrets_keep_their_order() {
    let list = format!("{OTHER_SECRET}, {SECRET},{OTHER_SECRET}");
    let settings = good(&with(production(), &[("API_COOKIE_SECRET", &list)]));
    let secrets: Vec<&str> = settings.session.secrets.iter().map(ExposeSecret::expose_secret).collect();
    assert_eq!(secrets, [OTHER_SECRET, SECRET]);
}

#[test]
fn weak_and_known_cookie_secrets_are_refused_and_never_shown() {
    let (sequence, words) = (hex::encode((0..32).collect::<Vec<u8>>()), "correcthorsebatterystaplecorrecthorsebattery");
    for (secret, why) in [
        ("changeme", "example"),
        ("changemechangemechangemechangemechangemechangemechangeme", "example"),
        ("<the output of: openssl rand -hex 32>", "example"),
        ("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "example"),
        ("not a key, but a sentence of more than 32 letters", "neither hexadecimal nor base64"),
        (&SECRET[..32], "holds 16 bytes"),
        (&OTHER_SECRET[..24], "holds 18 bytes"),
        (&"a".repeat(64), "pattern"),
        (&"deadbeef".repeat(8), "pattern"),
        (&"0123456789abcdef".repeat(4), "pattern"),
        (&sequence, "pattern"),
        (words, "pattern"),
    ] {
        let list = format!("{SECRET},{secret}");
        let pairs = with(production(), &[("API_COOKIE_SECRET", &list)]);
        refused(&pairs, "API_COOKIE_SECRET", "Secret number 2");
        refused(&pairs, "API_COOKIE_SECRET", why);
        let text = load(&pairs).unwrap_err().to_string();
        assert!(!text.contains(SECRET) && (secret.starts_with('<') || !text.contains(secret)), "{text}");
    }
}

#[test]
fn in_development_one_secret_is_made_and_kept_for_the_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let entropy: SharedEntropy = Arc::new(SystemEntropy);
    let start = || {
        let settings = good(&with(dev(), &[("DATA_DIR", data.to_str().unwrap())]));
        settings.with_cookie_secret(&entropy).map(|settings| settings.session.secrets[0].expose_secret().to_owned())
    };
    let first = start().unwrap();
    assert_eq!(start().unwrap(), first);
    assert_eq!(hex::decode(&first).unwrap().len(), 32);
    let file = data.join("cookie-secret");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::read_dir(&data).unwrap().count(), 1, "the draft is gone");

    fs::write(&file, &first[..20]).unwrap();
    let error = start().unwrap_err();
    assert!(error.log().contains("damaged") && !error.log().contains(&first[..20]), "{error:?}");
}

#[test]
fn of_two_that_start_at_once_both_keep_the_same_secret() {
    let folder = tempfile::tempdir().unwrap();
    let start = || {
        let entropy: SharedEntropy = Arc::new(SystemEntropy);
        let settings = good(&with(dev(), &[("DATA_DIR", folder.path().to_str().unwrap())]));
        settings.with_cookie_secret(&entropy).unwrap().session.secrets[0].expose_secret().to_owned()
    };
    let found: BTreeSet<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(start)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(found.len(), 1);
}

#[test]
fn outside_development_there_is_no_database_by_itself() {
    for environment in ["test", "staging", "production"] {
        refused(&with(without(production(), "DATABASE_URL"), &[("APP_ENV", environment)]), "DATABASE_URL", "Not set");
    }
    let development = said(&without(entra(), "DATABASE_URL"), "DATABASE_URL");
    assert_eq!(development.is_empty(), cfg!(feature = "embedded-postgres"), "{development}");
}

#[test]
fn a_database_that_is_not_postgres_is_refused_without_showing_its_password() {
    for url in ["mysql://me:hunter22@db/x", "db.example.com", "postgres://me:hunter22#7@db:x/y"] {
        let pairs = with(entra(), &[("DATABASE_URL", url)]);
        refused(&pairs, "DATABASE_URL", "Not the address of a PostgreSQL database");
        assert!(!load(&pairs).unwrap_err().to_string().contains("hunter22"));
    }
}

#[test]
fn a_production_database_without_encryption_is_mentioned() {
    let at = |url| warnings(&with(production(), &[("DATABASE_URL", url)]));
    assert!(at("postgres://latchkey@db.example.com/latchkey").contains("sslmode=verify-full"));
    assert_eq!(at("postgres://latchkey@db.example.com/latchkey?sslmode=require"), "");
    assert_eq!(at("postgres://latchkey@localhost/latchkey"), "");
}

#[test]
fn a_session_is_at_most_a_month_long_and_idle_within_it() {
    let at = |hours, idle| with(entra(), &[("SESSION_HOURS", hours), ("SESSION_IDLE_HOURS", idle)]);
    for hours in ["0", "-1", "1.5", "721", "a day"] {
        refused(&at(hours, ""), "SESSION_HOURS", "whole number of hours from 1 to 720");
    }
    refused(&at("4", "5"), "SESSION_IDLE_HOURS", "More than SESSION_HOURS (4)");
    assert_eq!(good(&at("4", "")).session.idle.as_secs(), 4 * 3600);
}

#[test]
fn flags_are_true_or_false_and_nothing_else() {
    for flag in ["DEV_MODE", "TEST_MODE", "AUTH_REQUIRED"] {
        refused(&[(flag, "yes")], flag, "neither true nor false");
    }
    assert!(matches!(good(&with(dev(), &[("DEV_MODE", "TRUE"), ("TEST_MODE", "0")])).sign_in, SignInMode::Dev));
}

#[test]
fn values_damaged_on_their_way_here_are_refused() {
    refused(
        &with(entra(), &[("APP_REG_CLIENT_SECRET", "\"quoted\"")]),
        "APP_REG_CLIENT_SECRET",
        "Leave the quotes out",
    );
    refused(&with(entra(), &[("APP_REG_CLIENT_SECRET", "a\u{fffd}b")]), "APP_REG_CLIENT_SECRET", "not text");
    refused(&with(entra(), &[("APP_ENV", "été")]), "APP_ENV", "not one of development");
    refused(&with(entra(), &[("RUST_LOG", "latchkey=loud=1")]), "RUST_LOG", "not a log filter");
}

#[test]
fn no_secret_prints_itself() {
    let url = "postgres://latchkey:hunter22@localhost/latchkey";
    let printed = format!("{:?}", good(&with(production(), &[("DATABASE_URL", url)])));
    for secret in [SECRET, "Q~a1b2c3d4e5f6g7h8", "hunter22"] {
        assert!(!printed.contains(secret));
    }
}

#[test]
fn a_misspelt_name_is_noticed() {
    let names = ["APP_REG_CLIENT_SECRETE", "PUBLIC_URI", "AZURE_CLIENT_SECRET", "PATH", "BINDS", "DEV_MODE"];
    let sentences = near_misses(names.map(str::to_owned)).join("\n");
    assert_eq!(sentences.lines().count(), 2, "{sentences}");
    assert!(sentences.contains("is APP_REG_CLIENT_SECRET meant?") && sentences.contains("is PUBLIC_URL meant?"));
}

#[test]
fn what_is_read_is_what_is_listed() {
    let asked = RefCell::new(BTreeSet::new());
    for pairs in [production(), vec![]] {
        let _ = Settings::from_env(|name| {
            asked.borrow_mut().insert(name.to_owned());
            pairs.iter().find(|(other, _)| *other == name).map(|(_, value)| (*value).to_owned())
        });
    }
    let listed: BTreeSet<String> = VARIABLES.iter().map(|variable| variable.name.to_owned()).collect();
    assert_eq!(asked.into_inner(), listed);
}

#[test]
fn the_example_file_names_every_variable_with_its_meaning_and_nothing_else() {
    let text = include_str!("../../.env.example");
    for variable in VARIABLES {
        let lines = format!("\n# {}\n#{}={}\n", variable.meaning, variable.name, variable.example);
        assert!(text.contains(&lines), "missing or different:{lines}");
    }
    assert_eq!(example_lines().count(), VARIABLES.len());
}

fn example_lines() -> impl Iterator<Item = (&'static str, &'static str)> {
    let text = include_str!("../../.env.example");
    text.lines().filter(|line| !line.starts_with("# ")).filter_map(|line| line.strip_prefix('#')?.split_once('='))
}

#[test]
fn the_secrets_of_the_example_file_are_refused() {
    let text = include_str!("../../.env.example");
    let pairs: Pairs<'_> = text.lines().filter_map(|line| line.strip_prefix('#')?.split_once('=')).collect();
    let production =
        with(pairs, &[("APP_ENV", "production"), ("DEV_MODE", ""), ("TEST_MODE", ""), ("AUTH_REQUIRED", "")]);
    let secret_only = without(production, "APP_REG_CLIENT_CERT");
    refused(&secret_only, "API_COOKIE_SECRET", "out of an example");
    refused(&secret_only, "APP_REG_CLIENT_SECRET", "out of an example");
}
