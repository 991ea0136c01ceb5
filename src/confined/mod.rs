//! Reads what strangers wrote in a process that may fall over, or fall into the wrong hands.
//!
//! A parser of PDF, Office files or pictures can be made to panic, to loop, or to ask for all memory there is. So no
//! such parser runs in the process that serves people: this program starts itself anew as `latchkey confined <job>`,
//! with nothing of its environment, the bytes on standard input and the answer on standard output. Before the child reads
//! the first byte it gives up memory, time, files and processes ([`limits`]), and has the kernel put up two walls around it, so
//! that it cannot reach anything but those two streams ([`walls`]); the parent bounds the clock, the length of the answer and
//! how many run at once ([`runner`]), and looks once whether the walls hold ([`probe`]). What the jobs are is a list ([`job`]);
//! `cli/confined.rs` leads each to its code.

pub mod job;
pub mod limits;
pub mod probe;
pub mod runner;
pub mod sandbox;
#[cfg(target_os = "linux")]
mod system_calls;

pub use self::{
    job::Job,
    limits::Limits,
    runner::{Confined, ConfinedError, Input},
};
