//! `/d/{id}/access/people`: everybody who can get in, one line for each person; and the same as a table in text.

use actix_web::{
    HttpResponse,
    http::header,
    web::{Data, Path, Query},
};
use askama::Template;
use serde::Deserialize;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use uuid::Uuid;

use crate::{
    Result,
    access::{csv_list, ladder::Editor, subjects::Subject},
    documents::{
        changes::{PeopleColumn, PeopleOrder, PersonLine},
        item::{self, Item},
        service::Documents,
    },
    transport::{
        disposition::Disposition,
        page::{Layout, Page},
        share::{People, Share},
    },
};

/// How many lines a page has.
const LINES: usize = 250;

/// How many lines a table in text has at most.
const MOST: usize = 100_000;

/// The names of the columns in addresses.
const COLUMNS: [(&str, PeopleColumn); 4] = [
    ("name", PeopleColumn::Name),
    ("level", PeopleColumn::Level),
    ("until", PeopleColumn::Until),
    ("seen", PeopleColumn::Seen),
];

#[derive(Template)]
#[template(path = "sharing/people.html")]
pub struct AccessPeoplePage {
    layout: Layout,
    item: Item,
    lines: Vec<PersonLine>,
    order: PeopleOrder,
    /// The address of the next lines.
    next: Option<String>,
}

/// The head of a column that the list can be ordered by.
struct Head {
    label: String,
    link: String,
    /// As `aria-sort` has it.
    order: &'static str,
}

/// Which part of the list, in which order. What is misspelt is as if it were not there.
#[derive(Deserialize)]
pub struct Asked {
    sort: Option<String>,
    order: Option<String>,
    /// How many lines come before this page: a cursor would contain somebody's name, and addresses end up in logs.
    from: Option<String>,
}

impl Asked {
    fn order(&self) -> PeopleOrder {
        let known = |name: &String| COLUMNS.into_iter().find(|(word, _)| word == name);
        let by = self.sort.as_ref().and_then(known).map_or(PeopleColumn::Name, |(_, by)| by);
        PeopleOrder { by, descending: self.order.as_deref() == Some("desc") }
    }

    fn from(&self) -> usize {
        let from: Option<usize> = self.from.as_deref().and_then(|from| from.parse().ok());
        from.unwrap_or_default().min(MOST)
    }
}

impl AccessPeoplePage {
    fn name(&self) -> String {
        if self.item.name.is_empty() { text!("root-folder") } else { self.item.name.clone() }
    }

    fn columns(&self) -> Vec<Head> {
        let head = |(word, by): (&str, PeopleColumn)| {
            let is_by = self.order.by == by;
            let order = match (is_by, self.order.descending) {
                (false, _) => "none",
                (true, false) => "ascending",
                (true, true) => "descending",
            };
            // Who was here last is asked for first.
            let first = if by == PeopleColumn::Seen { "desc" } else { "asc" };
            let turned = if self.order.descending { "asc" } else { "desc" };
            let way = if is_by { turned } else { first };
            let label = match by {
                PeopleColumn::Name => text!("access-person"),
                PeopleColumn::Level => text!("access-level"),
                PeopleColumn::Until => text!("access-until"),
                PeopleColumn::Seen => text!("access-people-seen"),
            };
            Head { label, link: format!("/d/{}/access/people?sort={word}&order={way}", self.item.id), order }
        };
        COLUMNS.map(head).into()
    }
}

impl PersonLine {
    /// The subject of theirs that has the grant, in words.
    fn through(&self) -> String {
        match &self.by.subject {
            Subject::Person(_) | Subject::Address(_) => text!("access-people-by-name"),
            Subject::Group(_) => text!("access-group", name = self.by.name.as_str()),
            Subject::Role(role) => text!("access-role", role = role.as_str()),
        }
    }
}

/// `GET /d/{id}/access/people?sort=…&order=…&from=…`
pub async fn access_people(
    editor: Editor,
    _share: Share<People>,
    id: Path<String>,
    Query(asked): Query<Asked>,
    documents: Data<Documents>,
    layout: Layout,
) -> Result<Page<AccessPeoplePage>> {
    let (id, order, from) = (item::id(&id)?, asked.order(), asked.from());
    let (item, list) = documents.access_people(&editor, id, order, None, from + LINES).await?;
    let next = list.next.map(|_| address(id, order, from + LINES));
    let lines = list.lines.into_iter().skip(from).collect();
    Ok(Page::ok(AccessPeoplePage { layout, item, lines, order, next }))
}

fn address(id: Uuid, order: PeopleOrder, from: usize) -> String {
    let sort = COLUMNS.into_iter().find(|(_, by)| *by == order.by).map_or("name", |(word, _)| word);
    let way = if order.descending { "desc" } else { "asc" };
    format!("/d/{id}/access/people?sort={sort}&order={way}&from={from}")
}

/// `GET /d/{id}/access/people.csv`: by name.
pub async fn access_people_file(
    editor: Editor,
    _share: Share<People>,
    id: Path<String>,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    let order = PeopleOrder { by: PeopleColumn::Name, descending: false };
    let (item, list) = documents.access_people(&editor, item::id(&id)?, order, None, MOST).await?;
    let day = |at: Option<OffsetDateTime>| at.and_then(|at| at.format(&Rfc3339).ok()).unwrap_or_default();
    let rows = list.lines.iter().map(|line| {
        let from = line.by.from.as_ref().map_or(item.name.as_str(), |(_, folder)| folder);
        [
            line.name.clone(),
            line.email.clone(),
            line.by.level.to_string(),
            line.by.subject.to_string(),
            line.by.name.clone(),
            if from.is_empty() { text!("root-folder") } else { from.to_owned() },
            day(line.by.ends_at),
            day(Some(line.by.granted.at)),
            line.by.granted.by.name.clone(),
            day(line.seen_at),
        ]
    });
    let titles = [
        "name",
        "email",
        "level",
        "through",
        "through_name",
        "from",
        "ends_at",
        "granted_at",
        "granted_by",
        "last_here",
    ];
    let name = if item.name.is_empty() { text!("root-folder") } else { item.name.clone() };
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((header::CONTENT_DISPOSITION, Disposition::Attachment.header(&csv_list::file_name(&name))))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(csv_list::write(&titles, rows)?))
}
