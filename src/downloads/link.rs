//! What leaves by a link for people outside: `GET /l/{secret}/d/{id}/file` and `GET /l/{secret}/d/{id}/zip`. Each is counted
//! before its first byte, in the transaction that adds its row to the record; HEAD, and what the browser has already, is not.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};

use crate::{
    Error, Result,
    access::{link_holder::LinkReader, links::Links},
    audit::{Event, How, Ledger},
    documents::{item, service::Documents},
    downloads::{
        recorded::{begin, what},
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
    ledger: Data<Ledger>,
) -> Result<HttpResponse> {
    let item = documents.item(holder.reader(), item::id(&path.1)?).await?;
    let found = item.document().zip(item.content());
    let (document, content) = found.ok_or_else(|| Error::not_found("a folder has no bytes"))?;
    let (link, actor, hash) = (holder.link(), holder.actor(), Some(&content.hash));
    let begin = async |goes_on| match links.count_download(link, &actor, item.id, hash, goes_on).await? {
        Some(uid) => Ok(ledger.begun(actor, Some(what(&document, How::Download)), uid)),
        // It was counted up to a day ago.
        None => begin(&ledger, holder.reader(), &document, How::Download).await,
    };
    representation::answer_counted(holder.reader(), &request, &documents, &document, begin).await
}

/// A folder and its contents, as far as the link opens them. Counts as one download.
pub async fn folder(
    holder: LinkReader,
    _share: Share<Archive>,
    request: HttpRequest,
    path: Path<(String, String)>,
    archives: Data<Archives>,
    links: Data<Links>,
    ledger: Data<Ledger>,
) -> Result<HttpResponse> {
    let id = item::id(&path.1)?;
    let (link, actor) = (holder.link(), holder.actor());
    let begin = async |_: Event| {
        let counted = links.count_download(link, &actor, id, None, false).await?;
        let uid = counted.ok_or_else(|| Error::internal("an archive does not go on"))?;
        Ok::<_, Error>(ledger.begun(actor, None, uid))
    };
    zip::answer_counted(holder.reader(), &request, &archives, &[id], begin).await
}
