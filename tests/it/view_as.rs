//! An administrator sees the site as somebody else does: what they see, that they change nothing, that it is recorded, and
//! when it is over.

use latchkey::routes;
use serde_json::Value;

use crate::support::{
    Browser, Employee, Request, World,
    api::ROOT,
    eventually,
    import::import,
    sharing::{cut, guest, share, share_with},
};

const TREE: [(&str, &[u8]); 4] = [
    ("sales/2026/plan.txt", b"the plan"),
    ("sales/old.txt", b"old"),
    ("people/wages.txt", b"wages"),
    ("notes.txt", b"notes"),
];
const COOKIE: &str = "latchkey-view";

fn at(browser: &mut Browser, path: &str) -> String {
    path.split('/').fold(ROOT.to_owned(), |folder, name| browser.id_of(&folder, name))
}

/// From now on this administrator sees the site as somebody else.
fn view_as(admin: &mut Browser, email: &str) {
    let answer = admin.submit("/admin/view-as", &[("email", email)]);
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert!(admin.cookie(COOKIE).is_some());
}

fn stop(admin: &mut Browser) {
    let answer = admin.submit("/view-as/stop", &[("back", "/files/sales/")]);
    assert_eq!((answer.status, answer.location()), (303, "/files/sales/"));
    assert!(admin.cookie(COOKIE).is_none_or(str::is_empty));
}

fn status(browser: &mut Browser, target: &str) -> u16 {
    browser.click(target).status
}

fn banner(name: &str) -> String {
    format!("You see the site as <strong>{name}</strong> does. Nothing can be changed.")
}

#[test]
fn an_administrator_sees_what_the_person_sees_with_a_banner_on_every_page() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    let (folder, people) = (at(&mut admin, "sales/2026"), at(&mut admin, "people"));
    cut(&mut admin, &people);
    share(&mut admin, &folder, "eve@example.com", "view");
    // Eve was never here: what she would get.
    view_as(&mut admin, "Eve@example.com");
    assert_eq!(admin.click("/files/sales/2026/plan.txt").text(), "the plan");
    let root = admin.click("/files/").text();
    assert!(root.contains("sales") && !root.contains("people") && !root.contains("notes.txt"), "{root}");
    for hidden in ["/files/notes.txt", "/files/people/", "/files/sales/old.txt", "/admin/nowhere"] {
        let answer = admin.click(hidden);
        assert_eq!(answer.status, 404, "{hidden}");
        assert!(answer.text().contains(&banner("eve@example.com")), "{hidden}: {}", answer.text());
    }
    for page in ["/files/", "/files/sales/2026/", "/shared", "/recent", "/favourites", "/account", "/search?q=plan"] {
        let answer = admin.click(page);
        assert_eq!(answer.status, 200, "{page}");
        assert!(answer.text().contains(&banner("eve@example.com")), "{page}: {}", answer.text());
    }
    // Seeing the site as somebody pins nothing to anybody.
    assert_eq!(world.database.text("SELECT count(*) FROM grants WHERE subject = 'address:eve@example.com'"), "1");
    assert_eq!(admin.who().unwrap()["email"], "eve@example.com");
    for closed in ["/admin/people", "/admin/index"] {
        assert_eq!(status(&mut admin, closed), 403, "{closed}");
    }
    stop(&mut admin);
    let page = admin.click("/files/");
    assert!(page.text().contains("notes.txt") && !page.text().contains("You see the site as"), "{}", page.text());
    // Of somebody who has a role and signed in before.
    assert_eq!(status(&mut world.reader(), "/files/"), 200);
    view_as(&mut admin, "reader@example.com");
    assert!(admin.click("/files/").text().contains(&banner("Reader Example")));
    assert_eq!(status(&mut admin, "/files/notes.txt"), 200);
    assert_eq!(status(&mut admin, "/files/people/wages.txt"), 404);
    // A change for the person bites at once here, too.
    share(&mut world.signed_in(&Employee::named("admin")), &people, "reader@example.com", "view");
    assert_eq!(status(&mut admin, "/files/people/wages.txt"), 200);
}

#[test]
fn nothing_can_be_changed_meanwhile() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    let notes = at(&mut admin, "notes.txt");
    share(&mut admin, ROOT, "boss@example.com", "own");
    world.give_role(&Employee::named("boss"), "admin");
    view_as(&mut admin, "boss@example.com");
    // As an administrator whose pages can be looked at.
    assert_eq!(status(&mut admin, "/admin/people"), 200);
    let everything =
        "SELECT md5(string_agg(t::text, '')) FROM (SELECT n::text FROM nodes n UNION ALL SELECT g::text FROM grants g
                      UNION ALL SELECT u::text FROM user_roles u UNION ALL SELECT a::text FROM audit_events a
                      WHERE a.kind NOT IN ('request_refused', 'refusals_counted') ORDER BY 1) t";
    let before = world.database.text(everything);
    for line in routes::table(false).lines() {
        let method = line.method.as_str();
        // Whoever comes with a link for people outside is nobody that the site knows, and the directory takes no session.
        let is_elsewhere = ["link", "directory"].contains(&line.audience);
        if matches!(method, "GET" | "OPTIONS") || is_elsewhere || ["/logout", "/view-as/stop"].contains(&line.path) {
            continue;
        }
        let address = line.path.replace("{id}", &notes).replace("{number}", "1");
        let origin = admin.origin.clone();
        let request = Request::new(method, &address).header("sec-fetch-site", "same-origin").header("origin", &origin);
        let answer = admin.send(request);
        assert_eq!(answer.status, 403, "{method} {address}: {}", answer.text());
        assert!(answer.text().contains("You are looking at the site as boss@example.com. Stop to change something."));
    }
    let put = admin.put(&notes, b"new", None);
    assert_eq!(put.status, 403, "{}", put.text());
    assert_eq!(admin.submit("/admin/view-as", &[("email", "eve@example.com")]).status, 403);
    assert_eq!(world.database.text(everything), before);
    // The page that refuses has the button.
    let refused = admin.submit(&format!("/d/{notes}/delete"), &[]);
    assert!(refused.text().contains("action=\"/view-as/stop\""), "{}", refused.text());
    assert!(refused.text().contains("name=\"back\" value=\"\""), "nothing to come back to: {}", refused.text());
    stop(&mut admin);
    assert_eq!(admin.submit(&format!("/d/{notes}/describe"), &[("description", "mine")]).status, 303);
}

#[test]
fn what_is_one_persons_alone_is_not_shown_and_nothing_is_left_under_their_name() {
    let world = World::start();
    import(&world, &TREE);
    let (mut admin, mut editor) = (world.admin(), world.editor());
    let (notes, plan) = (at(&mut admin, "notes.txt"), at(&mut admin, "sales/2026/plan.txt"));
    assert_eq!(editor.submit(&format!("/d/{notes}/favourite"), &[("back", "/files/")]).status, 303);
    assert_eq!(status(&mut editor, &format!("/d/{notes}")), 200);
    let visits = "SELECT string_agg(v::text, ' ') FROM visits v";
    eventually(|| !world.database.text(visits).is_empty());
    let before = world.database.text(visits);
    view_as(&mut admin, "editor@example.com");
    assert_eq!(status(&mut admin, &format!("/d/{plan}")), 200);
    assert_eq!(status(&mut admin, &format!("/d/{plan}/file")), 200);
    assert!(!admin.click("/favourites").text().contains("notes.txt"));
    for private in
        ["/uploads", "/copies", "/account/shelf-key", &format!("/uploads/{plan}"), &format!("/api/v1/copies/{plan}")]
    {
        let answer = admin.click(private);
        assert_eq!(answer.status, 403, "{private}");
        assert!(answer.text().contains("for Editor Example alone"), "{private}: {}", answer.text());
    }
    assert!(!admin.click("/files/").text().contains("upload.js"), "what waits in the administrator's browser waits on");
    assert_eq!(world.database.text(visits), before);
    // What is recorded of a look is the administrator's doing.
    let sales = at(&mut admin, "sales");
    assert_eq!(status(&mut admin, &format!("/d/{sales}/zip")), 200);
    let of_archive =
        |what: &str| world.database.text(&format!("SELECT {what} FROM audit_events WHERE kind = 'archive_downloaded'"));
    assert!(of_archive("actor").ends_with(&Employee::named("admin").oid));
    assert_eq!(of_archive("detail->>'viewing_as'"), "editor@example.com");
}

#[test]
fn the_record_names_both_when_it_begins_and_when_it_stops() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    assert_eq!(status(&mut world.reader(), "/files/"), 200);
    let (reader, administrator) = (Employee::named("reader"), Employee::named("admin"));
    view_as(&mut admin, "reader@example.com");
    stop(&mut admin);
    // Stopping again is no event.
    assert_eq!(admin.submit("/view-as/stop", &[]).status, 303);
    let rows = world.database.text(
        "SELECT json_agg(json_build_object('kind', kind, 'actor', actor, 'detail', detail) ORDER BY id)
           FROM audit_events WHERE kind LIKE 'viewing_%'",
    );
    let rows: Value = serde_json::from_str(&rows).unwrap();
    assert_eq!(rows.as_array().unwrap().len(), 2, "{rows}");
    for (row, kind) in rows.as_array().unwrap().iter().zip(["viewing_began", "viewing_ended"]) {
        assert_eq!(row["kind"], kind);
        assert!(row["actor"].as_str().unwrap().ends_with(&administrator.oid), "{row}");
        assert!(row["detail"]["person"].as_str().unwrap().ends_with(&reader.oid), "{row}");
        assert_eq!(row["detail"]["email"], "reader@example.com");
    }
    assert!(rows[0]["detail"]["until"].is_string());
    view_as(&mut admin, "never@example.com");
    let person = "SELECT detail->'person' FROM audit_events WHERE kind LIKE 'viewing_%' ORDER BY id DESC LIMIT 1";
    assert_eq!(world.database.text(person), "null");
}

#[test]
fn it_is_over_after_half_an_hour_and_a_page_that_is_still_open_changes_nothing() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    let notes = at(&mut admin, "notes.txt");
    view_as(&mut admin, "nobody@example.com");
    world.clock.advance(time::Duration::minutes(29));
    assert_eq!(status(&mut admin, "/files/notes.txt"), 403);
    world.clock.advance(time::Duration::minutes(1));
    let stale = admin.submit(&format!("/d/{notes}/delete"), &[]);
    assert_eq!(stale.status, 403);
    assert!(stale.text().contains("that ended after half an hour"), "{}", stale.text());
    assert_eq!(status(&mut admin, "/files/notes.txt"), 200);
    // The other way round: whoever goes on looking is themselves again.
    view_as(&mut admin, "nobody@example.com");
    world.clock.advance(time::Duration::minutes(31));
    assert_eq!(status(&mut admin, "/files/notes.txt"), 200);
    assert!(admin.cookie(COOKIE).is_none_or(str::is_empty));
}

#[test]
fn the_cookie_is_good_for_the_administrators_own_session_alone() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    let people = at(&mut admin, "people");
    cut(&mut admin, &people);
    share(&mut admin, &people, "eve@example.com", "view");
    view_as(&mut admin, "eve@example.com");
    let cookie = admin.cookie(COOKIE).unwrap().to_owned();
    let with_it = |mut browser: Browser| {
        browser.jar.push((COOKIE.to_owned(), cookie.clone()));
        browser.who().unwrap()["email"].as_str().unwrap().to_owned()
    };
    assert_eq!(with_it(world.reader()), "reader@example.com");
    assert_eq!(with_it(world.admin()), "admin@example.com", "another session of the same administrator");
    assert_eq!(admin.who().unwrap()["email"], "eve@example.com");
    let mut twice = admin.clone();
    twice.jar.push((COOKIE.to_owned(), cookie.clone()));
    assert_eq!(twice.who().unwrap()["email"], "admin@example.com", "two of them prove nothing");
    let mut forged = admin.clone();
    forged.jar.iter_mut().filter(|(name, _)| name == COOKIE).for_each(|(_, value)| value.replace_range(8..9, "!"));
    assert_eq!(forged.who().unwrap()["email"], "admin@example.com");
}

#[test]
fn who_is_no_administrator_or_does_not_own_all_documents_sees_the_site_as_nobody_else() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    for mut other in [world.reader(), world.editor(), world.nobody()] {
        assert_eq!(other.submit("/admin/view-as", &[("email", "admin@example.com")]).status, 403);
    }
    assert_eq!(admin.submit("/admin/view-as", &[("email", "ADMIN@example.com")]).status, 400, "that is themselves");
    assert_eq!(admin.submit("/admin/view-as", &[("email", "nonsense")]).status, 400);
    // While it lasts, the grant is taken away.
    share(&mut admin, ROOT, "keeper@example.com", "own");
    assert_eq!(status(&mut guest(&world, "keeper"), "/files/"), 200);
    view_as(&mut admin, "keeper@example.com");
    let mut keeper = guest(&world, "keeper");
    share_with(&mut keeper, ROOT, &[("subject", "role:admin"), ("level", "edit")]);
    let refused = admin.click("/files/");
    assert_eq!(refused.status, 403);
    assert!(refused.text().contains("You may not look at the site as somebody else any more"), "{}", refused.text());
    assert_eq!(admin.who().unwrap()["email"], "admin@example.com");
    let refused = admin.submit("/admin/view-as", &[("email", "keeper@example.com")]);
    assert_eq!(refused.status, 403);
    assert!(refused.text().contains("Only administrators who own all documents"), "{}", refused.text());
}

#[test]
fn whoever_loses_the_role_meanwhile_sees_nothing_more() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    view_as(&mut admin, "reader@example.com");
    world.database.execute("DELETE FROM user_roles WHERE email = 'admin@example.com'");
    eventually(|| {
        admin.clone().who().is_ok_and(|who| who["email"] == "admin@example.com") || admin.clone().who() == Err(403)
    });
    assert_eq!(status(&mut admin, "/files/notes.txt"), 403);
    assert_eq!(status(&mut admin, "/files/notes.txt"), 403, "they have no role, and no other eyes");
    assert!(!admin.click("/account").text().contains("You see the site as"));
}

#[test]
fn signing_out_ends_it() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    view_as(&mut admin, "reader@example.com");
    assert_eq!(admin.submit("/logout", &[("scope", "app")]).status, 303);
    let admin_again = world.sign_in(&mut admin, &Employee::named("admin"), "/files/");
    assert!(matches!(admin_again.status, 302 | 303));
    assert_eq!(admin.who().unwrap()["email"], "admin@example.com");
}
