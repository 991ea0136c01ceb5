//! The provider's signing keys. They are fetched from the address in its metadata and from nowhere else; a key
//! address in a token is ignored.

use std::sync::Arc;

use openidconnect::{
    JsonWebKey, JsonWebKeyUse,
    core::{CoreJsonWebKey, CoreJsonWebKeySet, CoreJsonWebKeyType},
};
use time::{Duration, OffsetDateTime};
use url::Url;

use super::{
    cached::FetchFault,
    http::{SharedHttp, get_json},
};

/// A key that is no longer published verifies for another day: tokens signed with it are still about.
const KEPT: Duration = Duration::hours(24);
/// More keys than that are no key set.
const MOST: usize = 100;

#[derive(Debug)]
pub struct KeySet(Vec<Known>);

#[derive(Debug, Clone)]
struct Known {
    key: CoreJsonWebKey,
    /// When it was last published.
    seen: OffsetDateTime,
}

impl KeySet {
    /// Fetches the set, and keeps the keys of `old` that the new one lacks, for as long as keys are kept.
    pub(super) async fn fetch(
        http: &SharedHttp,
        address: &Url,
        old: Option<Arc<Self>>,
        now: OffsetDateTime,
    ) -> Result<Self, FetchFault> {
        let about = |text: String| FetchFault(format!("{address}: {text}"));
        let document = get_json(http, address).await.map_err(|fault| about(fault.to_string()))?;
        let set: CoreJsonWebKeySet = serde_json::from_slice(&document).map_err(|error| about(error.to_string()))?;
        let published = set.keys().iter().filter(|key| can_sign(key)).take(MOST);
        let mut keys: Vec<Known> = published.map(|key| Known { key: key.clone(), seen: now }).collect();
        if keys.is_empty() {
            return Err(about("there is no RSA key for signatures".to_owned()));
        }
        let gone = old.iter().flat_map(|old| &old.0).filter(|known| {
            let id = known.key.key_id();
            id.is_some() && now - known.seen < KEPT && !keys.iter().any(|new| new.key.key_id() == id)
        });
        let gone: Vec<Known> = gone.cloned().collect();
        keys.extend(gone);
        Ok(Self(keys))
    }

    /// The keys that may have signed a token with that `kid`. Without one, only a set with a single
    /// published key says which it was; the verifier refuses several.
    pub fn for_token(&self, kid: Option<&str>) -> CoreJsonWebKeySet {
        let newest = self.0.iter().map(|known| known.seen).max();
        let fits = |known: &&Known| match kid {
            Some(kid) => known.key.key_id().is_some_and(|id| id.as_str() == kid),
            None => Some(known.seen) == newest,
        };
        CoreJsonWebKeySet::new(self.0.iter().filter(fits).map(|known| known.key.clone()).collect())
    }

    pub fn knows(&self, kid: &str) -> bool {
        !self.for_token(Some(kid)).keys().is_empty()
    }
}

fn can_sign(key: &CoreJsonWebKey) -> bool {
    *key.key_type() == CoreJsonWebKeyType::RSA && key.key_use().is_none_or(JsonWebKeyUse::allows_signature)
}
