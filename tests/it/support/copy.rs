//! One running copy of the program, as far as the database goes: several may share one database.

use std::{sync::Arc, time::Duration};

use latchkey::{
    access::roles::Roles,
    audit::Audit,
    clock::{Clock, ManualClock},
    database::{
        Database, Rhythm,
        notices::{Notice, Topic},
    },
    identity::principal::{Email, Principal, Source, UserKey},
};
use sqlx::{AssertSqlSafe, ConnectOptions, Executor, postgres::PgConnectOptions};
use time::macros::datetime;
use tokio::{sync::broadcast::Receiver, time::timeout};
use uuid::Uuid;

use super::scratch_database::ScratchDatabase;

pub struct Copy {
    pub clock: Arc<ManualClock>,
    pub database: Database,
    pub audit: Arc<Audit>,
    pub roles: Arc<Roles>,
}

/// Quick to try again, slow to give up: the tests move the clock, and do not wait for it.
pub const RHYTHM: Rhythm = Rhythm {
    beat: Duration::from_mins(10),
    deaf_after: Duration::from_hours(1),
    retry_first: Duration::from_millis(5),
    retry_at_most: Duration::from_millis(50),
};

impl Copy {
    pub fn clock() -> Arc<ManualClock> {
        ManualClock::at(datetime!(2026-03-01 12:00 UTC))
    }

    pub async fn of(scratch: &ScratchDatabase) -> Self {
        let clock = Self::clock();
        let database = Database::connect(scratch.url().parse().unwrap(), clock.clone(), RHYTHM).await.unwrap();
        Self::over(database, clock)
    }

    pub fn over(database: Database, clock: Arc<ManualClock>) -> Self {
        let shared: Arc<dyn Clock> = clock.clone();
        let audit = Arc::new(Audit::new(database.clone()));
        let roles = Arc::new(Roles::new(database.clone(), audit.clone(), shared));
        Self { clock, database, audit, roles }
    }

    /// The role, spelled; "none" without one.
    pub async fn role_of(&self, person: &Principal) -> &'static str {
        self.roles.of(person).await.unwrap().role.map_or("none", |role| role.as_str())
    }
}

/// The next notice of the topic; panics when it does not come.
pub async fn hear(notices: &mut Receiver<Notice>, topic: Topic) -> Notice {
    timeout(Duration::from_secs(20), async {
        loop {
            let notice = notices.recv().await.expect("not too many, and not closed");
            if notice.topic == topic {
                return notice;
            }
        }
    })
    .await
    .expect("a notice comes")
}

/// Somebody who signed in: `object_id` is who they are, whatever their address.
pub fn signed_in(email: &str, object_id: &str) -> Principal {
    let source = Source::Session { id: Uuid::nil(), until: datetime!(2026-03-02 12:00 UTC) };
    Principal { user: UserKey::new("tenant", object_id), source, ..in_test_mode(email) }
}

/// Somebody whom a header names: nothing is pinned.
pub fn in_test_mode(email: &str) -> Principal {
    Principal {
        user: UserKey::new("test", email),
        email: Email::parse(email),
        name: email.to_owned(),
        app_roles: Vec::new(),
        source: Source::TestMode,
    }
}

/// Ends every connection to the database, as a restart of the server does.
pub async fn hang_up(scratch: &ScratchDatabase) {
    from_outside(scratch, "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '{}'").await;
}

/// The database is away for everybody.
pub async fn shut(scratch: &ScratchDatabase) {
    from_outside(scratch, "ALTER DATABASE \"{}\" ALLOW_CONNECTIONS false").await;
    hang_up(scratch).await;
}

/// And here again.
pub async fn open(scratch: &ScratchDatabase) {
    from_outside(scratch, "ALTER DATABASE \"{}\" ALLOW_CONNECTIONS true").await;
}

/// Runs a statement on another database of the server; `{}` stands for the name of this one.
async fn from_outside(scratch: &ScratchDatabase, statement: &str) {
    let options: PgConnectOptions = scratch.url().parse().unwrap();
    let statement = statement.replace("{}", options.get_database().unwrap());
    let mut connection = options.database("postgres").connect().await.unwrap();
    connection.execute(AssertSqlSafe(statement)).await.unwrap();
}

/// It may be read, but takes no changes any more, as a standby does.
pub async fn make_read_only(scratch: &ScratchDatabase) {
    from_outside(scratch, "ALTER DATABASE \"{}\" SET default_transaction_read_only = on").await;
    hang_up(scratch).await;
}
