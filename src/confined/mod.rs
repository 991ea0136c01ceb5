//! Reads what strangers wrote in a process that may fall over.
//!
//! A parser of PDF, Office files or pictures can be made to panic, to loop, or to ask for all memory there is. So no
//! such parser runs in the process that serves people: this program starts itself anew as `latchkey confined <job>`,
//! with nothing of its environment, the bytes on standard input and the answer on standard output. Before the child reads
//! the first byte it gives up memory, time, files and processes ([`limits`]); the parent bounds the clock, the length
//! of the answer and how many run at once ([`runner`]). What the jobs are is a list ([`job`]); `cli/confined.rs`
//! leads each to its code.

pub mod job;
pub mod limits;
pub mod runner;

pub use self::{
    job::Job,
    limits::Limits,
    runner::{Confined, ConfinedError, Input},
};
