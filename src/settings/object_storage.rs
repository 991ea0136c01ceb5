//! Where the bytes of documents are kept: in a directory, in Azure Blob Storage or in an S3-compatible store.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use secrecy::SecretString;
use url::Url;

use super::{
    azure_storage, s3_storage,
    server::Environment,
    trash,
    variable::Variable,
    variables::{Variables, shown},
};

pub(super) const STORAGE_URL: Variable = Variable::new(
    "STORAGE_URL",
    "the folder blobs of DATA_DIR",
    "az://documents/latchkey",
    "Where the documents' bytes are kept: file:///srv/blobs, az://container/prefix or s3://bucket/prefix.",
);
pub(super) const STORAGE_REDIRECT: Variable = Variable::new(
    "STORAGE_REDIRECT",
    "false",
    "true",
    "true redirects whole downloads to the S3 store, by a link that is valid for a minute for anybody who has it.",
);
pub(super) const QUARANTINE_DAYS: Variable = Variable::new(
    "QUARANTINE_DAYS",
    "30",
    "90",
    "Days for which `latchkey gc` keeps bytes that no document refers to any more; for as long an old database can be restored.",
);

/// The names of variables that platforms set.
pub fn set_by_platforms() -> impl Iterator<Item = &'static str> {
    azure_storage::BY_PLATFORM.iter().chain(&s3_storage::BY_PLATFORM).map(|(name, _)| *name)
}

/// Where bytes are kept.
#[derive(Debug, Clone)]
pub struct StorageSettings {
    pub place: StoragePlace,
    /// Whether whole documents are fetched from the store by a signed link.
    pub redirect: bool,
    /// `QUARANTINE_DAYS`: how long unreferenced bytes are kept.
    pub quarantine: time::Duration,
    /// How often it is checked that the store is there. Not a setting for operators.
    pub asked_every: Duration,
}

#[derive(Debug, Clone)]
pub enum StoragePlace {
    Directory(PathBuf),
    Objects(ObjectStorage),
}

/// A container or bucket and how to get in.
#[derive(Debug, Clone)]
pub struct ObjectStorage {
    pub kind: ObjectStoreKind,
    pub bucket: String,
    /// Without slashes at its ends; may be empty.
    pub prefix: String,
    /// As `object_store` names them.
    pub options: Vec<(&'static str, SecretString)>,
    /// Whether the endpoint is plain HTTP.
    pub plain_http: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ObjectStoreKind {
    Azure,
    S3,
}

impl StorageSettings {
    /// What holds without `STORAGE_URL`.
    pub fn under(data_dir: &Path) -> Self {
        Self::at(StoragePlace::Directory(data_dir.join("blobs")))
    }

    /// The defaults.
    pub fn at(place: StoragePlace) -> Self {
        Self { place, redirect: false, quarantine: time::Duration::days(30), asked_every: Duration::from_secs(10) }
    }
}

pub(super) fn read(variables: &mut Variables<'_>, data_dir: &Path, environment: Environment) -> StorageSettings {
    let mut settings = StorageSettings::under(data_dir);
    settings.redirect = variables.flag(&STORAGE_REDIRECT).unwrap_or(false);
    settings.quarantine = trash::days(variables, &QUARANTINE_DAYS, 1).unwrap_or(settings.quarantine);
    if let Some(text) = variables.text(&STORAGE_URL)
        && let Some(place) = place(variables, &text, environment)
    {
        settings.place = place;
    }
    let signs = matches!(&settings.place, StoragePlace::Objects(objects) if objects.kind == ObjectStoreKind::S3);
    if settings.redirect && !signs {
        variables.problem_like(
            &STORAGE_REDIRECT,
            "Only with s3://. A link into Azure cannot carry the document's name, and a folder has no links.",
            "STORAGE_REDIRECT=false",
        );
    }
    settings
}

fn place(variables: &mut Variables<'_>, text: &str, environment: Environment) -> Option<StoragePlace> {
    let url = Url::parse(text).ok().filter(|url| {
        // A password here would appear in every list of settings.
        url.username().is_empty()
            && url.password().is_none()
            && url.port().is_none()
            && url.query().is_none()
            && url.fragment().is_none()
    });
    let kind = match url.as_ref().map(Url::scheme) {
        Some("file") => {
            let path = url.as_ref().and_then(|url| url.to_file_path().ok()).filter(|path| path.parent().is_some());
            match path {
                Some(path) if path.exists() && !path.is_dir() => {
                    variables.problem(&STORAGE_URL, "There is something of that name that is not a folder.");
                }
                Some(path) => return Some(StoragePlace::Directory(path)),
                None => variables.problem_like(
                    &STORAGE_URL,
                    "Not the address of a folder on this machine. It has three slashes.",
                    "STORAGE_URL=file:///srv/blobs",
                ),
            }
            return None;
        }
        Some("az") => ObjectStoreKind::Azure,
        Some("s3") => ObjectStoreKind::S3,
        _ => {
            let what = format!("{} is none of file:///folder, az://container/prefix, s3://bucket/prefix.", shown(text));
            variables.problem(&STORAGE_URL, what);
            return None;
        }
    };
    let url = url?;
    let bucket = url.host_str().unwrap_or_default().to_owned();
    if !is_bucket(&bucket) {
        let what = "The container or bucket has 3 to 63 lower-case letters, digits and hyphens (a bucket also dots).";
        variables.problem(&STORAGE_URL, what);
    }
    let prefix = url.path().trim_matches('/').to_owned();
    if !prefix.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte)) || prefix.contains("//") {
        variables
            .problem(&STORAGE_URL, "The prefix is made of letters, digits, hyphens, underscores, dots and slashes.");
    }
    let (options, endpoint) = match kind {
        ObjectStoreKind::Azure => (azure_storage::read(variables), &azure_storage::AZURE_STORAGE_ENDPOINT),
        ObjectStoreKind::S3 => (s3_storage::read(variables), &s3_storage::AWS_ENDPOINT_URL),
    };
    let plain_http = endpoint_is_plain(variables, endpoint, environment);
    Some(StoragePlace::Objects(ObjectStorage { kind, bucket, prefix, options, plain_http }))
}

fn is_bucket(name: &str) -> bool {
    (3..=63).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte))
}

pub(super) type Options = Vec<(&'static str, SecretString)>;

pub(super) fn given(variables: &mut Variables<'_>, wanted: &[(&Variable, &'static str)]) -> Options {
    wanted.iter().filter_map(|(variable, key)| Some((*key, variables.text(variable)?.into()))).collect()
}

pub(super) fn of_platform(variables: &mut Variables<'_>, wanted: &[(&'static str, &'static str)]) -> Options {
    wanted.iter().filter_map(|(name, key)| Some((*key, variables.of_platform(name)?.into()))).collect()
}

fn endpoint_is_plain(variables: &mut Variables<'_>, endpoint: &Variable, environment: Environment) -> bool {
    let Some(text) = variables.text(endpoint) else { return false };
    let Some(url) = Url::parse(&text).ok().filter(|url| {
        matches!(url.scheme(), "http" | "https") && url.has_host() && url.username().is_empty() && url.query().is_none()
    }) else {
        variables.problem(endpoint, format!("{} is not an address that begins with https://.", shown(&text)));
        return false;
    };
    let plain = url.scheme() == "http";
    let here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    if plain && !here && environment.is_deployed() {
        variables.warn(format!("{} is not encrypted: everybody on the way can read the documents.", endpoint.name));
    }
    plain
}
