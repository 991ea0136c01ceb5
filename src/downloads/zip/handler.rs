//! `GET /d/{id}/zip` and `GET /zip?id=…&id=…`: plain links, so that a browser's own list of downloads shows their
//! progress. The length is known in advance. Ranges of an archive are not served: it is generated again each time.

use crate::transport::disposition::Disposition;
use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        Method,
        header::{self, HeaderName, HeaderValue},
    },
    web::{Data, Path},
};
use uuid::Uuid;

use crate::{
    Error, Result,
    access::{ladder::Reader, recheck::Recheck},
    audit::{Event, HandOut, Ledger},
    documents::item::{self, Id},
    downloads::zip::service::{Archives, MOST_CHOSEN, too_many},
    storage::body::OnlyLength,
    transport::{
        recheck::{is_asked_again, recheck},
        share::{Archive, Share},
    },
};

/// `GET /d/{id}/zip`: a folder with its descendants.
pub async fn folder(
    reader: Reader,
    _share: Share<Archive>,
    request: HttpRequest,
    id: Path<Id>,
    archives: Data<Archives>,
    ledger: Data<Ledger>,
) -> Result<HttpResponse> {
    answer(&reader, &request, &archives, &ledger, &[id.0]).await
}

/// `GET /zip?id=…&id=…`: what a person chose.
pub async fn selection(
    reader: Reader,
    _share: Share<Archive>,
    request: HttpRequest,
    archives: Data<Archives>,
    ledger: Data<Ledger>,
) -> Result<HttpResponse> {
    let ids = chosen(&request)?;
    answer(&reader, &request, &archives, &ledger, &ids).await
}

/// `id=…&id=…` in a link.
pub fn chosen(request: &HttpRequest) -> Result<Vec<Uuid>> {
    let query = url::form_urlencoded::parse(request.query_string().as_bytes());
    let ids = query.filter(|(key, _)| key == "id").map(|(_, id)| item::id(&id));
    let ids: Vec<Uuid> = ids.collect::<Result<_>>().map_err(|error| Error::invalid(text!("archive-no-link"), error))?;
    if ids.is_empty() {
        return Err(Error::invalid(text!("archive-empty"), "no id in the query"));
    }
    if ids.len() > MOST_CHOSEN {
        return Err(too_many(text!("archive-too-many-chosen"), ids.len()));
    }
    Ok(ids)
}

/// The link to an archive of these things.
pub fn link(ids: &[Uuid]) -> String {
    match ids {
        [one] => format!("/d/{one}/zip"),
        many => {
            let query: Vec<String> = many.iter().map(|id| format!("id={id}")).collect();
            format!("/zip?{}", query.join("&"))
        }
    }
}

/// An archive of these items; also for a form, whose selection may be too long for a link.
///
/// # Errors
/// `Unavailable` also when the record cannot be written.
pub async fn answer(
    reader: &Reader,
    request: &HttpRequest,
    archives: &Archives,
    ledger: &Ledger,
    ids: &[Uuid],
) -> Result<HttpResponse> {
    let begin = async |event: Event| ledger.begin_alone(reader.person().actor(), &event).await;
    answer_counted(reader, request, archives, ids, begin).await
}

/// The same with a record of its own: `begin` is called when bytes are about to be sent.
///
/// # Errors
/// As `begin`.
pub async fn answer_counted(
    reader: &Reader,
    request: &HttpRequest,
    archives: &Archives,
    ids: &[Uuid],
    begin: impl AsyncFnOnce(Event) -> Result<HandOut>,
) -> Result<HttpResponse> {
    let planned = archives.of(reader, ids).await?;
    let name = match planned.name.as_deref() {
        Some("") => format!("{}.zip", text!("root-folder")),
        Some(name) => format!("{name}.zip"),
        None => format!("{}.zip", text!("archive-selection")),
    };
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((header::CONTENT_TYPE, "application/zip"))
        .insert_header((header::CONTENT_DISPOSITION, Disposition::Attachment.header(&name)))
        .insert_header((header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")))
        .insert_header((header::ACCEPT_RANGES, HeaderValue::from_static("none")))
        .insert_header((
            HeaderName::from_static("cross-origin-resource-policy"),
            HeaderValue::from_static("same-origin"),
        ))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")))
        .insert_header((
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("sandbox; default-src 'none'; frame-ancestors 'none'"),
        ));
    if request.method() == Method::HEAD {
        return Ok(answer.body(OnlyLength(planned.archive.length)));
    }
    let readers_recheck = is_asked_again(request).then(|| Recheck::of(request));
    Ok(answer.body(recheck(request, archives.bytes(ids, planned, readers_recheck, begin).await?)))
}
