//! The session cookie: sealed, bounded in time and size, and worthless once its session has ended.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use secrecy::SecretString;

use crate::support::{Employee, Request, World, browser::COOKIE_LIMIT};

pub fn person() -> Employee {
    Employee::named("someone")
}

/// The answer to somebody whose only cookie is this.
pub fn who_with(world: &World, value: &str) -> Result<serde_json::Value, u16> {
    let mut browser = world.browser();
    browser.set_session(value);
    browser.who()
}

pub fn set_cookie<'a>(answer: &'a crate::support::Answer, name: &str) -> Option<&'a str> {
    answer.all("set-cookie").into_iter().find(|cookie| cookie.starts_with(&format!("{name}=")))
}

// Attributes

#[test]
fn the_cookie_has_the_attributes_that_keep_it_safe() {
    for world in [World::start(), World::over_https()] {
        let https = world.origin().starts_with("https");
        let answer = world.sign_in(&mut world.browser(), &person(), "/files/");
        let cookie = set_cookie(&answer, if https { "__Host-latchkey" } else { "latchkey" }).expect("a session cookie");
        let attributes: Vec<String> = cookie.split(';').skip(1).map(|part| part.trim().to_ascii_lowercase()).collect();
        for wanted in ["httponly", "samesite=lax", "path=/", "max-age=86400"] {
            assert!(attributes.iter().any(|attribute| attribute == wanted), "{wanted} in {cookie}");
        }
        assert_eq!(attributes.iter().any(|attribute| attribute == "secure"), https);
        assert!(!attributes.iter().any(|attribute| attribute.starts_with("domain")));
        assert!(cookie.len() <= COOKIE_LIMIT);
    }
}

#[test]
fn nothing_in_the_cookie_can_be_read() {
    let world = World::start();
    let browser = world.signed_in(&person());
    let value = browser.session().unwrap();
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(value).expect("base64url");
    for secret in ["someone", "example.com", person().oid.as_str()] {
        assert!(crate::support::http::find(&bytes, secret.as_bytes()).is_none(), "{secret} is readable");
    }
    assert_ne!(world.signed_in(&person()).session(), Some(value), "two sign-ins, two cookies");
}

#[test]
fn the_person_who_breaks_cookies_signs_in() {
    for world in [World::start(), World::over_https()] {
        let mut browser = world.browser();
        let answer = world.sign_in(&mut browser, &Employee::heavy(), "/files/");
        let cookie = set_cookie(&answer, browser.session_name()).expect("a session cookie");
        assert!(cookie.len() <= COOKIE_LIMIT, "{} bytes with attributes", cookie.len());
        let me = browser.who().expect("signed in").to_string();
        assert!(me.contains("heavy@example.com"), "{me}");
    }
}

#[test]
fn nothing_that_a_directory_may_hold_is_too_long() {
    let long = |text: &str, times: usize| text.repeat(times);
    let mut employees = Vec::new();
    for letter in ["\"", "\\", "\u{1}", "𝕳", "漢", "a"] {
        let mut employee = Employee::named("long");
        employee.name = long(letter, 256);
        employee.login_hint = Some(long(letter, 512));
        employee.app_roles = vec![long(letter, 3000), "Short".to_owned(), long(letter, 120)];
        employee.email = Some(format!("{}@example.com", "l".repeat(64)));
        employees.push(employee);
    }
    let mut many = Employee::named("many");
    many.app_roles = (0..5000).map(|number| format!("Role.{number}")).collect();
    employees.push(many);
    for employee in employees {
        let world = World::over_https();
        let mut browser = world.browser();
        let answer = world.sign_in(&mut browser, &employee, "/files/");
        assert_eq!(answer.status, 303, "{:?}: {}", &employee.name.chars().next(), answer.text());
        let cookie = set_cookie(&answer, browser.session_name()).expect("a session cookie");
        assert!(cookie.len() <= COOKIE_LIMIT, "{} bytes", cookie.len());
        assert!(browser.who().is_ok());
        assert_eq!(browser.click("/account").status, 200);
    }
}

// Tampering

#[test]
fn every_flipped_byte_means_nobody_and_never_an_error() {
    let world = World::start();
    let browser = world.signed_in(&person());
    let value = browser.session().unwrap().to_owned();
    assert!(who_with(&world, &value).is_ok());
    let letters: Vec<u8> = value.bytes().collect();
    for at in 0..letters.len() {
        let mut bent = letters.clone();
        // Another letter of the same alphabet, so that it is the seal that notices and not the spelling.
        bent[at] = if bent[at] == b'A' { b'B' } else { b'A' };
        assert_eq!(who_with(&world, std::str::from_utf8(&bent).unwrap()).err(), Some(401), "letter {at}");
    }
}

#[test]
fn every_flipped_bit_of_the_sealed_bytes_means_nobody() {
    let world = World::start();
    let browser = world.signed_in(&person());
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(browser.session().unwrap()).unwrap();
    for at in 0..bytes.len() {
        let mut bent = bytes.clone();
        bent[at] ^= 1 << (at % 8);
        assert_eq!(who_with(&world, &BASE64_URL_SAFE_NO_PAD.encode(bent)).err(), Some(401), "byte {at}");
    }
}

#[test]
fn a_cut_or_stretched_cookie_means_nobody() {
    let world = World::start();
    let value = world.signed_in(&person()).session().unwrap().to_owned();
    for length in [0, 1, 2, 4, 5, 6, 28, 29, 30, 45, 46, value.len() / 2, value.len() - 1] {
        assert_eq!(who_with(&world, &value[..length]).err(), Some(401), "{length} letters");
    }
    for stretched in [format!("{value}A"), format!("{value}{value}"), format!("A{value}"), format!("{value}=")] {
        assert_eq!(who_with(&world, &stretched).err(), Some(401));
    }
}

#[test]
fn a_cookie_sealed_under_a_foreign_key_means_nobody() {
    let stranger = World::with(|settings| settings.session.secrets = vec![SecretString::from("ab".repeat(32))]);
    let foreign = stranger.signed_in(&person()).session().unwrap().to_owned();
    let world = World::start();
    assert_eq!(who_with(&world, &foreign).err(), Some(401));
}

#[test]
fn a_value_under_another_cookies_name_means_nobody() {
    let world = World::start();
    // The attempt's value as a session,
    let mut browser = world.browser();
    browser.goto("/login");
    let attempt = browser.jar[0].1.clone();
    assert_eq!(who_with(&world, &attempt).err(), Some(401));
    // and the session of the http site on the https site under the same keys.
    let plain = world.signed_in(&person()).session().unwrap().to_owned();
    let secure = World::over_https();
    assert_eq!(who_with(&secure, &plain).err(), Some(401));
}

#[test]
fn on_https_the_name_without_prefix_is_not_believed() {
    let world = World::over_https();
    let value = world.signed_in(&person()).session().unwrap().to_owned();
    let mut browser = world.browser();
    browser.jar.push(("latchkey".to_owned(), value.clone()));
    assert_eq!(browser.who().err(), Some(401));
    browser.jar = vec![("__host-latchkey".to_owned(), value)];
    assert_eq!(browser.who().err(), Some(401), "names are case-sensitive");
}

#[test]
fn two_cookies_of_the_name_mean_nobody() {
    let world = World::start();
    let mine = world.signed_in(&person()).session().unwrap().to_owned();
    let mallorys = world.signed_in(&Employee::named("mallory")).session().unwrap().to_owned();
    let mut browser = world.browser();
    browser.jar = vec![("latchkey".to_owned(), mallorys), ("latchkey".to_owned(), mine)];
    assert_eq!(browser.who().err(), Some(401), "a sub-domain may have tossed one of them");
}

#[test]
fn junk_in_the_cookie_header_does_no_harm() {
    let world = World::start();
    let value = world.signed_in(&person()).session().unwrap().to_owned();
    let long = format!("x={}", "y".repeat(7000));
    let junk = [
        "",
        ";",
        ";;;;",
        "=",
        "=x",
        "x",
        "x=\"unclosed",
        "a b=c d",
        "\u{e9}=\u{1f511}",
        "x=%00%ff",
        "latchkey",
        "latchkey=",
        long.as_str(),
        "$Version=1; x=y; $Path=/",
    ];
    for cookie in junk {
        let answer = world.browser().send(Request::get("/api/v1/me").header("cookie", cookie));
        assert_eq!(answer.status, 401, "{cookie:?}");
        if !cookie.contains("latchkey") {
            let both = format!("{cookie}; latchkey={value}");
            let answer = world.browser().send(Request::get("/api/v1/me").header("cookie", &both));
            assert_eq!(answer.status, 200, "{cookie:?} beside a good one");
        }
    }
    let answer = world
        .browser()
        .send(Request::get("/api/v1/me").header("cookie", "x=\u{fffd}").header("cookie", &format!("latchkey={value}")));
    assert_eq!(answer.status, 200, "in a second header");
}
