//! Parses hostile bytes in a process that may crash or be taken over.
//!
//! A parser of PDF, Office files or pictures can be made to panic, to loop, or to allocate all memory. So no such
//! parser runs in the process that serves people: this program starts itself again as `latchkey confined <job>`,
//! without its environment, with the bytes on standard input and the answer on standard output. Before the child
//! reads the first byte it limits its memory, time, files and processes ([`limits`]), and enters a sandbox of the
//! kernel's, so that it can access nothing but those two streams ([`sandbox`]). The parent limits the time, the
//! length of the answer and how many run at once ([`runner`]), and checks once whether the sandbox works ([`probe`]).
//! The jobs are a list ([`job`]); `cli/confined.rs` dispatches each to its code.

pub mod job;
pub mod limits;
pub mod office;
pub mod probe;
pub mod program;
pub mod runner;
pub mod sandbox;
#[cfg(target_os = "linux")]
mod system_calls;
pub mod tesseract;

pub use self::{
    job::Job,
    limits::Limits,
    runner::{Confined, ConfinedError, Input, outcome},
};
