//! Wires the services to the server, and binds it.

mod indexing;
mod observing;
mod reach;
mod seed;
mod services;

use std::sync::Arc;

use actix_web::{
    dev::ServerHandle,
    web::{Data, ServiceConfig},
};

pub use self::services::{Outside, Services};
use self::{
    observing::Observing,
    reach::{reach, sign_in_origin},
    seed::seed,
};
use crate::{
    Error, Result,
    audit::Ledger,
    database::Database,
    health::{SignInWord, StoreHealth},
    identity::{
        credentials::Credentials,
        key_ring::KeyRing,
        link_proof::LinkProofs,
        provider::Provider,
        session::{EndedSessions, Sessions},
        viewing::Viewings,
    },
    routes,
    settings::{Patience, PublicUrl, ReviewSettings, Settings, SignInMode},
    sign_in::Attempts,
    transport::{
        connection::ParserAnswers,
        headers::HeaderPolicy,
        host::KnownHosts,
        openapi::Description,
        own_machine::OwnMachine,
        page::{Banner, HasScanner, UploadLimit},
        request_id::{RequestNumbers, TrustedProxies},
        routing::RouteTable,
        server::{self, Bound, Surroundings},
        share::Shares,
        stopping::Stopper,
    },
};

/// The program, bound to its address and ready to run.
pub struct App {
    bound: Bound,
    database: Database,
    ledger: Arc<Ledger>,
    /// The server at `METRICS_BIND`.
    metrics: Option<ServerHandle>,
}

impl App {
    /// Everything up to the bound socket; the error is worded for the operator.
    pub async fn build(settings: Settings, outside: Outside) -> Result<Self> {
        let services = Services::open(&settings, &outside).await?;
        services.upkeep.meet_store().await?;
        seed(&settings, &services).await?;
        actix_web::rt::spawn(services.uploads.clone().sweep_for_ever());
        actix_web::rt::spawn(services.uploads.clone().end_abandoned_for_ever(services.roles.clone()));
        actix_web::rt::spawn(services.upkeep.clone().watch_store());
        actix_web::rt::spawn(services.previews.clone().sweep_for_ever());
        actix_web::rt::spawn(services.mail.clone().send_for_ever());
        actix_web::rt::spawn(services.scanning.clone().work_for_ever());
        actix_web::rt::spawn(services.audit.clone().remove_for_ever(settings.record.clone()));
        let (database, ledger) = (services.database.clone(), services.ledger.clone());
        let (documents, roles) = (services.documents.clone(), services.roles.clone());
        ledger.start();
        let observing = Observing::start(&settings, &outside, &services)?;
        let wired = Wired::new(&settings, &outside, services, observing).await?;
        actix_web::rt::spawn(documents.clone().copy_for_ever(roles));
        actix_web::rt::spawn(documents.clone().review_for_ever(settings.review));
        actix_web::rt::spawn(documents.clone().sort_keys_for_ever());
        actix_web::rt::spawn(documents.purge_for_ever());
        let bare = ParserAnswers::new(&wired.policy, wired.numbers.clone().into_inner(), outside.clock.clone());
        let around = Surroundings::new(&settings.server, bare, outside.clock.clone());
        let collection = wired.observing.collection(&wired.services, &outside, &around.connections);
        let metrics =
            settings.metrics.bind.map(|address| observing::listen(address, collection.clone())).transpose()?;
        let bound = server::bind(&settings.server, around, move |site| {
            wired.configure(site.app_data(collection.clone()));
        })?;
        Ok(Self { bound, database, ledger, metrics })
    }

    /// The port it listens on; useful when port 0 was asked for.
    pub fn port(&self) -> u16 {
        self.bound.port
    }

    /// Stops the server from elsewhere.
    pub fn stop_handle(&self) -> ServerHandle {
        self.bound.server.handle()
    }

    /// Serves until `until` has returned, which gets the means to end in good order, or until the handle says so.
    pub async fn run<Told>(self, until: impl FnOnce(Stopper) -> Told) -> std::io::Result<()>
    where
        Told: Future<Output = ()>,
    {
        let Bound { server, stopper, .. } = self.bound;
        let ended = tokio::select! {
            ended = server => ended,
            () = until(stopper) => Ok(()),
        };
        self.ledger.close().await;
        if let Some(metrics) = self.metrics {
            metrics.stop(false).await;
        }
        self.database.close().await;
        ended
    }
}

/// What every worker of the server shares.
#[derive(Clone)]
struct Wired {
    services: Services,
    observing: Observing,
    outside: Outside,
    provider: Option<Data<Provider>>,
    attempts: Data<Attempts>,
    viewings: Data<Viewings>,
    link_proofs: Data<LinkProofs>,
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
    review: ReviewSettings,
    shares: Data<Shares>,
    own_machine: OwnMachine,
    description: Data<Description>,
    development: bool,
    links_are_on: bool,
}

impl Wired {
    async fn new(settings: &Settings, outside: &Outside, services: Services, observing: Observing) -> Result<Self> {
        let Outside { clock, entropy } = outside.clone();
        let ring = KeyRing::new(&settings.session.secrets, entropy.clone())
            .map(Arc::new)
            .ok_or_else(|| Error::internal("no cookie secret"))?;
        let ended = EndedSessions::load(services.database.clone(), clock.clone()).await?;
        actix_web::rt::spawn(ended.clone().follow());
        actix_web::rt::spawn(services.sessions.clone().follow());
        indexing::start(settings, &services);
        let https = settings.server.public_url.is_https();
        let attempts = Attempts::new(ring.clone(), clock.clone(), entropy.clone(), https);
        let viewings = Viewings::new(ring.clone(), clock.clone(), https);
        let link_proofs = LinkProofs::new(ring.clone(), clock.clone(), https);
        let sessions = Sessions::new(
            ring.clone(),
            ended,
            services.sessions.clone(),
            clock.clone(),
            entropy,
            &settings.session,
            https,
        );
        let sessions = Arc::new(sessions);
        let provider = match &settings.sign_in {
            SignInMode::Oidc(oidc) => Some(reach(oidc, outside)?),
            _ => None,
        };
        if let Some(provider) = &provider {
            actix_web::rt::spawn(services.directory.clone().refresh_for_ever(provider.clone().into_inner()));
        }
        let development = matches!(settings.sign_in, SignInMode::Dev);
        let description = Description::of(&routes_of(development, settings.links.is_on), sessions.cookie_name());
        let policy = HeaderPolicy { https, sign_in_origin: sign_in_origin(&settings.sign_in) };
        Ok(Self {
            credentials: Data::new(Credentials::new(&settings.sign_in, ring.clone(), sessions.clone(), clock)),
            banner: Banner::of(&settings.sign_in, services.database.slowness().flag()).map(Data::new),
            sign_in: SignInWord::from(&settings.sign_in),
            public_url: settings.server.public_url.clone(),
            hosts: KnownHosts::new(&settings.server),
            numbers: Data::new(RequestNumbers::new(&outside.entropy)),
            proxies: TrustedProxies(settings.server.trusted_proxies.clone()),
            patience: settings.server.patience,
            review: settings.review,
            shares: Data::new(Shares::new(outside.clock.clone(), settings.server.fair_share)),
            own_machine: OwnMachine::of(settings),
            description: Data::new(description),
            development,
            services,
            observing,
            outside: outside.clone(),
            provider,
            attempts: Data::new(attempts),
            viewings: Data::new(viewings),
            link_proofs: Data::new(link_proofs),
            links_are_on: settings.links.is_on,
            sessions,
            ring,
            policy,
        })
    }

    fn configure(&self, site: &mut ServiceConfig) {
        let Services {
            database,
            audit,
            ledger,
            roles,
            groups,
            directory,
            sessions,
            peoples_sessions,
            offboarding,
            scim,
            links,
            mail,
            documents,
            scanning,
            uploads,
            previews,
            archives,
            upkeep,
            search,
            ..
        } = self.services.clone();
        let store = StoreHealth(Arc::new(move || upkeep.store_is_there()));
        site.app_data(Data::new(database))
            .app_data(Data::new(store))
            .app_data(Data::from(audit))
            .app_data(Data::from(ledger.refusals()))
            .app_data(Data::from(ledger))
            .app_data(Data::from(roles))
            .app_data(Data::from(groups))
            .app_data(Data::from(directory))
            .app_data(Data::from(sessions))
            .app_data(Data::from(peoples_sessions))
            .app_data(Data::from(offboarding))
            .app_data(Data::from(scim))
            .app_data(Data::from(links))
            .app_data(Data::from(mail))
            .app_data(Data::from(documents))
            .app_data(Data::from(previews))
            .app_data(Data::from(archives))
            .app_data(Data::from(search))
            .app_data(Data::new(UploadLimit(uploads.largest())))
            .app_data(Data::new(HasScanner(scanning.is_on())))
            .app_data(Data::from(scanning))
            .app_data(Data::from(uploads.waiting.clone()))
            .app_data(Data::from(uploads))
            .app_data(Data::new(self.outside.clock.clone()))
            .app_data(Data::new(self.outside.entropy.clone()))
            .app_data(self.attempts.clone())
            .app_data(self.viewings.clone())
            .app_data(self.link_proofs.clone())
            .app_data(Data::from(self.sessions.clone()))
            .app_data(self.credentials.clone())
            .app_data(Data::from(self.ring.clone()))
            .app_data(Data::new(self.sign_in))
            .app_data(Data::new(self.public_url.clone()))
            .app_data(Data::new(self.hosts.clone()))
            .app_data(Data::new(self.own_machine))
            .app_data(Data::new(self.proxies.clone()))
            .app_data(self.numbers.clone())
            .app_data(Data::new(self.policy.clone()))
            .app_data(Data::new(self.patience))
            .app_data(Data::new(self.review))
            .app_data(self.description.clone())
            .app_data(self.shares.clone());
        if let Some(provider) = &self.provider {
            site.app_data(provider.clone());
        }
        if let Some(banner) = &self.banner {
            site.app_data(banner.clone());
        }
        self.observing.configure(site);
        routes_of(self.development, self.links_are_on).mount(site, &self.observing.traffic);
    }
}

/// What this site answers.
fn routes_of(development: bool, links_are_on: bool) -> RouteTable {
    let table = routes::table(development);
    if links_are_on { table } else { routes::without_links(table) }
}
