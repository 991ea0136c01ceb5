//! Makes HTML that people wrote into Markdown well-formed and harmless, so that the parent, which believes nothing, has
//! little to refuse.

use std::collections::HashSet;

use ammonia::{Builder, UrlRelative};

use crate::previews::clean;

/// What nests deeper loses its tags, not its words.
pub const DEEPEST: usize = 55;

/// Parses as a browser does, keeps what is on the lists, and makes links of pictures from elsewhere.
pub fn tame(page: &str) -> String {
    let clean = Builder::empty()
        .tags(clean::TAGS.into())
        .clean_content_tags(clean::content_tags())
        .tag_attributes(clean::attributes())
        .allowed_classes(clean::classes())
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None)
        .clean(page)
        .to_string();
    let mut walk = Walk { page: String::with_capacity(clean.len()), open: Vec::new(), links: 0 };
    let mut rest = clean.as_str();
    while let Some((text, after)) = rest.split_once('<') {
        walk.page.push_str(text);
        let end = end_of_tag(after);
        walk.tag(&after[..end]);
        rest = after.get(end + 1..).unwrap_or_default();
    }
    walk.page.push_str(rest);
    walk.page
}

/// The position of the `>` that ends a tag; in quotes it is an ordinary character.
fn end_of_tag(after: &str) -> usize {
    let mut is_value = false;
    let end = after.find(|letter| {
        is_value ^= letter == '"';
        letter == '>' && !is_value
    });
    end.unwrap_or(after.len())
}

struct Walk {
    page: String,
    /// Whether each tag that is open was written.
    open: Vec<bool>,
    /// In how many links.
    links: u32,
}

impl Walk {
    fn tag(&mut self, tag: &str) {
        if let Some(name) = tag.strip_prefix('/') {
            self.links -= u32::from(name == "a").min(self.links);
            if self.open.pop() == Some(true) {
                self.page.push_str("</");
                self.page.push_str(name);
                self.page.push('>');
            }
            return;
        }
        let name = tag.split(' ').next().unwrap_or_default();
        match name {
            "img" => self.picture(tag),
            "br" | "hr" | "input" => self.write(tag),
            _ => {
                self.links += u32::from(name == "a");
                let is_written = self.open.iter().filter(|written| **written).count() < DEEPEST;
                self.open.push(is_written);
                if is_written {
                    self.write(tag);
                }
            }
        }
    }

    /// From elsewhere it would tell a stranger who reads this, and when.
    fn picture(&mut self, tag: &str) {
        let address = attribute(tag, "src").unwrap_or_default();
        if !is_elsewhere(address) {
            return self.write(tag);
        }
        let words = attribute(tag, "alt").filter(|words| !words.trim().is_empty()).unwrap_or(address);
        let words = words.replace('<', "&lt;").replace('>', "&gt;");
        if self.links > 0 {
            self.page.push_str(&words);
        } else {
            self.write(&format!("a href=\"{address}\""));
            self.page.push_str(&words);
            self.page.push_str("</a>");
        }
    }

    /// What would be a tag to a simple reader is escaped in attributes, too.
    fn write(&mut self, tag: &str) {
        self.page.push('<');
        self.page.push_str(&tag.replace('<', "&lt;").replace('>', "&gt;"));
        self.page.push('>');
    }
}

/// As it is written, with its references.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, after) = tag.split_once(&format!(" {name}=\""))?;
    after.split('"').next()
}

/// With a scheme, or on another host.
fn is_elsewhere(address: &str) -> bool {
    address.starts_with("//") || address.split(['/', '?', '#']).next().is_some_and(|first| first.contains(':'))
}
