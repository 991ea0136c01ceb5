//! Something to look at: in development the first start puts a handful of real documents into the empty
//! portal.

use crate::{
    Error, Result,
    documents::{batch::Batch, item::ROOT, name::Name},
    error::Meaning,
    import::Import,
};

/// The folder ("" is the root), the name, the bytes.
const SAMPLES: &[(&str, &str, &[u8])] = &[
    ("", "Welcome.md", include_bytes!("samples/welcome.md")),
    ("", "Employee handbook.pdf", include_bytes!("samples/handbook.pdf")),
    ("", "会社案内.txt", include_bytes!("samples/company.ja.txt")),
    ("Reports", "Quarter 1.xlsx", include_bytes!("samples/quarter.xlsx")),
    ("Reports", "Quarter 1.csv", include_bytes!("samples/quarter.csv")),
    ("Reports", "Office plan.png", include_bytes!("samples/plan.png")),
    ("Übersicht & Pläne", "Öffnungszeiten.txt", include_bytes!("samples/hours.de.txt")),
];

impl Import {
    /// Fills an empty portal; one in which something is stays as it is. Says whether it was empty.
    pub async fn seed_samples(&self) -> Result<bool> {
        if !self.documents.known_in(ROOT).await?.is_empty() {
            return Ok(false);
        }
        let mut batch = Batch::new(&self.documents, "latchkey");
        let mut made = std::collections::HashMap::from([("", ROOT)]);
        for (folder, name, bytes) in SAMPLES {
            let folder = *made.entry(folder).or_insert_with(|| batch.folder(ROOT, folder));
            let name = Name::parse(name).map_err(Error::internal)?;
            let blobs = self.blobs.clone();
            let stored = tokio::task::spawn_blocking(move || blobs.store(*bytes, |_| ())).await;
            let stored = stored.map_err(Error::internal)?.map_err(|error| {
                Error::internal(format!("the sample documents cannot be stored in DATA_DIR: {error}"))
            })?;
            batch.document(folder, &name, &stored);
        }
        match batch.write().await {
            // Another copy that starts at the same time was quicker.
            Err(error) if error.meaning() == Meaning::Conflict => Ok(false),
            other => other.map(|()| true),
        }
    }
}
