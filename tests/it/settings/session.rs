//! The cookie secret, and how long a session lasts.

use std::{collections::BTreeSet, fs, os::unix::fs::PermissionsExt, sync::Arc};

use latchkey::entropy::{SharedEntropy, SystemEntropy};
use secrecy::ExposeSecret;

use super::{OTHER_SECRET, SECRET, dev, entra, good, load, production, refused, with, without};

#[test]
fn the_cookie_secret_is_required_outside_development() {
    for environment in ["test", "staging", "production"] {
        let pairs = with(without(production(), "API_COOKIE_SECRET"), &[("APP_ENV", environment)]);
        refused(&pairs, "API_COOKIE_SECRET", "Not set");
        refused(&with(pairs, &[("API_COOKIE_SECRET", " , ,")]), "API_COOKIE_SECRET", "Not set");
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
fn a_session_is_at_most_a_month_long_and_idle_within_it() {
    let at = |hours, idle| with(entra(), &[("SESSION_HOURS", hours), ("SESSION_IDLE_HOURS", idle)]);
    for hours in ["0", "-1", "1.5", "721", "a day"] {
        refused(&at(hours, ""), "SESSION_HOURS", "whole number of hours from 1 to 720");
    }
    refused(&at("4", "5"), "SESSION_IDLE_HOURS", "More than SESSION_HOURS (4)");
    assert_eq!(good(&at("4", "")).session.idle.as_secs(), 4 * 3600);
}
