//! The description of the API is true: it names every address, and the answers are as it says. `openapi.json` is what it
//! says of the production site: a change of it can be read, and is a decision; `LATCHKEY_REWRITE_OPENAPI=1 tests/run it
//! tree_openapi` writes it anew.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use latchkey::transport::{openapi::Description, routing::RouteLine};
use serde_json::{Value, json};

use crate::support::{
    Request, World,
    api::ROOT,
    described::{check, document},
    import::import,
};

/// Addresses that programs use; what stands there says what it does.
fn is_for_programs(line: &RouteLine) -> bool {
    ["/api/", "/uploads", "/t/"].iter().any(|begin| line.path.starts_with(begin)) || line.path.ends_with("/ticket")
}

#[test]
fn every_address_for_programs_is_described() {
    let table = latchkey::routes::table(false);
    let described: BTreeSet<_> =
        table.described().iter().map(|said| format!("{} {}", said.method, said.path)).collect();
    for line in table.lines().iter().filter(|line| is_for_programs(line)) {
        let address = format!("{} {}", line.method, line.path);
        assert!(
            described.contains(&address),
            "routes.rs does not say what {address} does: .operation(…) after its line"
        );
    }
}

#[test]
fn each_place_in_a_path_has_its_parameter_and_each_operation_a_name_of_its_own() {
    let (mut names, mut keys) = (BTreeSet::new(), BTreeMap::new());
    for said in latchkey::routes::table(false).described() {
        let (places, parameters) = (said.path.matches('{').count(), said.operation.path_parameters().count());
        assert_eq!(places, parameters, "{} {}", said.method, said.path);
        assert!(names.insert(said.operation.id), "two operations are called {}", said.operation.id);
        for parameter in said.operation.parameters {
            let (place, schema) = (parameter.place.as_str(), parameter.schema().to_string());
            let meant = (parameter.name, place, parameter.about, parameter.required, schema);
            let known = keys.entry(parameter.key).or_insert_with(|| meant.clone());
            assert_eq!(*known, meant, "two parameters have the key {}", parameter.key);
        }
    }
}

#[test]
fn the_description_is_as_written() {
    let description = Description::of(&latchkey::routes::table(false), "__Host-latchkey");
    let found = format!("{}\n", serde_json::to_string_pretty(description.document()).unwrap());
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/openapi.json");
    if std::env::var_os("LATCHKEY_REWRITE_OPENAPI").is_some() {
        fs::write(&file, &found).unwrap();
    }
    let written = fs::read_to_string(&file).unwrap_or_default();
    let line = written.lines().zip(found.lines()).position(|(written, found)| written != found);
    assert!(
        written == found,
        "openapi.json says otherwise from line {:?} on; LATCHKEY_REWRITE_OPENAPI=1 writes it anew",
        line.map(|line| line + 1)
    );
}

#[test]
fn the_description_names_the_cookie_that_counts_here() {
    let world = World::start();
    let mut reader = world.reader();
    let named = document(&mut reader)["components"]["securitySchemes"]["session"]["name"].clone();
    assert!(reader.cookie_header().starts_with(&format!("{}=", named.as_str().unwrap())));
}

#[test]
fn the_answers_are_as_described() {
    let world = World::start();
    import(&world, &[("a/plan.txt", b"plan"), ("b/plan.txt", b"b")]);
    let mut editor = world.editor();
    let document = document(&mut editor);
    let (a, b) = (editor.id_of(ROOT, "a"), editor.id_of(ROOT, "b"));
    let plan = editor.id_of(&a, "plan.txt");
    let item = "/api/v1/items/{id}";
    let mut ask = |method: &str, path: &str, target: &str, body: Value, status: u16| {
        let answer = editor.json_if(&method.to_uppercase(), target, &body, None);
        assert_eq!(answer.status, status, "{method} {target}: {}", answer.text());
        check(&document, path, method, &answer);
        if answer.body.is_empty() { Value::Null } else { serde_json::from_slice(&answer.body).unwrap_or_default() }
    };
    let of = |id: &str, rest: &str| format!("/api/v1/items/{id}{rest}");
    ask("get", "/api/v1/me", "/api/v1/me", Value::Null, 200);
    ask("get", "/api/v1/me/sessions", "/api/v1/me/sessions", Value::Null, 200);
    let nobodys = format!("/api/v1/me/sessions/{a}");
    ask("delete", "/api/v1/me/sessions/{id}", &nobodys, Value::Null, 404);
    for id in ["root", &a, &plan] {
        ask("get", item, &of(id, ""), Value::Null, 200);
    }
    ask("get", item, &of("x", ""), Value::Null, 404);
    ask("patch", item, &of(&plan, ""), json!({ "description": "Ours" }), 200);
    ask("patch", item, &of(&plan, ""), json!({ "x": 1 }), 400);
    ask("patch", item, &of(&plan, ""), json!({ "parent": b }), 409);
    ask("post", &format!("{item}/folders"), &of(&a, "/folders"), json!({ "name": "new" }), 201);
    ask("post", &format!("{item}/copy"), &of(&a, "/copy"), json!({ "folder": b }), 201);
    ask("get", "/api/v1/search", "/api/v1/search?q=plan", Value::Null, 200);
    for nonsense in ["limit=0", "limit=101", "since=today", "kind=x", "cursor=x"] {
        ask("get", "/api/v1/search", &format!("/api/v1/search?{nonsense}"), Value::Null, 400);
    }
    for day in ["0000-01-01", "0818-04-12", "9999-12-31"] {
        ask("get", "/api/v1/search", &format!("/api/v1/search?since={day}&until={day}"), Value::Null, 200);
    }
    ask("get", &format!("{item}/sizes"), &of("root", "/sizes"), Value::Null, 200);
    let shouted = a.to_uppercase();
    ask("get", &format!("{item}/sizes"), &of(&shouted, "/sizes"), Value::Null, 200);
    ask("get", "/api/files/{path}", "/api/files/a/plan.txt", Value::Null, 200);
    ask("get", "/api/files/{path}", "/api/files/a", Value::Null, 308);
    ask("get", "/api/files/{path}", "/api/files/%1C", Value::Null, 400);
    ask("get", &format!("{item}/children"), &of("root", "/children?limit=1"), Value::Null, 200);
    ask("get", &format!("{item}/versions"), &of(&plan, "/versions"), Value::Null, 200);
    ask("get", &format!("{item}/content"), &of(&plan, "/content"), Value::Null, 200);
    ask("put", &format!("{item}/content"), &of(&plan, "/content"), json!({}), 200);
    ask("put", &format!("{item}/content"), &of(&a, "/content"), json!({}), 400);
    ask("post", &format!("{item}/versions/{{number}}/restore"), &of(&plan, "/versions/1/restore"), Value::Null, 200);
    let deleted = ask("delete", item, &of(&plan, ""), Value::Null, 200);
    ask("get", "/api/v1/trash", "/api/v1/trash", Value::Null, 200);
    let trashed = format!("/api/v1/trash/{}", deleted["trash_id"].as_str().unwrap());
    let restore = "/api/v1/trash/{trash_id}/restore";
    ask("post", restore, &format!("{trashed}/restore"), Value::Null, 200);
    ask("post", restore, &format!("{trashed}/restore"), Value::Null, 404);
    let deleted = ask("delete", item, &of(&plan, ""), Value::Null, 200);
    let trashed = format!("/api/v1/trash/{}", deleted["trash_id"].as_str().unwrap());
    ask("delete", "/api/v1/trash/{trash_id}", &trashed, Value::Null, 403);
    let purged = world.admin().json("DELETE", &trashed, &Value::Null);
    assert_eq!(purged.status, 204, "{}", purged.text());
    check(&document, "/api/v1/trash/{trash_id}", "delete", &purged);
    let changed = editor.json_if("PATCH", &of(&a, ""), &json!({ "name": "x" }), Some("\"99\""));
    check(&document, item, "patch", &changed);
    assert_eq!(changed.status, 412);
    check(&document, item, "delete", &world.reader().json("DELETE", &of(&a, ""), &Value::Null));
    let (quota, of_quota) = (format!("{item}/quota"), of(&a, "/quota"));
    for body in [json!({ "quota": 1000 }), json!({ "quota": null }), json!({})] {
        check(&document, &quota, "put", &world.admin().json("PUT", &of_quota, &body));
    }
    check(&document, item, "get", &world.browser().send(Request::get(&of(&a, ""))));
}
