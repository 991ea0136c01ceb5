//! What works for the search in the background.

use super::Services;
use crate::{
    confined::tesseract::Tesseract,
    search::{Indexer, Recognizer},
    settings::Settings,
};

/// Starts reading documents, and recognizing words in scans where Tesseract is installed.
pub fn start(settings: &Settings, services: &Services) {
    let indexer = indexer(settings, services);
    if let Some(recognizer) = recognizer(settings, services) {
        actix_web::rt::spawn(recognizer.follow(indexer.idle()));
    }
    actix_web::rt::spawn(indexer.follow());
}

/// The embedded database has one connection for everybody, so there the search takes less of it.
fn indexer(settings: &Settings, services: &Services) -> Indexer {
    let at_once = if settings.database.url.is_some() { 2 } else { 1 };
    let confined = services.confined.apart(at_once);
    Indexer::new(&services.database, services.blobs.clone(), confined, at_once)
}

/// `None`: there is no Tesseract, or the operator does not want it.
fn recognizer(settings: &Settings, services: &Services) -> Option<Recognizer> {
    let tesseract = Tesseract::new(settings.program.clone(), settings.ocr.tesseract.clone()?);
    let tesseract = tesseract.counted(services.confined.outcomes());
    // A place of its own: no text waits for it.
    let confined = services.confined.apart(1);
    Some(Recognizer::new(&services.database, services.blobs.clone(), confined, tesseract))
}
