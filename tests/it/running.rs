//! The program among others: several copies, a change in psql, a stop while somebody downloads, readers that sleep.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use crate::support::{Browser, Employee, World, eventually, http::connect, import::import};

#[test]
fn a_plain_statement_in_psql_bites_at_once_in_every_copy() {
    let world = World::start();
    let twin = world.twin();
    let employee = Employee::named("reader");
    let here = world.signed_in(&employee);
    let there = Browser { port: twin.port(), ..here.clone() };
    let status = |browser: &Browser| browser.clone().fetch("/files/").status;
    assert_eq!((status(&here), status(&there)), (403, 403));
    world.database.execute("INSERT INTO user_roles (email, role) VALUES ('reader@example.com', 'reader')");
    eventually(|| (status(&here), status(&there)) == (200, 200));
    world.database.execute("DELETE FROM user_roles WHERE email = 'reader@example.com'");
    eventually(|| (status(&here), status(&there)) == (403, 403));
}

#[test]
fn a_role_changed_on_the_page_bites_at_once_in_every_copy() {
    let world = World::start();
    let twin = world.twin();
    let reader = world.reader();
    let there = Browser { port: twin.port(), ..reader.clone() };
    assert_eq!(there.clone().fetch("/files/").status, 200);
    let mut admin = world.admin();
    let fields = [("action", "remove"), ("email", "reader@example.com")];
    assert!(matches!(admin.submit("/admin/people", &fields).status, 200 | 303));
    assert_eq!(reader.clone().fetch("/files/").status, 403, "here with the next click");
    eventually(|| there.clone().fetch("/files/").status == 403);
}

#[test]
fn a_sign_in_may_begin_at_one_copy_and_end_at_another() {
    let world = World::start();
    let twin = world.twin();
    let mut browser = world.browser();
    let back = world.up_to_callback(&mut browser, &Employee::named("new"), "/files/");
    let before = browser.clone();
    browser.port = twin.port();
    assert_eq!(browser.arrive(&back).status, 303);
    assert!(browser.who().is_ok());
    // A double click that the balancer sent elsewhere: the code is used up, so once more from the start at most.
    let mut second = before;
    let answer = second.arrive(&back);
    assert!(matches!(answer.status, 303 | 400..=499), "{} {}", answer.status, answer.text());
    assert!(
        !answer.all("set-cookie").iter().any(|cookie| cookie.starts_with("latchkey=")),
        "the winner's session stays"
    );
    let (page, _) = world.follow(&mut second, answer, &Employee::named("new"));
    assert!(page.status < 500, "and it ends: {}", page.status);
}

/// Asks for a file and reads its head only.
fn begin_download(world: &World, browser: &Browser, target: &str) -> TcpStream {
    let mut stream = connect(world.port());
    let head = format!(
        "GET {target} HTTP/1.1\r\nHost: localhost:8000\r\nCookie: {}\r\nConnection: close\r\n\r\n",
        browser.cookie_header()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut first = [0; 12];
    stream.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    stream
}

const LARGE: usize = 32 * 1024 * 1024;

fn with_a_large_file(patience: impl FnOnce(&mut latchkey::settings::Patience)) -> World {
    let world = World::with(|settings| patience(&mut settings.server.patience));
    import(&world, &[("large.bin", &vec![7; LARGE])]);
    world
}

#[test]
fn a_stop_lets_a_download_finish() {
    let mut world = with_a_large_file(|patience| patience.stop = Duration::from_secs(20));
    let reader = world.reader();
    let mut download = begin_download(&world, &reader, "/files/large.bin");
    let port = world.port();
    let stopped = std::thread::spawn(move || {
        let began = Instant::now();
        world.stop_gracefully();
        began.elapsed()
    });
    // No new ones are let in.
    eventually(|| TcpStream::connect(("127.0.0.1", port)).is_err());
    std::thread::sleep(Duration::from_millis(500));
    let mut rest = Vec::new();
    download.read_to_end(&mut rest).unwrap();
    assert!(rest.len() > LARGE, "the whole file came: {}", rest.len());
    drop(download);
    assert!(stopped.join().unwrap() < Duration::from_secs(15), "and then it stops");
}

#[test]
fn a_stop_does_not_wait_for_ever() {
    let mut world = with_a_large_file(|patience| patience.stop = Duration::from_secs(2));
    let reader = world.reader();
    let _asleep = begin_download(&world, &reader, "/files/large.bin");
    let began = Instant::now();
    world.stop_gracefully();
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}

#[test]
fn a_reader_that_takes_nothing_is_let_go() {
    let world = with_a_large_file(|patience| patience.reader = Duration::from_secs(2));
    let reader = world.reader();
    let mut asleep = begin_download(&world, &reader, "/files/large.bin");
    std::thread::sleep(Duration::from_secs(9));
    let mut rest = Vec::new();
    let ended = asleep.read_to_end(&mut rest);
    assert!(ended.is_err() || rest.len() < LARGE, "the connection was ended");
}

#[test]
fn a_reader_that_is_slow_but_awake_is_served() {
    let world = with_a_large_file(|patience| patience.reader = Duration::from_secs(2));
    let reader = world.reader();
    let mut slow = begin_download(&world, &reader, "/files/large.bin");
    let mut taken = 0;
    let mut buffer = vec![0; 1024 * 1024];
    for _ in 0..12 {
        std::thread::sleep(Duration::from_millis(400));
        taken += slow.read(&mut buffer).expect("still served");
    }
    let mut rest = Vec::new();
    slow.read_to_end(&mut rest).expect("to the end");
    assert!(taken + rest.len() > LARGE, "the whole file");
}

#[test]
fn a_browser_that_has_just_changed_something_sees_it_in_every_copy() {
    let world = World::start();
    let twin = world.twin();
    import(&world, &[("plan.txt", b"0")]);
    let mut editor = world.editor();
    let plan = editor.id_of(crate::support::api::ROOT, "plan.txt");
    for round in 1..30 {
        let text = round.to_string();
        let mut there = Browser { port: twin.port(), ..editor.clone() };
        assert_eq!(there.fetch("/files/plan.txt").status, 200, "now it is in the other copy's memory");
        assert_eq!(editor.put(&plan, text.as_bytes(), None).status, 200);
        let mut there = Browser { port: twin.port(), ..editor.clone() };
        assert_eq!(there.fetch("/files/plan.txt").text(), text);
    }
}

#[test]
fn what_a_copy_changes_shows_in_the_others_for_everybody_a_moment_later() {
    let world = World::start();
    let twin = world.twin();
    import(&world, &[("a/plan.txt", b"one"), ("b/else.txt", b"else")]);
    let (mut editor, reader) = (world.editor(), world.reader());
    let mut there = Browser { port: twin.port(), ..reader };
    let folder = editor.id_of(crate::support::api::ROOT, "a");
    let plan = editor.id_of(&folder, "plan.txt");
    assert_eq!(there.fetch("/files/a/plan.txt").text(), "one");
    assert_eq!(editor.put(&plan, b"two", None).status, 200);
    eventually(|| there.fetch("/files/a/plan.txt").text() == "two");
    assert_eq!(
        editor.json("PATCH", &format!("/api/v1/items/{plan}"), &serde_json::json!({ "name": "p.txt" })).status,
        200
    );
    eventually(|| there.fetch("/files/a/plan.txt").status != 200);
    editor.delete(&plan);
    eventually(|| there.fetch("/files/a/p.txt").status == 404);
}

#[test]
fn the_sums_over_a_folder_are_those_after_ones_own_change_in_every_copy() {
    let world = World::start();
    let twin = world.twin();
    let names: Vec<String> = (0..260).map(|number| format!("long/{number}.txt")).collect();
    import(&world, &names.iter().map(|name| (name.as_str(), &b"x"[..])).collect::<Vec<_>>());
    let mut editor = world.editor();
    let long = editor.id_of(crate::support::api::ROOT, "long");
    let one = editor.id_of(&long, "0.txt");
    let addresses = [
        format!("/api/v1/items/{}/sizes", crate::support::api::ROOT),
        format!("/zip/size?id={long}"),
        "/files/long/".to_owned(),
    ];
    for round in 1..10_usize {
        // What the other copy knows has not aged: its clock stands still.
        let mut there = Browser { port: twin.port(), ..editor.clone() };
        for address in &addresses {
            assert_eq!(there.fetch(address).status, 200);
        }
        assert_eq!(editor.put(&one, &vec![b'x'; round * 1000 - 259], None).status, 200);
        let mut there = Browser { port: twin.port(), ..editor.clone() };
        assert_eq!(there.fetch(&addresses[0]).json()["sizes"][&long], round * 1000);
        assert_eq!(there.fetch(&addresses[1]).json()["bytes"], round * 1000);
        let page = there.click(&addresses[2]).text();
        assert!(page.contains(&format!("{round}.0 kB")), "{round}");
    }
}
