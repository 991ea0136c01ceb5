//! A folder: as a page for people (`page.rs`), and as JSON for programs (`all.rs`).

use actix_web::{HttpRequest, HttpResponse, Responder, web::Data};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{
    Result,
    access::ladder::Reader,
    documents::{
        document::Entry,
        listing::{
            all::all,
            list::Counts,
            page::{Listing, ListingPage},
            place::Asked,
            readme::{readme_among, readme_in},
            sort::Sort,
            view::View,
        },
        name::Name,
        path::FolderPath,
        service::Documents,
        shelf,
    },
    transport::page::{Layout, Page},
};

/// The answer for a folder at one of the two mounts.
pub async fn answer(
    reader: &Reader,
    request: &HttpRequest,
    documents: &Data<Documents>,
    mount: &'static str,
    path: &FolderPath,
) -> Result<HttpResponse> {
    if mount.starts_with("/api/") {
        return all(reader, documents, mount, path, Sort::from_query(request.query_string())).await;
    }
    page(reader, request, documents, path).await
}

async fn page(
    reader: &Reader,
    request: &HttpRequest,
    documents: &Documents,
    path: &FolderPath,
) -> Result<HttpResponse> {
    let mut view = View::of(request);
    let asked = Asked::of(request.query_string());
    let shown = documents.show(reader, path, &asked, &mut view.sort).await?;
    let folder = shown.listed.folder;
    let is_whole = shown.from == 0 && !shown.has_later;
    // What is all here needs no second look.
    let counts = if is_whole { Counts::of(&shown.listed.entries) } else { documents.counts(reader, folder).await? };
    let readme = match shown.from {
        0 if is_whole => readme_among(reader, documents, &shown.listed.entries).await,
        0 => readme_in(reader, documents, folder).await,
        _ => None,
    };
    let sizes = if asked.sizes { Some(documents.folder_sizes(reader, folder).await?) } else { None };
    let ids: Vec<_> = shown.listed.entries.iter().map(|entry| entry.id).collect();
    let listing = Listing {
        item: documents.item(reader, folder).await?,
        path,
        view,
        counts,
        favourites: documents.favourites_among(reader, &ids).await?,
        has_shelf: shelf::has_shelf(reader),
        sizes: sizes.as_deref(),
        readme,
        shown,
    };
    Ok(Page::ok(ListingPage::of(Layout::of(request), listing)?).respond_to(request))
}

/// Names in the database went through [`Name`] on their way in; one that did not, does not become a link.
pub(super) fn link(mount: &str, folder: &FolderPath, entry: &Entry) -> String {
    match (Name::parse(&entry.name), entry.is_folder()) {
        (Ok(name), true) => format!("{mount}{}", folder.folder(&name).to_link()),
        (Ok(name), false) => format!("{mount}{}", folder.document(&name).to_link()),
        (Err(_), _) => String::new(),
    }
}

/// To the second, as `<time>` and JSON want it (RFC 3339).
pub(super) fn exact(time: OffsetDateTime) -> String {
    time.replace_nanosecond(0).unwrap_or(time).format(&Rfc3339).unwrap_or_default()
}
