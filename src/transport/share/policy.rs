//! How much expensive work of each kind one person may cause.

/// The share of one kind.
#[derive(Debug)]
pub struct Policy {
    pub name: &'static str,
    /// So many right away …
    pub burst: u32,
    /// … and then one in each of these milliseconds. `FAIR_SHARE` multiplies both.
    pub every_ms: u32,
    /// So many at the same moment; others of the same person wait.
    pub at_once: usize,
    /// So many may wait.
    pub waiting: usize,
    /// So many at the same moment by all people together: of the database's connections there are at
    /// least eight for questions (`DATABASE_CONNECTIONS`), and listings need some.
    pub of_all: usize,
}

/// A kind of expensive work, as a handler names it.
pub trait Costly: 'static {
    const POLICY: Policy;
}

const ANY: usize = 1 << 20;

macro_rules! costly {
    ($($(#[$says:meta])* $name:ident { $($field:ident: $value:expr),* $(,)? })*) => {$(
        $(#[$says])*
        pub struct $name;

        impl Costly for $name {
            const POLICY: Policy = Policy { name: stringify!($name), $($field: $value),* };
        }
    )*};
}

costly! {
    /// A search: several queries. Somebody who types fast sends two a second.
    Search { burst: 60, every_ms: 500, at_once: 2, waiting: 8, of_all: 4 }
    /// Everybody who has access to something, or for whom a move changes that; people by typed words. Many rows are
    /// read.
    People { burst: 60, every_ms: 500, at_once: 2, waiting: 8, of_all: 4 }
    /// A page of the record: some queries along its indexes.
    Record { burst: 60, every_ms: 500, at_once: 2, waiting: 8, of_all: 4 }
    /// The record as a file, until its last byte: it is read as fast as it is received.
    RecordFile { burst: 10, every_ms: 10_000, at_once: 1, waiting: 2, of_all: 8 }
    /// The plan of an archive, or its size: a walk over up to 100,000 rows.
    Archive { burst: 30, every_ms: 2000, at_once: 1, waiting: 4, of_all: 2 }
    /// A thumbnail, perhaps not made yet. A folder shows 250 of them, and the next one too.
    Thumbnail { burst: 1500, every_ms: 50, at_once: 8, waiting: 500, of_all: ANY }
    /// The announcement of an upload: a row and a file. Folders of thousands of files are brought in at once.
    Announcement { burst: 5000, every_ms: 5, at_once: ANY, waiting: 0, of_all: ANY }
    /// A download link: a row in the record.
    Ticket { burst: 30, every_ms: 2000, at_once: ANY, waiting: 0, of_all: ANY }
    /// A request by a link for people outside: some queries, and an event in the audit log.
    Link { burst: 600, every_ms: 100, at_once: 8, waiting: 64, of_all: 8 }
    /// Files sent by a link: they take as long as the sender needs.
    LinkUpload { burst: 300, every_ms: 1000, at_once: 8, waiting: 8, of_all: ANY }
    /// A password for a link, from one address.
    LinkPassword { burst: 10, every_ms: 30_000, at_once: 1, waiting: 3, of_all: 4 }
    /// The same from all addresses.
    LinkTries { burst: 100, every_ms: 10_000, at_once: 8, waiting: 32, of_all: ANY }
    /// A code for a link: a mail to somebody. Each code allows a few more guesses.
    LinkCode { burst: 5, every_ms: 600_000, at_once: 8, waiting: 8, of_all: ANY }
    /// The beginning of a sign-in. A whole office comes from one address.
    SignIn { burst: 600, every_ms: 100, at_once: ANY, waiting: 0, of_all: ANY }
    /// The end of a sign-in: a question to the provider, which may take its time.
    Callback { burst: 300, every_ms: 200, at_once: 16, waiting: 64, of_all: 64 }
    /// A sign-out at the provider: a question to the database.
    FrontChannel { burst: 300, every_ms: 200, at_once: 8, waiting: 64, of_all: 8 }
    /// A refused sign-in in the audit log; beyond the limit it is in the application's log only.
    RefusalRow { burst: 50, every_ms: 10_000, at_once: ANY, waiting: 0, of_all: ANY }
}
