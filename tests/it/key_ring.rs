//! What is sealed for browsers comes back whole, for its own purpose, or not at all.

use std::sync::Arc;

use latchkey::{
    entropy::SystemEntropy,
    identity::{
        key_ring::{KeyRing, OVERHEAD, Purpose},
        principal::UserKey,
    },
};
use secrecy::SecretString;

fn ring(secrets: &[&str]) -> KeyRing {
    let secrets: Vec<SecretString> = secrets.iter().map(|secret| SecretString::from(secret.to_string())).collect();
    KeyRing::new(&secrets, Arc::new(SystemEntropy)).unwrap()
}

const OLD: &str = "4f0c2f2bb1f1a8d9e0c7a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f6";
const NEW: &str = "9d8e7f6a5b4c3d2e1f00112233445566778899aabbccddeeff0123456789abcd";

#[test]
fn what_was_sealed_opens_again() {
    let ring = ring(&[NEW]);
    let sealed = ring.seal(Purpose::Session, "name", b"hello");
    let opened = ring.open(Purpose::Session, "name", &sealed).unwrap();
    assert_eq!(opened.bytes, b"hello");
    assert!(opened.current_key);
    assert_eq!(sealed.len(), (OVERHEAD + 5) * 4 / 3 + 1);
}

#[test]
fn sealing_twice_never_gives_the_same_text() {
    let ring = ring(&[NEW]);
    assert_ne!(ring.seal(Purpose::Session, "name", b"x"), ring.seal(Purpose::Session, "name", b"x"));
}

#[test]
fn every_flipped_bit_and_every_cut_is_noticed() {
    let ring = ring(&[NEW]);
    let sealed = ring.seal(Purpose::Session, "name", b"a session of some length");
    let taken = |text: &str| ring.open(Purpose::Session, "name", text).is_some();
    for at in 0..sealed.len() {
        for bit in 0..8 {
            let mut bytes = sealed.clone().into_bytes();
            bytes[at] ^= 1 << bit;
            if let Ok(text) = String::from_utf8(bytes) {
                assert!(!taken(&text), "letter {at}, bit {bit}");
            }
        }
        assert!(!taken(&sealed[..at]), "cut after {at}");
    }
    assert!(!taken(&format!("{sealed}A")));
}

#[test]
fn a_value_cannot_be_carried_to_another_name_or_purpose() {
    let ring = ring(&[NEW]);
    let sealed = ring.seal(Purpose::Session, "name", b"x");
    assert!(ring.open(Purpose::Session, "other", &sealed).is_none());
    assert!(ring.open(Purpose::Attempt, "name", &sealed).is_none());
    assert!(ring.open(Purpose::State, "name", &sealed).is_none());
    assert!(ring.open(Purpose::Ticket, "name", &sealed).is_none());
    assert!(ring.open(Purpose::Viewing, "name", &sealed).is_none());
}

#[test]
fn an_older_secret_opens_but_is_not_current_and_a_dropped_one_does_not_open() {
    let before = ring(&[OLD]).seal(Purpose::Session, "name", b"x");
    let both = ring(&[NEW, OLD]);
    assert!(!both.open(Purpose::Session, "name", &before).unwrap().current_key);
    assert!(ring(&[NEW]).open(Purpose::Session, "name", &before).is_none());
}

#[test]
fn what_waits_in_a_browser_has_a_key_for_each_person_that_outlives_a_new_secret() {
    let (one, other) = (UserKey::new("tenant", "one"), UserKey::new("tenant", "other"));
    let old = ring(&[OLD]).shelf_keys(&one);
    assert_eq!(ring(&[OLD]).shelf_keys(&one), old, "the same in every copy and after a restart");
    assert_ne!(ring(&[OLD]).shelf_keys(&other), old);
    let both = ring(&[NEW, OLD]).shelf_keys(&one);
    assert_eq!(both[1..], old[..], "the old one still opens");
    assert_ne!(both[0], both[1]);
}
