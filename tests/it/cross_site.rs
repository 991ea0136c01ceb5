//! Other people's pages in the same browser cannot change anything.

use std::process::Command;

use serde_json::Value;

use crate::support::{Browser, Request, World, api::ROOT, http::exchange, import::import};

const FIELDS: &[(&str, &str)] = &[("action", "add"), ("email", "friend@example.com"), ("role", "admin")];

fn change(headers: &[(&str, &str)]) -> Request {
    Request::form("/admin/people", FIELDS).headers(headers).header("accept", "text/html")
}

fn friend(world: &World) -> String {
    world.database.text("SELECT coalesce((SELECT role FROM user_roles WHERE email = 'friend@example.com'), '-')")
}

#[test]
fn what_comes_from_elsewhere_is_refused() {
    let world = World::start();
    let mut admin = world.admin();
    let own = "http://localhost:8000";
    for headers in [
        &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")][..],
        &[("sec-fetch-site", "cross-site"), ("origin", own)],
        &[("sec-fetch-site", "same-site"), ("origin", "http://other.localhost:8000")],
        &[("sec-fetch-site", "none")],
        &[("sec-fetch-site", "")],
        &[("sec-fetch-site", "SAME-ORIGIN")],
        &[("sec-fetch-site", "same-origin, cross-site")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", "")],
        &[("origin", "http://localhost:8001")],
        &[("origin", "https://localhost:8000")],
        &[("origin", "http://localhost:8000.evil.example")],
        &[("origin", "http://127.0.0.1:8000")],
        &[("referer", "http://localhost:8000/admin/people")],
        &[],
    ] {
        let answer = admin.send(change(headers));
        assert_eq!(answer.status, 403, "{headers:?}");
        assert_eq!(friend(&world), "-", "{headers:?}");
    }
}

#[test]
fn what_comes_from_our_own_pages_is_done() {
    for headers in [
        &[("sec-fetch-site", "same-origin"), ("origin", "http://localhost:8000")][..],
        &[("sec-fetch-site", "same-origin")],
        &[("origin", "http://localhost:8000")],
    ] {
        let world = World::start();
        let answer = world.admin().send(change(headers));
        assert!(matches!(answer.status, 200 | 303), "{headers:?}: {} {}", answer.status, answer.text());
        assert_eq!(friend(&world), "admin", "{headers:?}");
    }
}

#[test]
fn the_sign_out_is_protected_too() {
    let world = World::start();
    let mut browser = world.nobody();
    let request =
        Request::form("/logout", &[]).header("sec-fetch-site", "cross-site").header("origin", "https://evil.example");
    assert_eq!(browser.send(request).status, 403);
    assert!(browser.who().is_ok());
    assert_eq!(browser.send(Request::new("POST", "/logout")).status, 403, "an empty POST without a content type");
    assert!(browser.who().is_ok());
}

#[test]
fn nothing_changes_by_get() {
    let world = World::start();
    let mut admin = world.admin();
    admin.click("/admin/people?email=friend@example.com&role=admin");
    admin.click("/logout?confirm=yes");
    assert_eq!(friend(&world), "-");
    assert!(admin.who().is_ok());
}

#[test]
fn who_is_asking_comes_before_what_is_asked() {
    let world = World::start();
    let huge = "x".repeat(100_000);
    let strange = Request::form("/admin/people", &[("email", &huge)]).header("origin", "http://localhost:8000");
    assert_eq!(world.browser().send(strange.clone()).status, 401, "identity before the first body byte (I2)");
    assert_eq!(world.nobody().send(strange.clone()).status, 403);
    assert_eq!(world.reader().send(strange.clone()).status, 403);
    assert!(matches!(world.admin().send(strange).status, 400 | 413));
}

/// `curl -X POST`, with the cookie of this browser.
fn curl(browser: &Browser, more: &[&str], target: &str) -> String {
    let done = Command::new("curl")
        .args(["--silent", "--show-error", "-X", "POST", "--output", "/dev/null", "--write-out", "%{http_code}"])
        .args(["-H", "Host: localhost:8000", "-H", &format!("Cookie: {}", browser.cookie_header())])
        .args(more)
        .arg(format!("http://127.0.0.1:{}{target}", browser.port))
        .output()
        .unwrap();
    String::from_utf8(done.stdout).unwrap()
}

#[test]
fn a_program_that_no_page_could_pass_for_needs_no_token() {
    let world = World::start();
    import(&world, &[("a.txt", b"a")]);
    let mut editor = world.editor();
    let id = editor.id_of(ROOT, "a.txt");
    let restore = |editor: &mut Browser| format!("/api/v1/trash/{}/restore", editor.delete(&id));
    let address = restore(&mut editor);
    assert_eq!(curl(&editor, &[], &address), "200", "as docs/api.md says it");
    let address = restore(&mut editor);
    assert_eq!(curl(&editor, &["-H", "Content-Type: application/json"], &address), "200");
    let address = restore(&mut editor);
    let curl_is_refused = |more: &[&str]| assert_eq!(curl(&editor, more, &address), "403", "{more:?}");
    curl_is_refused(&["-d", ""]);
    curl_is_refused(&["-d", "", "-H", "Content-Type: text/plain"]);
    curl_is_refused(&["-d", "", "-H", "Content-Type:"]);
    curl_is_refused(&["-H", "Transfer-Encoding: chunked", "-d", "", "-H", "Content-Type:"]);
    curl_is_refused(&["-H", "Origin: null"]);
    curl_is_refused(&["-H", "Origin: https://evil.example"]);
    curl_is_refused(&["-H", "Sec-Fetch-Site: cross-site"]);
    curl_is_refused(&["-H", "Sec-Fetch-Site: same-site"]);
}

/// What a script on another site can send in a browser that says neither `Origin` nor `Sec-Fetch-Site`: a beacon, or
/// `fetch` with the mode `no-cors`, both with and without a body. All browsers say the length of nothing, too.
#[test]
fn a_script_of_another_site_is_refused_even_in_a_browser_that_says_nothing() {
    let world = World::start();
    import(&world, &[("a.txt", b"a")]);
    let mut editor = world.editor();
    let id = editor.id_of(ROOT, "a.txt");
    let address = format!("/api/v1/trash/{}/restore", editor.delete(&id));
    for headers in [
        &[("content-length", "0")][..],
        &[("content-length", "0"), ("content-type", "text/plain;charset=UTF-8")],
        &[("content-length", "0"), ("content-type", "multipart/form-data; boundary=x")],
        &[("content-length", "0"), ("referer", "https://evil.example/"), ("accept-language", "en")],
    ] {
        let answer = editor.send(Request::new("POST", &address).headers(headers));
        assert_eq!(answer.status, 403, "{headers:?}");
    }
    // Forms of our own have their token; an address for people takes nothing less from anybody else.
    let bare = format!(
        "POST /logout HTTP/1.1\r\nHost: localhost:8000\r\nCookie: {}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        editor.cookie_header()
    );
    assert!(exchange(editor.port, bare.as_bytes()).starts_with(b"HTTP/1.1 403"));
    assert!(editor.who().is_ok());
    assert_eq!(editor.json("DELETE", &format!("/api/v1/items/{id}"), &Value::Null).status, 404, "it is still deleted");
}
