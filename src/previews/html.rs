//! HTML that may stand on our pages.

use std::{fmt, sync::Arc};

use askama::filters::HtmlSafe;

/// Harmless HTML: cleaned by `clean.rs`, or escaped by `escape/`. Nothing else makes one. Copies
/// share the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Html(Arc<str>);

impl Html {
    pub(super) fn harmless(text: String) -> Self {
        Self(text.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}
