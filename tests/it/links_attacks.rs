//! Links for people outside, against those who guess, count, repeat and listen.

use std::thread;

use time::Duration;

use crate::support::{
    Browser, Request, World,
    api::ROOT,
    import::import,
    links::{end, fetch, links, make, tells, visit},
    log,
};

const BYTES: &[u8] = b"0123456789";

/// A portal with one document, its owner, and the document's id.
fn site() -> (World, Browser, String) {
    let world = World::start();
    import(&world, &[("folder/plan.txt", BYTES), ("folder/more.txt", b"more")]);
    let mut admin = world.admin();
    let folder = admin.id_of(ROOT, "folder");
    let plan = admin.id_of(&folder, "plan.txt");
    (world, admin, plan)
}

fn left(admin: &mut Browser, id: &str) -> i64 {
    links(admin, id)[0]["downloads_left"].as_i64().expect("a number")
}

#[test]
fn a_password_opens_it_for_this_browser_and_this_link_alone() {
    let (world, mut admin, plan) = site();
    let address = make(&mut admin, &plan, &[("password", "open sesame"), ("note", "the fair")]);
    let other = make(&mut admin, &plan, &[("password", "another one")]);
    let mut browser = world.browser();
    let locked = browser.goto(&address);
    assert_eq!(locked.status, 200);
    assert!(locked.text().contains("A password is needed"), "{}", locked.text());
    assert!(!tells(&locked, "plan.txt") && !tells(&locked, "the fair"), "nothing is told before: {}", locked.text());
    let file = format!("{address}/d/{plan}/file");
    assert_eq!(fetch(&world, &file, &[]).status, 403);
    assert_eq!(visit(&world, &format!("{address}/d/{plan}")).status, 403);
    let wrong = browser.submit(&address, &[("password", "open sesam")]);
    assert_eq!((wrong.status, wrong.all("set-cookie").len()), (422, 0), "{}", wrong.text());
    assert!(wrong.text().contains("That is not the password."));
    assert_eq!(browser.submit(&address, &[("password", "open sesame")]).location(), address);
    assert!(browser.goto(&address).text().contains("plan.txt"));
    assert_eq!(browser.goto(&file).body, BYTES);
    assert!(browser.goto(&other).text().contains("A password is needed"), "another link is another link");
    let foreign = Request::form(&address, &[("password", "open sesame")]).header("sec-fetch-site", "cross-site");
    assert_eq!(world.browser().send(foreign).status, 403);
    world.clock.advance(Duration::hours(13));
    assert!(browser.goto(&address).text().contains("A password is needed"), "for half a day");
    let kept = world.database.text("SELECT password FROM share_links ORDER BY made_at LIMIT 1");
    assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
    for secret in ["open sesame", "open sesam"] {
        assert!(!log::contains(secret), "in the log");
    }
    let record = world.database.text("SELECT string_agg(kind || detail::text, ' ') FROM audit_events");
    assert!(record.contains("link_refused") && !record.contains("sesam") && !record.contains("argon2"), "{record}");
}

#[test]
fn nobody_tries_many_passwords() {
    let (world, mut admin, plan) = site();
    let address = make(&mut admin, &plan, &[("password", "open sesame")]);
    let mut statuses: Vec<u16> =
        (0..14).map(|at| world.browser().submit(&address, &[("password", &format!("wrong {at}"))]).status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 422).count(), 10, "{statuses:?}");
    statuses.drain(..10);
    assert!(statuses.iter().all(|status| *status == 429), "{statuses:?}");
    let right = world.browser().submit(&address, &[("password", "open sesame")]);
    assert_eq!(right.status, 429, "not the right one either");
    assert!(right.header("retry-after").is_some() && !tells(&right, "site-header"), "{}", right.text());
    let long = "x".repeat(5000);
    world.clock.advance(Duration::minutes(10));
    assert_eq!(world.browser().submit(&address, &[("password", &long)]).status, 413, "strangers send little");
    assert_eq!(world.browser().submit(&address, &[("password", "open sesame")]).status, 303);
}

#[test]
fn a_download_is_counted_once_however_it_comes() {
    let (world, mut admin, plan) = site();
    let address = make(&mut admin, &plan, &[("downloads", "2")]);
    let file = format!("{address}/d/{plan}/file");
    let head = world.browser().send(Request::new("HEAD", &file));
    assert_eq!((head.status, head.header("content-length")), (200, Some("10")));
    assert_eq!(left(&mut admin, &plan), 2, "HEAD costs nothing");
    let whole = fetch(&world, &file, &[]);
    assert_eq!((whole.status, &whole.body[..]), (200, BYTES));
    assert_eq!(left(&mut admin, &plan), 1);
    let etag = whole.header("etag").unwrap().to_owned();
    assert_eq!(fetch(&world, &file, &[("if-none-match", &etag)]).status, 304);
    let rest = fetch(&world, &file, &[("range", "bytes=4-"), ("if-range", &etag)]);
    assert_eq!((rest.status, &rest.body[..]), (206, &BYTES[4..]));
    assert_eq!(left(&mut admin, &plan), 1, "going on costs nothing");
    assert_eq!(fetch(&world, &file, &[("range", "bytes=0-3")]).status, 206);
    assert_eq!(left(&mut admin, &plan), 0, "the beginning is a new one");
    let over = fetch(&world, &file, &[]);
    assert_eq!(over.status, 410, "{}", over.text());
    assert_eq!(fetch(&world, &file, &[("range", "bytes=4-")]).status, 206, "who has begun may end");
    assert!(visit(&world, &address).text().contains("As many downloads as this link allows"));
    world.clock.advance(Duration::hours(25));
    assert_eq!(fetch(&world, &file, &[("range", "bytes=4-")]).status, 410, "but not for ever");
}

#[test]
fn a_part_that_goes_on_with_nothing_is_counted() {
    let (world, mut admin, plan) = site();
    let address = make(&mut admin, &plan, &[("downloads", "1")]);
    let file = format!("{address}/d/{plan}/file");
    assert_eq!(fetch(&world, &file, &[("range", "bytes=1-")]).status, 206);
    assert_eq!(left(&mut admin, &plan), 0);
    admin.put(&plan, b"another version", None);
    assert_eq!(fetch(&world, &file, &[("range", "bytes=1-")]).status, 410, "these are other bytes");
}

#[test]
fn of_two_at_once_one_gets_the_last_download() {
    let (world, mut admin, plan) = site();
    let address = make(&mut admin, &plan, &[("downloads", "1")]);
    let twin = world.twin();
    let target = format!("{address}/d/{plan}/file");
    let asking: Vec<_> = (0..8)
        .map(|at| {
            let port = if at % 2 == 0 { world.port() } else { twin.port() };
            let (mut browser, target) = (Browser::new(port, &world.origin()), target.clone());
            thread::spawn(move || browser.send(Request::get(&target).header("accept", "*/*")).status)
        })
        .collect();
    let mut statuses: Vec<u16> = asking.into_iter().map(|asked| asked.join().unwrap()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 410, 410, 410, 410, 410, 410, 410]);
    drop(twin);
}

#[test]
fn the_secret_stands_in_no_log_row_or_answer_of_anybody_else() {
    let (world, mut admin, plan) = site();
    let address = make(&mut admin, &plan, &[]);
    let secret = address[3..].to_owned();
    assert_eq!(secret.len(), 24, "144 bits");
    let page = visit(&world, &address);
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"), "no Referer takes it along");
    let line = &log::lines_with(page.request_id())[0].to_string();
    assert!(line.contains("/l/{secret}") && line.contains("\"link\""), "the log has the pattern: {line}");
    fetch(&world, &format!("{address}/d/{plan}/file"), &[]);
    visit(&world, &format!("{address}/d/{ROOT}"));
    admin.click(&address);
    assert!(!log::contains(&secret), "in the log");
    for table in ["share_links", "share_link_uses", "audit_events", "grants", "people"] {
        let rows = world.database.text(&format!("SELECT string_agg(t::text, ' ') FROM {table} t"));
        assert!(!rows.contains(&secret), "in {table}");
    }
    let folder = admin.id_of(ROOT, "folder");
    for other in [format!("/d/{folder}/access"), format!("/api/v1/items/{folder}/links"), "/shared".to_owned()] {
        assert!(!tells(&admin.click(&other), &secret), "{other} tells it");
    }
    let refused = visit(&world, &format!("/l/{secret}/d/{ROOT}"));
    assert!(refused.status == 404 && !tells(&refused, &secret), "no refusal repeats it: {}", refused.text());
    for turned in 0..secret.len() {
        let mut bytes = secret.clone().into_bytes();
        bytes[turned] = if bytes[turned] == b'A' { b'B' } else { b'A' };
        let forged = format!("/l/{}", String::from_utf8(bytes).unwrap());
        assert_eq!(fetch(&world, &forged, &[]).status, 404, "turned at {turned}");
    }
    for odd in [&secret[1..], "", "%00", "..%2f", &secret.to_lowercase()] {
        assert_eq!(fetch(&world, &format!("/l/{odd}"), &[]).status, 404, "{odd}");
    }
}

#[test]
fn a_link_is_no_way_to_anything_else() {
    let (world, mut admin, plan) = site();
    let folder = admin.id_of(ROOT, "folder");
    let address = make(&mut admin, &folder, &[]);
    let secret = &address[3..];
    let mut browser = world.browser();
    browser.goto(&address);
    assert_eq!(browser.who().err(), Some(401), "it signs nobody in");
    browser.set_session(secret);
    assert_eq!(browser.who().err(), Some(401));
    assert_eq!(world.browser().goto(&format!("/t/{secret}/x")).status, 404);
    // Whoever is signed in gets no more by it, and no less.
    assert_eq!(world.nobody().goto(&format!("{address}/d/{plan}/file")).status, 200);
    let link = links(&mut admin, &folder)[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(world.browser().goto(&format!("/l/{link}")).status, 404, "its id opens nothing");
    for subject in [format!("link:{link}"), format!("person:link|{link}")] {
        let granted = admin.submit(
            &format!("/d/{ROOT}/access"),
            &[("action", "grant"), ("subject", &subject), ("email", ""), ("level", "own")],
        );
        assert_eq!(granted.status, 422, "{}", granted.text());
        assert_eq!(visit(&world, &format!("{address}/d/{ROOT}")).status, 404);
    }
    assert_eq!(end(&mut admin, &plan, &link).status, 404, "it is ended where it is, or above");
    assert_eq!(world.browser().submit(&format!("{address}/files"), &[]).status, 404, "nothing is sent by it");
}
