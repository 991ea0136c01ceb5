//! Words within a sentence that are a link, or stand out. A message marks them with `{$open}` and `{$close}`, so that
//! a translation may put them anywhere in its sentence; which markup it is, the page says:
//!
//! ```ignore
//! strong(text!("role-for", email = email, open = OPEN, close = CLOSE))
//! ```
//!
//! The two are control characters, which no name and no address of ours can hold; all else is escaped.

use std::fmt;

use askama::{FastWritable, filters};

/// The value of `{$open}`.
pub const OPEN: &str = "\u{2}";
/// The value of `{$close}`.
pub const CLOSE: &str = "\u{3}";

/// A text with one kind of markup for its marked words.
#[derive(Debug, Clone)]
pub struct Marked {
    text: String,
    markup: Markup,
}

#[derive(Debug, Clone)]
enum Markup {
    Element(&'static str),
    Link(String),
}

/// Marked words are important.
pub fn strong(text: String) -> Marked {
    Marked { text, markup: Markup::Element("strong") }
}

/// Marked words are to be typed or compared letter by letter.
pub fn code(text: String) -> Marked {
    Marked { text, markup: Markup::Element("code") }
}

/// Marked words are somebody's or something's name, which may run in the other direction.
pub fn named(text: String) -> Marked {
    Marked { text, markup: Markup::Element("bdi") }
}

/// Marked words lead to an address of this site.
pub fn linked(text: String, address: impl Into<String>) -> Marked {
    Marked { text, markup: Markup::Link(address.into()) }
}

impl fmt::Display for Marked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let escaped = filters::e(&self.text, filters::Html).map_err(|_| fmt::Error)?.to_string();
        let (open, close) = match &self.markup {
            Markup::Element(name) => (format!("<{name}>"), format!("</{name}>")),
            Markup::Link(address) => {
                let address = filters::e(address, filters::Html).map_err(|_| fmt::Error)?;
                (format!("<a href=\"{address}\">"), "</a>".to_owned())
            }
        };
        f.write_str(&escaped.replace(OPEN, &open).replace(CLOSE, &close))
    }
}

impl FastWritable for Marked {
    fn write_into(&self, dest: &mut dyn fmt::Write, _: &dyn askama::Values) -> askama::Result<()> {
        Ok(write!(dest, "{self}")?)
    }
}

impl filters::HtmlSafe for Marked {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_marked_words_are_markup() {
        let text = format!("Ask <b>me</b> or {OPEN}\"you\"{CLOSE}.");
        assert_eq!(
            strong(text.clone()).to_string(),
            "Ask &#60;b&#62;me&#60;/b&#62; or <strong>&#34;you&#34;</strong>."
        );
        assert_eq!(
            linked(text, "/d/1?a=\"b\"").to_string(),
            "Ask &#60;b&#62;me&#60;/b&#62; or <a href=\"/d/1?a=&#34;b&#34;\">&#34;you&#34;</a>."
        );
    }
}
