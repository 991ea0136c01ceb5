//! The fixed documents: discovery and keys, as recorded from Entra.

use serde_json::{Value, json};

use super::{
    Endpoint, Entra, State, TENANT,
    keys::KEYS,
    server::{Reply, Seen},
};

impl Entra {
    /// The honest answer to a request.
    pub(super) fn answer(&self, seen: &Seen) -> Reply {
        let mut state = self.state();
        match seen.at {
            Some(Endpoint::Discovery) => {
                Reply::json(200, &state.discovery()).header("cache-control", "max-age=86400, private")
            }
            Some(Endpoint::Keys) => Reply::json(200, &state.keys()),
            Some(Endpoint::Authorize) => state.show_form(seen),
            Some(Endpoint::Token) => state.redeem(seen),
            Some(Endpoint::Graph) => state.groups(seen),
            None if state.extra.contains_key(&seen.path) => Reply::json(200, &state.extra[&seen.path]),
            None if seen.path.ends_with("/oauth2/v2.0/logout") => Reply::new(200, "text/html", "<h1>Signed out</h1>"),
            None => Reply::new(404, "text/html", "<h1>404</h1>"),
        }
    }
}

impl State {
    fn at(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}/{TENANT}/{path}", self.port)
    }

    fn discovery(&self) -> Value {
        let mut document = json!({
            "token_endpoint": self.at("oauth2/v2.0/token"),
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
            "jwks_uri": self.at("discovery/v2.0/keys"),
            "response_modes_supported": ["query", "fragment", "form_post"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "issuer": self.at("v2.0"),
            "request_uri_parameter_supported": false,
            "userinfo_endpoint": "https://graph.microsoft.com/oidc/userinfo",
            "authorization_endpoint": self.at("oauth2/v2.0/authorize"),
            "device_authorization_endpoint": self.at("oauth2/v2.0/devicecode"),
            "http_logout_supported": true,
            "frontchannel_logout_supported": true,
            "end_session_endpoint": self.at("oauth2/v2.0/logout"),
            "claims_supported": ["sub", "iss", "cloud_instance_name", "cloud_instance_host_name", "cloud_graph_host_name",
                "msgraph_host", "aud", "exp", "iat", "auth_time", "acr", "nonce", "preferred_username", "name", "tid",
                "ver", "at_hash", "c_hash", "email"],
            "kerberos_endpoint": self.at("kerberos"),
            "mtls_endpoint_aliases": {"token_endpoint": "https://mtls.invalid/token"},
            "tenant_region_scope": "WW",
            "cloud_instance_name": "microsoftonline.com",
            "cloud_graph_host_name": "graph.windows.net",
            "msgraph_host": "graph.microsoft.com",
            "rbac_url": "https://pas.windows.net",
        });
        if let Some(change) = &self.change_discovery {
            change(&mut document);
        }
        document
    }

    fn keys(&self) -> Value {
        let mut document = json!({"keys": self.published.iter().map(|key| KEYS[*key].published()).collect::<Vec<_>>()});
        if let Some(change) = &self.change_keys {
            change(&mut document);
        }
        document
    }
}
