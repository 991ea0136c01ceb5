//! pgbouncer between the program and PostgreSQL.

use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    os::unix::fs::{MetadataExt, PermissionsExt},
    process::{Child, Command, Stdio},
};

use actix_web::rt::System;
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::support::{Browser, Employee, Request, World, copy::shut, eventually, import::import};

struct Pgbouncer {
    process: Child,
    port: u16,
    folder: TempDir,
}

impl Pgbouncer {
    fn end(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }

    fn start_again(&mut self) {
        self.process = start(&self.folder, self.port);
    }

    /// One more line of settings, for a process that runs.
    fn set(&self, line: &str) {
        let file = self.folder.path().join("pgbouncer.ini");
        let settings = fs::read_to_string(&file).unwrap();
        fs::write(&file, format!("{settings}{line}\n")).unwrap();
        let process = Pid::from_raw(self.process.id().cast_signed()).unwrap();
        kill_process(process, Signal::HUP).unwrap();
    }
}

impl Drop for Pgbouncer {
    fn drop(&mut self) {
        self.end();
    }
}

/// As its package configures it, but for what is named.
fn pgbouncer(mode: &str, server: &url::Url) -> Pgbouncer {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let folder = TempDir::new().unwrap();
    let (host, to, user) = (server.host_str().unwrap(), server.port().unwrap_or(5432), server.username());
    let settings = format!(
        "[databases]\n* = host={host} port={to} user={user}\n\
         [pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\npool_mode = {mode}\n"
    );
    fs::write(folder.path().join("pgbouncer.ini"), settings).unwrap();
    Pgbouncer { process: start(&folder, port), port, folder }
}

fn start(folder: &TempDir, port: u16) -> Child {
    // It does not run as root, so somebody else has to read its settings.
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = Command::new("/usr/sbin/pgbouncer");
    if fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0) {
        command.args(["-u", "nobody"]);
    }
    command.arg("-q").arg(folder.path().join("pgbouncer.ini"));
    let process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    eventually(|| TcpStream::connect(("127.0.0.1", port)).is_ok());
    process
}

fn over(mode: &str) -> (World, Pgbouncer) {
    let mut world = World::asleep("http://localhost:8000", |_| {});
    let mut url: url::Url = world.database.url().parse().unwrap();
    let pooler = pgbouncer(mode, &url);
    url.set_host(Some("127.0.0.1")).unwrap();
    url.set_port(Some(pooler.port)).unwrap();
    world.settings.database.url = Some(url.to_string().into());
    (world, pooler)
}

#[test]
fn over_a_pooler_in_session_mode_all_is_as_ever() {
    let (mut world, _pooler) = over("session");
    world.wake();
    let reader = world.signed_in(&Employee::named("reader"));
    let status = || reader.clone().fetch("/files/").status;
    assert_eq!(status(), 403);
    world.give_role(&Employee::named("reader"), "reader");
    eventually(|| status() == 200);
}

#[test]
fn a_pooler_that_shares_connections_is_refused_at_the_start_with_what_to_do() {
    for mode in ["transaction", "statement"] {
        let (mut world, _pooler) = over(mode);
        let refused = world.try_wake().unwrap_err();
        assert!(refused.contains("pool_mode=session"), "{mode}: {refused}");
    }
}

/// What a reader gets of two documents, the first of which was asked for before.
fn known_and_unknown(break_it: impl FnOnce(&World, &mut Pgbouncer)) {
    let (mut world, mut pooler) = over("session");
    world.wake();
    import(&world, &[("known.txt", b"known"), ("unknown.txt", b"unknown")]);
    let reader = world.reader();
    let status = |name: &str| reader.clone().fetch(&format!("/files/{name}")).status;
    assert_eq!(status("known.txt"), 200);
    break_it(&world, &mut pooler);
    for _ in 0..20 {
        assert_eq!((status("known.txt"), status("unknown.txt")), (200, 503));
    }
}

#[test]
fn a_dead_proxy_in_front_is_a_database_that_is_away() {
    known_and_unknown(|_, pooler| pooler.end());
}

#[test]
fn a_proxy_before_a_dead_database_is_a_database_that_is_away() {
    known_and_unknown(|world, _| System::new().block_on(shut(&world.database)));
}

#[test]
fn what_was_missed_while_the_database_was_away_counts_at_once_when_it_is_back() {
    let (mut world, mut pooler) = over("session");
    world.wake();
    import(&world, &[("kept.txt", b"kept"), ("removed.txt", b"removed")]);
    let (person, other) = (Employee::named("reader"), world.editor());
    let reader = world.reader();
    let status = |browser: &Browser, name: &str| browser.clone().fetch(&format!("/files/{name}")).status;
    let seen = || ["kept.txt", "removed.txt"].map(|name| status(&other, name));
    assert_eq!((status(&reader, "kept.txt"), seen()), (200, [200, 200]));
    pooler.end();
    eventually(|| other.clone().fetch("/files/").status == 503);
    // Others still reach the database.
    world.database.execute(&format!("DELETE FROM user_roles WHERE email = '{}'", person.email()));
    world.database.execute("UPDATE nodes SET name = 'moved.txt' WHERE name = 'removed.txt'");
    assert_eq!((status(&reader, "kept.txt"), seen()), (200, [200, 200]), "nothing is known of it");
    pooler.start_again();
    eventually(|| other.clone().fetch("/files/").status == 200);
    assert_eq!((status(&reader, "kept.txt"), seen()), (403, [200, 404]));
}

#[test]
fn no_room_for_one_more_connection_is_no_outage() {
    let (mut world, pooler) = over("session");
    world.wake();
    let reader = world.reader();
    assert_eq!(reader.clone().fetch("/files/").status, 200);
    pooler.set("max_client_conn = 1");
    let refused = || TcpStream::connect(("127.0.0.1", pooler.port)).is_ok_and(|mut new| is_turned_away(&mut new));
    eventually(refused);
    let end_the_line = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                         WHERE datname = current_database() AND query LIKE 'LISTEN%'";
    assert_eq!(world.database.text(end_the_line), "1");
    // Not at the first try: what goes on in the background may use the few connections that there are.
    let ready = || Request::get("/health/ready").header("host", "localhost").send(world.port()).status;
    eventually(|| (0..20).all(|_| (reader.clone().fetch("/files/").status, ready()) == (200, 200)));
}

/// Whether the first words of a client are answered with an error (PostgreSQL, section 55.7).
fn is_turned_away(new: &mut TcpStream) -> bool {
    let words = b"user\0postgres\0database\0postgres\0\0";
    let mut greeting = u32::try_from(words.len() + 8).unwrap().to_be_bytes().to_vec();
    greeting.extend(196_608_u32.to_be_bytes());
    greeting.extend(words);
    let mut kind = [0];
    new.write_all(&greeting).is_ok() && new.read_exact(&mut kind).is_ok() && kind == *b"E"
}
