//! The settings of the operator. One file per section, each beginning with the variables that it reads; all are
//! validated together, so that a failing start names every problem at once.
//!
//! Nothing here reads the process environment directly: the variables come through a function, so a test needs no
//! environment. The result is a [`Settings`] that is consistent as a whole, or the list of [`Problems`].

mod addresses;
mod alarms;
mod audit;
mod azure_storage;
mod client_ids;
mod cookie_secret;
mod credential;
mod generated_secret;
mod graph;
mod guards;
mod issuer;
mod language;
mod log;
mod mail;
mod metrics;
mod near_miss;
mod object_storage;
mod ocr;
mod previews;
mod problems;
mod public_url;
mod record;
mod review;
mod s3_storage;
mod scanning;
mod server;
mod session;
mod share_links;
mod sign_in;
mod storage;
mod trash;
mod uploads;
mod variable;
mod variables;

use std::path::PathBuf;

pub use alarms::{AlarmSettings, Webhook};
pub use audit::AuditMode;
pub use credential::ClientCredential;
pub use log::LogFormat;
pub use mail::MailSettings;
pub use metrics::MetricsSettings;
pub use near_miss::near_misses;
pub use object_storage::{ObjectStorage, ObjectStoreKind, StoragePlace, StorageSettings, set_by_platforms};
pub use ocr::{OcrSettings, TesseractSettings};
pub use previews::PreviewSettings;
pub use problems::{Problem, Problems};
pub use public_url::PublicUrl;
pub use record::RecordRetention;
pub use review::ReviewSettings;
pub use scanning::{ScanPatience, ScanSettings, ScanWhen, ScannerDown, ScannerPlace};
pub use server::{Environment, Patience, ServerSettings};
pub use session::SessionSettings;
pub use share_links::LinkSettings;
pub use sign_in::{OidcSettings, SignInMode};
pub use storage::DatabaseSettings;
pub use trash::TrashSettings;
pub use uploads::{UploadSettings, bytes_in};
pub use variable::{VARIABLES, Variable};
use variables::Variables;

/// Everything the program needs to know before it starts.
#[derive(Debug, Clone)]
pub struct Settings {
    pub server: ServerSettings,
    pub database: DatabaseSettings,
    pub sign_in: SignInMode,
    pub session: SessionSettings,
    /// `TRASH_DAYS`: how long deleted items can be restored.
    pub trash: TrashSettings,
    /// `ACCESS_REVIEW_DAYS`: whether owners are asked who should still have access.
    pub review: ReviewSettings,
    /// `RECORD_RETENTION`: how long the record keeps its rows.
    pub record: RecordRetention,
    pub uploads: UploadSettings,
    /// `PREVIEW_OFFICE`: how Office files are shown.
    pub previews: PreviewSettings,
    /// `OCR`: whether words are recognized in scans and pictures.
    pub ocr: OcrSettings,
    /// `CLAMAV`: the virus scanner; `None`: nothing is scanned.
    pub scanning: Option<ScanSettings>,
    /// `SHARE_LINKS`: links for people outside.
    pub links: LinkSettings,
    /// `SMTP_URL`; `None`: no mail goes out.
    pub mail: Option<MailSettings>,
    /// `METRICS_BIND`, `METRICS_SECRET`: numbers for Prometheus.
    pub metrics: MetricsSettings,
    /// `ALARM_...`: when the program raises an alarm, and where it reports it.
    pub alarms: AlarmSettings,
    /// `LANGUAGE_FILE`: what the pages say, in another language than English.
    pub language_file: Option<PathBuf>,
    pub log: LogFormat,
    /// Where the documents' bytes are kept.
    pub storage: StorageSettings,
    /// `AUDIT`: what has to have a row of the record before a document is handed out.
    pub audit: AuditMode,
    /// `DATA_DIR`: bytes on their way in, the embedded database, a generated cookie secret.
    pub data_dir: PathBuf,
    /// This very program, to be started again for what may fall over (src/confined/). Not for the operator to set.
    pub program: PathBuf,
}

/// What the settings are read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To let people in.
    Site,
    /// To work on a database that is there, without anybody signing in.
    Command,
}

/// Valid settings, and warnings about them for the operator.
#[derive(Debug, Clone)]
pub struct Loaded {
    pub settings: Settings,
    /// Plain sentences without secrets.
    pub warnings: Vec<String>,
}

impl Settings {
    /// Reads and validates every section. An empty value counts as not set.
    ///
    /// # Errors
    /// All that is wrong, in one list.
    pub fn from_env(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, Problems> {
        Ok(Self::load(lookup)?.settings)
    }

    /// As [`Settings::from_env`], with the warnings.
    ///
    /// # Errors
    /// All that is wrong, in one list.
    pub fn load(lookup: impl Fn(&str) -> Option<String>) -> Result<Loaded, Problems> {
        Self::load_for(Purpose::Site, lookup)
    }

    /// As [`Settings::load`], for the site or for a command.
    ///
    /// # Errors
    /// All that is wrong, in one list.
    pub fn load_for(purpose: Purpose, lookup: impl Fn(&str) -> Option<String>) -> Result<Loaded, Problems> {
        let variables = &mut Variables::new(&lookup);
        let (server, redirect_uri) = server::read(variables);
        let (data_dir, database) = storage::read(variables, server.environment);
        let storage = object_storage::read(variables, &data_dir, server.environment);
        let session = session::read(variables, server.environment);
        let trash = trash::read(variables);
        let review = review::read(variables);
        let record = record::read(variables);
        let uploads = uploads::read(variables);
        let previews = previews::read(variables);
        let ocr = ocr::read(variables);
        let scanning = scanning::read(variables);
        let links = share_links::read(variables);
        let mail = mail::read(variables);
        let metrics = metrics::read(variables);
        let alarms = alarms::read(variables);
        let language_file = language::read(variables);
        let log = log::read(variables);
        let audit = audit::read(variables);
        let is_needed = purpose == Purpose::Site || !database.is_there(&data_dir);
        let sign_in = sign_in::read(variables, &server, redirect_uri, is_needed);
        let (problems, warnings) = variables.take();
        match sign_in {
            Some(sign_in) if problems.is_empty() => {
                let program = this_program();
                let settings = Self {
                    server,
                    database,
                    sign_in,
                    session,
                    trash,
                    review,
                    record,
                    uploads,
                    previews,
                    ocr,
                    scanning,
                    links,
                    mail,
                    metrics,
                    alarms,
                    language_file,
                    log,
                    storage,
                    audit,
                    data_dir,
                    program,
                };
                Ok(Loaded { settings, warnings })
            }
            _ => Err(problems),
        }
    }
}

/// Where the kernel keeps the program that runs, also after an update has put another in its place; elsewhere its path.
fn this_program() -> PathBuf {
    let kept = PathBuf::from("/proc/self/exe");
    if kept.exists() { kept } else { std::env::current_exe().unwrap_or(kept) }
}

/// The process environment, as a function for [`Settings::from_env`].
pub fn process(name: &str) -> Option<String> {
    // What is not UTF-8 keeps a mark (U+FFFD) that the reading of variables complains about.
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}
