//! What leaves by a link for people outside: `GET /l/{secret}/d/{id}/file` and `GET /l/{secret}/d/{id}/zip`. Each is counted
//! before its first byte; HEAD, and what the browser has already, is not.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};

use crate::{
    Error, Result,
    access::{link_holder::LinkReader, links::Links},
    documents::{item, service::Documents},
    downloads::{
        representation,
        zip::{self, service::Archives},
    },
    transport::share::{Archive, Link, Share},
};

/// A document, to be saved.
pub async fn file(
    holder: LinkReader,
    _share: Share<Link>,
    request: HttpRequest,
    path: Path<(String, String)>,
    documents: Data<Documents>,
    links: Data<Links>,
) -> Result<HttpResponse> {
    let item = documents.item(holder.reader(), item::id(&path.1)?).await?;
    let found = item.document().zip(item.content());
    let (document, content) = found.ok_or_else(|| Error::not_found("a folder has no bytes"))?;
    let (link, actor, hash) = (holder.link(), holder.actor(), Some(&content.hash));
    let count = async |goes_on| links.count_download(link, &actor, item.id, hash, goes_on).await;
    representation::answer_counted(holder.reader(), &request, &documents, &document, count).await
}

/// A folder and its contents, as far as the link opens them. Counts as one download.
pub async fn folder(
    holder: LinkReader,
    _share: Share<Archive>,
    request: HttpRequest,
    path: Path<(String, String)>,
    archives: Data<Archives>,
    links: Data<Links>,
) -> Result<HttpResponse> {
    let id = item::id(&path.1)?;
    let (link, actor) = (holder.link(), holder.actor());
    let count = async || links.count_download(link, &actor, id, None, false).await;
    zip::answer_counted(holder.reader(), &request, &archives, &[id], count).await
}
