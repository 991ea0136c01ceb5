//! Where documents and rows are kept.

use std::{
    path::{Path, PathBuf},
    str::FromStr,
};

use secrecy::SecretString;
use sqlx::postgres::{PgConnectOptions, PgSslMode};

use super::{
    server::Environment,
    variable::Variable,
    variables::{Variables, shown},
};

pub(super) const DATA_DIR: Variable = Variable::new(
    "DATA_DIR",
    "./data",
    "/var/lib/latchkey",
    "The folder for the documents' bytes, the embedded database and a generated cookie secret.",
);
pub(super) const DATABASE_URL: Variable = Variable::new(
    "DATABASE_URL",
    "in development, a database embedded in the program, under DATA_DIR",
    "postgres://latchkey@db.example.com/latchkey?sslmode=verify-full",
    "PostgreSQL 14 or newer. Reserved characters in the password are percent-encoded.",
)
.secret();

pub(super) const DATABASE_CONNECTIONS: Variable = Variable::new(
    "DATABASE_CONNECTIONS",
    "16",
    "30",
    "The most connections to PostgreSQL that each copy has for requests, two fifths of them for changes; two more listen.",
);

#[derive(Debug, Clone)]
pub struct DatabaseSettings {
    /// `DATABASE_URL`; none means the embedded database under `DATA_DIR` (development only).
    pub url: Option<SecretString>,
    /// `DATABASE_CONNECTIONS`: the most connections for requests. The embedded database has one, whatever this says.
    pub connections: u32,
}

impl DatabaseSettings {
    /// A few connections do much work: the busy look-ups are cached, and PostgreSQL's default is 100 for all its clients.
    pub const USUAL_CONNECTIONS: u32 = 16;
    /// With fewer, searches and archives together could take all those for questions (`transport/share/policy.rs`).
    const FEWEST_CONNECTIONS: u32 = 12;
    const MOST_CONNECTIONS: u32 = 1000;
}

impl DatabaseSettings {
    /// Whether a database is configured, or an embedded one exists already. Only then may a command run without the
    /// settings of the sign-in: without any settings, in the wrong folder, it would fill a database that nobody finds
    /// again.
    pub(super) fn is_there(&self, data_dir: &Path) -> bool {
        self.url.is_some() || Self::embedded_in(data_dir).exists()
    }

    /// The folder of the embedded database.
    pub fn embedded_in(data_dir: &Path) -> PathBuf {
        data_dir.join("postgres")
    }
}

pub(super) fn read(variables: &mut Variables<'_>, environment: Environment) -> (PathBuf, DatabaseSettings) {
    let data_dir = PathBuf::from(variables.text(&DATA_DIR).unwrap_or_else(|| DATA_DIR.default.to_owned()));
    if data_dir.exists() && !data_dir.is_dir() {
        variables.problem(&DATA_DIR, "There is something of that name that is not a folder.");
    }
    let connections = connections(variables);
    (data_dir, DatabaseSettings { url: database_url(variables, environment), connections })
}

fn connections(variables: &mut Variables<'_>) -> u32 {
    let Some(text) = variables.text(&DATABASE_CONNECTIONS) else { return DatabaseSettings::USUAL_CONNECTIONS };
    let (fewest, most) = (DatabaseSettings::FEWEST_CONNECTIONS, DatabaseSettings::MOST_CONNECTIONS);
    text.parse().ok().filter(|count| (fewest..=most).contains(count)).unwrap_or_else(|| {
        variables.problem(&DATABASE_CONNECTIONS, format!("{} is not a number from {fewest} to {most}.", shown(&text)));
        DatabaseSettings::USUAL_CONNECTIONS
    })
}

fn database_url(variables: &mut Variables<'_>, environment: Environment) -> Option<SecretString> {
    let Some(text) = variables.text(&DATABASE_URL) else {
        if environment != Environment::Development {
            let what = "Not set. The embedded database is for development only, and APP_ENV is";
            variables.problem(&DATABASE_URL, format!("{what} {environment}."));
        } else if !cfg!(feature = "embedded-postgres") {
            variables.problem(&DATABASE_URL, "Not set, and this program was built without the embedded database.");
        }
        return None;
    };
    let postgres = text.starts_with("postgres://") || text.starts_with("postgresql://");
    let Some(options) = PgConnectOptions::from_str(&text).ok().filter(|_| postgres) else {
        variables.problem(
            &DATABASE_URL,
            "Not the address of a PostgreSQL database (it is not shown: it may hold a password).\n\
             Reserved characters in the password, such as @ : / # ?, are percent-encoded.",
        );
        return None;
    };
    let here =
        options.get_socket().is_some() || matches!(options.get_host(), "localhost" | "127.0.0.1" | "::1" | "[::1]");
    let sealed = matches!(options.get_ssl_mode(), PgSslMode::Require | PgSslMode::VerifyCa | PgSslMode::VerifyFull);
    if environment.is_deployed() && !here && !options.get_host().starts_with('/') && !sealed {
        variables.warn(
            "DATABASE_URL does not ask for encryption: on a network that is not yours alone, add sslmode=verify-full.",
        );
    }
    Some(SecretString::from(text))
}
