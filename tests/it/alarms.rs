//! Alarms that the program raises by itself: whom they reach, and that they end.

use std::{fs, time::Duration};

use aws_lc_rs::hmac;
use latchkey::settings::Settings;
use serde_json::{Value, json};

use crate::{
    docs::blocks,
    support::{
        World, eventually, log,
        metrics::{self, scrape, value},
        smtp::Smtp,
        webhook::{self, Heard, Listener},
    },
};

/// Looks often.
fn watchful(settings: &mut Settings) {
    metrics::with_secret(settings);
    settings.alarms.every = Duration::from_millis(10);
    settings.alarms.pauses = [Duration::from_millis(5); 2];
    // The machine of a test may have a full disk, or be busy.
    settings.alarms.disk_percent = 0;
    settings.alarms.database = Duration::ZERO;
}

fn count(world: &World, kind: &str, what: &str) -> String {
    let rows = "SELECT count(*) FROM audit_events WHERE kind";
    world.database.text(&format!("{rows} = '{kind}' AND detail->>'what' = '{what}'"))
}

fn refused(world: &World, times: usize) {
    for _ in 0..times {
        assert_eq!(world.browser().fetch("/api/v1/me").status, 401);
    }
}

/// What it says, if its signature is good.
fn believed((head, body): &Heard) -> Value {
    let key = hmac::Key::new(hmac::HMAC_SHA256, webhook::SECRET.as_bytes());
    let signature = format!("{}: sha256=", latchkey::alarms::SIGNATURE);
    let signature = head.lines().find_map(|line| line.strip_prefix(&signature)).expect("it is signed");
    hmac::verify(&key, body, &hex::decode(signature).unwrap()).expect("the signature is good");
    serde_json::from_slice(body).unwrap()
}

#[test]
fn many_refusals_raise_an_alarm_that_reaches_everybody_and_ends_by_itself() {
    let (smtp, listener) = (Smtp::start(), Listener::refusing(1));
    let world = World::with(|settings| {
        watchful(settings);
        settings.mail = Some(smtp.settings());
        settings.alarms.refusals = 5;
        settings.alarms.webhook = Some(listener.settings());
        settings.alarms.mail = Some("operators@example.com".to_owned());
    });
    let mut admin = world.admin();
    refused(&world, 4);
    assert!(!admin.click("/admin/people").text().contains("Something is wrong"));
    refused(&world, 1);
    eventually(|| count(&world, "alarm_raised", "refusals") == "1");
    let row = "SELECT detail::text || ' ' || actor || ' ' || via FROM audit_events WHERE kind = 'alarm_raised'";
    assert_eq!(world.database.text(row), r#"{"what": "refusals", "count": 5, "usual": 0} alarms background"#);

    // The first attempt was refused; the second one says the same.
    let (first, second) = (listener.wait_for(1), listener.wait_for(2));
    assert_eq!(first.1, second.1);
    let sent = believed(&second);
    assert_eq!((&sent["event"], &sent["alarm"]), (&json!("alarm_raised"), &json!("refusals")));
    assert_eq!(
        (&sent["count"], &sent["usual"], &sent["site"]),
        (&json!(5), &json!(0), &json!("http://localhost:8000"))
    );
    let page: Value = serde_json::from_str(&blocks::only("docs/metrics.md", "Alarms", "json")).unwrap();
    let members = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(members(&sent), members(&page), "docs/metrics.md shows what comes");

    let mail = smtp.wait_for(1);
    assert_eq!(mail.to, "operators@example.com");
    assert!(
        mail.data.contains("Alarm: localhost") && mail.data.contains("refused: 5 in five minutes"),
        "{}",
        mail.data
    );
    let people = admin.click("/admin/people").text();
    assert!(people.contains("Something is wrong") && people.contains("refused: 5 in five minutes"), "{people}");
    assert_eq!(value(&scrape(&world), "latchkey_alarm_raised{alarm=\"refusals\"}"), Some(1.0));

    // No more of them come, and time passes.
    eventually(|| {
        world.clock.advance(time::Duration::MINUTE);
        count(&world, "alarm_ended", "refusals") == "1"
    });
    assert_eq!(believed(&listener.wait_for(3))["event"], json!("alarm_ended"));
    assert!(smtp.wait_for(2).data.contains("The alarm has ended: localhost"));
    assert_eq!(value(&scrape(&world), "latchkey_alarm_raised{alarm=\"refusals\"}"), Some(0.0));
    assert!(!world.admin().click("/admin/people").text().contains("Something is wrong"));
    assert_eq!(count(&world, "alarm_raised", "refusals"), "1", "once");
    for secret in [webhook::SECRET, webhook::TOKEN, "operators@example.com"] {
        assert!(!log::contains(secret), "{secret} is in the log");
    }
}

#[test]
fn a_store_that_is_away_raises_an_alarm_until_it_is_back() {
    let world = World::with(|settings| {
        watchful(settings);
        settings.storage.asked_every = Duration::from_millis(10);
    });
    let (store, elsewhere) = (world.settings.data_dir.join("blobs"), world.settings.data_dir.join("elsewhere"));
    fs::rename(&store, &elsewhere).unwrap();
    eventually(|| count(&world, "alarm_raised", "store") == "1");
    let text = scrape(&world);
    assert_eq!(value(&text, "latchkey_store_up"), Some(0.0));
    assert!(value(&text, "latchkey_store_errors_total{store=\"folder\",operation=\"look\"}").unwrap() >= 1.0);
    // What made it again meanwhile is empty.
    let _ = fs::remove_dir_all(&store);
    fs::rename(&elsewhere, &store).unwrap();
    eventually(|| {
        world.clock.advance(time::Duration::MINUTE);
        count(&world, "alarm_ended", "store") == "1"
    });
}

#[test]
fn a_slow_database_and_a_full_disk_raise_alarms_where_the_operator_wants_them() {
    let quiet = World::with(|settings| {
        watchful(settings);
        settings.alarms.refusals = 0;
    });
    let world = World::with(|settings| {
        watchful(settings);
        settings.alarms.disk_percent = 101;
        settings.alarms.database = Duration::from_nanos(1);
    });
    refused(&quiet, 60);
    eventually(|| count(&world, "alarm_raised", "disk") == "1" && count(&world, "alarm_raised", "database") == "1");
    let people = world.admin().click("/admin/people").text();
    assert!(people.contains("The disk of DATA_DIR fills up") && people.contains("The database is slow"), "{people}");
    assert_eq!(quiet.database.text("SELECT count(*) FROM audit_events WHERE kind LIKE 'alarm%'"), "0", "all are off");
}
