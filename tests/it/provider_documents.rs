//! The provider's discovery document and its keys: moved, changed, broken or away.

use serde_json::json;

use crate::support::{
    Employee, World,
    entra::{
        Endpoint, Fault,
        keys::{KEYS, random_text},
        token::Signature,
    },
    sign_in::return_with,
};

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
