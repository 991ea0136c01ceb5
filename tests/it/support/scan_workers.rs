//! The workers of both queues of the search, run by hand over a world's database.

use std::{sync::Arc, time::Duration};

use latchkey::{
    app::{Outside, Services},
    confined::{Confined, tesseract::Tesseract},
    entropy::SystemEntropy,
    search::{Indexer, Recognizer},
    settings::TesseractSettings,
};
use time::OffsetDateTime;

use super::World;

/// Longer than any stand-in takes that is to finish.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// Everything but the running portal.
pub fn asleep() -> World {
    World::asleep("http://localhost:8000", |_| {})
}

pub fn on<T>(work: impl Future<Output = T>) -> T {
    actix_web::rt::System::new().block_on(work)
}

/// Those that work off both queues, while the portal itself is asleep.
pub struct Workers {
    pub services: Services,
    pub indexer: Indexer,
    program: String,
}

impl Workers {
    pub async fn of(world: &World) -> Self {
        let outside = Outside { clock: world.clock.clone(), entropy: Arc::new(SystemEntropy) };
        let services = Services::open(&world.settings, &outside).await.unwrap();
        let program = env!("CARGO_BIN_EXE_latchkey").to_owned();
        let confined = Confined::new(program.clone().into(), 2);
        let indexer = Indexer::new(&services.database, services.blobs.clone(), confined, 2);
        Self { services, indexer, program }
    }

    pub fn recognizer(&self, tesseract: TesseractSettings, time: Duration) -> Recognizer {
        let confined = Confined::new(self.program.clone().into(), 1);
        let tesseract = Tesseract::new(self.program.clone().into(), tesseract).within(time);
        Recognizer::new(&self.services.database, self.services.blobs.clone(), confined, tesseract)
    }

    pub fn now(&self) -> OffsetDateTime {
        self.services.documents.now()
    }

    pub async fn read_all(&self) {
        while self.indexer.run_once(self.now()).await.unwrap() > 0 {}
    }
}
