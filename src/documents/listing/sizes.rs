//! How much lies in each folder of a folder, however deep. One query over everything below: too slow to keep a page
//! waiting over a hundred thousand documents, so the page asks for it afterwards, and it is kept until something changes.

use std::{collections::HashMap, sync::Arc, time::Duration};

use actix_web::{
    HttpResponse,
    http::header::{self, HeaderValue},
    web::{self, Data},
};
use moka::future::Cache;
use serde::Serialize;
use uuid::Uuid;

use crate::{
    Error, Result,
    access::ladder::Reader,
    database::notices::Topic,
    documents::{item, service::Documents, store},
};

/// Bytes by folder.
pub type FolderSizes = HashMap<Uuid, u64>;

/// By folder and by the epoch before the question: after a change nobody asks for the old one again.
pub type SizesCache = Cache<(Uuid, u64), Arc<FolderSizes>>;

pub fn sizes_cache() -> SizesCache {
    Cache::builder().max_capacity(1000).time_to_live(Duration::from_mins(1)).build()
}

impl Documents {
    /// How many bytes lie in each folder of this folder, in current versions, however deep.
    ///
    /// # Errors
    /// `NotFound`, also for what this person may not see; `Unavailable` when the database is away.
    pub async fn folder_sizes(&self, _: &Reader, folder: Uuid) -> Result<Arc<FolderSizes>> {
        let notices = self.database.notices();
        let epoch = notices.epoch(Topic::Documents);
        let load = async {
            let sizes = self.database.look_up(|| store::folder_sizes(self.database.pool(), folder)).await?;
            sizes.into_iter().map(|(id, size)| Ok((id, size?))).collect::<Result<FolderSizes>>().map(Arc::new)
        };
        if !notices.live() {
            return load.await;
        }
        // Many who ask at once wait for one answer.
        self.sizes.try_get_with((folder, epoch), load).await.map_err(|error: Arc<Error>| (*error).clone())
    }
}

#[derive(Serialize)]
struct Sizes<'a> {
    sizes: &'a FolderSizes,
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
