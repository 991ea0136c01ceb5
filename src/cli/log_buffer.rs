//! Buffered logging: a line is copied into a buffer, and a separate thread writes the buffer, a hundred times a
//! second at most. A channel that wakes its reader for each line (tracing-appender) took a third of the processor
//! time of a small response.
//!
//! If the output blocks (a pipe whose reader sleeps, a full disk), the site continues: lines are dropped, and their
//! number is logged when the output works again.

use std::{
    io::{self, Write},
    mem,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::JoinHandle,
    time::Duration,
};

use tracing_subscriber::fmt::MakeWriter;

/// How long lines collect before they are written: too short for a reader to notice.
const GATHERING: Duration = Duration::from_millis(10);

/// A line that finds this many bytes waiting waits until they are written, but no longer than [`PATIENCE`].
const FULL: usize = 4 * 1024 * 1024;

/// Beyond this, lines are dropped until the output works again.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long the program waits at its end for the last lines to be written.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// What is handed to the log; copies write into the same buffer.
#[derive(Clone)]
pub struct LogBuffer {
    shared: Arc<Shared>,
}

/// Flushes the buffer when it is dropped.
pub struct LogGuard {
    buffer: LogBuffer,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    /// Something is there where nothing was, or it is over.
    wake: Condvar,
    /// There is room again, or all is written.
    room: Condvar,
}

#[derive(Default)]
struct State {
    lines: Vec<u8>,
    over: bool,
    done: bool,
    /// The output is blocked.
    stands_still: bool,
    /// So many lines were left out.
    lost: u64,
}

impl LogBuffer {
    /// Starts the thread that writes into `out`.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(out: impl Write + Send + 'static) -> io::Result<(Self, LogGuard)> {
        let buffer = Self { shared: Arc::default() };
        let shared = Arc::clone(&buffer.shared);
        let thread = std::thread::Builder::new().name("log".to_owned()).spawn(move || shared.drain(out))?;
        Ok((buffer.clone(), LogGuard { buffer, thread: Some(thread) }))
    }
}

impl Write for LogBuffer {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut state = self.shared.lock();
        if state.lines.len() > FULL && !state.stands_still {
            let is_full = |state: &mut State| state.lines.len() > FULL && !state.over;
            let waited = self.shared.room.wait_timeout_while(state, PATIENCE, is_full);
            let timed_out;
            (state, timed_out) = waited.unwrap_or_else(PoisonError::into_inner);
            state.stands_still |= timed_out.timed_out();
        }
        if state.lines.len() > FULL {
            state.lost += 1;
            return Ok(line.len());
        }
        let was_empty = state.lines.is_empty();
        state.lines.extend_from_slice(line);
        if was_empty {
            self.shared.wake.notify_one();
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for LogBuffer {
    type Writer = Self;

    fn make_writer(&'a self) -> Self::Writer {
        self.clone()
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn drain(&self, mut out: impl Write) {
        let mut lines = Vec::new();
        loop {
            let mut state = self.lock();
            while state.lines.is_empty() {
                if state.over {
                    state.done = true;
                    self.room.notify_all();
                    return;
                }
                state = self.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            // Let more gather, unless the program is about to end.
            let goes_on = |state: &mut State| !state.over;
            (state, _) =
                self.wake.wait_timeout_while(state, GATHERING, goes_on).unwrap_or_else(PoisonError::into_inner);
            mem::swap(&mut state.lines, &mut lines);
            drop(state);
            self.room.notify_all();
            // There is nowhere to report that the log cannot be written.
            let _ = out.write_all(&lines).and_then(|()| out.flush());
            lines.clear();
            lines.shrink_to(FULL);
            self.tell_of_lost_lines();
        }
    }

    /// The output works again, so the number of dropped lines can be logged.
    fn tell_of_lost_lines(&self) {
        let mut state = self.lock();
        state.stands_still = false;
        let lost = mem::take(&mut state.lost);
        // The line comes back to this buffer.
        drop(state);
        if lost > 0 {
            tracing::warn!(lost, "lines of this log were left out, because nobody took what was written");
        }
    }
}

impl Drop for LogGuard {
    fn drop(&mut self) {
        let shared = &self.buffer.shared;
        let mut state = shared.lock();
        state.over = true;
        shared.wake.notify_one();
        let waited = shared.room.wait_timeout_while(state, LAST_WORDS, |state| !state.done);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let done = state.done;
        drop(state);
        // A thread that waits for a blocked output is abandoned; it ends with the process.
        if done && let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn every_line_of_every_thread_is_written_whole_and_in_order_before_the_end() {
        let kept = Kept::default();
        let (buffer, guard) = LogBuffer::start(kept.clone()).unwrap();
        let filler = "x".repeat(1000);
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let (mut buffer, filler) = (buffer.clone(), &filler);
                scope.spawn(move || {
                    for number in 0..3000 {
                        buffer.write_all(format!("{thread} {number} {filler}\n").as_bytes()).unwrap();
                    }
                });
            }
        });
        drop(guard);
        let written = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
        for thread in 0..4 {
            let ours: Vec<_> = written.lines().filter(|line| line.starts_with(&format!("{thread} "))).collect();
            let expected: Vec<_> = (0..3000).map(|number| format!("{thread} {number} {filler}")).collect();
            assert_eq!(ours, expected);
        }
    }
}
