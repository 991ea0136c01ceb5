//! `GET /api/v1/items/{id}/children`: what lies in a folder.

use actix_web::{
    HttpResponse,
    http::header,
    web::{Data, Path},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    item_json::ItemJson,
    query::{Query, limit},
};
use crate::{
    Error, Result,
    access::ladder::Reader,
    documents::{
        cursor, item,
        listing::{
            line::Line,
            sort::{Column, Sort},
        },
        service::Documents,
    },
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    limit: Option<u16>,
    cursor: Option<String>,
    #[serde(default)]
    sort: Key,
    #[serde(default)]
    order: Way,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Key {
    #[default]
    Name,
    Size,
    Changed,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Way {
    #[default]
    Asc,
    Desc,
}

#[derive(Serialize, Deserialize)]
struct Cursor {
    sort: Key,
    order: Way,
    behind: Line,
}

pub async fn children(
    reader: Reader,
    id: Path<String>,
    Query(asked): Query<Asked>,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    let limit = limit(asked.limit)?;
    let cursor = asked.cursor.as_deref().map(cursor::read::<Cursor>).transpose()?;
    if cursor.as_ref().is_some_and(|cursor| (cursor.sort, cursor.order) != (asked.sort, asked.order)) {
        let sentence = text!("api-other-cursor");
        return Err(Error::invalid(sentence, "a cursor of another order"));
    }
    let by = match asked.sort {
        Key::Name => Column::Name,
        Key::Size => Column::Size,
        Key::Changed => Column::Changed,
    };
    let sort = Sort { by, descending: asked.order == Way::Desc };
    let behind = cursor.map(|cursor| cursor.behind);
    let page = documents.children(&reader, item::id(&id)?, sort, behind.as_ref(), limit).await?;
    let next = page.next.map(|behind| cursor::write(&Cursor { sort: asked.sort, order: asked.order, behind }));
    let items: Vec<_> = page.items.into_iter().map(ItemJson::from).collect();
    let answer = json!({ "items": items, "next_cursor": next.transpose()? });
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(answer))
}
