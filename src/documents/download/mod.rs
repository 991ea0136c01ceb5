//! Handing a document out, as RFC 9110 has it.

pub mod conditional;
pub mod disposition;
mod handler;
pub mod range;
pub mod ticket;

pub use self::handler::open;
