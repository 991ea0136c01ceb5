//! An ID token before it is signed, open to every lie.

use aws_lc_rs::signature::{RSA_PKCS1_SHA512, RSA_PSS_SHA256};
use serde_json::{Map, Value, json};

use super::keys::{KEYS, base64url, es256, hs256};

/// What will be signed and how; a test changes what it likes.
#[derive(Debug, Clone)]
pub struct IdToken {
    pub header: Map<String, Value>,
    pub claims: Map<String, Value>,
    pub signature: Signature,
    /// Sent instead of the claims, as it is (numbers that JSON libraries do not write, doubled members).
    pub payload: Option<String>,
    /// Sent instead of the whole token.
    pub text: Option<String>,
}

/// How the token is signed.
#[derive(Debug, Clone)]
pub enum Signature {
    /// By one of the provider's keys.
    Rs256(usize),
    /// By the key, and then one bit is turned.
    Rs256Broken(usize),
    /// By one of the provider's keys, but with SHA-512.
    Rs512(usize),
    /// By one of the provider's keys, but with PSS padding.
    Ps256(usize),
    /// With a shared secret.
    Hs256(Vec<u8>),
    /// By an elliptic key.
    Es256,
    /// Not at all.
    None,
}

impl IdToken {
    pub fn new(claims: Value, key: usize) -> Self {
        let Value::Object(claims) = claims else { panic!("claims are an object") };
        let Value::Object(header) = json!({"typ": "JWT", "alg": "RS256", "kid": KEYS[key].kid}) else { unreachable!() };
        Self { header, claims, signature: Signature::Rs256(key), payload: None, text: None }
    }

    /// Sets a claim.
    pub fn set(&mut self, claim: &str, value: impl Into<Value>) {
        self.claims.insert(claim.to_owned(), value.into());
    }

    /// Leaves a claim out.
    pub fn drop(&mut self, claim: &str) {
        self.claims.remove(claim).unwrap_or_else(|| panic!("{claim} was there"));
    }

    /// Sets a member of the header.
    pub fn set_header(&mut self, member: &str, value: impl Into<Value>) {
        self.header.insert(member.to_owned(), value.into());
    }

    /// The claim as seconds since 1970.
    pub fn seconds(&self, claim: &str) -> i64 {
        self.claims[claim].as_i64().expect("a time")
    }

    /// Moves a time by seconds.
    pub fn shift(&mut self, claim: &str, seconds: i64) {
        self.set(claim, self.seconds(claim) + seconds);
    }

    /// Signs under another algorithm and says so in the header.
    pub fn sign(&mut self, alg: &str, signature: Signature) {
        self.set_header("alg", alg);
        self.signature = signature;
    }

    /// The claims as JSON text, for a lie that is written by hand.
    pub fn claims_text(&self) -> String {
        serde_json::to_string(&self.claims).unwrap()
    }

    pub fn finish(&self) -> String {
        if let Some(text) = &self.text {
            return text.clone();
        }
        let header = serde_json::to_string(&self.header).unwrap();
        let payload = self.payload.clone().unwrap_or_else(|| self.claims_text());
        let message = format!("{}.{}", base64url(header.as_bytes()), base64url(payload.as_bytes()));
        let signature = match &self.signature {
            Signature::Rs256(key) => KEYS[*key].rs256(message.as_bytes()),
            Signature::Rs512(key) => KEYS[*key].sign(&RSA_PKCS1_SHA512, message.as_bytes()),
            Signature::Ps256(key) => KEYS[*key].sign(&RSA_PSS_SHA256, message.as_bytes()),
            Signature::Rs256Broken(key) => {
                let mut signature = KEYS[*key].rs256(message.as_bytes());
                signature[100] ^= 1;
                signature
            }
            Signature::Hs256(key) => hs256(key, message.as_bytes()),
            Signature::Es256 => es256(message.as_bytes()),
            Signature::None => Vec::new(),
        };
        format!("{message}.{}", base64url(&signature))
    }
}
