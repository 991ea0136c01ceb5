//! Text and source code, with its colours.

use std::fmt::Write;

use super::{escape, finish, shown};
use crate::previews::{
    html::Html,
    job::code::{self, Coloured},
};

/// Lines of code. Their numbers are counted by the style sheet, so that they are not copied along.
pub fn code(coloured: &Coloured) -> Html {
    let mut html = String::from("<code>");
    for (number, line) in coloured.lines.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = write!(html, "<span class=\"line\" id=\"L{}\">", number + 1);
        for (hue, text) in line {
            match hue.class() {
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
