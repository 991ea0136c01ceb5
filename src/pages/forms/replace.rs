//! A file in a plain form as the next version of a document. The file's name is ignored: the document keeps its own.

use std::time::Duration;

use actix_multipart::{Field, Multipart};
use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};

use super::multipart::{FRAME, OWN_TIME, drain, file_name, next_in, own_time};
use crate::{
    Error, Result,
    access::{ladder::Editor, recheck::Recheck},
    documents::{changes::Expected, item, service::Documents},
    settings::Patience,
    storage::blobs::Stored,
    transport::{content_length, csrf::SameOrigin, redirect::see_other},
    uploads::{Sender, TakenIn, Uploads},
};

/// More digits than a revision has.
const LONGEST: usize = 20;

/// `POST /d/{id}/content`: the field `revision`, followed by the file.
#[allow(clippy::too_many_arguments)] // each is something else that the handler touches
pub async fn replace(
    editor: Editor,
    _: SameOrigin,
    id: Path<String>,
    request: HttpRequest,
    documents: Data<Documents>,
    uploads: Data<Uploads>,
    patience: Data<Patience>,
    mut form: Multipart,
) -> Result<HttpResponse> {
    let id = item::id(&id)?;
    let at_least = content_length::declared(&request).unwrap_or(0).saturating_sub(FRAME);
    uploads.admit_size(at_least)?;
    let (mut expected, mut modified_at, mut came) = (Expected::Any, None, None);
    while let Some(field) = next_in(&mut form, patience.body).await? {
        match field.name() {
            Some("revision") => expected = revision(field, patience.body).await?,
            Some(OWN_TIME) => modified_at = own_time(field, patience.body).await?,
            Some("file") if came.is_none() && file_name(&field).is_some() => {
                let item = documents.may_replace(&editor, id, &expected).await?;
                let folder = item.parent.unwrap_or(item.id);
                let mut allowance = uploads.allowance(&editor, folder, at_least).await?;
                let sender = Sender::person(&editor, folder, &item.name);
                let taken = uploads.take_in(field, patience.body, &mut allowance, &sender).await?;
                came = Some((item, taken));
            }
            _ => drain(field, patience.body).await?,
        }
    }
    let (item, taken) = came.ok_or_else(|| Error::invalid(text!("replace-no-file"), "a form without a file"))?;
    let editor = Recheck::of(&request).editor().await?;
    let stored = match taken {
        TakenIn::Stored(stored) => Stored { modified_at, ..stored },
        TakenIn::AwaitsScan(kept) => {
            uploads.version_awaits_scan(&editor, &item, kept, modified_at).await?;
            return Ok(see_other("/uploads"));
        }
    };
    documents.add_version(&editor, id, expected, &stored).await?;
    let back = format!("/d/{id}?done=replaced");
    Ok(see_other(back))
}

/// The revision that the person saw, as in all forms; too long a text counts as none.
async fn revision(mut field: Field, patience: Duration) -> Result<Expected> {
    let mut text = Vec::new();
    while let Some(piece) = next_in(&mut field, patience).await? {
        if text.len() <= LONGEST {
            text.extend_from_slice(&piece);
        }
    }
    let number = std::str::from_utf8(&text).ok().and_then(|text| text.parse().ok());
    Ok(number.map_or(Expected::Any, Expected::Revision))
}
