//! `latchkey check`: whether the settings make sense, and what they are, without any secret.

use std::{io::Write, sync::Arc};

use super::Failure;
use crate::{
    app::Outside,
    identity::provider::{Provider, ReqwestClient},
    mail::Relay,
    scanning::{NotReady, Scanning},
    settings::{self, Loaded, Settings, SignInMode, VARIABLES, Variable},
    texts::Language,
};

/// The settings exist, so each of them is valid: problems were reported before.
pub async fn run(loaded: &Loaded) -> Result<(), Failure> {
    credential(&loaded.settings)?;
    let mail = mail(&loaded.settings).await;
    let scanner = scanner(&loaded.settings).await;
    let language = language(&loaded.settings)?;
    let mut out = std::io::stdout().lock();
    let longest = VARIABLES.iter().map(|variable| variable.name.len()).max().unwrap_or_default();
    for variable in VARIABLES {
        writeln!(out, "{:longest$}  {}", variable.name, shown(variable))?;
    }
    writeln!(out)?;
    for warning in warnings(loaded).into_iter().chain(language.iter().flat_map(about)) {
        writeln!(out, "Please note: {warning}")?;
    }
    writeln!(out, "For the search, {}.", loaded.settings.ocr.in_words())?;
    match mail {
        None => {}
        Some(Ok(())) => writeln!(out, "The mail server answers, and takes the password if there is one.")?,
        Some(Err(error)) => return Err(Failure::Settings(format!("Mail does not work: {}.", error.log()))),
    }
    match scanner {
        None => {}
        Some(Ok(version)) => writeln!(out, "The virus scanner answers, and says what it does not look at: {version}.")?,
        Some(Err(why)) => return Err(Failure::Settings(format!("CLAMAV: {why}."))),
    }
    Ok(writeln!(out, "ok")?)
}

/// Whether the virus scanner answers, and can be believed; `None`: there is none.
async fn scanner(settings: &Settings) -> Option<Result<String, NotReady>> {
    Some(Scanning::try_out(settings.scanning.as_ref()?, &Outside::system().clock).await)
}

/// Whether the mail server takes mail from us; `None`: none goes out.
async fn mail(settings: &Settings) -> Option<crate::Result<()>> {
    let relay = Relay::new(settings.mail.as_ref()?, &settings.server.public_url);
    Some(match relay {
        Ok(relay) => relay.try_out().await,
        Err(error) => Err(error),
    })
}

/// Whether key, certificate and thumbprint belong together. Asks the network for nothing.
pub fn credential(settings: &Settings) -> Result<(), Failure> {
    let SignInMode::Oidc(oidc) = &settings.sign_in else { return Ok(()) };
    let Outside { clock, entropy } = Outside::system();
    match Provider::new(oidc.as_ref().clone(), Arc::new(ReqwestClient::new()?), clock, entropy) {
        Ok(_) => Ok(()),
        Err(error) => Err(Failure::Settings(format!("Latchkey cannot start: {}.", error.log()))),
    }
}

/// The language that the pages are to speak, if it is another than English.
pub fn language(settings: &Settings) -> Result<Option<Language>, Failure> {
    let Some(file) = &settings.language_file else { return Ok(None) };
    Language::read(file).map(Some).map_err(|why| Failure::Settings(format!("LANGUAGE_FILE: {why}.")))
}

/// What a translation lacks, and what it has in excess.
pub fn about(language: &Language) -> Vec<String> {
    let told = |what: &str, names: Vec<String>| {
        (!names.is_empty()).then(|| format!("LANGUAGE_FILE {what}: {}.", names.join(", ")))
    };
    [told("leaves to English", language.missing()), told("has what no page says", language.unknown())]
        .into_iter()
        .flatten()
        .collect()
}

/// Warnings for the operator, which do not keep the program from starting.
pub fn warnings(loaded: &Loaded) -> Vec<String> {
    let names = std::env::vars_os().map(|(name, _)| name.to_string_lossy().into_owned());
    loaded.warnings.iter().cloned().chain(settings::near_misses(names)).collect()
}

fn shown(variable: &Variable) -> String {
    let value = settings::process(variable.name).filter(|value| !value.trim().is_empty());
    match value {
        Some(_) if variable.secret => "(set, and not shown)".to_owned(),
        Some(value) => value.trim().to_owned(),
        None if variable.default.is_empty() => "-".to_owned(),
        None => format!("- (default: {})", variable.default),
    }
}
