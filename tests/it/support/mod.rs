//! What the stories stand on: a whole portal in the test's own process, a provider that lies on command, a browser
//! that does only what it is told.

pub mod browser;
pub mod copy;
pub mod entra;
pub mod http;
pub mod log;
pub mod page;
pub mod people;
pub mod scratch_database;
pub mod sign_in;
pub mod world;

pub use browser::Browser;
pub use http::{Answer, Request};
pub use people::Employee;
pub use world::World;
