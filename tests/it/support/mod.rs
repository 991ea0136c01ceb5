//! What the stories stand on.

pub mod copy;
pub mod scratch_database;
