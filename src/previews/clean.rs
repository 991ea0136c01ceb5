//! Cleans HTML that a confined process made of Markdown. A hostile document may have taken that process over, so
//! nothing is believed of what it says: what is not on these lists does not come through.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use ammonia::{Builder, UrlRelative};

use crate::{
    documents::path::FolderPath,
    previews::{
        addresses::{In, NAMES, bytes_beside},
        html::Html,
        well_formed::is_well_formed,
    },
};

/// What a box to tick is called.
static TICKED: LazyLock<String> = LazyLock::new(|| text!("markdown-box"));

pub(super) const TAGS: [&str; 33] = [
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "img",
    "input",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
    "div",
    "section",
    "span",
];

/// Cleans a page whose relative links mean what lies beside it in `folder`. `None`: it is made to do harm.
pub fn clean(html: &str, folder: &FolderPath) -> Option<Html> {
    if !is_well_formed(html) {
        return None;
    }
    Some(strip(html, folder))
}

/// What is on the lists, whatever comes.
pub(super) fn strip(html: &str, folder: &FolderPath) -> Html {
    let of_pictures = folder.clone();
    let attributes = HashMap::from([
        ("a", HashSet::from(["href", "title", "id"])),
        ("img", HashSet::from(["src", "alt", "title"])),
        ("input", HashSet::from(["type", "checked", "disabled"])),
        ("ol", HashSet::from(["start"])),
        ("div", HashSet::from(["id"])),
        ("h1", HashSet::from(["id"])),
        ("h2", HashSet::from(["id"])),
        ("h3", HashSet::from(["id"])),
        ("h4", HashSet::from(["id"])),
        ("h5", HashSet::from(["id"])),
        ("h6", HashSet::from(["id"])),
    ]);
    let classes = HashMap::from([
        ("sup", HashSet::from(["footnote-reference", "footnote-definition-label"])),
        ("div", HashSet::from(["footnote-definition"])),
    ]);
    let cleaned = Builder::empty()
        .tags(TAGS.into())
        .clean_content_tags(HashSet::from(["script", "style", "title", "textarea", "noscript", "template"]))
        .tag_attributes(attributes)
        .allowed_classes(classes)
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Custom(Box::new(In(folder.clone()))))
        .id_prefix(Some(NAMES))
        .link_rel(Some("noopener noreferrer nofollow"))
        .attribute_filter(move |element, attribute, value| match (element, attribute) {
            // Only documents of ours, and their bytes alone.
            ("img", "src") => bytes_beside(&of_pictures, value).map(Cow::Owned),
            // A box to tick is the only input there is, and it does nothing.
            ("input", "type") => Some(Cow::Borrowed("checkbox")),
            ("input", "checked" | "disabled") => Some(Cow::Borrowed("")),
            _ => Some(Cow::Borrowed(value)),
        })
        .set_tag_attribute_values(HashMap::from([(
            "input",
            HashMap::from([("type", "checkbox"), ("disabled", ""), ("aria-label", TICKED.as_str())]),
        )]))
        .clean(html)
        .to_string();
    Html::harmless(cleaned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_reports(html: &str) -> String {
        strip(html, &FolderPath::from_plain("/reports/2026").unwrap()).to_string()
    }

    #[test]
    fn nothing_that_runs_comes_through() {
        for evil in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<a href=\"javascript:alert(1)\">a</a>",
            "<a href=\" jAvAsCrIpT&#58;alert(1)\">a</a>",
            "<a href=\"data:text/html,<script>alert(1)</script>\">a</a>",
            "<svg><script>alert(1)</script></svg>",
            "<svg><a xlink:href=\"javascript:alert(1)\">a</a></svg>",
            "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
            "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
            "<iframe src=/files/></iframe><object data=x></object><embed src=x><base href=//evil.example/>",
            "<form action=/logout method=post><button>a</button></form>",
            "<input type=submit formaction=/logout><input type=image src=x>",
            "<div style=\"position:fixed\">a</div><style>*{display:none}</style>",
            "<meta http-equiv=refresh content=\"0;url=//evil.example\"><link rel=stylesheet href=x>",
            "<p id=main class=site-header data-copy=x>a</p>",
        ] {
            let cleaned = in_reports(evil);
            for bad in [
                "script",
                "onerror",
                "javascript",
                "data:",
                "<svg",
                "<math",
                "<iframe",
                "<object",
                "<embed",
                "<base",
                "<form",
                "<button",
                "submit",
                "style",
                "<meta",
                "<link",
                "id=",
                "class=",
                "data-",
            ] {
                assert!(!cleaned.contains(bad), "{bad} in {cleaned}");
            }
        }
    }
}
