//! `/api/v1/items/{id}/sizes`: the size of each subfolder of a folder.

use actix_web::{
    HttpResponse,
    http::header::{self, HeaderValue},
    web::{self, Data},
};
use serde::Serialize;
use utoipa::{
    ToSchema,
    openapi::schema::{Object, ObjectBuilder, Schema, SchemaFormat, SchemaType, Type},
};

use super::api_schema::ID;
use crate::{
    Error, Result,
    access::ladder::Reader,
    documents::{folder_sizes::FolderSizes, item, service::Documents},
    transport::openapi::{Answer, Operation, Topic},
};

#[derive(Serialize, ToSchema)]
struct Sizes<'a> {
    #[schema(schema_with = bytes_by_id)]
    sizes: &'a FolderSizes,
}

fn bytes_by_id() -> Object {
    let id =
        ObjectBuilder::new().schema_type(SchemaType::AnyValue).format(Some(SchemaFormat::Custom("uuid".to_owned())));
    let bytes = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0));
    ObjectBuilder::new()
        .property_names(Some(id.build()))
        .additional_properties(Some(Schema::from(bytes.build())))
        .build()
}

/// `GET /api/v1/items/{id}/sizes`: bytes by the id of each folder in this one.
pub async fn sizes(reader: Reader, id: web::Path<String>, documents: Data<Documents>) -> Result<HttpResponse> {
    let id = item::id(&id)?;
    let item = documents.item(&reader, id).await?;
    if !item.is_folder() {
        return Err(Error::not_found("not a folder"));
    }
    let sizes = documents.folder_sizes(&reader, id).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .json(Sizes { sizes: &sizes }))
}

pub fn sizes_operation() -> Operation {
    Operation::new(Topic::Items, "sizes", "How much lies in each folder of a folder")
        .about("In current versions, however deep.")
        .takes(ID)
        .answers(Answer::json::<Sizes>(200, "Bytes by the id of each folder in this one."))
}
