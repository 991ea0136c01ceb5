//! A program that speaks to `/api/v1` as a person who is signed in.

use serde_json::{Value, json};

use super::{Answer, Browser, Request};

pub const ROOT: &str = "00000000-0000-7000-8000-000000000001";

impl Browser {
    /// A request with a JSON body, as a script on one of our pages would send it.
    pub fn json(&mut self, method: &str, target: &str, body: &Value) -> Answer {
        self.json_if(method, target, body, None)
    }

    /// The same, meant for one state only.
    pub fn json_if(&mut self, method: &str, target: &str, body: &Value, if_match: Option<&str>) -> Answer {
        let mut request = Request::new(method, target).header("content-type", "application/json");
        if let Some(tag) = if_match {
            request = request.header("if-match", tag);
        }
        if !body.is_null() {
            request.body = body.to_string().into_bytes();
        }
        self.send(request)
    }

    /// Puts bytes in the place of a document's.
    pub fn put(&mut self, id: &str, bytes: &[u8], if_match: Option<&str>) -> Answer {
        let target = format!("/api/v1/items/{id}/content");
        let mut request = Request::new("PUT", &target).header("content-type", "application/octet-stream");
        if let Some(tag) = if_match {
            request = request.header("if-match", tag);
        }
        request.body = bytes.to_vec();
        self.send(request)
    }

    /// Makes a folder, and gives its id.
    pub fn make_folder(&mut self, parent: &str, name: &str) -> String {
        let made = self.json("POST", &format!("/api/v1/items/{parent}/folders"), &json!({ "name": name }));
        assert_eq!(made.status, 201, "{}", made.text());
        made.json()["id"].as_str().unwrap().to_owned()
    }

    /// What is there under this id.
    pub fn item(&mut self, id: &str) -> Value {
        let answer = self.send(Request::get(&format!("/api/v1/items/{id}")));
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    /// The id of what is called so in a folder.
    pub fn id_of(&mut self, folder: &str, name: &str) -> String {
        let found = self.children(folder).into_iter().find(|(known, _)| known == name);
        found.unwrap_or_else(|| panic!("there is no {name} in {folder}")).1
    }

    /// Names and ids in a folder.
    pub fn children(&mut self, folder: &str) -> Vec<(String, String)> {
        let answer = self.send(Request::get(&format!("/api/v1/items/{folder}/children?limit=1000")));
        assert_eq!(answer.status, 200, "{}", answer.text());
        let items = answer.json()["items"].as_array().unwrap().clone();
        let text = |item: &Value, member: &str| item[member].as_str().unwrap().to_owned();
        items.iter().map(|item| (text(item, "name"), text(item, "id"))).collect()
    }

    /// Only the names, in their order.
    pub fn names(&mut self, folder: &str) -> Vec<String> {
        self.children(folder).into_iter().map(|(name, _)| name).collect()
    }

    /// Moves something to the trash, and gives what restores it.
    pub fn delete(&mut self, id: &str) -> String {
        let answer = self.json("DELETE", &format!("/api/v1/items/{id}"), &Value::Null);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["trash_id"].as_str().unwrap().to_owned()
    }
}
