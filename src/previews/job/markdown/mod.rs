//! Markdown as HTML, as GitHub shows it. HTML inside the Markdown is kept as far as it is harmless, pictures from
//! elsewhere become links; whatever comes out is cleaned once more by the parent.

mod addresses;
mod enriched;
mod headings;
mod shallow;
mod tamed;

use pulldown_cmark::{Event, Options, Parser, TextMergeStream, html};

use self::{enriched::Enriched, headings::name_headings, shallow::Shallow};
use crate::charset;

/// So much of a document is read.
pub const BYTES: usize = 512 * 1024;
/// A longer page is not shown.
pub const HTML: usize = 1024 * 1024;

/// The job.
///
/// # Errors
/// When a page of it would be too long.
pub fn run(_: &str, bytes: &[u8]) -> Result<Vec<u8>, String> {
    let html = render(&charset::decode(&bytes[..bytes.len().min(BYTES)]));
    if html.len() > HTML { Err("the page would be too long".to_owned()) } else { Ok(html.into_bytes()) }
}

/// Renders CommonMark with what GitHub adds.
pub fn render(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_MATH
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let events: Vec<Event> = TextMergeStream::new(Parser::new_ext(markdown, options)).collect();
    let mut page = String::new();
    html::push_html(&mut page, Shallow::new(Enriched::new(name_headings(events).into_iter())));
    tamed::tame(&page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_becomes_html() {
        let page = render("# A plan\n\n- [x] one\n- two ~~three~~\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n## A plan\n");
        for wanted in ["<h1 id=\"a-plan\">", "<h2 id=\"a-plan-1\">", "<del>three</del>", "<table>", "type=\"checkbox\""]
        {
            assert!(page.contains(wanted), "{wanted} in {page}");
        }
    }

    #[test]
    fn html_in_it_stays_as_far_as_it_is_harmless() {
        let page = render(
            "a <b onclick=x>b</b><br>c <kbd>F1</kbd>\n\n<script>alert(1)</script>\n\n<details open><summary>More</summary>\n\n**d**\n\n</details>\n\n\
             <table><tr><td>e</td></tr></table>\n\n<p align=\"center\" style=\"color:red\">f</p>\n\n<form action=x><button>g</button></form>\n",
        );
        for wanted in [
            "a <b>b</b><br>c <kbd>F1</kbd>",
            "<details open=\"\"><summary>More</summary>",
            "<strong>d</strong>",
            "<td>e</td>",
            "<p align=\"center\">f</p>",
            "g",
        ] {
            assert!(page.contains(wanted), "{wanted} in {page}");
        }
        for bad in ["script", "alert", "onclick", "style", "form", "button"] {
            assert!(!page.contains(bad), "{bad} in {page}");
        }
    }

    #[test]
    fn what_github_adds_is_shown() {
        let page = render(
            "> [!WARNING]\n> mind\n\nSee https://example.com/a_b?c=d&e, (www.example.com) or me@example.com.\n\n\
             `https://code.example` [https://x.example](y)\n\n| a | b |\n|:-:|--:|\n| 1 | 2 |\n\nIt is $a_1 + b_1$.\n\n```rust\nfn f() {}\n```\n",
        );
        for wanted in [
            "<blockquote class=\"markdown-alert-warning\">",
            "<p class=\"markdown-alert-title\">warning</p>",
            "<a href=\"https://example.com/a_b?c=d&amp;e\">https://example.com/a_b?c=d&amp;e</a>,",
            "(<a href=\"http://www.example.com\">www.example.com</a>)",
            "<a href=\"mailto:me@example.com\">me@example.com</a>.",
            "<code>https://code.example</code>",
            "<a href=\"y\">https://x.example</a>",
            "<th align=\"center\">a</th>",
            "<td align=\"right\">2</td>",
            "<code>a_1 + b_1</code>",
            "<span class=\"hue-keyword\">fn</span>",
        ] {
            assert!(page.contains(wanted), "{wanted} in {page}");
        }
    }

    #[test]
    fn pictures_from_elsewhere_are_links() {
        let page = render(
            "![a](https://x.example/a.png) ![b](//x.example/b.png) ![c](c.png) <img src='https://x.example/d.png' alt='d'>\n\n\
             [![e](https://x.example/e.png)](f) <img src=g.png width=40>",
        );
        assert_eq!(page.matches("<a href").count(), 4, "{page}");
        assert_eq!(page.matches("<img").count(), 2, "{page}");
        assert!(page.contains("<a href=\"f\">e</a>") && page.contains("<img src=\"g.png\" width=\"40\">"), "{page}");
    }

    #[test]
    fn what_nests_for_ever_becomes_flat() {
        let page = render(&format!("{} end", "> ".repeat(20_000)));
        assert!(page.matches("<blockquote>").count() <= shallow::DEEPEST, "{}", page.len());
        assert!(page.contains("end"));
        let page = render(&format!("{} end", "<div>".repeat(200)));
        assert!(page.matches("<div>").count() <= tamed::DEEPEST && page.contains("end"), "{page}");
    }
}
