//! `POST /l/{secret}/files`: files that people outside send by a link. Each is a document of its own as soon as it is there;
//! what breaks off leaves nothing of itself.

use std::time::Duration;

use actix_multipart::{Field, Multipart};
use actix_web::{
    HttpRequest, HttpResponse, Responder,
    http::{StatusCode, header},
    web::{Data, Path},
};
use askama::Template;

use crate::{
    Error, Result,
    access::link_holder::LinkSender,
    documents::{Documents, name::Name},
    error::Meaning,
    pages::forms::multipart::{FRAME, OWN_TIME, drain, file_name, next_in, own_time},
    settings::Patience,
    storage::blobs::Stored,
    transport::{
        content_length,
        csrf::SameOrigin,
        gate::Audience,
        page::{Layout, Page},
        share::{LinkUpload, Share},
    },
    uploads::{Sender, TakenIn, Uploads},
};

/// The longest name of a sender, in characters.
const LONGEST_SENDER: usize = 100;
/// How many files one form may bring.
const MOST_FILES: usize = 1000;

/// What arrived.
#[derive(Template)]
#[template(path = "links/dropped.html")]
struct DroppedPage {
    layout: Layout,
    address: String,
    arrived: Vec<String>,
    /// What did not, and why.
    refused: Vec<(String, String)>,
}

/// `POST /l/{secret}/files`: the field `sender`, followed by the files.
#[allow(clippy::too_many_arguments)] // each is something else that the handler touches
pub async fn take_files(
    sender: LinkSender,
    _: SameOrigin,
    _share: Share<LinkUpload>,
    request: HttpRequest,
    secret: Path<String>,
    documents: Data<Documents>,
    uploads: Data<Uploads>,
    patience: Data<Patience>,
    layout: Layout,
    mut form: Multipart,
) -> Result<HttpResponse> {
    documents.drop_is_there(&sender).await?;
    let at_least = content_length::declared(&request).unwrap_or(0).saturating_sub(FRAME);
    let mut allowance = uploads.allowance(sender.editor(), sender.link().node, at_least).await?;
    let (mut from, mut arrived, mut refused) = (String::new(), Vec::new(), Vec::new());
    let mut modified_at = None;
    while let Some(field) = next_in(&mut form, patience.body).await? {
        if field.name() == Some("sender") {
            from = sender_of(field, patience.body).await?;
            continue;
        }
        if field.name() == Some(OWN_TIME) {
            modified_at = own_time(field, patience.body).await?;
            continue;
        }
        let modified_at = modified_at.take();
        let Some(name) = file_name(&field).filter(|_| field.name() == Some("file")) else {
            drain(field, patience.body).await?;
            continue;
        };
        if field.headers().contains_key(header::CONTENT_ENCODING) {
            return Err(Error::unsupported(text!("body-encoded"), "a file of a form with a Content-Encoding"));
        }
        if from.is_empty() {
            return Err(Error::invalid(text!("drop-no-sender"), "files from nobody"));
        }
        if arrived.len() + refused.len() >= MOST_FILES {
            return Err(Error::invalid(text!("drop-too-many", most = MOST_FILES), "more files than one form takes"));
        }
        match Name::parse_new(&name) {
            Ok(parsed) => {
                // Nobody of them comes back to a page of what waits: while the scanner is away, they are asked to try later.
                let (actor, folder) = (sender.actor(), sender.link().node);
                let by = Sender { actor, name: parsed.as_str(), folder, can_wait: false };
                let stored = match uploads.take_in(field, patience.body, &mut allowance, &by).await {
                    Ok(TakenIn::Stored(stored)) => Stored { modified_at, ..stored },
                    Ok(TakenIn::AwaitsScan(_)) => return Err(Error::internal("a file by a link waits for nobody")),
                    Err(error) if error.meaning() == Meaning::NotAccepted => {
                        refused.push((name, error.person().to_owned()));
                        continue;
                    }
                    Err(error) => return Err(error),
                };
                // The link may have ended while the bytes came.
                let sender = LinkSender::admit(&request).await?;
                match documents.receive(&sender, &from, &parsed, &stored).await {
                    Ok(name) => arrived.push(name),
                    Err(error) if matches!(error.meaning(), Meaning::Conflict | Meaning::Full) => {
                        refused.push((name, error.person().to_owned()));
                    }
                    Err(error) => return Err(error),
                }
            }
            Err(reason) => {
                refused.push((name, reason.to_string()));
                drain(field, patience.body).await?;
            }
        }
    }
    if arrived.is_empty() && refused.is_empty() {
        return Err(Error::invalid(text!("upload-nothing-sent"), "a form without a file"));
    }
    let status = if refused.is_empty() { StatusCode::OK } else { StatusCode::CONFLICT };
    let page = DroppedPage { layout, address: format!("/l/{secret}"), arrived, refused };
    Ok(Page::with_status(page, status).respond_to(&request))
}

/// What the senders call themselves, without invisible characters; too long a name is cut.
async fn sender_of(mut field: Field, patience: Duration) -> Result<String> {
    let mut bytes = Vec::new();
    while let Some(piece) = next_in(&mut field, patience).await? {
        if bytes.len() <= 4 * LONGEST_SENDER {
            bytes.extend_from_slice(&piece);
        }
    }
    let text = String::from_utf8_lossy(&bytes);
    let seen = text.chars().filter(|letter| !letter.is_control()).take(LONGEST_SENDER);
    Ok(seen.collect::<String>().trim().to_owned())
}
