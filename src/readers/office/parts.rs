//! Which parts of a package hold text, and in which order they are read.

use std::collections::{BTreeMap, HashMap};

use quick_xml::{Reader as XmlReader, events::Event};

use crate::readers::markup::attribute;

/// How a part is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    Markup,
    /// Markup that says something about the document.
    About,
    /// Markup whose numbers are shown by the formats of the workbook.
    Sheet,
    Html,
}

/// A part with text in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    pub index: usize,
    pub reader: Reader,
}

/// What comes first in the text, and what last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    About,
    Main,
    Strings,
    Pages,
    Aside,
    Drawn,
    Notes,
    Edges,
}

/// The parts with text. `read` gives a part whole, and is asked for the small ones that lead to others.
pub fn in_order(names: &[String], mut read: impl FnMut(usize) -> Vec<u8>) -> Vec<Part> {
    let mut found: BTreeMap<usize, (Place, Reader)> = BTreeMap::new();
    for (index, name) in names.iter().enumerate() {
        if let Some(place) = by_name(&path_of(name)) {
            found.insert(index, place);
        }
    }
    let by_path: HashMap<String, usize> =
        names.iter().enumerate().map(|(index, name)| (path_of(name), index)).collect();
    // What an Office program says of its own parts counts more than what they are called.
    for (index, name) in names.iter().enumerate().filter(|(_, name)| name.contains("_rels/")) {
        for (_, kind, target) in relations(&read(index)) {
            let (Some(place), path) = (by_relation(&kind), resolve(name, &target)) else { continue };
            if let Some(part) = by_path.get(&path_of(&path)) {
                found.insert(*part, place);
            }
        }
    }
    let mut parts: Vec<_> =
        found.into_iter().map(|(index, (place, reader))| (place, number(&names[index]), index, reader)).collect();
    parts.sort_unstable_by_key(|(place, number, index, _)| (*place, *number, *index));
    parts.into_iter().map(|(_, _, index, reader)| Part { index, reader }).collect()
}

/// Names of parts are the same in capitals and small letters (ECMA-376, part 2, 6.2.2.3).
pub fn path_of(name: &str) -> String {
    name.trim_start_matches('/').to_ascii_lowercase()
}

/// The last number in a name: slides and sheets are numbered.
fn number(name: &str) -> u64 {
    let digits = name.rsplit(|letter: char| !letter.is_ascii_digit()).find(|digits| !digits.is_empty());
    digits.and_then(|digits| digits.parse().ok()).unwrap_or_default()
}

fn by_relation(kind: &str) -> Option<(Place, Reader)> {
    let place = match kind.rsplit('/').next()? {
        "core-properties" | "custom-properties" => return Some((Place::About, Reader::About)),
        "officeDocument" => Place::Main,
        "sharedStrings" => Place::Strings,
        "worksheet" => return Some((Place::Pages, Reader::Sheet)),
        "slide" => Place::Pages,
        "comments" | "threadedComment" | "notesSlide" => Place::Aside,
        "chart" | "chartEx" | "diagramData" | "drawing" => Place::Drawn,
        "footnotes" | "endnotes" => Place::Notes,
        "header" | "footer" => Place::Edges,
        _ => return None,
    };
    Some((place, Reader::Markup))
}

/// By the usual names, in small letters. Masters, themes, styles and what a program keeps for itself are not read.
fn by_name(name: &str) -> Option<(Place, Reader)> {
    let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
    match file.rsplit_once('.')?.1 {
        "xhtml" | "html" | "htm" => return Some((Place::Pages, Reader::Html)),
        "opf" => return Some((Place::About, Reader::About)),
        "xml" => {}
        _ => return None,
    }
    let place = match folder {
        "docprops" if matches!(file, "core.xml" | "custom.xml") => return Some((Place::About, Reader::About)),
        "" if file == "meta.xml" => return Some((Place::About, Reader::About)),
        "word" if file.starts_with("document") => Place::Main,
        "xl" if file.starts_with("workbook") => Place::Main,
        "xl" if file.starts_with("sharedstrings") => Place::Strings,
        "xl" | "xl/comments" if file.starts_with("comments") => Place::Aside,
        "xl/worksheets" => return Some((Place::Pages, Reader::Sheet)),
        "xl/threadedcomments" | "ppt/comments" | "ppt/notesslides" => Place::Aside,
        "ppt/slides" => Place::Pages,
        "word" if file.starts_with("footnotes") || file.starts_with("endnotes") => Place::Notes,
        "word" if file.starts_with("comments.") || file.starts_with("comments1") => Place::Aside,
        "word" if file.starts_with("header") || file.starts_with("footer") => Place::Edges,
        _ if folder.ends_with("/charts") && file.starts_with("chart") => Place::Drawn,
        _ if folder.ends_with("/diagrams") && file.starts_with("data") => Place::Drawn,
        "xl/drawings" | "word/drawings" if file.starts_with("drawing") => Place::Drawn,
        // OpenDocument: the text, and what is set into it (charts, formulas).
        "" if file == "content.xml" => Place::Main,
        _ if file == "content.xml" => Place::Drawn,
        // Headers and footers stand among the styles there.
        "" if file == "styles.xml" => Place::Edges,
        _ => return None,
    };
    Some((place, Reader::Markup))
}

/// Id, kind and target of each relation (ECMA-376, part 2, 9.3).
pub fn relations(xml: &[u8]) -> Vec<(String, String, String)> {
    let (mut reader, mut buffer, mut found) = (XmlReader::from_reader(xml), Vec::new(), Vec::new());
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag) | Event::Empty(tag)) if tag.local_name().as_ref() == "Relationship" => {
                let is_outside = attribute(&tag, "TargetMode").is_some_and(|mode| mode == "External");
                if let (Some(kind), Some(target), false) =
                    (attribute(&tag, "Type"), attribute(&tag, "Target"), is_outside)
                {
                    found.push((attribute(&tag, "Id").unwrap_or_default(), kind, target));
                }
            }
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

/// Where a target leads to: from the folder above `_rels`, or from the root.
pub fn resolve(relations: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    join(relations.trim_start_matches('/').rsplit_once("_rels/").map_or("", |(base, _)| base), target)
}

/// A relative path, from a folder in the package.
pub fn join(folder: &str, target: &str) -> String {
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "." | "" => {}
            ".." => _ = steps.pop(),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_relations_lead_to_parts_whatever_they_are_called() {
        let names =
            ["_rels/.rels", "word/main7.xml", "xl/odd/a.xml", "xl/_rels/workbook.xml.rels", "word/theme/theme1.xml"]
                .map(str::to_owned);
        let read = |index| {
            match index {
            0 => br#"<Relationships><Relationship Type="http://x/officeDocument" Target="/word/main7.xml"/></Relationships>"#.to_vec(),
            _ => br#"<Relationships><Relationship Type="http://x/worksheet" Target="./odd/../odd/a.xml"/></Relationships>"#.to_vec(),
        }
        };
        let parts = in_order(&names, read);
        assert_eq!(parts, [Part { index: 1, reader: Reader::Markup }, Part { index: 2, reader: Reader::Sheet }]);
    }
}
