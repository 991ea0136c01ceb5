//! Attempts to sign in: sealed, bounded, as many as there are tabs, and each for one browser only.

use crate::support::{Browser, Employee, World, entra::Endpoint, is_redirect_to, world::login_address};

fn person() -> Employee {
    Employee::named("new")
}

/// Cookies besides the session: one for each attempt under way.
fn attempts(browser: &Browser) -> Vec<&str> {
    let of_session = [browser.session_name(), "latchkey_until"];
    browser.jar.iter().map(|(name, _)| name.as_str()).filter(|name| !of_session.contains(name)).collect()
}

// The attempt cookie

#[test]
fn an_attempt_lives_in_a_sealed_cookie_of_ten_minutes() {
    for world in [World::start(), World::over_https()] {
        let https = world.origin().starts_with("https");
        let mut browser = world.browser();
        let answer = browser.goto(&login_address("/files/secret-project/"));
        let cookies = answer.all("set-cookie");
        assert_eq!(cookies.len(), 1, "{cookies:?}");
        let cookie = cookies[0].to_ascii_lowercase();
        for attribute in ["path=/", "httponly", "samesite=lax", "max-age=600"] {
            assert!(cookie.contains(attribute), "{attribute} in {cookie}");
        }
        assert!(!cookie.contains("domain="));
        assert_eq!(cookie.contains("secure"), https, "{cookie}");
        assert_eq!(cookie.starts_with("__host-"), https, "{cookie}");
        let asked = world.entra.open(answer.location()).asked;
        for secret in [asked["state"].as_str(), asked["nonce"].as_str(), "secret-project"] {
            let (name, value) = cookies[0].split(';').next().unwrap().split_once('=').unwrap();
            assert!(!value.contains(secret), "{secret} is sealed");
            assert!(!name.contains(secret), "{secret} is not given away by the name");
        }
    }
}

#[test]
fn ten_tabs_sign_in_in_any_order() {
    for first in [0, 4, 9] {
        let world = World::start();
        world.give_role(&person(), "reader");
        let mut browser = world.browser();
        let mut tabs: Vec<(String, String)> = (0..10)
            .map(|tab| {
                let target = format!("/files/?tab={tab}");
                (target.clone(), world.up_to_callback(&mut browser, &person(), &target))
            })
            .collect();
        tabs.rotate_left(first);
        tabs.swap(2, 7);
        for (target, back) in &tabs {
            let came_back = browser.arrive(back);
            let (page, address) = world.follow(&mut browser, came_back, &person());
            assert_eq!(page.status, 200, "{target}: {}", page.text());
            assert!(address.starts_with(target.as_str()), "{address} instead of {target}");
        }
        assert!(browser.session().is_some());
    }
}

#[test]
fn six_tabs_leave_nothing_behind() {
    let world = World::start();
    let mut browser = world.browser();
    let mut tabs: Vec<String> = (0..6).map(|_| world.up_to_callback(&mut browser, &person(), "/files/")).collect();
    assert_eq!(attempts(&browser).len(), 6);
    tabs.swap(0, 3);
    for back in &tabs {
        is_redirect_to(&browser.arrive(back), "/files/?_=");
    }
    assert_eq!(attempts(&browser).len(), 0, "every attempt is cleared away");
}

#[test]
fn at_most_six_attempts_are_kept_and_the_oldest_goes() {
    let world = World::start();
    world.give_role(&person(), "reader");
    let mut browser = world.browser();
    let tabs: Vec<String> = (0..10)
        .map(|tab| {
            world.clock.advance(time::Duration::seconds(1));
            world.up_to_callback(&mut browser, &person(), &format!("/files/?tab={tab}"))
        })
        .collect();
    assert_eq!(attempts(&browser).len(), 6, "{:?}", attempts(&browser));
    is_redirect_to(&browser.arrive(&tabs[9]), "/files/?tab=9&_=");
    is_redirect_to(&browser.arrive(&tabs[4]), "/files/?tab=4&_=");
    // The oldest ones have lost their cookie, but there is a session by now: on to the target, without an error.
    let redeemed = world.entra.hits(Endpoint::Token);
    for tab in [0, 3] {
        let answer = browser.arrive(&tabs[tab]);
        assert!(matches!(answer.status, 302 | 303), "{} {}", answer.status, answer.text());
        assert!(answer.location().starts_with("/files/") || answer.location() == "/", "{}", answer.location());
    }
    assert_eq!(world.entra.hits(Endpoint::Token), redeemed, "their codes are not redeemed");
}

#[test]
fn attempts_with_long_deep_links_do_not_outgrow_the_head_of_a_request() {
    let world = World::start();
    world.give_role(&person(), "reader");
    let mut browser = world.signed_in(&Employee::heavy());
    let mut last = String::new();
    for tab in 0..10 {
        world.clock.advance(time::Duration::seconds(1));
        let login = browser.goto(&login_address(&format!("/files/?tab={tab}&{}", "x".repeat(1900))));
        last = world.entra.open(login.location()).sign_in(&person());
    }
    // Servers refuse heads beyond 8 KB; the session needs up to four of them.
    let attempts: usize =
        browser.jar.iter().filter(|(name, _)| name != "latchkey").map(|(n, v)| n.len() + v.len()).sum();
    assert!(attempts <= 8192, "{attempts} bytes");
    assert!(browser.jar.iter().all(|(name, value)| name.len() + value.len() <= 4096));
    is_redirect_to(&browser.arrive(&last), "/files/?tab=9&x");
}

#[test]
fn an_attempt_outlives_a_restart_under_a_new_key() {
    let mut world = World::start();
    let mut browser = world.browser();
    let back = world.up_to_callback(&mut browser, &person(), "/files/");
    world.settings.session.secrets.insert(0, "77".repeat(32).into());
    world.restart();
    browser.port = world.port();
    is_redirect_to(&browser.arrive(&back), "/files/?_=");
    assert!(browser.who().is_ok());
}

#[test]
fn an_attempt_ends_after_ten_minutes() {
    let world = World::start();
    let mut browser = world.browser();
    let back = world.up_to_callback(&mut browser, &person(), "/files/");
    world.clock.advance(time::Duration::minutes(10) + time::Duration::seconds(1));
    browser.arrive(&back);
    assert_eq!(browser.session(), None);
    assert_eq!(world.entra.hits(Endpoint::Token), 0, "its code is not redeemed");
}

// Whose attempt

#[test]
fn somebody_elses_code_does_not_sign_me_in() {
    // Login CSRF: the attacker's own answer from the provider, opened in the victim's browser.
    let world = World::start();
    let attackers = world.up_to_callback(&mut world.browser(), &Employee::named("mallory"), "/files/");
    let mut victim = world.browser();
    let answer = victim.arrive(&attackers);
    assert_eq!(victim.session(), None, "{answer:?}");
    assert_eq!(world.entra.hits(Endpoint::Token), 0, "the code is not redeemed");
    // An attempt of the victim's own changes nothing about it.
    victim.goto("/login");
    victim.arrive(&attackers);
    assert_eq!(victim.session(), None);
    assert_eq!(world.entra.hits(Endpoint::Token), 0);
}

#[test]
fn a_stolen_code_does_not_work_with_my_own_state() {
    // The victim's code, put into the attacker's own attempt.
    let world = World::start();
    let victims_form = world.entra.open(world.browser().goto("/login").location());
    let stolen = victims_form.issue_code(&Employee::named("victim"));
    let mut attacker = world.browser();
    let own_form = world.entra.open(attacker.goto("/login").location());
    let answer = attacker.arrive(&own_form.back(&[("code", &stolen)]));
    assert_eq!(attacker.session(), None, "PKCE binds a code to the attempt: {answer:?}");
    assert!(matches!(answer.status, 302 | 303 | 400..=499), "{}", answer.status);
}

#[test]
fn attempts_of_two_browsers_do_not_mix() {
    let world = World::start();
    let (mut one, mut two) = (world.browser(), world.browser());
    let back_one = world.up_to_callback(&mut one, &Employee::named("one"), "/files/");
    let back_two = world.up_to_callback(&mut two, &Employee::named("two"), "/files/");
    one.arrive(&back_two);
    two.arrive(&back_one);
    assert_eq!((one.session(), two.session()), (None, None));
    one.arrive(&back_one);
    two.arrive(&back_two);
    assert!(one.who().unwrap().to_string().contains("one@example.com"));
    assert!(two.who().unwrap().to_string().contains("two@example.com"));
}

#[test]
fn a_state_that_is_missing_doubled_or_odd_signs_nobody_in() {
    let world = World::start();
    let code = "1.abc.def";
    let fresh = || {
        let mut browser = world.browser();
        let form = world.entra.open(browser.goto("/login").location());
        (browser, form)
    };
    let (_, form) = fresh();
    let state = form.asked["state"].clone();
    let odd = [
        String::new(),
        "?".to_owned(),
        format!("?code={code}"),
        format!("?state={state}"),
        format!("?code={code}&state="),
        format!("?code={code}&state=%00"),
        format!("?code={code}&state=%FF%FE"),
        format!("?code={code}&state={}", "a".repeat(8000)),
        format!("?code={}&state={state}", "a".repeat(16_000)),
        format!("?code=&state={state}"),
        format!("?code={code}&code=other&state={state}"),
        format!("?code={code}&state={state}&state={state}"),
        format!("?code[]={code}&state[]={state}"),
        format!("?code={code}&error=access_denied&state={state}"),
        format!("?code=%00%ff&state={state}"),
        format!("?code={code}&state={state}%0d%0aset-cookie:%20latchkey=evil"),
        format!("?code={code}&state={}", state.to_uppercase()),
    ];
    for query in odd {
        let (mut browser, form) = fresh();
        let query = query.replace(&state, &form.asked["state"]);
        let answer = browser.arrive(&format!("/callback{query}"));
        assert_eq!(browser.session(), None, "{query}");
        assert!(answer.status < 500, "{query}: {} {}", answer.status, answer.text());
        assert!(!answer.text().contains(code), "{query}: the page does not repeat the code");
    }
}

#[test]
fn the_state_is_asked_before_the_error_is_believed() {
    let world = World::start();
    let mut browser = world.browser();
    let answer = browser.arrive("/callback?error=server_error&error_description=AADSTS90033:+call+%2B1-800-EVIL");
    assert!(!answer.text().contains("EVIL"), "words of a stranger are not shown: {}", answer.text());
    assert!(!answer.text().contains("90033"));
}
