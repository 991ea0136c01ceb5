//! `/admin/record.csv`, `/admin/record.jsonl`, and the same of one's own activity.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, header},
    web::{Data, Query},
};

use super::{body::ExportBody, own_page::own};
use crate::{
    Result,
    access::ladder::{Admin, Employee},
    audit::Actor,
    clock::SharedClock,
    documents::{
        record::{Export, Format, RecordQuery, RecordWords},
        service::Documents,
    },
    transport::{
        disposition::Disposition,
        recheck::recheck,
        share::{RecordFile, Share},
    },
};

/// What an export has to know of its request.
struct Asking<'a> {
    request: &'a HttpRequest,
    actor: Actor,
    query: RecordQuery,
    format: Format,
    /// The beginning of the file's name.
    name: &'static str,
    clock: &'a SharedClock,
}

/// `GET /admin/record.csv`
pub async fn record_csv(
    admin: Admin,
    share: Share<RecordFile>,
    request: HttpRequest,
    words: Query<RecordWords>,
    documents: Data<Documents>,
    clock: Data<SharedClock>,
) -> Result<HttpResponse> {
    all(&admin, share, &request, &words, &documents, &clock, Format::Csv).await
}

/// `GET /admin/record.jsonl`
pub async fn record_jsonl(
    admin: Admin,
    share: Share<RecordFile>,
    request: HttpRequest,
    words: Query<RecordWords>,
    documents: Data<Documents>,
    clock: Data<SharedClock>,
) -> Result<HttpResponse> {
    all(&admin, share, &request, &words, &documents, &clock, Format::JsonLines).await
}

/// `GET /account/activity.csv`
pub async fn activity_csv(
    employee: Employee,
    share: Share<RecordFile>,
    request: HttpRequest,
    words: Query<RecordWords>,
    documents: Data<Documents>,
    clock: Data<SharedClock>,
) -> Result<HttpResponse> {
    mine(&employee, share, &request, &words, &documents, &clock, Format::Csv).await
}

/// `GET /account/activity.jsonl`
pub async fn activity_jsonl(
    employee: Employee,
    share: Share<RecordFile>,
    request: HttpRequest,
    words: Query<RecordWords>,
    documents: Data<Documents>,
    clock: Data<SharedClock>,
) -> Result<HttpResponse> {
    mine(&employee, share, &request, &words, &documents, &clock, Format::JsonLines).await
}

async fn all(
    admin: &Admin,
    share: Share<RecordFile>,
    request: &HttpRequest,
    words: &RecordWords,
    documents: &Data<Documents>,
    clock: &SharedClock,
    format: Format,
) -> Result<HttpResponse> {
    let query = RecordQuery::read(words)?;
    let export = Export::of_all(documents, admin, &query, format).await?;
    let actor = admin.person().actor();
    answer(export, share, Asking { request, actor, query, format, name: "record", clock }).await
}

async fn mine(
    employee: &Employee,
    share: Share<RecordFile>,
    request: &HttpRequest,
    words: &RecordWords,
    documents: &Data<Documents>,
    clock: &SharedClock,
    format: Format,
) -> Result<HttpResponse> {
    let query = own(&RecordQuery::read(words)?);
    let export = Export::of_own(documents, employee, &query, format).await?;
    let actor = employee.person().actor();
    answer(export, share, Asking { request, actor, query, format, name: "activity", clock }).await
}

async fn answer(export: Export, share: Share<RecordFile>, asking: Asking<'_>) -> Result<HttpResponse> {
    let Asking { request, actor, query, format, name, clock } = asking;
    let name = format!("{name}-{}.{}", clock.now().date(), format.as_str());
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((header::CONTENT_TYPE, format.media_type()))
        .insert_header((header::CONTENT_DISPOSITION, Disposition::Attachment.header(&name)))
        .insert_header((header::CACHE_CONTROL, "no-store"));
    if request.method() == Method::HEAD {
        return Ok(answer.finish());
    }
    // Before the first byte (I8).
    export.note(&actor, &query).await?;
    Ok(answer.body(recheck(request, ExportBody::of(export, share))))
}
