//! `GET /files/{path}`: a document, or the page of a folder.

use actix_web::{HttpRequest, HttpResponse, web::Data};

use crate::{
    Result,
    access::ladder::Reader,
    audit::Ledger,
    documents::{
        path::{FolderPath, Place},
        service::Documents,
    },
    downloads::at_path,
    error::Meaning,
    pages::{document::trashed_at, listing},
    previews::Previews,
};

pub async fn open(
    reader: Reader,
    request: HttpRequest,
    documents: Data<Documents>,
    previews: Data<Previews>,
    ledger: Data<Ledger>,
) -> Result<HttpResponse> {
    let list = async |path: &FolderPath| listing::page(&reader, &request, &documents, &previews, &ledger, path).await;
    match at_path(&reader, &request, &documents, &ledger, "/files/", list).await {
        Err(error) if error.meaning() == Meaning::NotFound => {
            match request.uri().path().strip_prefix("/files/").and_then(|raw| Place::parse(raw).ok()) {
                Some(place) => Box::pin(trashed_at(&reader, &request, &documents, &place, error)).await,
                None => Err(error),
            }
        }
        answered => answered,
    }
}
