//! Parts of the record: for administrators, for the person themselves, for owners of an item.

use uuid::Uuid;

use super::{RecordLine, RecordQuery, query::no_zone, view::View};
use crate::{
    Error, Result,
    access::{
        ladder::{Admin, Editor, Employee, Person},
        level::{Granted, Own},
    },
    audit::{Asked, Filter, Mark, Position, Way, Whereof, Whose},
    database::days,
    documents::{
        item::{self, Item},
        path::FolderPath,
        service::Documents,
        store,
    },
    identity::principal::Source,
};

/// Which part of it.
#[derive(Debug, Clone, Copy)]
pub struct RecordPart {
    pub way: Way,
    /// Where it begins; `None`: with the newest row.
    pub from: Option<Mark>,
    /// How many rows at most.
    pub most: usize,
}

impl RecordPart {
    /// The newest rows.
    pub fn newest(most: usize) -> Self {
        Self { way: Way::Older, from: None, most }
    }
}

/// A page of the record.
#[derive(Debug, Clone)]
pub struct RecordPage {
    /// The newest first.
    pub lines: Vec<RecordLine>,
    /// Where older rows begin; `None`: there are none. A page may be short, or even empty, and have older ones: then two
    /// filters together fit few rows, and only some thousand were looked at.
    pub older: Option<Mark>,
    /// Where newer rows begin; `None`: this is where it began.
    pub newer: Option<Mark>,
}

/// What is asked of the record, resolved: whose and what, and between when.
#[derive(Debug, Clone)]
pub(super) struct Resolved {
    pub filter: Filter,
    pub after: Position,
    pub before: Position,
}

impl Documents {
    /// A page of all that happened.
    ///
    /// # Errors
    /// `Invalid` for an item that is not there and a time zone that is unknown.
    pub async fn record(&self, admin: &Admin, query: &RecordQuery, part: RecordPart) -> Result<RecordPage> {
        let asked = self.resolved(admin.person().subjects(), query).await?;
        self.record_page(admin.person(), &View::Everything, &asked, part).await
    }

    /// A page of what a person did, and of what was done to them; of the filters, kind and days count.
    ///
    /// # Errors
    /// As [`Self::record`].
    pub async fn own_activity(&self, employee: &Employee, query: &RecordQuery, part: RecordPart) -> Result<RecordPage> {
        let person = employee.person();
        let asked = self.resolved_own(person, query).await?;
        self.record_page(person, &View::Own(person.key()), &asked, part).await
    }

    /// A page of what happened to an item; for its owners.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden` for those who do not own it; otherwise as [`Self::record`].
    pub async fn history(
        &self,
        editor: &Editor,
        id: Uuid,
        query: &RecordQuery,
        part: RecordPart,
    ) -> Result<(Item, RecordPage)> {
        let item = Granted::<Own, Item>::check(self.any_item(editor.person(), id).await?)?.into_inner();
        let (after, before) = self.days(query).await?;
        let kind = Some(query.kind.clone()).filter(|kind| !kind.is_empty());
        let filter = Filter { item: Some(self.whereof(id).await?), kind, ..Filter::default() };
        let page = self.record_page(editor.person(), &View::Owner, &Resolved { filter, after, before }, part).await?;
        Ok((item, page))
    }

    async fn record_page(
        &self,
        person: &Person,
        view: &View,
        asked: &Resolved,
        part: RecordPart,
    ) -> Result<RecordPage> {
        let strange = || Error::invalid(text!("api-strange-cursor"), "a strange cursor");
        let from = part.from.map(|mark| mark.position().ok_or_else(strange)).transpose()?;
        let (mut after, mut before) = (asked.after, asked.before);
        match part.way {
            Way::Older => before = from.map_or(before, |from| from.min(before)),
            Way::Newer => after = from.map_or(after, |from| from.max(after)),
        }
        let read = self.audit.read(&asked.filter, &Asked { after, before, way: part.way, most: part.most }).await?;
        let (next, mut entries) = (read.next.map(Position::mark), read.entries);
        if part.way == Way::Newer {
            entries.reverse();
        }
        let ends = entries.first().zip(entries.last()).map(|(first, last)| (first.position(), last.position()));
        let (older, newer) = match part.way {
            Way::Older => (next, ends.map(|(first, _)| first.mark()).filter(|_| part.from.is_some())),
            Way::Newer => (ends.map(|(_, last)| last.mark()), next),
        };
        Ok(RecordPage { lines: self.record_lines(person, view, entries).await?, older, newer })
    }

    /// The query of somebody who may read everything, resolved; a path leads to what these subjects may see.
    pub(super) async fn resolved(&self, subjects: &[String], query: &RecordQuery) -> Result<Resolved> {
        let item = match query.item.as_str() {
            "" => None,
            text => Some(self.whereof(self.meant(subjects, text).await?).await?),
        };
        let (after, before) = self.days(query).await?;
        let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        let filter = Filter {
            person: self.whose(&query.person).await?,
            item,
            kind: some(&query.kind),
            via: some(&query.via),
            request: some(&query.request),
        };
        Ok(Resolved { filter, after, before })
    }

    /// What concerns one person, by kind and day.
    pub(super) async fn resolved_own(&self, person: &Person, query: &RecordQuery) -> Result<Resolved> {
        let mut whose = Whose::default();
        // Without a sign-in everybody is the same guest, and nobody reads what others did.
        if person.principal.source != Source::Guest {
            whose.keys.push(person.key());
            whose.about.push(person.key());
            whose.about.extend(person.principal.email.as_ref().map(ToString::to_string));
        }
        let kind = Some(query.kind.clone()).filter(|kind| !kind.is_empty());
        let filter = Filter { person: Some(whose), kind, ..Filter::default() };
        let (after, before) = self.days(query).await?;
        Ok(Resolved { filter, after, before })
    }

    /// An item by its id or its path. What is in the trash, or gone, has only its id.
    async fn meant(&self, subjects: &[String], text: &str) -> Result<Uuid> {
        if let Ok(id) = item::id(text) {
            return Ok(id);
        }
        let nothing = || Error::invalid(text!("record-no-item"), "a filter of the record by what is not there");
        let path = FolderPath::from_plain(text).map_err(|_| nothing())?;
        let names: Vec<String> = path.names().map(str::to_owned).collect();
        let found = self.database.look_up(|| store::item_at(self.database.pool(), &names, subjects)).await?;
        Ok(found.ok_or_else(nothing)??.id)
    }

    async fn whereof(&self, id: Uuid) -> Result<Whereof> {
        let links = self.database.look_up(|| store::link_ids(self.database.pool(), id)).await?;
        Ok(Whereof { id, about: [id].into_iter().chain(links).map(|id| id.to_string()).collect() })
    }

    /// Everything that rows may call a person.
    async fn whose(&self, text: &str) -> Result<Option<Whose>> {
        let pool = self.database.pool();
        if text.is_empty() {
            return Ok(None);
        }
        if text.contains('@') && !text.contains('|') {
            let email = text.to_lowercase();
            let keys = self.database.look_up(|| store::keys_at(pool, &email)).await?;
            let about = keys.iter().cloned().chain([email]).collect();
            return Ok(Some(Whose { keys, about }));
        }
        let keys = vec![text.to_owned()];
        let known = self.database.look_up(|| store::called(pool, &keys)).await?;
        let email = known.into_values().map(|called| called.email).filter(|email| !email.is_empty());
        let about = keys.iter().cloned().chain(email).collect();
        Ok(Some(Whose { keys, about }))
    }

    /// From the beginning of the first day up to the end of the last.
    async fn days(&self, query: &RecordQuery) -> Result<(Position, Position)> {
        let (since, until) = (query.since, query.until);
        if (since, until) == (None, None) {
            return Ok((Position::BEGINNING, Position::END));
        }
        let (zone, now) = (query.zone.as_deref().unwrap_or("UTC"), self.database.now());
        let between = || days::between(self.database.pool(), since, until, None, zone, now);
        let (since, until) = self.database.look_up(between).await?.ok_or_else(no_zone)?;
        let position = |at: Option<_>, or| at.map_or(or, Position::just_before);
        Ok((position(since, Position::BEGINNING), position(until, Position::END)))
    }
}
