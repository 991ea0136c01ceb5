//! What an archive lacks because it is quarantined: a text in the archive names it, so that nobody takes the rest for the whole.

use bytes::Bytes;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Result,
    documents::{service::Documents, tree::TreeNode},
    storage::content_hash::ContentHash,
};

/// The text, which is no document and in no store.
#[derive(Debug, Clone)]
pub struct LeftOut {
    pub hash: ContentHash,
    pub text: Bytes,
}

/// No item has this id.
pub const NO_ITEM: Uuid = Uuid::nil();

/// Takes out of the tree what is quarantined, and puts the text in, if there was any.
///
/// # Errors
/// `Forbidden` for a single document that is quarantined.
pub fn leave_out(documents: &Documents, nodes: &mut Vec<TreeNode>, now: OffsetDateTime) -> Result<Option<LeftOut>> {
    let is_out = |node: &TreeNode| node.content.is_some_and(|(hash, _)| documents.quarantined(&hash).is_some());
    if !nodes.iter().any(&is_out) {
        return Ok(None);
    }
    if let ([_], Some((hash, _))) = (nodes.as_slice(), nodes.first().and_then(|node| node.content)) {
        documents.may_leave(&hash)?;
    }
    let mut lines = vec![text!("archive-left-out"), String::new()];
    for node in nodes.iter().filter(|node| is_out(node)) {
        let found = node.content.and_then(|(hash, _)| documents.quarantined(&hash)).unwrap_or_default();
        lines.push(text!("archive-left-out-line", name = node.name.as_str(), found = found.as_str()));
    }
    nodes.retain(|node| !is_out(node));
    let text = Bytes::from(lines.join("\r\n") + "\r\n");
    let hash = ContentHash::from(<[u8; 32]>::from(Sha256::digest(&text)));
    let content = Some((hash, text.len() as u64));
    let name = text!("archive-left-out-name");
    nodes.push(TreeNode { id: NO_ITEM, parent: None, depth: 1, name, changed_at: now, content });
    Ok(Some(LeftOut { hash, text }))
}
