//! The shutdown, in such an order that a proxy in front loses no request.
//!
//! 1. It reports that it is not ready, and closes each connection after its response; it serves requests as usual,
//!    for as long as the proxy needs to notice.
//! 2. New connections are not accepted any more, but existing ones are served. Closing the socket would not do: the
//!    kernel resets clients that have connected and are not accepted yet, with the request that they sent.
//! 3. The socket closes, idle connections end, and requests under way may finish.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use actix_web::dev::ServerHandle;
use socket2::{SockFilter, Socket};

/// So long the last connections are accepted, and their requests arrive.
const LAST_ONES: Duration = Duration::from_millis(300);

/// Whether the program is about to end; a clone is another handle on the same.
#[derive(Debug, Clone, Default)]
pub struct Stopping(Arc<AtomicBool>);

impl Stopping {
    pub fn is_on(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Ends the server from elsewhere.
pub struct Stopper {
    stopping: Stopping,
    listener: Option<Socket>,
    server: ServerHandle,
    notice: Duration,
}

impl Stopper {
    /// `listener` is another handle on the socket that the server accepts from. `notice`: how long step 1 lasts.
    pub(super) fn new(stopping: Stopping, listener: Socket, server: ServerHandle, notice: Duration) -> Self {
        Self { stopping, listener: Some(listener), server, notice }
    }

    /// All three steps.
    pub async fn gracefully(&mut self) {
        self.stopping.0.store(true, Ordering::Relaxed);
        tokio::time::sleep(self.notice).await;
        // The socket closes with its last handle, so this one has to go before the server's.
        if let Some(listener) = self.listener.take() {
            match refuse_new(&listener) {
                Ok(()) => tokio::time::sleep(LAST_ONES).await,
                Err(error) => tracing::debug!(%error, "new connections cannot be held off before the socket closes"),
            }
        }
        self.server.stop(true).await;
    }
}

/// A filter on the listening socket (`SO_ATTACH_FILTER`, socket(7)) that drops requests for a new connection: the
/// segments with SYN (RFC 9293, section 3.1: bit 1 of byte 13). The client tries again a second later, and is then
/// refused, before it has sent anything.
fn refuse_new(listener: &Socket) -> std::io::Result<()> {
    const LOAD_BYTE: u16 = 0x30; // BPF_LD | BPF_B | BPF_ABS
    const JUMP_IF_SET: u16 = 0x45; // BPF_JMP | BPF_JSET | BPF_K
    const RETURN: u16 = 0x06; // BPF_RET | BPF_K
    listener.attach_filter(&[
        SockFilter::new(LOAD_BYTE, 0, 0, 13),
        SockFilter::new(JUMP_IF_SET, 0, 1, 0x02),
        SockFilter::new(RETURN, 0, 0, 0),
        SockFilter::new(RETURN, 0, 0, u32::MAX),
    ])
}
