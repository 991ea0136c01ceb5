//! How this program proves to the provider that it is the registered one: with a secret, or by signing a
//! short-lived statement with the key of a certificate (RFC 7523; Microsoft, "Certificate credentials").

use std::{borrow::Cow, sync::Arc, time::Duration as StdDuration};

use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use rustls::{
    CertificateError, RootCertStore, SignatureScheme,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, UnixTime, pem::PemObject},
    server::WebPkiClientVerifier,
    sign::{CertifiedKey, Signer},
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use sha1::Sha1;
use sha2::{Digest, Sha256};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::discovery::Metadata;
use crate::settings::ClientCredential;

/// How long a statement is good for; Entra takes five to ten minutes.
const GOOD_FOR: Duration = Duration::minutes(5);
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The credential, checked at the start.
pub enum ClientProof {
    Secret(SecretString),
    Certificate(Box<Certificate>),
}

pub struct Certificate {
    signer: Box<dyn Signer>,
    /// The JOSE header, encoded.
    header: String,
}

/// What a token request carries of it. Holds secrets: no Debug.
#[derive(Default)]
pub struct Credential<'a> {
    pub fields: Vec<(&'static str, Cow<'a, str>)>,
    pub header: Option<String>,
}

impl ClientProof {
    /// Checks that key, certificate and thumbprint belong together; the error names the variable.
    pub fn new(settings: &ClientCredential, now: OffsetDateTime) -> Result<Self, String> {
        match settings {
            ClientCredential::Secret(secret) => Ok(Self::Secret(secret.clone())),
            ClientCredential::Certificate { pem, thumbprint } => {
                Certificate::from_pem(pem, thumbprint.as_deref(), now).map(Box::new).map(Self::Certificate)
            }
        }
    }

    /// The proof for one request.
    pub fn present(
        &self,
        client_id: &str,
        metadata: &Metadata,
        now: OffsetDateTime,
        jti: Uuid,
    ) -> Result<Credential<'_>, String> {
        match self {
            Self::Secret(secret) if metadata.wants_secret_in_header() => {
                // Both are form-encoded first (RFC 6749, section 2.3.1).
                let encode = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
                let pair = format!("{}:{}", encode(client_id), encode(secret.expose_secret()));
                Ok(Credential {
                    header: Some(format!("Basic {}", BASE64_STANDARD.encode(pair))),
                    ..Credential::default()
                })
            }
            Self::Secret(secret) => {
                Ok(Credential { fields: vec![("client_secret", secret.expose_secret().into())], header: None })
            }
            Self::Certificate(certificate) => {
                let assertion = certificate.statement(client_id, metadata.token_endpoint.as_str(), now, jti)?;
                let fields =
                    vec![("client_assertion_type", ASSERTION_TYPE.into()), ("client_assertion", assertion.into())];
                Ok(Credential { fields, header: None })
            }
        }
    }
}

/// Whether the certificate by which this program proves itself has ended by then. A secret does not tell when it ends.
pub fn has_ended_by(settings: &ClientCredential, then: OffsetDateTime) -> bool {
    let ClientCredential::Certificate { pem, .. } = settings else { return false };
    let first = CertificateDer::pem_slice_iter(pem.expose_secret().as_bytes()).next();
    first.is_some_and(|certificate| certificate.is_ok_and(|certificate| has_expired(&certificate, then)))
}

impl Certificate {
    /// Without a thumbprint PS256 and `x5t#S256`, with one the older RS256 and `x5t` (RFC 7515, section 4.1.7).
    fn from_pem(pem: &SecretString, thumbprint: Option<&str>, now: OffsetDateTime) -> Result<Self, String> {
        let pem = pem.expose_secret().as_bytes();
        let missing = |what: &str| format!("APP_REG_CLIENT_CERT holds no {what} in PEM form");
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(pem)
            .collect::<Result<_, _>>()
            .map_err(|_| missing("readable certificate"))?;
        let der = chain.first().ok_or_else(|| missing("certificate"))?.clone();
        let key = PrivateKeyDer::from_pem_slice(pem).map_err(|_| missing("private key"))?;
        let pair = CertifiedKey::from_der(chain, key, &aws_lc_rs::default_provider()).map_err(|error| {
            format!("the private key and the certificate in APP_REG_CLIENT_CERT do not belong together: {error}")
        })?;
        if has_expired(&der, now) {
            tracing::warn!(
                "the certificate in APP_REG_CLIENT_CERT has expired: the provider will refuse every sign-in"
            );
        }
        let sha1 = Sha1::digest(&der);
        let (scheme, header) = match thumbprint {
            None => {
                let x5t = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&der));
                (SignatureScheme::RSA_PSS_SHA256, json!({"alg": "PS256", "typ": "JWT", "x5t#S256": x5t}))
            }
            Some(thumbprint) if same_thumbprint(thumbprint, &sha1) => {
                let x5t = BASE64_URL_SAFE_NO_PAD.encode(sha1);
                (SignatureScheme::RSA_PKCS1_SHA256, json!({"alg": "RS256", "typ": "JWT", "x5t": x5t}))
            }
            Some(_) => {
                return Err(format!(
                    "APP_REG_CLIENT_THUMBPRINT is not that of the certificate in APP_REG_CLIENT_CERT, which is {}",
                    hex::encode_upper(sha1)
                ));
            }
        };
        let signer = pair.key.choose_scheme(&[scheme]).ok_or("APP_REG_CLIENT_CERT must hold an RSA key")?;
        Ok(Self { signer, header: encode(&header) })
    }

    fn statement(&self, client_id: &str, audience: &str, now: OffsetDateTime, jti: Uuid) -> Result<String, String> {
        let now_seconds = now.unix_timestamp();
        let payload = json!({
            "aud": audience, "iss": client_id, "sub": client_id, "jti": jti,
            "nbf": now_seconds, "iat": now_seconds, "exp": (now + GOOD_FOR).unix_timestamp(),
        });
        let text = format!("{}.{}", self.header, encode(&payload));
        let signature = self.signer.sign(text.as_bytes()).map_err(|error| format!("signing failed: {error}"))?;
        Ok(format!("{text}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature)))
    }
}

fn encode(json: &serde_json::Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(json.to_string())
}

/// Uses the verifier of TLS, which checks the dates first; its other objections do not matter here.
fn has_expired(certificate: &CertificateDer<'static>, now: OffsetDateTime) -> bool {
    let mut roots = RootCertStore::empty();
    let _ = roots.add(certificate.clone());
    let provider = Arc::new(aws_lc_rs::default_provider());
    let Ok(verifier) = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build() else {
        return false;
    };
    let since_epoch = StdDuration::from_secs(now.unix_timestamp().try_into().unwrap_or_default());
    matches!(
        verifier.verify_client_cert(certificate, &[], UnixTime::since_unix_epoch(since_epoch)),
        Err(rustls::Error::InvalidCertificate(CertificateError::Expired | CertificateError::ExpiredContext { .. }))
    )
}

/// Portals show it with blanks or colons, in either case.
fn same_thumbprint(text: &str, sha1: &[u8]) -> bool {
    let digits: String = text.chars().filter(|letter| !letter.is_whitespace() && *letter != ':').collect();
    hex::decode(digits).is_ok_and(|bytes| bytes == sha1)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn an_expired_certificate_is_noticed() {
        let pem = include_bytes!("../../../tests/it/fixtures/client.pem");
        let certificate = CertificateDer::from_pem_slice(pem).expect("a certificate");
        assert!(!has_expired(&certificate, datetime!(2026-12-01 0:00 UTC)));
        assert!(has_expired(&certificate, datetime!(9000-01-01 0:00 UTC)));
    }

    #[test]
    fn it_can_be_asked_whether_a_credential_ends_by_a_day() {
        let pem = include_str!("../../../tests/it/fixtures/client.pem");
        let certificate = ClientCredential::Certificate { pem: pem.into(), thumbprint: None };
        // It ends on 29 October 2126.
        assert!(!has_ended_by(&certificate, datetime!(2126-10-28 0:00 UTC)));
        assert!(has_ended_by(&certificate, datetime!(2126-10-30 0:00 UTC)));
        let secret = ClientCredential::Secret("secret".into());
        assert!(!has_ended_by(&secret, datetime!(9000-01-01 0:00 UTC)), "a secret does not tell");
    }
}
