//! Everything that can be recorded. A new kind of event is a new variant, so that one page lists them all.

use std::fmt;

use time::OffsetDateTime;
use uuid::Uuid;

use super::{AlarmEvent, DownloadEvent, RecordEvent, RefusalEvent, ScanEvent, ScimEvent, WhichSessions};

/// What happened. Never holds a token, a secret or the text of a document.
#[derive(Clone, PartialEq, Eq)]
pub enum Event {
    SignedIn,
    /// The provider's error code, or the name of our own check.
    SignInRefused {
        code: String,
    },
    SignedOut,
    /// Sessions were ended from elsewhere.
    SessionsEnded {
        /// Whose, as a user key.
        person: String,
        which: WhichSessions,
        /// How many of them ran.
        sessions: u64,
    },
    RoleSet {
        email: String,
        role: String,
        /// The next person to sign in with the address takes the row.
        unpinned: bool,
    },
    RoleRemoved {
        email: String,
    },
    /// Somebody signed in with an address whose role is pinned to another person, and got no role.
    RoleBelongsToAnother {
        email: String,
    },
    /// The quota of a folder.
    QuotaSet {
        item: Uuid,
        path: String,
        /// `None`: no limit.
        bytes: Option<u64>,
    },
    DocumentsImported {
        /// The folder that they came into.
        into: String,
        added: u64,
        changed: u64,
        unchanged: u64,
        refused: u64,
        bytes: u64,
    },
    /// Somebody had documents read again that the search could not read.
    IndexRetried {
        contents: u64,
    },
    FolderMade {
        item: Uuid,
        path: String,
    },
    DocumentAdded {
        item: Uuid,
        path: String,
        bytes: u64,
    },
    VersionAdded {
        item: Uuid,
        path: String,
        version: i32,
        bytes: u64,
        /// The old version whose bytes these are, where one was brought back.
        of: Option<i32>,
    },
    /// Renamed, or moved, or both.
    ItemMoved {
        item: Uuid,
        from: String,
        to: String,
        /// What became of the grants on it, where it came into another folder: `keep` or `target`.
        grants: Option<&'static str>,
    },
    ItemDescribed {
        item: Uuid,
        path: String,
    },
    ItemCopied {
        item: Uuid,
        from: String,
        to: String,
        documents: u64,
        /// Whether the source's own grants were granted on the copy, too (`keep`), or not (`target`).
        grants: &'static str,
    },
    ItemDeleted {
        item: Uuid,
        path: String,
        deletion: Uuid,
    },
    ItemRestored {
        item: Uuid,
        path: String,
        deletion: Uuid,
    },
    /// Deleted for good.
    ItemPurged {
        item: Uuid,
        path: String,
        deletion: Uuid,
        /// `None`: they had not been counted yet.
        documents: Option<u64>,
    },
    ArchiveDownloaded {
        /// What it was named after; empty for a selection.
        name: String,
        /// What was chosen.
        items: Vec<Uuid>,
        documents: u64,
        bytes: u64,
    },
    AccessGranted {
        item: Uuid,
        path: String,
        /// As the table of grants has it.
        subject: String,
        level: String,
        ends_at: Option<OffsetDateTime>,
        reason: String,
    },
    AccessRevoked {
        item: Uuid,
        path: String,
        subject: String,
    },
    /// Somebody asks for access.
    AccessAsked {
        /// `None`: there is no such item.
        item: Option<Uuid>,
        level: String,
    },
    AccessAnswered {
        item: Uuid,
        /// Who asked, as a user key.
        person: String,
        is_given: bool,
    },
    /// An owner said that it shall stay.
    AccessConfirmed {
        item: Uuid,
        path: String,
        subject: String,
    },
    /// No owner said so in time.
    AccessNotConfirmed {
        item: Uuid,
        path: String,
        subject: String,
        /// It ended by that.
        is_ended: bool,
    },
    /// Stopped inheriting, or inherits again.
    AccessCut {
        item: Uuid,
        path: String,
        is_cut: bool,
    },
    GroupMade {
        group: Uuid,
        name: String,
    },
    /// Called otherwise, or described otherwise.
    GroupDescribed {
        group: Uuid,
        before: String,
        name: String,
    },
    /// With everything that was granted to it.
    GroupDeleted {
        group: Uuid,
        name: String,
        grants: i64,
    },
    GroupMembersChanged {
        group: Uuid,
        name: String,
        /// As the table of members has them.
        added: Vec<String>,
        removed: Vec<String>,
    },
    GroupOwnerChanged {
        group: Uuid,
        name: String,
        owner: String,
        owns: bool,
    },
    /// Everything that was theirs by name was taken, and they may not sign in any more.
    PersonLockedOut {
        /// The user key.
        person: String,
        /// Who owns what they owned, as the table of grants has it.
        heir: Option<String>,
    },
    /// They may sign in again.
    PersonLetIn {
        person: String,
    },
    /// A role comes with a group or an app role of the directory; `None`: none any more.
    DirectoryRoleSet {
        claim: String,
        role: Option<String>,
    },
    /// A document was handed out.
    Download(DownloadEvent),
    /// A request was refused.
    Refusal(RefusalEvent),
    /// An alarm of the program.
    Alarm(AlarmEvent),
    /// The record itself.
    Record(RecordEvent),
    /// The virus scan.
    Scan(ScanEvent),
    /// What the directory has provisioned.
    Scim(ScimEvent),
    /// An administrator begins to view the site as somebody else.
    ViewingBegan {
        email: String,
        /// The user key; `None`: nobody has signed in with the address yet.
        person: Option<String>,
        /// When it expires.
        until: OffsetDateTime,
    },
    /// And no more.
    ViewingEnded {
        email: String,
        person: Option<String>,
    },
    /// A link for people outside.
    LinkMade {
        link: Uuid,
        item: Uuid,
        path: String,
        /// Upload only.
        takes_files: bool,
        ends_at: OffsetDateTime,
        has_password: bool,
        /// How many; `None`: any number.
        downloads: Option<i32>,
        /// The only people for whom it opens; empty: anybody who has it.
        recipients: Vec<String>,
    },
    /// Before its time.
    LinkEnded {
        link: Uuid,
        item: Uuid,
        path: String,
    },
    /// Its page was opened.
    LinkOpened {
        link: Uuid,
    },
    LinkDownloaded {
        link: Uuid,
        item: Uuid,
        /// `None`: an archive.
        sha256: Option<String>,
    },
    /// A file came by a link.
    LinkReceived {
        link: Uuid,
        item: Uuid,
        /// What the senders call themselves; unverified.
        sender: String,
    },
    /// A wrong password was given.
    LinkRefused {
        link: Uuid,
    },
    /// Somebody wants notices by mail, or none.
    NoticesSet {
        wants: bool,
    },
    /// A link was made that works without the session's cookie, for a while.
    TicketMade {
        document: Uuid,
        sha256: String,
    },
}

/// The detail may contain somebody's address, which is kept out of the log.
impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Event({})", self.kind())
    }
}
