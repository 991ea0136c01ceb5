//! `GET /api/v1/people`: suggestions while somebody types.

use actix_web::{HttpResponse, http::header, web::Data};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::query::Query;
use crate::{
    Result,
    access::{
        groups::{Groups, Suggestion},
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
#[schema(as = OffersJson)]
pub struct SuggestionsJson {
    /// Eight at most; groups first.
    items: Vec<SuggestionJson>,
}

/// A person or a group that something can be shared with.
#[derive(Serialize, ToSchema)]
#[schema(as = OfferJson)]
pub struct SuggestionJson {
    /// person:… or group:….
    subject: String,
    name: String,
    /// Of a person; null: it is a group.
    #[schema(required = true)]
    email: Option<String>,
}

impl From<Suggestion> for SuggestionJson {
    fn from(suggestion: Suggestion) -> Self {
        let email = Some(suggestion.email).filter(|email| !email.is_empty());
        Self { subject: suggestion.subject.to_string(), name: suggestion.name, email }
    }
}

/// `GET /api/v1/people?q=…`
pub async fn people(
    employee: Employee,
    _share: Share<People>,
    Query(typed): Query<Typed>,
    groups: Data<Groups>,
) -> Result<HttpResponse> {
    let suggestions = groups.by(&employee).suggestions(&typed.q).await?;
    let items = suggestions.into_iter().map(SuggestionJson::from).collect();
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(SuggestionsJson { items }))
}

const TYPED: Parameter = Parameter::query(
    "typed",
    "q",
    "The beginnings of words of a name, or of an e-mail address.",
    || json!({ "type": "string" }),
)
.required();

pub fn people_operation() -> Operation {
    Operation::new(Topic::People, "people", "People and groups by the beginning of their names")
        .about("For those who own something, or a group. Groups that are not listed are found by those in them and by their owners.")
        .takes(TYPED)
        .answers(Answer::json::<SuggestionsJson>(200, "Those that may be meant."))
        .refuses(&[Meaning::Invalid, Meaning::Forbidden, Meaning::TooMany])
}
