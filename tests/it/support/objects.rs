//! A portal whose documents lie in an object store.

use std::sync::Arc;

use actix_web::rt::System;
use latchkey::{
    app::{Outside, Services},
    entropy::SystemEntropy,
    settings::{ObjectStoreKind, StoragePlace},
    upkeep::{
        gc::{Sweep, Swept},
        verify::Verified,
    },
};
use object_store::{
    ClientOptions, ObjectStore, aws::AmazonS3Builder, azure::MicrosoftAzureBuilder, prefix::PrefixStore,
};
use secrecy::ExposeSecret;

use super::{
    World,
    stores::{Line, store},
};

/// A portal whose documents lie in that store, behind a line that can be disturbed.
pub fn portal(kind: ObjectStoreKind) -> (World, Line) {
    let line = Line::to(kind);
    let world = World::with(|settings| settings.storage = store(kind, Some(&line)));
    (world, line)
}

pub fn with_services<T>(world: &World, what: impl AsyncFnOnce(&Services) -> T) -> T {
    let outside = Outside { clock: world.clock.clone(), entropy: Arc::new(SystemEntropy) };
    System::new().block_on(async {
        let services = Services::open(&world.settings, &outside).await.unwrap();
        let done = what(&services).await;
        services.database.close().await;
        done
    })
}

pub fn verify(world: &World) -> Verified {
    with_services(world, async |services| services.upkeep.verify(&mut |_| ()).await.unwrap())
}

pub fn sweep(world: &World, sweep: Sweep) -> Swept {
    with_services(world, async |services| services.upkeep.sweep(sweep, &mut |_, _| ()).await.unwrap())
}

/// The store as its own client sees it.
pub fn raw(world: &World) -> Box<dyn ObjectStore> {
    let StoragePlace::Objects(objects) = &world.settings.storage.place else { panic!("it is a store") };
    let prefix = objects.prefix.as_str();
    let given = objects.options.iter().map(|(key, value)| (*key, value.expose_secret()));
    let client = ClientOptions::new().with_allow_http(true);
    match objects.kind {
        ObjectStoreKind::Azure => {
            let builder = MicrosoftAzureBuilder::new().with_client_options(client).with_container_name("documents");
            let built = given.fold(builder, |builder, (key, value)| builder.with_config(key.parse().unwrap(), value));
            Box::new(PrefixStore::new(built.build().unwrap(), prefix))
        }
        ObjectStoreKind::S3 => {
            let builder = AmazonS3Builder::new().with_client_options(client).with_bucket_name("documents");
            let built = given.fold(builder, |builder, (key, value)| builder.with_config(key.parse().unwrap(), value));
            Box::new(PrefixStore::new(built.build().unwrap(), prefix))
        }
    }
}
