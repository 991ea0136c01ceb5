//! The access review: owners are asked every so often who shall still have access, and what nobody confirms is on record, or ends.

use time::Duration;

use crate::support::{
    Browser, Employee, Request, World,
    api::ROOT,
    import::import,
    program::{latchkey, said},
    sharing::{guest, share},
};

const TREE: [(&str, &[u8]); 2] = [("sales/plan.txt", b"the plan"), ("notes.txt", b"notes")];
const DAY: Duration = Duration::days(1);

fn status(browser: &mut Browser, target: &str) -> u16 {
    browser.send(Request::get(target)).status
}

fn world(ends: bool) -> World {
    World::with(|settings| {
        settings.review.every = Some(180 * DAY);
        settings.review.ends = ends;
    })
}

/// As long ago as that all grants were given.
fn age(world: &World, days: u32) {
    world.database.execute(&format!("UPDATE grants SET granted_at = granted_at - interval '{days} days'"));
}

/// The names of the fields that a page asks with, without their values.
fn asked(browser: &mut Browser) -> Vec<String> {
    let text = browser.click("/review").text();
    let fields = text.split("name=\"grant/").skip(1).filter_map(|rest| rest.split('"').next());
    let mut fields: Vec<String> = fields.map(|name| format!("grant/{name}")).collect();
    fields.dedup();
    fields
}

#[test]
fn an_owner_is_asked_about_what_is_old_keeps_some_and_takes_some_away() {
    let world = world(false);
    import(&world, &TREE);
    let mut admin = world.admin();
    let sales = admin.id_of(ROOT, "sales");
    let mut owner = guest(&world, "owner");
    let (mut bob, mut eve) = (guest(&world, "bob"), guest(&world, "eve"));
    share(&mut admin, &sales, "owner@example.com", "own");
    age(&world, 200);
    share(&mut owner, &sales, "bob@example.com", "view");
    assert!(owner.click("/shared").text().contains("One permission waits for you"), "their own, which is old");
    age(&world, 200);
    share(&mut owner, &sales, "eve@example.com", "edit");
    let fields = asked(&mut owner);
    assert_eq!(fields.len(), 2, "the owner's own and bob's, not eve's, which is new: {fields:?}");
    let about = |name: &str| {
        let key = world.database.text(&format!("SELECT user_key FROM people WHERE email = '{name}@example.com'"));
        format!("grant/{sales}/person:{key}")
    };
    let (of_owner, of_bob) = (about("owner"), about("bob"));
    assert!(fields.contains(&of_owner) && fields.contains(&of_bob), "{fields:?}");

    assert_eq!(status(&mut bob, "/files/sales/plan.txt"), 200);
    let saved = owner.submit("/review", &[(&of_owner, "keep"), (&of_bob, "remove")]);
    assert_eq!((saved.status, saved.location(), saved.told()), (303, "/review", "kept=1&taken=1"));
    assert_eq!((status(&mut bob, "/files/sales/plan.txt"), status(&mut eve, "/files/sales/plan.txt")), (403, 200));
    assert!(owner.click("/review").text().contains("Kept: 1. Taken away: 1."));
    assert_eq!(asked(&mut owner), Vec::<String>::new());
    let record = "SELECT string_agg(kind, ' ' ORDER BY id) FROM audit_events WHERE kind IN ('access_confirmed', 'access_revoked')";
    assert_eq!(world.database.text(record), "access_confirmed access_revoked");
}

#[test]
fn administrators_are_asked_only_about_what_nobody_owns_by_name() {
    let world = world(false);
    import(&world, &TREE);
    let mut admin = world.admin();
    let (sales, notes) = (admin.id_of(ROOT, "sales"), admin.id_of(ROOT, "notes.txt"));
    guest(&world, "bob");
    let mut owner = guest(&world, "owner");
    share(&mut admin, &sales, "owner@example.com", "own");
    share(&mut admin, &sales, "bob@example.com", "view");
    share(&mut admin, &notes, "bob@example.com", "view");
    age(&world, 200);
    let mine = asked(&mut admin);
    let about = |id: &str| mine.iter().filter(|field| field.starts_with(&format!("grant/{id}/"))).count();
    assert_eq!((about(&sales), about(&notes)), (0, 1), "{mine:?}");
    assert_eq!(about(ROOT), 2, "readers and editors, not administrators: {mine:?}");
    assert_eq!(asked(&mut owner).len(), 2);
    // Nobody says anything about what they do not own.
    let theirs = format!("grant/{notes}/role:reader");
    let about_bob = asked(&mut admin).into_iter().find(|field| field.starts_with(&format!("grant/{notes}/"))).unwrap();
    let passed_over = owner.submit("/review", &[(&theirs, "keep"), (&about_bob, "remove")]);
    assert_eq!(passed_over.told(), "kept=0&taken=0", "it is not there for them");
    let mut seller = guest(&world, "seller");
    share(&mut admin, &sales, "seller@example.com", "edit");
    let theirs = asked(&mut owner).into_iter().find(|field| field.starts_with(&format!("grant/{sales}/"))).unwrap();
    assert_eq!(seller.submit("/review", &[(&theirs, "remove")]).status, 403, "they may change it, and do not own it");
    assert_eq!((asked(&mut admin).len(), asked(&mut owner).len()), (3, 2), "nothing was changed");
    let mut reader = world.reader();
    assert_eq!(status(&mut reader, "/review"), 403);
}

#[test]
fn what_nobody_confirms_in_time_stands_in_the_record_once_and_ends_if_that_is_wanted() {
    for ends in [false, true] {
        let mut world = world(ends);
        import(&world, &TREE);
        let mut admin = world.admin();
        let sales = admin.id_of(ROOT, "sales");
        let mut bob = guest(&world, "bob");
        share(&mut admin, &sales, "bob@example.com", "view");
        assert_eq!(status(&mut bob, "/files/sales/plan.txt"), 200);
        age(&world, 209);
        world.restart();
        let told = "SELECT count(*)::text FROM audit_events WHERE kind = 'access_not_confirmed'";
        crate::support::eventually(|| world.database.text("SELECT count(*)::text FROM audit_events") != "0");
        assert_eq!(world.database.text(told), "0", "the owners have a month");
        age(&world, 2);
        world.restart();
        crate::support::eventually(|| world.database.text(told) == "3");
        let ended = "SELECT string_agg(DISTINCT detail->>'is_ended', ' ') FROM audit_events WHERE kind = 'access_not_confirmed'";
        assert_eq!(world.database.text(ended), ends.to_string());
        let mut bob = Browser::new(world.port(), &world.origin());
        world.sign_in(&mut bob, &Employee::named("bob"), "/files/");
        assert_eq!(status(&mut bob, "/files/sales/plan.txt"), if ends { 403 } else { 200 });
        let mut admin = world.signed_in(&Employee::named("admin"));
        assert_eq!(status(&mut admin, "/files/notes.txt"), 200, "nobody locks out the administrators");
        world.restart();
        assert_eq!(world.database.text(told), "3", "once");
    }
}

#[test]
fn a_site_that_reviews_nothing_has_no_such_page() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    age(&world, 2000);
    assert_eq!(status(&mut admin, "/review"), 404);
    assert_eq!(admin.submit("/review", &[]).status, 404);
    assert!(!admin.click("/shared").text().contains("/review"));
    let (code, text) = said(latchkey(&world, &["access", "show", "/"]));
    assert!(code == Some(0) && text.contains("reader"), "{text}");
}
