//! The one line of the log for each request.

use crate::support::{Request, World, log};

#[test]
fn one_line_a_request_says_what_happened_and_nothing_personal() {
    let world = World::start();
    let mut reader = world.reader();
    let answer = reader.click("/files/?secret=query");
    let id = answer.request_id();
    let lines: Vec<_> = log::lines_with(id).into_iter().filter(|line| line["target"] == "latchkey::request").collect();
    assert_eq!(lines.len(), 1, "{lines:?}");
    let fields = &lines[0]["fields"];
    assert_eq!(fields["method"], "GET");
    assert_eq!(fields["status"], 200);
    assert_eq!(fields["audience"], "reader");
    assert_eq!(fields["route"], "/files/{path:.*}");
    assert!(fields["ms"].is_number());
    let user = fields["user"].as_str().unwrap();
    assert!(user.contains(&crate::support::Employee::named("reader").oid), "the user key: {user}");
    assert!(!lines[0].to_string().contains('@'), "no e-mail: {}", lines[0]);
    assert!(!lines[0].to_string().contains("secret"), "no query");
}

#[test]
fn a_refusal_is_one_line_too() {
    let world = World::start();
    let requests = [
        (world.browser().fetch("/api/v1/me"), 401),
        (world.browser().click("/nowhere"), 404),
        (world.browser().send(Request::get("/").header("host", "evil.example")), 421),
        (world.nobody().click("/files/"), 403),
        (world.browser().send(Request::new("BREW", "/files/")), 405),
    ];
    for (answer, status) in requests {
        assert_eq!(answer.status, status);
        let lines = log::lines_with(answer.request_id());
        let lines: Vec<_> = lines.iter().filter(|line| line["target"] == "latchkey::request").collect();
        assert_eq!(lines.len(), 1, "{status}: {lines:?}");
        assert_eq!(lines[0]["fields"]["status"], status);
    }
}

#[test]
fn the_query_of_the_callback_is_not_logged() {
    let world = World::start();
    world.browser().arrive("/callback?code=leaked-code-4711&state=leaked-state-4711&error=leaked-error-4711");
    for leak in ["leaked-code-4711", "leaked-state-4711"] {
        assert!(!log::contains(leak), "{leak}");
    }
}

#[test]
fn line_breaks_and_escapes_from_outside_do_not_reach_the_log() {
    let world = World::start();
    world
        .browser()
        .send(Request::get("/files/%0d%0a%1b[31mforged-line-4712").header("user-agent", "\u{1b}[31mforged-agent"));
    for line in log::lines_with("forged-line-4712") {
        assert!(!line.to_string().contains('\u{1b}'));
    }
}
