//! Getting into Azure Blob Storage.

use base64::{Engine, prelude::BASE64_STANDARD};

use super::{
    client_ids::AZURE_CLIENT_ID,
    issuer::AZURE_TENANT_ID,
    object_storage::{Options, given, of_platform},
    variable::Variable,
    variables::Variables,
};

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
    "An access key of the storage account. Better none: give the managed identity the role that docs/storage.md names.",
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
/// Variables that a platform sets for a program with an identity there. Nobody sets these by hand, so they are
/// neither in `.env.example` nor checked; each is passed on under its second name.
pub(super) const BY_PLATFORM: [(&str, &str); 3] = [
    ("AZURE_FEDERATED_TOKEN_FILE", "azure_federated_token_file"),
    ("AZURE_AUTHORITY_HOST", "azure_authority_host"),
    ("IDENTITY_ENDPOINT", "azure_msi_endpoint"),
];

pub(super) fn read(variables: &mut Variables<'_>) -> Options {
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
    options.extend(of_platform(variables, &BY_PLATFORM));
    options
}
