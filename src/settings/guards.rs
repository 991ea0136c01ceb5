//! Guards around the modes that skip authentication.

use super::{
    addresses::{APP_REG_REDIRECT_URI, PUBLIC_URL},
    credential,
    server::{APP_ENV, Environment, ServerSettings, TRUSTED_PROXIES},
    session::API_COOKIE_SECRET,
    sign_in::{AUTH_REQUIRED, DEV_MODE},
    storage::DATABASE_URL,
    variable::Variable,
    variables::Variables,
};

/// In DEV_MODE and TEST_MODE anybody can be anybody, so nobody else may reach the site.
pub(super) fn own_machine(variables: &mut Variables<'_>, mode: &Variable, server: &ServerSettings) {
    let name = mode.name;
    let off = format!("{name}=false");
    if server.environment.is_deployed() {
        let what = format!("{name} skips sign-in, so it does not start with APP_ENV={}.", server.environment);
        variables.problem_like(mode, what, &off);
    }
    if !server.bind.ip().to_canonical().is_loopback() {
        let what = format!("{name} skips sign-in, so it listens on this machine only; BIND is {}.", server.bind);
        variables.problem_like(mode, what, "BIND=127.0.0.1:8000");
    }
    if !server.public_url.is_local() {
        let what = format!(
            "{name} skips sign-in, so the site must not have an address that others can reach: {} (from {}).",
            server.public_url.origin(),
            if variables.is_set(&PUBLIC_URL) { PUBLIC_URL.name } else { APP_REG_REDIRECT_URI.name },
        );
        variables.problem_like(mode, what, &off);
    }
    if *name == *DEV_MODE.name && !server.trusted_proxies.is_empty() {
        let what = format!("{name} skips sign-in, so no proxy may stand in front: what it forwards is refused.");
        variables.problem(&TRUSTED_PROXIES, what);
    }
    let where_else = if variables.is_set(&DATABASE_URL) { ", and works on the database at DATABASE_URL" } else { "" };
    variables.warn(format!(
        "{name} is on: whoever reaches this site may do everything, under any name. It is for this machine only{where_else}."
    ));
    // Not refused: the credential is not used, and a machine that serves people shows itself by its address above.
    if credential::is_set(variables) {
        variables.warn(format!("{name} is on, so the credential of the app registration is not used."));
    }
}

/// AUTH_REQUIRED=false lets everyone read, which is for trying it out.
pub(super) fn nobody_asked(variables: &mut Variables<'_>, server: &ServerSettings) {
    if server.environment == Environment::Production {
        variables.problem_like(
            &AUTH_REQUIRED,
            "AUTH_REQUIRED=false lets everyone read everything, so it does not start with APP_ENV=production.",
            "AUTH_REQUIRED=true",
        );
    }
    variables.warn("AUTH_REQUIRED=false: everyone who reaches this site may read every document.");
}

/// A site with a sign-in whose environment was not named: then the requirements of staging and production do not
/// apply.
pub(super) fn not_called_production(variables: &mut Variables<'_>, server: &ServerSettings) {
    if variables.is_set(&APP_ENV) || !variables.is_set(&DATABASE_URL) || server.public_url.is_local() {
        return;
    }
    let mut lacks = vec!["sample documents are put into an empty database", "names such as localhost are served, too"];
    if !variables.is_set(&API_COOKIE_SECRET) {
        lacks.push("the cookie secret is made up, so each copy has another (API_COOKIE_SECRET)");
    }
    if !server.public_url.is_https() {
        lacks.push("cookies travel without https (PUBLIC_URL)");
    }
    variables.warn(format!(
        "APP_ENV is not set, so {} counts as a developer's own machine: {}; and nothing that is missing keeps it from \
         starting. Set APP_ENV=production.",
        server.public_url.origin(),
        lacks.join("; "),
    ));
}
