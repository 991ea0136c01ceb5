//! How visitors become somebody, and the guards around the modes that skip the proof.

use latchkey::settings::{Environment, LogFormat, SignInMode};

use super::{SECRET, dev, entra, good, production, refused, said, warnings, with};

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
fn nothing_configured_shows_the_two_ways_on() {
    let text = said(&[], "APP_REG_CLIENT_ID");
    assert!(text.contains("1. ") && text.contains("DEV_MODE=true"), "{text}");
    assert!(text.contains("2. ") && text.contains("AZURE_TENANT_ID"), "{text}");
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
fn dev_mode_and_test_mode_warn_and_dev_mode_takes_no_proxy_in_front() {
    for mode in ["DEV_MODE", "TEST_MODE"] {
        let pairs = with(dev(), &[("DEV_MODE", ""), (mode, "true")]);
        let said = warnings(&pairs);
        assert!(said.contains(&format!("{mode} is on: whoever reaches this site may do everything")), "{said}");
        assert!(said.contains("the database at DATABASE_URL"), "{said}");
    }
    let behind = [("TRUSTED_PROXIES", "10.0.0.0/8")];
    refused(&with(dev(), &behind), "TRUSTED_PROXIES", "no proxy may stand in front");
    good(&with(dev(), &[("DEV_MODE", ""), ("TEST_MODE", "true"), behind[0]]));
}

#[test]
fn a_site_of_a_company_that_nobody_has_called_production_hears_what_it_lacks() {
    let public = with(entra(), &[("PUBLIC_URL", "https://docs.example.com")]);
    let said = warnings(&public);
    for words in ["APP_ENV is not set", "https://docs.example.com", "sample documents", "API_COOKIE_SECRET"] {
        assert!(said.contains(words), "{words} in: {said}");
    }
    assert!(!warnings(&with(public.clone(), &[("API_COOKIE_SECRET", SECRET)])).contains("API_COOKIE_SECRET"));
    for called in [with(public, &[("APP_ENV", "development")]), entra(), production()] {
        assert!(!warnings(&called).contains("APP_ENV is not set"), "{called:?}");
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
fn flags_are_true_or_false_and_nothing_else() {
    for flag in ["DEV_MODE", "TEST_MODE", "AUTH_REQUIRED"] {
        refused(&[(flag, "yes")], flag, "neither true nor false");
    }
    assert!(matches!(good(&with(dev(), &[("DEV_MODE", "TRUE"), ("TEST_MODE", "0")])).sign_in, SignInMode::Dev));
}

#[test]
fn a_misspelt_mode_is_the_only_complaint() {
    let pairs = with(dev(), &[("DEV_MODE", "yes")]);
    refused(&pairs, "DEV_MODE", "neither true nor false");
    assert_eq!(said(&pairs, "APP_REG_CLIENT_ID"), "");
}
