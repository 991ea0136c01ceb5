//! Links and emphasis within a sentence. A message marks the words with `{$open}` and `{$close}`, so that a
//! translation may put them anywhere in its sentence; the page says which markup it is (see `marked!`):
//!
//! ```ignore
//! marked!(strong, "role-for", email = email)
//! ```
//!
//! The two are control characters, which no name and no address of ours can contain; all else is escaped.

use std::{borrow::Cow, fmt};

use askama::{FastWritable, filters};
use time::OffsetDateTime;

use super::calendar;

/// The value of `{$open}`.
pub const OPEN: &str = "\u{2}";
/// The value of `{$close}`.
pub const CLOSE: &str = "\u{3}";

/// A text with one kind of markup for its marked words.
#[derive(Debug, Clone)]
pub struct Marked {
    text: String,
    open: Cow<'static, str>,
    close: &'static str,
}

/// Marked words are important.
pub fn strong(text: String) -> Marked {
    Marked { text, open: "<strong>".into(), close: "</strong>" }
}

/// Marked words are to be typed or compared letter by letter.
pub fn code(text: String) -> Marked {
    Marked { text, open: "<code>".into(), close: "</code>" }
}

/// Marked words are keys to be pressed.
pub fn key(text: String) -> Marked {
    Marked { text, open: "<kbd>".into(), close: "</kbd>" }
}

/// Marked words are somebody's or something's name, which may run in the other direction.
pub fn named(text: String) -> Marked {
    Marked { text, open: "<bdi>".into(), close: "</bdi>" }
}

/// Marked words are for screen readers only; others see their meaning anyway.
pub fn unseen(text: String) -> Marked {
    Marked { text, open: "<span class=\"visually-hidden\">".into(), close: "</span>" }
}

/// Marked words are less important.
pub fn quiet(text: String) -> Marked {
    Marked { text, open: "<span class=\"quiet-text\">".into(), close: "</span>" }
}

/// Marked words are a link within this site.
pub fn linked(text: String, address: impl AsRef<str>) -> Marked {
    Marked { text, open: format!("<a href=\"{}\">", escaped(address.as_ref())).into(), close: "</a>" }
}

/// Marked words are the name of the link's target.
pub fn linked_name(text: String, address: impl AsRef<str>) -> Marked {
    Marked { text, open: format!("<a href=\"{}\" dir=\"auto\">", escaped(address.as_ref())).into(), close: "</a>" }
}

/// Marked words are a moment; with scripts, in the reader's own time.
pub fn timed(text: String, at: &OffsetDateTime) -> Marked {
    Marked { text, open: format!("<time datetime=\"{}\">", calendar::exact(at)).into(), close: "</time>" }
}

/// Marked words are a day.
pub fn timed_day(text: String, at: &OffsetDateTime) -> Marked {
    Marked { text, open: format!("<time datetime=\"{}\" data-day>", calendar::exact_day(at)).into(), close: "</time>" }
}

fn escaped(text: &str) -> String {
    // Into a string it cannot fail.
    filters::e(text, filters::Html).map(|escaped| escaped.to_string()).unwrap_or_default()
}

impl fmt::Display for Marked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&escaped(&self.text).replace(OPEN, &self.open).replace(CLOSE, self.close))
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
