//! The protocol of clamd, as far as it is used here: `VERSION` and `INSTREAM` (clamd(8)). By hand, because what the scanner says
//! while it stops reading has to be heard: it says there that the stream is too long (decision 68).

use std::{io, time::Duration};

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpStream, UnixStream},
    time::timeout,
};

use super::answer::Answer;
use crate::settings::{ScanPatience, ScannerPlace};

/// The longest answer.
const LONGEST: u64 = 4096;

/// Where clamd is, and how long it may take.
#[derive(Debug, Clone)]
pub struct Clamd {
    place: ScannerPlace,
    patience: ScanPatience,
}

/// Why there is no answer.
#[derive(Debug)]
pub enum Fault {
    /// The bytes could not be read.
    Source(io::Error),
    /// It does not answer, or with nothing that is understood.
    Scanner(String),
}

/// A connection, of either kind.
trait Wire: AsyncRead + AsyncWrite + Unpin {}

impl<T: AsyncRead + AsyncWrite + Unpin> Wire for T {}

impl Clamd {
    pub fn new(place: ScannerPlace, patience: ScanPatience) -> Self {
        Self { place, patience }
    }

    /// Its program and signature database, in its own words.
    pub async fn version(&self) -> Result<String, Fault> {
        let mut wire = self.connect().await?;
        self.write(&mut *wire, b"zVERSION\0").await?;
        let said = self.read(&mut *wire, self.patience.step).await?;
        if said.starts_with("ClamAV ") { Ok(said) } else { Err(no_answer(&said)) }
    }

    /// Has it look at all bytes of a stream.
    pub async fn scan(&self, source: impl Stream<Item = io::Result<Bytes>> + Unpin) -> Result<Answer, Fault> {
        let mut wire = self.connect().await?;
        match self.send(&mut *wire, source).await {
            Ok(()) => {
                let said = self.read(&mut *wire, self.patience.answer).await?;
                Answer::parse(&said).ok_or_else(|| no_answer(&said))
            }
            Err(Fault::Source(error)) => Err(Fault::Source(error)),
            // A scanner that stops reading may have said why. It cannot say that the bytes are clean: it does not have all of them.
            Err(Fault::Scanner(why)) => {
                match self.read(&mut *wire, self.patience.step).await.as_deref().map(Answer::parse) {
                    Ok(Some(answer)) if answer != Answer::Clean => Ok(answer),
                    _ => Err(Fault::Scanner(why)),
                }
            }
        }
    }

    async fn connect(&self) -> Result<Box<dyn Wire>, Fault> {
        let connected = timeout(self.patience.step, async {
            Ok(match &self.place {
                ScannerPlace::Network(address) => Box::new(TcpStream::connect(address).await?) as Box<dyn Wire>,
                ScannerPlace::Socket(path) => Box::new(UnixStream::connect(path).await?),
            })
        });
        in_time(connected.await, "to connect")
    }

    async fn send(
        &self,
        wire: &mut dyn Wire,
        mut source: impl Stream<Item = io::Result<Bytes>> + Unpin,
    ) -> Result<(), Fault> {
        self.write(wire, b"zINSTREAM\0").await?;
        while let Some(piece) = source.next().await {
            let piece = piece.map_err(Fault::Source)?;
            // An empty piece would end the stream.
            if piece.is_empty() {
                continue;
            }
            let length = u32::try_from(piece.len()).map_err(|error| Fault::Source(io::Error::other(error)))?;
            self.write(wire, &length.to_be_bytes()).await?;
            self.write(wire, &piece).await?;
        }
        self.write(wire, &0_u32.to_be_bytes()).await
    }

    async fn write(&self, wire: &mut dyn Wire, bytes: &[u8]) -> Result<(), Fault> {
        in_time(timeout(self.patience.step, wire.write_all(bytes)).await, "to take bytes")
    }

    /// One answer, up to its end mark.
    async fn read(&self, wire: &mut dyn Wire, patience: Duration) -> Result<String, Fault> {
        let mut said = Vec::new();
        let reading = async {
            let mut wire = wire.take(LONGEST);
            while !said.ends_with(b"\0") && wire.read_buf(&mut said).await? > 0 {}
            Ok(())
        };
        in_time(timeout(patience, reading).await, "to answer")?;
        let text = String::from_utf8_lossy(&said);
        Ok(text.trim_end_matches(['\0', '\n']).to_owned())
    }
}

fn in_time<T>(done: Result<io::Result<T>, tokio::time::error::Elapsed>, what: &str) -> Result<T, Fault> {
    match done {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(Fault::Scanner(error.to_string())),
        Err(_) => Err(Fault::Scanner(format!("it takes too long {what}"))),
    }
}

fn no_answer(said: &str) -> Fault {
    let start: String = said.chars().take(80).collect();
    Fault::Scanner(if start.is_empty() { "it says nothing".to_owned() } else { format!("it says {start:?}") })
}
