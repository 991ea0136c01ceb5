//! `/api/v1/items/{id}`: one folder or document.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::{Data, Path},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    api_schema::{ID, ID_BUT_ROOT, NewName},
    body::{Body, given},
    copies::{self, CopyJson},
    if_match::{IF_MATCH, etag, expected},
    item_json::ItemJson,
    query::{Nothing, Query},
};
use crate::{
    Error, Result,
    access::ladder::{Editor, Reader},
    documents::{
        changes::{Copied, ItemUpdate},
        item::{self, Id, Item},
        name::Name,
        on_taken::OnTaken,
        own_grants::OwnGrants,
        service::Documents,
    },
    error::Meaning,
    transport::{
        csrf::SameOrigin,
        openapi::{Answer, ETAG, LOCATION, Operation, Topic},
    },
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

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Patch {
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<NewName>, nullable = false)]
    name: Option<String>,
    #[serde(default, deserialize_with = "given")]
    #[schema(inline, nullable = false)]
    parent: Option<Id>,
    /// Plain text of several lines.
    #[serde(default, deserialize_with = "given")]
    #[schema(
        nullable = false,
        max_length = 2000,
        pattern = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$"
    )]
    description: Option<String>,
    #[serde(default)]
    on_taken: OnTaken,
    /// Of what goes to another folder; otherwise it is kept.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    grants: Option<OwnGrants>,
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
    let update = ItemUpdate {
        name: new_name.as_ref(),
        folder: wish.parent.map(|Id(id)| id),
        description: wish.description.as_deref(),
        grants: wish.grants,
    };
    let altered = documents.alter(&editor, id, expected(request.headers())?, &update, wish.on_taken).await?;
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
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(Deleted { trash_id: deletion }))
}

#[derive(Serialize, ToSchema)]
struct Deleted {
    trash_id: Uuid,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFolder {
    #[schema(value_type = NewName)]
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

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Copy {
    #[schema(inline)]
    folder: Id,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<NewName>, nullable = false)]
    name: Option<String>,
    #[serde(default)]
    on_taken: OnTaken,
    /// Otherwise only what holds in the folder counts for the copy.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    grants: Option<OwnGrants>,
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
    let (id, folder) = (item::id(&id)?, wish.folder.0);
    let copied = documents.copy(&editor, id, folder, new_name.as_ref(), wish.on_taken, wish.grants).await?;
    Ok(match copied {
        Copied::Whole(item) => answer(StatusCode::CREATED, *item),
        Copied::Begun(copy) => copies::begun(*copy),
    })
}

fn as_it_is_now() -> Answer {
    Answer::json::<ItemJson>(200, "The item as it is now.").header(ETAG)
}

const OF_ANSWER: &[(&str, &str)] = &[("id", "$response.body#/id")];

pub fn item_operation() -> Operation {
    Operation::new(Topic::Items, "item", "A folder or document")
        .takes(ID)
        .answers(as_it_is_now())
        .refuses(&[Meaning::Invalid])
}

pub fn patch_operation() -> Operation {
    Operation::new(Topic::Items, "change", "Give another name, folder or description")
        .about("All of it happens, or nothing. Members that are left out stay as they are.")
        .takes(ID)
        .takes(IF_MATCH)
        .body::<Patch>()
        .answers(as_it_is_now())
        .refuses(&[Meaning::Conflict, Meaning::Changed, Meaning::Full])
}

pub fn delete_operation() -> Operation {
    let restores = &[("trash_id", "$response.body#/trash_id")];
    let deleted = Answer::json::<Deleted>(200, "What restores it.")
        .link("restore", "restore", restores)
        .link("purge", "purge", restores);
    Operation::new(Topic::Items, "delete", "Move to the trash, with everything in it")
        .takes(ID_BUT_ROOT)
        .takes(IF_MATCH)
        .answers(deleted)
        .refuses(&[Meaning::Invalid, Meaning::Changed])
}

pub fn make_folder_operation() -> Operation {
    let made = Answer::json::<ItemJson>(201, "The new folder.")
        .header(ETAG)
        .header(LOCATION)
        .link("item", "item", OF_ANSWER)
        .link("delete", "delete", OF_ANSWER)
        .link("children", "children", OF_ANSWER)
        .link("change", "change", OF_ANSWER)
        .link("makeFolder", "makeFolder", OF_ANSWER);
    Operation::new(Topic::Items, "makeFolder", "Make a folder in this one")
        .takes(ID)
        .body::<NewFolder>()
        .answers(made)
        .refuses(&[Meaning::Conflict])
}

pub fn copy_operation() -> Operation {
    let whole = Answer::json::<ItemJson>(201, "The copy, or with on_taken the item that was there.")
        .header(ETAG)
        .header(LOCATION)
        .link("item", "item", OF_ANSWER)
        .link("delete", "delete", OF_ANSWER);
    let begun = Answer::json::<CopyJson>(
        202,
        "There is so much to copy that it is done behind the answer. The copy appears when it is complete.",
    )
    .header(LOCATION)
    .link("state", "copyState", OF_ANSWER);
    Operation::new(Topic::Items, "copy", "Copy a document, or a folder with everything in it")
        .about("The copy's history begins with the current version.")
        .takes(ID_BUT_ROOT)
        .body::<Copy>()
        .answers(whole)
        .answers(begun)
        .refuses(&[Meaning::Conflict, Meaning::Full])
}
