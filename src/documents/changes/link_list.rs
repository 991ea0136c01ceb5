//! Links for people outside as the owners of an item see them: those on it and on its descendants, no matter who made
//! them, and who used them.

use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::{
    Result,
    access::{
        ladder::Editor,
        last_day,
        level::{Granted, Own},
        subjects::Subjects,
    },
    documents::{
        item::{Item, Trace, Who},
        service::Documents,
        store::{self, LinkLineRow, LinkUseRow},
    },
};

/// How many links are listed, and how many uses of each.
const MOST_LISTED: i64 = 300;
const MOST_USES: i64 = 20;
/// So long a link that is over is still listed.
const LISTED_AFTER: Duration = Duration::days(30);

/// A link as the owners of the thing see it.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools)] // each says something else
pub struct LinkLine {
    pub id: Uuid,
    pub node: Uuid,
    /// Of the item: names from the root on.
    pub path: String,
    pub takes_files: bool,
    pub note: String,
    pub made: Trace,
    /// It opens nothing while its maker is.
    pub maker_is_locked_out: bool,
    pub ends_at: OffsetDateTime,
    pub is_over: bool,
    pub has_password: bool,
    /// For whom alone it opens.
    pub recipients: Vec<String>,
    /// `None`: any number.
    pub downloads_left: Option<i32>,
    pub opened: i64,
    pub downloaded: i64,
    pub sent: i64,
    pub last_at: Option<OffsetDateTime>,
    /// The latest first.
    pub uses: Vec<LinkUse>,
}

/// Something that was done by a link.
#[derive(Debug, Clone)]
pub struct LinkUse {
    pub at: OffsetDateTime,
    /// opened, downloaded or sent.
    pub kind: String,
    /// With what, where that is still there.
    pub name: Option<String>,
    /// The network address.
    pub address: Option<String>,
    /// What the sender calls themselves, or the address that proved itself by a code.
    pub sender: Option<String>,
}

impl LinkLine {
    /// As forms and programs spell it.
    pub fn kind(&self) -> &'static str {
        if self.takes_files { "upload" } else { "view" }
    }

    /// What people call it.
    pub fn called(&self) -> String {
        if self.note.is_empty() { text!("links-kind-of", kind = self.kind()) } else { self.note.clone() }
    }

    /// The last day of it, where it ends with a day.
    pub fn last_day(&self) -> Option<OffsetDateTime> {
        last_day::before(self.ends_at)
    }
}

impl Documents {
    /// The links on an item and its descendants, the latest first; for its owners.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden` for those who do not own it.
    pub async fn links_in(&self, editor: &Editor, id: Uuid) -> Result<Vec<LinkLine>> {
        let item: Granted<Own, Item> = Granted::check(self.any_item(editor.person(), id).await?)?;
        self.link_lines(item.id, editor.person().subjects()).await
    }

    /// The same, for operators.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn all_links_in(&self, id: Uuid) -> Result<Vec<LinkLine>> {
        self.link_lines(id, Subjects::operator().names()).await
    }

    async fn link_lines(&self, id: Uuid, subjects: &[String]) -> Result<Vec<LinkLine>> {
        let (pool, now) = (self.database.pool(), self.database.now());
        let ask = || store::links_in(pool, id, subjects, now - LISTED_AFTER, MOST_LISTED);
        let rows = self.database.look_up(ask).await?;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let uses = self.database.look_up(|| store::link_uses(pool, &ids, subjects, MOST_USES)).await?;
        let mut lines: Vec<LinkLine> = rows.into_iter().map(|row| line(row, now)).collect();
        for LinkUseRow { link, at, kind, name, address, sender } in uses {
            if let Some(line) = lines.iter_mut().find(|line| line.id == link) {
                line.uses.push(LinkUse { at, kind, name, address, sender });
            }
        }
        Ok(lines)
    }
}

fn line(row: LinkLineRow, now: OffsetDateTime) -> LinkLine {
    LinkLine {
        id: row.id,
        node: row.node,
        path: row.path,
        takes_files: row.takes_files,
        note: row.note,
        made: Trace { at: row.made_at, by: Who::of(row.made_by, row.maker) },
        maker_is_locked_out: row.maker_is_locked_out,
        ends_at: row.ends_at,
        is_over: row.ended_at.is_some() || row.ends_at <= now,
        has_password: row.has_password,
        recipients: row.recipients,
        downloads_left: row.downloads_left,
        opened: row.opened,
        downloaded: row.downloaded,
        sent: row.sent,
        last_at: row.last_at,
        uses: Vec::new(),
    }
}
