//! Three ids that look alike and are mixed up all the time.

use uuid::Uuid;

use super::{
    issuer::{self, AZURE_TENANT_ID},
    sign_in::APP_REG_CLIENT_ID,
    variable::Variable,
    variables::{Variables, shown},
};

pub(super) const AZURE_AD_CLIENT_ID: Variable = Variable::new(
    "AZURE_AD_CLIENT_ID",
    "",
    "22223333-cccc-4444-dddd-5555eeee6666",
    "The app registration of the API: the audience of access tokens. Only with bearer tokens.",
);
pub(super) const AZURE_CLIENT_ID: Variable = Variable::new(
    "AZURE_CLIENT_ID",
    "",
    "11112222-bbbb-3333-cccc-4444dddd5555",
    "The client id of a user-assigned managed identity. Only with a managed identity; never used for sign-in.",
);

const THE_THREE: &str = "There are three client ids:\n\
    - APP_REG_CLIENT_ID: the app registration that people sign in with, in the browser.\n\
    - AZURE_AD_CLIENT_ID: the app registration of the API, for programs with access tokens.\n\
    - AZURE_CLIENT_ID: the managed identity that this program runs as; Azure's own tools read it too.";

/// Checked in every mode: a mix-up that sleeps wakes up in production.
pub(super) fn check(variables: &mut Variables<'_>) {
    let [people, programs, machine, tenant] = [APP_REG_CLIENT_ID, AZURE_AD_CLIENT_ID, AZURE_CLIENT_ID, AZURE_TENANT_ID]
        .map(|variable| variables.text(&variable).map(|id| id.to_ascii_lowercase()));
    let same = |left: &Option<String>, right: &Option<String>| left.is_some() && left == right;
    for (other, id) in [(APP_REG_CLIENT_ID, &people), (AZURE_AD_CLIENT_ID, &programs)] {
        if same(&machine, id) {
            let what =
                format!("The same as {}. A managed identity is never an app registration.\n{THE_THREE}", other.name);
            variables.problem(&AZURE_CLIENT_ID, what);
        }
    }
    if same(&people, &programs) {
        variables.warn(
            "APP_REG_CLIENT_ID and AZURE_AD_CLIENT_ID are the same. One app registration can do both, but two are \
             safer: then no token of the sign-in is ever good for the API.",
        );
    }
    for (variable, id) in [(APP_REG_CLIENT_ID, &people), (AZURE_AD_CLIENT_ID, &programs), (AZURE_CLIENT_ID, &machine)] {
        if same(&tenant, id) {
            variables
                .problem(&variable, "The same as AZURE_TENANT_ID: this is the id of the directory, not of a client.");
        }
    }
}

/// `APP_REG_CLIENT_ID`, which sign-in cannot do without.
pub(super) fn sign_in(variables: &mut Variables<'_>, issuer: Option<&str>) -> Option<String> {
    let Some(id) = variables.text(&APP_REG_CLIENT_ID) else {
        let mut what = "Not set, so sign-in is not configured.".to_owned();
        if variables.is_set(&AZURE_CLIENT_ID) || variables.is_set(&AZURE_AD_CLIENT_ID) {
            what = format!("{what} Another client id is, but it does not stand in for this one.\n{THE_THREE}");
        }
        if !variables.is_set(&APP_REG_CLIENT_ID) {
            variables.problem(&APP_REG_CLIENT_ID, what);
        }
        return None;
    };
    if issuer.is_some_and(issuer::is_entra) && Uuid::try_parse(&id).is_err() {
        variables.problem(
            &APP_REG_CLIENT_ID,
            format!("{} is not a GUID. The Azure portal shows it as \"Application (client) ID\".", shown(&id)),
        );
    }
    Some(id)
}
