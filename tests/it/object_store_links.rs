//! Whole downloads by a link into the store itself.

use latchkey::settings::ObjectStoreKind;
use sha2::Digest;

use crate::{
    documents_zip::id_of,
    support::{
        Answer, Browser, Request, World,
        import::import,
        stores::{address, store},
    },
    tickets,
};

fn get(browser: &mut Browser, target: &str, headers: &[(&str, &str)]) -> Answer {
    browser.send(Request::get(target).headers(headers))
}

#[test]
fn a_redirect_sends_whole_downloads_to_the_store_and_nothing_else() {
    let world = World::with(|settings| {
        settings.storage = store(ObjectStoreKind::S3, None);
        settings.storage.redirect = true;
    });
    import(&world, &[("Übersicht 1.pdf", b"%PDF-1.7 and more")]);
    let mut reader = world.reader();
    let target = "/files/%C3%9Cbersicht%201.pdf?download";
    let answer = get(&mut reader, target, &[]);
    assert_eq!((answer.status, answer.header("cache-control")), (307, Some("no-store")));
    let row = "SELECT count(*) FROM audit_events WHERE kind = 'document_downloaded' AND (detail->>'redirected')::bool";
    assert_eq!(world.database.text(row), "1", "recorded before the link is given away");
    let link: url::Url = answer.location().parse().unwrap();
    assert_eq!(link.origin(), address(ObjectStoreKind::S3).origin());
    let host = format!("127.0.0.1:{}", link.port().unwrap());
    let path = &link[url::Position::BeforePath..];
    let there = Request::get(path).header("host", &host).send(link.port().unwrap());
    assert_eq!((there.status, &there.body[..]), (200, &b"%PDF-1.7 and more"[..]), "{}", there.text());
    assert_eq!(there.header("content-type"), Some("application/pdf"));
    let saved = "attachment; filename=\"Ubersicht 1.pdf\"; filename*=UTF-8''%C3%9Cbersicht%201.pdf";
    assert_eq!(there.header("content-disposition"), Some(saved));
    assert!(is_signed(&link, &host), "{link}");
    assert!(
        !is_signed(&link.as_str().replace("attachment", "inline").parse().unwrap(), &host),
        "what it says is signed"
    );
    for (headers, status) in [
        (("range", "bytes=0-3"), 206),
        (("sec-fetch-dest", "image"), 200),
        (("sec-fetch-dest", "empty"), 200),
        (("sec-fetch-dest", "document"), 307),
    ] {
        assert_eq!(get(&mut reader, target, &[headers]).status, status, "{headers:?}");
    }
    assert_eq!(reader.send(Request::new("HEAD", target)).status, 200);
    assert!(world.browser().fetch(target).status != 307, "a stranger gets no link");
    let ticket = tickets::path(&tickets::ticket(&mut reader, &id_of(&world, "Übersicht 1.pdf")));
    let gone_on_with = tickets::redeem(&world, &ticket, &[]);
    assert_eq!(gone_on_with.status, 200, "a link of a minute's life is nothing to go on with");
}

/// Signature version 4 of Amazon, in the query: s3rver does not check it.
fn is_signed(link: &url::Url, host: &str) -> bool {
    let hmac = |key: &[u8], text: &str| {
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, key);
        aws_lc_rs::hmac::sign(&key, text.as_bytes()).as_ref().to_vec()
    };
    let (query, signature) = link.query().unwrap().rsplit_once("&X-Amz-Signature=").unwrap();
    let mut parts: Vec<&str> = query.split('&').collect();
    parts.sort_unstable();
    let value = |name: &str| link.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
    assert_eq!(value("X-Amz-Expires"), "60");
    let asked = format!("GET\n{}\n{}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD", link.path(), parts.join("&"));
    let asked = hex::encode(sha2::Sha256::digest(asked));
    let (date, scope) = (value("X-Amz-Date"), value("X-Amz-Credential"));
    let scope = scope.split_once('/').unwrap().1;
    let key = scope.split('/').fold(b"AWS4S3RVER".to_vec(), |key, part| hmac(&key, part));
    hex::encode(hmac(&key, &format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{asked}"))) == signature
}
