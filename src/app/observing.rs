//! What watches the program itself: metrics and alarms.

use std::{net::SocketAddr, sync::Arc};

use actix_web::{
    App as Site, HttpServer,
    dev::{Server, ServerHandle},
    web::{Data, ServiceConfig},
};

use super::{Outside, Services};
use crate::{
    Error, Result,
    access::collector::CollectorSecret,
    alarms::{Alarms, Means},
    health::metrics::{Collection, Parts, routes_apart},
    metrics::Traffic,
    settings::Settings,
    transport::connection::Connections,
};

/// Shared by every worker of the server.
#[derive(Clone)]
pub struct Observing {
    pub traffic: Traffic,
    alarms: Arc<Alarms>,
    secret: CollectorSecret,
}

impl Observing {
    /// Looks for alarms from now on.
    pub fn start(settings: &Settings, outside: &Outside, services: &Services) -> Result<Self> {
        let means = Means {
            database: services.database.clone(),
            blobs: services.blobs.clone(),
            audit: services.audit.clone(),
            mail: services.mail.clone(),
            clock: outside.clock.clone(),
            entropy: outside.entropy.clone(),
        };
        let traffic = Traffic::default();
        let alarms = Arc::new(Alarms::new(settings, means, &traffic)?);
        actix_web::rt::spawn(alarms.clone().watch_for_ever());
        Ok(Self { traffic, alarms, secret: CollectorSecret(settings.metrics.secret.clone()) })
    }

    pub fn configure(&self, site: &mut ServiceConfig) {
        site.app_data(Data::new(self.traffic.clone()))
            .app_data(Data::from(self.alarms.clone()))
            .app_data(Data::new(self.secret.clone()));
    }

    /// What puts the numbers together.
    pub fn collection(&self, services: &Services, outside: &Outside, connections: &Connections) -> Data<Collection> {
        Data::new(Collection::new(Parts {
            traffic: self.traffic.clone(),
            connections: connections.clone(),
            database: services.database.clone(),
            blobs: services.blobs.clone(),
            roles: services.roles.clone(),
            documents: services.documents.clone(),
            search: services.search.clone(),
            scanning: services.scanning.clone(),
            mail: services.mail.clone(),
            uploads: services.uploads.clone(),
            alarms: self.alarms.clone(),
            confined: services.confined.clone(),
            clock: outside.clock.clone(),
        }))
    }
}

/// Serves the numbers at `METRICS_BIND`, and nothing else. The error is worded for the operator.
pub fn listen(address: SocketAddr, collection: Data<Collection>) -> Result<ServerHandle> {
    let server: Server = HttpServer::new(move || {
        let collection = collection.clone();
        Site::new().configure(move |site| {
            site.app_data(collection);
            routes_apart().mount(site, &Traffic::default());
        })
    })
    .workers(1)
    .disable_signals()
    .shutdown_timeout(1)
    .bind(address)
    .map_err(|error| {
        Error::unavailable(format!("cannot listen on {address}: {error}; METRICS_BIND names another address or port"))
    })?
    .run();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    tracing::info!(%address, "metrics are at /metrics of this address");
    Ok(handle)
}
