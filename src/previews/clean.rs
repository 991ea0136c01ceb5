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
        escape,
        html::Html,
        job::code::Hue,
        well_formed::is_well_formed,
    },
};

/// What a box to tick is called.
static TICKED: LazyLock<String> = LazyLock::new(|| text!("markdown-box"));

pub(super) const TAGS: [&str; 57] = [
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
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
    let cleaned = Builder::empty()
        .tags(TAGS.into())
        .clean_content_tags(content_tags())
        .tag_attributes(attributes())
        .allowed_classes(classes())
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Custom(Box::new(In(folder.clone()))))
        .id_prefix(Some(NAMES))
        .link_rel(Some("noopener noreferrer nofollow"))
        .attribute_filter(move |element, attribute, value| match (element, attribute) {
            // Only documents of ours, and their bytes alone.
            ("img", "src") => bytes_beside(&of_pictures, value).map(Cow::Owned),
            // A box to tick is the only input there is, and it does nothing.
            ("input", "type") => Some(Cow::Borrowed("checkbox")),
            ("input", "checked" | "disabled") | ("details", "open") => Some(Cow::Borrowed("")),
            (_, "align") => matches!(value, "left" | "center" | "right").then_some(Cow::Borrowed(value)),
            (_, "width" | "height" | "colspan" | "rowspan" | "start") => {
                is_short_number(value).then_some(Cow::Borrowed(value))
            }
            _ => Some(Cow::Borrowed(value)),
        })
        .set_tag_attribute_values(HashMap::from([(
            "input",
            HashMap::from([("type", "checkbox"), ("disabled", ""), ("aria-label", TICKED.as_str())]),
        )]))
        .clean(html)
        .to_string();
    Html::harmless(titled(cleaned))
}

/// Alerts, whose titles come as names, in the language of the site.
fn titled(mut html: String) -> String {
    const TITLE: &str = "<p class=\"markdown-alert-title\">";
    if !html.contains(TITLE) {
        return html;
    }
    for (name, title) in [
        ("note", text!("markdown-note")),
        ("tip", text!("markdown-tip")),
        ("important", text!("markdown-important")),
        ("warning", text!("markdown-warning")),
        ("caution", text!("markdown-caution")),
    ] {
        let mut escaped = String::new();
        escape::escape(&mut escaped, &title);
        html = html.replace(&format!("{TITLE}{name}</p>"), &format!("{TITLE}{escaped}</p>"));
    }
    html
}

fn is_short_number(value: &str) -> bool {
    (1..=4).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_digit())
}

/// What is taken away with all that is in it.
pub(super) fn content_tags() -> HashSet<&'static str> {
    HashSet::from(["script", "style", "title", "textarea", "noscript", "template"])
}

/// Which attributes stay; their values are looked at by [`strip`].
pub(super) fn attributes() -> HashMap<&'static str, HashSet<&'static str>> {
    let headings = ["h1", "h2", "h3", "h4", "h5", "h6"].map(|heading| (heading, HashSet::from(["id", "align"])));
    let others = [
        ("a", HashSet::from(["href", "title", "id"])),
        ("abbr", HashSet::from(["title"])),
        ("details", HashSet::from(["open"])),
        ("div", HashSet::from(["id", "align"])),
        ("img", HashSet::from(["src", "alt", "title", "width", "height", "align"])),
        ("input", HashSet::from(["type", "checked", "disabled"])),
        ("ol", HashSet::from(["start"])),
        ("p", HashSet::from(["align"])),
        ("td", HashSet::from(["align", "colspan", "rowspan"])),
        ("th", HashSet::from(["align", "colspan", "rowspan"])),
    ];
    headings.into_iter().chain(others).collect()
}

/// Which classes stay.
pub(super) fn classes() -> HashMap<&'static str, HashSet<&'static str>> {
    HashMap::from([
        ("sup", HashSet::from(["footnote-reference", "footnote-definition-label"])),
        ("div", HashSet::from(["footnote-definition"])),
        (
            "blockquote",
            HashSet::from([
                "markdown-alert-note",
                "markdown-alert-tip",
                "markdown-alert-important",
                "markdown-alert-warning",
                "markdown-alert-caution",
            ]),
        ),
        ("p", HashSet::from(["markdown-alert-title"])),
        ("span", Hue::ALL.iter().map(|hue| hue.class()).filter(|class| !class.is_empty()).collect()),
    ])
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
                "site-header",
                "data-",
            ] {
                assert!(!cleaned.contains(bad), "{bad} in {cleaned}");
            }
        }
    }
}
