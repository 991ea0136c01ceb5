//! `/scim/v2`: the company's directory sends people and groups (SCIM 2.0, RFC 7643 and RFC 7644). This room
//! implements the protocol; what it means for people is in `access/scim/`.

mod answer;
mod body;
mod discovery;
mod filter;
mod group_change;
mod groups;

mod patch;
mod path;
mod query;
mod step;
mod users;

pub use self::{
    discovery::{resource_type, resource_types, schema, schemas, service_provider_config},
    groups::{delete_group, group, groups, make_group, patch_group, put_group},
    users::{delete_user, make_user, patch_user, put_user, user, users},
};
use crate::{Error, error::Facts};

/// A refused request, with its `scimType` (RFC 7644, section 3.12).
fn refused(scim_type: &'static str, person: String, log: impl std::fmt::Display) -> Error {
    Error::invalid(person, log).with_facts(Facts { code: Some(scim_type), ..Facts::default() })
}

/// An incomplete or malformed request. The parser's own message is the most precise; it may quote the input, so it is
/// escaped.
fn not_understood(scim_type: &'static str, why: impl std::fmt::Display) -> Error {
    let why: String = why.to_string().escape_debug().take(300).collect();
    refused(scim_type, text!("scim-not-understood", why = why.as_str()), why)
}
