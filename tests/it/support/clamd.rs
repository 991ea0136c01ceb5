//! A virus scanner as far as it shows: it speaks as clamd does, finds what it was taught, and lies or dies on command.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    thread,
    time::Duration,
};

use latchkey::settings::{ScanPatience, ScanSettings, ScanWhen, ScannerDown, ScannerPlace};

use super::http::find;

/// The file that every scanner finds and that does nothing (EICAR), in two parts: or a scanner finds it in here.
pub fn eicar() -> Vec<u8> {
    [r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-", "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].concat().into_bytes()
}

/// How it is today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Well,
    /// It closes each connection.
    Dead,
    /// Something else is at its address.
    Stranger,
    /// It takes no longer streams than this.
    Takes(usize),
    /// It calls clean what it does not look at.
    Careless,
    /// It says that all is well before it has all bytes, and closes.
    Hasty,
    /// It takes all bytes, and says nothing.
    Silent,
    /// It takes all bytes, and says what means nothing.
    Garbage,
    /// It takes all bytes, and says that it reached a limit.
    Limited,
}

/// Listens until the test ends.
#[derive(Clone)]
pub struct Clamd {
    port: u16,
    state: Arc<State>,
}

struct State {
    mood: Mutex<Mood>,
    /// What it knows, and how that is called.
    signatures: Mutex<Vec<(Vec<u8>, String)>>,
    /// How many streams it has looked at.
    scans: AtomicUsize,
}

impl Clamd {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let signatures = Mutex::new(vec![(eicar(), "Eicar-Test-Signature".to_owned())]);
        let state = Arc::new(State { mood: Mutex::new(Mood::Well), signatures, scans: AtomicUsize::new(0) });
        let clamd = Self { port, state };
        let server = clamd.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let server = server.clone();
                // A connection that breaks is nobody's loss.
                thread::spawn(move || drop(server.talk(stream)));
            }
        });
        clamd
    }

    pub fn settings(&self, when: ScanWhen, down: ScannerDown) -> ScanSettings {
        let patience = ScanPatience { step: Duration::from_secs(5), answer: Duration::from_secs(1) };
        ScanSettings { place: ScannerPlace::Network(format!("127.0.0.1:{}", self.port)), when, down, patience }
    }

    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    pub fn is(&self, mood: Mood) {
        *self.state.mood.lock().unwrap() = mood;
    }

    /// The next signature database knows this, too.
    pub fn learn(&self, needle: &[u8], name: &str) {
        self.state.signatures.lock().unwrap().push((needle.to_vec(), name.to_owned()));
    }

    /// The next one does not know what it knew.
    pub fn forget(&self) {
        let mut signatures = self.state.signatures.lock().unwrap();
        signatures.iter_mut().for_each(|(needle, _)| needle.clear());
        // Another one all the same.
        signatures.push((Vec::new(), String::new()));
    }

    /// How many documents it has looked at.
    pub fn scans(&self) -> usize {
        self.state.scans.load(SeqCst)
    }

    fn talk(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let mood = *self.state.mood.lock().unwrap();
        if mood == Mood::Dead {
            return Ok(());
        }
        let command = line(&mut stream)?;
        if mood == Mood::Stranger {
            return stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
        match command.as_slice() {
            b"zVERSION" => {
                let version = 27_000 + self.state.signatures.lock().unwrap().len();
                stream.write_all(format!("ClamAV 1.4.3/{version}/Mon Nov 30 09:00:00 2026\0").as_bytes())
            }
            b"zINSTREAM" if mood == Mood::Hasty => {
                stream.read_exact(&mut [0; 1000])?;
                stream.write_all(b"stream: OK\0")
            }
            b"zINSTREAM" => {
                let answer = self.look(&mut stream, mood)?;
                stream.write_all(answer.as_bytes())
            }
            _ => stream.write_all(b"UNKNOWN COMMAND\0"),
        }
    }

    fn look(&self, stream: &mut TcpStream, mood: Mood) -> std::io::Result<String> {
        let mut bytes = Vec::new();
        loop {
            let mut length = [0; 4];
            stream.read_exact(&mut length)?;
            let length = u32::from_be_bytes(length) as usize;
            if length == 0 {
                break;
            }
            let start = bytes.len();
            bytes.resize(start + length, 0);
            stream.read_exact(&mut bytes[start..])?;
            if matches!(mood, Mood::Takes(most) if bytes.len() > most) {
                return Ok("INSTREAM size limit exceeded. ERROR\0".to_owned());
            }
        }
        if find(&bytes, b"How deep does the scanner look?").is_some() {
            return Ok(match mood {
                Mood::Careless => "stream: OK\0".to_owned(),
                _ => "stream: Heuristics.Limits.Exceeded.MaxRecursion FOUND\0".to_owned(),
            });
        }
        self.state.scans.fetch_add(1, SeqCst);
        match mood {
            // Until the other side has had enough.
            Mood::Silent => stream.read_to_end(&mut Vec::new()).map(|_| String::new()),
            Mood::Garbage => Ok("stream: \u{fffd}\u{fffd}\0".to_owned()),
            Mood::Limited => Ok("stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0".to_owned()),
            _ => {
                let signatures = self.state.signatures.lock().unwrap();
                let known = |(needle, _): &&(Vec<u8>, String)| !needle.is_empty() && find(&bytes, needle).is_some();
                Ok(match signatures.iter().find(known) {
                    Some((_, name)) => format!("stream: {name} FOUND\0"),
                    None => "stream: OK\0".to_owned(),
                })
            }
        }
    }
}

/// A command up to its end mark.
fn line(stream: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let (mut command, mut byte) = (Vec::new(), [0]);
    while command.len() < 64 {
        stream.read_exact(&mut byte)?;
        if byte == [0] {
            break;
        }
        command.push(byte[0]);
    }
    Ok(command)
}
