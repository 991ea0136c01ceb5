//! Sign-ins, refusals and sign-outs leave a row each, with the number that the person can read on the page.

use crate::support::{Answer, Employee, World, api::ROOT, entra::Endpoint, entra::Fault, import::import};

fn row(world: &World, answer: &Answer) -> (String, String) {
    let id = answer.request_id();
    let one = |column: &str| {
        world.database.text(&format!(
            "SELECT coalesce(string_agg({column}, ','), '') FROM audit_events WHERE request_id = '{id}'"
        ))
    };
    (one("kind"), one("coalesce(actor, '-')"))
}

#[test]
fn a_sign_in_and_a_sign_out_are_written_down_under_the_unchanging_key() {
    let world = World::start();
    let employee = Employee::named("someone");
    let mut browser = world.browser();
    let answer = world.sign_in(&mut browser, &employee, "/files/");
    let (kind, actor) = row(&world, &answer);
    assert_eq!(kind, "signed_in");
    assert!(actor.contains(&employee.oid) && !actor.contains('@'), "{actor}");
    let answer = browser.submit("/logout", &[]);
    assert_eq!(row(&world, &answer), ("signed_out".to_owned(), actor));
}

#[test]
fn a_refused_sign_in_is_written_down_with_its_code() {
    let world = World::start();
    let mut browser = world.browser();
    let form = world.entra.open(browser.goto("/login").location());
    let answer = browser.arrive(&form.refuse("access_denied", "AADSTS53003: Access has been blocked."));
    assert_eq!(row(&world, &answer).0, "sign_in_refused");
    let id = answer.request_id();
    let detail = world.database.text(&format!("SELECT detail FROM audit_events WHERE request_id = '{id}'"));
    assert!(detail.contains("53003"), "{detail}");

    world.entra.lie(|token| token.set("nonce", "other"));
    let answer = world.sign_in(&mut world.browser(), &Employee::named("new"), "/files/");
    assert_eq!(row(&world, &answer).0, "sign_in_refused");
    assert_eq!(row(&world, &answer).1, "-", "nobody is known");
}

#[test]
fn the_record_cannot_be_changed() {
    let world = World::start();
    world.signed_in(&Employee::named("someone"));
    for change in ["UPDATE audit_events SET kind = 'nothing'", "DELETE FROM audit_events", "TRUNCATE audit_events"] {
        let refused = format!(
            "DO $$ BEGIN {change}; RAISE EXCEPTION 'it was changed' USING ERRCODE = 'XX001';
             EXCEPTION WHEN insufficient_privilege THEN NULL; END $$"
        );
        world.database.execute(&refused);
    }
    assert_eq!(world.database.text("SELECT count(*) FROM audit_events WHERE kind = 'signed_in'"), "1");
}

#[test]
fn without_the_record_nobody_comes_in() {
    let world = World::start();
    world.database.execute("ALTER TABLE audit_events ADD CONSTRAINT full_disk CHECK (id < 0) NOT VALID");
    let mut browser = world.browser();
    let answer = world.sign_in(&mut browser, &Employee::named("someone"), "/files/");
    assert!((500..600).contains(&answer.status), "the row first, then the session: {}", answer.status);
    assert_eq!(browser.session(), None);
    assert!(!answer.text().contains("full_disk"), "what the database said is for the log");
}

#[test]
fn a_provider_that_is_away_is_no_refusal() {
    let world = World::start();
    let mut browser = world.browser();
    let back = world.up_to_callback(&mut browser, &Employee::named("someone"), "/files/");
    world.entra.fail(Endpoint::Token, Fault::Slam);
    let answer = browser.arrive(&back);
    assert_eq!(answer.status, 503);
    assert_eq!(row(&world, &answer).0, "");
}

#[test]
fn what_happened_to_one_item_is_told_with_how_its_actor_was_believed_and_from_where() {
    let world = World::start();
    import(&world, &[("plan.txt", b"plan")]);
    let mut editor = world.editor();
    let item = editor.id_of(ROOT, "plan.txt");
    editor.delete(&item);
    let told = format!(
        "SELECT string_agg(concat_ws(' ', kind, via, address), ';' ORDER BY id) FROM audit_events WHERE item = '{item}'"
    );
    assert_eq!(world.database.text(&told), "item_deleted session 127.0.0.1");
    let command = "SELECT DISTINCT concat_ws(' ', via, address) FROM audit_events WHERE kind = 'documents_imported'";
    assert_eq!(world.database.text(command), "command");
}
