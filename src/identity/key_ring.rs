//! Seals values that browsers keep for us and must not read or change.
//!
//! AES-256-GCM-SIV (RFC 8452): nonces are random, and a repeated one reveals only that the same value was sealed
//! twice, where plain GCM would expose the key. Every purpose has its own key, derived from the operator's secret
//! with HKDF (RFC 5869), and a sealed value is bound to its purpose and to a context such as the cookie's name, so
//! that it cannot be used elsewhere.
//!
//! The ring holds several secrets: the first seals, all open. So keys change without logging anyone out.

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, LessSafeKey, Nonce, UnboundKey};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hkdf::Hkdf;
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

use crate::{entropy::SharedEntropy, identity::principal::UserKey};

const VERSION: u8 = 1;
const KEY_ID: usize = 4;
const NONCE: usize = 12;
const TAG: usize = 16;

/// Bytes that sealing adds before base64url makes four characters of three bytes.
pub const OVERHEAD: usize = 1 + KEY_ID + NONCE + TAG;

/// What a sealed value is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The session cookie.
    Session,
    /// One attempt to sign in.
    Attempt,
    /// The `state` parameter of the authorization request.
    State,
    /// A link that works without the session's cookie.
    Ticket,
    /// As whom an administrator sees the site.
    Viewing,
    /// That the password of a link for people outside was given.
    Link,
}

/// Something that was sealed by us, opened.
#[derive(Debug)]
pub struct Opened {
    pub bytes: Vec<u8>,
    /// False when it was sealed under an older secret and should be sealed again.
    pub current_key: bool,
}

struct Key {
    id: [u8; KEY_ID],
    session: LessSafeKey,
    attempt: LessSafeKey,
    state: LessSafeKey,
    ticket: LessSafeKey,
    viewing: LessSafeKey,
    link: LessSafeKey,
    shelf: [u8; 32],
}

/// The operator's secrets, newest first. Does not print them.
pub struct KeyRing {
    first: Key,
    older: Vec<Key>,
    entropy: SharedEntropy,
}

impl KeyRing {
    /// `None` when there is no secret at all; the settings make sure that there is one.
    pub fn new(secrets: &[SecretString], entropy: SharedEntropy) -> Option<Self> {
        let mut keys = secrets.iter().map(|secret| Key::derive(secret.expose_secret()));
        let first = keys.next()?;
        Some(Self { first, older: keys.collect(), entropy })
    }

    /// Text of base64url letters, fit for a cookie or a URL.
    pub fn seal(&self, purpose: Purpose, context: &str, plaintext: &[u8]) -> String {
        let nonce: [u8; NONCE] = self.entropy.bytes();
        let aad = bound_to(purpose, context, &self.first.id);
        let mut text = Vec::with_capacity(OVERHEAD + plaintext.len());
        text.push(VERSION);
        text.extend_from_slice(&self.first.id);
        text.extend_from_slice(&nonce);
        let mut sealed = plaintext.to_vec();
        self.first
            .cipher(purpose)
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(aad), &mut sealed)
            .expect("sealing fails only beyond 64 GiB (RFC 8452, section 6)");
        text.extend_from_slice(&sealed);
        BASE64_URL_SAFE_NO_PAD.encode(text)
    }

    /// `None` for anything that this ring did not seal for this purpose and context.
    pub fn open(&self, purpose: Purpose, context: &str, text: &str) -> Option<Opened> {
        let mut bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        let (head, sealed) = bytes.split_at_mut_checked(OVERHEAD - TAG)?;
        let (&version, head) = head.split_first()?;
        let (id, nonce) = head.split_first_chunk::<KEY_ID>()?;
        if version != VERSION {
            return None;
        }
        let key = std::iter::once(&self.first).chain(&self.older).find(|key| key.id == *id)?;
        let aad = Aad::from(bound_to(purpose, context, id));
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let bytes = key.cipher(purpose).open_in_place(nonce, aad, sealed).ok()?.to_vec();
        Some(Opened { bytes, current_key: key.id == self.first.id })
    }

    /// The keys of the files that wait in this person's browser, newest first. Only that person may be given them.
    pub fn shelf_keys(&self, person: &UserKey) -> Vec<[u8; 32]> {
        std::iter::once(&self.first).chain(&self.older).map(|key| key.shelf_of(person)).collect()
    }
}

impl Key {
    fn derive(secret: &str) -> Self {
        let hkdf = Hkdf::<Sha256>::new(None, secret.as_bytes());
        let cipher = |label: &str| {
            let key = UnboundKey::new(&AES_256_GCM_SIV, &expand::<32>(&hkdf, label));
            LessSafeKey::new(key.expect("32 bytes are a key of AES-256"))
        };
        Self {
            id: expand(&hkdf, "latchkey v1 key id"),
            session: cipher("latchkey v1 session"),
            attempt: cipher("latchkey v1 sign-in attempt"),
            state: cipher("latchkey v1 state"),
            ticket: cipher("latchkey v1 ticket"),
            viewing: cipher("latchkey v1 viewing"),
            link: cipher("latchkey v1 link"),
            shelf: expand(&hkdf, "latchkey v1 shelf"),
        }
    }

    fn shelf_of(&self, person: &UserKey) -> [u8; 32] {
        let hkdf = Hkdf::<Sha256>::from_prk(&self.shelf).expect("32 bytes are a key of HKDF (RFC 5869, section 2.3)");
        expand(&hkdf, &person.to_string())
    }

    fn cipher(&self, purpose: Purpose) -> &LessSafeKey {
        match purpose {
            Purpose::Session => &self.session,
            Purpose::Attempt => &self.attempt,
            Purpose::State => &self.state,
            Purpose::Ticket => &self.ticket,
            Purpose::Viewing => &self.viewing,
            Purpose::Link => &self.link,
        }
    }
}

fn expand<const N: usize>(hkdf: &Hkdf<Sha256>, label: &str) -> [u8; N] {
    let mut key = [0; N];
    hkdf.expand(label.as_bytes(), &mut key).expect("HKDF gives up to 8160 bytes (RFC 5869, section 2.3)");
    key
}

fn bound_to(purpose: Purpose, context: &str, key_id: &[u8; KEY_ID]) -> Vec<u8> {
    let mut aad = vec![VERSION, purpose as u8];
    aad.extend_from_slice(key_id);
    aad.extend_from_slice(context.as_bytes());
    aad
}
