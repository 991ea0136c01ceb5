//! What a confined process may use up. It imposes this upon itself, before it reads the first byte.

use std::{io, time::Duration};

use rustix::process::{DumpableBehavior, Resource, Rlimit, Signal, getrlimit, setrlimit};

/// Open files: the standard three, and a few for what the runtime opens.
const FILES: u64 = 16;

/// How little a background job matters, from 0 to 19 (nice(2)); what a person waits for matters more.
const NICE_IN_BACKGROUND: i32 = 19;
const NICE: i32 = 5;

/// The bounds of one job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Of elapsed time; then it is killed. Also how long it waits for its turn.
    pub time: Duration,
    /// Of the processor; rounded up to seconds.
    pub processor: Duration,
    /// Address space, in bytes.
    pub memory: u64,
    /// Only this many bytes are read.
    pub input: u64,
    /// A longer answer is thrown away.
    pub output: u64,
    /// Whether the job runs in the background.
    pub in_background: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            time: Duration::from_secs(20),
            processor: Duration::from_secs(10),
            memory: 512 * 1024 * 1024,
            input: 64 * 1024 * 1024,
            output: 4 * 1024 * 1024,
            in_background: false,
        }
    }
}

impl Limits {
    /// Binds this very process, for good: hard limits cannot be raised again.
    ///
    /// # Errors
    /// When the system refuses; then nothing may be read.
    pub fn impose(&self) -> io::Result<()> {
        let seconds = self.processor.as_secs() + u64::from(self.processor.subsec_nanos() > 0);
        for (resource, most) in [
            (Resource::As, self.memory),
            (Resource::Data, self.memory),
            (Resource::Cpu, seconds.max(1)),
            // Pipes are no files: the answer leaves all the same.
            (Resource::Fsize, 0),
            (Resource::Nofile, FILES),
            (Resource::Core, 0),
            // Neither processes nor threads. The kernel does not hold the superuser to this one.
            (Resource::Nproc, 0),
        ] {
            // The operator may have set less already; asking for more would be refused.
            let most = getrlimit(resource).maximum.map_or(most, |allowed| allowed.min(most));
            setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
        }
        #[cfg(target_os = "linux")]
        {
            // Its memory holds somebody's document: no other process may read it.
            rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
            // It ends with its parent, because nobody waits for the answer then.
            rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
        }
        let nice = if self.in_background { NICE_IN_BACKGROUND } else { NICE };
        rustix::process::nice(nice)?;
        Ok(())
    }
}
