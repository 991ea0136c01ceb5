//! The sign-in page: checks the request as Entra does, shows a form, sends the browser back.

use std::collections::BTreeMap;

use url::Url;

use super::{
    CLIENT_ID, Entra, Grant, State,
    keys::random_text,
    server::{Reply, Seen},
};
use crate::support::{http::Request, people::Employee};

/// The form that a person sees: what the portal asked for, and the two ways out of it.
#[derive(Debug, Clone)]
pub struct SignInForm {
    entra: Handle,
    /// The query that the portal sent the browser with.
    pub asked: BTreeMap<String, String>,
}

#[derive(Clone)]
struct Handle(Entra);

impl std::fmt::Debug for Handle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Entra")
    }
}

impl Entra {
    /// Follows the portal's redirect to the sign-in page.
    pub fn open(&self, location: &str) -> SignInForm {
        let url = Url::parse(location).unwrap_or_else(|error| panic!("{error}: {location}"));
        assert_eq!(url.port(), Some(self.port), "{location} leads to the provider");
        let target = format!("{}?{}", url.path(), url.query().unwrap_or_default());
        let page = Request::get(&target).header("host", "127.0.0.1").send(self.port);
        assert_eq!(page.status, 200, "the provider shows its form, not an error: {}", page.text());
        SignInForm { entra: Handle(self.clone()), asked: url.query_pairs().into_owned().collect() }
    }
}

impl SignInForm {
    /// The person fills the form in. Gives the address that the browser is sent to, as path and query.
    pub fn sign_in(&self, employee: &Employee) -> String {
        let code = self.issue_code(employee);
        self.back(&[("code", &code), ("session_state", "d5b7f6a1-0b9c-4d0e-9a57-3e4d7c1b2a90")])
    }

    /// A code as the form would have made, without sending the browser anywhere.
    pub fn issue_code(&self, employee: &Employee) -> String {
        let mut state = self.entra.0.state();
        // Entra's codes are long and hold dots.
        let code = format!("1.{}.{}", random_text(60), random_text(400));
        let grant = Grant {
            employee: employee.clone(),
            nonce: self.asked["nonce"].clone(),
            challenge: self.asked["code_challenge"].clone(),
            redirect_uri: self.asked["redirect_uri"].clone(),
            issued: (state.now)(),
            redeemed: false,
        };
        state.grants.insert(code.clone(), grant);
        state.secrets.push(code.clone());
        code
    }

    /// The person presses Back or Cancel: no description comes along.
    pub fn cancel(&self) -> String {
        self.back(&[("error", "access_denied"), ("error_subcode", "cancel")])
    }

    /// The provider reports an error.
    pub fn refuse(&self, error: &str, description: &str) -> String {
        self.back(&[("error", error), ("error_description", description)])
    }

    /// Path and query of the redirect back, with the state and these parameters.
    pub fn back(&self, parameters: &[(&str, &str)]) -> String {
        let mut url = Url::parse(&self.asked["redirect_uri"]).unwrap();
        url.query_pairs_mut().extend_pairs(parameters).append_pair("state", &self.asked["state"]);
        format!("{}?{}", url.path(), url.query().unwrap())
    }
}

impl State {
    pub(super) fn show_form(&mut self, seen: &Seen) -> Reply {
        let asked = |name: &str| seen.query.get(name).map_or("", String::as_str);
        let faults = [
            (asked("client_id") != CLIENT_ID, "AADSTS700016: Application was not found in the directory."),
            (asked("response_type") != "code", "AADSTS700054: response_type is not enabled."),
            (asked("redirect_uri") != self.redirect_uri, "AADSTS50011: The redirect URI does not match."),
            (!asked("scope").split(' ').any(|scope| scope == "openid"), "AADSTS900144: scope misses openid."),
            (!matches!(asked("response_mode"), "" | "query"), "AADSTS70007: response_mode is not expected."),
            (asked("state").len() < 22, "state holds less than 128 bits"),
            (asked("nonce").len() < 22, "nonce holds less than 128 bits"),
            (asked("code_challenge_method") != "S256", "AADSTS9002325: Proof Key for Code Exchange is required."),
            (asked("code_challenge").len() != 43, "AADSTS501491: Invalid size of code challenge."),
        ];
        let wrong: Vec<_> = faults.iter().filter(|(wrong, _)| *wrong).map(|(_, text)| *text).collect();
        if wrong.is_empty() {
            let form = "<form method=post><label>Account <input name=loginfmt></label><button>Next</button></form>";
            Reply::new(200, "text/html", form)
        } else {
            // Such errors stay on Microsoft's own page and never come back.
            Reply::new(400, "text/html", wrong.join("\n"))
        }
    }
}
