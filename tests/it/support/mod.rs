//! What the stories stand on: a whole portal in the test's own process, a provider that lies on command, a browser
//! that does only what it is told.

pub mod acts;
pub mod api;
pub mod blobs;
pub mod browser;
pub mod clamd;
pub mod compound;
pub mod copy;
pub mod described;
pub mod directory;
pub mod entra;
pub mod files;
pub mod folder;
pub mod groups;
pub mod holder;
pub mod http;
pub mod import;
pub mod lab;
pub mod links;
pub mod log;
pub mod metrics;
pub mod objects;
pub mod page;
pub mod people;
pub mod program;
pub mod running;
pub mod scan_workers;
pub mod scans;
pub mod scratch_database;
pub mod sharing;
pub mod sign_in;
pub mod smtp;
pub mod stores;
pub mod strays;
pub mod translation;
pub mod twin;
pub mod upload;
pub mod webhook;
pub mod world;

pub use browser::Browser;
pub use http::{Answer, Request};
pub use people::Employee;
pub use world::World;

/// Asks again and again until it is so: for what another process changed, and the portal hears of a moment later. The limit is
/// for what never comes to pass; a busy machine takes its time.
pub fn eventually(mut is_so: impl FnMut() -> bool) {
    let began = std::time::Instant::now();
    while !is_so() {
        assert!(began.elapsed() < std::time::Duration::from_secs(30), "it does not come to pass");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

/// Until all documents are read and all names are entered, so that the search finds them.
pub fn all_is_found(world: &World) {
    let left = "SELECT (SELECT count(*) FROM contents WHERE state = 'waiting') + (SELECT count(*) FROM search_queue)";
    eventually(|| world.database.text(left) == "0");
}

/// A redirect to an address that begins so.
pub fn is_redirect_to(answer: &Answer, target: &str) {
    assert!(matches!(answer.status, 302 | 303), "{} {}", answer.status, answer.text());
    assert!(answer.location().starts_with(target), "{} instead of {target}", answer.location());
}
