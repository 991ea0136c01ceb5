//! `GET /d/{id}/file` and `GET /d/{id}/versions/{number}/file`: links to a document's bytes that stay when it is
//! renamed or moved.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};

use crate::{
    Error, Result,
    access::ladder::Reader,
    audit::Ledger,
    documents::{item, service::Documents},
    downloads::answer,
};

/// The current version.
pub async fn file(
    reader: Reader,
    request: HttpRequest,
    id: Path<String>,
    documents: Data<Documents>,
    ledger: Data<Ledger>,
) -> Result<HttpResponse> {
    let item = documents.item(&reader, item::id(&id)?).await?;
    let document = item.document().ok_or_else(|| Error::not_found("a folder has no bytes"))?;
    answer(&reader, &request, &documents, &ledger, &document).await
}

/// A version by its number.
pub async fn version_file(
    reader: Reader,
    request: HttpRequest,
    path: Path<(String, String)>,
    documents: Data<Documents>,
    ledger: Data<Ledger>,
) -> Result<HttpResponse> {
    let (id, number) = path.into_inner();
    let number = number.parse().map_err(|_| Error::not_found("a version has a number"))?;
    let item = documents.item(&reader, item::id(&id)?).await?;
    let document = documents.version(&reader, &item, number).await?;
    answer(&reader, &request, &documents, &ledger, &document).await
}
