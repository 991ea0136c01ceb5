//! The real program, while it serves.

use std::{
    io::{Read, Write},
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use socket2::{Domain, Socket, Type};

use super::{
    World,
    http::{Answer, Request},
    program::latchkey_after,
};

/// `latchkey serve` as a process of its own; ended when it goes.
pub struct Running {
    pub child: Child,
    pub port: u16,
}

impl Running {
    /// Starts it in a shell, after `before`; `change` sets what the test is about.
    pub fn start(world: &World, before: &str, change: impl FnOnce(&mut Command)) -> Self {
        Self::start_at(free_port(), world, before, change)
    }

    /// The same at a port of the test's choice.
    pub fn start_at(port: u16, world: &World, before: &str, change: impl FnOnce(&mut Command)) -> Self {
        let mut command = latchkey_after(world, before, &["serve"]);
        command.env("BIND", format!("127.0.0.1:{port}")).stdout(Stdio::null()).stderr(Stdio::null());
        change(&mut command);
        let mut running = Self { child: command.spawn().unwrap(), port };
        running.wait_until_ready();
        running
    }

    fn wait_until_ready(&mut self) {
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() || self.get("/health/ready").status != 200 {
            assert!(self.child.try_wait().unwrap().is_none(), "it ended by itself");
            assert!(began.elapsed() < Duration::from_mins(1), "it does not become ready");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// As a reader whom the header names (TEST_MODE).
    pub fn get(&self, target: &str) -> Answer {
        self.request(target).send(self.port)
    }

    pub fn request(&self, target: &str) -> Request {
        Request::get(target)
            .header("host", &format!("localhost:{}", self.port))
            .header("x-test-user", "reader@example.com")
    }

    /// A signal by its name: `TERM`, `HUP`.
    pub fn signal(&self, name: &str) {
        let done = Command::new("kill").args([format!("-{name}"), self.child.id().to_string()]).status().unwrap();
        assert!(done.success());
    }

    /// Waits for its end.
    pub fn ended(&mut self) -> ExitStatus {
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(began.elapsed() < Duration::from_secs(40), "it does not end");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A connection from another address of this machine: the whole of 127.0.0.0/8 is its own.
pub fn connect_from(last: u8, port: u16) -> TcpStream {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.bind(&SocketAddr::new(IpAddr::V4(Ipv4Addr::new(127, 0, 0, last)), 0).into()).unwrap();
    socket.connect(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)).into()).unwrap();
    let stream = TcpStream::from(socket);
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream
}

/// Sends the bytes and gives everything that comes until the other side closes.
pub fn converse(mut stream: TcpStream, bytes: &[u8]) -> String {
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}
