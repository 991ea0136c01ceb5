//! Blanks in names that nobody would see: before and after the name, two in a row, and such as are wider, narrower or
//! tied. Each run of them is marked for the style sheet (`.blank`); the letters stay the name's own, for copying and for
//! scripts.

use std::fmt;

use askama::{FastWritable, filters};

/// A name with its blanks marked.
pub struct Seen<'a>(&'a str);

/// For templates: `{{ crate::texts::blanks::seen(name) }}`.
pub fn seen(name: &str) -> Seen<'_> {
    Seen(name)
}

fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || letter == '\u{2800}'
}

/// Where the next run of blanks is that a person would not see, in bytes.
fn next_unseen(name: &str, from: usize) -> Option<(usize, usize)> {
    let mut at = from;
    while let Some(begin) = name[at..].find(is_blank).map(|found| at + found) {
        let end = name[begin..].find(|letter| !is_blank(letter)).map_or(name.len(), |found| begin + found);
        if &name[begin..end] != " " || begin == 0 || end == name.len() {
            return Some((begin, end));
        }
        at = end;
    }
    None
}

impl fmt::Display for Seen<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let escaped = |text| filters::e(text, filters::Html).map_err(|_| fmt::Error);
        let mut at = 0;
        while let Some((begin, end)) = next_unseen(self.0, at) {
            write!(
                f,
                "{}<span class=\"blank\">{}</span>",
                escaped(&self.0[at..begin])?,
                escaped(&self.0[begin..end])?
            )?;
            at = end;
        }
        write!(f, "{}", escaped(&self.0[at..])?)
    }
}

impl FastWritable for Seen<'_> {
    fn write_into(&self, dest: &mut dyn fmt::Write, _: &dyn askama::Values) -> askama::Result<()> {
        Ok(write!(dest, "{self}")?)
    }
}

impl filters::HtmlSafe for Seen<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_that_nobody_sees_are_marked_and_others_are_not() {
        let blank = |text: &str| format!("<span class=\"blank\">{text}</span>");
        assert_eq!(seen("a plain name.txt").to_string(), "a plain name.txt");
        assert_eq!(
            seen(" a  b\u{a0}c ").to_string(),
            format!("{0}a{1}b{2}c{0}", blank(" "), blank("  "), blank("\u{a0}"))
        );
        assert_eq!(seen("<b> ").to_string(), format!("&#60;b&#62;{}", blank(" ")));
        assert_eq!(seen("").to_string(), "");
    }
}
