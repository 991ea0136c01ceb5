//! A download may outlive its session: a ticket for this person and these bytes lets any program finish it, and ends
//! when the person's session is ended.

use latchkey::settings::Environment;
use time::Duration;

use crate::{
    documents_zip::id_of,
    support::{
        Answer, Browser, Request, World,
        api::ROOT,
        eventually,
        import::import,
        lab::{self, browser_of},
        log,
        page::forms,
        sharing::{share_with, unshare},
    },
};

/// What a program gets for `POST /d/{id}/ticket`.
pub fn ticket(browser: &mut Browser, id: &str) -> serde_json::Value {
    let origin = browser.origin.clone();
    let request = Request::new("POST", &format!("/d/{id}/ticket")).header("accept", "application/json");
    let answer = browser.send(request.header("origin", &origin));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// The ticket's address without the origin.
pub fn path(ticket: &serde_json::Value) -> String {
    let url = ticket["url"].as_str().unwrap();
    url.strip_prefix("http://localhost:8000").unwrap_or_else(|| panic!("at the public address: {url}")).to_owned()
}

/// Comes with the ticket alone: no cookie, as curl does.
pub fn redeem(world: &World, path: &str, headers: &[(&str, &str)]) -> Answer {
    world.browser().send(Request::get(path).header("accept", "*/*").headers(headers))
}

fn with_document(bytes: &[u8]) -> (World, String) {
    let world = World::start();
    import(&world, &[("Jahr/Bericht 1.txt", bytes), ("Jahr/other.txt", b"another document")]);
    let id = id_of(&world, "Bericht 1.txt");
    (world, id)
}

#[test]
fn a_download_goes_on_after_the_session_has_run_out() {
    let (world, id) = with_document(b"0123456789");
    let mut reader = world.reader();
    let ticket = ticket(&mut reader, &id);
    let path = path(&ticket);
    assert!(path.ends_with("/Bericht%201.txt"), "{path}");
    world.clock.advance(Duration::hours(23));
    assert_eq!(reader.who().err(), Some(401), "the session is over");
    let whole = redeem(&world, &path, &[]);
    assert_eq!((whole.status, &whole.body[..]), (200, &b"0123456789"[..]));
    assert!(whole.header("content-disposition").unwrap().starts_with("attachment; "), "saved, whatever it is");
    assert_eq!(whole.header("referrer-policy"), Some("no-referrer"));
    assert!(whole.header("content-security-policy").unwrap().starts_with("sandbox"));
    assert!(whole.all("set-cookie").is_empty(), "it makes no session");
    let rest = redeem(&world, &path, &[("range", "bytes=4-")]);
    assert_eq!((rest.status, &rest.body[..]), (206, &b"456789"[..]));
    assert_eq!(redeem(&world, &path, &[("range", "bytes=10-")]).status, 416, "curl takes that for done");
    let head = world.browser().send(Request::new("HEAD", &path));
    assert_eq!((head.status, head.header("content-length")), (200, Some("10")));
    world.clock.advance(Duration::hours(1));
    let late = redeem(&world, &path, &[]);
    assert_eq!((late.status, late.header("location")), (410, None), "over, and no way to the sign-in page");
    assert!(late.text().contains("make a new one"), "{}", late.text());
}

#[test]
fn the_line_can_be_pasted_into_any_shell() {
    let (world, _) = with_document(b"x");
    let mut reader = world.reader();
    for (name, shown) in [
        ("plain-1.txt", "plain-1.txt"),
        ("-o", "./-o"),
        ("Über uns.pdf", "\"Über uns.pdf\""),
        ("it's.txt", "\"it's.txt\""),
        ("a;rm -rf ~", "\"a;rm -rf ~\""),
        ("$(reboot)", "'$(reboot)'"),
        ("%PATH%", "'%PATH%'"),
        ("a'`b`\"", "'a'\\''`b`\"'"),
    ] {
        import(&world, &[(name, b"x")]);
        let id = id_of(&world, &name.replace('\'', "''"));
        let ticket = ticket(&mut reader, &id);
        let (curl, url) = (ticket["curl"].as_str().unwrap(), ticket["url"].as_str().unwrap());
        assert_eq!(curl, format!("curl -fC - -o {shown} {url}"));
        assert!(url.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":/.-_%~".contains(&byte)), "{url}");
    }
}

#[test]
fn signing_out_ends_it_also_long_after_the_session() {
    let (mut world, id) = with_document(b"x");
    let mut reader = world.reader();
    let mut other_browser = world.reader();
    for _ in 0..5 {
        world.clock.advance(Duration::hours(4));
        assert!(reader.who().is_ok() && other_browser.who().is_ok());
        reader.click("/account");
        other_browser.click("/account");
    }
    let (ended, kept) = (path(&ticket(&mut reader, &id)), path(&ticket(&mut other_browser, &id)));
    reader.submit("/logout", &[]);
    assert_eq!(redeem(&world, &ended, &[]).status, 410, "at once");
    assert_eq!(redeem(&world, &kept, &[]).status, 200, "the other session's ticket stands");
    // The session would be over by itself now; the ticket would not.
    world.clock.advance(Duration::hours(20));
    world.restart();
    assert_eq!(redeem(&world, &ended, &[]).status, 410, "still");
    assert_eq!(redeem(&world, &kept, &[]).status, 200);
    world.stop();
}

#[test]
fn who_may_not_read_any_more_gets_nothing_by_it() {
    let (world, id) = with_document(b"x");
    let mut reader = world.reader();
    let path = path(&ticket(&mut reader, &id));
    world.database.execute("DELETE FROM user_roles WHERE email = 'reader@example.com'");
    eventually(|| redeem(&world, &path, &[]).status == 410);
    // The address is given to somebody else: the role is theirs, not the ticket's.
    world.database.execute("INSERT INTO user_roles (email, role, tenant_id, object_id, pinned_at) VALUES ('reader@example.com', 'reader', 't', 'o', now())");
    eventually(|| redeem(&world, &path, &[]).status == 410);
    world.database.execute("UPDATE user_roles SET tenant_id = NULL, object_id = NULL, pinned_at = NULL");
    eventually(|| redeem(&world, &path, &[]).status == 200);
}

#[test]
fn it_is_good_for_these_bytes_and_no_others() {
    let (world, id) = with_document(b"one");
    let mut reader = world.reader();
    let path = path(&ticket(&mut reader, &id));
    world.database.execute("UPDATE nodes SET name = 'renamed.txt' WHERE name = 'Bericht 1.txt'");
    assert_eq!(redeem(&world, &path, &[]).body, b"one", "a rename changes no bytes");
    import(&world, &[("Jahr/renamed.txt", b"two")]);
    let replaced = redeem(&world, &path, &[("range", "bytes=1-")]);
    assert_eq!(replaced.status, 410, "never a mixture of two versions");
    assert!(replaced.text().contains("has been replaced"), "{}", replaced.text());
    world.database.execute(&format!(
        "BEGIN; UPDATE nodes SET deletion_id = id WHERE id = '{id}';
         INSERT INTO deletions (id, node_id, path, deleted_at, deleted_by) VALUES ('{id}', '{id}', '', now(), 'test'); COMMIT"
    ));
    assert_eq!(redeem(&world, &path, &[]).status, 404);
    // The name in the address is for the eye; it finds nothing.
    let ticket = path.split('/').nth(2).unwrap();
    assert_eq!(redeem(&world, &format!("/t/{ticket}/other.txt"), &[]).status, 404);
    for more in ["/", "//other.txt", "/../other.txt", "/x/y"] {
        assert_eq!(redeem(&world, &format!("/t/{ticket}{more}"), &[]).status, 404, "{more}");
    }
}

#[test]
fn what_we_did_not_seal_is_none() {
    let (world, id) = with_document(b"x");
    let mut reader = world.reader();
    let good = path(&ticket(&mut reader, &id));
    let sealed = good.split('/').nth(2).unwrap();
    assert_eq!(redeem(&world, &good, &[]).status, 200);
    for place in (0..sealed.len()).step_by(7) {
        let mut bytes = sealed.as_bytes().to_vec();
        bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
        let forged = format!("/t/{}/x", String::from_utf8(bytes).unwrap());
        assert_eq!(redeem(&world, &forged, &[]).status, 404, "turned at {place}");
    }
    let session = reader.session().unwrap().to_owned();
    for other in [session.as_str(), &sealed[..sealed.len() - 4], "x", "%00", "."] {
        let answer = redeem(&world, &format!("/t/{other}/x"), &[]);
        assert!(matches!(answer.status, 404), "{other}: {}", answer.status);
    }
    let mut as_session = world.browser();
    as_session.set_session(sealed);
    assert_eq!(as_session.who().err(), Some(401), "and a ticket is no session");
}

#[test]
fn nobody_reads_it_over_a_shoulder() {
    let (world, id) = with_document(b"x");
    let mut reader = world.reader();
    let good = path(&ticket(&mut reader, &id));
    let sealed = good.split('/').nth(2).unwrap().to_owned();
    let answer = redeem(&world, &good, &[]);
    let line = &log::lines_with(answer.request_id())[0];
    assert!(line.to_string().contains("/t/{ticket}/{name}"), "the log has the pattern: {line}");
    assert!(line.to_string().contains("ticket"), "and what it was asked with: {line}");
    world.database.execute("DELETE FROM user_roles");
    eventually(|| redeem(&world, &good, &[]).status == 410);
    let page = world.browser().goto(&good);
    assert_eq!(page.status, 410, "a page for a person, not the way to a sign-in that would carry the ticket along");
    assert!(!page.text().contains(&sealed), "no page repeats it: {}", page.text());
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    assert!(!log::contains(&sealed), "in the log");
    let recorded = world.database.text("SELECT string_agg(kind || detail::text, ' ') FROM audit_events");
    assert!(recorded.contains("ticket_made") && recorded.contains(&id) && !recorded.contains(&sealed), "{recorded}");
}

#[test]
fn a_person_gets_a_page_to_copy_from() {
    let (world, id) = with_document(b"x");
    let mut reader = world.reader();
    let answer = reader.submit(&format!("/d/{id}/ticket"), &[]);
    assert_eq!((answer.status, answer.header("cache-control")), (200, Some("no-store")));
    let page = answer.text();
    assert!(page.contains("curl -fC - -o") && page.contains("http://localhost:8000/t/"), "{page}");
    assert!(page.contains("until") && page.contains("sign out"), "how long it lives and what ends it");
    assert!(!forms(&page).is_empty());
    let folder = id_of(&world, "Jahr");
    assert_eq!(reader.submit(&format!("/d/{folder}/ticket"), &[]).status, 404, "a folder has no bytes");
    let foreign = Request::form(&format!("/d/{id}/ticket"), &[]).header("sec-fetch-site", "cross-site");
    assert_eq!(reader.send(foreign).status, 403, "other people's pages make none");
    assert_eq!(world.nobody().submit(&format!("/d/{id}/ticket"), &[]).status, 403);
    assert_eq!(world.browser().submit(&format!("/d/{id}/ticket"), &[]).status, 401);
}

#[test]
fn in_development_it_is_a_personas_and_worth_nothing_elsewhere() {
    let mut world = lab::world();
    import(&world, &[("a.txt", b"x")]);
    let id = id_of(&world, "a.txt");
    let elsewhere = World::asleep("http://localhost:8000", |_| {});
    let path = path(&ticket(&mut browser_of(&world, "reader"), &id));
    assert_eq!(redeem(&world, &path, &[]).status, 200);
    let mut admin = world.browser();
    unshare(&mut admin, ROOT, "role:reader");
    eventually(|| redeem(&world, &path, &[]).status == 410);
    share_with(&mut admin, ROOT, &[("subject", "role:reader"), ("level", "view")]);
    eventually(|| redeem(&world, &path, &[]).status == 200);
    world.stop();
    world.settings.server.environment = Environment::Test;
    world.settings.sign_in = elsewhere.settings.sign_in.clone();
    world.wake();
    assert_eq!(redeem(&world, &path, &[]).status, 410, "where people sign in, it speaks for nobody");
}
