//! Where the addresses in a document lead: to what lies beside it, or nowhere.

use std::borrow::Cow;

use ammonia::UrlRelativeEvaluate;

use crate::documents::{
    item,
    path::{FolderPath, Place},
};

/// Headings and footnotes keep their names behind this, so that none can pass for a part of our page.
pub(super) const NAMES: &str = "in-";

/// Relative links mean what lies beside the document in this folder.
pub(super) struct In(pub FolderPath);

impl UrlRelativeEvaluate<'static> for In {
    fn evaluate<'url>(&self, address: &'url str) -> Option<Cow<'url, str>> {
        beside(&self.0, address).map(Cow::Owned)
    }
}

/// The bytes at a relative address; `None`: it leads nowhere that is ours.
pub(super) fn bytes_beside(folder: &FolderPath, address: &str) -> Option<String> {
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
        return item::id(id).ok().map(|id| format!("/d/{id}{part}"));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::previews::clean::strip;

    fn in_reports(html: &str) -> String {
        strip(html, &FolderPath::from_plain("/reports/2026").unwrap()).to_string()
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
}
