//! Who may do what with a folder or document: granting, revoking, stopping inheritance.

use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    change::{Change, Lock},
    notify::Notice,
};
use crate::{
    Error, Result,
    access::{
        groups,
        ladder::{Editor, Reader},
        last_day,
        level::{Granted, Level, Own},
        people,
        subjects::{Subject, Subjects},
    },
    audit::Event,
    documents::{
        item::{Item, Trace, Who},
        service::Documents,
        store::{self, AccessRow, Grant},
    },
    identity::principal::Email,
};

/// The longest reason, in characters; the table has the same limit.
const LONGEST_REASON: usize = 500;

/// A grant to be made.
#[derive(Debug, Clone)]
pub struct NewGrant {
    pub subject: Subject,
    pub level: Level,
    pub ends_at: Option<OffsetDateTime>,
    /// The reason, for those who later check why somebody has access.
    pub reason: String,
}

/// Somebody who has access to an item, and why.
#[derive(Debug, Clone)]
pub struct AccessLine {
    pub subject: Subject,
    /// What people call them.
    pub name: String,
    pub level: Level,
    /// The folder above that it was granted on; `None`: on the thing itself.
    pub from: Option<(Uuid, String)>,
    pub ends_at: Option<OffsetDateTime>,
    pub granted: Trace,
    pub reason: String,
}

impl AccessLine {
    /// Whether nobody has signed in with the address yet.
    pub fn is_waiting(&self) -> bool {
        matches!(self.subject, Subject::Address(_))
    }

    /// The last day of it, where it ends with a day.
    pub fn last_day(&self) -> Option<OffsetDateTime> {
        self.ends_at.and_then(last_day::before)
    }
}

impl Documents {
    /// An item and who has access to it; for its owners.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden` for those who do not own it.
    pub async fn access_of(&self, editor: &Editor, id: Uuid) -> Result<(Granted<Own, Item>, Vec<AccessLine>)> {
        let item = Granted::check(self.any_item(editor.person(), id).await?)?;
        Ok((item, self.access_lines(id).await?))
    }

    /// Who has access to a thing; for operators.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn access_lines(&self, id: Uuid) -> Result<Vec<AccessLine>> {
        let rows = self.database.look_up(|| store::access_of(self.database.pool(), id)).await?;
        rows.into_iter().map(AccessLine::try_from).collect()
    }

    /// The folders that hold all that this person may see; `None` where they are many.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn visible_folders(&self, reader: &Reader) -> Result<Option<Vec<Uuid>>> {
        let subjects = reader.person().subjects();
        self.database.look_up(|| store::visible_folders(self.database.pool(), subjects)).await
    }

    /// The subject for an e-mail address: the one person who signs in with it, else the first who will.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn subject_at(&self, email: &Email) -> Result<Subject> {
        people::subject_at(&self.database, email).await
    }

    /// Grants something, replacing the subject's earlier grant on this item.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden` for those who do not own it; `Invalid` for an end in the past and for too long a
    /// reason.
    pub async fn grant(&self, editor: &Editor, id: Uuid, new: &NewGrant) -> Result<()> {
        self.begin_change(editor.person(), Lock::Nothing).await?.grant(id, new).await
    }

    /// The same by an operator, whose command is named in the record.
    ///
    /// # Errors
    /// As [`Documents::grant`].
    pub async fn grant_by_command(&self, command: &str, id: Uuid, new: &NewGrant) -> Result<()> {
        self.begin_own_change(command, Lock::Nothing).await?.grant(id, new).await
    }

    /// Revokes a subject's grant on this very item. Returns whether there was one.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden` for those who do not own it.
    pub async fn revoke(&self, editor: &Editor, id: Uuid, subject: &Subject) -> Result<bool> {
        self.begin_change(editor.person(), Lock::Nothing).await?.revoke(id, subject).await
    }

    /// The same by an operator.
    ///
    /// # Errors
    /// As [`Documents::revoke`].
    pub async fn revoke_by_command(&self, command: &str, id: Uuid, subject: &Subject) -> Result<bool> {
        self.begin_own_change(command, Lock::Nothing).await?.revoke(id, subject).await
    }

    /// Stops an item from inheriting grants ("only these people"), or lets it inherit again. Owners of its ancestors
    /// keep access.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden` for those who do not own it; `Invalid` for the root.
    pub async fn set_inherits(&self, editor: &Editor, id: Uuid, inherits: bool) -> Result<()> {
        self.begin_change(editor.person(), Lock::Nothing).await?.set_inherits(id, inherits).await
    }

    /// The same by an operator.
    ///
    /// # Errors
    /// As [`Documents::set_inherits`].
    pub async fn set_inherits_by_command(&self, command: &str, id: Uuid, inherits: bool) -> Result<()> {
        self.begin_own_change(command, Lock::Nothing).await?.set_inherits(id, inherits).await
    }

    /// The item at this path, for operators; the root for an empty one.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn item_at(&self, names: &[String]) -> Result<Item> {
        let operator = Subjects::operator().names();
        let found = self.database.look_up(|| store::item_at(self.database.pool(), names, operator)).await?;
        found.ok_or_else(|| Error::not_found("nothing lies there"))?
    }
}

impl Change<'_> {
    async fn grant(mut self, id: Uuid, new: &NewGrant) -> Result<()> {
        self.put_grant(id, new).await?;
        if self.documents.mail.is_some() {
            let item = self.item(id).await?;
            self.tell(&new.subject, id, &Notice::Shared(&item)).await?;
        }
        self.commit_access().await
    }

    /// The same, with more to come in this change.
    pub(super) async fn put_grant(&mut self, id: Uuid, new: &NewGrant) -> Result<()> {
        if new.reason.chars().count() > LONGEST_REASON {
            return Err(Error::invalid(text!("access-reason-too-long", most = LONGEST_REASON), "a long reason"));
        }
        if new.ends_at.is_some_and(|ends_at| ends_at <= self.at) {
            return Err(Error::invalid(text!("access-end-is-over"), "a grant that has ended already"));
        }
        let item = self.find::<Own>(id).await?;
        if let Subject::Group(group) = new.subject {
            groups::hold(self.connection(), group).await?;
        }
        let grant = Grant {
            subject: new.subject.to_string(),
            level: new.level.number(),
            ends_at: new.ends_at,
            granted_at: self.at,
            granted_by: self.by.clone(),
            reason: new.reason.clone(),
        };
        store::add_grant(self.connection(), id, &grant).await?;
        self.record(Event::AccessGranted {
            item: id,
            path: item.path.clone(),
            subject: grant.subject,
            level: new.level.to_string(),
            ends_at: new.ends_at,
            reason: grant.reason,
        })
        .await
    }

    async fn revoke(mut self, id: Uuid, subject: &Subject) -> Result<bool> {
        let item = self.find::<Own>(id).await?;
        let subject = subject.to_string();
        if !store::remove_grant(self.connection(), id, &subject).await? {
            return Ok(false);
        }
        self.record(Event::AccessRevoked { item: id, path: item.path.clone(), subject }).await?;
        self.commit_access().await?;
        Ok(true)
    }

    async fn set_inherits(mut self, id: Uuid, inherits: bool) -> Result<()> {
        let item = self.find::<Own>(id).await?;
        if item.parent.is_none() {
            return Err(Error::invalid(text!("change-root"), "the root was to be cut off"));
        }
        if item.inherits == inherits {
            return Ok(());
        }
        store::set_inherits(self.connection(), id, inherits).await?;
        self.record(Event::AccessCut { item: id, path: item.path.clone(), is_cut: !inherits }).await?;
        self.commit_access().await
    }
}

impl TryFrom<AccessRow> for AccessLine {
    type Error = Error;

    fn try_from(row: AccessRow) -> Result<Self> {
        let subject = Subject::parse(&row.subject).ok_or_else(|| impossible(&row.subject))?;
        Ok(Self {
            name: subject.called(row.person),
            subject,
            level: level(row.level)?,
            from: (row.depth > 0).then_some((row.node, row.folder)),
            ends_at: row.ends_at,
            granted: Trace { at: row.granted_at, by: Who::of(row.granted_by, row.giver) },
            reason: row.reason,
        })
    }
}

fn level(number: i16) -> Result<Level> {
    Level::of(number)?.ok_or_else(|| impossible(number))
}

/// The table has constraints against it.
fn impossible(what: impl std::fmt::Display) -> Error {
    Error::internal(format!("a row of grants that cannot be: {what}"))
}
