//! Latchkey puts a company's documents behind the company's own sign-in. `src/README.md` is the map.
#![forbid(unsafe_code)]

// First: its macros are for everything that follows, templates too.
#[macro_use]
pub mod texts;

pub mod access;
pub mod alarms;
pub mod api;
pub mod app;
pub mod audit;
pub mod charset;
pub mod cli;
pub mod clock;
pub mod collation;
pub mod confined;
pub mod database;
pub mod documents;
pub mod downloads;
pub mod entropy;
pub mod error;
pub mod health;
pub mod identity;
pub mod import;
pub mod mail;
pub mod media_type;
pub mod metrics;
pub mod pages;
pub mod previews;
pub mod readers;
pub mod routes;
pub mod scanning;
pub mod scim;
pub mod search;
pub mod settings;
pub mod sign_in;
pub mod storage;
pub mod transport;
pub mod upkeep;
pub mod uploads;

pub use error::{Error, Result};
