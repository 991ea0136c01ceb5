//! The provider is slow, broken, changed or away: nobody gets in who should not, nobody loops, and the site mends
//! itself when the provider does.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{
    Employee, World,
    entra::{
        Endpoint, Fault,
        keys::{KEYS, random_text},
        token::Signature,
    },
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

// Discovery

#[test]
fn the_portal_starts_while_the_provider_is_away() {
    let mut world = World::asleep("http://localhost:8000", |_| {});
    world.entra.fail(Endpoint::Discovery, Fault::Slam);
    world.wake();
    let mut browser = world.browser();
    let answer = browser.goto("/login");
    assert_eq!(answer.status, 503, "{}", answer.text());
    assert!(answer.text().contains(answer.request_id()));
    assert_eq!(browser.goto("/health").status, 200, "the program itself is well");
    assert_eq!(browser.goto("/health/ready").status, 503, "but not ready");
    world.entra.be_honest();
    world.clock.advance(time::Duration::minutes(6));
    world.signed_in(&Employee::named("new"));
}

#[test]
fn a_discovery_document_of_another_issuer_stops_the_sign_in() {
    let world = World::start();
    world.entra.change_discovery(|document| document["issuer"] = json!("https://login.microsoftonline.com/evil/v2.0"));
    let answer = world.browser().goto("/login");
    // Read before the change or after it: in no case does it lead anywhere.
    let mut world = world;
    world.restart();
    let answer_afterwards = world.browser().goto("/login");
    assert!((500..600).contains(&answer_afterwards.status), "{} then {}", answer.status, answer_afterwards.status);
}

#[test]
fn a_redirect_of_the_discovery_document_is_not_followed() {
    let mut world = World::asleep("http://localhost:8000", |_| {});
    let elsewhere = format!("http://127.0.0.1:{}/elsewhere", world.entra.port);
    world.entra.fail(Endpoint::Discovery, Fault::redirect(&elsewhere));
    world.wake();
    assert!((500..600).contains(&world.browser().goto("/login").status));
    assert!(!world.entra.everything_seen().iter().any(|seen| seen.path == "/elsewhere"), "nobody went there");
}

#[test]
fn a_discovery_document_without_end_is_given_up() {
    let mut world = World::asleep("http://localhost:8000", |_| {});
    world.entra.fail(Endpoint::Discovery, Fault::Flood);
    world.wake();
    assert!((500..600).contains(&world.browser().goto("/login").status));
}

#[test]
fn the_keys_are_taken_from_where_the_discovery_document_says() {
    let mut world = World::asleep("http://localhost:8000", |_| {});
    let moved = format!("http://127.0.0.1:{}/moved/keys", world.entra.port);
    world.entra.change_discovery(move |document| document["jwks_uri"] = json!(moved));
    world.entra.serve("/moved/keys", json!({"keys": [KEYS[2].published()]}));
    world.entra.rotate(&[0], 2);
    world.wake();
    world.signed_in(&Employee::named("new"));
}

#[test]
fn endpoints_without_tls_elsewhere_are_not_used() {
    for endpoint in ["token_endpoint", "authorization_endpoint", "jwks_uri"] {
        for address in
            ["http://login.example/x", "javascript:alert(1)", "file:///etc/passwd", "//login.example/x", "", "x"]
        {
            let mut world = World::asleep("http://localhost:8000", |_| {});
            world.entra.change_discovery(move |document| document[endpoint] = json!(address));
            world.wake();
            let mut browser = world.browser();
            let answer = browser.goto("/login");
            assert!((500..600).contains(&answer.status), "{endpoint} {address}: {}", answer.status);
            assert_eq!(answer.header("location"), None, "{endpoint} {address}");
        }
    }
}

#[test]
fn a_sign_out_address_that_is_none_is_not_followed() {
    for address in ["http://login.example/x", "javascript:alert(1)", "//login.example/x", ""] {
        let mut world = World::asleep("http://localhost:8000", |_| {});
        world.entra.change_discovery(move |document| document["end_session_endpoint"] = json!(address));
        world.wake();
        // Either nobody signs in by such a document, or the sign-out stays here.
        let mut browser = world.browser();
        let login = browser.goto("/login");
        if login.status != 303 {
            continue;
        }
        browser.arrive(&world.entra.open(login.location()).sign_in(&Employee::named("new")));
        let answer = browser.submit("/logout", &[]);
        assert!(answer.location().starts_with("/logout"), "{address} led to {}", answer.location());
    }
}

// Keys

#[test]
fn a_key_that_is_new_is_fetched_once_and_accepted() {
    let world = World::start();
    world.signed_in(&Employee::named("first"));
    world.clock.advance(time::Duration::minutes(6));
    let before = world.entra.hits(Endpoint::Keys);
    world.entra.rotate(&[2], 2);
    world.signed_in(&Employee::named("second"));
    world.signed_in(&Employee::named("third"));
    assert_eq!(world.entra.hits(Endpoint::Keys), before + 1);
}

#[test]
fn a_key_that_changes_during_a_sign_in_is_accepted() {
    let world = World::start();
    world.signed_in(&Employee::named("first"));
    world.clock.advance(time::Duration::minutes(6));
    return_with(&world, |form| {
        world.entra.rotate(&[1, 2], 2);
        form.sign_in(&Employee::named("new"))
    })
    .is_accepted(&world, "new@example.com");
}

#[test]
fn a_flood_of_unknown_keys_fetches_once_in_five_minutes() {
    let world = World::start();
    world.signed_in(&Employee::named("first"));
    world.clock.advance(time::Duration::minutes(6));
    let before = world.entra.hits(Endpoint::Keys);
    world.entra.lie(|token| {
        token.set_header("kid", random_text(20));
        token.signature = Signature::Rs256(2);
    });
    let flood = || {
        for _ in 0..10 {
            let mut browser = world.browser();
            let answer = world.sign_in(&mut browser, &Employee::named("new"), "/files/");
            assert!((400..500).contains(&answer.status), "{}", answer.status);
            assert_eq!(browser.session(), None);
        }
    };
    flood();
    assert_eq!(world.entra.hits(Endpoint::Keys), before + 1, "one fetch for all of them");
    world.clock.advance(time::Duration::seconds(301));
    flood();
    assert_eq!(world.entra.hits(Endpoint::Keys), before + 2, "and one more five minutes later");
}

#[test]
fn many_sign_ins_at_once_under_a_new_key_fetch_it_once() {
    let world = World::start();
    world.signed_in(&Employee::named("first"));
    world.clock.advance(time::Duration::minutes(6));
    let before = world.entra.hits(Endpoint::Keys);
    world.entra.rotate(&[2], 2);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| world.signed_in(&Employee::named("new")));
        }
    });
    assert_eq!(world.entra.hits(Endpoint::Keys), before + 1);
}

#[test]
fn the_last_good_keys_work_while_the_key_endpoint_is_down() {
    let world = World::start();
    world.signed_in(&Employee::named("first"));
    for fault in [
        Fault::Slam,
        Fault::status(500, "text/html", "<h1>oh</h1>"),
        Fault::status(200, "application/json", "no keys today"),
        Fault::status(200, "application/json", "{\"keys\":[]}"),
    ] {
        world.entra.fail(Endpoint::Keys, fault);
        for hours in [1, 12, 30] {
            world.clock.advance(time::Duration::hours(hours));
            world.signed_in(&Employee::named("new"));
        }
    }
}

#[test]
fn keys_of_other_kinds_beside_ours_do_no_harm() {
    let mut world = World::asleep("http://localhost:8000", |_| {});
    world.entra.change_keys(|keys| {
        let keys = keys["keys"].as_array_mut().unwrap();
        keys.insert(0, json!({"kty": "OKP", "crv": "Ed25519", "kid": "new kind", "x": "11qYAYKxCrfVS"}));
        keys.insert(0, json!({"kty": "next year's", "kid": 7}));
        keys.push(json!({"kty": "oct", "kid": "secret", "k": "c2VjcmV0"}));
    });
    world.wake();
    world.signed_in(&Employee::named("new"));
}

#[test]
fn a_key_for_encryption_signs_nothing() {
    let mut world = World::asleep("http://localhost:8000", |_| {});
    world.entra.change_keys(|keys| keys["keys"][0]["use"] = json!("enc"));
    world.wake();
    let mut browser = world.browser();
    let answer = world.sign_in(&mut browser, &Employee::named("new"), "/files/");
    assert!((400..500).contains(&answer.status), "{}", answer.status);
    assert_eq!(browser.session(), None);
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
