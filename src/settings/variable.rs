//! The list of all variables, for the command `check`, for `.env.example` and for readers of the source.

use super::{
    addresses, alarms, audit, azure_storage, client_ids, credential, graph, issuer, language, log, mail, metrics,
    object_storage, ocr, previews, record, review, s3_storage, scanning, server, session, share_links, sign_in,
    storage, trash, uploads,
};

/// One environment variable: its description, wherever it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variable {
    pub name: &'static str,
    /// In words where it depends on others; empty where there is none.
    pub default: &'static str,
    /// An example of a valid value; for a secret one that is refused.
    pub example: &'static str,
    /// One line.
    pub meaning: &'static str,
    /// Whether the value must not be shown.
    pub secret: bool,
}

impl Variable {
    pub(super) const fn new(
        name: &'static str,
        default: &'static str,
        example: &'static str,
        meaning: &'static str,
    ) -> Self {
        Self { name, default, example, meaning, secret: false }
    }

    pub(super) const fn secret(self) -> Self {
        Self { secret: true, ..self }
    }
}

/// Every variable that settings read, in the order of `.env.example`.
pub const VARIABLES: &[Variable] = &[
    sign_in::DEV_MODE,
    sign_in::TEST_MODE,
    sign_in::AUTH_REQUIRED,
    issuer::AZURE_TENANT_ID,
    sign_in::APP_REG_CLIENT_ID,
    credential::APP_REG_CLIENT_SECRET,
    credential::APP_REG_CLIENT_CERT,
    credential::APP_REG_CLIENT_THUMBPRINT,
    addresses::APP_REG_REDIRECT_URI,
    issuer::OIDC_ISSUER_URL,
    graph::GRAPH_URL,
    client_ids::AZURE_AD_CLIENT_ID,
    client_ids::AZURE_CLIENT_ID,
    session::API_COOKIE_SECRET,
    session::SESSION_HOURS,
    session::SESSION_IDLE_HOURS,
    server::APP_ENV,
    server::BIND,
    addresses::PUBLIC_URL,
    server::TRUSTED_PROXIES,
    server::CONNECTIONS_PER_ADDRESS,
    server::DOWNLOAD_RECHECK_SECONDS,
    server::FAIR_SHARE,
    server::STOP_NOTICE_SECONDS,
    storage::DATABASE_URL,
    storage::DATABASE_CONNECTIONS,
    storage::DATA_DIR,
    audit::AUDIT,
    trash::TRASH_DAYS,
    trash::PURGE_HOLD_DAYS,
    review::ACCESS_REVIEW_DAYS,
    review::ACCESS_REVIEW_GRACE_DAYS,
    review::ACCESS_REVIEW_ENDS,
    record::RECORD_RETENTION,
    uploads::MAX_UPLOAD,
    uploads::PERSON_QUOTA,
    previews::PREVIEW_OFFICE,
    ocr::OCR,
    ocr::OCR_LANGUAGES,
    scanning::CLAMAV,
    scanning::CLAMAV_WHEN,
    scanning::CLAMAV_DOWN,
    share_links::SHARE_LINKS,
    share_links::SHARE_LINKS_LONGEST,
    mail::SMTP_URL,
    mail::MAIL_FROM,
    metrics::METRICS_BIND,
    metrics::METRICS_SECRET,
    alarms::ALARM_REFUSALS,
    alarms::ALARM_REFUSALS_FACTOR,
    alarms::ALARM_DATABASE_MS,
    alarms::ALARM_DISK_PERCENT,
    alarms::ALARM_WEBHOOK,
    alarms::ALARM_WEBHOOK_SECRET,
    alarms::ALARM_MAIL,
    language::LANGUAGE_FILE,
    object_storage::STORAGE_URL,
    object_storage::STORAGE_REDIRECT,
    object_storage::QUARANTINE_DAYS,
    azure_storage::AZURE_STORAGE_ACCOUNT_NAME,
    azure_storage::AZURE_STORAGE_ACCOUNT_KEY,
    azure_storage::AZURE_STORAGE_SAS_TOKEN,
    azure_storage::AZURE_STORAGE_ENDPOINT,
    s3_storage::AWS_ACCESS_KEY_ID,
    s3_storage::AWS_SECRET_ACCESS_KEY,
    s3_storage::AWS_SESSION_TOKEN,
    s3_storage::AWS_REGION,
    s3_storage::AWS_ENDPOINT_URL,
    log::LOG_FORMAT,
    log::RUST_LOG,
];
