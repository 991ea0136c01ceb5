//! The answer to whoever asks for a folder in a browser.

use actix_web::{HttpRequest, HttpResponse, Responder, http::Method};

use crate::{
    Result,
    access::ladder::Reader,
    audit::Ledger,
    documents::{counts::Counts, item::Item, path::FolderPath, service::Documents, shelf},
    pages::listing::{
        page::{Listing, ListingPage},
        page_address::Asked,
        readme::Reading,
        view::View,
    },
    previews::Previews,
    transport::page::{Layout, Page},
};

/// The page of this folder.
///
/// # Errors
/// As [`Documents::list`].
pub async fn page(
    reader: &Reader,
    request: &HttpRequest,
    documents: &Documents,
    previews: &Previews,
    ledger: &Ledger,
    path: &FolderPath,
) -> Result<HttpResponse> {
    let mut view = View::of(request);
    let asked = Asked::of(request.query_string());
    let shown = asked.show(reader, documents, path, &mut view.sort).await?;
    let folder = shown.listed.folder;
    let is_whole = shown.from == 0 && !shown.has_later;
    // What is all here needs no second look.
    let counts = if is_whole { Counts::of(&shown.listed.entries) } else { documents.counts(reader, folder).await? };
    let reading = Reading { reader, documents, previews, ledger };
    let readme = match shown.from {
        // Nothing is shown to those who ask for the head only.
        _ if request.method() == Method::HEAD => None,
        0 if is_whole => reading.readme_among(&shown.listed.entries).await,
        0 => reading.readme_in(folder).await,
        _ => None,
    };
    let sizes = if asked.sizes { Some(documents.folder_sizes(reader, folder).await?) } else { None };
    let item = match shown.listed.level {
        Some(_) => documents.item(reader, folder).await?,
        None => Item::passed(folder, path),
    };
    let ids: Vec<_> = shown.listed.entries.iter().map(|entry| entry.id).collect();
    let listing = Listing {
        item,
        path,
        view,
        counts,
        favourites: documents.favourites_among(reader, &ids).await?,
        has_shelf: shelf::has_shelf(reader),
        sizes: sizes.as_deref(),
        readme,
        previews,
        shown,
    };
    Ok(Page::ok(ListingPage::of(Layout::of(request), listing)?).respond_to(request))
}
