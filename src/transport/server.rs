//! The server: the socket, the workers, and for each connection the way through `connection/` into the framework.
//! What `HttpServer` would do, but with a stream of our own below the parser.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use actix_http::{HttpService, KeepAlive, error::DispatchError};
use actix_server::Server;
use actix_service::{IntoServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_web::{App as Site, dev::AppConfig, middleware::from_fn, rt::net::TcpStream, web::Data, web::ServiceConfig};
use socket2::{Domain, Protocol, SockRef, Socket, Type};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::Semaphore,
};

use crate::{
    Error, Result,
    clock::SharedClock,
    settings::{Patience, ServerSettings},
    transport::{
        connection::{Connections, ParserAnswers, Place, Wire, WirePatience, raise_descriptors},
        envelope,
        log_throttle::LogThrottle,
        request_id::TrustedProxies,
        stopping::{Stopper, Stopping},
    },
};

/// Browsers and proxies come back within this time or not at all.
const IDLE: Duration = Duration::from_secs(75);

/// For clients that hold the most connections that one address may. Nothing of the request has been read.
const TOO_MANY: &[u8] = b"HTTP/1.1 429 Too Many Requests\r\nretry-after: 5\r\ncontent-length: 0\r\n\
    cache-control: no-store\r\nconnection: close\r\n\r\n";

/// How many rejected clients get how much time to read the reason.
const FAREWELLS: usize = 32;
const FAREWELL: Duration = Duration::from_millis(500);

/// What the server needs besides its routes.
#[derive(Clone)]
pub struct Surroundings {
    pub connections: Connections,
    pub proxies: TrustedProxies,
    pub bare: ParserAnswers,
    pub stopping: Stopping,
    pub clock: SharedClock,
}

impl Surroundings {
    pub fn new(settings: &ServerSettings, bare: ParserAnswers, clock: SharedClock) -> Self {
        Self {
            connections: Connections::new(raise_descriptors(), settings.connections_per_address),
            proxies: TrustedProxies(settings.trusted_proxies.clone()),
            bare,
            stopping: Stopping::default(),
            clock,
        }
    }
}

/// A server that is bound to its address; it runs while it is polled.
pub struct Bound {
    pub server: Server,
    pub port: u16,
    pub stopper: Stopper,
}

/// Binds; the error is worded for the operator.
pub fn bind(
    settings: &ServerSettings,
    around: Surroundings,
    configure: impl Fn(&mut ServiceConfig) + Clone + Send + 'static,
) -> Result<Bound> {
    let address = settings.bind;
    let refused =
        |error| Error::unavailable(format!("cannot listen on {address}: {error}; BIND names another address or port"));
    let listener = listen(address).map_err(refused)?;
    let (port, again) = (local_port(&listener).map_err(refused)?, listener.try_clone().map_err(refused)?);
    let workers = std::thread::available_parallelism().map_or(2, usize::from).min(512);
    let (patience, stopping, notice) = (settings.patience, around.stopping.clone(), settings.patience.notice);
    let door = Arc::new(Door {
        around,
        patience,
        told: LogThrottle::default(),
        farewells: Arc::new(Semaphore::new(FAREWELLS)),
    });
    let server = Server::build()
        .workers(workers)
        .max_concurrent_connections(door.around.connections.at_most().div_ceil(workers))
        .shutdown_timeout(patience.stop.as_secs())
        .disable_signals();
    let ending = server.graceful_shutdown_signal();
    let server = server
        .listen("latchkey", listener.into(), move || {
            let (door, ending, configure) = (Arc::clone(&door), ending.clone(), configure.clone());
            let connections = Data::new(door.around.connections.clone());
            let stopping = Data::new(door.around.stopping.clone());
            let site = Site::new()
                .app_data(connections)
                .app_data(stopping)
                .configure(configure)
                .wrap(from_fn(envelope::wrap))
                .into_factory()
                .map_err(|error: actix_web::Error| error.error_response());
            let http = HttpService::build()
                .graceful_shutdown_signal(move || {
                    let ending = ending.clone();
                    async move { ending.notified().await }
                })
                // `Wire` keeps the time, without an alarm for each request.
                .keep_alive(KeepAlive::Os)
                .client_request_timeout(patience.head)
                .client_disconnect_timeout(Duration::from_secs(1))
                .on_connect_ext(|wire: &Wire, data| _ = data.insert(wire.exchange()))
                .h1(map_config(site, |()| AppConfig::default()));
            fn_service(move |stream: TcpStream| {
                let door = Arc::clone(&door);
                async move { door.let_in(stream) }
            })
            .and_then(http)
        })
        .map_err(refused)?
        .run();
    let stopper = Stopper::new(stopping, again, server.handle(), notice);
    Ok(Bound { server, port, stopper })
}

/// What every new connection passes.
struct Door {
    around: Surroundings,
    patience: Patience,
    told: LogThrottle,
    farewells: Arc<Semaphore>,
}

impl Door {
    fn let_in(&self, stream: TcpStream) -> std::result::Result<(Wire, Option<SocketAddr>), DispatchError> {
        let peer = stream.peer_addr().map_err(DispatchError::Io)?;
        let Some(place) = self.place(peer) else {
            if let Some(suppressed) = self.told.now(&self.around.clock) {
                tracing::warn!(address = %peer.ip(), suppressed, "this address holds as many connections as one may");
            }
            self.turn_away(stream);
            return Err(DispatchError::Io(io::ErrorKind::ConnectionRefused.into()));
        };
        drop_stuck_readers(&stream, self.patience.reader);
        let patience = WirePatience { idle: IDLE, head: self.patience.head };
        Ok((Wire::new(stream, patience, self.around.bare.clone(), place), Some(peer)))
    }

    /// The response, and a moment for it to be read: closing a socket with unread bytes resets the connection, and
    /// the response may be lost with it. In a flood there is no such moment.
    fn turn_away(&self, mut stream: TcpStream) {
        let farewell = Arc::clone(&self.farewells).try_acquire_owned();
        // Past the runtime, which does not know yet that this stream can be written to.
        let _ = SockRef::from(&stream).send(TOO_MANY);
        if let Ok(farewell) = farewell {
            actix_web::rt::spawn(async move {
                let _ = stream.shutdown().await;
                let _ = tokio::time::timeout(FAREWELL, stream.read(&mut [0; 8192])).await;
                drop(farewell);
            });
        }
    }

    /// A trusted proxy brings many people; its clients are known only with the request (`envelope.rs`).
    fn place(&self, peer: SocketAddr) -> Option<Place> {
        let connections = &self.around.connections;
        if self.around.proxies.include(Some(peer.ip())) {
            Some(connections.admit_proxy())
        } else {
            connections.admit(peer.ip())
        }
    }
}

fn listen(address: SocketAddr) -> io::Result<Socket> {
    const WAITING: i32 = 1024;
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(WAITING)?;
    Ok(socket)
}

fn local_port(socket: &Socket) -> io::Result<u16> {
    Ok(socket.local_addr()?.as_socket().map_or(0, |address| address.port()))
}

/// The kernel closes a connection whose client takes no byte for this long (`TCP_USER_TIMEOUT`, tcp(7); it also
/// counts while the client's window is closed). A slow client that takes some is left alone.
fn drop_stuck_readers(stream: &TcpStream, patience: Duration) {
    if let Err(error) = SockRef::from(stream).set_tcp_user_timeout(Some(patience)) {
        tracing::debug!(%error, "no time-out for stuck readers on this connection");
    }
}
