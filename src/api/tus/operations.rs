//! The description of `/uploads` for programs: tus 1.0, whose headers say nearly everything, and our additions to it.

use serde_json::json;

use super::{
    answer::{UploadJson, UploadProblem, VERSION},
    checksum,
    headers::OF_BYTES,
    list::{Decision, List},
};
use crate::{
    documents::api_schema::own_id,
    error::Meaning,
    transport::{
        openapi::{Answer, Header, Operation, Parameter, Shape, Topic},
        refusal::Problem,
    },
};

const UPLOAD_ID: Parameter = Parameter::path("uploadId", "id", "Of an upload.", own_id);
const RESUMABLE: Parameter = Parameter::header(
    "tusResumable",
    "Tus-Resumable",
    "The version of the protocol; what changes nothing is answered without.",
    || json!({ "type": "string", "enum": [VERSION] }),
)
.required();
const LENGTH: Parameter =
    Parameter::header("uploadLength", "Upload-Length", "Of the whole document, in bytes.", digits)
        .required()
        .example("10");
const OFFSET: Parameter = Parameter::header(
    "uploadOffset",
    "Upload-Offset",
    "Behind how many bytes these belong: what the last answer said.",
    digits,
)
.required()
.example("0");
const METADATA: Parameter = Parameter::header(
    "uploadMetadata",
    "Upload-Metadata",
    "Pairs of a key and a value in Base64, with commas between. filename is the document's name; the others may be missing: \
     folder (an id; else the root), path (folders below that one, made where they are missing), ontaken (as on_taken), \
     lastModified (when the file itself was last changed, in milliseconds since 1970), and key (announced again with it, it \
     is the same upload).",
    || json!({ "type": "string", "format": "upload-metadata", "minLength": 1 }),
)
.required()
.example("filename cTMucGRm,ontaken a2VlcF9ib3Ro");
const CHECKSUM: Parameter = Parameter::header(
    "uploadChecksum",
    "Upload-Checksum",
    "Of this request's bytes: an algorithm and the sum in Base64.",
    || json!({ "type": "string", "pattern": "^(sha1|sha256) ([0-9A-Za-z+/]{4})+$" }),
);
const METHOD: Parameter = Parameter::header(
    "methodOverride",
    "X-HTTP-Method-Override",
    "The method that this POST stands for.",
    || json!({ "type": "string", "enum": ["PATCH", "DELETE", "HEAD", "GET"] }),
)
.required();

/// No sign, no point, no power of ten.
fn digits() -> serde_json::Value {
    json!({ "type": "string", "pattern": "^[0-9]{1,18}$" })
}

const SPOKEN: Header = Header::text("Tus-Resumable", "The version of the protocol that is spoken here.");
/// How far an upload is.
const PROGRESS: [Header; 6] = [
    SPOKEN,
    Header::number(
        "Upload-Offset",
        "How many bytes are there; one less than all until there is a document, or all while they wait for the virus scan.",
    ),
    Header::text(
        "Upload-State",
        "Ours: receiving, scanning (it waits for the virus scan), waiting (all bytes are there, and no document) or done.",
    ),
    Header::text("Upload-Expires", "Until it is done: when it is given up if no other byte comes.").sometimes(),
    Header::text("Upload-Outcome", "Ours, when it is done: new, version or skipped.").sometimes(),
    Header::text("Upload-Document", "Ours, when it is done: the id of the document.").sometimes(),
];
const ANNOUNCED: [Header; 2] = [
    Header::number("Upload-Length", "Of the whole document, in bytes."),
    Header::text("Upload-Metadata", "As it was announced."),
];

/// What may come back of bytes.
const OF_BYTES_REFUSED: [Meaning; 4] = [Meaning::OtherVersion, Meaning::Damaged, Meaning::Full, Meaning::NotAccepted];

fn hindered() -> Answer {
    let about = "The name is taken, the folder has gone, the bytes belong elsewhere, or another request is sending. Where \
                 all bytes are there, the problem has the upload, which waits for a decision.";
    Answer::of(Problem::MEDIA_TYPE, Shape::of::<UploadProblem>(), 409, about)
}

pub fn options_operation() -> Operation {
    let says = Answer::empty(204, "What is spoken here.").headers(&[
        SPOKEN,
        Header::text("Tus-Version", "The same."),
        Header::text("Tus-Extension", "What is offered besides the core of the protocol."),
        Header::number("Tus-Max-Size", "The largest document, in bytes."),
        Header::text("Tus-Checksum-Algorithm", checksum::ALGORITHMS),
    ]);
    Operation::new(Topic::Uploads, "uploadOptions", "What is spoken here").answers(says)
}

pub fn announce_operation() -> Operation {
    Operation::new(Topic::Uploads, "announceUpload", "Announce a document; may bring its first bytes, or all of them")
        .about(
            "What a pattern cannot say of Upload-Metadata: values are UTF-8 in Base64, and names as of any document.",
        )
        .takes(RESUMABLE)
        .takes(LENGTH)
        .takes(METADATA)
        .takes(CHECKSUM)
        .may_bring(OF_BYTES, Shape::BYTES)
        .answers(
            Answer::empty(201, "It may be sent, or is there.")
                .header(Header::text("Location", "Of the upload."))
                .headers(&PROGRESS),
        )
        .answers(hindered().header(SPOKEN))
        .refuses(&OF_BYTES_REFUSED)
        .refuses(&[Meaning::NotFound, Meaning::TooMany])
}

pub fn list_operation() -> Operation {
    let first = &[("id", "$response.body#/uploads/0/id")];
    let all = Answer::json::<List>(200, "All of it.")
        .header(SPOKEN)
        .link("upload", "upload", first)
        .link("append", "appendToUpload", first)
        .link("decide", "decideUpload", first)
        .link("discard", "discardUpload", first);
    Operation::new(Topic::Uploads, "uploads", "What this person has begun and not finished")
        .about("A browser that asks for a page gets one.")
        .answers(all)
}

pub fn show_operation() -> Operation {
    let shown = Answer::json::<UploadJson>(200, "The upload.").headers(&PROGRESS).headers(&ANNOUNCED);
    Operation::new(Topic::Uploads, "upload", "How far an upload is")
        .takes(UPLOAD_ID)
        .answers(shown)
        .refuses(&[Meaning::NotAccepted])
}

pub fn progress_operation() -> Operation {
    let shown = Answer::empty(200, "How far it is.").headers(&PROGRESS).headers(&ANNOUNCED);
    Operation::new(Topic::Uploads, "uploadProgress", "How far an upload is, in headers alone")
        .takes(UPLOAD_ID)
        .answers(shown)
        .refuses(&[Meaning::NotAccepted])
}

pub fn append_operation() -> Operation {
    Operation::new(Topic::Uploads, "appendToUpload", "Send bytes; the last ones make the document")
        .about("When a request breaks off, what has come of it stays, and Upload-Offset tells where to go on.")
        .takes(UPLOAD_ID)
        .takes(RESUMABLE)
        .takes(OFFSET)
        .takes(CHECKSUM)
        .brings(OF_BYTES, Shape::BYTES)
        .answers(Answer::empty(204, "They are there.").headers(&PROGRESS))
        .answers(hindered().header(SPOKEN))
        .refuses(&OF_BYTES_REFUSED)
        .refuses(&[Meaning::Unsupported])
}

pub fn overridden_operation() -> Operation {
    Operation::new(Topic::Uploads, "uploadByPost", "Another method, for those who can send none but POST")
        .about("It takes, does and answers what the method does that it stands for; HEAD is answered as GET.")
        .takes(UPLOAD_ID)
        .takes(METHOD)
        .takes(RESUMABLE.or_none("tusResumableOfMethod"))
        .takes(OFFSET.or_none("uploadOffsetOfMethod"))
        .takes(CHECKSUM)
        .may_bring(OF_BYTES, Shape::BYTES)
        .answers(Answer::json::<UploadJson>(200, "The upload.").headers(&PROGRESS).headers(&ANNOUNCED))
        .answers(Answer::empty(204, "The bytes are there, or nothing of the upload is kept.").header(SPOKEN))
        .answers(hindered().header(SPOKEN))
        .refuses(&OF_BYTES_REFUSED)
        .refuses(&[Meaning::Unsupported, Meaning::Method])
}

pub fn discard_operation() -> Operation {
    Operation::new(Topic::Uploads, "discardUpload", "Throw an upload away")
        .takes(UPLOAD_ID)
        .takes(RESUMABLE)
        .answers(Answer::empty(204, "Nothing of it is kept.").header(SPOKEN))
        .refuses(&[Meaning::OtherVersion, Meaning::Conflict])
}

pub fn decide_operation() -> Operation {
    Operation::new(Topic::Uploads, "decideUpload", "Say what becomes of an upload whose bytes are all there")
        .about("A browser that asks for a page is led to one.")
        .takes(UPLOAD_ID)
        .brings("application/x-www-form-urlencoded", Shape::of::<Decision>())
        .answers(Answer::json::<UploadJson>(200, "It is done.").headers(&PROGRESS))
        .answers(Answer::json::<UploadJson>(202, "It waits for the virus scan.").headers(&PROGRESS))
        .answers(hindered())
        .refuses(&[Meaning::Full, Meaning::NotAccepted])
}

pub fn discard_form_operation() -> Operation {
    Operation::new(Topic::Uploads, "discardUploadByForm", "Throw an upload away from a page")
        .about("For forms, which cannot send DELETE.")
        .takes(UPLOAD_ID)
        .answers(
            Answer::empty(303, "Nothing of it is kept.").header(Header::text("Location", "What else is unfinished.")),
        )
        .refuses(&[Meaning::Conflict])
}
