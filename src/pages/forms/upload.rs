//! Documents from a plain form: streamed into the spool like any other upload. A file whose name is taken waits as an
//! upload, so that nothing is sent twice.

use actix_multipart::Multipart;
use actix_web::{
    HttpRequest, HttpResponse, Responder,
    http::{StatusCode, header},
    web::{Data, Path},
};

use super::multipart::{FRAME, OWN_TIME, drain, file_name, next_in, own_time};
use crate::{
    Error, Result,
    access::{ladder::Editor, recheck::Recheck},
    documents::{Documents, item::Id, name::Name},
    error::Meaning,
    pages::uploads::{Refused, UploadsPage, done_link, listing_of},
    settings::Patience,
    transport::{
        content_length,
        csrf::SameOrigin,
        page::{Layout, Page},
        redirect::see_other,
    },
    uploads::{FileTaken, Sender, Uploads},
};

/// `POST /d/{id}/documents`
#[allow(clippy::too_many_arguments)] // each is something else that the handler touches
pub async fn upload(
    editor: Editor,
    _: SameOrigin,
    request: HttpRequest,
    documents: Data<Documents>,
    uploads: Data<Uploads>,
    patience: Data<Patience>,
    folder: Path<Id>,
    layout: Layout,
    mut form: Multipart,
) -> Result<HttpResponse> {
    let Id(folder) = *folder;
    let at_least = content_length::declared(&request).unwrap_or(0).saturating_sub(FRAME);
    let mut allowance = uploads.admit_files(&editor, folder, at_least).await?;
    let (mut refused, mut asks, mut scans, mut took) = (Vec::new(), false, false, false);
    let (recheck, mut modified_at) = (Recheck::of(&request), None);
    while let Some(field) = next_in(&mut form, patience.body).await? {
        if field.name() == Some(OWN_TIME) {
            modified_at = own_time(field, patience.body).await?;
            continue;
        }
        let modified_at = modified_at.take();
        let Some(name) = file_name(&field) else { continue };
        if field.name() != Some("file") {
            refused.push(Refused { name, reason: text!("upload-other-field") });
            drain(field, patience.body).await?;
            continue;
        }
        if field.headers().contains_key(header::CONTENT_ENCODING) {
            return Err(Error::unsupported(text!("body-encoded"), "a file of a form with a Content-Encoding"));
        }
        match Name::parse_new(&name) {
            Ok(name) => {
                let sender = Sender::person(&editor, folder, name.as_str());
                match uploads.take_in(field, patience.body, &mut allowance, &sender).await {
                    Ok(taken) => match uploads.add_file(folder, name, taken, modified_at, &recheck).await? {
                        FileTaken::Added => {}
                        FileTaken::AsksForName => asks = true,
                        FileTaken::AwaitsScan => scans = true,
                    },
                    // The others are taken all the same.
                    Err(error) if error.meaning() == Meaning::NotAccepted => {
                        refused.push(Refused { name: name.to_string(), reason: error.person().to_owned() });
                    }
                    Err(error) => return Err(error),
                }
                took = true;
            }
            Err(reason) => {
                refused.push(Refused { name, reason: reason.to_string() });
                drain(field, patience.body).await?;
            }
        }
    }
    if !took && refused.is_empty() {
        return Err(Error::invalid(text!("upload-nothing-sent"), "a form without a file"));
    }
    let back = listing_of(&documents, &editor, folder).await?;
    if !asks && !scans && refused.is_empty() {
        return Ok(see_other(done_link(back)));
    }
    let status = if asks || !refused.is_empty() { StatusCode::CONFLICT } else { StatusCode::ACCEPTED };
    let page = UploadsPage::of(layout, (&uploads, &documents), &editor, refused, back).await?;
    Ok(Page::with_status(page, status).respond_to(&request))
}
