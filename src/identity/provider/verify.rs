//! Checks an ID token (OpenID Connect Core 1.0, section 3.1.3.7). The library checks the signature, issuer, audience,
//! expiry and nonce; what it omits is here: the shape of the token, `azp`, `nbf`, `iat`, and the algorithm, which is
//! RS256 no matter what the token or the provider says.

use std::{str::FromStr, time::SystemTime};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use openidconnect::{
    ClientId, IdToken, IdTokenVerifier, IssuerUrl, Nonce,
    core::{CoreGenderClaim, CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm},
};
use serde::{Deserialize, de::DeserializeOwned};
use time::{Duration, OffsetDateTime};

use super::{
    claims::{MoreClaims, TokenClaims},
    strict_json::names_each_member_once,
};
use crate::{identity::claims::Claims, settings::OidcSettings};

/// How far the provider's clock and ours may differ.
pub const LEEWAY: Duration = Duration::minutes(3);
/// The greatest age of a token that was asked for a moment ago. Entra dates them back by five minutes.
const OLDEST: Duration = Duration::hours(1);
/// The most bytes of a token; 200 groups and 100 roles make about 30 KB.
const LARGEST: usize = 128 * 1024;

type Token = IdToken<MoreClaims, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;

/// A token with the right shape, none of which is verified yet.
pub struct Unverified {
    token: Token,
    times: Times,
    kid: Option<String>,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    #[serde(default, deserialize_with = "present")]
    crit: bool,
}

/// Strict about what a number is: whole, not negative, within 64 bits.
#[derive(Deserialize)]
struct Times {
    exp: u64,
    iat: u64,
    nbf: Option<u64>,
}

impl Unverified {
    /// The reason for the log names no content of the token.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.len() > LARGEST {
            return Err(format!("the token has {} bytes, more than {LARGEST}", text.len()));
        }
        let mut parts = text.split('.');
        let header: Header = decode("header", parts.next())?;
        let times: Times = decode("payload", parts.next())?;
        if header.crit {
            return Err("the header names critical extensions".to_owned());
        }
        if header.alg != "RS256" {
            return Err("the algorithm is not RS256".to_owned());
        }
        let token =
            Token::from_str(text).map_err(|_| "a claim has the wrong type, or the token is no JWS".to_owned())?;
        Ok(Self { token, times, kid: header.kid })
    }

    /// The key that the token says it was signed with.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// Checks everything, and returns the verified claims.
    pub fn verify(
        self,
        keys: CoreJsonWebKeySet,
        settings: &OidcSettings,
        nonce: &str,
        now: OffsetDateTime,
    ) -> Result<Claims, String> {
        let issuer = IssuerUrl::new(settings.issuer.clone()).map_err(|error| error.to_string())?;
        let verifier = IdTokenVerifier::new_public_client(ClientId::new(settings.client_id.clone()), issuer, keys)
            .set_allowed_algs([CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256])
            .set_time_fn(move || SystemTime::from(now - LEEWAY).into());
        let claims =
            self.token.into_claims(&verifier, &Nonce::new(nonce.to_owned())).map_err(|error| with_causes(&error))?;
        self.times.check(now)?;
        check_party(&claims, &settings.client_id)?;
        Claims::read(&claims, settings.tenant.as_deref())
    }
}

impl Times {
    fn check(&self, now: OffsetDateTime) -> Result<(), String> {
        let at = |name: &str, seconds: u64| {
            i64::try_from(seconds)
                .ok()
                .and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok())
                .ok_or_else(|| format!("{name} is beyond all calendars"))
        };
        if at("exp", self.exp)? + LEEWAY <= now {
            return Err("the token has expired".to_owned());
        }
        let issued = at("iat", self.iat)?;
        if issued > now + LEEWAY {
            return Err(format!("iat lies {} in the future: is a clock wrong?", issued - now));
        }
        if issued + OLDEST < now {
            return Err(format!("the token was issued {} ago: is a clock wrong?", now - issued));
        }
        match self.nbf {
            Some(nbf) if at("nbf", nbf)? > now + LEEWAY => {
                Err("the token is not valid yet: is a clock wrong?".to_owned())
            }
            _ => Ok(()),
        }
    }
}

/// Steps 4 and 5: the party that the token was made for is us, and it says so where there are several.
/// (An audience besides us is refused already, as we trust none.)
fn check_party(claims: &TokenClaims, client_id: &str) -> Result<(), String> {
    match claims.authorized_party() {
        Some(party) if party.as_str() != client_id => Err("azp is another client".to_owned()),
        None if claims.audiences().len() > 1 => Err("several audiences and no azp".to_owned()),
        _ => Ok(()),
    }
}

fn decode<T: DeserializeOwned>(part: &str, text: Option<&str>) -> Result<T, String> {
    let wrong = |why: &str| format!("the token's {part} {why}");
    let json = BASE64_URL_SAFE_NO_PAD.decode(text.unwrap_or_default()).map_err(|_| wrong("is no base64url"))?;
    if !names_each_member_once(&json) {
        return Err(wrong("is no JSON object, or names a member twice"));
    }
    serde_json::from_slice(&json).map_err(|_| wrong("lacks a member, or has one of the wrong type"))
}

/// Even `"crit": null` is a header that we do not understand.
fn present<'de, D: serde::Deserializer<'de>>(value: D) -> Result<bool, D::Error> {
    serde::de::IgnoredAny::deserialize(value).map(|_| true)
}

fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    super::failure::clean(&text)
}
