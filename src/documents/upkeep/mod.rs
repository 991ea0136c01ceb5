//! Whether the store holds what the database names, and nothing else for long: for operators, and at the start.

pub mod fit;
pub mod gc;
pub mod heal;
pub mod verify;
