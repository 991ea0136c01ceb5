//! A proxy between our one connection and the embedded engine.
//!
//! The engine's server ends for good when a client disconnects in the middle of an answer, as a cancelled request
//! may. So it never sees such a client: here each side is read to its end before the other is closed. If the engine
//! crashes all the same, the next connection starts it again.

use std::{
    io::{self, Read, Write},
    net::Shutdown,
    os::unix::net::{UnixListener, UnixStream},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

/// Serves connections one by one until it is stopped.
pub fn serve(listener: &UnixListener, mut reach_engine: impl FnMut() -> io::Result<UnixStream>, stopping: &AtomicBool) {
    while !stopping.load(Ordering::SeqCst) {
        let done = listener.accept().and_then(|(client, _)| {
            if stopping.load(Ordering::SeqCst) {
                return Ok(());
            }
            connect(&client, &reach_engine()?)
        });
        if let Err(error) = done {
            tracing::error!(%error, "the embedded database cannot be reached");
            thread::sleep(Duration::from_millis(100)); // not in a tight circle
        }
    }
}

fn connect(client: &UnixStream, engine: &UnixStream) -> io::Result<()> {
    thread::scope(|scope| {
        let questions = thread::Builder::new().spawn_scoped(scope, || pour(client, engine))?;
        pour(engine, client);
        let _ = questions.join();
        Ok(())
    })
}

/// Reads to the end, even if nobody takes it any more, and then signals the end.
fn pour(mut from: &UnixStream, mut to: &UnixStream) {
    let mut buffer = vec![0; 64 * 1024];
    let mut taken = true;
    loop {
        match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(length) => taken = taken && to.write_all(&buffer[..length]).is_ok(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => break,
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}
