//! Documents for a test, brought in as `latchkey import` does: by another process over the same database.

use std::{fs, sync::Arc};

use actix_web::rt::System;
use latchkey::{
    app::{Outside, Services},
    documents::path::FolderPath,
    entropy::SystemEntropy,
    import::ImportReport,
};
use tempfile::TempDir;

use super::World;

/// Brings files in, by path and content.
pub fn import(world: &World, files: &[(&str, &[u8])]) -> ImportReport {
    let tree = TempDir::new().unwrap();
    for (path, bytes) in files {
        let path = tree.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let outside = Outside { clock: world.clock.clone(), entropy: Arc::new(SystemEntropy) };
    System::new().block_on(async {
        let services = Services::open(&world.settings, &outside).await.unwrap();
        let report = services.import.bring_in(tree.path(), &FolderPath::default(), "import", &mut |_| ()).await;
        services.database.close().await;
        report.unwrap()
    })
}
