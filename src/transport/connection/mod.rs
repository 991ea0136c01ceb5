//! A connection below the parser of requests: how many one address may open, how long one may be idle, and what is
//! answered where the parser refuses a request before any of our code runs.

mod budget;
mod descriptors;
mod exchange;
mod parser_answers;
mod wire;

pub use self::{
    budget::{Connections, Place, block},
    descriptors::raise as raise_descriptors,
    exchange::{Exchange, UnderWay, With, watch},
    parser_answers::ParserAnswers,
    wire::{Wire, WirePatience},
};
