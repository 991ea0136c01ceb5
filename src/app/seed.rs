//! The samples of a developer's machine.

use super::Services;
use crate::{
    Result,
    settings::{Environment, Settings, SignInMode},
};

/// In development there is something to look at.
pub async fn seed(settings: &Settings, services: &Services) -> Result<()> {
    if settings.server.environment != Environment::Development {
        return Ok(());
    }
    let was_empty = services.import.seed_samples().await?;
    if was_empty && matches!(settings.sign_in, SignInMode::Dev) {
        services.import.seed_groups(&services.groups).await?;
    }
    Ok(())
}
