//! An artificially slow database, for developers who want to see its effects. Only the lab of DEV_MODE has a switch
//! for it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

/// How much longer each query takes: more than the patience of callers that can do without an answer.
const LAG: Duration = Duration::from_secs(2);

/// The switch; off at first.
#[derive(Debug, Clone, Default)]
pub struct Slowness(Arc<AtomicBool>);

impl Slowness {
    pub fn set(&self, is_on: bool) {
        self.0.store(is_on, Ordering::Relaxed);
    }

    /// For the notice above each page.
    pub fn flag(&self) -> Arc<AtomicBool> {
        self.0.clone()
    }

    pub(super) async fn wait(&self) {
        if self.0.load(Ordering::Relaxed) {
            tokio::time::sleep(LAG).await;
        }
    }
}
