//! Cleans HTML that a confined process made of Markdown. A hostile document may have taken that process over, so
//! nothing is believed of what it says: what is not on these lists does not come through.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use ammonia::{Builder, UrlRelative, UrlRelativeEvaluate};
use uuid::Uuid;

use crate::documents::{
    look::html::Html,
    path::{FolderPath, Place},
};

const TAGS: [&str; 33] = [
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

/// Headings and footnotes keep their names behind this, so that none can pass for a part of our page.
const NAMES: &str = "in-";

/// No page that Markdown makes nests deeper, and no tag in it has more attributes; the time of cleaning grows with both.
const DEEPEST: usize = 60;
const ATTRIBUTES: usize = 6;

/// Cleans a page whose relative links mean what lies beside it in `folder`. `None`: it is made to do harm.
pub fn clean(html: &str, folder: &FolderPath) -> Option<Html> {
    if !is_well_formed(html) {
        return None;
    }
    Some(strip(html, folder))
}

/// What is on the lists, whatever comes.
fn strip(html: &str, folder: &FolderPath) -> Html {
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
            HashMap::from([("type", "checkbox"), ("disabled", ""), ("aria-label", "Done")]),
        )]))
        .clean(html)
        .to_string();
    Html::harmless(cleaned)
}

struct In(FolderPath);

impl UrlRelativeEvaluate<'static> for In {
    fn evaluate<'url>(&self, address: &'url str) -> Option<Cow<'url, str>> {
        beside(&self.0, address).map(Cow::Owned)
    }
}

/// The bytes at a relative address; `None`: it leads nowhere that is ours.
fn bytes_beside(folder: &FolderPath, address: &str) -> Option<String> {
    if address.split(['/', '?', '#']).next()?.contains(':') {
        return None;
    }
    let found = beside(folder, address)?;
    let path = found.strip_prefix("/at/").or_else(|| found.strip_prefix("/files/"))?;
    Some(format!("/files/{path}"))
}

/// Where a relative address leads, seen from a folder: to the page of what lies there (`GET /at/…`), or to a part of
/// this very page. Addresses as our own pages have them mean the same here. `None`: nowhere that is ours.
fn beside(folder: &FolderPath, address: &str) -> Option<String> {
    if let Some(part) = address.strip_prefix('#') {
        return Some(format!("#{NAMES}{part}"));
    }
    if address.starts_with("//") || address.contains('\\') {
        return None;
    }
    let (path, part) = match address.split_once('#') {
        Some((path, part)) => (path, format!("#{NAMES}{part}")),
        None => (address, String::new()),
    };
    let path = path.split('?').next().unwrap_or_default();
    if let Some(id) = path.strip_prefix("/d/") {
        return Uuid::parse_str(id).ok().map(|id| format!("/d/{id}{part}"));
    }
    let (mount, path) = path.strip_prefix("/files/").map_or(("/at/", path), |_| ("/files/", &path["/files".len()..]));
    // Any other absolute one is meant from the top of all documents.
    let mut steps: Vec<String> = Vec::new();
    if !path.starts_with('/') {
        steps.extend(folder.to_link().split('/').filter(|step| !step.is_empty()).map(str::to_owned));
    }
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop()?;
            }
            step => steps.push(step.to_owned()),
        }
    }
    let end = if path.ends_with('/') && !steps.is_empty() { "/" } else { "" };
    // Parsed and spelt anew, so that it is nothing but a path.
    let place = match Place::parse(&format!("{}{end}", steps.join("/"))).ok()? {
        Place::Folder(folder) => folder.to_link(),
        Place::Document(document) => document.to_link(),
    };
    Some(format!("{mount}{place}{part}"))
}

/// Whether it is spelt as our own renderer spells, which costs one walk: known tags, ended in turn, few attributes in
/// quotes. What is not would cost a parser of HTML, which mends everything, minutes for each megabyte.
fn is_well_formed(html: &str) -> bool {
    const ALONE: [&str; 4] = ["br", "hr", "img", "input"];
    let mut open: Vec<&str> = Vec::new();
    let mut pieces = html.split('<');
    // Text before the first tag.
    pieces.next();
    for piece in pieces {
        let Some((tag, _)) = piece.split_once('>') else { return false };
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return false;
            }
            continue;
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let name = name.trim_end_matches('/');
        let quotes = attributes.bytes().filter(|byte| *byte == b'"').count();
        if !TAGS.contains(&name) || quotes > 2 * ATTRIBUTES || !are_quoted(attributes) {
            return false;
        }
        if !ALONE.contains(&name) {
            open.push(name);
        }
        if open.len() > DEEPEST {
            return false;
        }
    }
    open.is_empty()
}

/// `a="b" c="d" /`: every other piece between quotes is a value, the rest are names.
fn are_quoted(attributes: &str) -> bool {
    attributes.split('"').step_by(2).all(|names| {
        let name = names.trim_end_matches('/').trim().trim_end_matches('=');
        name.len() < 20 && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
    })
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

    #[test]
    fn links_lead_beside_the_document_and_say_that_we_do_not_vouch() {
        let rel = "rel=\"noopener noreferrer nofollow\"";
        for (address, wanted) in [
            ("https://x.example/", format!("href=\"https://x.example/\" {rel}")),
            ("mailto:a@x.example", format!("href=\"mailto:a@x.example\" {rel}")),
            ("b.md", format!("href=\"/at/reports/2026/b.md\" {rel}")),
            ("../c%20d.md#e", format!("href=\"/at/reports/c%20d.md#in-e\" {rel}")),
            ("/top/", format!("href=\"/at/top/\" {rel}")),
            ("/files/a b.txt", format!("href=\"/files/a%20b.txt\" {rel}")),
            ("/files/../../x", rel.to_owned()),
            (
                "/d/019f0000-0000-7000-8000-000000000009",
                format!("href=\"/d/019f0000-0000-7000-8000-000000000009\" {rel}"),
            ),
            ("/d/../logout", rel.to_owned()),
            ("#part", format!("href=\"#in-part\" {rel}")),
        ] {
            assert_eq!(in_reports(&format!("<a href=\"{address}\">a</a>")), format!("<a {wanted}>a</a>"));
        }
        for address in ["../../../x", "//evil.example/", "/\\evil.example", "a%00b", "ftp://x.example/", "%zz"] {
            assert_eq!(in_reports(&format!("<a href=\"{address}\">a</a>")), format!("<a {rel}>a</a>"), "{address}");
        }
    }

    #[test]
    fn pictures_are_documents_of_ours() {
        assert_eq!(in_reports("<img src=\"a.png\" alt=\"b\">"), "<img src=\"/files/reports/2026/a.png\" alt=\"b\">");
        assert_eq!(in_reports("<img src=\"https://x.example/a.png\" alt=\"b\">"), "<img alt=\"b\">");
        for address in ["/../logout", "/d/019f0000-0000-7000-8000-000000000009", "#a", "data:image/png;base64,AAAA"] {
            assert_eq!(in_reports(&format!("<img src=\"{address}\">")), "<img>");
        }
        let ticked = in_reports("<input type=\"submit\" checked=\"x\" aria-label=\"y\">");
        for wanted in ["type=\"checkbox\"", "checked=\"\"", "disabled=\"\"", "aria-label=\"Done\""] {
            assert!(ticked.contains(wanted), "{wanted} in {ticked}");
        }
        assert_eq!(in_reports("<h2 id=\"plan\">a</h2>"), "<h2 id=\"in-plan\">a</h2>");
    }

    #[test]
    fn what_would_cost_too_much_is_refused() {
        for evil in [
            "<div>".repeat(1_000) + &"</div>".repeat(1_000),
            "<strong></p>".repeat(1_000),
            "<p>a".to_owned(),
            "<p><em>a</p></em>".to_owned(),
            format!("<p {}>a</p>", "a=\"\" ".repeat(1_000)),
            format!("<p {}>a</p>", "a ".repeat(1_000)),
            "<svg></svg>".to_owned(),
            "<p".to_owned(),
            "<!-- a -->".to_owned(),
        ] {
            assert!(clean(&evil, &FolderPath::default()).is_none(), "{}", &evil[..evil.len().min(60)]);
        }
    }

    #[test]
    fn what_our_renderer_makes_is_taken() {
        let deep = format!("{}{}\n\n| a |\n|---|\n| b |\n", "> ".repeat(100), "*a **a ".repeat(100));
        for markdown in [
            "# A\n\na *b* **c** `d` ~~e~~ [f](g \"h\") ![i](j)<br>k  \nl\n\n---\n\n3. m\n4. n\n\n- [x] o\n\n> p\n",
            "| a | b |\n|:-:|--:|\n| c \\| d | `e` |\n\n```rust\nfn f() {}\n```\n\n    g < h > \"i\"\n",
            "a[^1] b[^2]\n\n[^1]: c\n[^2]: d\n\n    e\n",
            "---\ntitle: x\n---\na <https://x.example/?a=b&c=\"d\"> <x@x.example>\n",
            "[a](<b\"c>d> 'e\"f<g>') ![h \"i\" <j>](k)\n",
            deep.as_str(),
        ] {
            let html = crate::documents::look::job::markdown::render(markdown);
            assert!(clean(&html, &FolderPath::default()).is_some(), "{html}");
        }
    }
}
