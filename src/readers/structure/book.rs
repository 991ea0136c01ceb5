//! An e-book (EPUB 3.3): its chapters, in the order in which they are read.

use std::collections::HashMap;

use percent_encoding::percent_decode_str;

use super::{Part, draft::Draft, page};
use crate::{
    charset,
    readers::{
        markup::{Step, attribute, walk},
        office::{Package, join},
        sink::Sink,
    },
};

/// More chapters than are shown.
const CHAPTERS: usize = 500;

pub fn read(package: &mut Package, draft: &mut Draft) {
    let mut rest = chapters(package);
    if rest.is_empty() {
        // Whatever pages there are, by their names.
        let is_page = |name: &&String| {
            let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
            ["html", "xhtml", "htm"].contains(&ending.as_str())
        };
        rest = package.names().iter().filter(is_page).cloned().collect();
        rest.sort();
    }
    for chapter in rest.into_iter().take(CHAPTERS) {
        let bytes = package.all_at(&chapter);
        draft.part(Part::Chapter, "");
        page::read(&charset::decode(&bytes), draft);
        if draft.is_full() {
            return;
        }
    }
}

/// The names of the pages, as the book's own list has them (sections 5.7 and 5.8).
fn chapters(package: &mut Package) -> Vec<String> {
    let mut list = String::new();
    walk(&package.all_at("META-INF/container.xml")[..], |step| {
        if let Step::Open(tag) = step
            && tag.local_name().as_ref() == "rootfile"
        {
            list = attribute(tag, "full-path").unwrap_or_default();
        }
        list.is_empty()
    });
    let folder = list.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let (mut pages, mut order) = (HashMap::new(), Vec::new());
    walk(&package.all_at(&list)[..], |step| {
        if let Step::Open(tag) = step {
            match tag.local_name().as_ref() {
                "item" => {
                    if let (Some(id), Some(address)) = (attribute(tag, "id"), attribute(tag, "href")) {
                        pages.insert(id, address);
                    }
                }
                "itemref" => order.extend(attribute(tag, "idref")),
                _ => {}
            }
        }
        true
    });
    order.iter().filter_map(|id| pages.get(id)).map(|address| in_folder(&folder, address)).collect()
}

fn in_folder(folder: &str, address: &str) -> String {
    let address = percent_decode_str(address.split('#').next().unwrap_or_default()).decode_utf8_lossy();
    join(folder, &address)
}
