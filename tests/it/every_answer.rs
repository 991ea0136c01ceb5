//! What every answer carries: a number, the headers that keep browsers in bounds, one line in the log.

use std::collections::BTreeSet;

use crate::support::{Answer, Browser, Request, World};

/// All kinds of answers: pages, refusals, redirects, files of our own, health.
fn answers(world: &World, reader: &Browser) -> Vec<(&'static str, Answer)> {
    let mut reader = reader.clone();
    let css = reader.click("/files/").text();
    let css = css.split('"').find(|part| part.starts_with("/static/")).expect("a stylesheet").to_owned();
    let mut stranger = world.browser();
    vec![
        ("a listing", reader.click("/files/")),
        ("the account page", reader.click("/account")),
        ("me", reader.fetch("/api/v1/me")),
        ("a missing file", reader.click("/files/nowhere.pdf")),
        ("a missing route", reader.click("/nowhere")),
        ("a forbidden page", reader.click("/admin/people")),
        ("the start page", stranger.goto("/")),
        ("the way to the sign-in", stranger.goto("/files/")),
        ("the sign-in", stranger.goto("/login")),
        ("a bad callback", stranger.arrive("/callback?code=x&state=y")),
        ("401", stranger.fetch("/files/")),
        ("401 of the API", stranger.fetch("/api/v1/me")),
        ("405", stranger.send(Request::new("DELETE", "/account"))),
        ("405 of the framework's own", stranger.send(Request::new("PUT", "/health"))),
        ("the sign-out page", stranger.goto("/logout")),
        ("a style sheet", stranger.fetch(&css)),
        ("health", stranger.fetch("/health")),
        ("readiness", stranger.fetch("/health/ready")),
        ("a refused form", stranger.send(Request::form("/logout", &[]).header("origin", "https://evil.example"))),
        ("another host", stranger.send(Request::get("/").header("host", "evil.example"))),
        ("a prefetch", stranger.send(Request::get("/login").header("sec-purpose", "prefetch"))),
        ("a broken address", stranger.send(Request::get("/files/%zz"))),
    ]
}

#[test]
fn every_answer_keeps_browsers_in_bounds() {
    for world in [World::start(), World::over_https()] {
        let https = world.origin().starts_with("https");
        for (what, answer) in answers(&world, &world.reader()) {
            let header = |name: &str| answer.header(name).unwrap_or_else(|| panic!("{what} has no {name}: {answer:?}"));
            assert_eq!(header("x-content-type-options"), "nosniff", "{what}");
            assert!(matches!(header("referrer-policy"), "no-referrer" | "same-origin"), "{what}");
            assert_eq!(header("cross-origin-opener-policy"), "same-origin", "{what}");
            assert_eq!(header("cross-origin-resource-policy"), "same-origin", "{what}");
            let policy = header("content-security-policy");
            for part in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"] {
                assert!(policy.contains(part), "{what}: {part} in {policy}");
            }
            assert!(!policy.contains("unsafe-inline") && !policy.contains("unsafe-eval") && !policy.contains('*'));
            let is_page = answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
            let forms = if is_page { "form-action 'self'" } else { "form-action 'none'" };
            assert!(policy.contains(forms), "{what}: {policy}");
            let transport = answer.header("strict-transport-security");
            assert_eq!(transport.is_some(), https, "{what}: HSTS over https only");
            if let Some(transport) = transport {
                let age: u64 = transport.split("max-age=").nth(1).unwrap().split(';').next().unwrap().parse().unwrap();
                assert!(age >= 31_536_000 && transport.contains("includeSubDomains"), "{transport}");
            }
            assert_eq!(answer.header("access-control-allow-origin"), None, "{what}");
            assert_eq!(answer.header("x-powered-by"), None, "{what}");
            if what != "a style sheet" {
                assert_eq!(header("cache-control"), "no-store", "{what}");
            }
            if let Some(kind) = answer.header("content-type").filter(|kind| kind.starts_with("text/")) {
                assert!(kind.contains("charset=utf-8"), "{what}: {kind}");
            }
            assert!(answer.status < 500 || what == "a prefetch", "{what}: {}", answer.status);
        }
    }
}

#[test]
fn the_address_of_the_callback_leaks_to_nobody() {
    let world = World::start();
    let answer = world.browser().arrive("/callback?code=x&state=y");
    assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
    let good = world.sign_in(&mut world.browser(), &crate::support::Employee::named("new"), "/files/");
    assert_eq!(good.header("referrer-policy"), Some("no-referrer"));
}

#[test]
fn the_nonce_is_new_for_every_answer_and_stands_on_every_script_and_style() {
    let world = World::start();
    let mut reader = world.reader();
    let mut nonces = BTreeSet::new();
    for _ in 0..3 {
        let answer = reader.click("/files/");
        let policy = answer.header("content-security-policy").unwrap();
        let nonce =
            policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).expect("a nonce").to_owned();
        assert!(nonce.len() >= 22, "128 bits");
        let page = answer.text();
        for tag in page.split('<').filter(|tag| {
            tag.starts_with("script")
                || tag.starts_with("style")
                || (tag.starts_with("link") && tag.contains("stylesheet"))
        }) {
            let tag = tag.split('>').next().unwrap();
            assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "<{tag}>");
        }
        assert!(
            !page.contains(" style=\"") && !page.contains(" onclick="),
            "nothing inline that the policy would stop"
        );
        assert!(nonces.insert(nonce), "a new one each time");
    }
}

// Request ids

#[test]
fn every_answer_has_a_number_of_its_own_and_errors_show_it() {
    let world = World::start();
    let mut seen = BTreeSet::new();
    for (what, answer) in answers(&world, &world.reader()) {
        let id = answer.request_id();
        assert!(seen.insert(id.to_owned()), "{what}: {id} again");
        assert!(id.len() >= 16 && id.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'-'), "{id}");
        if answer.status >= 400 && !answer.body.is_empty() {
            assert!(answer.text().contains(id), "{what} shows its number");
        }
    }
}

#[test]
fn a_number_from_outside_is_believed_from_a_trusted_proxy_only() {
    let strangers = World::start();
    let ask = |world: &World, id: &str| {
        world.browser().send(Request::get("/health").header("x-request-id", id)).request_id().to_owned()
    };
    assert_ne!(ask(&strangers, "0123456789abcdef0123456789abcdef"), "0123456789abcdef0123456789abcdef");
    let trusting = World::with(|settings| settings.server.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()]);
    assert_eq!(ask(&trusting, "0123456789abcdef0123456789abcdef"), "0123456789abcdef0123456789abcdef");
    for junk in ["", "a b", "<script>", "x\u{e9}", &"a".repeat(5000), "../../etc", "\"quoted\""] {
        assert_ne!(ask(&trusting, junk), junk, "junk is replaced");
    }
}

// Hosts

fn in_production() -> World {
    World::at("https://docs.example.com", |settings| {
        settings.server.environment = latchkey::settings::Environment::Production;
    })
}

#[test]
fn a_request_for_another_host_is_misdirected() {
    let world = in_production();
    for host in [
        "evil.example",
        "docs.example.com.evil.example",
        "evildocs.example.com",
        "docs.example.com:8443",
        "docs.example.com@evil.example",
        "127.0.0.1",
        "",
    ] {
        let answer = world.browser().send(Request::get("/login").header("host", host).header("accept", "text/html"));
        assert!(matches!(answer.status, 400 | 421), "{host:?}: {}", answer.status);
        assert_eq!(answer.all("set-cookie"), Vec::<&str>::new());
        assert_eq!(answer.header("location"), None);
    }
    for host in ["docs.example.com", "DOCS.Example.COM", "docs.example.com:443"] {
        assert_eq!(world.browser().send(Request::get("/logout").header("host", host)).status, 200, "{host}");
    }
    assert_eq!(
        world.browser().send(Request::get("/health").header("host", "10.0.0.7")).status,
        200,
        "probes have no name"
    );
}

#[test]
fn the_name_in_the_request_line_counts_too() {
    let world = in_production();
    let answer = world.browser().send(Request::get("http://evil.example/login").header("accept", "text/html"));
    assert!(matches!(answer.status, 400 | 421), "{}", answer.status);
}

#[test]
fn in_development_the_machines_own_names_will_do() {
    let world = World::start();
    for host in ["localhost:8000", "127.0.0.1:1234", "localhost", "[::1]:8000"] {
        assert_eq!(world.browser().send(Request::get("/logout").header("host", host)).status, 200, "{host}");
    }
    for host in ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "evil.example:8000"] {
        assert_eq!(world.browser().send(Request::get("/logout").header("host", host)).status, 421, "{host}");
    }
}

// Unknown addresses and methods

#[test]
fn unknown_addresses_are_404_and_nothing_lies_around() {
    let world = World::start();
    let mut reader = world.reader();
    for target in [
        "/.git/config",
        "/.env",
        "/metrics",
        "/debug",
        "/server-status",
        "/account/x.css",
        "/files.css",
        "/health/x",
        "/static/../Cargo.toml",
        "/static/x/../../Cargo.toml",
        "/static/0/..%2f..%2fCargo.toml",
        "/dev",
        "/dev/persona",
        "/api",
        "/api/",
        "/admin",
        "/favicon.ico.php",
    ] {
        let answer = reader.click(target);
        assert_eq!(answer.status, 404, "{target}");
    }
}

#[test]
fn methods_that_nobody_needs_are_refused() {
    let world = World::start();
    let reader = world.reader();
    for method in ["TRACE", "TRACK", "CONNECT", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "DEBUG"] {
        for target in ["/files/", "/account", "/login", "/api/v1/me"] {
            let answer = reader.clone().send(Request::new(method, target));
            assert!(matches!(answer.status, 400 | 404 | 405 | 501), "{method} {target}: {}", answer.status);
            if answer.status == 405 {
                assert!(answer.header("allow").is_some_and(|allow| allow.contains("GET")), "{method} {target}");
            }
        }
    }
    let mut reader = reader.clone();
    let overriden = Request::get("/account").header("x-http-method-override", "DELETE");
    assert_eq!(reader.send(overriden).status, 200, "an override is ignored");
}
