//! Requests for access, and their answers. The reply does not reveal anything: access to an item that does not exist
//! can be requested too.

use time::OffsetDateTime;
use uuid::Uuid;

use super::{NewGrant, change::Lock, notify::Notice};
use crate::{
    Error, Result,
    access::{
        ladder::{Editor, Employee},
        level::Level,
        subjects::{Subject, Subjects},
    },
    audit::Event,
    documents::{
        item::Who,
        path::Place,
        service::Documents,
        store::{self, AccessRequestRow, NewAccessRequest, OwnAccessRequestRow},
    },
    identity::principal::{Source, UserKey},
};

/// The longest question and the longest answer, in characters; the table has the same limit.
const LONGEST_WORDS: usize = 500;
/// So many of one person may wait.
const MOST_OPEN: i64 = 50;
/// So many are listed.
const MOST_LISTED: i64 = 200;

/// What access is requested.
#[derive(Debug, Clone)]
pub struct RequestedAccess {
    /// Path of an address on this site, without query.
    pub address: String,
    /// View or edit.
    pub level: Level,
    pub words: String,
}

/// Something that one asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnAccessRequest {
    pub address: String,
    pub level: Level,
    pub asked_at: OffsetDateTime,
    /// When it was answered, and whether access was granted; `None`: not yet.
    pub answered: Option<(OffsetDateTime, bool)>,
    pub answer: String,
}

/// Something that an owner is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessRequest {
    pub id: Uuid,
    pub node: Uuid,
    pub path: String,
    person: String,
    /// The name of the person who asks.
    pub name: String,
    pub email: String,
    pub level: Level,
    pub words: String,
    pub asked_at: OffsetDateTime,
}

impl Documents {
    /// Asks the owners of the item at an address for access. The reply is the same whether or not there is an item.
    ///
    /// # Errors
    /// `Invalid` for too long a text, for too many open access requests, and for a level that cannot be requested;
    /// `Forbidden` for people without an identity.
    pub async fn ask_for_access(&self, employee: &Employee, wish: &RequestedAccess) -> Result<()> {
        let person = employee.person();
        if person.principal.source == Source::Guest {
            return Err(Error::forbidden(text!("ask-guest"), "a guest asks for access"));
        }
        is_short(&wish.words)?;
        if wish.level == Level::Own {
            return Err(Error::invalid(text!("access-choose-level"), "somebody asks to own something"));
        }
        let node = self.node_at(&wish.address).await?;
        let mut change = self.begin_change(person, Lock::Nothing).await?;
        if store::open_access_requests(change.connection(), &person.key()).await? >= MOST_OPEN {
            return Err(Error::invalid(text!("ask-too-many", most = MOST_OPEN), "too many open access requests"));
        }
        let request = NewAccessRequest {
            id: change.new_id(),
            node,
            address: wish.address.clone(),
            person: person.key(),
            level: wish.level.number(),
            words: wish.words.clone(),
            at: change.at,
        };
        store::ask(change.connection(), &request).await?;
        change.record(Event::AccessAsked { item: node, level: wish.level.to_string() }).await?;
        change.commit().await
    }

    /// The item at an address of this site, whoever may see it.
    async fn node_at(&self, address: &str) -> Result<Option<Uuid>> {
        let operator = Subjects::operator().names();
        if let Some(rest) = address.strip_prefix("/d/") {
            let Ok(id) = rest.split('/').next().unwrap_or_default().parse::<Uuid>() else { return Ok(None) };
            let found = self.database.look_up(|| store::item(self.database.pool(), id, operator)).await?;
            return Ok(found.is_some().then_some(id));
        }
        let rest = ["/files/", "/at/", "/api/files/"].iter().find_map(|mount| address.strip_prefix(mount));
        let Some(place) = rest.and_then(|rest| Place::parse(rest).ok()) else { return Ok(None) };
        let names: Vec<String> = match &place {
            Place::Folder(folder) => folder.names().map(str::to_owned).collect(),
            Place::Document(document) => document.names().map(str::to_owned).collect(),
        };
        let found = self.database.look_up(|| store::item_at(self.database.pool(), &names, operator)).await?;
        Ok(found.transpose()?.map(|item| item.id))
    }

    /// What this person asked, the latest first.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn own_access_requests(&self, employee: &Employee) -> Result<Vec<OwnAccessRequest>> {
        let person = employee.person().key();
        let rows =
            self.database.look_up(|| store::own_access_requests(self.database.pool(), &person, MOST_LISTED)).await?;
        rows.into_iter().map(OwnAccessRequest::try_from).collect()
    }

    /// What waits for this person's answer: questions about what they own.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn access_requests_to(&self, editor: &Editor) -> Result<Vec<AccessRequest>> {
        self.access_requests(editor.person().subjects(), None).await
    }

    async fn access_requests(&self, subjects: &[String], only: Option<Uuid>) -> Result<Vec<AccessRequest>> {
        let ask = || store::access_requests_to(self.database.pool(), subjects, only, MOST_LISTED);
        let rows = self.database.look_up(ask).await?;
        rows.into_iter().map(AccessRequest::try_from).collect()
    }

    /// Answers one: grants what was requested, or not; a person who has more by now keeps it. The text is for the
    /// person who asked.
    ///
    /// # Errors
    /// `NotFound` for one that is answered, or not theirs to answer; `Invalid` for too long a text.
    pub async fn answer(&self, editor: &Editor, id: Uuid, gives: bool, words: &str) -> Result<()> {
        is_short(words)?;
        let person = editor.person();
        let found = self.access_requests(person.subjects(), Some(id)).await?.pop();
        let request = found.ok_or_else(|| Error::not_found(format!("no access request {id} for them")))?;
        let mut change = self.begin_change(person, Lock::Nothing).await?;
        let (by, at, item) = (change.by.clone(), change.at, request.node);
        if !store::answer(change.connection(), id, gives, words, &by, at).await? {
            return Err(Error::not_found(format!("access request {id} was answered by somebody else")));
        }
        let (realm, subject) = request.person.split_once('|').unwrap_or_default();
        let subject = Subject::Person(UserKey::new(realm, subject));
        let has = store::granted_here(change.connection(), item, &subject.to_string()).await?;
        let asker = subject.clone();
        if gives && has < request.level.number() {
            let new = NewGrant { subject, level: request.level, ends_at: None, reason: request.words };
            change.put_grant(item, &new).await?;
        }
        change.tell(&asker, item, &Notice::Answered { is_given: gives }).await?;
        change.record(Event::AccessAnswered { item, person: request.person, is_given: gives }).await?;
        change.commit_access().await
    }
}

fn is_short(words: &str) -> Result<()> {
    if words.chars().count() <= LONGEST_WORDS {
        return Ok(());
    }
    Err(Error::invalid(text!("access-reason-too-long", most = LONGEST_WORDS), "many words"))
}

fn level(number: i16) -> Result<Level> {
    Level::of(number)?.ok_or_else(|| Error::internal("an access request for nothing"))
}

impl TryFrom<OwnAccessRequestRow> for OwnAccessRequest {
    type Error = Error;

    fn try_from(row: OwnAccessRequestRow) -> Result<Self> {
        let OwnAccessRequestRow { address, asked_at, answered_at, is_given, answer, .. } = row;
        Ok(Self { address, level: level(row.level)?, asked_at, answered: answered_at.zip(is_given), answer })
    }
}

impl TryFrom<AccessRequestRow> for AccessRequest {
    type Error = Error;

    fn try_from(row: AccessRequestRow) -> Result<Self> {
        let AccessRequestRow { id, node, path, person, name, email, words, asked_at, .. } = row;
        let name = if name.is_empty() { email.clone() } else { name };
        let Who { key: person, name } = Who::of(person, name);
        Ok(Self { id, node, path, person, name, email, level: level(row.level)?, words, asked_at })
    }
}
