//! The OpenID provider whose tokens are accepted.

use url::Url;
use uuid::Uuid;

use super::{
    public_url::PublicUrl,
    variable::Variable,
    variables::{Variables, shown},
};

pub(super) const AZURE_TENANT_ID: Variable = Variable::new(
    "AZURE_TENANT_ID",
    "",
    "aaaabbbb-0000-cccc-1111-dddd2222eeee",
    "The directory (tenant) id of the company at Microsoft Entra.",
);
pub(super) const OIDC_ISSUER_URL: Variable = Variable::new(
    "OIDC_ISSUER_URL",
    "https://login.microsoftonline.com/{AZURE_TENANT_ID}/v2.0",
    "https://keycloak.example.com/realms/company",
    "The issuer of another OpenID provider, or of another Microsoft cloud, just as its tokens spell it.",
);

const DISCOVERY: &str = "/.well-known/openid-configuration";
/// Where Entra's issuers live: the world's, the US government's, China's, and the old (v1) one.
const ENTRA: [&str; 4] =
    ["login.microsoftonline.com", "login.microsoftonline.us", "login.partner.microsoftonline.cn", "sts.windows.net"];

/// The issuer, and the tenant when the rules of Entra apply.
pub(super) fn read(variables: &mut Variables<'_>) -> (Option<String>, Option<String>) {
    let tenant = tenant(variables);
    let Some(text) = variables.text(&OIDC_ISSUER_URL) else {
        if !variables.is_set(&AZURE_TENANT_ID) && !variables.is_set(&OIDC_ISSUER_URL) {
            let what = "Not set. The Azure portal shows it as \"Directory (tenant) ID\" on the page of the app \
                 registration.\nFor a provider other than Entra set OIDC_ISSUER_URL instead.";
            variables.problem(&AZURE_TENANT_ID, what);
        }
        let issuer = tenant.as_ref().map(|tenant| format!("https://login.microsoftonline.com/{tenant}/v2.0"));
        return (issuer, tenant);
    };
    match fault(&text) {
        Some(what) => variables.problem(&OIDC_ISSUER_URL, what),
        None if is_entra(&text) => check_entra(variables, &text, tenant.as_deref()),
        None if tenant.is_some() && text.starts_with("https://") => variables.warn(
            "OIDC_ISSUER_URL is not at Microsoft, but AZURE_TENANT_ID is set: tokens must have tid and oid, as Entra's \
             do. For another provider leave AZURE_TENANT_ID out.",
        ),
        None => {}
    }
    (Some(text), tenant)
}

/// Whether an issuer is one of Microsoft's, so that ids at it are GUIDs.
pub(super) fn is_entra(issuer: &str) -> bool {
    let url = Url::parse(issuer).ok();
    url.as_ref().and_then(Url::host_str).is_some_and(|host| ENTRA.contains(&host))
}

/// What is wrong with an issuer as a URL (OpenID Connect Discovery 1.0, section 2: https, no query, no fragment).
fn fault(text: &str) -> Option<String> {
    let Some(url) = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https")) else {
        return Some(format!("{} is not a web address.", shown(text)));
    };
    if text.ends_with(DISCOVERY) {
        return Some(format!("This is the address of the provider's description. Leave {DISCOVERY} out."));
    }
    if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
        return Some("An issuer has no query, no fragment and no user.".to_owned());
    }
    let local = PublicUrl::of(&url).is_some_and(|origin| origin.is_local());
    (url.scheme() == "http" && !local).then(|| {
        "Plain http lets the network answer in the provider's place: https is needed, but on localhost.".to_owned()
    })
}

fn check_entra(variables: &mut Variables<'_>, issuer: &str, tenant: Option<&str>) {
    match tenant {
        None if !variables.is_set(&AZURE_TENANT_ID) => variables.problem(
            &AZURE_TENANT_ID,
            "Not set, but OIDC_ISSUER_URL is Microsoft's. People are known by their tenant and object id there.",
        ),
        Some(tenant) if !issuer.ends_with(&format!("/{tenant}/v2.0")) => variables.problem_like(
            &OIDC_ISSUER_URL,
            format!("Not the v2.0 issuer of the tenant in AZURE_TENANT_ID: it would end in /{tenant}/v2.0."),
            "OIDC_ISSUER_URL=   (left out, it follows from AZURE_TENANT_ID)",
        ),
        _ => {}
    }
}

fn tenant(variables: &mut Variables<'_>) -> Option<String> {
    let text = variables.text(&AZURE_TENANT_ID)?;
    if let Ok(id) = Uuid::try_parse(&text) {
        // As tokens spell it: lower case, with hyphens.
        return Some(id.hyphenated().to_string());
    }
    let what = match text.to_ascii_lowercase().as_str() {
        "common" | "organizations" | "consumers" => format!("{text:?} would let in people of every company."),
        _ => format!("{} is not a tenant id, which is a GUID (a domain name does not do).", shown(&text)),
    };
    variables.problem(&AZURE_TENANT_ID, what);
    None
}
