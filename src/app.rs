//! Wires the services, in the order of the ranks, and binds the server.

use std::{any::Any, sync::Arc, time::Duration};

use actix_web::{
    App as Site, HttpServer,
    dev::{Server, ServerHandle},
    http::KeepAlive,
    middleware::from_fn,
    web::{self, Data, ServiceConfig},
};
use socket2::SockRef;

use crate::{
    Error, Result,
    access::roles::Roles,
    audit::Audit,
    clock::{SharedClock, SystemClock},
    database::Database,
    documents::Documents,
    entropy::{SharedEntropy, SystemEntropy},
    health::SignInWord,
    identity::{
        credentials::Credentials,
        key_ring::KeyRing,
        provider::Provider,
        session::{EndedSessions, Sessions},
    },
    routes,
    settings::{Environment, Patience, PublicUrl, Settings, SignInMode},
    transport::{
        cookies, csrf::FormTokens, headers, headers::HeaderPolicy, host, host::KnownHosts, log_line, page::Banner,
        refusal, request_id, request_id::TrustedProxies,
    },
};

/// What the program takes from the world besides its settings.
#[derive(Clone)]
pub struct Outside {
    pub clock: SharedClock,
    pub entropy: SharedEntropy,
}

impl Outside {
    /// The machine's own clock and randomness.
    pub fn system() -> Self {
        Self { clock: Arc::new(SystemClock), entropy: Arc::new(SystemEntropy) }
    }
}

/// The services that work without a server; the command line uses them as they are.
#[derive(Clone)]
pub struct Services {
    pub database: Database,
    pub audit: Arc<Audit>,
    pub roles: Arc<Roles>,
    pub documents: Arc<Documents>,
}

impl Services {
    /// Connects (or starts the embedded database), migrates, and wires the services.
    pub async fn open(settings: &Settings, outside: &Outside) -> Result<Self> {
        let database = Database::open(settings, outside.clock.clone()).await?;
        let audit = Arc::new(Audit::new(database.clone(), outside.clock.clone()));
        let roles = Arc::new(Roles::new(database.clone(), audit.clone(), outside.clock.clone()));
        let documents = Documents::new(&database, audit.clone(), &settings.data_dir, outside)?;
        Ok(Self { database, audit, roles, documents: Arc::new(documents) })
    }
}

/// The program, bound to its address and ready to run.
pub struct App {
    server: Server,
    port: u16,
    database: Database,
}

impl App {
    /// Everything up to the bound socket; the error says what is wrong in words for the operator.
    pub async fn build(settings: Settings, outside: Outside) -> Result<Self> {
        let services = Services::open(&settings, &outside).await?;
        seed(&settings, &services).await?;
        let database = services.database.clone();
        let wired = Wired::new(&settings, &outside, services).await?;
        let server = bind(&settings, wired)?;
        let port = server.1;
        Ok(Self { server: server.0, port, database })
    }

    /// The port it listens on; useful when port 0 was asked for.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Stops the server from elsewhere.
    pub fn stop_handle(&self) -> ServerHandle {
        self.server.handle()
    }

    /// Serves until told to stop; then lets downloads finish within the patience for it.
    pub async fn run(self) -> std::io::Result<()> {
        let ended = self.server.await;
        self.database.close().await;
        ended
    }
}
