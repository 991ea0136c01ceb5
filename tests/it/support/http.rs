//! HTTP/1.1 by hand. A ready-made client tidies up what it is given (paths, header names, doubled headers); the
//! tests want to send exactly what an attacker would, and to see exactly what comes back.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpStream},
    time::Duration,
};

/// What is sent. `target` goes on the request line as it is.
#[derive(Debug, Clone)]
pub struct Request {
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    pub fn new(method: &str, target: &str) -> Self {
        Self { method: method.to_owned(), target: target.to_owned(), headers: Vec::new(), body: Vec::new() }
    }

    pub fn get(target: &str) -> Self {
        Self::new("GET", target)
    }

    /// A form with the fields in the body.
    pub fn form(target: &str, fields: &[(&str, &str)]) -> Self {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let mut request = Self::new("POST", target).header("content-type", "application/x-www-form-urlencoded");
        request.body = body.into_bytes();
        request
    }

    /// Adds a header; the same name twice sends it twice.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn headers(self, more: &[(&str, &str)]) -> Self {
        more.iter().fold(self, |request, (name, value)| request.header(name, value))
    }

    pub fn has(&self, name: &str) -> bool {
        self.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
    }

    /// Sends it on a connection of its own and waits for the whole answer.
    pub fn send(&self, port: u16) -> Answer {
        Answer::parse(&exchange(port, &self.bytes()), self.method == "HEAD")
    }

    fn bytes(&self) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.target);
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        if !self.has("connection") {
            head += "connection: close\r\n";
        }
        if !self.has("content-length") && (!self.body.is_empty() || self.method == "POST") {
            head += &format!("content-length: {}\r\n", self.body.len());
        }
        [head.as_bytes(), b"\r\n", &self.body].concat()
    }
}

/// Sends bytes as they are and reads until the other side closes (or 60 s pass).
pub fn exchange(port: u16, bytes: &[u8]) -> Vec<u8> {
    let mut stream = connect(port);
    // The other side may answer and close before it has taken everything: then the answer still counts.
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let _ = stream.shutdown(Shutdown::Both);
    answer
}

pub fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port)).expect("the server listens");
    stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
    stream.set_nodelay(true).unwrap();
    stream
}

impl Answer {
    pub fn parse(bytes: &[u8], head_only: bool) -> Self {
        let end = find(bytes, b"\r\n\r\n").unwrap_or_else(|| {
            panic!("an answer ends its head with an empty line, got {:?}", String::from_utf8_lossy(bytes))
        });
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.split("\r\n");
        let status_line = lines.next().unwrap_or_default();
        let status = status_line.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status line");
        let headers: Vec<_> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let mut answer = Self { status, headers, body: bytes[end + 4..].to_vec() };
        if head_only {
            assert!(answer.body.is_empty(), "an answer to HEAD has no body");
        } else if answer.header("transfer-encoding") == Some("chunked") {
            answer.body = dechunk(&answer.body);
        } else if let Some(length) = answer.header("content-length") {
            assert_eq!(length, answer.body.len().to_string(), "the body is as long as promised");
        }
        answer
    }

    /// The first header of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn all(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error} in {}", self.text()))
    }

    /// Where it sends us.
    pub fn location(&self) -> &str {
        self.header("location").unwrap_or_else(|| panic!("a redirect, got {} {}", self.status, self.text()))
    }

    /// What the page after this answer is to say, as `done=deleted&undo=…`; empty for nothing.
    pub fn told(&self) -> &str {
        let told = self.all("set-cookie").into_iter().find_map(|cookie| cookie.strip_prefix("latchkey_flash="));
        let value = told.and_then(|told| told.split(';').next()).unwrap_or_default();
        value.split_once('.').map_or("", |(_, told)| told)
    }

    pub fn request_id(&self) -> &str {
        self.header("x-request-id").expect("every answer has a request id")
    }
}

pub fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

fn dechunk(mut bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = find(bytes, b"\r\n") {
        let length = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let length = usize::from_str_radix(length.split(';').next().unwrap_or_default(), 16).expect("a chunk length");
        if length == 0 {
            return body;
        }
        body.extend_from_slice(&bytes[end + 2..end + 2 + length]);
        bytes = &bytes[end + 4 + length..];
    }
    panic!("the last chunk is missing");
}
