//! `GET /api/v1/people`: names while somebody types.

use actix_web::{HttpResponse, http::header, web::Data};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::query::Query;
use crate::{
    Result,
    access::{
        groups::{Groups, Offer},
        ladder::Employee,
    },
    error::Meaning,
    transport::{
        openapi::{Answer, Operation, Parameter, Topic},
        share::{People, Share},
    },
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    q: String,
}

#[derive(Serialize, ToSchema)]
pub struct OffersJson {
    /// Eight at most; groups first.
    items: Vec<OfferJson>,
}

/// A person or a group that something can be shared with.
#[derive(Serialize, ToSchema)]
pub struct OfferJson {
    /// person:… or group:….
    subject: String,
    name: String,
    /// Of a person; null: it is a group.
    #[schema(required = true)]
    email: Option<String>,
}

impl From<Offer> for OfferJson {
    fn from(offer: Offer) -> Self {
        let email = Some(offer.email).filter(|email| !email.is_empty());
        Self { subject: offer.subject.to_string(), name: offer.name, email }
    }
}

/// `GET /api/v1/people?q=…`
pub async fn people(
    employee: Employee,
    _share: Share<People>,
    Query(typed): Query<Typed>,
    groups: Data<Groups>,
) -> Result<HttpResponse> {
    let offers = groups.by(&employee).offers(&typed.q).await?;
    let items = offers.into_iter().map(OfferJson::from).collect();
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(OffersJson { items }))
}

const TYPED: Parameter = Parameter::query(
    "typed",
    "q",
    "The beginnings of words of a name, or of an e-mail address.",
    || json!({ "type": "string" }),
)
.required();

pub fn people_told() -> Operation {
    Operation::new(Topic::People, "people", "People and groups by the beginning of their names")
        .about("For those who own something, or a group. Groups that are not listed are found by those in them and by their owners.")
        .takes(TYPED)
        .answers(Answer::json::<OffersJson>(200, "Those that may be meant."))
        .refuses(&[Meaning::Invalid, Meaning::Forbidden, Meaning::TooMany])
}
