//! `GET /account/shelf-key`: with what a person's browser seals the files that wait in it (`static/upload-encryption.js`).
//! What is left on a disk is of no use without a session of the same person.

use actix_web::{HttpResponse, http::header, web::Data};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::json;

use crate::{access::ladder::Employee, identity::key_ring::KeyRing, transport::person_tag::tag_of};

/// AES-256 keys, newest first: the first seals, all open. With the person they belong to, so that an open page
/// notices that somebody else has signed in.
pub async fn shelf_key(employee: Employee, ring: Data<KeyRing>) -> HttpResponse {
    let user = &employee.person().principal.user;
    let keys: Vec<_> = ring.shelf_keys(user).iter().map(|key| BASE64_STANDARD.encode(key)).collect();
    let answer = json!({ "person": tag_of(&user.to_string()), "keys": keys });
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(answer)
}
