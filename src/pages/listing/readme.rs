//! The README of a folder, shown under its list: what the folder is for, in its owners' words.

use actix_web::body;
use uuid::Uuid;

use crate::{
    Result,
    access::ladder::Reader,
    audit::{How, Ledger},
    documents::{document::Entry, service::Documents},
    downloads,
    error::Error,
    previews::{Previews, html::Html},
    storage::body::BlobBody,
};

/// The first that is there is shown; whatever the case of its letters.
const NAMES: [&str; 3] = ["readme.md", "readme.txt", "readme"];

/// A longer one is only linked.
const LONGEST: u64 = 64 * 1024;

pub struct Readme {
    pub name: String,
    pub link: String,
    pub words: Words,
}

pub enum Words {
    /// As it is written.
    Plain(String),
    /// Markdown, rendered and cleaned.
    Rendered(Html),
}

/// Who reads it, and with what.
pub struct Reading<'a> {
    pub reader: &'a Reader,
    pub documents: &'a Documents,
    pub previews: &'a Previews,
    pub ledger: &'a Ledger,
}

impl Reading<'_> {
    /// The README among these entries. One that cannot be read, or whose row of the record cannot be written, is left out: the
    /// list itself is fine.
    pub async fn readme_among(&self, entries: &[Entry]) -> Option<Readme> {
        let candidates = entries.iter().filter_map(|entry| Some((entry.id, entry.name.as_str(), entry.size()?)));
        self.first(candidates).await
    }

    /// The README of a folder of which not all is at hand.
    pub async fn readme_in(&self, folder: Uuid) -> Option<Readme> {
        let names = NAMES.map(str::to_owned);
        let found = self.documents.named_alike(self.reader, folder, &names).await;
        let found = found.inspect_err(|error| tracing::warn!(%error, "no README was looked for")).ok()?;
        let candidates = found.iter().map(|(id, name, size)| (*id, name.as_str(), *size));
        self.first(candidates).await
    }

    async fn first<'c>(&self, candidates: impl Iterator<Item = (Uuid, &'c str, u64)> + Clone) -> Option<Readme> {
        let named =
            |wanted: &str| candidates.clone().find(|(_, name, size)| name.eq_ignore_ascii_case(wanted) && fits(*size));
        let (id, name, _) = NAMES.iter().find_map(|wanted| named(wanted))?;
        match self.read(id).await {
            Ok(words) => Some(Readme { name: name.to_owned(), link: format!("/d/{id}"), words }),
            Err(error) => {
                tracing::warn!(%error, "a README is not shown");
                None
            }
        }
    }

    async fn read(&self, id: Uuid) -> Result<Words> {
        let item = self.documents.item(self.reader, id).await?;
        let document = item.document().ok_or_else(|| Error::not_found("it is a folder now"))?;
        // It may have become longer since it was listed.
        let length = document.size.min(LONGEST);
        let words = if let Ok(Some(html)) = self.previews.render_markdown(self.reader, &item).await {
            Words::Rendered(html)
        } else {
            // As it is written is better than nothing, where too much is being rendered.
            let blob = self.documents.bytes(self.reader, &document).await?;
            let bytes = body::to_bytes(BlobBody::new(blob, 0, length)).await.map_err(Error::internal)?;
            Words::Plain(String::from_utf8_lossy(&bytes).into_owned())
        };
        downloads::begin(self.ledger, self.reader, &document, How::Preview).await?.sent_at_once(length);
        Ok(words)
    }
}

fn fits(size: u64) -> bool {
    (1..=LONGEST).contains(&size)
}
