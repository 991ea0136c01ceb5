//! Signatures that are wrong, missing, by another key or by another algorithm, and keys that a token brings itself.

use serde_json::json;

use crate::support::{
    World,
    entra::{
        CLIENT_SECRET,
        keys::{KEYS, published_elliptic},
        token::Signature,
    },
    sign_in::{accepted_in, refused, refused_in},
};

// Signature

#[test]
fn a_broken_signature_is_refused() {
    refused(|token| token.signature = Signature::Rs256Broken(0));
}

#[test]
fn a_missing_signature_is_refused() {
    refused(|token| token.signature = Signature::None);
}

#[test]
fn alg_none_is_refused_in_every_spelling() {
    for alg in ["none", "None", "NONE", "nOnE", ""] {
        refused(move |token| token.sign(alg, Signature::None));
    }
}

#[test]
fn a_mac_with_the_client_secret_is_refused() {
    refused(|token| token.sign("HS256", Signature::Hs256(CLIENT_SECRET.into())));
}

#[test]
fn a_mac_with_the_client_secret_and_without_key_id_is_refused() {
    refused(|token| {
        token.sign("HS256", Signature::Hs256(CLIENT_SECRET.into()));
        token.header.remove("kid");
    });
}

#[test]
fn a_mac_with_the_public_key_is_refused() {
    refused(|token| token.sign("HS256", Signature::Hs256(KEYS[0].public_pem())));
    refused(|token| token.sign("HS256", Signature::Hs256(KEYS[0].public_der())));
}

#[test]
fn a_signature_on_an_elliptic_curve_is_refused_although_its_key_is_published() {
    let world = World::start();
    world.entra.change_keys(|keys| keys["keys"].as_array_mut().unwrap().push(published_elliptic("curve")));
    refused_in(&world, |token| {
        token.sign("ES256", Signature::Es256);
        token.set_header("kid", "curve");
    });
}

#[test]
fn other_rsa_algorithms_are_refused_although_the_key_is_right() {
    refused(|token| token.sign("RS512", Signature::Rs512(0)));
    refused(|token| token.sign("PS256", Signature::Ps256(0)));
}

#[test]
fn another_algorithm_in_the_discovery_document_changes_nothing() {
    let world = World::start();
    world.entra.change_discovery(|document| {
        document["id_token_signing_alg_values_supported"] = json!(["none", "HS256", "RS512", "RS256"]);
    });
    refused_in(&world, |token| token.sign("RS512", Signature::Rs512(0)));
    refused_in(&world, |token| token.sign("none", Signature::None));
}

#[test]
fn a_signature_by_a_key_that_is_not_published_is_refused() {
    refused(|token| token.signature = Signature::Rs256(2));
}

#[test]
fn a_critical_extension_that_we_do_not_know_is_refused() {
    refused(|token| {
        token.set_header("crit", json!(["exp"]));
        token.set_header("exp", 1_900_000_000);
    });
}

#[test]
fn a_key_inside_the_token_is_not_used() {
    let world = World::start();
    let own = format!("http://127.0.0.1:{}/own-keys", world.entra.port);
    refused_in(&world, move |token| {
        token.signature = Signature::Rs256(2);
        token.set_header("kid", KEYS[2].kid.as_str());
        token.set_header("jwk", KEYS[2].published());
        token.set_header("jku", own.as_str());
        token.set_header("x5u", own.as_str());
    });
    assert!(!world.entra.everything_seen().iter().any(|seen| seen.path == "/own-keys"), "nobody asked there");
}

#[test]
fn an_address_of_keys_inside_an_honest_token_is_ignored() {
    let world = World::start();
    let own = format!("http://127.0.0.1:{}/own-keys", world.entra.port);
    accepted_in(&world, move |token| token.set_header("jku", own.as_str()));
    assert!(!world.entra.everything_seen().iter().any(|seen| seen.path == "/own-keys"), "nobody asked there");
}

// Key ids

#[test]
fn without_key_id_the_only_key_is_taken() {
    let world = World::start();
    world.entra.rotate(&[0], 0);
    accepted_in(&world, |token| {
        token.header.remove("kid");
    });
}

#[test]
fn without_key_id_and_with_several_keys_it_is_refused() {
    refused(|token| {
        token.header.remove("kid");
    });
}

#[test]
fn a_key_id_that_names_another_key_is_refused() {
    refused(|token| token.set_header("kid", KEYS[1].kid.as_str()));
}
