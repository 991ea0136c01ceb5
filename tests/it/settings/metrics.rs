//! Who gets numbers, and who is told of alarms.

use super::{entra, good, load, refused, with};

const SECRET: &str = "2c759dcdf25243dc0ea79dc24779a4bde2d250aad35fe93761074d6792e32c83";
const HOOK: (&str, &str) = ("ALARM_WEBHOOK", "https://alerts.example.com/T0K3N");

#[test]
fn metrics_are_off_until_there_is_an_address_or_a_secret() {
    let metrics = good(&entra()).metrics;
    assert!(metrics.bind.is_none() && metrics.secret.is_none());
    let metrics = good(&with(entra(), &[("METRICS_BIND", "127.0.0.1:9400"), ("METRICS_SECRET", SECRET)])).metrics;
    assert_eq!(metrics.bind, Some(([127, 0, 0, 1], 9400).into()));
    assert!(metrics.secret.is_some() && !format!("{metrics:?}").contains(SECRET));
    refused(&with(entra(), &[("METRICS_BIND", "9400")]), "METRICS_BIND", "not a numeric address");
    refused(&with(entra(), &[("METRICS_SECRET", "secret")]), "METRICS_SECRET", "The value");
    let (_, warnings) = load(&with(entra(), &[("METRICS_BIND", "0.0.0.0:9400")])).unwrap();
    assert!(warnings.iter().any(|warning| warning.contains("METRICS_BIND")), "{warnings:?}");
}

#[test]
fn alarms_have_defaults_and_bounds() {
    let alarms = good(&entra()).alarms;
    assert_eq!((alarms.refusals, alarms.refusals_factor, alarms.disk_percent), (50, 3, 5));
    assert!(alarms.webhook.is_none() && alarms.mail.is_none());
    let set = [("ALARM_REFUSALS", "0"), ("ALARM_REFUSALS_FACTOR", "10"), ("ALARM_DATABASE_MS", "250")];
    let alarms = good(&with(entra(), &set)).alarms;
    assert_eq!((alarms.refusals, alarms.refusals_factor, alarms.database.as_millis()), (0, 10, 250));
    refused(&with(entra(), &[("ALARM_REFUSALS", "many")]), "ALARM_REFUSALS", "not a whole number from 0");
    refused(&with(entra(), &[("ALARM_REFUSALS_FACTOR", "0")]), "ALARM_REFUSALS_FACTOR", "from 1");
    refused(&with(entra(), &[("ALARM_DISK_PERCENT", "100")]), "ALARM_DISK_PERCENT", "from 0 to 99");
}

#[test]
fn a_webhook_is_private_and_signed() {
    let secret = ("ALARM_WEBHOOK_SECRET", SECRET);
    for url in ["https://alerts.example.com/x", "http://127.0.0.1:9000/x", "http://localhost/x"] {
        let alarms = good(&with(entra(), &[("ALARM_WEBHOOK", url), secret])).alarms;
        assert!(alarms.webhook.is_some() && !format!("{alarms:?}").contains(url), "{url}");
    }
    for url in ["http://alerts.example.com/T0K3N", "alerts.example.com/T0K3N", "ftp://localhost/T0K3N"] {
        let pairs = with(entra(), &[("ALARM_WEBHOOK", url), secret]);
        refused(&pairs, "ALARM_WEBHOOK", "Not an https address");
        assert!(!load(&pairs).unwrap_err().to_string().contains("T0K3N"));
    }
    refused(&with(entra(), &[HOOK]), "ALARM_WEBHOOK_SECRET", "nothing signs");
    refused(&with(entra(), &[HOOK, ("ALARM_WEBHOOK_SECRET", "short")]), "ALARM_WEBHOOK_SECRET", "The value");
    refused(&with(entra(), &[secret]), "ALARM_WEBHOOK", "nothing says where");
}

#[test]
fn an_alarm_is_mailed_where_mail_goes_out() {
    let mail = [("SMTP_URL", "smtp://localhost"), ("MAIL_FROM", "documents@example.com")];
    let to = ("ALARM_MAIL", "operators@example.com");
    assert_eq!(good(&with(with(entra(), &mail), &[to])).alarms.mail.as_deref(), Some("operators@example.com"));
    refused(&with(entra(), &[to]), "ALARM_MAIL", "SMTP_URL is not set");
    refused(&with(with(entra(), &mail), &[("ALARM_MAIL", "operators")]), "ALARM_MAIL", "Not an e-mail address");
}
