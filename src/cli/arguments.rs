//! How arguments are spelled that several commands take.

use crate::identity::principal::Email;

/// An e-mail address.
///
/// # Errors
/// A sentence for the terminal.
pub fn email(text: &str) -> Result<Email, String> {
    Email::parse(text).ok_or_else(|| "this is not an e-mail address".to_owned())
}

/// The names in a path such as "Sales/2026"; none for "/".
pub fn names(path: &str) -> Vec<String> {
    path.split('/').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}
