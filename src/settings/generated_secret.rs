//! The cookie secret of a developer's machine: made at the first start, kept for the next ones.

use std::{
    fs::{self, DirBuilder, OpenOptions, Permissions},
    io::{ErrorKind, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::Path,
};

use secrecy::SecretString;

use super::{Settings, cookie_secret, server::Environment};
use crate::{Error, Result, entropy::SharedEntropy};

/// The file under `DATA_DIR`.
const FILE: &str = "cookie-secret";

impl Settings {
    /// In development without `API_COOKIE_SECRET`: uses the secret kept in `DATA_DIR`, and generates one if there is
    /// none yet. Changes nothing otherwise. Called first when the app is built.
    ///
    /// # Errors
    /// When the file cannot be read or written, or is damaged.
    pub fn with_cookie_secret(mut self, entropy: &SharedEntropy) -> Result<Self> {
        if self.session.secrets.is_empty() {
            if self.server.environment != Environment::Development {
                return Err(Error::internal("API_COOKIE_SECRET is missing outside development"));
            }
            self.session.secrets.push(kept(&self.data_dir, entropy)?);
        }
        Ok(self)
    }
}

fn kept(data_dir: &Path, entropy: &SharedEntropy) -> Result<SecretString> {
    let path = data_dir.join(FILE);
    let failed = |error: std::io::Error| Error::internal(format!("{}: {error}", path.display()));
    if !path.exists() {
        DirBuilder::new().recursive(true).mode(0o700).create(data_dir).map_err(failed)?;
        make(&path, entropy).map_err(failed)?;
    }
    // Copying DATA_DIR about may have opened it up.
    fs::set_permissions(&path, Permissions::from_mode(0o600)).map_err(failed)?;
    let text = fs::read_to_string(&path).map_err(failed)?;
    // That it is random is its maker's affair; here it only must not have lost anything.
    if hex::decode(text.trim()).is_ok_and(|bytes| bytes.len() >= cookie_secret::LEAST) {
        return Ok(SecretString::from(text.trim()));
    }
    let what = "is damaged. Delete it and a new one is made; everyone signs in again";
    Err(Error::internal(format!("{} {what}", path.display())))
}

/// The file appears whole or not at all, and of two programs that start at once one wins for both.
fn make(path: &Path, entropy: &SharedEntropy) -> std::io::Result<()> {
    let secret = hex::encode(entropy.bytes::<{ cookie_secret::LEAST }>());
    let draft = path.with_extension(hex::encode(entropy.bytes::<8>()));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    let written = writeln!(file, "{secret}").and_then(|()| file.sync_all()).and_then(|()| fs::hard_link(&draft, path));
    fs::remove_file(&draft)?;
    match written {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        _ => fs::File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all(),
    }
}
