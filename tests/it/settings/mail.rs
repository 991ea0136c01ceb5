//! Where mail goes out.

use super::{entra, good, load, refused, with};

const FROM: (&str, &str) = ("MAIL_FROM", "Documents <documents@example.com>");

#[test]
fn a_mail_server_elsewhere_is_spoken_to_in_private() {
    assert!(good(&entra()).mail.is_none(), "off by itself");
    for url in [
        "smtps://latchkey:hunter22@mail.example.com",
        "smtp://latchkey:hunter22@mail.example.com:587?tls=required",
        "smtp://localhost:2525",
        "smtp://127.0.0.1",
    ] {
        assert!(good(&with(entra(), &[("SMTP_URL", url), FROM])).mail.is_some(), "{url}");
    }
    for url in [
        "smtp://latchkey:hunter22@mail.example.com",
        "smtp://latchkey:hunter22@mail.example.com?tls=opportunistic",
        "https://mail.example.com",
        "mail.example.com",
    ] {
        let pairs = with(entra(), &[("SMTP_URL", url), FROM]);
        refused(&pairs, "SMTP_URL", "Not the address of a mail server");
        assert!(!load(&pairs).unwrap_err().to_string().contains("hunter22"));
    }
}

#[test]
fn the_server_and_the_sender_come_together() {
    let url = ("SMTP_URL", "smtp://localhost");
    refused(&with(entra(), &[url]), "MAIL_FROM", "nothing says whom mail comes from");
    refused(&with(entra(), &[FROM]), "SMTP_URL", "nothing says where mail goes out");
    refused(&with(entra(), &[url, ("MAIL_FROM", "documents")]), "MAIL_FROM", "Not an e-mail address");
}
