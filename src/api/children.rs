//! `GET /api/v1/items/{id}/children`: the entries of a folder.

use actix_web::{
    HttpResponse,
    web::{Data, Path},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    api_schema::ID,
    item_json::ItemJson,
    page_json::Page,
    query::{CURSOR, LIMIT, Query, limit},
};
use crate::{
    Error, Result,
    access::ladder::Reader,
    documents::{
        cursor, item,
        line::Line,
        service::Documents,
        sort::{Column, Sort},
    },
    error::Meaning,
    transport::openapi::{Answer, Operation, Parameter, Topic},
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
    let next = page.next.map(|behind| Cursor { sort: asked.sort, order: asked.order, behind });
    Ok(Page::of(page.items.into_iter().map(ItemJson::from), next.as_ref())?.answer())
}

const SORT: Parameter = Parameter::query(
    "sort",
    "sort",
    "By what the list is ordered.",
    || json!({ "type": "string", "enum": [Key::Name, Key::Size, Key::Changed], "default": Key::default() }),
);
const ORDER: Parameter = Parameter::query(
    "order",
    "order",
    "Which way.",
    || json!({ "type": "string", "enum": [Way::Asc, Way::Desc], "default": Way::default() }),
);

pub fn children_operation() -> Operation {
    let first = &[("id", "$response.body#/items/0/id")];
    let part = Answer::json::<Page<ItemJson>>(200, "A part of it.")
        .link("next", "children", &[("id", "$request.path.id"), ("cursor", "$response.body#/next_cursor")])
        .link("item", "item", first)
        .link("content", "content", first)
        .link("versions", "versions", first)
        .link("copy", "copy", first)
        .link("replace", "replace", first);
    Operation::new(Topic::Items, "children", "What lies in a folder")
        .about(
            "Folders come first; names are ordered as a person counts them, without regard to case and accents (file 9 before \
             file 10); \"changed\" is when the current version was added, of a folder its last change. Whatever others change \
             between two parts, what stays as it is comes exactly once.",
        )
        .takes(ID)
        .takes(LIMIT)
        .takes(CURSOR)
        .takes(SORT)
        .takes(ORDER)
        .answers(part)
        .refuses(&[Meaning::Invalid])
}
