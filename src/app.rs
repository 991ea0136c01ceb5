//! Wires the services, in the order of the ranks, and binds the server.

use std::{any::Any, sync::Arc, time::Duration};

use actix_web::{
    App as Site, HttpServer,
    dev::{Server, ServerHandle},
    http::KeepAlive,
    middleware::from_fn,
    web::{Data, ServiceConfig},
};
use socket2::SockRef;

use crate::{
    Error, Result,
    access::roles::Roles,
    audit::Audit,
    clock::{SharedClock, SystemClock},
    confined::Confined,
    database::Database,
    documents::{Documents, Indexer, Uploads, bytes::blobs::Blobs, look::Look},
    entropy::{SharedEntropy, SystemEntropy},
    health::SignInWord,
    identity::{
        credentials::Credentials,
        key_ring::KeyRing,
        provider::{Provider, ReqwestClient},
        session::{EndedSessions, Sessions},
        sign_in::Attempts,
    },
    routes,
    settings::{Environment, OidcSettings, Patience, PublicUrl, Settings, SignInMode},
    transport::{
        csrf::FormTokens,
        envelope,
        headers::HeaderPolicy,
        host::KnownHosts,
        page::{Banner, UploadLimit},
        request_id::{RequestNumbers, TrustedProxies},
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
    pub uploads: Arc<Uploads>,
}

impl Services {
    /// Connects (or starts the embedded database), migrates, and wires the services.
    pub async fn open(settings: &Settings, outside: &Outside) -> Result<Self> {
        let database = Database::open(settings, outside.clock.clone()).await?;
        let audit = Arc::new(Audit::new(database.clone(), outside.clock.clone()));
        let roles = Arc::new(Roles::new(database.clone(), audit.clone(), outside.clock.clone()));
        let blobs = Blobs::at(&settings.storage, &settings.data_dir, &outside.clock, outside.entropy.clone())?;
        let look = Look::open(&settings.data_dir, settings.program.clone(), outside.entropy.clone())?;
        let documents = Documents::new(
            &database,
            audit.clone(),
            Arc::new(blobs),
            look,
            settings.trash,
            &outside.clock,
            &outside.entropy,
        );
        let documents = Arc::new(documents);
        let uploads = Arc::new(Uploads::new(documents.clone(), settings.uploads.largest)?);
        Ok(Self { database, audit, roles, documents, uploads })
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
        actix_web::rt::spawn(services.uploads.clone().sweep_for_ever());
        let (database, documents) = (services.database.clone(), services.documents.clone());
        let wired = Wired::new(&settings, &outside, services).await?;
        actix_web::rt::spawn(documents.clone().greet_store());
        actix_web::rt::spawn(documents.clone().sweep_thumbnails_for_ever());
        actix_web::rt::spawn(documents.purge_for_ever());
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

/// In development: the fake person may do everything, and there is something to look at.
async fn seed(settings: &Settings, services: &Services) -> Result<()> {
    if settings.server.environment != Environment::Development {
        return Ok(());
    }
    if matches!(settings.sign_in, SignInMode::Dev) {
        services.roles.seed_developer().await?;
    }
    services.documents.seed_samples().await
}

/// What every worker of the server shares.
#[derive(Clone)]
struct Wired {
    services: Services,
    outside: Outside,
    provider: Option<Data<Provider>>,
    attempts: Data<Attempts>,
    sessions: Arc<Sessions>,
    credentials: Data<Credentials>,
    ring: Arc<KeyRing>,
    banner: Option<Data<Banner>>,
    sign_in: SignInWord,
    public_url: PublicUrl,
    hosts: KnownHosts,
    proxies: TrustedProxies,
    numbers: Data<RequestNumbers>,
    policy: HeaderPolicy,
    patience: Patience,
    development: bool,
}

impl Wired {
    async fn new(settings: &Settings, outside: &Outside, services: Services) -> Result<Self> {
        let Outside { clock, entropy } = outside.clone();
        let ring = KeyRing::new(&settings.session.secrets, entropy.clone())
            .map(Arc::new)
            .ok_or_else(|| Error::internal("no cookie secret"))?;
        let ended = EndedSessions::load(services.database.clone(), clock.clone()).await?;
        actix_web::rt::spawn(ended.clone().follow());
        actix_web::rt::spawn(indexer(settings, &services).follow());
        let https = settings.server.public_url.is_https();
        let attempts = Attempts::new(ring.clone(), clock.clone(), entropy.clone(), https);
        let sessions = Sessions::new(ring.clone(), ended, clock.clone(), entropy, &settings.session, https);
        let sessions = Arc::new(sessions);
        let provider = match &settings.sign_in {
            SignInMode::Oidc(oidc) => Some(reach(oidc, outside)?),
            _ => None,
        };
        let policy = HeaderPolicy { https, sign_in_origin: sign_in_origin(&settings.sign_in) };
        Ok(Self {
            credentials: Data::new(Credentials::new(&settings.sign_in, ring.clone(), sessions.clone(), clock)),
            banner: banner(&settings.sign_in).map(Data::new),
            sign_in: SignInWord::from(&settings.sign_in),
            public_url: settings.server.public_url.clone(),
            hosts: KnownHosts::new(&settings.server),
            numbers: Data::new(RequestNumbers::new(&outside.entropy)),
            proxies: TrustedProxies(settings.server.trusted_proxies.clone()),
            patience: settings.server.patience,
            development: matches!(settings.sign_in, SignInMode::Dev),
            services,
            outside: outside.clone(),
            provider,
            attempts: Data::new(attempts),
            sessions,
            ring,
            policy,
        })
    }

    fn configure(&self, site: &mut ServiceConfig) {
        let Services { database, audit, roles, documents, uploads } = self.services.clone();
        site.app_data(Data::new(database))
            .app_data(Data::from(audit))
            .app_data(Data::from(roles))
            .app_data(Data::from(documents))
            .app_data(Data::new(UploadLimit(uploads.largest())))
            .app_data(Data::from(uploads))
            .app_data(Data::new(self.outside.clock.clone()))
            .app_data(Data::new(self.outside.entropy.clone()))
            .app_data(self.attempts.clone())
            .app_data(Data::from(self.sessions.clone()))
            .app_data(self.credentials.clone())
            .app_data(Data::from(self.ring.clone()))
            .app_data(Data::new(FormTokens::new(self.ring.form_key())))
            .app_data(Data::new(self.sign_in))
            .app_data(Data::new(self.public_url.clone()))
            .app_data(Data::new(self.hosts.clone()))
            .app_data(Data::new(self.proxies.clone()))
            .app_data(self.numbers.clone())
            .app_data(Data::new(self.policy.clone()))
            .app_data(Data::new(self.patience));
        if let Some(provider) = &self.provider {
            site.app_data(provider.clone());
        }
        if let Some(banner) = &self.banner {
            site.app_data(banner.clone());
        }
        routes::table(self.development).mount(site);
    }
}

/// The embedded database has one connection for everybody, so there the search takes less of it.
fn indexer(settings: &Settings, services: &Services) -> Indexer {
    let at_once = if settings.database.url.is_some() { 2 } else { 1 };
    let confined = Confined::new(settings.program.clone(), at_once);
    Indexer::new(services.documents.clone(), confined, at_once)
}

/// The provider is asked for its keys in the background: a start does not wait for it, nor fail with it.
fn reach(settings: &OidcSettings, outside: &Outside) -> Result<Data<Provider>> {
    let Outside { clock, entropy } = outside.clone();
    let provider = Data::new(Provider::new(settings.clone(), Arc::new(ReqwestClient::new()?), clock, entropy)?);
    let early = provider.clone();
    actix_web::rt::spawn(async move { early.ready().await });
    Ok(provider)
}

fn banner(mode: &SignInMode) -> Option<Banner> {
    match mode {
        SignInMode::Oidc(_) => None,
        SignInMode::Dev => Some(Banner::Dev),
        SignInMode::Test => Some(Banner::Test),
        SignInMode::Open => Some(Banner::Open),
    }
}

fn sign_in_origin(mode: &SignInMode) -> Option<String> {
    let SignInMode::Oidc(oidc) = mode else { return None };
    Some(url::Url::parse(&oidc.issuer).ok()?.origin().ascii_serialization())
}

fn bind(settings: &Settings, wired: Wired) -> Result<(Server, u16)> {
    let Patience { head, reader, stop, .. } = settings.server.patience;
    let site = move || Site::new().configure(|site| wired.configure(site)).wrap(from_fn(envelope::wrap));
    let server = HttpServer::new(site)
        .client_request_timeout(head)
        .keep_alive(KeepAlive::Timeout(Duration::from_secs(75)))
        .shutdown_timeout(stop.as_secs())
        .on_connect(move |connection, _| drop_stuck_readers(connection, reader))
        .bind(settings.server.bind)
        .map_err(|error| {
            let address = settings.server.bind;
            Error::unavailable(format!("cannot listen on {address}: {error}; BIND names another address or port"))
        })?;
    let port = server.addrs().first().map_or(0, std::net::SocketAddr::port);
    Ok((server.run(), port))
}

/// The kernel ends a connection whose other side takes no byte for so long (`TCP_USER_TIMEOUT`, tcp(7);
/// it counts while the reader's window is closed too). A slow reader that takes some is let be.
fn drop_stuck_readers(connection: &dyn Any, patience: Duration) {
    if let Some(stream) = connection.downcast_ref::<actix_web::rt::net::TcpStream>()
        && let Err(error) = SockRef::from(stream).set_tcp_user_timeout(Some(patience))
    {
        tracing::debug!(%error, "no time-out for stuck readers on this connection");
    }
}
