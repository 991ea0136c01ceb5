//! Who knocks without a session: a person in a browser is led to the sign-in and back to the very file; anything else
//! gets 401, and never a sign-in page saved under a file's name.

use crate::support::{Answer, Employee, Request, World, import::import, world::login_address};

fn leads_to_sign_in(answer: &Answer, target: &str) {
    assert!(matches!(answer.status, 302 | 303), "{target}: {} {}", answer.status, answer.text());
    assert_eq!(answer.location(), login_address(target));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

fn is_refused(answer: &Answer) {
    assert_eq!(answer.status, 401, "{answer:?}");
    assert_eq!(answer.header("location"), None);
    assert_eq!(answer.all("set-cookie"), Vec::<&str>::new(), "no attempt is begun");
    assert!(!answer.text().to_lowercase().contains("<html"), "no page to be saved as a file: {}", answer.text());
    assert!(answer.header("www-authenticate").is_some(), "RFC 9110, section 11.6.1");
}

#[test]
fn a_navigation_goes_to_the_sign_in_and_keeps_the_whole_address() {
    let world = World::start();
    for target in ["/files/", "/files/a%20b/%C3%A9.pdf?page=2&x=1%262", "/account", "/admin/people", "/files/nowhere"] {
        leads_to_sign_in(&world.browser().goto(target), target);
    }
}

#[test]
fn a_browser_without_fetch_metadata_is_known_by_its_accept() {
    let world = World::start();
    let send = |accept: &str| world.browser().send(Request::get("/files/q3.pdf").header("accept", accept));
    leads_to_sign_in(&send("text/html,application/xhtml+xml,*/*;q=0.8"), "/files/q3.pdf");
    for accept in ["*/*", "application/pdf", "application/json", "image/png,*/*", ""] {
        is_refused(&send(accept));
    }
    is_refused(&world.browser().send(Request::get("/files/q3.pdf")));
}

#[test]
fn whatever_is_no_navigation_gets_401() {
    let world = World::start();
    for (mode, dest) in [
        ("cors", "empty"),
        ("same-origin", "empty"),
        ("no-cors", "image"),
        ("no-cors", "script"),
        ("no-cors", "style"),
        ("no-cors", "video"),
        ("navigate", "iframe"),
        ("navigate", "frame"),
        ("navigate", "object"),
        ("navigate", "embed"),
        ("websocket", "websocket"),
        ("no-cors", "serviceworker"),
    ] {
        let how = [("sec-fetch-mode", mode), ("sec-fetch-dest", dest), ("sec-fetch-site", "same-origin")];
        let request = Request::get("/files/q3.pdf").headers(&how).header("accept", "text/html,*/*");
        is_refused(&world.browser().send(request));
    }
}

#[test]
fn the_api_answers_401_with_a_problem_document_to_everyone() {
    let world = World::start();
    for target in ["/api/v1/me", "/api/files/q3.pdf", "/api/files/", "/api/nowhere"] {
        let answer = world.browser().goto(target);
        if target == "/api/nowhere" {
            assert_eq!(answer.status, 404);
        } else {
            is_refused(&answer);
        }
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        let problem = answer.json();
        assert_eq!(problem["status"], answer.status);
        assert_eq!(problem["request_id"], answer.request_id());
    }
}

#[test]
fn head_asks_like_get() {
    let world = World::start();
    let reader = world.reader();
    for target in ["/files/", "/files/nowhere.pdf", "/api/v1/me", "/account", "/health", "/logout"] {
        for mut browser in [world.browser(), reader.clone()] {
            let get = browser.clone().send(Request::get(target).header("accept", "*/*"));
            let head = browser.send(Request::new("HEAD", target).header("accept", "*/*"));
            assert_eq!(head.status, get.status, "{target}");
            assert_eq!(head.header("content-type"), get.header("content-type"), "{target}");
        }
    }
}

#[test]
fn a_post_without_session_is_not_led_anywhere() {
    let world = World::start();
    let answer = world.browser().submit("/admin/people", &[("email", "a@example.com"), ("role", "admin")]);
    assert_eq!(answer.status, 401, "a form that was sent cannot be sent again by a redirect");
    assert_eq!(answer.header("location"), None);
}

#[test]
fn who_has_no_role_reads_who_they_are_and_what_to_do() {
    let world = World::start();
    let mut nobody = world.nobody();
    for target in ["/files/", "/files/q3.pdf"] {
        let answer = nobody.click(target);
        assert_eq!(answer.status, 403);
        assert!(answer.text().contains("nobody@example.com"), "{}", answer.text());
        assert!(answer.text().contains(answer.request_id()));
        assert!(answer.text().contains("action=\"/logout\""));
    }
    let answer = nobody.fetch("/api/files/q3.pdf");
    assert_eq!(answer.status, 403);
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert_eq!(nobody.fetch("/api/v1/me").status, 200, "who one is may be asked without a role");
    assert_eq!(nobody.click("/account").status, 200);
}

#[test]
fn a_condition_or_a_range_opens_no_door() {
    let world = World::start();
    import(&world, &[("q3.pdf", b"figures")]);
    let etag = world.reader().fetch("/files/q3.pdf").header("etag").unwrap().to_owned();
    for (name, value) in [
        ("if-none-match", etag.as_str()),
        ("if-none-match", "*"),
        ("if-match", "\"other\""),
        ("if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT"),
        ("range", "bytes=0-1"),
        ("range", "bytes=100-"),
    ] {
        for (method, target) in [("GET", "/files/q3.pdf"), ("HEAD", "/files/q3.pdf"), ("GET", "/api/files/q3.pdf")] {
            for (mut browser, status) in [(world.browser(), 401), (world.nobody(), 403)] {
                let answer = browser.send(Request::new(method, target).header(name, value).header("accept", "*/*"));
                assert_eq!(answer.status, status, "{method} {target} {name}: {value}");
                assert_eq!(answer.header("etag"), None);
                assert_eq!(answer.header("content-range"), None);
            }
        }
    }
}

#[test]
fn hidden_and_missing_look_alike_to_strangers() {
    let world = World::start();
    import(&world, &[("there.pdf", b"here")]);
    for (browser, status) in [(world.browser(), 401), (world.nobody(), 403)] {
        let without_numbers = ["/files/there.pdf", "/files/nowhere.pdf"].map(|target| {
            let answer = browser.clone().fetch(target);
            assert_eq!(answer.status, status);
            answer.text().replace(answer.request_id(), "-")
        });
        assert_eq!(without_numbers[0], without_numbers[1]);
    }
}

#[test]
fn an_authorization_header_makes_the_cookie_invisible() {
    let world = World::start();
    let mut reader = world.reader();
    for value in ["Bearer abc", "Bearer ", "Basic dXNlcjpwYXNz", "Negotiate x", ""] {
        let answer = reader.send(Request::get("/api/v1/me").header("authorization", value));
        assert_eq!(answer.status, 401, "{value:?}: a bad credential is refused, never the next scheme (I4)");
    }
}

#[test]
fn headers_of_other_products_make_nobody() {
    let world = World::start();
    for name in [
        "x-test-user",
        "x-forwarded-user",
        "x-forwarded-email",
        "x-auth-request-email",
        "remote-user",
        "x-remote-user",
        "x_forwarded_user",
        "x-ms-client-principal-name",
        "x-ms-client-principal",
        "x-middleware-subrequest",
        "x-forwarded-access-token",
        "x-dev-mode",
        "cf-access-authenticated-user-email",
    ] {
        let answer = world.browser().send(Request::get("/api/v1/me").header(name, "admin@example.com"));
        assert_eq!(answer.status, 401, "{name}");
    }
    let answer = world.browser().send(Request::get("/api/v1/me?X-Test-User=admin@example.com&dev_mode=true"));
    assert_eq!(answer.status, 401);
    let answer = world.browser().send(Request::get("/api/v1/me").header("user-agent", "GoogleHC/1.0"));
    assert_eq!(answer.status, 401, "a health checker's name opens nothing");
}

#[test]
fn the_same_email_with_another_object_id_is_another_person() {
    let world = World::start();
    let employee = Employee::named("reader");
    world.give_role(&employee, "reader");
    assert_eq!(world.signed_in(&employee).click("/files/").status, 200);
    let mut twin = employee.clone();
    twin.oid = Employee::named("mallory").oid;
    assert_eq!(world.signed_in(&twin).click("/files/").status, 403, "the address was given to somebody else");
    assert_eq!(world.signed_in(&employee).click("/files/").status, 200);
}

#[test]
fn the_letters_of_an_email_address_have_no_size() {
    let world = World::start();
    let mut employee = Employee::named("reader");
    world.give_role(&employee, "reader");
    employee.email = Some("READER@Example.COM".to_owned());
    assert_eq!(world.signed_in(&employee).click("/files/").status, 200);
}

#[test]
fn an_address_that_cannot_be_read_is_refused_and_never_served() {
    let world = World::start();
    for target in ["/files/%", "/files/%zz", "/files/%c0%ae%c0%ae/etc/passwd", "/files/%00", "/files/%ff%fe"] {
        let mut reader = world.reader();
        let answer = reader.send(Request::get(target).header("accept", "*/*"));
        assert!(matches!(answer.status, 400 | 404), "{target}: {}", answer.status);
        let answer = world.browser().send(Request::get(target).header("accept", "*/*"));
        assert!(matches!(answer.status, 400 | 401), "{target}: {}", answer.status);
    }
}

#[test]
fn names_full_of_markup_stay_text() {
    let world = World::start();
    let mut employee = Employee::named("markup");
    employee.name = "<script>alert(1)</script>\u{202e}\r\nset-cookie: x=y \"'&{{7*7}}".to_owned();
    let mut browser = world.signed_in(&employee);
    for target in ["/account", "/files/"] {
        let answer = browser.click(target);
        let page = answer.text();
        assert!(!page.contains("<script>alert"), "{page}");
        assert!(!page.contains('\u{202e}'), "no letter that turns the text around");
        assert!(answer.all("set-cookie").iter().all(|cookie| !cookie.starts_with("x=")));
    }
    assert!(browser.who().is_ok());
}

#[test]
fn the_address_that_was_asked_for_is_shown_as_text_and_leads_nowhere_else() {
    let world = World::start();
    import(&world, &[("a.txt", b"a")]);
    for target in [
        "//evil.example/",
        "//evil.example/files/",
        "/files/?sort=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "/files/?sort=\"><script>alert(1)</script>",
        "/files/%3Cscript%3Ealert(1)%3C/script%3E",
        "/files/%22onmouseover=%22alert(1)/",
        "/files/?sort=name&order=javascript:alert(1)",
        "/nowhere?x=\"><script>alert(1)</script>",
        "/login?redirect_uri=\"><script>alert(1)</script>",
    ] {
        for mut browser in [world.browser(), world.nobody(), world.reader()] {
            let answer = browser.click(target);
            assert!(answer.status < 500, "{target}: {}", answer.status);
            let page = answer.text();
            assert!(!page.contains("<script>alert"), "{target}: {page}");
            assert!(!page.contains("=\"//evil") && !page.contains("=\"javascript:"), "{target}: {page}");
            assert!(!page.contains("\"onmouseover"), "{target}");
            if let Some(location) = answer.header("location") {
                let ours = location.starts_with('/') && !location.starts_with("//");
                assert!(
                    ours || location.starts_with(&world.entra.issuer().replace("/v2.0", "/")),
                    "{target}: {location}"
                );
            }
        }
    }
}
