//! Which styles of a Word document are headings, and which are numbered (ECMA-376, part 1, 17.7).

use std::collections::HashMap;

use crate::readers::markup::{Step, attribute, walk};

/// A chain of styles that are based on one another ends here.
const LONGEST: usize = 12;

#[derive(Debug, Default, Clone)]
pub struct Style {
    based_on: Option<String>,
    /// From 1.
    level: Option<u8>,
    list: Option<String>,
    depth: Option<u8>,
}

/// Styles by their ids.
#[derive(Debug, Default)]
pub struct Styles(HashMap<String, Style>);

impl Styles {
    pub fn read(xml: &[u8]) -> Self {
        let (mut styles, mut id) = (HashMap::<String, Style>::new(), String::new());
        walk(xml, |step| {
            if let Step::Open(tag) = step {
                let name = tag.local_name();
                if name.as_ref() == "style" {
                    id = attribute(tag, "styleId").unwrap_or_default();
                }
                let value = attribute(tag, "val");
                let style = styles.entry(id.clone()).or_default();
                match name.as_ref() {
                    "name" => style.level = style.level.or_else(|| level_by_name(value.as_deref().unwrap_or_default())),
                    "basedOn" => style.based_on = value,
                    "outlineLvl" => style.level = outline_level(value.as_deref()),
                    "numId" => style.list = value,
                    "ilvl" => style.depth = value.and_then(|value| value.parse().ok()),
                    _ => {}
                }
            }
            true
        });
        Self(styles)
    }

    /// The level of the heading that paragraphs of this style are.
    pub fn level(&self, id: &str) -> Option<u8> {
        self.chain(id).find_map(|style| style.level)
    }

    /// The list that they are in, and how deep.
    pub fn list(&self, id: &str) -> Option<(String, u8)> {
        let list = self.chain(id).find_map(|style| style.list.clone())?;
        Some((list, self.chain(id).find_map(|style| style.depth).unwrap_or_default()))
    }

    fn chain<'a>(&'a self, id: &str) -> impl Iterator<Item = &'a Style> {
        let next = |style: &&Style| style.based_on.as_ref().and_then(|id| self.0.get(id));
        std::iter::successors(self.0.get(id), next).take(LONGEST)
    }
}

/// `0` is the first; `9` is none.
pub fn outline_level(value: Option<&str>) -> Option<u8> {
    value?.parse::<u8>().ok().filter(|level| *level < 9).map(|level| level + 1)
}

/// Names of styles of Word's own are English in the file, whatever language it speaks.
fn level_by_name(name: &str) -> Option<u8> {
    let name = name.to_ascii_lowercase();
    if name == "title" {
        return Some(1);
    }
    name.strip_prefix("heading ")?.parse().ok().filter(|level| (1..=9).contains(level))
}
