//! Schemas of ids and names, for the API description. `item::id` and `Name::parse_new` decide; these patterns say the
//! same as far as they can.

use serde_json::{Value, json};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ObjectBuilder, Schema, Type},
    },
};

use crate::{documents::item::Id, transport::openapi::Parameter};

/// Of something that is not the root folder.
pub fn own_id() -> Value {
    json!({
        "type": "string",
        "pattern": "^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$",
    })
}

pub fn any_id() -> Value {
    serde_json::to_value(Id::schema()).unwrap_or_default()
}

pub const ID: Parameter = Parameter::path("id", "id", "Of a folder or document; \"root\" is the root folder.", any_id);
pub const ID_BUT_ROOT: Parameter =
    Parameter::path("ownId", "id", "Of a folder or document, but the root folder.", own_id);
pub const DOCUMENT_ID: Parameter = Parameter::path("documentId", "id", "Of a document.", own_id);

/// Characters that no new name contains; joiners are allowed between letters that join, which no pattern can say.
macro_rules! never {
    () => {
        concat!(
            "^/\\\\<>\"|?*:\u{0}-\u{1f}\u{7f}-\u{9f}\u{ad}\u{34f}\u{61c}\u{115f}-\u{1160}",
            "\u{17b4}-\u{17b5}\u{180b}-\u{180f}\u{200b}-\u{200f}\u{2028}-\u{202e}\u{2060}-\u{206f}",
            "\u{3164}\u{fdd0}-\u{fdef}\u{fe00}-\u{fe0f}\u{feff}\u{ffa0}\u{fff0}-\u{fffb}",
            "\u{fffe}-\u{ffff}\u{13430}-\u{1345f}\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}",
            "\u{e0000}-\u{e0fff}",
        )
    };
}

/// The name of a new folder or document.
pub struct NewName;

impl PartialSchema for NewName {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .min_length(Some(1))
            .max_length(Some(255))
            .pattern(Some(concat!("^[", never!(), "]*[", never!(), ". \u{a0}\u{1680}\u{2000}-\u{200a}\u{202f}\u{205f}\u{2800}\u{3000}]$")))
            .description(Some(
                "At most 255 bytes of UTF-8; none of / \\ < > \" | ? * and :, no control characters, nothing that turns the \
                 direction of the text or that nobody sees (joiners may stand where they join, as in Persian words and \
                 emoji, although the pattern leaves them out); no blank or dot at the end; no device of Windows, such as \
                 CON or COM1.txt.",
            ))
            .build()
            .into()
    }
}

impl ToSchema for NewName {}
