//! Words as the search compares them. Texts, names and queries go through this room, so that they are split and folded
//! alike, whatever the database and its locale are.

pub mod blocks;
pub mod conditions;
pub mod frequencies;
pub mod letters;
pub mod lexemes;
pub mod slips;
pub mod split;
pub mod stems;
pub mod term;
pub mod wanted;
