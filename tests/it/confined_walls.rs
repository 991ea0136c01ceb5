//! What reads hostile bytes can reach nothing but its two streams, even when it is taken over. Each attempt is made for real,
//! behind both walls and behind each alone, and once without any, so that it is known to be possible.

use std::{
    fs,
    net::{TcpStream, UdpSocket},
    os::unix::process::ExitStatusExt,
    path::Path,
    process::{Child, Command, Stdio},
};

use actix_web::rt::System;
use latchkey::confined::{Confined, Input, Job, Limits, probe, sandbox};
use nix::{
    sys::{
        ptrace,
        signal::{Signal, kill},
    },
    unistd::Pid,
};

use crate::support::{World, eventually, program};

const WALLS: &str = "LATCHKEY_TEST_WALLS";
const VICTIM: &str = "LATCHKEY_TEST_VICTIM";

fn confined() -> Confined {
    Confined::new(env!("CARGO_BIN_EXE_latchkey").into(), 1)
}

#[test]
fn a_confined_process_can_do_nothing_that_it_should_not() {
    let weaknesses = System::new().block_on(confined().weaknesses()).unwrap();
    assert_eq!(weaknesses, Vec::<String>::new());
}

#[test]
fn the_same_is_possible_without_walls() {
    let own = i32::try_from(std::process::id()).unwrap();
    let possible = probe::possible(own);
    assert_eq!(possible.len(), 7, "each attempt is a real one: {possible:?}");
}

/// Tries what a process would that is in an attacker's hands; started by the tests below.
#[test]
#[ignore = "the one behind the walls"]
fn a_prisoner() {
    let (Ok(wanted), Ok(victim)) = (std::env::var(WALLS), std::env::var(VICTIM)) else { return };
    let victim: i32 = victim.parse().unwrap();
    if wanted == "directory" {
        sandbox::leave_the_directory();
        println!("stands in: {}", fs::read_link("/proc/self/cwd").unwrap().display());
        return;
    }
    let outside = UdpSocket::bind("127.0.0.1:0").unwrap();
    if wanted.contains("landlock") && !sandbox::landlock() {
        println!("tried: this kernel has no Landlock of version 6");
        return;
    }
    if wanted.contains("seccomp") {
        assert!(sandbox::seccomp());
    }
    let mut possible = probe::possible(victim);
    let mut attempt = |what, went_through: bool| possible.extend(went_through.then_some(what));
    let pid = Pid::from_raw(victim);
    attempt("trace", ptrace::attach(pid).is_ok());
    attempt("read its status", fs::read(format!("/proc/{victim}/status")).is_ok());
    attempt("run a shell", Command::new("/bin/sh").args(["-c", "exit 0"]).status().is_ok());
    attempt(
        "connect",
        TcpStream::connect("127.0.0.1:1").is_err_and(|error| error.kind() == std::io::ErrorKind::ConnectionRefused),
    );
    attempt("start a thread", std::thread::Builder::new().spawn(|| ()).is_ok());
    attempt("send what was open before", outside.send_to(b"x", "127.0.0.1:9").is_ok());
    attempt("kill", kill(pid, Signal::SIGKILL).is_ok());
    println!("tried: {}", possible.join(", "));
}

/// What was possible behind these walls, and whether the victim lives. `None`: there is no such wall here.
fn tried_behind(walls: &str) -> Option<(Vec<String>, bool)> {
    let mut victim = Command::new("sleep").arg("60").spawn().unwrap();
    let done = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "confined_walls::a_prisoner", "--ignored", "--nocapture", "--test-threads=1"])
        .env(WALLS, walls)
        .env(VICTIM, victim.id().to_string())
        .output()
        .unwrap();
    // The signal that came first ends it, however long that takes: so it tells who sent it.
    let pid = Pid::from_raw(i32::try_from(victim.id()).unwrap());
    let _ = kill(pid, Signal::SIGTERM);
    let lives = victim.wait().unwrap().signal() == Some(Signal::SIGTERM as i32);
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    let line = said
        .lines()
        .find_map(|line| line.split_once("tried: "))
        .unwrap_or_else(|| panic!("it says what it tried: {said} {}", String::from_utf8_lossy(&done.stderr)));
    let possible: Vec<String> = line.1.split(", ").filter(|word| !word.is_empty()).map(str::to_owned).collect();
    if possible.first().is_some_and(|word| word.contains("no Landlock")) { None } else { Some((possible, lives)) }
}

#[test]
fn the_system_calls_alone_hold() {
    let (possible, lives) = tried_behind("seccomp").unwrap();
    assert_eq!(possible, Vec::<String>::new());
    assert!(lives, "nobody was killed");
}

#[test]
fn landlock_alone_holds_for_files_ports_and_processes() {
    let Some((possible, lives)) = tried_behind("landlock") else { return };
    for refused in [
        "read files",
        "write files",
        "send signals",
        "read the environment of the site",
        "look into the memory of the site",
        "start programs",
        "trace",
        "run a shell",
        "connect",
        "kill",
    ] {
        assert!(!possible.iter().any(|what| what == refused), "{refused}: {possible:?}");
    }
    assert!(lives, "nobody was killed");
}

#[test]
fn without_walls_all_of_it_is_possible() {
    let (possible, lives) = tried_behind("none").unwrap();
    // Some distributions let nobody trace what he has not started himself.
    let is_free = fs::read_to_string("/proc/sys/kernel/yama/ptrace_scope").map_or(true, |scope| scope.trim() == "0");
    for what in
        ["read files", if is_free { "trace" } else { "connect" }, "run a shell", "connect", "start a thread", "kill"]
    {
        assert!(possible.iter().any(|found| found == what), "{what}: {possible:?}");
    }
    assert!(!lives, "the victim was killed");
}

#[test]
fn an_input_is_all_that_a_job_can_read() {
    // A file that it is given, from where it stands.
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), "some words").unwrap();
    let file = fs::File::open(folder.path().join("a.txt")).unwrap();
    let text = System::new().block_on(confined().run(Job::Text, "text/plain", Input::File(file), Limits::default()));
    assert_eq!(text.unwrap(), b"some words");
}

#[test]
fn its_working_directory_is_gone() {
    let temporary = tempfile::tempdir().unwrap();
    let done = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "confined_walls::a_prisoner", "--ignored", "--nocapture", "--test-threads=1"])
        .env(WALLS, "directory")
        .env(VICTIM, "0")
        .env("TMPDIR", temporary.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    let own = temporary.path().canonicalize().unwrap();
    assert!(
        said.contains(&format!("stands in: {}", own.join("latchkey-").display())),
        "a directory of its own: {said}"
    );
    assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 0, "and nobody finds it");
}

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// As another person of the machine: the command as the user `nobody`, where we are root and can be another.
fn as_nobody(program: &Path) -> Command {
    if rustix::process::geteuid().is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(program);
        return command;
    }
    Command::new(program)
}

#[test]
fn no_program_of_the_same_user_looks_into_the_site() {
    let world = World::asleep("http://localhost:8000", |_| {});
    let folder = tempfile::tempdir_in("/tmp").unwrap();
    fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o777)).unwrap();
    // The program may lie where another user cannot go: it is started through a descriptor.
    let mut command = as_nobody(Path::new("/proc/self/fd/0"));
    program::settle_in(&mut command, &world);
    command
        .env("DATA_DIR", folder.path().join("data"))
        .env("BIND", "127.0.0.1:0")
        .env("PATH", "/usr/bin:/bin")
        .current_dir(folder.path())
        .stdin(fs::File::open(env!("CARGO_BIN_EXE_latchkey")).unwrap())
        .stdout(Stdio::null())
        .stderr(fs::File::create(folder.path().join("log")).unwrap());
    let site = Running(command.spawn().unwrap());
    let log = || fs::read_to_string(folder.path().join("log")).unwrap();
    eventually(|| log().contains("Latchkey is at"));
    let looks = |what: &str| {
        let path = format!("/proc/{}/{what}", site.0.id());
        as_nobody(Path::new("cat")).arg(path).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success()
    };
    let (status, environment, memory) = (looks("status"), looks("environ"), looks("maps"));
    let said = log();
    assert!(status, "it can be seen that it runs");
    assert!(!environment, "its environment holds secrets");
    assert!(!memory, "and so does its memory");
    assert!(!said.contains("hostile bytes"), "and its confined processes work, behind both walls: {said}");
}
