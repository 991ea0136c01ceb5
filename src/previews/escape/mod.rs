//! Spells what a confined process found as HTML: only letters come from the document, each of them escaped.

mod cells;
mod code;
mod structure;
mod table;

use crate::texts::size::grouped;

pub use self::{
    code::{code, code_notice},
    structure::{structure, structure_notice},
    table::{table, table_notice},
};

fn finish(mut notice: Vec<String>) -> String {
    if !notice.is_empty() {
        notice.push(text!("preview-download"));
    }
    notice.join(" ")
}

fn shown(number: usize) -> String {
    grouped(number as u64)
}

/// Adds a text, letter by letter.
pub fn escape(html: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            // No character that HTML refuses, and none that turns the text around: what is read is what is there.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => html.push('\u{fffd}'),
            letter if letter.is_control() && !matches!(letter, '\t' | '\n') => html.push('\u{fffd}'),
            letter => html.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::previews::job::{
        code::{Coloured, Hue},
        table::Cells,
    };

    #[test]
    fn letters_stay_letters() {
        let evil = "</code><script>alert(1)</script>&lt;\u{202e}\u{0}'\"";
        let coloured = Coloured { lines: vec![vec![(Hue::Comment, evil.to_owned())]], ..Coloured::default() };
        let cells = Cells { rows: vec![vec![evil.to_owned()], vec![evil.to_owned()]], ..Cells::default() };
        for html in [code(&coloured), table(&cells)] {
            assert!(!html.as_str().contains("<script"), "{html}");
            assert!(
                html.as_str()
                    .contains("&lt;/code&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;lt;\u{fffd}\u{fffd}&#39;&quot;")
            );
        }
    }
}
