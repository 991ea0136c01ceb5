//! `latchkey serve`: the site itself.

use super::{Failure, check};
use crate::{
    app::{App, Outside},
    settings::Loaded,
    texts,
};

/// Runs until it is told to stop.
pub async fn run(loaded: Loaded) -> Result<(), Failure> {
    for warning in check::warnings(&loaded) {
        tracing::warn!("{warning}");
    }
    check::credential(&loaded.settings)?;
    if let Some(language) = check::language(&loaded.settings)? {
        for warning in check::about(&language) {
            tracing::warn!("{warning}");
        }
        texts::speak(language);
    }
    let outside = Outside::system();
    let settings = loaded.settings.with_cookie_secret(&outside.entropy)?;
    let (address, mut bind) = (settings.server.public_url.origin(), settings.server.bind);
    let app = App::build(settings, outside).await?;
    bind.set_port(app.port());
    tracing::info!(%bind, "Latchkey is at {address}");
    Ok(app.run().await?)
}
