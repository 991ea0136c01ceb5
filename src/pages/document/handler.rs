//! `GET /d/{id}`, `GET /d/{id}/thumbnail`, `GET /d/{id}/pages` and `GET /at/{path}`.

use crate::transport::conditional::{self, Outcome};
use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder, Responder,
    http::{
        Method, StatusCode,
        header::{self, HeaderValue},
    },
    web::{Data, Path, Query},
};
use askama::Template;
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    Error, Result,
    access::ladder::Reader,
    audit::{How, Ledger},
    documents::{
        changes::InTrash,
        item::Id,
        path::{FolderPath, Place},
        service::Documents,
        shelf,
    },
    downloads,
    error::Meaning,
    pages::document::{
        known_words::KnownWords,
        page::{DocumentPage, Shown},
    },
    previews::{
        Preview, Previews,
        thumbnails::{self, Edge},
    },
    scanning::Scanning,
    search::Search,
    settings::PublicUrl,
    transport::{
        page::{Layout, Page},
        redirect::see_other,
        refusal::wants_page,
        share::{Share, Thumbnail},
    },
};

/// A picture cannot run anything; this makes sure of it (I10).
const POLICY: &str = "sandbox; default-src 'none'; frame-ancestors 'none'";

/// What is shown inside of our own page: a PDF can do nothing either.
const PAGES_POLICY: &str =
    "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'";

/// The page of a document. A folder's page is its listing.
#[allow(clippy::too_many_arguments)] // what it touches, as every handler lists it
pub async fn show(
    reader: Reader,
    id: Path<Id>,
    request: HttpRequest,
    version: Query<Asked>,
    documents: Data<Documents>,
    previews: Data<Previews>,
    search: Data<Search>,
    scanning: Data<Scanning>,
    site: Data<PublicUrl>,
    ledger: Data<Ledger>,
) -> Result<HttpResponse> {
    let item = match documents.item(&reader, id.0).await {
        Err(error) if error.meaning() == Meaning::NotFound => {
            return trashed(&reader, &request, &documents, id.0, error).await;
        }
        found => found?,
    };
    if item.is_folder() {
        let folder = FolderPath::from_plain(&item.path).map_err(Error::not_found)?;
        return Ok(see_other(format!("/files/{}", folder.to_link())));
    }
    let address = format!("/d/{}", item.id);
    if request.path() != address {
        // Another spelling of the id. What people copy out of the address bar shall be the same for everybody.
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        return Ok(see_other(format!("{address}{query}")));
    }
    let versions = documents.versions(&reader, item.id).await?;
    let asked = documents.as_of(&reader, item.clone(), version.version).await?;
    let content = asked.content().cloned().ok_or_else(|| Error::not_found("no content"))?;
    let preview = previews.preview(&reader, &asked).await?;
    let layout = Layout::of(&request);
    let is_admin = layout.visitor.as_ref().is_some_and(|visitor| visitor.is_admin);
    let known_words = KnownWords::of(search.reading(&reader, &content).await?, search.recognition(), is_admin);
    let scanned = scanning.of(&reader, content.hash, content.size).await?;
    let withheld = versions.iter().filter(|version| documents.quarantined(&version.hash).is_some());
    let withheld = withheld.map(|version| version.version).collect();
    let beside = documents.beside(&reader, &item).await?;
    let has_shelf = shelf::has_shelf(&reader);
    let favourite = if has_shelf { Some(documents.is_favourite(&reader, item.id).await?) } else { None };
    documents.visited(&reader, item.id).await;
    let document = asked.document().filter(|_| is_text(&preview) && request.method() == Method::GET);
    let page = DocumentPage::of(
        layout,
        &site,
        item,
        versions,
        Shown { content, preview, known_words, scanned, withheld, beside, favourite },
    );
    let answer = Page::ok(page).respond_to(&request);
    Ok(match document {
        Some(document) => {
            downloads::counted(answer, downloads::begin(&ledger, &reader, &document, How::Preview).await?)
        }
        None => answer,
    })
}

/// Whether the page itself has the text of the document in it; everything else only refers to its bytes.
fn is_text(preview: &Preview) -> bool {
    use Preview::{Code, Drawing, Markdown, Structure, Table};
    matches!(preview, Drawing(_) | Code(_) | Markdown(_) | Table(_) | Structure(..))
}

#[derive(Template)]
#[template(path = "documents/trashed.html")]
struct TrashedPage {
    layout: Layout,
    thing: InTrash,
}

/// As [`trashed`], for the address where it was.
pub async fn trashed_at(
    reader: &Reader,
    request: &HttpRequest,
    documents: &Documents,
    place: &Place,
    missing: Error,
) -> Result<HttpResponse> {
    match documents.in_trash_at(reader, place).await? {
        Some(id) => trashed(reader, request, documents, id, missing).await,
        None => Err(missing),
    }
}

/// What a person's link to something in the trash shows; for everybody else, and for programs, it is missing (I7).
async fn trashed(
    reader: &Reader,
    request: &HttpRequest,
    documents: &Documents,
    id: Uuid,
    missing: Error,
) -> Result<HttpResponse> {
    if !wants_page(request) {
        return Err(missing);
    }
    let Some(thing) = documents.in_trash(reader, id).await? else { return Err(missing) };
    let page = TrashedPage { layout: Layout::of(request), thing };
    Ok(Page::with_status(page, StatusCode::GONE).respond_to(request))
}

/// The page of the item at a path: the target of relative links in a Markdown text.
pub async fn at(reader: Reader, request: HttpRequest, documents: Data<Documents>) -> Result<HttpResponse> {
    let raw = request.uri().path().strip_prefix("/at/").ok_or_else(|| Error::not_found("no path"))?;
    let place = Place::parse(raw)?;
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    let (id, folder) = match documents.locate(&reader, &place).await {
        Err(error) if error.meaning() == Meaning::NotFound => {
            if let Some(moved) = documents.moved(&reader, &place).await? {
                return Ok(see_other(format!("/at/{moved}{query}")));
            }
            return trashed_at(&reader, &request, &documents, &place, error).await;
        }
        found => found?,
    };
    Ok(match folder {
        Some(folder) => see_other(format!("/files/{}", folder.to_link())),
        None => see_other(format!("/d/{id}{query}")),
    })
}

#[derive(Deserialize)]
pub struct Size {
    size: Option<u32>,
    version: Option<i32>,
}

/// An old version may be requested.
#[derive(Deserialize)]
pub struct Asked {
    version: Option<i32>,
}

/// A thumbnail of a picture; 404 where there is none.
#[allow(clippy::too_many_arguments)] // what it touches, as every handler lists it
pub async fn thumbnail(
    reader: Reader,
    _share: Share<Thumbnail>,
    id: Path<Id>,
    size: Query<Size>,
    request: HttpRequest,
    documents: Data<Documents>,
    previews: Data<Previews>,
    ledger: Data<Ledger>,
) -> Result<HttpResponse> {
    let pixels = size.size.unwrap_or(Edge::Grid.pixels());
    let edge = Edge::ALL.into_iter().find(|edge| edge.pixels() == pixels);
    let edge = edge.ok_or_else(|| Error::invalid(text!("thumbnail-no-size"), "an unknown size"))?;
    let item = documents.item(&reader, id.0).await?;
    let item = documents.as_of(&reader, item, size.version).await?;
    let missing = || Error::not_found("no thumbnail");
    let document = item.document().ok_or_else(missing)?;
    let mut validators = document.validators.clone();
    let etag = format!("\"{}-{pixels}\"", validators.etag.to_str().unwrap_or_default().trim_matches('"'));
    validators.etag = HeaderValue::from_str(&etag).map_err(Error::internal)?;
    match conditional::weigh(request.headers(), &validators) {
        Outcome::NotModified => return Ok(head(StatusCode::NOT_MODIFIED, &validators.etag).finish()),
        Outcome::Failed => return Ok(head(StatusCode::PRECONDITION_FAILED, &validators.etag).finish()),
        Outcome::Proceed => {}
    }
    let picture = previews.thumbnail(&reader, &item, edge).await?.ok_or_else(missing)?;
    let media_type = thumbnails::media_type(&picture).ok_or_else(missing)?;
    let answer = head(StatusCode::OK, &validators.etag).insert_header((header::CONTENT_TYPE, media_type)).body(picture);
    // In the two small sizes no document can be read (decision 70).
    if edge != Edge::Page || request.method() == Method::HEAD {
        return Ok(answer);
    }
    Ok(downloads::counted(answer, downloads::begin(&ledger, &reader, &document, How::Picture).await?))
}

/// The pages that were made of an Office file, as PDF; 404 where there are none.
pub async fn document_pages(
    reader: Reader,
    id: Path<Id>,
    asked: Query<Asked>,
    request: HttpRequest,
    documents: Data<Documents>,
    previews: Data<Previews>,
    ledger: Data<Ledger>,
) -> Result<HttpResponse> {
    let item = documents.item(&reader, id.0).await?;
    let item = documents.as_of(&reader, item, asked.version).await?;
    let missing = || Error::not_found("no pages");
    let document = item.document().ok_or_else(missing)?;
    let mut validators = document.validators.clone();
    let etag = format!("\"{}-pages\"", validators.etag.to_str().unwrap_or_default().trim_matches('"'));
    validators.etag = HeaderValue::from_str(&etag).map_err(Error::internal)?;
    let pages = previews.pages(&reader, &item).await?.ok_or_else(missing)?;
    let mut answer = match conditional::weigh(request.headers(), &validators) {
        Outcome::NotModified => return Ok(head(StatusCode::NOT_MODIFIED, &validators.etag).finish()),
        Outcome::Failed => return Ok(head(StatusCode::PRECONDITION_FAILED, &validators.etag).finish()),
        Outcome::Proceed => head(StatusCode::OK, &validators.etag),
    };
    answer
        .insert_header((header::CONTENT_TYPE, "application/pdf"))
        .insert_header((header::CONTENT_DISPOSITION, "inline; filename=\"pages.pdf\""))
        .insert_header((header::CONTENT_SECURITY_POLICY, PAGES_POLICY));
    let answer = answer.body(pages);
    if request.method() == Method::HEAD {
        return Ok(answer);
    }
    Ok(downloads::counted(answer, downloads::begin(&ledger, &reader, &document, How::Pages).await?))
}

fn head(status: StatusCode, etag: &HeaderValue) -> HttpResponseBuilder {
    let mut answer = HttpResponseBuilder::new(status);
    answer
        .insert_header((header::ETAG, etag.clone()))
        // Cached, but never used without revalidation: the role may be withdrawn in the meantime.
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"));
    answer
}
