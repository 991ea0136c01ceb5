//! Downloads that outlive their session. `POST /d/{id}/ticket` makes a link with which a browser, `curl` or a
//! download manager can continue after the session's cookie is gone; `GET /t/{ticket}/{name}` is that link. It is
//! valid for one version of one document, for a day, and becomes invalid when its person signs out, loses the role,
//! or the document is deleted.

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    http::header::{self, HeaderValue},
    web::{Data, Path},
};
use askama::Template;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::Serialize;
use serde_json::json;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Error, Result,
    access::ladder::{Reader, TicketHolder},
    audit::{Audit, Event, Ledger},
    documents::{
        api_schema::DOCUMENT_ID,
        item::{Id, Item},
        name::Name,
        path::FolderPath,
        service::Documents,
    },
    downloads::{operations::bytes_operation, representation},
    error::Meaning,
    identity::{
        credentials::Credentials,
        ticket::{LIFETIME, Subject},
    },
    settings::PublicUrl,
    storage::content_hash::ContentHash,
    transport::{
        csrf::SameOrigin,
        openapi::{Answer, Operation, Parameter, Topic},
        page::{Layout, Page},
        refusal::wants_page,
        share::{self, Share},
    },
};

/// What a ticket's maker is shown.
#[derive(Template)]
#[template(path = "documents/ticket.html")]
struct TicketPage {
    layout: Layout,
    item: Item,
    link: TicketLink,
    until: OffsetDateTime,
    hours: i64,
}

/// A ticket, ready to be copied.
#[derive(Serialize, ToSchema)]
pub struct TicketLink {
    url: String,
    /// A command line.
    curl: String,
    #[schema(format = DateTime)]
    expires_at: String,
}

/// `POST /d/{id}/ticket`: a page with the link; for a program the same as JSON.
#[allow(clippy::too_many_arguments)] // what it touches, as every handler lists it
pub async fn make(
    reader: Reader,
    _: SameOrigin,
    _share: Share<share::Ticket>,
    request: HttpRequest,
    id: Path<Id>,
    documents: Data<Documents>,
    audit: Data<Audit>,
    credentials: Data<Credentials>,
    own: Data<PublicUrl>,
) -> Result<HttpResponse> {
    let item = documents.item(&reader, id.0).await?;
    let content = item.content().ok_or_else(|| Error::not_found("a folder has no bytes to make a ticket for"))?;
    documents.may_leave(&content.hash)?;
    let (sha256, subject) = (content.hash.to_string(), subject(item.id, &content.hash));
    audit.note(&reader.person().actor(), Event::TicketMade { document: item.id, sha256 }).await?;
    let (ticket, until) = credentials.ticket(&reader.person().principal, subject);
    let link = TicketLink::of(&own, &ticket, &item.name, until);
    if wants_page(&request) {
        let layout = Layout::of(&request);
        let page = TicketPage { layout, item, link, until, hours: LIFETIME.whole_hours() };
        return Ok(Page::ok(page).respond_to(&request));
    }
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, HeaderValue::from_static("no-store"))).json(link))
}

/// `GET /t/{ticket}/{name}`: the bytes, to be saved. The name is for the eye, and for programs that save under it.
pub async fn redeem(
    holder: TicketHolder,
    request: HttpRequest,
    documents: Data<Documents>,
    ledger: Data<Ledger>,
) -> Result<HttpResponse> {
    let (reader, wanted) = (holder.reader(), holder.subject());
    let item = documents.item(reader, wanted.document).await?;
    let now = item.document().zip(item.content()).filter(|(_, content)| subject(item.id, &content.hash) == *wanted);
    let (document, _) = now.ok_or_else(|| {
        let sentence = text!("ticket-of-old-version");
        Error::gone(sentence, "a ticket for a version that is not the current one any more")
    })?;
    representation::answer_from_here(reader, &request, &documents, &ledger, &document).await
}

pub fn make_operation() -> Operation {
    Operation::new(Topic::Content, "makeTicket", "A link to the bytes that works without the session")
        .about(
            "For a browser, curl or a download manager. It is for the current version, and ends after a day, when its \
             person signs out or may not read the document any more, or when the document gets another version. A \
             browser that asks for a page gets one.",
        )
        .takes(DOCUMENT_ID)
        .answers(Answer::json::<TicketLink>(200, "The link."))
        .refuses(&[Meaning::TooMany])
}

pub fn redeem_operation() -> Operation {
    let (ticket, name) = (
        Parameter::path("ticket", "ticket", "As makeTicket gave it.", || json!({ "type": "string", "minLength": 1 })),
        Parameter::path(
            "ticketName",
            "name",
            "Whatever the file is to be saved as.",
            || json!({ "type": "string", "minLength": 1 }),
        ),
    );
    bytes_operation("redeemTicket", "The bytes of a document by a ticket")
        .about("One range at most; several are answered with the whole. HEAD tells the same without the bytes.")
        .takes(ticket)
        .takes(name)
        .refuses(&[Meaning::Forbidden])
}

fn subject(document: Uuid, hash: &ContentHash) -> Subject {
    Subject { document, sha256: BASE64_URL_SAFE_NO_PAD.encode(hash.as_bytes()) }
}

impl TicketLink {
    fn of(own: &PublicUrl, ticket: &str, name: &str, until: OffsetDateTime) -> Self {
        let link = Name::parse(name).map(|name| FolderPath::default().document(&name).to_link());
        let url = own.join(&format!("/t/{ticket}/{}", link.unwrap_or_else(|_| "document".to_owned())));
        // -f: an error page must not become part of the document. Not -J: with a file name from the server curl
        // cannot resume (-C).
        let curl = format!("curl -fC - -o {} {}", quoted(name), url);
        let expires_at = until.replace_nanosecond(0).unwrap_or(until).format(&Rfc3339).unwrap_or_default();
        Self { url, curl, expires_at }
    }
}

/// A name as a word of a command line: bare or in double quotes, for any shell including Windows' own; in single
/// quotes, for POSIX shells and PowerShell, where one of them would expand something in it. A name that begins with
/// `-` must not be taken for an option.
fn quoted(name: &str) -> String {
    let name = if name.starts_with('-') { format!("./{name}") } else { name.to_owned() };
    if name.chars().all(|letter| letter.is_ascii_alphanumeric() || "._-/".contains(letter)) {
        name
    } else if name.contains(['"', '$', '`', '\\', '!', '%']) {
        format!("'{}'", name.replace('\'', "'\\''"))
    } else {
        format!("\"{name}\"")
    }
}
