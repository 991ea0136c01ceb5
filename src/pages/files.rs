//! `GET /files/{path}`: a document, or the page of a folder.

use actix_web::{HttpRequest, HttpResponse, web::Data};

use crate::{
    Result,
    access::ladder::Reader,
    documents::{path::FolderPath, service::Documents},
    downloads::at_path,
    pages::listing,
    previews::Previews,
};

pub async fn open(
    reader: Reader,
    request: HttpRequest,
    documents: Data<Documents>,
    previews: Data<Previews>,
) -> Result<HttpResponse> {
    let list = async |path: &FolderPath| listing::page(&reader, &request, &documents, &previews, path).await;
    at_path(&reader, &request, &documents, "/files/", list).await
}
