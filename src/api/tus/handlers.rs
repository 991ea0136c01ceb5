//! The tus protocol over HTTP: headers in, headers out. Its rules are in `src/uploads/`.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, StatusCode, header},
    web::{Data, Path, Payload},
};
use futures_util::StreamExt;
use uuid::Uuid;

use super::{
    answer::{self, UploadJson, VERSION},
    checksum,
    headers::{Body, is_of_bytes, number, part, plan, wrong},
};
use crate::{
    Error, Result,
    access::{ladder::Editor, recheck::Recheck},
    documents::item::Id,
    settings::Patience,
    transport::{
        csrf::SameOrigin,
        share::{Announcement, Share},
    },
    uploads::{Part, Plan, Progress, Upload, Uploads, read_whole},
};

const EXTENSIONS: &str = "creation,creation-with-upload,expiration,checksum,termination";

/// `OPTIONS /uploads`: the version and extensions that are supported.
pub async fn options(_: Editor, uploads: Data<Uploads>) -> HttpResponse {
    answer::start(StatusCode::NO_CONTENT)
        .insert_header(("Tus-Version", VERSION))
        .insert_header(("Tus-Extension", EXTENSIONS))
        .insert_header(("Tus-Max-Size", uploads.largest()))
        .insert_header(("Tus-Checksum-Algorithm", checksum::ALGORITHMS))
        .finish()
}

/// `POST /uploads`: announces an upload; may bring the first bytes, or all of them.
pub async fn announce(
    editor: Editor,
    _: SameOrigin,
    _share: Share<Announcement>,
    request: HttpRequest,
    uploads: Data<Uploads>,
    patience: Data<Patience>,
    body: Payload,
) -> HttpResponse {
    let (plan, part) = match announcement(&request, &patience, body) {
        Ok(understood) => understood,
        Err(error) => return answer::refused(&request, &error),
    };
    let (editor, part) = match at_once(editor, &uploads, &plan, part).await {
        Ok(AtOnce::Made(made)) => return began(&made.upload, made.offset),
        Ok(AtOnce::Not(editor, part)) => (editor, part),
        Err(error) => return answer::refused(&request, &error),
    };
    let announced = match uploads.announce(&editor, plan).await {
        Ok(upload) => uploads.offset(&upload).map(|offset| (upload, offset)),
        Err(error) => Err(error),
    };
    let (upload, offset) = match announced {
        Ok(announced) => announced,
        Err(error) => return answer::refused(&request, &error),
    };
    let id = upload.id;
    match part {
        None if upload.length > 0 => began(&upload, offset),
        // An empty document has no bytes to send again: announcing it again finishes it.
        part if offset > 0 || (!upload.is_receiving() && upload.length > 0) => {
            // Announced before: the sender learns the offset, and continues from there.
            drain(part).await;
            began(&upload, offset)
        }
        part => match receive(editor, uploads, id, part, &request).await {
            Ok(Progress { upload, hindrance: Some(hindrance), .. }) => answer::hindered(&request, &upload, &hindrance),
            Ok(Progress { upload, offset, .. }) => began(&upload, offset),
            Err(error) => {
                let mut refused = answer::refused(&request, &error);
                if let Ok(address) = answer::address(id).parse() {
                    refused.headers_mut().insert(header::LOCATION, address);
                }
                refused
            }
        },
    }
}

fn announcement(request: &HttpRequest, patience: &Patience, body: Payload) -> Result<(Plan, Option<Part<Body>>)> {
    speaks_our_version(request)?;
    if request.headers().contains_key("upload-concat") {
        return Err(Error::invalid(text!("upload-concat"), "Upload-Concat, which is not among the extensions"));
    }
    let plan = plan(request.headers())?;
    let part = part(request, 0, patience, body)?;
    if part.as_ref().and_then(|part| part.declared).is_some_and(|declared| declared > plan.length) {
        return Err(Error::too_large(text!("upload-too-long"), "the body is longer than the length"));
    }
    Ok((plan, part))
}

fn began(upload: &Upload, offset: u64) -> HttpResponse {
    answer::progress(StatusCode::CREATED, upload, offset)
        .insert_header((header::LOCATION, answer::address(upload.id)))
        .finish()
}

#[allow(clippy::large_enum_variant)] // one for each announcement
enum AtOnce {
    Made(Box<Progress>),
    /// What the long way needs.
    Not(Editor, Option<Part<Body>>),
}

/// In a task of its own, as [`receive`].
async fn at_once(editor: Editor, uploads: &Data<Uploads>, plan: &Plan, part: Option<Part<Body>>) -> Result<AtOnce> {
    let Some(mut part) = part else { return Ok(AtOnce::Not(editor, None)) };
    let Some(bytes) = read_whole(plan, &mut part).await else { return Ok(AtOnce::Not(editor, Some(part))) };
    let (uploads, plan) = (uploads.clone(), plan.clone());
    let making = actix_web::rt::spawn(async move {
        Ok(match uploads.make_at_once(&editor, plan, bytes, &part).await? {
            Some(made) => AtOnce::Made(Box::new(made)),
            None => AtOnce::Not(editor, Some(part)),
        })
    });
    making.await.map_err(|error| Error::internal(format!("an upload: {error}")))?
}

/// `HEAD /uploads/{id}`: how far it is. `GET` says the same as JSON.
pub async fn show(editor: Editor, request: HttpRequest, uploads: Data<Uploads>, id: Path<Id>) -> HttpResponse {
    let found = async {
        let upload = uploads.find(&editor, id.0).await?;
        upload.is_going_on()?;
        Ok::<_, Error>((uploads.offset(&upload)?, upload))
    };
    match found.await {
        Ok((offset, upload)) => {
            let mut shown = answer::progress(StatusCode::OK, &upload, offset);
            shown.insert_header(("Upload-Length", upload.length));
            // The response contains the announced metadata (tus 1.0.0, "Creation": Upload-Metadata in the response to
            // HEAD).
            shown.insert_header(("Upload-Metadata", answer::metadata(&upload)));
            if request.method() == Method::HEAD { shown.finish() } else { shown.json(UploadJson::of(&upload, offset)) }
        }
        Err(error) => answer::refused(&request, &error),
    }
}

/// `PATCH /uploads/{id}`: more bytes.
pub async fn append(
    editor: Editor,
    _: SameOrigin,
    request: HttpRequest,
    uploads: Data<Uploads>,
    patience: Data<Patience>,
    id: Path<Id>,
    body: Payload,
) -> HttpResponse {
    let part = match more(&request, &patience, body) {
        Ok(part) => part,
        Err(error) => return answer::refused(&request, &error),
    };
    match receive(editor, uploads, id.0, part, &request).await {
        Ok(Progress { upload, hindrance: Some(hindrance), .. }) => answer::hindered(&request, &upload, &hindrance),
        Ok(Progress { upload, offset, .. }) => answer::progress(StatusCode::NO_CONTENT, &upload, offset).finish(),
        Err(error) => answer::refused(&request, &error),
    }
}

fn more(request: &HttpRequest, patience: &Patience, body: Payload) -> Result<Option<Part<Body>>> {
    speaks_our_version(request)?;
    if !is_of_bytes(request.headers()) {
        return Err(Error::unsupported(text!("tus-no-bytes"), "bytes of another Content-Type"));
    }
    let offset = number(request.headers(), "upload-offset")?.ok_or_else(|| wrong("no Upload-Offset"))?;
    part(request, offset, patience, body)
}

/// `POST /uploads/{id}`: another method, for those who can send none but this (tus 1.0.0, `X-HTTP-Method-Override`).
pub async fn overridden(
    editor: Editor,
    proof: SameOrigin,
    request: HttpRequest,
    uploads: Data<Uploads>,
    patience: Data<Patience>,
    id: Path<Id>,
    body: Payload,
) -> HttpResponse {
    let method = request.headers().get("x-http-method-override").map(|method| method.as_bytes().to_ascii_uppercase());
    match method.as_deref() {
        Some(b"PATCH") => append(editor, proof, request, uploads, patience, id, body).await,
        Some(b"DELETE") => discard(editor, proof, request, uploads, id).await,
        Some(b"HEAD" | b"GET") => show(editor, request, uploads, id).await,
        _ => answer::refused(&request, &Error::method("a POST that stands for no method").saying(text!("tus-method"))),
    }
}

/// `DELETE /uploads/{id}`: nothing of it is kept.
pub async fn discard(
    editor: Editor,
    _: SameOrigin,
    request: HttpRequest,
    uploads: Data<Uploads>,
    id: Path<Id>,
) -> HttpResponse {
    let discarded = match speaks_our_version(&request) {
        Ok(()) => uploads.discard(&editor, id.0).await,
        Err(error) => Err(error),
    };
    match discarded {
        Ok(()) => answer::start(StatusCode::NO_CONTENT).finish(),
        Err(error) => answer::refused(&request, &error),
    }
}

/// The bytes have arrived already; they are read all the same, otherwise the sender would not see the response.
async fn drain(part: Option<Part<Body>>) {
    let Some(mut part) = part else { return };
    while let Ok(Some(Ok(_))) = tokio::time::timeout(part.patience, part.source.next()).await {}
}

/// In a task of its own: a sender who disconnects after the last byte does not stop the document from being made.
async fn receive(
    editor: Editor,
    uploads: Data<Uploads>,
    id: Uuid,
    part: Option<Part<Body>>,
    request: &HttpRequest,
) -> Result<Progress> {
    let recheck = Recheck::of(request);
    let taking = actix_web::rt::spawn(async move {
        match part {
            Some(part) => uploads.append(&editor, id, part).await,
            None => uploads.append(&editor, id, nothing(recheck)).await,
        }
    });
    taking.await.map_err(|error| Error::internal(format!("an upload: {error}")))?
}

/// A document without a byte.
fn nothing(recheck: Recheck) -> Part<futures_util::stream::Empty<Result<bytes::Bytes, Error>>> {
    let (source, patience) = (futures_util::stream::empty(), std::time::Duration::ZERO);
    Part { offset: 0, declared: Some(0), checksum: None, source, recheck, patience }
}

/// The protocol asks every request but OPTIONS for the version; what only looks is answered without.
fn speaks_our_version(request: &HttpRequest) -> Result<()> {
    let spoken = request.headers().get("tus-resumable").is_some_and(|version| version == VERSION);
    spoken.then_some(()).ok_or_else(|| Error::other_version(text!("tus-other"), "another Tus-Resumable, or none"))
}
