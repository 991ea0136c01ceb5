//! A table in text.

use std::fmt::Write;

use super::{escape, finish, shown};
use crate::previews::{
    html::Html,
    job::table::{self, Cells},
};

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

/// A table; its first row is the heading.
pub fn table(cells: &Cells) -> Html {
    let mut html = String::new();
    let mut rows = cells.rows.iter();
    // A column of numbers is aligned right, with its heading.
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

/// Whether a cell holds a number, perhaps with a currency.
pub fn is_number(cell: &str) -> bool {
    let cell = cell.trim().trim_end_matches(['%', '€', '$', '£']).trim_end();
    cell.bytes().any(|byte| byte.is_ascii_digit())
        && cell.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b',' | b'-' | b'+' | b'\''))
}
