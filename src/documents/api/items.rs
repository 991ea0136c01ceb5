//! `/api/v1/items/{id}`: one folder or document.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::{Data, Path},
};
use serde::Deserialize;
use serde_json::json;

use super::{
    body::{Body, given},
    copies,
    if_match::{etag, expected},
    item_json::ItemJson,
    query::{Nothing, Query},
};
use crate::{
    Error, Result,
    access::ladder::{Editor, Reader},
    documents::{
        changes::{Copied, Wishes},
        item::{self, Id, Item},
        name::Name,
        on_taken::OnTaken,
        service::Documents,
    },
    transport::csrf::SameOrigin,
};

/// The answer for one item.
pub(super) fn answer(status: StatusCode, item: Item) -> HttpResponse {
    let mut answer = HttpResponse::build(status);
    if status == StatusCode::CREATED {
        answer.insert_header((header::LOCATION, format!("/api/v1/items/{}", item.id)));
    }
    answer.insert_header(etag(&item)).insert_header((header::CACHE_CONTROL, "no-store")).json(ItemJson::from(item))
}

fn name(text: &str) -> Result<Name> {
    Name::parse_new(text).map_err(|reason| Error::invalid(reason.to_string(), "a name is refused"))
}

/// `GET /api/v1/items/{id}`
pub async fn item(
    reader: Reader,
    id: Path<String>,
    _: Query<Nothing>,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    Ok(answer(StatusCode::OK, documents.item(&reader, item::id(&id)?).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Patch {
    #[serde(default, deserialize_with = "given")]
    name: Option<String>,
    #[serde(default, deserialize_with = "given")]
    parent: Option<Id>,
    #[serde(default, deserialize_with = "given")]
    description: Option<String>,
    #[serde(default)]
    on_taken: OnTaken,
}

/// `PATCH /api/v1/items/{id}`: other name, folder or description, all of it or nothing.
pub async fn patch(
    editor: Editor,
    _: SameOrigin,
    id: Path<String>,
    request: HttpRequest,
    _: Query<Nothing>,
    Body(wish): Body<Patch>,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    let id = item::id(&id)?;
    let new_name = wish.name.as_deref().map(name).transpose()?;
    let wishes = Wishes {
        name: new_name.as_ref(),
        folder: wish.parent.map(|Id(id)| id),
        description: wish.description.as_deref(),
    };
    let altered = documents.alter(&editor, id, expected(request.headers())?, &wishes, wish.on_taken).await?;
    Ok(answer(StatusCode::OK, altered))
}

/// `DELETE /api/v1/items/{id}`: into the trash. The answer says what restores it.
pub async fn delete(
    editor: Editor,
    _: SameOrigin,
    id: Path<String>,
    request: HttpRequest,
    _: Query<Nothing>,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    let deletion = documents.delete(&editor, item::id(&id)?, expected(request.headers())?, None).await?;
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(json!({ "trash_id": deletion })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewFolder {
    name: String,
}

/// `POST /api/v1/items/{id}/folders`
pub async fn make_folder(
    editor: Editor,
    _: SameOrigin,
    id: Path<String>,
    _: Query<Nothing>,
    Body(wish): Body<NewFolder>,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    let made = documents.make_folder(&editor, item::id(&id)?, &name(&wish.name)?).await?;
    Ok(answer(StatusCode::CREATED, made))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Copy {
    folder: Id,
    #[serde(default, deserialize_with = "given")]
    name: Option<String>,
    #[serde(default)]
    on_taken: OnTaken,
}

/// `POST /api/v1/items/{id}/copy`
pub async fn copy(
    editor: Editor,
    _: SameOrigin,
    id: Path<String>,
    _: Query<Nothing>,
    Body(wish): Body<Copy>,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    let new_name = wish.name.as_deref().map(name).transpose()?;
    let copied = documents.copy(&editor, item::id(&id)?, wish.folder.0, new_name.as_ref(), wish.on_taken).await?;
    Ok(match copied {
        Copied::Whole(item) => answer(StatusCode::CREATED, *item),
        Copied::Begun(copy) => copies::begun(*copy),
    })
}
