//! How far the search knows the words of a document, in words for its page.

use crate::search::{Reading, Recognition, Scan};

/// A sentence, and what is to be said besides.
pub struct KnownWords {
    pub known: String,
    pub notes: Vec<String>,
}

impl KnownWords {
    pub fn of((reading, scan): (Reading, Scan), recognition: &Recognition, is_admin: bool) -> Self {
        let mut notes = Vec::new();
        let known = match (reading, &scan) {
            (Reading::Empty, Scan::Waiting) => text!("facts-search-picture-waiting"),
            (Reading::Empty, Scan::NotSetUp) => text!("facts-search-picture-not-set-up"),
            (Reading::Empty, Scan::Failed(reason)) => {
                notes.push(reason.clone());
                text!("facts-search-picture-failed")
            }
            (Reading::Empty, _) => text!("facts-search-empty"),
            (Reading::Waiting, _) => text!("facts-search-waiting"),
            (Reading::Failed(reason), _) => {
                notes.push(reason);
                text!("facts-search-failed")
            }
            (Reading::Done, scan) => {
                notes.extend(about_pages(scan));
                text!("facts-search-done")
            }
            (Reading::Partial(reason), scan) => {
                notes.push(reason);
                notes.extend(about_pages(scan));
                text!("facts-search-partial")
            }
        };
        if scan == Scan::Empty {
            notes.push(text!("facts-search-none-recognized"));
        }
        if scan == Scan::NotSetUp && is_admin {
            let is_off = *recognition == Recognition::Off;
            notes.push(if is_off { text!("facts-search-ocr-off") } else { text!("facts-search-install") });
        }
        Self { known, notes }
    }
}

/// What is said of the pages without text where others have some.
fn about_pages(scan: &Scan) -> Option<String> {
    match scan {
        Scan::None | Scan::Empty => None,
        Scan::Waiting => Some(text!("facts-search-pages-waiting")),
        Scan::NotSetUp => Some(text!("facts-search-pages-not-set-up")),
        Scan::Recognized => Some(text!("facts-search-recognized")),
        Scan::Failed(reason) => Some(text!("facts-search-pages-failed", reason = reason.as_str())),
    }
}
