//! pgbouncer between the program and PostgreSQL.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

use crate::support::{Employee, World, eventually};

struct Pgbouncer {
    process: Child,
    port: u16,
    _folder: TempDir,
}

impl Drop for Pgbouncer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
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
    let file = folder.path().join("pgbouncer.ini");
    fs::write(&file, settings).unwrap();
    // It does not run as root, so somebody else has to read its settings.
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = Command::new("/usr/sbin/pgbouncer");
    if fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0) {
        command.args(["-u", "nobody"]);
    }
    let process = command.arg("-q").arg(&file).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    eventually(|| TcpStream::connect(("127.0.0.1", port)).is_ok());
    Pgbouncer { process, port, _folder: folder }
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
