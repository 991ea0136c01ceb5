//! From the network into the spool: while one step is written and hashed on a blocking thread, the next one is
//! received. However it ends, everything received is in the file.

use std::{fmt, io, time::Duration};

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use tokio::task::JoinHandle;

use crate::{Error, uploads::spool::Incoming};

/// How much is written in one step. Two of them are the most that an upload holds in memory.
const STEP: usize = 512 * 1024;

/// Why it ended before the end.
#[derive(Debug)]
pub enum Broken {
    /// The sender has disconnected, or sends an invalid body.
    Sender(String),
    /// The sender is there and sends nothing.
    Idle,
    /// More came than was said.
    TooMuch,
    Disk(io::Error),
}

/// Takes what comes, up to `most` bytes.
pub async fn receive<E: fmt::Display>(
    incoming: Incoming,
    mut source: impl Stream<Item = Result<Bytes, E>> + Unpin,
    most: u64,
    patience: Duration,
) -> Result<(Incoming, Result<(), Broken>), Error> {
    let mut pen = Pen::Idle(incoming);
    let (mut pieces, mut waiting, mut came) = (Vec::new(), 0, 0_u64);
    let outcome = loop {
        match tokio::time::timeout(patience, source.next()).await {
            Err(_) => break Err(Broken::Idle),
            Ok(None) => break Ok(()),
            Ok(Some(Err(error))) => break Err(Broken::Sender(error.to_string())),
            Ok(Some(Ok(piece))) => {
                came += piece.len() as u64;
                if came > most {
                    break Err(Broken::TooMuch);
                }
                waiting += piece.len();
                pieces.push(piece);
            }
        }
        if waiting >= STEP {
            let (incoming, wrote) = pen.rest().await?;
            if let Err(error) = wrote {
                return Ok((incoming, Err(Broken::Disk(error))));
            }
            pen = Pen::write(incoming, std::mem::take(&mut pieces));
            waiting = 0;
        }
    };
    let (incoming, wrote) = pen.rest().await?;
    if let Err(error) = wrote {
        return Ok((incoming, Err(Broken::Disk(error))));
    }
    let (incoming, wrote) = Pen::write(incoming, pieces).rest().await?;
    Ok((incoming, wrote.map_err(Broken::Disk).and(outcome)))
}

/// The file is either here or with the thread that writes.
#[allow(clippy::large_enum_variant)] // one for each upload under way
enum Pen {
    Idle(Incoming),
    Writing(JoinHandle<(Incoming, io::Result<()>)>),
}

impl Pen {
    fn write(mut incoming: Incoming, pieces: Vec<Bytes>) -> Self {
        if pieces.is_empty() {
            return Self::Idle(incoming);
        }
        Self::Writing(tokio::task::spawn_blocking(move || {
            let wrote = incoming.write(&pieces);
            (incoming, wrote)
        }))
    }

    async fn rest(self) -> Result<(Incoming, io::Result<()>), Error> {
        match self {
            Self::Idle(incoming) => Ok((incoming, Ok(()))),
            Self::Writing(writing) => {
                writing.await.map_err(|error| Error::internal(format!("writing an upload: {error}")))
            }
        }
    }
}
