//! Links for people outside. Their holders have no identity: everything that they may do is granted to the link
//! itself, so that `level_of` stays the only rule (I12).

use std::sync::Arc;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::{
    roles::Roles,
    store::{self, LinkRow, Use},
};
use crate::{
    Error, Result,
    audit::{self, Actor, Audit, Event},
    clock::SharedClock,
    database::Database,
    entropy::SharedEntropy,
    identity::principal::{Email, Principal, UserKey},
    mail::Mail,
    storage::content_hash::ContentHash,
    transport::share::Shares,
};

/// The realm of link holders: no provider has this name.
pub const REALM: &str = "link";

/// A download that is resumed from the same address within this time is not counted again.
const GOES_ON: Duration = Duration::hours(24);

/// Opening it again within this time is not recorded again.
const SAME_VISIT: Duration = Duration::minutes(10);

/// The secret in the address of a link: 144 random bits, in base64url.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkSecret(String);

impl LinkSecret {
    /// A new one.
    pub fn draw(entropy: &SharedEntropy) -> Self {
        Self(BASE64_URL_SAFE_NO_PAD.encode(entropy.bytes::<18>()))
    }

    /// Parses the secret in an address; `None` if it cannot be one of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let is_one = text.len() == 24 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        is_one.then(|| Self(text.to_owned()))
    }

    /// The only form in which it is stored. A slow hash would not add protection: nobody guesses 144 bits.
    pub fn sha256(&self) -> [u8; 32] {
        Sha256::digest(&self.0).into()
    }

    /// For the person who made it, once.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// A link, as its holder may know it.
#[derive(Clone)]
pub struct Link {
    pub id: Uuid,
    /// The folder or document.
    pub node: Uuid,
    /// Upload only.
    pub takes_files: bool,
    pub note: String,
    pub ends_at: OffsetDateTime,
    /// `None`: any number.
    pub downloads_left: Option<u32>,
    /// Whether it opens only for named people, by a code that is sent to them.
    pub has_recipients: bool,
    /// The address that proved itself by a code.
    pub visitor: Option<String>,
    /// Argon2id, as a PHC string.
    pub(super) password: Option<String>,
}

impl Link {
    /// As grants name it.
    pub fn subject(id: Uuid) -> String {
        format!("link:{id}")
    }

    /// As rows name what came through it.
    pub fn user(&self) -> UserKey {
        UserKey::new(REALM, self.id.to_string())
    }

    /// What people call it, where they see what came through it.
    pub fn called(&self) -> String {
        if self.note.is_empty() { text!("link-nameless") } else { text!("link-named", note = self.note.as_str()) }
    }

    /// Whether a password or a code is needed to open it.
    pub fn is_locked(&self) -> bool {
        self.password.is_some() || self.has_recipients
    }
}

/// Looks links up, and records their uses.
pub struct Links {
    pub(super) database: Database,
    pub(super) entropy: SharedEntropy,
    pub(super) mail: Arc<Mail>,
    audit: Arc<Audit>,
    roles: Arc<Roles>,
    clock: SharedClock,
    /// Tries of passwords. FAIR_SHARE does not count here: this bound protects the link, not the program.
    pub(super) tries: Shares,
}

impl Links {
    pub fn new(
        database: Database,
        audit: Arc<Audit>,
        roles: Arc<Roles>,
        mail: Arc<Mail>,
        clock: SharedClock,
        entropy: SharedEntropy,
    ) -> Self {
        let tries = Shares::new(clock.clone(), 1);
        Self { database, entropy, mail, audit, roles, clock, tries }
    }

    /// The link with this secret, if it is valid now: it has not ended, and its maker still owns the item.
    ///
    /// # Errors
    /// `NotFound` whatever the reason; `Unavailable` when the database does not answer.
    pub async fn open(&self, secret: &str) -> Result<Link> {
        let over = |why: &str| Error::not_found(format!("a link that opens nothing: {why}"));
        let secret = LinkSecret::parse(secret).ok_or_else(|| over("misspelt"))?.sha256();
        let row = self.database.look_up(|| store::link(self.database.pool(), &secret)).await?;
        let row = row.ok_or_else(|| over("unknown, or ended"))?;
        if row.ends_at <= self.database.now() {
            return Err(over("its time is over"));
        }
        let maker = maker(&row).ok_or_else(|| over("made by nobody"))?;
        let standing = self.roles.of(&maker).await?;
        let subjects = standing.subjects.names();
        if !self.database.look_up(|| store::link_stands(self.database.pool(), row.id, subjects)).await? {
            return Err(over("ended, or its maker does not own the thing"));
        }
        Ok(Link {
            id: row.id,
            node: row.node,
            takes_files: row.takes_files,
            note: row.note,
            ends_at: row.ends_at,
            downloads_left: row.downloads_left.map(i32::unsigned_abs),
            has_recipients: row.has_recipients,
            visitor: None,
            password: row.password,
        })
    }

    /// Records that somebody opened it.
    ///
    /// # Errors
    /// As the database.
    pub async fn opened(&self, link: &Link, actor: &Actor) -> Result<()> {
        let address = actor.address.map(|address| address.to_string());
        let done = Use { node: None, sha256: None, ..self.used(link, "opened", address.as_deref()) };
        if store::was_used(self.database.pool(), &done, done.at - SAME_VISIT).await? {
            return Ok(());
        }
        let mut transaction = self.database.begin().await?;
        store::note_use(&mut transaction, &done).await?;
        self.audit.record(&mut transaction, actor, Event::LinkOpened { link: link.id }).await?;
        Ok(transaction.commit().await?)
    }

    /// Counts a download, before its first byte. `hash`: of a document's bytes; none for an archive. `goes_on`: the
    /// request is for a range that does not begin at the start; then it is the download that was counted already, if
    /// that came from the same address: `None`. Otherwise the name of its row in the record.
    ///
    /// # Errors
    /// `Gone` when the limit is reached.
    pub async fn count_download(
        &self,
        link: &Link,
        actor: &Actor,
        item: Uuid,
        hash: Option<&ContentHash>,
        goes_on: bool,
    ) -> Result<Option<Uuid>> {
        let address = actor.address.map(|address| address.to_string());
        let sha256 = hash.map(|hash| &hash.as_bytes()[..]);
        let done = Use { node: Some(item), sha256, ..self.used(link, "downloaded", address.as_deref()) };
        if goes_on && store::was_used(self.database.pool(), &done, done.at - GOES_ON).await? {
            return Ok(None);
        }
        let mut transaction = self.database.begin().await?;
        if !store::take_download(&mut transaction, link.id).await? {
            return Err(Error::gone(text!("link-used-up"), "no download is left"));
        }
        store::note_use(&mut transaction, &done).await?;
        let event = Event::LinkDownloaded { link: link.id, item, sha256: hash.map(ToString::to_string) };
        let uid = audit::new_uid(&self.clock, &self.entropy);
        self.audit.record_as(&mut transaction, uid, actor, event).await?;
        transaction.commit().await?;
        Ok(Some(uid))
    }

    /// Keeps that a wrong password was given.
    ///
    /// # Errors
    /// As the database.
    pub async fn refused(&self, link: &Link, actor: &Actor) -> Result<()> {
        self.audit.note(actor, Event::LinkRefused { link: link.id }).await
    }

    fn used<'a>(&self, link: &'a Link, kind: &'static str, address: Option<&'a str>) -> Use<'a> {
        let name = link.visitor.as_deref();
        Use { link: link.id, at: self.clock.now(), kind, node: None, sha256: None, address, name }
    }
}

/// Keeps that a file came, in the transaction that adds it. `name`: what the sender calls themselves.
///
/// # Errors
/// As the database.
pub async fn sent(
    connection: &mut PgConnection,
    link: &Link,
    actor: &Actor,
    document: Uuid,
    name: &str,
    at: OffsetDateTime,
) -> Result<()> {
    let address = actor.address.map(|address| address.to_string());
    let both = link.visitor.as_ref().map(|visitor| format!("{name} ({visitor})"));
    let both: Option<String> = both.map(|both| both.chars().take(200).collect());
    let (node, address, name) = (Some(document), address.as_deref(), both.as_deref().or(Some(name)));
    let done = Use { link: link.id, at, kind: "sent", node, sha256: None, address, name };
    store::note_use(connection, &done).await.map_err(Error::from)
}

/// Its maker, as a person who is not present.
fn maker(row: &LinkRow) -> Option<Principal> {
    Principal::absent(&row.maker, row.maker_name.clone(), row.maker_email.as_deref().and_then(Email::parse))
}
