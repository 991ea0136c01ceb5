//! How visitors authenticate.

use url::Url;

use super::{
    addresses::{APP_REG_REDIRECT_URI, PUBLIC_URL},
    client_ids,
    credential::{self, ClientCredential},
    graph, guards,
    issuer::{self, AZURE_TENANT_ID},
    server::ServerSettings,
    variable::Variable,
    variables::Variables,
};

pub(super) const DEV_MODE: Variable = Variable::new(
    "DEV_MODE",
    "false",
    "true",
    "true skips sign-in: everyone is dev.user@example.com, or whom they choose on the page /dev. For a developer's own machine only.",
);
pub(super) const TEST_MODE: Variable = Variable::new(
    "TEST_MODE",
    "false",
    "true",
    "true takes the user from the header X-Test-User. For automatic tests on one machine only.",
);
pub(super) const AUTH_REQUIRED: Variable = Variable::new(
    "AUTH_REQUIRED",
    "true",
    "false",
    "false opens the site: everyone who reaches it may read. For a proof of concept, never in production.",
);
pub(super) const APP_REG_CLIENT_ID: Variable = Variable::new(
    "APP_REG_CLIENT_ID",
    "",
    "00001111-aaaa-2222-bbbb-3333cccc4444",
    "The application (client) id of the app registration that people sign in with.",
);

/// How visitors authenticate.
#[derive(Debug, Clone)]
pub enum SignInMode {
    /// The company's OpenID provider.
    Oidc(Box<OidcSettings>),
    /// `DEV_MODE=true`: each browser is one of the people of `identity/persona.rs`.
    Dev,
    /// `TEST_MODE=true`: the `X-Test-User` header says who.
    Test,
    /// `AUTH_REQUIRED=false`: everyone is a guest who may read.
    Open,
}

#[derive(Debug, Clone)]
pub struct OidcSettings {
    /// Exactly as the provider spells it in its tokens.
    pub issuer: String,
    /// `AZURE_TENANT_ID`; set means the rules of Entra apply (tid, oid, ver).
    pub tenant: Option<String>,
    /// `APP_REG_CLIENT_ID`.
    pub client_id: String,
    pub credential: ClientCredential,
    /// `APP_REG_REDIRECT_URI`, ending in `/callback`.
    pub redirect_uri: Url,
    /// `GRAPH_URL`: where the directory is asked for people's groups.
    pub graph: Option<Url>,
}

/// `None` only together with a problem. Where it is not needed, because nobody is let in, a missing one is not a
/// problem, and counts as the mode with the least access.
pub(super) fn read(
    variables: &mut Variables<'_>,
    server: &ServerSettings,
    redirect_uri: Url,
    is_needed: bool,
) -> Option<SignInMode> {
    client_ids::check(variables);
    let modes = [
        (DEV_MODE, variables.flag(&DEV_MODE) == Some(true), SignInMode::Dev),
        (TEST_MODE, variables.flag(&TEST_MODE) == Some(true), SignInMode::Test),
        (AUTH_REQUIRED, variables.flag(&AUTH_REQUIRED) == Some(false), SignInMode::Open),
    ];
    let mut chosen = modes.into_iter().filter(|(_, on, _)| *on);
    let Some((variable, _, mode)) = chosen.next() else { return oidc(variables, server, redirect_uri, is_needed) };
    if let Some((other, ..)) = chosen.next() {
        variables.problem_like(
            &variable,
            format!(
                "{} and {} are two answers to one question: who is the visitor? Leave one out.",
                variable.name, other.name
            ),
            &format!("{}=", other.name),
        );
    }
    match mode {
        SignInMode::Open => guards::nobody_asked(variables, server),
        _ => guards::own_machine(variables, &variable, server),
    }
    Some(mode)
}

fn oidc(
    variables: &mut Variables<'_>,
    server: &ServerSettings,
    redirect_uri: Url,
    is_needed: bool,
) -> Option<SignInMode> {
    let settled = [&AZURE_TENANT_ID, &APP_REG_CLIENT_ID, &issuer::OIDC_ISSUER_URL];
    if !settled.into_iter().any(|variable| variables.is_set(variable)) && !credential::is_set(variables) {
        // A misspelt mode is on the list already, and is the way on that was meant.
        if !variables.complained_of(&[&DEV_MODE, &TEST_MODE, &AUTH_REQUIRED]) {
            if !is_needed {
                return Some(SignInMode::Open);
            }
            two_ways_on(variables);
        }
        return None;
    }
    guards::not_called_production(variables, server);
    let (issuer, tenant) = issuer::read(variables);
    let client_id = client_ids::sign_in(variables, issuer.as_deref());
    let credential = credential::read(variables, issuer.as_deref());
    let graph = graph::read(variables);
    if !variables.is_set(&APP_REG_REDIRECT_URI) && !server.public_url.is_https() && !server.public_url.is_local() {
        variables.problem(
            &PUBLIC_URL,
            "Plain http would show the sign-in to the network: https is needed, but on localhost.",
        );
    }
    Some(SignInMode::Oidc(Box::new(OidcSettings {
        issuer: issuer?,
        tenant,
        client_id: client_id?,
        credential: credential?,
        redirect_uri,
        graph,
    })))
}

fn two_ways_on(variables: &mut Variables<'_>) {
    variables.problem_like(
        &APP_REG_CLIENT_ID,
        "Sign-in is not configured. There are two ways on:\n\
         1. Look at Latchkey on this machine, with sample documents and without sign-in: set DEV_MODE=true.\n\
         2. Connect your company's Microsoft Entra ID: set AZURE_TENANT_ID, APP_REG_CLIENT_ID and\n   \
            APP_REG_CLIENT_SECRET or APP_REG_CLIENT_CERT. docs/entra.md says step by step where they come from.\n   \
            Another OpenID provider: set OIDC_ISSUER_URL instead of AZURE_TENANT_ID.",
        "DEV_MODE=true cargo run --release",
    );
}
