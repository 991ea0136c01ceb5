//! Downloads, as the API description has them.

use serde_json::json;

use crate::{
    error::Meaning,
    transport::openapi::{Answer, Header, Operation, Parameter, Topic},
};

pub const CONTENT_ETAG: Header = Header::text("ETag", "The SHA-256 of the bytes, in quotes.");
const REPR_DIGEST: Header = Header::text("Repr-Digest", "The SHA-256 of the whole document (RFC 9530).");
const CONTENT_RANGE: Header = Header::text("Content-Range", "Which part it is, and how long the whole is.");

const DOWNLOAD: Parameter = Parameter::query(
    "download",
    "download",
    "Whatever its value: the answer is to be saved, not shown.",
    || json!({ "type": "string" }),
)
.or_empty();
const RANGE: Parameter = Parameter::header(
    "range",
    "Range",
    "Which bytes (RFC 9110, section 14.2). What is no range is passed over.",
    || json!({ "type": "string" }),
)
.example("bytes=0-99");
const IF_NONE_MATCH: Parameter = Parameter::header(
    "ifNoneMatch",
    "If-None-Match",
    "Entity tags of what the client has: then 304.",
    || json!({ "type": "string" }),
);
const PATH: Parameter = Parameter::path(
    "path",
    "path",
    "Names from the root on. The / between them stand as they are; each name is percent-encoded.",
    || json!({ "type": "string", "pattern": r"^[^\u0000-\u001f\u007f-\u009f\\]*$" }),
)
.example("reports/q3.pdf");

/// A download; `elsewhere` describes a 307: when it is answered, and what its Location is.
pub fn document_operation(
    id: &'static str,
    summary: &'static str,
    of: Parameter,
    elsewhere: (&'static str, &'static str),
) -> Operation {
    bytes_operation(id, summary)
        .takes(of)
        .takes(DOWNLOAD)
        .answers(Answer::empty(307, elsewhere.0).header(Header::text("Location", elsewhere.1)))
}

/// What is true of bytes at any address.
pub(super) fn bytes_operation(id: &'static str, summary: &'static str) -> Operation {
    Operation::new(Topic::Content, id, summary)
        .takes(RANGE)
        .takes(IF_NONE_MATCH)
        .answers(Answer::bytes(200, "The bytes.").header(CONTENT_ETAG).header(REPR_DIGEST))
        .answers(
            Answer::bytes(206, "The part that Range asks for.")
                .header(CONTENT_ETAG)
                .header(REPR_DIGEST)
                .header(CONTENT_RANGE),
        )
        .answers(Answer::empty(304, "The client has them."))
        .answers(Answer::empty(412, "The client speaks of other bytes."))
        .answers(Answer::empty(416, "No byte of that range."))
}

/// `GET /api/files/{path}`
pub fn open_operation() -> Operation {
    let elsewhere = "The bytes come from the object store, or the document lies elsewhere by now.";
    document_operation("file", "The bytes of a document by its path", PATH, (elsewhere, "Where to go on."))
        .about("What ends in / is a folder, and answers a list of what lies in it.")
        .answers(
            Answer::empty(308, "It is a folder: its address ends in /.")
                .header(Header::text("Location", "Of the folder.")),
        )
        .refuses(&[Meaning::Invalid])
}
