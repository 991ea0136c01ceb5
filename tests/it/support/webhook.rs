//! A program that alarms are sent to.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use latchkey::settings::Webhook;

use super::eventually;

pub const SECRET: &str = "a2903140a7d0f7ca9b282a14dacf55ae18e43001fd09e3032fa8e26b85f652b5";
/// In its address, which may not reach the log.
pub const TOKEN: &str = "T0K3N-of-the-webhook";

/// One request: its head, in small letters, and its body.
pub type Heard = (String, Vec<u8>);

/// Listens until the test ends.
pub struct Listener {
    port: u16,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Listener {
    /// Answers the first ones with 503.
    pub fn refusing(first: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("a port").port();
        let all: Arc<Mutex<Vec<Heard>>> = Arc::default();
        let (kept, left) = (all.clone(), AtomicUsize::new(first));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mut reader = BufReader::new(&stream);
                let mut head = String::new();
                while reader.read_line(&mut head).is_ok_and(|length| length > 2) {}
                let head = head.to_lowercase();
                let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
                let mut body = vec![0; length.unwrap_or(0)];
                reader.read_exact(&mut body).expect("a whole body");
                kept.lock().expect("nobody panics").push((head, body));
                let refuses = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
                let status = if refuses { "503 Service Unavailable" } else { "204 No Content" };
                let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                (&stream).write_all(answer.as_bytes()).expect("it listens");
            }
        });
        Self { port, heard: all }
    }

    pub fn settings(&self) -> Webhook {
        Webhook { url: format!("http://127.0.0.1:{}/{TOKEN}", self.port).into(), secret: SECRET.into() }
    }

    /// Waits for so many requests; gives the last of them.
    pub fn wait_for(&self, number: usize) -> Heard {
        eventually(|| self.heard.lock().expect("nobody panics").len() >= number);
        self.heard.lock().expect("nobody panics")[number - 1].clone()
    }
}
