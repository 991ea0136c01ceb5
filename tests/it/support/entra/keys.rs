//! The provider's signing keys: made once for all tests of a run, because making one takes a while.

use std::sync::LazyLock;

use aws_lc_rs::{
    digest,
    encoding::{AsDer, PublicKeyX509Der},
    hmac, rand,
    rsa::{KeyPair, KeySize},
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaEncoding},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

/// An RSA key and the name it is published under.
pub struct SigningKey {
    pub kid: String,
    pair: KeyPair,
}

/// Three keys: enough for "several" and for a rotation.
pub static KEYS: LazyLock<[SigningKey; 3]> = LazyLock::new(|| std::array::from_fn(|_| SigningKey::make()));

static ELLIPTIC: LazyLock<EcdsaKeyPair> =
    LazyLock::new(|| EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap());

impl SigningKey {
    fn make() -> Self {
        let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
        let modulus = pair.public_key().modulus().big_endian_without_leading_zero().to_vec();
        let kid = base64url(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &modulus).as_ref());
        Self { kid, pair }
    }

    /// As Entra publishes it: no `alg`, extra members, a `{tenantid}` issuer.
    pub fn published(&self) -> Value {
        let public = self.pair.public_key();
        json!({
            "kty": "RSA", "use": "sig", "kid": self.kid, "x5t": self.kid,
            "n": base64url(public.modulus().big_endian_without_leading_zero()),
            "e": base64url(public.exponent().big_endian_without_leading_zero()),
            "x5c": ["MIIC/TCCAeWgAwIBAgIIUd7j/OIahkYwDQYJKoZIhvcNAQELBQAwLTErMCkGA1UEAxMiYWNjb3VudHM"],
            "cloud_instance_name": "microsoftonline.com",
            "issuer": "https://login.microsoftonline.com/{tenantid}/v2.0",
        })
    }

    pub fn rs256(&self, message: &[u8]) -> Vec<u8> {
        self.sign(&RSA_PKCS1_SHA256, message)
    }

    pub fn sign(&self, how: &'static dyn RsaEncoding, message: &[u8]) -> Vec<u8> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair.sign(how, &rand::SystemRandom::new(), message, &mut signature).unwrap();
        signature
    }

    /// The bytes that a confused verifier would take as the key of a MAC.
    pub fn public_der(&self) -> Vec<u8> {
        let der: PublicKeyX509Der<'_> = self.pair.public_key().as_der().unwrap();
        der.as_ref().to_vec()
    }

    /// The same as text, the way it lies around in files.
    pub fn public_pem(&self) -> Vec<u8> {
        let body = base64::prelude::BASE64_STANDARD.encode(self.public_der());
        let lines: Vec<&str> = body.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
        format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", lines.join("\n")).into_bytes()
    }
}

/// The public half of the elliptic key, under a kid of the caller's choice.
pub fn published_elliptic(kid: &str) -> Value {
    let point = ELLIPTIC.public_key().as_ref();
    json!({"kty": "EC", "use": "sig", "crv": "P-256", "kid": kid,
        "x": base64url(&point[1..33]), "y": base64url(&point[33..65])})
}

pub fn es256(message: &[u8]) -> Vec<u8> {
    ELLIPTIC.sign(&rand::SystemRandom::new(), message).unwrap().as_ref().to_vec()
}

pub fn hs256(key: &[u8], message: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message).as_ref().to_vec()
}

pub fn base64url(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// Unguessable text.
pub fn random_text(bytes: usize) -> String {
    let mut random = vec![0; bytes];
    rand::fill(&mut random).unwrap();
    base64url(&random)
}
