//! Object stores that are not ours: Azurite and s3rver, started once for all tests.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicU64, Ordering::SeqCst},
    },
    thread,
    time::{Duration, Instant},
};

use latchkey::settings::{ObjectStorage, ObjectStoreKind, StoragePlace, StorageSettings};
use url::Url;

use super::entra::keys::random_text;

pub const BOTH: [ObjectStoreKind; 2] = [ObjectStoreKind::Azure, ObjectStoreKind::S3];

/// Where they are.
struct Stores {
    azure: Url,
    account: String,
    key: String,
    s3: Url,
    /// They end when this does.
    _running: Child,
}

fn stores() -> &'static Stores {
    static STORES: OnceLock<Stores> = OnceLock::new();
    STORES.get_or_init(|| {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/storage/stores.mjs");
        let mut running = Command::new("node")
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node is there");
        let mut line = String::new();
        BufReader::new(running.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "the object stores do not start: `npm ci` in tests/storage (tests/run it does it)");
        let said: serde_json::Value = serde_json::from_str(&line).unwrap();
        let text = |name: &str| said[name].as_str().unwrap().to_owned();
        let [azure, s3] = ["azure", "s3"].map(|name| text(name).parse().unwrap());
        Stores { azure, account: text("account"), key: text("key"), s3, _running: running }
    })
}

/// A place of its own in the store, straight or through a line that a test can disturb.
pub fn store(kind: ObjectStoreKind, line: Option<&Line>) -> StorageSettings {
    let stores = stores();
    let mut endpoint = address(kind).clone();
    if let Some(line) = line {
        endpoint.set_port(Some(line.port)).unwrap();
    }
    let endpoint = endpoint.as_str().trim_end_matches('/').to_owned();
    let options = match kind {
        ObjectStoreKind::Azure => vec![
            ("azure_storage_account_name", stores.account.clone().into()),
            ("azure_storage_account_key", stores.key.clone().into()),
            ("azure_storage_endpoint", endpoint.into()),
        ],
        ObjectStoreKind::S3 => vec![
            ("aws_access_key_id", "S3RVER".into()),
            ("aws_secret_access_key", "S3RVER".into()),
            ("aws_endpoint_url", endpoint.into()),
        ],
    };
    let objects = ObjectStorage {
        kind,
        bucket: "documents".to_owned(),
        prefix: format!("test/{}", random_text(12)),
        options,
        plain_http: true,
    };
    StorageSettings::at(StoragePlace::Objects(objects))
}

pub fn address(kind: ObjectStoreKind) -> &'static Url {
    match kind {
        ObjectStoreKind::Azure => &stores().azure,
        ObjectStoreKind::S3 => &stores().s3,
    }
}

/// The way to a store, which can be disturbed.
pub struct Line {
    pub port: u16,
    state: Arc<State>,
}

struct State {
    /// Bytes that came from the store.
    passed: AtomicU64,
    /// Requests to the store.
    asked: AtomicU64,
    /// When the last of them went on.
    moved: Mutex<Instant>,
    /// Connections whose bytes nobody takes.
    held: AtomicU64,
    /// How many more bytes a connection lets through from its beginning; 0 refuses.
    each: AtomicU64,
}

impl Line {
    pub fn to(kind: ObjectStoreKind) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State {
            passed: AtomicU64::new(0),
            asked: AtomicU64::new(0),
            moved: Mutex::new(Instant::now()),
            held: AtomicU64::new(0),
            each: AtomicU64::new(u64::MAX),
        });
        let upstream = format!("127.0.0.1:{}", address(kind).port().unwrap());
        let shared = state.clone();
        thread::spawn(move || {
            for near in listener.incoming().flatten() {
                if shared.each.load(SeqCst) == 0 {
                    continue;
                }
                let far = TcpStream::connect(&upstream).unwrap();
                let (there, up) = (near.try_clone().unwrap(), far.try_clone().unwrap());
                let state = shared.clone();
                thread::spawn(move || ask(there, up, &state));
                let state = shared.clone();
                thread::spawn(move || carry(far, near, &state));
            }
        });
        Self { port, state }
    }

    /// Each connection breaks after so many bytes from the store; 0 cuts the line.
    pub fn lets_through(&self, each: u64) {
        self.state.each.store(each, SeqCst);
    }

    pub fn passed(&self) -> u64 {
        self.state.passed.load(SeqCst)
    }

    /// How many requests went to the store.
    pub fn asked(&self) -> u64 {
        self.state.asked.load(SeqCst)
    }

    /// The store would send, and nobody takes it.
    pub fn is_held_up(&self) -> bool {
        self.is_still() && self.state.held.load(SeqCst) > 0
    }

    /// Nothing comes from the store, and nothing would.
    pub fn is_quiet(&self) -> bool {
        self.is_still() && self.state.held.load(SeqCst) == 0
    }

    /// For longer than a busy machine pauses between two pieces.
    fn is_still(&self) -> bool {
        self.state.moved.lock().unwrap().elapsed() > Duration::from_millis(500)
    }
}

fn ask(mut there: TcpStream, mut up: TcpStream, state: &State) {
    const VERSION: &[u8] = b" HTTP/1.1\r\n";
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(count @ 1..) = there.read(&mut buffer) {
        // A head leaves in one write.
        let heads = buffer[..count].windows(VERSION.len()).filter(|bytes| *bytes == VERSION).count();
        state.asked.fetch_add(heads as u64, SeqCst);
        if up.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    let _ = up.shutdown(Shutdown::Both);
}

fn carry(mut far: TcpStream, mut near: TcpStream, state: &State) {
    let mut buffer = vec![0; 64 * 1024];
    let mut through = 0;
    while let Ok(count @ 1..) = far.read(&mut buffer) {
        through += count as u64;
        if through > state.each.load(SeqCst) {
            break;
        }
        state.held.fetch_add(1, SeqCst);
        let sent = near.write_all(&buffer[..count]);
        *state.moved.lock().unwrap() = Instant::now();
        state.held.fetch_sub(1, SeqCst);
        if sent.is_err() {
            break;
        }
        state.passed.fetch_add(count as u64, SeqCst);
    }
    let _ = near.shutdown(Shutdown::Both);
    let _ = far.shutdown(Shutdown::Both);
}
