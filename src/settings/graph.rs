//! Where the company's directory is asked for the groups of people.

use url::Url;

use super::{issuer::AZURE_TENANT_ID, public_url::PublicUrl, variable::Variable, variables::Variables};

pub(super) const GRAPH_URL: Variable = Variable::new(
    "GRAPH_URL",
    "",
    "https://graph.microsoft.com",
    "Microsoft Graph, asked for the groups of people again and again. Needs the permission GroupMember.Read.All.",
);

/// `None` without it, and together with a problem.
pub(super) fn read(variables: &mut Variables<'_>) -> Option<Url> {
    let text = variables.text(&GRAPH_URL)?;
    let url = PublicUrl::parse(&text).filter(|url| url.is_https() || url.is_local()).map(|url| url.with_path("/"));
    if url.is_none() {
        variables.problem(&GRAPH_URL, "Not the address of Microsoft Graph: https and a host, and nothing else.");
    } else if !variables.is_set(&AZURE_TENANT_ID) {
        variables.problem(&GRAPH_URL, "Only Microsoft Entra has it: set AZURE_TENANT_ID, or leave it out.");
        return None;
    }
    url
}
