//! The contents of an archive, determined before its first byte is sent: names, versions, and its exact length.

use std::collections::HashMap;

use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    documents::tree::TreeNode,
    downloads::zip::{
        entry_name::EntryNames,
        format::{self, Facts},
    },
    storage::content_hash::ContentHash,
};

/// One document or folder in an archive.
#[derive(Debug, Clone)]
pub struct Entry {
    pub id: Uuid,
    pub name: String,
    pub changed_at: OffsetDateTime,
    /// The version that is meant, whatever becomes of the document later; `None`: a folder.
    pub content: Option<(ContentHash, u64)>,
}

/// A planned archive.
#[derive(Debug, Clone)]
pub struct Archive {
    pub entries: Vec<Entry>,
    /// Of the whole archive, in bytes.
    pub length: u64,
}

impl Entry {
    pub fn facts(&self) -> Facts<'_> {
        Facts {
            name: &self.name,
            size: self.content.map_or(0, |(_, size)| size),
            changed_at: self.changed_at,
            is_folder: self.content.is_none(),
        }
    }

    /// The length of its header, its bytes and its data descriptor; `scratch` is overwritten.
    pub fn length(&self, scratch: &mut Vec<u8>) -> u64 {
        let facts = self.facts();
        scratch.clear();
        format::local_header(scratch, &facts);
        format::descriptor(scratch, &facts, 0);
        scratch.len() as u64 + facts.size
    }
}

impl Archive {
    /// `None`: a name would be longer than the format takes.
    pub fn of(entries: Vec<Entry>) -> Option<Self> {
        if entries.iter().any(|entry| entry.name.len() > format::LONGEST_NAME) {
            return None;
        }
        let (mut offset, mut directory, mut scratch) = (0, 0, Vec::new());
        for entry in &entries {
            let start = offset;
            offset += entry.length(&mut scratch);
            // The records are actually written, not computed: so the announced length cannot differ from what is
            // sent.
            scratch.clear();
            format::central_header(&mut scratch, &entry.facts(), 0, start);
            directory += scratch.len() as u64;
        }
        scratch.clear();
        format::end(&mut scratch, entries.len() as u64, offset, offset + directory);
        let length = offset + directory + scratch.len() as u64;
        Some(Self { entries, length })
    }

    pub fn documents(&self) -> usize {
        self.entries.iter().filter(|entry| entry.content.is_some()).count()
    }
}

/// The entries for these nodes, which come with parents before their children. Each requested node is at the top
/// level; the root, which has no name, is not an entry itself.
pub fn entries(nodes: Vec<TreeNode>) -> Vec<Entry> {
    let mut names = EntryNames::default();
    let mut folders: HashMap<Uuid, String> = HashMap::new();
    let mut entries = Vec::with_capacity(nodes.len());
    for TreeNode { id, parent, name, changed_at, content, .. } in nodes {
        let folder = parent.and_then(|parent| folders.get(&parent)).map_or("", String::as_str);
        let is_root = parent.is_none() && name.is_empty();
        let name = if is_root { String::new() } else { names.give(folder, &name, content.is_none()) };
        if content.is_none() {
            folders.insert(id, name.clone());
        }
        if !is_root {
            entries.push(Entry { id, name, changed_at, content });
        }
    }
    // Folder by folder, as a person would read it.
    entries.sort_by(|left, right| left.name.cmp(&right.name));
    entries
}
