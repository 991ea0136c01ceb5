//! The README is tried: what it tells people to type or to write into a file is run here as it stands.

mod blocks;
mod nginx;
