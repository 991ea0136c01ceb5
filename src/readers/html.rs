//! The words of a page, without its scripts, styles and marks.

use std::collections::HashSet;

use ammonia::Builder;

use super::prose::Prose;

/// Elements between which there is a gap, although the source need not have one. All others vanish where they stand,
/// so that `<b>W</b>ord` stays a word.
const APART: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "option",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
];

/// One step through a page.
pub enum Piece<'a> {
    Open(&'a str),
    Close(&'a str),
    Text(&'a str),
}

/// Parses as a browser does, and goes through what a reader sees until `take` has enough and says false.
pub fn walk(source: &str, mut take: impl FnMut(Piece) -> bool) {
    let clean = Builder::empty()
        .tags(APART.iter().copied().collect::<HashSet<_>>())
        .clean_content_tags(HashSet::from(["script", "style", "template"]))
        .clean(source)
        .to_string();
    // What the builder leaves has only these elements, without attributes, and no other "<" at all.
    let mut rest = clean.as_str();
    while let Some((text, after)) = rest.split_once('<') {
        let (tag, after) = after.split_once('>').unwrap_or_default();
        let step = tag.strip_prefix('/').map_or(Piece::Open(tag), Piece::Close);
        if !take_escaped(text, &mut take) || !take(step) {
            return;
        }
        rest = after;
    }
    take_escaped(rest, &mut take);
}

/// The words of a page.
pub fn read(source: &str, prose: &mut Prose) {
    walk(source, |piece| {
        match piece {
            Piece::Text(text) => prose.push(text),
            Piece::Open(_) | Piece::Close(_) => prose.end_line(),
        }
        !prose.is_full()
    });
}

/// The serialiser writes five references and no other (HTML, section 13.3, "escaping a string").
fn take_escaped(text: &str, take: &mut impl FnMut(Piece) -> bool) -> bool {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        let (name, after) = after.split_once(';').unwrap_or((after, ""));
        let letter = match name {
            "amp" => "&",
            "lt" => "<",
            "gt" => ">",
            "quot" => "\"",
            _ => "\u{a0}",
        };
        if !take(Piece::Text(before)) || !take(Piece::Text(letter)) {
            return false;
        }
        rest = after;
    }
    take(Piece::Text(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(source: &str) -> String {
        let mut prose = Prose::new(10_000);
        read(source, &mut prose);
        prose.finish().text
    }

    #[test]
    fn what_a_reader_sees_is_left() {
        let page = "<!doctype html><title>T &amp; t</title><style>p{}</style><p>One <b>w</b>ord<p>two<script>evil()</script>\
                    <table><tr><td>a<td>b</table>1 &lt; 2 &uuml;";
        assert_eq!(text(page), "T & t\nOne word\ntwo\na\nb\n1 < 2 ü");
    }

    #[test]
    fn a_page_without_sense_does_no_harm() {
        for page in ["<", "<p", "&", "&#0;", "</", "<!--", "<![CDATA[x]]>", "<svg><style><img></svg>x"] {
            let _ = text(page);
        }
        assert_eq!(text(&"<div>".repeat(2000)), "");
    }
}
