//! Everybody who has access: one line for each person, with the grant that decides; for the owners of an item.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use super::share::AccessLine;
use crate::{
    Error, Result,
    access::{
        ladder::Editor,
        level::{Granted, Own},
        subjects::Subject,
    },
    documents::{
        item::Item,
        service::Documents,
        store::{self, AccessRow, Deciders, PeoplePart},
    },
};

pub use crate::documents::store::PeopleColumn;

/// Somebody who has access to an item.
#[derive(Debug, Clone)]
pub struct PersonLine {
    pub person: Subject,
    /// Their name; their address where they have none.
    pub name: String,
    /// May be empty.
    pub email: String,
    /// Their highest grant, and of several equal ones the nearest: to themselves, to a group that they are in, or to
    /// a role.
    pub by: AccessLine,
    /// When they were last here; `None`: they never were.
    pub seen_at: Option<OffsetDateTime>,
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeopleOrder {
    pub by: PeopleColumn,
    pub descending: bool,
}

/// Behind which line a part begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeoplePlace {
    pub key: String,
    pub person: String,
}

/// A part of the list.
#[derive(Debug)]
pub struct PeopleList {
    pub lines: Vec<PersonLine>,
    /// Behind which line the next part begins; `None`: this is the end.
    pub next: Option<PeoplePlace>,
}

impl Documents {
    /// A page of everybody who has access to an item; for its owners.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden` for those who do not own it.
    pub async fn access_people(
        &self,
        editor: &Editor,
        id: Uuid,
        order: PeopleOrder,
        behind: Option<&PeoplePlace>,
        most: usize,
    ) -> Result<(Item, PeopleList)> {
        let item = Granted::<Own, Item>::check(self.any_item(editor.person(), id).await?)?.into_inner();
        Ok((item, self.people_of(id, order, behind, most).await?))
    }

    /// The same for operators.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn people_of(
        &self,
        id: Uuid,
        order: PeopleOrder,
        behind: Option<&PeoplePlace>,
        most: usize,
    ) -> Result<PeopleList> {
        let pool = self.database.pool();
        let mut grants = self.database.look_up(|| store::access_of(pool, id)).await?;
        grants.sort_by(|one, other| deciding(one).cmp(&deciding(other)));
        let mut deciders = Deciders::default();
        for row in &grants {
            deciders.subjects.push(row.subject.clone());
            deciders.levels.push(row.level);
            deciders.ends.push(row.ends_at);
        }
        let PeopleOrder { by, descending } = order;
        let behind = behind.map(|place| (place.key.as_str(), place.person.as_str()));
        // One more, so that one sees that there are more.
        let part = PeoplePart { by, descending, behind, most: i64::try_from(most + 1).unwrap_or(i64::MAX) };
        let mut rows = self.database.look_up(|| store::access_people(pool, &deciders, &part)).await?;
        let is_end = rows.len() <= most;
        rows.truncate(most);
        let last = rows.last().filter(|_| !is_end);
        let next = last.map(|row| PeoplePlace { key: row.key.clone(), person: row.person.clone() });
        let by: Vec<AccessLine> = grants.into_iter().map(AccessLine::try_from).collect::<Result<_>>()?;
        let lines = rows.into_iter().map(|row| {
            let impossible = || Error::internal(format!("a person that cannot be: {}", row.person));
            let person = Subject::parse(&row.person).ok_or_else(impossible)?;
            let place = usize::try_from(row.decider).unwrap_or_default().wrapping_sub(1);
            let by = by.get(place).cloned().ok_or_else(impossible)?;
            let name = match &person {
                _ if !row.name.is_empty() => row.name,
                Subject::Person(user) if row.email.is_empty() => user.subject.clone(),
                _ => row.email.clone(),
            };
            Ok(PersonLine { person, name, email: row.email, by, seen_at: row.seen_at })
        });
        Ok(PeopleList { lines: lines.collect::<Result<_>>()?, next })
    }
}

/// Of several grants the highest decides, of these the nearest, and of these the one that is theirs by name.
fn deciding(row: &AccessRow) -> (Reverse<i16>, i32, usize, &str) {
    let kinds = ["person", "address", "group", "role"];
    let kind = row.subject.split(':').next().unwrap_or_default();
    let kind = kinds.iter().position(|known| *known == kind).unwrap_or(kinds.len());
    (Reverse(row.level), row.depth, kind, &row.subject)
}
