//! A PostgreSQL database for one test: copied from a migrated template, dropped afterwards.

use sqlx::{Connection, Executor, PgConnection, Row};
use tokio::runtime::Runtime;

use super::entra::keys::random_text;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// Its own database on the server that `tests/run` starts.
pub struct ScratchDatabase {
    name: String,
}

fn server() -> String {
    let default = "postgres://postgres@127.0.0.1:55432/postgres";
    std::env::var("LATCHKEY_TEST_DATABASE_URL").unwrap_or_else(|_| default.to_owned())
}

fn url_of(name: &str) -> String {
    let mut url = url::Url::parse(&server()).expect("LATCHKEY_TEST_DATABASE_URL is a URL");
    url.set_path(name);
    url.to_string()
}

/// Runs something on a connection of its own, and waits for it.
fn on<T: Send>(url: &str, what: impl AsyncFnOnce(&mut PgConnection) -> sqlx::Result<T> + Send) -> T {
    let run = async || {
        let mut connection = PgConnection::connect(url).await?;
        let found = what(&mut connection).await?;
        connection.close().await?;
        Ok::<T, sqlx::Error>(found)
    };
    // A thread of its own: the caller may be inside a runtime already.
    std::thread::scope(|scope| scope.spawn(move || runtime().block_on(run())).join())
        .expect("no panic")
        .unwrap_or_else(|error| panic!("{error} (is LATCHKEY_TEST_DATABASE_URL right?)"))
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

impl ScratchDatabase {
    pub fn create() -> Self {
        let template = template();
        let name = format!("latchkey_test_{}", random_text(9).to_lowercase().replace('-', "_"));
        on(&server(), async |connection| {
            connection.execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE \"{name}\" TEMPLATE \"{template}\""))).await
        });
        Self { name }
    }

    pub fn url(&self) -> String {
        url_of(&self.name)
    }

    /// Runs statements, as an operator would in psql.
    pub fn execute(&self, sql: &str) {
        on(&self.url(), async |connection| connection.execute(sqlx::AssertSqlSafe(sql.to_owned())).await);
    }

    /// The only column of the only row, as text.
    pub fn text(&self, sql: &str) -> String {
        on(&self.url(), async |connection| {
            let row = sqlx::query(sqlx::AssertSqlSafe(format!("SELECT ({sql})::text"))).fetch_one(connection).await?;
            Ok(row.get::<Option<String>, _>(0).unwrap_or_default())
        })
    }
}

impl Drop for ScratchDatabase {
    fn drop(&mut self) {
        let name = &self.name;
        on(&server(), async |connection| {
            connection.execute(sqlx::AssertSqlSafe(format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)"))).await
        });
    }
}

/// The migrated database that all others are copies of; its name holds the migrations' checksums.
fn template() -> String {
    static ONCE: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    ONCE.get_or_init(|| {
        let mut sums = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256);
        MIGRATIONS.iter().for_each(|migration| sums.update(&migration.checksum));
        let name = format!("latchkey_template_{}", &hex::encode(sums.finish().as_ref())[..16]);
        on(&server(), async |connection| {
            // Several test programs may start at once: one of them makes it, the others wait.
            connection.execute("SELECT pg_advisory_lock(7205011)").await?;
            let there = sqlx::query("SELECT 1 FROM pg_database WHERE datname = $1").bind(&name);
            if there.fetch_optional(&mut *connection).await?.is_none() {
                let making = format!("{name}_making");
                let run = |sql: String| sqlx::AssertSqlSafe(sql);
                connection.execute(run(format!("DROP DATABASE IF EXISTS \"{making}\" WITH (FORCE)"))).await?;
                connection.execute(run(format!("CREATE DATABASE \"{making}\""))).await?;
                let mut inside = PgConnection::connect(&url_of(&making)).await?;
                MIGRATIONS.run(&mut inside).await?;
                inside.close().await?;
                connection.execute(run(format!("ALTER DATABASE \"{making}\" RENAME TO \"{name}\""))).await?;
            }
            connection.execute("SELECT pg_advisory_unlock(7205011)").await
        });
        name
    })
    .clone()
}
