//! Requests that are refused with 401 or 403 are in the record, and a flood of them is a number.

use std::time::{Duration, Instant};

use actix_web::rt::System;
use latchkey::transport::refused::ROWS_EACH;

use crate::support::{
    Employee, Request, World,
    api::ROOT,
    copy::{open, shut},
    eventually,
};

fn refused(world: &World, what: &str) -> String {
    world.database.text(&format!("SELECT {what} FROM audit_events WHERE kind = 'request_refused'"))
}

#[test]
fn a_refusal_has_a_row_with_the_person_and_the_pattern_of_the_address() {
    let world = World::start();
    let mut nobody = world.nobody();
    let answer = nobody.fetch("/files/secret%20plans/");
    assert_eq!(answer.status, 403);
    assert_eq!(world.browser().fetch(&format!("/api/v1/items/{ROOT}")).status, 401);
    assert!(world.browser().goto("/files/").status < 400, "who is sent to the sign-in is not refused");
    eventually(|| refused(&world, "count(*)") == "2");
    let what = "string_agg(concat_ws(' ', via, address, detail->>'method', detail->>'route', detail->>'status'), ', ' ORDER BY id)";
    let expected = "session 127.0.0.1 GET /files/{path:.*} 403, nobody 127.0.0.1 GET /api/v1/items/{id} 401";
    assert_eq!(refused(&world, what), expected);
    let actor = refused(&world, "string_agg(actor, ' ')");
    assert!(actor.ends_with(&Employee::named("nobody").oid) && !actor.contains(' '), "{actor}");
    assert_eq!(refused(&world, "min(request_id) FILTER (WHERE actor IS NOT NULL)"), answer.request_id());
}

#[test]
fn a_flood_is_some_rows_and_one_with_the_number_of_the_others() {
    let world = World::start();
    for _ in 0..u64::from(ROWS_EACH) + 60 {
        assert_eq!(world.browser().fetch("/api/v1/me").status, 401);
    }
    eventually(|| refused(&world, "count(*)") == ROWS_EACH.to_string());
    world.clock.advance(time::Duration::seconds(61));
    let counted =
        "SELECT string_agg(concat_ws(' ', detail->>'number', detail->>'network', actor), ', ') FROM audit_events
                    WHERE kind = 'refusals_counted'";
    eventually(|| world.database.text(counted) == "60 127.0.0.0/24");
    assert_eq!(refused(&world, "count(*)"), ROWS_EACH.to_string());
}

#[test]
fn a_refusal_waits_for_no_database_and_is_written_when_it_is_back() {
    let world = World::start();
    System::new().block_on(shut(&world.database));
    eventually(|| Request::get("/health/ready").header("host", "localhost").send(world.port()).status == 503);
    let began = Instant::now();
    for _ in 0..5 {
        assert_eq!(world.browser().fetch("/api/v1/me").status, 401);
    }
    assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
    System::new().block_on(open(&world.database));
    eventually(|| refused(&world, "count(*)") == "5");
    assert_eq!(refused(&world, "count(DISTINCT request_id)"), "5");
}
