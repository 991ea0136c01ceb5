//! The company's directory, as it sends people and groups (SCIM).

use serde_json::{Value, json};

use super::{Answer, Browser, Employee, Request, World};

/// A client of `/scim/v2`.
pub struct Provisioning {
    port: u16,
    secret: String,
}

impl Provisioning {
    /// With a secret that an administrator makes on the page.
    pub fn set_up(world: &World, admin: &mut Browser) -> Self {
        let page = admin.submit("/admin/scim", &[("action", "make")]);
        assert_eq!(page.status, 200, "{}", page.text());
        let text = page.text();
        let secret = text.split("<samp id=\"secret\">").nth(1).and_then(|rest| rest.split('<').next()).unwrap();
        Self { port: world.port(), secret: secret.to_owned() }
    }

    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// One request; `target` below `/scim/v2`.
    pub fn send(&self, method: &str, target: &str, body: &Value) -> Answer {
        let mut request = Request::new(method, &format!("/scim/v2{target}"))
            .header("host", "localhost:8000")
            .header("authorization", &format!("Bearer {}", self.secret));
        if !body.is_null() {
            request = request.header("content-type", "application/scim+json; charset=utf-8");
            request.body = body.to_string().into_bytes();
        }
        request.send(self.port)
    }

    pub fn get(&self, target: &str) -> Value {
        let answer = self.send("GET", target, &Value::Null);
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.header("content-type"), Some("application/scim+json"));
        answer.json()
    }

    /// Sends somebody; gives what the portal calls them.
    pub fn person(&self, employee: &Employee) -> String {
        let body = json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "externalId": employee.oid, "userName": employee.username, "active": true, "displayName": employee.name,
        });
        let made = self.send("POST", "/Users", &body);
        assert_eq!(made.status, 201, "{}", made.text());
        made.json()["id"].as_str().unwrap().to_owned()
    }

    /// Sends a group; gives what the portal calls it.
    pub fn group(&self, object_id: &str, name: &str, members: &[&str]) -> String {
        let members: Vec<Value> = members.iter().map(|id| json!({ "value": id })).collect();
        let body = json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
            "externalId": object_id, "displayName": name, "members": members,
        });
        let made = self.send("POST", "/Groups", &body);
        assert_eq!(made.status, 201, "{}", made.text());
        made.json()["id"].as_str().unwrap().to_owned()
    }

    pub fn patch(&self, target: &str, operations: &Value) -> Answer {
        let body = json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations });
        self.send("PATCH", target, &body)
    }

    pub fn set_active(&self, id: &str, is_active: bool) {
        let done =
            self.patch(&format!("/Users/{id}"), &json!([{ "op": "Replace", "path": "active", "value": is_active }]));
        assert_eq!(done.status, 200, "{}", done.text());
    }
}
