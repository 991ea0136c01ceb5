//! The description of the API in OpenAPI 3.1, generated from the code. An [`Operation`] is declared next to its
//! handler, and its line in the route table refers to it; what the table knows already is not repeated: method and
//! path, who may call, and the refusals that follow from that. The JSON types describe themselves
//! (`utoipa::ToSchema`). The rest of the document is written here, because utoipa reads operations only from
//! attributes that know nothing of our audiences, and has no `allowEmptyValue`.

mod answer;
mod document;
mod operation;
mod parameter;
mod refusal;
mod shape;

pub use self::{
    answer::{Answer, ETAG, Header, LOCATION},
    document::Description,
    operation::{Body, Operation, Topic},
    parameter::{Parameter, Place},
    shape::Shape,
};
