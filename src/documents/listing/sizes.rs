//! How much lies in each folder of a folder, however deep. One query over everything below: too slow to keep a page
//! waiting over a hundred thousand documents, so the page asks for it afterwards, and it is kept. While things change all
//! the time, it may be as old as twenty times the time it took: so this query never keeps more than a twentieth of a
//! connection busy for each folder, and small folders are as good as exact.

use std::{collections::HashMap, sync::Arc};

use actix_web::{
    HttpResponse,
    http::header::{self, HeaderValue},
    web::{self, Data},
};
use moka::{Entry, future::Cache, ops::compute::Op};
use serde::Serialize;
use time::{Duration, OffsetDateTime};
use utoipa::{
    ToSchema,
    openapi::schema::{Object, ObjectBuilder, Schema, SchemaFormat, SchemaType, Type},
};
use uuid::Uuid;

use crate::{
    Error, Result,
    access::ladder::Reader,
    database::notices::Topic,
    documents::{item, service::Documents, store},
    transport::openapi::{self, Answer, Operation, Parameter},
};

/// Bytes by folder.
pub type FolderSizes = HashMap<Uuid, u64>;

/// How many times as long as it took to find out.
const BELIEVED_FOR: i32 = 20;

/// Whatever is not heard of a change.
const AT_MOST: Duration = Duration::minutes(1);

/// What was found out.
#[derive(Clone)]
pub struct Known {
    sizes: Arc<FolderSizes>,
    /// As it was before the question.
    epoch: u64,
    asked_at: OffsetDateTime,
    answered_at: OffsetDateTime,
}

pub type SizesCache = Cache<Uuid, Known>;

pub fn sizes_cache() -> SizesCache {
    Cache::builder().max_capacity(1000).build()
}

impl Known {
    /// Whether it is still told.
    fn is_good(&self, epoch: u64, now: OffsetDateTime) -> bool {
        let age = now - self.answered_at;
        let believed_for =
            if self.epoch == epoch { AT_MOST } else { (self.answered_at - self.asked_at) * BELIEVED_FOR };
        (Duration::ZERO..believed_for.min(AT_MOST)).contains(&age)
    }
}

impl Documents {
    /// How many bytes lie in each folder of this folder, in current versions, however deep.
    ///
    /// # Errors
    /// `NotFound`, also for what this person may not see; `Unavailable` when the database is away.
    pub async fn folder_sizes(&self, reader: &Reader, folder: Uuid) -> Result<Arc<FolderSizes>> {
        let notices = self.database.notices();
        // Many who ask at once wait for one answer.
        let compute = |known: Option<Entry<Uuid, Known>>| async move {
            let (epoch, asked_at) = (notices.epoch(Topic::Documents), self.clock.now());
            let is_good = |known: Entry<Uuid, Known>| known.into_value().is_good(epoch, asked_at);
            if !reader.person().has_just_changed && notices.live() && known.is_some_and(is_good) {
                return Ok(Op::Nop);
            }
            let sizes = self.database.look_up(|| store::folder_sizes(self.database.pool(), folder)).await?;
            let sizes = sizes.into_iter().map(|(id, size)| Ok((id, size?))).collect::<Result<FolderSizes>>()?;
            Ok::<_, Error>(Op::Put(Known { sizes: Arc::new(sizes), epoch, asked_at, answered_at: self.clock.now() }))
        };
        let known = self.sizes.entry(folder).and_try_compute_with(compute).await?;
        let known = known.into_entry().ok_or_else(|| Error::internal("sizes were not kept"))?;
        Ok(known.into_value().sizes)
    }
}

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

pub fn sizes_told(id: Parameter) -> Operation {
    Operation::new(openapi::Topic::Items, "sizes", "How much lies in each folder of a folder")
        .about("In current versions, however deep.")
        .takes(id)
        .answers(Answer::json::<Sizes>(200, "Bytes by the id of each folder in this one."))
}
