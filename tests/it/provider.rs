//! The provider is slow, broken, changed or away: nobody gets in who should not, nobody loops, and the site mends
//! itself when the provider does.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{
    Employee, World,
    entra::{Endpoint, Fault},
    log,
    sign_in::{accepted_in, return_with},
    world::login_address,
};

/// A whole sign-in in which an address of the provider fails when the code is redeemed.
fn fails_kindly(at: Endpoint, fault: Fault) {
    let world = World::start();
    let began = Instant::now();
    let back = return_with(&world, |form| {
        world.entra.fail(at, fault);
        form.sign_in(&Employee::named("new"))
    });
    assert!(began.elapsed() < Duration::from_secs(45), "it gives up in time: {:?}", began.elapsed());
    assert!((400..600).contains(&back.answer.status) && back.answer.status != 500, "{}", back.answer.status);
    back.shows_an_error_page();
    assert_eq!(back.answer.all("set-cookie").iter().filter(|cookie| cookie.starts_with("latchkey=")).count(), 0);
    assert!(back.browser.who().unwrap().to_string().contains("old@example.com"), "the old session still works");
    assert!(back.answer.text().to_lowercase().contains("try again"), "the page says what to do");
    world.entra.be_honest();
    world.signed_in(&Employee::named("new"));
}

#[test]
fn a_provider_that_closes_idle_connections_fails_no_sign_in() {
    let world = World::start();
    for name in ["first", "second", "third"] {
        world.signed_in(&Employee::named(name));
    }
}

// The token endpoint

#[test]
fn a_token_endpoint_that_closes_the_connection_is_answered_kindly() {
    fails_kindly(Endpoint::Token, Fault::Slam);
}

#[test]
fn a_token_endpoint_that_never_answers_is_given_up() {
    fails_kindly(Endpoint::Token, Fault::Hang);
}

#[test]
fn a_token_endpoint_that_drips_is_given_up() {
    fails_kindly(Endpoint::Token, Fault::Drip);
}

#[test]
fn a_token_answer_without_end_is_given_up() {
    fails_kindly(Endpoint::Token, Fault::Flood);
}

#[test]
fn a_token_answer_of_html_is_answered_kindly() {
    fails_kindly(Endpoint::Token, Fault::status(500, "text/html", "<h1>Runtime Error</h1><script>alert(1)</script>"));
}

#[test]
fn a_token_answer_that_is_no_json_is_answered_kindly() {
    fails_kindly(Endpoint::Token, Fault::status(200, "application/json", "certainly"));
}

#[test]
fn an_empty_token_answer_is_answered_kindly() {
    fails_kindly(Endpoint::Token, Fault::status(200, "application/json", ""));
    fails_kindly(Endpoint::Token, Fault::status(200, "application/json", "{}"));
    fails_kindly(Endpoint::Token, Fault::status(200, "application/json", "null"));
}

#[test]
fn too_many_requests_are_answered_kindly() {
    let body = json!({"error": "temporarily_unavailable", "error_description": "AADSTS90033: slow down"});
    fails_kindly(Endpoint::Token, Fault::status(429, "application/json", &body.to_string()));
}

#[test]
fn an_error_that_comes_with_status_200_is_an_error() {
    let body = json!({"error": "temporarily_unavailable", "error_codes": [90033]});
    fails_kindly(Endpoint::Token, Fault::status(200, "application/json", &body.to_string()));
}

#[test]
fn a_token_answer_without_id_token_is_refused() {
    let world = World::start();
    return_with(&world, |form| {
        world.entra.change_token_answer(|answer| {
            answer.as_object_mut().unwrap().remove("id_token");
        });
        form.sign_in(&Employee::named("new"))
    })
    .is_refused(&world);
}

#[test]
fn a_token_type_in_odd_capitals_and_a_missing_lifetime_are_accepted() {
    let world = World::start();
    world.entra.change_token_answer(|answer| {
        answer["token_type"] = json!("bEARER");
        answer.as_object_mut().unwrap().remove("expires_in");
        answer.as_object_mut().unwrap().remove("scope");
        answer["new_member"] = json!({"of": ["next year"]});
    });
    accepted_in(&world, |_| {});
}

#[test]
fn a_redirect_of_the_token_endpoint_is_not_followed() {
    let world = World::start();
    let elsewhere = format!("http://127.0.0.1:{}/elsewhere", world.entra.port);
    let back = return_with(&world, |form| {
        world.entra.fail(Endpoint::Token, Fault::redirect(&elsewhere));
        form.sign_in(&Employee::named("new"))
    });
    back.shows_an_error_page();
    assert!(!world.entra.everything_seen().iter().any(|seen| seen.path == "/elsewhere"), "nobody went there");
}

#[test]
fn what_goes_wrong_with_the_client_credential_is_for_the_operator() {
    let world = World::with(|settings| {
        let latchkey::settings::SignInMode::Oidc(oidc) = &mut settings.sign_in else { unreachable!() };
        oidc.credential = latchkey::settings::ClientCredential::Secret("an expired secret value".into());
    });
    let mut browser = world.browser();
    let answer = world.sign_in(&mut browser, &Employee::named("new"), "/files/");
    assert!((400..600).contains(&answer.status), "{}", answer.status);
    assert_eq!(browser.session(), None);
    assert!(answer.text().contains(answer.request_id()));
    let lines = log::lines_with("7000215");
    assert!(!lines.is_empty(), "the log names the provider's code");
}

#[test]
fn errors_are_read_as_json_and_not_searched_for_words() {
    // The error of the stand-in holds "access_token" in its `claims`, as Entra's does.
    let world = World::start();
    let mut browser = world.browser();
    let login = browser.goto("/login");
    let form = world.entra.open(login.location());
    let mut other = form.clone();
    other.asked.insert("code_challenge".to_owned(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM".to_owned());
    let code = other.issue_code(&Employee::named("new"));
    let answer = browser.arrive(&form.back(&[("code", &code)]));
    assert_eq!(browser.session(), None, "{answer:?}");
    assert!(!log::lines_with("501481").is_empty(), "the log names the provider's code");
}

// What we ask

#[test]
fn the_sign_in_request_says_what_entra_wants() {
    let world = World::start();
    let answer = world.browser().goto(&login_address("/files/"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let asked = world.entra.open(answer.location()).asked;
    let mut scopes: Vec<&str> = asked["scope"].split(' ').collect();
    scopes.sort_unstable();
    assert_eq!(scopes, ["email", "openid", "profile"]);
    assert_eq!(asked["response_mode"], "query");
    assert_eq!(asked["redirect_uri"], "http://localhost:8000/callback");
    let plain = |text: &str| text.bytes().all(|letter| letter.is_ascii_alphanumeric() || b"-_.~".contains(&letter));
    assert!(plain(&asked["state"]) && plain(&asked["nonce"]), "Entra strips what looks like HTML");
    assert!(!asked.contains_key("prompt"), "nobody is asked twice without need");
}

#[test]
fn every_attempt_has_its_own_state_nonce_and_verifier() {
    let world = World::start();
    let mut browser = world.browser();
    let asked: Vec<_> = (0..3).map(|_| world.entra.open(browser.goto("/login").location()).asked).collect();
    for name in ["state", "nonce", "code_challenge"] {
        assert_ne!(asked[0][name], asked[1][name]);
        assert_ne!(asked[1][name], asked[2][name]);
    }
}

#[test]
fn another_account_is_asked_for_by_prompt() {
    let world = World::start();
    let page = world.nobody().click("/files/").text();
    let link = page.split('"').find(|part| part.starts_with("/login?")).expect("the page offers another account");
    let link = link.replace("&amp;", "&").replace("&#38;", "&");
    let answer = world.nobody().click(&link);
    assert_eq!(world.entra.open(answer.location()).asked["prompt"], "select_account");
}
