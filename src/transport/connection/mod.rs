//! What happens to a connection below the parser of requests: how many one address may hold, how long one may stand
//! still, and what is answered where the parser refuses before anything of ours is asked.

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
