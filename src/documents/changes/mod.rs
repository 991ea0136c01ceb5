//! Stand-in until the real one arrives.

use uuid::Uuid;

use crate::{
    Error, Result,
    access::ladder::Editor,
    documents::{
        batch::Batch,
        bytes::blobs::Stored,
        item::Item,
        name::Name,
        service::Documents,
        store,
    },
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnTaken {
    Refuse,
    Replace,
    KeepBoth,
    Skip,
}

#[derive(Debug, Clone)]
pub enum Added {
    New(Item),
    Version(Item),
    Skipped(Item),
}

impl Documents {
    pub async fn make_folder(&self, editor: &Editor, parent: Uuid, name: &Name) -> Result<Item> {
        let key = editor.person().key();
        let mut batch = Batch::new(self, &key);
        let id = batch.folder(parent, name.as_str());
        batch.write().await?;
        store::item(self.database.pool(), id).await?.ok_or_else(|| Error::not_found("gone"))?
    }

    pub async fn add_document(
        &self,
        editor: &Editor,
        folder: Uuid,
        name: &Name,
        stored: &Stored,
        on_taken: OnTaken,
    ) -> Result<Added> {
        let key = editor.person().key();
        store::item(self.database.pool(), folder).await?.ok_or_else(|| Error::not_found("no folder"))??;
        let there = store::children(&self.database, folder).await?;
        let mut batch = Batch::new(self, &key);
        let taken = there.iter().find(|(known, _)| known == name.as_str());
        let id_of = async |name: &str| -> Result<Item> {
            let there = store::children(&self.database, folder).await?;
            let (_, known) = there.iter().find(|(known, _)| known == name).ok_or_else(|| Error::not_found("gone"))?;
            store::item(self.database.pool(), known.id).await?.ok_or_else(|| Error::not_found("gone"))?
        };
        match (taken, on_taken) {
            (None, _) => {
                batch.document(folder, name, stored);
                batch.write().await?;
                Ok(Added::New(id_of(name.as_str()).await?))
            }
            (Some(_), OnTaken::Refuse) => Err(Error::conflict("The name is taken.", "taken")),
            (Some((_, known)), OnTaken::Replace) => {
                let version = known.version.as_ref().ok_or_else(|| Error::conflict("A folder is called so.", "taken"))?;
                batch.version(known.id, name, version.number + 1, stored);
                batch.write().await?;
                Ok(Added::Version(id_of(name.as_str()).await?))
            }
            (Some(_), OnTaken::KeepBoth) => {
                let (stem, end) = name.as_str().rsplit_once('.').unwrap_or((name.as_str(), ""));
                let dot = if end.is_empty() { "" } else { "." };
                for number in 2.. {
                    let other = format!("{stem} ({number}){dot}{end}");
                    if !there.iter().any(|(known, _)| *known == other) {
                        let other = Name::parse(&other).map_err(|error| Error::internal(error))?;
                        batch.document(folder, &other, stored);
                        batch.write().await?;
                        return Ok(Added::New(id_of(other.as_str()).await?));
                    }
                }
                Err(Error::internal("no number"))
            }
            (Some(_), OnTaken::Skip) => Ok(Added::Skipped(id_of(name.as_str()).await?)),
        }
    }
}
