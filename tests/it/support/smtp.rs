//! A mail server as far as it shows: it takes mail, or does not, and keeps what came.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use latchkey::settings::MailSettings;

use super::eventually;

/// One mail that was taken.
#[derive(Debug, Clone)]
pub struct Taken {
    pub to: String,
    pub data: String,
}

/// Listens until the test ends.
#[derive(Clone)]
pub struct Smtp {
    port: u16,
    taken: Arc<Mutex<Vec<Taken>>>,
    /// So many conversations are still refused.
    refusals: Arc<AtomicUsize>,
    pub refused: Arc<AtomicUsize>,
}

impl Smtp {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("a port").port();
        let smtp = Self { port, taken: Arc::default(), refusals: Arc::default(), refused: Arc::default() };
        let server = smtp.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let server = server.clone();
                thread::spawn(move || server.talk(&stream));
            }
        });
        smtp
    }

    pub fn settings(&self) -> MailSettings {
        let url = format!("smtp://127.0.0.1:{}", self.port);
        MailSettings { url: url.into(), from: "Documents <documents@example.com>".parse().expect("an address") }
    }

    /// Refuses the next ones for now.
    pub fn refuse(&self, number: usize) {
        self.refusals.store(number, Ordering::SeqCst);
    }

    pub fn mails(&self) -> Vec<Taken> {
        self.taken.lock().expect("nobody panics").clone()
    }

    /// Waits for the mails up to this number; gives the last of them.
    pub fn wait_for(&self, number: usize) -> Taken {
        eventually(|| self.mails().len() >= number);
        self.mails()[number - 1].clone()
    }

    fn talk(&self, stream: &TcpStream) {
        let mut lines = BufReader::new(stream).lines();
        let mut out = stream;
        let mut say = |line: &str| out.write_all(format!("{line}\r\n").as_bytes()).is_ok();
        say("220 mail.example.com ESMTP");
        let mut to = String::new();
        while let Some(Ok(line)) = lines.next() {
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            let goes_on = match verb.as_str() {
                "EHLO" => say("250 mail.example.com"),
                "MAIL" if self.refusals.load(Ordering::SeqCst) > 0 => {
                    self.refusals.fetch_sub(1, Ordering::SeqCst);
                    self.refused.fetch_add(1, Ordering::SeqCst);
                    say("451 4.7.1 Come back later")
                }
                "RCPT" => {
                    line.split(['<', '>']).nth(1).unwrap_or_default().clone_into(&mut to);
                    say("250 ok")
                }
                "DATA" => {
                    say("354 go on");
                    let mut data = String::new();
                    for line in lines.by_ref().map_while(Result::ok).take_while(|line| line != ".") {
                        data += &format!("{line}\n");
                    }
                    self.taken.lock().expect("nobody panics").push(Taken { to: to.clone(), data });
                    say("250 taken")
                }
                "QUIT" => {
                    say("221 bye");
                    return;
                }
                _ => say("250 ok"),
            };
            if !goes_on {
                return;
            }
        }
    }
}

/// The six digits in a mail.
pub fn code(mail: &Taken) -> String {
    let lines = mail.data.lines().map(str::trim);
    let mut codes = lines.filter(|line| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit()));
    codes.next().unwrap_or_else(|| panic!("a code in {}", mail.data)).to_owned()
}
