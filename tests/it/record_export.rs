//! The record as a file: all that the filter selects, harmless in spreadsheets, recorded itself, and with the memory of one
//! step.

use std::{
    io::{Read, Write},
    process::Stdio,
    time::Instant,
};

use serde_json::Value;

use crate::support::{
    Request, World,
    http::connect,
    program::{latchkey, said},
    running::Running,
    sharing::guest,
};

const MANY: usize = 100_000;

fn fill(world: &World, rows: usize) {
    world.database.execute(&format!(
        "INSERT INTO audit_events (at, kind, actor, via, request_id, address, detail)
         SELECT timestamptz '2025-01-01' + n * interval '1 second', CASE WHEN n % 4 = 0 THEN 'document_added' ELSE 'ticket_made' END,
                'tenant|' || n % 1000, 'session', 'r' || n, '192.0.2.7',
                jsonb_build_object('path', 'folder ' || n % 100 || '/document ' || n || '.txt', 'bytes', n)
           FROM generate_series(1, {rows}) AS n"
    ));
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn exports(world: &World) -> String {
    world.database.text("SELECT coalesce(string_agg(detail::text, ' ' ORDER BY id), '') FROM audit_events WHERE kind = 'record_exported'")
}

#[test]
fn a_file_has_what_the_filters_select_in_the_order_of_time() {
    let world = World::start();
    fill(&world, 9000);
    world.database.execute(
        "INSERT INTO people (user_key, name, email, seen_at) VALUES ('tenant|4', 'Four', 'four@example.com', now())",
    );
    let mut admin = world.admin();
    let answer = admin.fetch("/admin/record.jsonl?kind=document_added&until=2025-12-31");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("application/jsonl; charset=utf-8"));
    let name = answer.header("content-disposition").unwrap();
    assert!(name.starts_with("attachment; filename=\"record-20") && name.contains(".jsonl"), "{name}");
    let found = lines(&answer.text());
    assert_eq!(found.len(), 9000 / 4);
    let first = &found[0];
    for (member, value) in [
        ("at", "2025-01-01T00:00:04Z"),
        ("kind", "document_added"),
        ("actor", "tenant|4"),
        ("name", "Four"),
        ("email", "four@example.com"),
        ("request", "r4"),
        ("address", "192.0.2.7"),
        ("path", "folder 4/document 4.txt"),
    ] {
        assert_eq!(first[member], value, "{first}");
    }
    assert_eq!(first["detail"]["bytes"], 4);
    let ids: Vec<i64> = found.iter().map(|event| event["id"].as_i64().unwrap()).collect();
    assert!(ids.windows(2).all(|pair| pair[0] < pair[1]), "the oldest first, each once");
    let told = exports(&world);
    assert!(told.contains(r#""format": "jsonl""#) && told.contains(r#""kind": "document_added""#), "{told}");
    let two = admin.fetch("/admin/record.jsonl?kind=ticket_made&person=four@example.com");
    assert!(two.text().is_empty(), "two filters that nothing fits");
    assert_eq!(admin.fetch("/admin/record.csv?since=x").status, 400);
    assert_eq!(admin.send(Request::new("HEAD", "/admin/record.csv")).status, 200);
    assert_eq!(
        exports(&world).matches("format").count(),
        2,
        "neither a refusal nor a question for the head is an export"
    );
}

#[test]
fn no_cell_of_the_table_is_a_formula() {
    let world = World::start();
    world.database.execute(
        r#"INSERT INTO people (user_key, name, email, seen_at) VALUES ('t|evil', '=HYPERLINK("http://x")', 'evil@example.com', now());
           INSERT INTO audit_events (at, kind, actor, request_id, detail)
           VALUES (now(), 'folder_made', 't|evil', '+1', '{"path": "@SUM(1)\nnext, \"line\""}')"#,
    );
    let mut admin = world.admin();
    let answer = admin.fetch("/admin/record.csv?kind=folder_made");
    assert_eq!(answer.header("content-type"), Some("text/csv; charset=utf-8"));
    let text = answer.text();
    assert!(text.starts_with("id,at,kind,actor,name,email,via,request,address,item,path,detail\n"), "{text}");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 1);
    assert_eq!(&rows[0][4], "'=HYPERLINK(\"http://x\")");
    assert_eq!(&rows[0][7], "'+1");
    assert_eq!(&rows[0][10], "'@SUM(1)\nnext, \"line\"");
    assert!(rows[0][11].starts_with("{\"path\""));
}

#[test]
fn what_somebody_takes_out_about_themselves_has_only_that() {
    let world = World::start();
    let mut admin = world.admin();
    let mut ada = guest(&world, "ada");
    let answer = admin.submit("/admin/people", &[("action", "add"), ("email", "ada@example.com"), ("role", "reader")]);
    assert_eq!(answer.status, 303);
    let found = lines(&ada.fetch("/account/activity.jsonl").text());
    let kinds: Vec<&str> = found.iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["signed_in", "role_set", "record_exported"]);
    assert_eq!((&found[1]["address"], &found[1]["request"]), (&Value::Null, &Value::Null));
    assert!(found[0]["address"].is_string());
    let table = ada.fetch("/account/activity.csv?person=admin@example.com&kind=role_set");
    assert_eq!(table.text().lines().count(), 2, "a filter that is not there is none: {}", table.text());
}

#[test]
fn without_the_row_in_the_record_nothing_leaves() {
    let world = World::start();
    let mut admin = world.admin();
    world.database.execute("ALTER TABLE audit_events ADD CONSTRAINT full_disk CHECK (id < 0) NOT VALID");
    let answer = admin.fetch("/admin/record.jsonl");
    assert!((500..600).contains(&answer.status), "{}", answer.status);
    assert!(!answer.text().contains("signed_in"));
}

/// The peak of resident memory in kB (proc(5)).
fn peak(running: &Running) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{}/status", running.child.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn a_hundred_thousand_rows_are_all_there_and_take_the_memory_of_a_few() {
    let world = World::start();
    fill(&world, MANY);
    world.database.execute("INSERT INTO user_roles (email, role) VALUES ('reader@example.com', 'admin')");
    let running = Running::start(&world, ":", |_| {});
    assert_eq!(running.get("/admin/record").status, 200);
    for (end, more) in [("jsonl", 0), ("csv", 1)] {
        let before = peak(&running);
        let mut stream = connect(running.port);
        write!(
            stream,
            "GET /admin/record.{end}?until=2025-12-31 HTTP/1.1\r\nHost: localhost:{}\r\nX-Test-User: reader@example.com\r\nConnection: close\r\n\r\n",
            running.port
        )
        .unwrap();
        let began = Instant::now();
        let (mut bytes, mut breaks, mut buffer) = (0, 0, vec![0; 256 * 1024]);
        loop {
            let count = stream.read(&mut buffer).unwrap();
            if count == 0 {
                break;
            }
            bytes += count;
            breaks += buffer[..count].windows(2).filter(|pair| pair == b"}\n" || pair == b"\"\n").count();
        }
        let (grown, took) = (peak(&running).saturating_sub(before), began.elapsed());
        println!("{end}: {bytes} bytes in {took:?}, {grown} kB more");
        assert!(bytes > MANY * 150, "{bytes} bytes are too few");
        // A line's end may be between two reads.
        assert!((MANY - 1000..=MANY + more).contains(&breaks), "{breaks} lines");
        assert!(grown < 24 * 1024, "{grown} kB for {bytes} bytes");
    }
}

#[test]
fn operators_take_it_out_at_the_terminal() {
    let world = World::start();
    fill(&world, 9000);
    let mut command = latchkey(
        &world,
        &["record", "export", "--kind", "document_added", "--since", "2025-01-01", "--until", "2025-01-01"],
    );
    command.stderr(Stdio::null());
    let done = command.output().unwrap();
    assert_eq!(lines(&String::from_utf8(done.stdout).unwrap()).len(), 2250);
    let (code, text) = said(latchkey(&world, &["record", "export", "--format", "csv", "--request", "r8"]));
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains(",document_added,tenant|8,"), "{text}");
    let told = exports(&world);
    assert!(told.contains(r#""request": "r8""#) && told.contains(r#""format": "csv""#), "{told}");
    let (code, text) = said(latchkey(&world, &["record", "export", "--since", "soon"]));
    assert_eq!((code, text.contains("no day")), (Some(1), true), "{text}");
}
