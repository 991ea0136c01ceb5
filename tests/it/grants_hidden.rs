//! What is hidden is not there: not in a list, not in a search, not in an archive, not by its address, not in an error.

use serde_json::{Value, json};

use crate::{
    documents_zip::names,
    support::{
        Browser, Request, World, all_is_found,
        api::ROOT,
        import::import,
        sharing::{cut, guest, share},
        upload::{announce, begin, patch},
    },
};

/// In every hidden name and text, and in nothing that a request says.
const MARK: &str = "zebra";

struct Site {
    world: World,
    admin: Browser,
    /// Sees what lies in `open`, but for what is cut off.
    guest: Browser,
    open: String,
    hidden_folder: String,
    hidden_document: String,
}

fn site() -> Site {
    let world = World::start();
    import(
        &world,
        &[
            ("open/seen.txt", b"seen quagga"),
            ("open/zebra-cut/zebra-inner.txt", b"zebra quagga"),
            ("zebra-closed/zebra.txt", b"zebra quagga"),
            ("zebra-closed/README.md", b"# zebra"),
            ("zebra.txt", b"zebra quagga"),
        ],
    );
    let mut admin = world.admin();
    let open = admin.id_of(ROOT, "open");
    let cut_off = admin.id_of(&open, "zebra-cut");
    let hidden_document = admin.id_of(&cut_off, "zebra-inner.txt");
    cut(&mut admin, &cut_off);
    share(&mut admin, &open, "guest@example.com", "edit");
    all_is_found(&world);
    let guest = guest(&world, "guest");
    Site { world, admin, guest, open, hidden_folder: cut_off, hidden_document }
}

/// Neither its body nor its headers know of it.
fn tells_nothing(answer: &crate::support::Answer, of: &str) {
    let all = format!("{:?} {}", answer.headers, String::from_utf8_lossy(&answer.body)).to_lowercase();
    assert!(!all.contains(MARK), "{of} tells: {all}");
}

#[test]
fn every_route_keeps_what_is_hidden_to_itself() {
    let mut site = site();
    for line in latchkey::routes::table(false).lines() {
        for id in [&site.hidden_folder, &site.hidden_document, &site.open, &ROOT.to_owned()] {
            if line.path.contains("logout") || line.path.contains("uploads") && line.method != "GET" {
                continue;
            }
            // Nothing of theirs is thrown away on the way.
            if matches!(line.method.as_str(), "DELETE" | "POST" | "PATCH" | "PUT") && (id == &site.open || id == ROOT) {
                continue;
            }
            for path in ["", "open/", "open"] {
                let target = line
                    .path
                    .replace("{path:.*}", path)
                    .replace("{hash}/{name:.*}", "0/app.css")
                    .replace("{ticket}/{name}", "none/of-ours")
                    .replace("{secret}", "none-of-ours")
                    .replace("{id}", id)
                    .replace("{number}", "1");
                let mut answer = match line.method.as_str() {
                    "GET" => site.guest.click(&target),
                    "POST" => site.guest.submit(&target, &[("id", id), ("name", "new"), ("folder", &site.open)]),
                    method => site.guest.json(method, &target, &json!({ "name": "new" })),
                };
                tells_nothing(&answer, &format!("{} {target} for a browser", line.method));
                if line.method == "GET" {
                    answer = site.guest.fetch(&target);
                    tells_nothing(&answer, &format!("{target} for a program"));
                }
                // Taking a star away from what is not there is done as soon as it is asked for.
                let asks = line.path.contains("{id}") && !line.path.contains("unfavourite");
                if asks && (id == &site.hidden_document || id == &site.hidden_folder) {
                    assert!(answer.status >= 400 || line.path.starts_with("/uploads"), "{target}: {}", answer.status);
                }
            }
        }
    }
}

#[test]
fn the_search_finds_what_is_seen_and_nothing_else() {
    let mut site = site();
    let found = |browser: &mut Browser, query: &str| {
        let answer = browser.fetch(&format!("/api/v1/search?{query}"));
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["items"].as_array().unwrap().len()
    };
    assert_eq!(found(&mut site.admin, "q=quagga"), 4);
    for query in ["q=quagga", "q=seen", "kind=text"] {
        assert_eq!(found(&mut site.guest, query), 1, "{query}");
    }
    for query in ["q=zebra", "q=zebra-cut", "q=inner", "q=zebr"] {
        assert_eq!(found(&mut site.guest, query), 0, "{query}");
    }
    assert_eq!(found(&mut site.guest, "q=open"), 1 + 1, "the folder, and what lies in it by its path");
}

#[test]
fn an_archive_its_size_and_a_copy_hold_only_what_is_seen() {
    let mut site = site();
    let zip = site.guest.send(Request::get(&format!("/d/{}/zip", site.open)));
    assert_eq!((zip.status, names(&zip)), (200, vec!["open/".to_owned(), "open/seen.txt".to_owned()]));
    let sizes = site.admin.send(Request::get(&format!("/api/v1/items/{ROOT}/sizes"))).text();
    let theirs = site.guest.send(Request::get(&format!("/api/v1/items/{ROOT}/sizes"))).text();
    assert_ne!(sizes, theirs);
    let copy = site.guest.json(
        "POST",
        &format!("/api/v1/items/{}/copy", site.open),
        &json!({ "folder": site.open, "name": "copy" }),
    );
    assert_eq!(copy.status, 201, "{}", copy.text());
    let copied = copy.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(site.admin.names(&copied), ["seen.txt"], "what they could not see is not in their copy");
}

#[test]
fn a_hidden_name_cannot_be_used_and_is_not_told() {
    let mut site = site();
    for choice in ["refuse", "keep_both", "replace", "skip"] {
        let pairs = [("filename", "zebra-cut"), ("folder", site.open.as_str()), ("ontaken", choice)];
        let answer = announce(&mut site.guest, 3, &pairs);
        assert_eq!(answer.status, 409, "{choice}: {}", answer.text());
        assert!(answer.text().contains("This name cannot be used here"), "{choice}: {}", answer.text());
    }
}

#[test]
fn an_upload_ends_at_its_next_part_when_the_folder_is_taken_away() {
    let mut site = site();
    let upload = begin(&mut site.guest, 6, &[("filename", "new.txt"), ("folder", &site.open)]);
    assert_eq!(site.guest.send(patch(&upload, 0, b"abc")).status, 204);
    cut(&mut site.admin, &site.open);
    let user = site.world.database.text("SELECT subject FROM grants WHERE subject LIKE 'person:%'");
    crate::support::sharing::unshare(&mut site.admin, &site.open, &user);
    let refused = site.guest.send(patch(&upload, 3, b"def"));
    assert!(matches!(refused.status, 403 | 404), "{} {}", refused.status, refused.text());
    assert_eq!(site.world.database.text("SELECT count(*) FROM nodes WHERE name = 'new.txt'"), "0");
}

#[test]
fn what_was_starred_or_opened_before_is_hidden_with_it() {
    let mut site = site();
    share(&mut site.admin, &site.hidden_folder, "guest@example.com", "view");
    assert_eq!(site.guest.submit(&format!("/d/{}/favourite", site.hidden_document), &[]).status, 303);
    assert!(site.guest.click(&format!("/d/{}", site.hidden_document)).text().contains(MARK));
    assert!(site.guest.click("/favourites").text().contains(MARK));
    let user =
        site.world.database.text("SELECT subject FROM grants JOIN nodes ON id = node_id WHERE name = 'zebra-cut'");
    crate::support::sharing::unshare(&mut site.admin, &site.hidden_folder, &user);
    for page in ["/favourites", "/recent", "/recent?list=opened", "/shared"] {
        let answer = site.guest.click(page);
        assert_eq!(answer.status, 200);
        tells_nothing(&answer, page);
    }
    let trash = site.admin.delete(&site.hidden_document);
    tells_nothing(&site.guest.click("/trash"), "the trash");
    let restored = site.guest.json("POST", &format!("/api/v1/trash/{trash}/restore"), &Value::Null);
    assert_eq!(restored.status, 404, "{}", restored.text());
}
