//! Spells what a confined process found as HTML: only letters come from the document, each of them escaped.

use crate::texts::size::grouped;
use std::fmt::Write;

use crate::previews::{
    html::Html,
    job::{
        code::{self, Coloured, Hue},
        table::{self, Cells},
    },
};

/// Lines of code. Their numbers are counted by the style sheet, so that they are not copied along.
pub fn code(coloured: &Coloured) -> Html {
    let mut html = String::from("<code>");
    for (number, line) in coloured.lines.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = write!(html, "<span class=\"line\" id=\"L{}\">", number + 1);
        for (hue, text) in line {
            match class(*hue) {
                "" => escape(&mut html, text),
                class => {
                    let _ = write!(html, "<span class=\"{class}\">");
                    escape(&mut html, text);
                    html.push_str("</span>");
                }
            }
        }
        html.push_str("</span>\n");
    }
    html.push_str("</code>");
    Html::harmless(html)
}

/// What is left out of a text; empty: nothing.
pub fn code_notice(coloured: &Coloured) -> String {
    let mut notice = Vec::new();
    if coloured.more {
        notice.push(text!("preview-lines", number = shown(coloured.lines.len())));
    }
    if coloured.cut_lines > 0 {
        let (count, number) = (coloured.cut_lines, shown(coloured.cut_lines));
        notice.push(text!("preview-long-lines", count = count, number = number, most = shown(code::LINE)));
    }
    finish(notice)
}

/// What is left out of a table; empty: nothing.
pub fn table_notice(cells: &Cells) -> String {
    let mut notice = Vec::new();
    if cells.more_rows {
        notice.push(text!("preview-rows", number = shown(cells.rows.len().saturating_sub(1))));
    }
    if cells.more_columns > 0 {
        let (count, number) = (cells.more_columns, shown(cells.more_columns));
        notice.push(text!("preview-more-columns", count = count, number = number));
    }
    if cells.cut_cells > 0 {
        notice.push(text!("preview-long-cells", most = table::CELL));
    }
    finish(notice)
}

fn finish(mut notice: Vec<String>) -> String {
    if !notice.is_empty() {
        notice.push(text!("preview-download"));
    }
    notice.join(" ")
}

fn shown(number: usize) -> String {
    grouped(number as u64)
}

fn class(hue: Hue) -> &'static str {
    match hue {
        Hue::Plain => "",
        Hue::Comment => "hue-comment",
        Hue::Text => "hue-text",
        Hue::Constant => "hue-constant",
        Hue::Keyword => "hue-keyword",
        Hue::Function => "hue-function",
        Hue::Type => "hue-type",
        Hue::Attribute => "hue-attribute",
        Hue::Heading => "hue-heading",
        Hue::Added => "hue-added",
        Hue::Removed => "hue-removed",
    }
}

/// A table; its first row is the heading.
pub fn table(cells: &Cells) -> Html {
    let mut html = String::new();
    let mut rows = cells.rows.iter();
    // A column of numbers stands to the right, its heading too.
    let columns = cells.rows.first().map_or(0, Vec::len);
    let class: Vec<&str> =
        (0..columns).map(|column| if is_of_numbers(cells, column) { " class=\"numeric\"" } else { "" }).collect();
    if let Some(heading) = rows.next() {
        html.push_str("<thead><tr>");
        for (number, cell) in heading.iter().enumerate() {
            let _ = write!(html, "<th scope=\"col\"{}>", class[number]);
            // A heading without words says nothing to a screen reader.
            if cell.trim().is_empty() {
                html.push_str("<span class=\"visually-hidden\">");
                escape(&mut html, &text!("preview-column", number = shown(number + 1)));
                html.push_str("</span>");
            }
            escape(&mut html, cell);
            html.push_str("</th>");
        }
        html.push_str("</tr></thead>");
    }
    html.push_str("<tbody>");
    for row in rows {
        html.push_str("<tr>");
        // The rows came from another process: they may be longer than the first one.
        for (cell, class) in row.iter().zip(&class) {
            let _ = write!(html, "<td{class}>");
            escape(&mut html, cell);
            html.push_str("</td>");
        }
        html.push_str("</tr>");
    }
    html.push_str("</tbody>");
    Html::harmless(html)
}

fn is_of_numbers(cells: &Cells, column: usize) -> bool {
    let body = || cells.rows.iter().skip(1).filter_map(|row| row.get(column)).filter(|cell| !cell.trim().is_empty());
    body().next().is_some() && body().all(|cell| is_number(cell))
}

fn is_number(cell: &str) -> bool {
    let cell = cell.trim().trim_end_matches(['%', '€', '$', '£']).trim_end();
    cell.bytes().any(|byte| byte.is_ascii_digit())
        && cell.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b',' | b'-' | b'+' | b'\''))
}

fn escape(html: &mut String, text: &str) {
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
