//! What every route about one folder or document answers to whom something is granted, and to whom nothing is: the
//! committed text is what anybody can read, and whose changes show in a diff.

use std::{fmt::Write, fs, path::Path};

use latchkey::{settings::SignInMode, transport::routing::RouteLine};
use serde_json::{Value, json};

use crate::support::{
    Browser, Request, World,
    api::ROOT,
    eventually,
    import::import,
    sharing::{cut, guest, share, share_with},
};

const HEAD: &str = "\
What each route about one thing answers, by what is granted. Written by LATCHKEY_REWRITE_MATRIX=1 cargo test --test it -- grants_matrix
The folder is sales/2026, cut off from what is granted above it; the document lies in it.
hidden: something else is granted to them.   passer: something in the folder is.   viewer, editor, owner: the folder is.
expired: the folder was, until a moment ago.   above: they may edit the folder around, which is cut off.   admin: they own everything above.
guest: nobody signs in (AUTH_REQUIRED=false), and everybody with the role reader may view the folder.
Changes are sent with an old revision, so that who may make them reads 412, or with something that makes no sense (400, 422).
";

/// A change that is refused when all rights have been looked at, as far as there is one.
fn body(line: &RouteLine) -> Option<Value> {
    let is = |end: &str| line.path.ends_with(end);
    match line.method.as_str() {
        "PATCH" => Some(json!({ "description": "new" })),
        "PUT" if is("/quota") => Some(json!({ "bytes": 1_000_000 })),
        "PUT" if is("/inherits") => Some(json!({ "inherits": false })),
        "PUT" if is("/access") => Some(json!({ "subject": "matrix@example.com", "level": "view" })),
        "POST" if is("/copy") => Some(json!({ "parent": ROOT, "name": "copied" })),
        "POST" if is("/folders") => Some(json!({ "name": "made" })),
        _ => None,
    }
}

fn ask(browser: &Browser, line: &RouteLine, id: &str, path: &str) -> u16 {
    let mut browser = browser.clone();
    let target = line.path.replace("{id}", id).replace("{number}", "1").replace("{path:.*}", path);
    let is_api = target.starts_with("/api/");
    let target = match (line.method.as_str(), line.path) {
        ("GET", "/api/v1/items/{id}/access/after") => format!("{target}?folder={id}"),
        ("DELETE", "/api/v1/items/{id}/access") => format!("{target}?subject=nobody@example.com"),
        _ => target,
    };
    match line.method.as_str() {
        "GET" if is_api => browser.send(Request::get(&target).header("accept", "*/*")).status,
        "GET" => browser.click(&target).status,
        "POST" if !is_api => browser.submit(&target, &[("revision", "0"), ("name", "formed")]).status,
        "PUT" if line.path.ends_with("/content") => browser.put(id, b"new", Some("\"0\"")).status,
        method => match body(line) {
            Some(body) => browser.json_if(method, &target, &body, Some("\"0\"")).status,
            None => browser.json_if(method, &target, &Value::Null, Some("\"0\"")).status,
        },
    }
}

/// A route about one thing that is named in its address.
fn is_about_one(line: &RouteLine) -> bool {
    let is_item = ["/d/{id}", "/api/v1/items/{id}"].iter().any(|mount| line.path.starts_with(mount));
    let is_place = ["/files/{path:.*}", "/api/files/{path:.*}", "/at/{path:.*}"].contains(&line.path);
    is_item || is_place
}

#[test]
fn every_route_about_one_thing_answers_by_what_is_granted_as_written() {
    let world = World::start();
    import(&world, &[("sales/2026/plan.txt", b"the plan"), ("sales/2026/deep/er.txt", b"deeper"), ("notes.txt", b"n")]);
    let mut admin = world.admin();
    let sales = admin.id_of(ROOT, "sales");
    let folder = admin.id_of(&sales, "2026");
    let (document, deep) = (admin.id_of(&folder, "plan.txt"), admin.id_of(&folder, "deep"));
    let notes = admin.id_of(ROOT, "notes.txt");
    cut(&mut admin, &folder);
    for (name, thing, level) in [
        ("hidden", &notes, "own"),
        ("passer", &deep, "own"),
        ("viewer", &folder, "view"),
        ("editor", &folder, "edit"),
        ("owner", &folder, "own"),
        ("expired", &folder, "own"),
        ("expired", &notes, "own"),
        ("above", &sales, "edit"),
    ] {
        share(&mut admin, thing, &format!("{name}@example.com"), level);
    }
    let names = ["hidden", "passer", "viewer", "editor", "owner", "expired", "above"];
    let mut people: Vec<(&str, Browser)> = names.map(|name| (name, guest(&world, name))).into();
    for (_, browser) in &mut people {
        browser.click("/shared"); // what waited for their address is theirs
    }
    world.database.execute(&format!(
        "UPDATE grants SET ends_at = now() + interval '1 second'
          WHERE node_id = '{folder}' AND subject IN (SELECT 'person:' || user_key FROM people WHERE email = 'expired@example.com')"
    ));
    eventually(|| world.database.text("SELECT count(*) FROM grants WHERE ends_at < now()") == "1");
    world.clock.advance(time::Duration::seconds(2));
    share_with(&mut admin, &folder, &[("subject", "role:reader"), ("level", "view")]);
    people.push(("admin", admin));
    let open = world.twin_with(|settings| settings.sign_in = SignInMode::Open);
    people.push(("guest", Browser::new(open.port(), &world.origin())));

    let mut matrix = HEAD.to_owned();
    write!(matrix, "\n{:<52} {:<9}", "address", "").unwrap();
    for (name, _) in &people {
        write!(matrix, " {name:>8}").unwrap();
    }
    matrix.push('\n');
    for line in latchkey::routes::table(false).lines().iter().filter(|line| is_about_one(line)) {
        for (what, id, path) in [("folder", &folder, "sales/2026/"), ("document", &document, "sales/2026/plan.txt")] {
            let address = if what == "folder" { format!("{:<5} {}", line.method, line.path) } else { String::new() };
            write!(matrix, "{address:<52} {what:<9}").unwrap();
            for (_, browser) in &people {
                write!(matrix, " {:>8}", ask(browser, line, id, path)).unwrap();
            }
            matrix.push('\n');
        }
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/grants_matrix.txt");
    if std::env::var_os("LATCHKEY_REWRITE_MATRIX").is_some() {
        fs::write(&file, &matrix).unwrap();
    }
    let written = fs::read_to_string(&file).unwrap_or_default();
    let other: Vec<_> = matrix.lines().filter(|line| !written.lines().any(|there| there == *line)).collect();
    assert!(
        other.is_empty() && written.len() == matrix.len(),
        "grants_matrix.txt says otherwise; it is:\n{}",
        other.join("\n")
    );
}
