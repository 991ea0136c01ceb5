//! What a verified ID token says of a person, in the house's own terms.

use openidconnect::{AdditionalClaims, IdTokenClaims, core::CoreGenderClaim};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::identity::{
    claims::Claims,
    principal::{Email, UserKey},
};

/// The longest identifier of a person (OpenID Connect Core 1.0, section 2, on `sub`).
const LONGEST_IDENTIFIER: usize = 255;

/// Claims beyond the standard ones.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct MoreClaims {
    tid: Option<String>,
    oid: Option<String>,
    ver: Option<String>,
    upn: Option<String>,
    roles: Option<Value>,
    groups: Option<Value>,
    /// Where claims are that did not fit (OpenID Connect Core 1.0, section 5.6.2).
    #[serde(rename = "_claim_names")]
    claim_names: Option<Value>,
    hasgroups: Option<Value>,
    sid: Option<String>,
    login_hint: Option<String>,
}

impl AdditionalClaims for MoreClaims {}

/// The claims of an ID token, as the verifier hands them over.
pub type TokenClaims = IdTokenClaims<MoreClaims, CoreGenderClaim>;

impl Claims {
    /// Reads verified claims. With a `tenant` the rules of Entra hold: version 2.0, that tenant, an object id.
    pub fn read(token: &TokenClaims, tenant: Option<&str>) -> Result<Self, String> {
        let more = token.additional_claims();
        let sub = identifier("sub", token.subject().as_str())?;
        let user = match tenant {
            Some(tenant) => entra_user(more, tenant)?,
            None => UserKey::new(token.issuer().as_str(), sub),
        };
        let username = token.preferred_username().map(|name| name.as_str());
        let email = match tenant {
            Some(_) => {
                let named = [token.email().map(|email| email.as_str()), username, more.upn.as_deref()];
                named.into_iter().flatten().find_map(Email::parse)
            }
            // Elsewhere people may choose their own user name, and an address that was never verified.
            None if token.email_verified() == Some(true) => token.email().and_then(|email| Email::parse(email)),
            None => {
                tracing::warn!(%user, "the e-mail address is not used: the provider does not say that it has verified it (email_verified)");
                None
            }
        };
        let name = token.name().and_then(|name| name.get(None)).map(|name| name.as_str());
        let name = name.or(username).or(email.as_ref().map(Email::as_str)).unwrap_or_default().to_owned();
        Ok(Self {
            user,
            email,
            name,
            app_roles: names(more.roles.as_ref()),
            groups: names(more.groups.as_ref()),
            has_more_groups: has_more_groups(more),
            sid: more.sid.clone(),
            login_hint: more.login_hint.clone(),
        })
    }
}

fn entra_user(more: &MoreClaims, tenant: &str) -> Result<UserKey, String> {
    if more.ver.as_deref() != Some("2.0") {
        return Err("ver is not 2.0".to_owned());
    }
    match &more.tid {
        Some(tid) if tid.eq_ignore_ascii_case(tenant) => {}
        Some(_) => return Err("tid is another tenant's".to_owned()),
        None => return Err("tid is missing".to_owned()),
    }
    let oid = identifier("oid", more.oid.as_deref().unwrap_or_default())?;
    Ok(UserKey::new(tenant.to_ascii_lowercase(), oid))
}

fn identifier<'a>(name: &str, value: &'a str) -> Result<&'a str, String> {
    if value.is_empty() || value.len() > LONGEST_IDENTIFIER || value.chars().any(char::is_control) {
        return Err(format!("{name} is missing, too long or no plain text"));
    }
    Ok(value)
}

/// Entra sends an array; one name alone is taken as well.
fn names(list: Option<&Value>) -> Vec<String> {
    match list {
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(Value::String(name)) => vec![name.clone()],
        _ => Vec::new(),
    }
}

/// Otherwise an overflowing list would look like an empty one (Microsoft, "ID token claims reference": groups overage
/// claim).
fn has_more_groups(more: &MoreClaims) -> bool {
    let is_elsewhere = more.claim_names.as_ref().is_some_and(|names| names.get("groups").is_some());
    let says_so = match &more.hasgroups {
        Some(Value::Bool(has)) => *has,
        Some(Value::String(has)) => has == "true",
        _ => false,
    };
    more.groups.is_none() && (is_elsewhere || says_so)
}
