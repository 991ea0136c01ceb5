//! Where the bytes of documents are kept: in a directory, in Azure Blob Storage or in an S3-compatible store.

use std::path::{Path, PathBuf};

use base64::{Engine, prelude::BASE64_STANDARD};
use secrecy::SecretString;
use url::Url;

use super::{
    client_ids::AZURE_CLIENT_ID,
    issuer::AZURE_TENANT_ID,
    server::Environment,
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
    "true sends whole downloads to the S3 store by a link that is good for a minute, for whoever has it.",
);
pub(super) const AZURE_STORAGE_ACCOUNT_NAME: Variable = Variable::new(
    "AZURE_STORAGE_ACCOUNT_NAME",
    "needed with az://",
    "companydocuments",
    "The storage account. Without a key or SAS below, the managed identity is used.",
);
pub(super) const AZURE_STORAGE_ACCOUNT_KEY: Variable = Variable::new(
    "AZURE_STORAGE_ACCOUNT_KEY",
    "",
    "paste-the-account-key",
    "An access key of the storage account. Better none: give the managed identity the role that README.md names.",
)
.secret();
pub(super) const AZURE_STORAGE_SAS_TOKEN: Variable = Variable::new(
    "AZURE_STORAGE_SAS_TOKEN",
    "",
    "paste-the-shared-access-signature",
    "A shared access signature that may read, write, delete and list blobs of the container.",
)
.secret();
pub(super) const AZURE_STORAGE_ENDPOINT: Variable = Variable::new(
    "AZURE_STORAGE_ENDPOINT",
    "https://{AZURE_STORAGE_ACCOUNT_NAME}.blob.core.windows.net",
    "http://127.0.0.1:10000/devstoreaccount1",
    "Another address of the storage account: Azurite, or another cloud of Microsoft's.",
);
pub(super) const AWS_ACCESS_KEY_ID: Variable = Variable::new(
    "AWS_ACCESS_KEY_ID",
    "",
    "AKIAIOSFODNN7EXAMPLE",
    "The access key for s3://. Without one, the role of the machine, container or pod is used.",
);
pub(super) const AWS_SECRET_ACCESS_KEY: Variable =
    Variable::new("AWS_SECRET_ACCESS_KEY", "", "paste-the-secret-access-key", "The secret of the access key.").secret();
pub(super) const AWS_SESSION_TOKEN: Variable = Variable::new(
    "AWS_SESSION_TOKEN",
    "",
    "paste-the-session-token",
    "Only with a temporary access key, which ends by itself.",
)
.secret();
pub(super) const AWS_REGION: Variable =
    Variable::new("AWS_REGION", "us-east-1", "eu-central-1", "The region of the bucket.");
pub(super) const AWS_ENDPOINT_URL: Variable = Variable::new(
    "AWS_ENDPOINT_URL",
    "the address of S3 in AWS_REGION",
    "https://minio.example.com",
    "The address of another S3-compatible store, without the bucket: MinIO, Ceph, R2 and so on.",
);

/// What a platform puts into the environment of a program that has an identity there. Nobody sets these by hand, so
/// they are neither in `.env.example` nor checked; each is handed on under the name that is behind it.
const OF_AZURE: [(&str, &str); 3] = [
    ("AZURE_FEDERATED_TOKEN_FILE", "azure_federated_token_file"),
    ("AZURE_AUTHORITY_HOST", "azure_authority_host"),
    ("IDENTITY_ENDPOINT", "azure_msi_endpoint"),
];
const OF_AWS: [(&str, &str); 6] = [
    ("AWS_DEFAULT_REGION", "aws_default_region"),
    ("AWS_WEB_IDENTITY_TOKEN_FILE", "aws_web_identity_token_file"),
    ("AWS_ROLE_ARN", "aws_role_arn"),
    ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "aws_container_credentials_relative_uri"),
    ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "aws_container_credentials_full_uri"),
    ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "aws_container_authorization_token_file"),
];

/// The names of what platforms set.
pub fn set_by_platforms() -> impl Iterator<Item = &'static str> {
    OF_AZURE.iter().chain(&OF_AWS).map(|(name, _)| *name)
}

/// Where bytes are kept.
#[derive(Debug, Clone)]
pub struct StorageSettings {
    pub place: StoragePlace,
    /// Whether whole documents are fetched from the store by a signed link.
    pub redirect: bool,
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
        Self { place: StoragePlace::Directory(data_dir.join("blobs")), redirect: false }
    }
}

pub(super) fn read(variables: &mut Variables<'_>, data_dir: &Path, environment: Environment) -> StorageSettings {
    let mut settings = StorageSettings::under(data_dir);
    settings.redirect = variables.flag(&STORAGE_REDIRECT).unwrap_or(false);
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
        // A password here would stand in every list of settings.
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
        ObjectStoreKind::Azure => (azure(variables), &AZURE_STORAGE_ENDPOINT),
        ObjectStoreKind::S3 => (s3(variables), &AWS_ENDPOINT_URL),
    };
    let plain_http = endpoint_is_plain(variables, endpoint, environment);
    Some(StoragePlace::Objects(ObjectStorage { kind, bucket, prefix, options, plain_http }))
}

fn is_bucket(name: &str) -> bool {
    (3..=63).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte))
}

type Options = Vec<(&'static str, SecretString)>;

fn azure(variables: &mut Variables<'_>) -> Options {
    if !variables.is_set(&AZURE_STORAGE_ACCOUNT_NAME) {
        variables.problem(&AZURE_STORAGE_ACCOUNT_NAME, "Not set, and STORAGE_URL is in Azure.");
    }
    let mut options = given(
        variables,
        &[
            (&AZURE_STORAGE_ACCOUNT_NAME, "azure_storage_account_name"),
            (&AZURE_STORAGE_ACCOUNT_KEY, "azure_storage_account_key"),
            (&AZURE_STORAGE_SAS_TOKEN, "azure_storage_sas_token"),
            (&AZURE_STORAGE_ENDPOINT, "azure_storage_endpoint"),
            (&AZURE_CLIENT_ID, "azure_client_id"),
            (&AZURE_TENANT_ID, "azure_tenant_id"),
        ],
    );
    if let Some(key) = variables.text(&AZURE_STORAGE_ACCOUNT_KEY)
        && BASE64_STANDARD.decode(key).is_err()
    {
        variables.problem(&AZURE_STORAGE_ACCOUNT_KEY, "Not a key: it is base64, as the portal shows it.");
    }
    if let Some(token) = variables.text(&AZURE_STORAGE_SAS_TOKEN)
        && !token.contains("sig=")
    {
        variables
            .problem(&AZURE_STORAGE_SAS_TOKEN, "Not a shared access signature: it has a part that begins with sig=.");
    }
    if variables.is_set(&AZURE_STORAGE_ACCOUNT_KEY) && variables.is_set(&AZURE_STORAGE_SAS_TOKEN) {
        variables.problem(&AZURE_STORAGE_SAS_TOKEN, "AZURE_STORAGE_ACCOUNT_KEY is set too. Keep one of them.");
    }
    options.extend(of_platform(variables, &OF_AZURE));
    options
}

fn s3(variables: &mut Variables<'_>) -> Options {
    for (set, missing) in [(&AWS_ACCESS_KEY_ID, &AWS_SECRET_ACCESS_KEY), (&AWS_SECRET_ACCESS_KEY, &AWS_ACCESS_KEY_ID)] {
        if variables.is_set(set) && !variables.is_set(missing) {
            variables.problem(missing, format!("Not set, though {} is: they are a pair.", set.name));
        }
    }
    let mut options = of_platform(variables, &OF_AWS);
    options.extend(given(
        variables,
        &[
            (&AWS_ACCESS_KEY_ID, "aws_access_key_id"),
            (&AWS_SECRET_ACCESS_KEY, "aws_secret_access_key"),
            (&AWS_SESSION_TOKEN, "aws_session_token"),
            (&AWS_REGION, "aws_region"),
            (&AWS_ENDPOINT_URL, "aws_endpoint_url"),
        ],
    ));
    options
}

fn given(variables: &mut Variables<'_>, wanted: &[(&Variable, &'static str)]) -> Options {
    wanted.iter().filter_map(|(variable, key)| Some((*key, variables.text(variable)?.into()))).collect()
}

fn of_platform(variables: &mut Variables<'_>, wanted: &[(&'static str, &'static str)]) -> Options {
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
