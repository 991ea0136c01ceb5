//! Links for people outside: making and ending them, for the owners of an item.

use secrecy::SecretString;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::change::{Change, Lock};
use crate::{
    Error, Result,
    access::{
        ladder::Editor,
        level::{Granted, Level, Own},
        link_password::{self, LONGEST, SHORTEST},
        links::{Link, LinkSecret},
    },
    audit::Event,
    documents::{
        item::Item,
        service::Documents,
        store::{self, Grant, NewLinkRow},
    },
    identity::principal::Email,
};

/// The longest note, in characters; the table has the same limit.
const LONGEST_NOTE: usize = 200;
/// So many downloads a link counts at most.
const MOST_DOWNLOADS: i32 = 1_000_000;
/// So many links of one person may be open.
const MOST_OPEN: i64 = 1000;
/// The most people that one link may name.
const MOST_RECIPIENTS: usize = 50;

/// What is shared with people outside.
#[derive(Debug, Clone)]
pub struct NewLink {
    /// Upload only.
    pub takes_files: bool,
    pub ends_at: OffsetDateTime,
    pub password: Option<SecretString>,
    /// `None`: any number.
    pub downloads: Option<i32>,
    pub note: String,
    /// The only people for whom it opens, by a code that is sent to them; empty: it opens for anybody who has it.
    pub recipients: Vec<Email>,
}

/// A link that was just made. This is the only time that its secret is shown.
pub struct MadeLink {
    pub id: Uuid,
    pub secret: LinkSecret,
    pub item: Item,
}

impl Documents {
    /// The latest moment at which a link that is made now can end: the end of a day.
    pub fn latest_end_of_link(&self) -> OffsetDateTime {
        let longest = self.database.now() + self.links.longest;
        longest.replace_time(time::Time::MIDNIGHT) + Duration::DAY
    }

    /// Whether links can open for named people only.
    pub fn links_can_name_people(&self) -> bool {
        self.mail.is_some()
    }

    /// Whether there are links at all.
    pub fn links_are_on(&self) -> bool {
        self.links.is_on
    }

    /// Makes a link to a folder or document.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden` for those who do not own it; `Invalid` for inconsistent settings.
    pub async fn make_link(&self, editor: &Editor, id: Uuid, new: NewLink) -> Result<MadeLink> {
        // Those who may not make one do not cost a hash.
        let item: Granted<Own, Item> = Granted::check(self.any_item(editor.person(), id).await?)?;
        self.makes_sense(&item, &new)?;
        let password = match new.password {
            Some(password) => Some(link_password::hash(password, &self.entropy).await?),
            None => None,
        };
        let secret = LinkSecret::draw(&self.entropy);
        let mut change = self.begin_change(editor.person(), Lock::Nothing).await?;
        let item = change.find::<Own>(id).await?.into_inner();
        let (link, by, at) = (change.new_id(), change.by.clone(), change.at);
        if store::links_made_by(change.connection(), &by, at).await? >= MOST_OPEN {
            return Err(Error::invalid(text!("links-too-many", most = MOST_OPEN), "too many open links"));
        }
        let row = NewLinkRow {
            id: link,
            node: id,
            secret_sha256: &secret.sha256(),
            takes_files: new.takes_files,
            note: &new.note,
            at,
            by: &by,
            ends_at: new.ends_at,
            password: password.as_deref(),
            downloads: new.downloads,
        };
        store::add_link(change.connection(), &row).await?;
        let recipients: Vec<String> = new.recipients.iter().map(ToString::to_string).collect();
        store::add_recipients(change.connection(), link, &recipients).await?;
        let level = if new.takes_files { Level::Edit } else { Level::View };
        let grant = Grant {
            subject: Link::subject(link),
            level: level.number(),
            ends_at: Some(new.ends_at),
            granted_at: at,
            granted_by: by.clone(),
            reason: String::new(),
        };
        store::add_grant(change.connection(), id, &grant).await?;
        change
            .record(Event::LinkMade {
                link,
                item: id,
                path: item.path.clone(),
                takes_files: new.takes_files,
                ends_at: new.ends_at,
                has_password: password.is_some(),
                downloads: new.downloads,
                recipients,
            })
            .await?;
        change.commit_access().await?;
        Ok(MadeLink { id: link, secret, item })
    }

    fn makes_sense(&self, item: &Item, new: &NewLink) -> Result<()> {
        let invalid = |sentence: String, log: &str| Err(Error::invalid(sentence, log));
        if item.parent.is_none() {
            return invalid(text!("links-not-root"), "a link to everything");
        }
        if new.takes_files && !item.is_folder() {
            return invalid(text!("links-not-into-document"), "a document takes no files");
        }
        if new.ends_at <= self.database.now() {
            return invalid(text!("access-end-is-over"), "a link that has ended already");
        }
        if new.ends_at > self.latest_end_of_link() {
            return invalid(text!("links-too-long", days = self.links.longest.whole_days()), "a link for too long");
        }
        if new.note.chars().count() > LONGEST_NOTE {
            return invalid(text!("links-note-too-long", most = LONGEST_NOTE), "a long note");
        }
        if new.downloads.is_some_and(|number| !(1..=MOST_DOWNLOADS).contains(&number)) {
            return invalid(text!("links-no-number", most = MOST_DOWNLOADS), "no number of downloads");
        }
        if new.takes_files && new.downloads.is_some() {
            return invalid(text!("links-number-for-nothing"), "downloads from a link that shows nothing");
        }
        if new.recipients.len() > MOST_RECIPIENTS {
            return invalid(text!("links-many-recipients", most = MOST_RECIPIENTS), "many recipients");
        }
        if !new.recipients.is_empty() && self.mail.is_none() {
            return invalid(text!("links-no-mail"), "recipients, and no mail");
        }
        if !new.recipients.is_empty() && new.password.is_some() {
            return invalid(text!("links-one-lock"), "a password and recipients");
        }
        let secret = new.password.as_ref().map(secrecy::ExposeSecret::expose_secret);
        if secret.is_some_and(|password| password.chars().count() < SHORTEST || password.len() > LONGEST) {
            return invalid(
                text!("links-password-length", least = SHORTEST, most = LONGEST),
                "a password of that length",
            );
        }
        Ok(())
    }

    /// Ends a link on this item or a descendant, immediately in every running copy of the program.
    ///
    /// # Errors
    /// `NotFound`, also for one that has ended already; `Forbidden` for those who do not own its item.
    pub async fn end_link(&self, editor: &Editor, id: Uuid, link: Uuid) -> Result<()> {
        let mut change = self.begin_change(editor.person(), Lock::Nothing).await?;
        change.find::<Own>(id).await?;
        change.end_link(link, Some(id)).await.map(|_| ())
    }

    /// The same for an operator, whose command is named in the record. Returns the path of the link's item.
    ///
    /// # Errors
    /// As [`Documents::end_link`].
    pub async fn end_link_by_command(&self, command: &str, link: Uuid) -> Result<String> {
        self.begin_own_change(command, Lock::Nothing).await?.end_link(link, None).await
    }
}

impl Change<'_> {
    async fn end_link(mut self, link: Uuid, within: Option<Uuid>) -> Result<String> {
        let missing = || Error::not_found(format!("no open link {link}"));
        let node = store::link_of(self.connection(), link).await?.ok_or_else(missing)?;
        if let Some(folder) = within
            && !store::is_within(self.connection(), node, folder).await?
        {
            return Err(missing());
        }
        let path = self.find::<Own>(node).await?.into_inner().path;
        let (by, at) = (self.by.clone(), self.at);
        store::end_link(self.connection(), link, &by, at).await?;
        store::remove_grant(self.connection(), node, &Link::subject(link)).await?;
        self.record(Event::LinkEnded { link, item: node, path: path.clone() }).await?;
        self.commit_access().await?;
        Ok(path)
    }
}
