//! Finding documents by their names, their places and the words in them.

pub mod extract;
