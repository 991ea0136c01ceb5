//! The wire of the stand-in: one thread a connection. An answer leaves the connection open, and the next request on it
//! meets its end: so it goes at a provider that closes what was idle just when somebody sends.

use std::{
    collections::BTreeMap,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    thread,
    time::Duration,
};

use super::{Endpoint, Entra, TENANT};
use crate::support::http::find;

/// A way for an address to fail.
#[derive(Debug, Clone)]
pub enum Fault {
    /// This very answer.
    Answer(Reply),
    /// The connection is taken and nothing ever comes.
    Hang,
    /// One byte every 200 ms, for ever.
    Drip,
    /// A body without end.
    Flood,
    /// The connection is closed without a word.
    Slam,
}

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Seen {
    pub at: Option<Endpoint>,
    pub method: String,
    pub path: String,
    pub query: BTreeMap<String, String>,
    pub headers: BTreeMap<String, String>,
    pub form: BTreeMap<String, String>,
}

#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: vec![("content-type".to_owned(), content_type.to_owned())], body: body.into() }
    }

    pub fn json(status: u16, body: &serde_json::Value) -> Self {
        Self::new(status, "application/json; charset=utf-8", serde_json::to_vec(body).unwrap())
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

impl Fault {
    pub fn status(status: u16, content_type: &str, body: &str) -> Self {
        Self::Answer(Reply::new(status, content_type, body))
    }

    pub fn redirect(to: &str) -> Self {
        Self::Answer(Reply::new(307, "text/plain", "").header("location", to))
    }
}

pub fn listen() -> (TcpListener, u16) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

pub fn serve(listener: TcpListener, entra: Entra) {
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let entra = entra.clone();
            thread::spawn(move || converse(stream, &entra));
        }
    });
}

fn converse(mut stream: TcpStream, entra: &Entra) {
    let _ = stream.set_read_timeout(Some(Duration::from_secs(30)));
    let Some(seen) = read(&mut stream) else { return };
    let fault = {
        let mut state = entra.state();
        state.seen.push(seen.clone());
        seen.at.and_then(|at| state.faults.get(&at).cloned())
    };
    match fault {
        None => {
            write(&mut stream, &entra.answer(&seen));
            if seen.headers.get("connection").is_none_or(|header| header != "close") {
                let _ = stream.read(&mut [0]);
            }
        }
        Some(Fault::Answer(reply)) => write(&mut stream, &reply),
        Some(Fault::Slam) => {}
        Some(Fault::Hang) => thread::sleep(Duration::from_mins(2)),
        Some(Fault::Drip) => {
            let head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n";
            let mut alive = stream.write_all(head).is_ok();
            while alive {
                thread::sleep(Duration::from_millis(200));
                alive = stream.write_all(b" ").is_ok();
            }
        }
        Some(Fault::Flood) => {
            let head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{\"id_token\":\"";
            let mut alive = stream.write_all(head).is_ok();
            let flood = vec![b'a'; 64 * 1024];
            for _ in 0..2_000 {
                alive = alive && stream.write_all(&flood).is_ok();
            }
        }
    }
}

fn read(stream: &mut TcpStream) -> Option<Seen> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 16 * 1024];
    let end = loop {
        if let Some(end) = find(&bytes, b"\r\n\r\n") {
            break end;
        }
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return None,
            Ok(count) => bytes.extend_from_slice(&buffer[..count]),
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let mut request_line = lines.next()?.split(' ');
    let (method, target) = (request_line.next()?.to_owned(), request_line.next()?.to_owned());
    let headers: BTreeMap<_, _> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length: usize = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = bytes[end + 4..].to_vec();
    while body.len() < length {
        let count = stream.read(&mut buffer).ok().filter(|count| *count > 0)?;
        body.extend_from_slice(&buffer[..count]);
    }
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let pairs = |bytes: &[u8]| url::form_urlencoded::parse(bytes).into_owned().collect();
    Some(Seen {
        at: endpoint(&method, path),
        method,
        path: path.to_owned(),
        query: pairs(query.as_bytes()),
        form: pairs(&body),
        headers,
    })
}

fn endpoint(method: &str, path: &str) -> Option<Endpoint> {
    if method == "GET"
        && path.starts_with("/v1.0/users/")
        && path.ends_with("/transitiveMemberOf/microsoft.graph.group")
    {
        return Some(Endpoint::Graph);
    }
    let rest = path.strip_prefix(&format!("/{TENANT}/"))?;
    match (method, rest) {
        ("GET", "v2.0/.well-known/openid-configuration") => Some(Endpoint::Discovery),
        ("GET", "discovery/v2.0/keys") => Some(Endpoint::Keys),
        ("GET", "oauth2/v2.0/authorize") => Some(Endpoint::Authorize),
        ("POST", "oauth2/v2.0/token") => Some(Endpoint::Token),
        _ => None,
    }
}

fn write(stream: &mut TcpStream, reply: &Reply) {
    let mut head = format!("HTTP/1.1 {} Answer\r\ncontent-length: {}\r\n", reply.status, reply.body.len());
    for (name, value) in &reply.headers {
        head += &format!("{name}: {value}\r\n");
    }
    head += "\r\n";
    let _ = stream.write_all(&[head.as_bytes(), &reply.body].concat());
}
