//! The way back from the provider: twice, too late, by another method, with an error, with another issuer.

use crate::support::{
    Employee, Request, World, entra::Endpoint, import::import, is_redirect_to, sign_in::return_with,
    world::login_address,
};

fn person() -> Employee {
    Employee::named("new")
}

// Again

#[test]
fn a_callback_opened_again_goes_on_to_its_target() {
    let world = World::start();
    world.give_role(&person(), "reader");
    let mut browser = world.browser();
    let back = world.up_to_callback(&mut browser, &person(), "/files/?deep=1");
    browser.arrive(&back);
    let session = browser.session().unwrap().to_owned();
    for _ in 0..2 {
        let again = browser.arrive(&back);
        is_redirect_to(&again, "/files/?deep=1");
        assert_eq!(browser.session(), Some(session.as_str()), "the session stays");
    }
    assert_eq!(world.entra.hits(Endpoint::Token), 1, "the code is sent once");
}

#[test]
fn a_link_to_a_file_ends_on_the_page_of_the_document_which_opens_it() {
    let world = World::start();
    import(&world, &[("a/plan.zip", b"PK")]);
    world.give_role(&person(), "reader");
    let mut browser = world.browser();
    let back = world.up_to_callback(&mut browser, &person(), "/files/a/plan.zip?download");
    let mut answer = browser.arrive(&back);
    let mut address = back;
    for _ in 0..3 {
        if answer.status != 303 {
            break;
        }
        address = answer.location().to_owned();
        answer = browser.arrive(&address);
    }
    let html = answer.text();
    assert_eq!(answer.status, 200, "{address} {html}");
    assert!(html.contains("<meta http-equiv=\"refresh\" content=\"1; url=/files/a/plan.zip?download\">"), "{html}");
    assert!(html.contains("You are signed in. The file opens or is saved by itself."), "{html}");
    assert!(!browser.click(&address).text().contains("http-equiv=\"refresh\""), "once");
}

#[test]
fn a_callback_opened_again_after_signing_out_signs_nobody_in() {
    let world = World::start();
    let mut browser = world.browser();
    let back = world.up_to_callback(&mut browser, &person(), "/files/");
    let jar_before = browser.jar.clone();
    browser.arrive(&back);
    browser.submit("/logout", &[]);
    assert_eq!(browser.session(), None);
    // Even with the attempt's cookie restored from before.
    browser.jar = jar_before;
    browser.arrive(&back);
    assert_eq!(browser.session(), None);
}

#[test]
fn two_callbacks_at_once_sign_in_once() {
    let world = World::start();
    let mut browser = world.browser();
    let back = world.up_to_callback(&mut browser, &person(), "/files/");
    let answers: Vec<_> = std::thread::scope(|scope| {
        let both: Vec<_> = (0..2)
            .map(|_| {
                let mut twin = browser.clone();
                let back = &back;
                scope.spawn(move || (twin.arrive(back), twin))
            })
            .collect();
        both.into_iter().map(|twin| twin.join().unwrap()).collect()
    });
    assert!(answers.iter().any(|(_, twin)| twin.session().is_some()), "one of them is signed in");
    for (answer, _) in &answers {
        assert!(matches!(answer.status, 302 | 303 | 400..=499), "no crash: {} {}", answer.status, answer.text());
    }
    // A real browser holds one jar: the loser's answer must not take the winner's session away.
    for (answer, _) in &answers {
        assert!(!answer.all("set-cookie").iter().any(|cookie| cookie.starts_with("latchkey=;")), "{answer:?}");
    }
}

#[test]
fn a_code_that_was_redeemed_already_starts_again_once_at_most() {
    let world = World::start();
    let mut browser = world.browser();
    let form = world.entra.open(browser.goto(&login_address("/files/?deep=1")).location());
    let code = form.issue_code(&person());
    let back = form.back(&[("code", &code)]);
    let mut jar = browser.jar.clone();
    browser.arrive(&back);
    // The same attempt once more in a browser that has lost its session: AADSTS54005 at most.
    std::mem::swap(&mut browser.jar, &mut jar);
    let mut restarts = 0;
    let mut answer = browser.arrive(&back);
    while matches!(answer.status, 302 | 303) && answer.location().contains("/authorize") {
        restarts += 1;
        assert!(restarts <= 1, "at most one automatic restart");
        let form = world.entra.open(answer.location());
        answer = browser.arrive(&form.back(&[("code", &code)]));
    }
    if matches!(answer.status, 302 | 303) && answer.location().starts_with("/login") {
        let again = browser.goto(answer.location());
        let form = world.entra.open(again.location());
        answer = browser.arrive(&form.back(&[("code", &code)]));
    }
    assert!((400..500).contains(&answer.status), "then a page: {} {:?}", answer.status, answer.header("location"));
}

#[test]
fn a_browser_without_cookies_is_told_so_and_does_not_loop() {
    let world = World::start();
    let mut hops = 0;
    let mut target = "/files/".to_owned();
    let page = loop {
        hops += 1;
        assert!(hops < 12, "a loop");
        // A new window for every step: nothing is kept.
        let answer = world.browser().arrive(&target);
        if !matches!(answer.status, 302 | 303) {
            break answer;
        }
        let location = answer.location().to_owned();
        target = if location.starts_with("http") { world.entra.open(&location).sign_in(&person()) } else { location };
    };
    assert!((400..500).contains(&page.status), "{}", page.status);
    assert!(page.text().to_lowercase().contains("cookie"), "the page names the cause: {}", page.text());
    assert!(page.text().contains("/login"), "and offers a new start");
}

#[test]
fn a_bookmarked_callback_leads_to_a_page_and_not_round_in_circles() {
    let world = World::start();
    let mut browser = world.browser();
    let mut answer = browser.goto("/callback");
    let mut hops = 0;
    while matches!(answer.status, 302 | 303) && !answer.location().starts_with("http") {
        hops += 1;
        assert!(hops <= 3, "a loop");
        answer = browser.goto(answer.location());
    }
    assert!(answer.status < 500);
}

// RFC 9207

#[test]
fn the_right_issuer_in_the_callback_is_accepted() {
    let world = World::start();
    let issuer = world.entra.issuer();
    return_with(&world, |form| {
        let code = form.issue_code(&person());
        form.back(&[("code", &code), ("iss", &issuer), ("unknown", "parameter")])
    })
    .is_accepted(&world, "new@example.com");
}

#[test]
fn another_issuer_in_the_callback_is_refused() {
    for wrong in ["https://login.microsoftonline.com/evil/v2.0", "", "http://127.0.0.1/"] {
        let world = World::start();
        let before = 1; // the old session's own
        return_with(&world, |form| {
            let code = form.issue_code(&person());
            form.back(&[("code", &code), ("iss", wrong)])
        })
        .is_refused(&world);
        assert_eq!(world.entra.hits(Endpoint::Token), before, "the code is not sent anywhere");
    }
}

#[test]
fn another_issuer_beside_an_error_is_refused_too() {
    let world = World::start();
    let back = return_with(&world, |form| {
        form.back(&[
            ("error", "access_denied"),
            ("error_description", "AADSTS65004: x"),
            ("iss", "https://evil.example"),
        ])
    });
    back.is_refused(&world);
    assert!(!back.answer.text().contains("65004"), "a stranger's error is not explained");
}

// Methods and prefetches

#[test]
fn a_callback_by_post_or_other_methods_signs_nobody_in() {
    let world = World::start();
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"] {
        let mut browser = world.browser();
        let back = world.up_to_callback(&mut browser, &person(), "/files/");
        let answer = browser.send(Request::new(method, &back));
        assert!((400..500).contains(&answer.status), "{method}: {}", answer.status);
        assert_eq!(browser.session(), None);
        browser.arrive(&back);
        assert!(browser.session().is_some(), "{method} did not use the attempt up");
    }
}

#[test]
fn a_prefetch_of_the_callback_changes_nothing() {
    let world = World::start();
    for (name, value) in [
        ("sec-purpose", "prefetch"),
        ("sec-purpose", "prefetch;prerender"),
        ("purpose", "prefetch"),
        ("x-moz", "prefetch"),
        ("x-purpose", "preview"),
    ] {
        let mut browser = world.browser();
        let back = world.up_to_callback(&mut browser, &person(), "/files/");
        let jar = browser.jar.clone();
        let answer = browser.send(Request::get(&back).header(name, value).header("accept", "text/html"));
        if (name, value) == ("x-purpose", "preview") {
            continue; // an old habit of one browser: not promised
        }
        assert_eq!(answer.status, 503, "{name}: {value}");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.all("set-cookie"), Vec::<&str>::new());
        assert_eq!(browser.jar, jar);
        browser.arrive(&back);
        assert!(browser.session().is_some(), "the real visit works afterwards");
    }
}

#[test]
fn a_prefetch_of_the_sign_in_starts_none() {
    let world = World::start();
    for (name, value) in [("sec-purpose", "prefetch"), ("purpose", "prefetch"), ("x-moz", "prefetch")] {
        let answer = world.browser().send(Request::get("/login").header(name, value).header("accept", "text/html"));
        assert_eq!(answer.status, 503, "{name}: {value}");
        assert_eq!(answer.all("set-cookie"), Vec::<&str>::new());
    }
}

#[test]
fn pictures_frames_and_scripts_start_no_sign_in() {
    let world = World::start();
    for (mode, dest) in [
        ("no-cors", "image"),
        ("navigate", "iframe"),
        ("cors", "empty"),
        ("no-cors", "script"),
        ("navigate", "object"),
        ("navigate", "embed"),
    ] {
        let how = [("sec-fetch-mode", mode), ("sec-fetch-dest", dest), ("sec-fetch-site", "same-origin")];
        let answer = world.browser().send(Request::get("/login").headers(&how).header("accept", "*/*"));
        assert!((400..500).contains(&answer.status), "{mode} {dest}: {}", answer.status);
        assert_eq!(answer.all("set-cookie"), Vec::<&str>::new(), "{mode} {dest}");
        assert_eq!(answer.header("location"), None);
    }
}
