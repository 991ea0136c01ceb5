//! The directory behind the provider, as Microsoft Graph shows it: in pages, for the program's own token only.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    Entra, State,
    keys::random_text,
    server::{Reply, Seen},
};

/// Graph takes up to 999 and gives as many as it likes.
const PAGE: usize = 100;

impl Entra {
    /// From now on the directory knows this person, in these groups.
    pub fn know(&self, oid: &str, groups: &[String]) {
        self.state().directory.insert(oid.to_owned(), groups.to_vec());
    }

    /// From now on it knows them no more.
    pub fn forget(&self, oid: &str) {
        self.state().directory.remove(oid);
    }

    /// From now on a token for Graph opens nothing: the permission was taken away.
    pub fn refuse_graph(&self) {
        self.state().refuses_graph = true;
    }

    /// The tokens that were handed out for Graph are good no more.
    pub fn revoke_graph_tokens(&self) {
        self.state().graph_tokens.clear();
    }
}

impl State {
    /// The client credentials grant (RFC 6749, section 4.4).
    pub(super) fn own_token(&mut self, scope: &str) -> Reply {
        if scope != format!("http://127.0.0.1:{}/.default", self.port) {
            return Reply::json(400, &json!({ "error": "invalid_scope", "error_description": "AADSTS70011" }));
        }
        let token = format!("eyJ0eXAi.graph.{}", random_text(300));
        self.graph_tokens.push(token.clone());
        self.secrets.push(token.clone());
        Reply::json(200, &json!({ "token_type": "Bearer", "expires_in": 3599, "access_token": token }))
    }

    pub(super) fn groups(&self, seen: &Seen) -> Reply {
        let refused = |status: u16, code: &str| Reply::json(status, &json!({ "error": { "code": code } }));
        let bearer = seen.headers.get("authorization").and_then(|header| header.strip_prefix("Bearer "));
        if !bearer.is_some_and(|token| self.graph_tokens.iter().any(|known| known == token)) {
            return refused(401, "InvalidAuthenticationToken");
        }
        if self.refuses_graph {
            return refused(403, "Authorization_RequestDenied");
        }
        let oid = seen.path.split('/').nth(3).unwrap_or_default();
        let Some(groups) = self.directory.get(oid) else { return refused(404, "Request_ResourceNotFound") };
        let asked: (Option<&str>, Option<&str>) =
            (seen.query.get("$select").map(String::as_str), seen.query.get("$top").map(String::as_str));
        assert_eq!(asked, (Some("id"), Some("999")), "what Graph is asked for");
        let from: usize = seen.query.get("$skiptoken").map_or(0, |token| token.parse().unwrap());
        let page: Vec<Value> = groups.iter().skip(from).take(PAGE).map(|id| json!({ "id": id })).collect();
        let mut answer = BTreeMap::from([("value", json!(page))]);
        if from + PAGE < groups.len() {
            let (port, next) = (self.port, from + PAGE);
            let link = format!("http://127.0.0.1:{port}{}?$select=id&$top=999&$skiptoken={next}", seen.path);
            answer.insert("@odata.nextLink", json!(link));
        }
        Reply::json(200, &json!(answer))
    }
}
