//! Where a sign-in or a sign-out leads to is never in a stranger's hands.

use latchkey::transport::local_path::LocalPath;

use time::Duration;

use crate::support::{Employee, Request, World, http::Answer, import::import, world::login_address};

/// What a browser could take for another site, or for the sign-in itself.
const EVIL: &[&str] = &[
    "https://evil.example/",
    "http://evil.example/",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "/\\/evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "/%09/evil.example",
    "/%0a/evil.example",
    "/%0d/evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/%2f/evil.example",
    "/%2f%2fevil.example",
    "/%5cevil.example",
    "/%5c%5cevil.example",
    "/%252f/evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http:/\\evil.example",
    "https:\\\\evil.example",
    "javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//evil.example\\@localhost:8000/",
    "http://localhost:8000@evil.example/",
    "http://localhost:8000.evil.example/",
    "http://localhost:8000/",
    "\u{3000}//evil.example",
    "/\u{0}/evil.example",
    "/files\r\nset-cookie: latchkey=evil",
    "/files%0d%0aset-cookie:%20latchkey=evil",
    "/%2e%2e/%2e%2e//evil.example",
    "/files/..//evil.example",
    "/.//evil.example",
    "/./\\evil.example",
    "/login",
    "/login?redirect_uri=/login",
    "/logout",
    "/callback?code=x&state=y",
    "/LOGIN",
    "/log%69n",
    "/./login",
    "evil.example",
    "@evil.example",
    "?redirect=//evil.example",
    "#//evil.example",
    "",
];

/// Odd, but a path on this site in every browser.
const HARMLESS: &[&str] = &[
    "/../../evil.example",
    "/ /evil.example",
    "/\u{2215}evil.example",
    "/files/?next=https://evil.example/",
    "/evil.example",
];

fn leads_home(answer: &Answer, target: &str) {
    let location = stays_here(answer, target);
    assert!(!location.contains("evil"), "{target:?} led to {location}");
}

fn stays_here(answer: &Answer, target: &str) -> String {
    assert_eq!(answer.status, 303, "{target:?}: {}", answer.text());
    let location = answer.location();
    let site = url::Url::parse("http://localhost:8000/").unwrap();
    let landed = site.join(location).unwrap();
    assert_eq!(landed.origin(), site.origin(), "{target:?} led to {location}");
    assert!(location.starts_with('/') && !location.starts_with("//") && !location.contains('\\'), "{location}");
    let path = landed.path().to_ascii_lowercase();
    assert!(!["/login", "/logout", "/callback"].contains(&path.as_str()), "{target:?} led to {location}");
    assert!(answer.all("set-cookie").iter().all(|cookie| !cookie.contains("evil")));
    location.to_owned()
}

#[test]
fn a_sign_in_never_leads_to_another_site() {
    let world = World::start();
    for target in EVIL {
        leads_home(&world.sign_in(&mut world.browser(), &Employee::named("new"), target), target);
    }
    for target in HARMLESS {
        stays_here(&world.sign_in(&mut world.browser(), &Employee::named("new"), target), target);
    }
}

#[test]
fn a_long_link_is_kept_and_one_that_is_too_long_is_said_to_be() {
    let world = World::start();
    import(&world, &[("読".repeat(80).as_str(), b"x")]);
    let japanese = "%E8%AA%AD".repeat(80);
    // Names in other scripts take nine bytes a letter in an address.
    let deep = format!("/files/{}", [japanese.as_str(); 8].join("/"));
    assert!(deep.len() > 5_000, "{}", deep.len());
    for target in [format!("/files/{}", "a".repeat(2_000)), deep.clone()] {
        let mut browser = world.browser();
        let answer = world.sign_in(&mut browser, &Employee::named("new"), &target);
        assert!(answer.location().starts_with(&target.replacen("/files/", "/at/", 1)), "{}", answer.location());
    }
    for target in [format!("/files/{}", "a".repeat(2_050)), format!("/files/{}", "a".repeat(20_000))] {
        let mut browser = world.browser();
        let page = browser.goto(&login_address(&target));
        assert_eq!(page.status, 414);
        assert!(page.text().contains("Then open the link once more"), "{}", page.text());
        assert!(page.text().contains("href=\"/login?redirect_uri=%2F\""), "{}", page.text());
    }
    // The cookie with the link is gone when somebody takes long over the sign-in, and the state has no room for this one.
    let (mut browser, employee) = (world.browser(), Employee::named("new"));
    let back = world.up_to_callback(&mut browser, &employee, &deep);
    world.clock.advance(Duration::minutes(11));
    browser.jar.clear();
    let late = browser.arrive(&back);
    assert_eq!(late.status, 414);
    assert!(late.text().contains("Then open the link once more"), "{}", late.text());
}

#[test]
fn a_target_that_stands_twice_or_not_at_all_leads_home() {
    let world = World::start();
    for login in
        ["/login", "/login?", "/login?redirect_uri", "/login?redirect_uri=//evil.example&redirect_uri=//evil.example"]
    {
        let mut browser = world.browser();
        let back = world.entra.open(browser.goto(login).location()).sign_in(&Employee::named("new"));
        leads_home(&browser.arrive(&back), login);
    }
}

#[test]
fn other_names_for_the_target_do_nothing() {
    let world = World::start();
    for name in ["return_to", "next", "rd", "callbackUrl", "post_logout_redirect_uri", "redirect"] {
        let mut browser = world.browser();
        let login = browser.goto(&format!("/login?{name}=https://evil.example/"));
        leads_home(&browser.arrive(&world.entra.open(login.location()).sign_in(&Employee::named("new"))), name);
    }
}

#[test]
fn a_sign_out_never_leads_to_another_site() {
    let world = World::start();
    for target in EVIL.iter().take(20) {
        for address in [login_address(target).replace("/login", "/logout"), "/logout".to_owned()] {
            let mut browser = world.signed_in(&Employee::named("new"));
            let answer = browser.submit(&address, &[("redirect_uri", target), ("post_logout_redirect_uri", target)]);
            if let Some(location) = answer.header("location") {
                let provider = format!("http://127.0.0.1:{}/", world.entra.port);
                let ours = location.starts_with('/') && !location.starts_with("//");
                assert!(ours || location.starts_with(&provider), "{target:?} led to {location}");
                assert!(!location.contains("evil"), "{target:?} led to {location}");
            }
        }
    }
}

#[test]
fn a_forged_host_changes_no_address() {
    let world = World::start();
    let mut browser = world.browser();
    let forged = [
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-prefix", "/evil"),
        ("forwarded", "host=evil.example;proto=https"),
        ("x-original-url", "/evil"),
        ("x-rewrite-url", "/evil"),
        ("x-host", "evil.example"),
    ];
    let answer = browser.send(Request::get("/login").headers(&forged).header("accept", "text/html"));
    let asked = world.entra.open(answer.location()).asked;
    assert_eq!(asked["redirect_uri"], "http://localhost:8000/callback");
}

/// Every way of writing a foreign host that comes to mind, put together from parts.
#[test]
fn no_combination_of_slashes_users_and_hosts_leaves_the_site() {
    let starts = [
        "/",
        "//",
        "///",
        "////",
        "/\\",
        "\\/",
        "/\\/",
        "/\\/\\/",
        "/%09/",
        "//%09/",
        "/%5c",
        "//%5c",
        "///%5c",
        "/%2f%2f",
        "/%2f%2f%2f",
        "//%2f",
        "http:",
        "http:/",
        "http://",
        "https:///",
        "//https:///",
        "/http://",
        "/https:/%5c",
        "<>//",
        "/<>//",
        "/x:1/:///%01",
        "/;@",
        "//;@",
        "/%68%74%74%70%3a%2f%2f",
        "/%19//",
        "/./",
        "/../",
        "/.%2e//",
        "%2f%2f",
        "",
    ];
    let users = ["", "localhost:8000@", "localhost%3A8000@", "a:b@", "localhost:8000\\@", "localhost:8000%5c@"];
    let hosts = [
        "evil.example",
        "evil%00.example",
        "evil%E3%80%82example",
        "evil\u{3002}example",
        "0xd8.0x3a.0xd6.0xce",
        "3627734734",
        "[::ffff:216.58.214.206]",
        "evil.example:80#@localhost:8000",
        "evil.example:80?@localhost:8000",
        "evil.example\tlocalhost",
        "%65vil.example",
        "javascript:alert(1)",
    ];
    let ends = ["", "/", "//", "/%2e%2e", "/%2e%2e%2f", "/%2f%2e%2e", "/%2f..", "/.."];
    let site = url::Url::parse("https://docs.example.com/").unwrap();
    for start in starts {
        for user in users {
            for host in hosts {
                for end in ends {
                    let text = format!("{start}{user}{host}{end}");
                    let Some(path) = LocalPath::parse(&text) else { continue };
                    let mut path = path.as_str().to_owned();
                    // As it is, and as a careless server behind us would decode it, once and twice.
                    for _ in 0..3 {
                        let landed = site.join(&path).unwrap();
                        assert_eq!(landed.origin(), site.origin(), "{text:?} became {path:?}");
                        assert!(!path.starts_with("//") && !path.contains('\\'), "{text:?} became {path:?}");
                        path = percent_encoding::percent_decode_str(&path).decode_utf8_lossy().into_owned();
                    }
                }
            }
        }
    }
}
