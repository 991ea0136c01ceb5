//! The sandbox of a program that is not ours and parses hostile bytes: LibreOffice, which makes pages of Office files, and
//! Tesseract, which recognizes words in pictures. They need files and far more system calls than a job of ours, so their
//! sandbox is wider: this program starts itself again as `latchkey confined-program`, limits itself, sets up two barriers of
//! the kernel that outlast `exec`, and becomes the other program. That one can read what is installed and its own folder, if
//! it has one ([`Walls`]), and reaches no network, no other process and no socket. On a kernel that cannot do this, it is not
//! started.

use std::{io, path::Path, time::Duration};

use rustix::process::{Resource, Rlimit, Signal, getrlimit, setrlimit};

/// How far its sandbox reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Walls {
    /// It reads and writes in the working directory, which is its own.
    Folder,
    /// It has no place to write to: bytes come by standard input and leave by standard output. Nobody waits for it.
    Streams,
}

/// What it may use up.
struct Bounds {
    /// Address space, in bytes; libraries are mapped generously.
    memory: u64,
    /// Memory that it has written to, in bytes.
    data: u64,
    /// Of processor time.
    processor: Duration,
    /// The largest file that it writes, in bytes. Pipes are no files.
    file: u64,
    /// How little it matters, from 0 to 19 (nice(2)).
    nice: i32,
}

impl Walls {
    const fn bounds(self) -> Bounds {
        const GB: u64 = 1024 * 1024 * 1024;
        match self {
            Self::Folder => {
                Bounds { memory: 6 * GB, data: 2 * GB, processor: Duration::from_mins(1), file: GB / 4, nice: 5 }
            }
            Self::Streams => {
                Bounds { memory: 4 * GB, data: 2 * GB, processor: Duration::from_mins(2), file: 0, nice: 19 }
            }
        }
    }
}

const FILES: u64 = 1024;

/// Replaces this process by the program `arguments[0]`, inside the sandbox.
pub fn become_it(arguments: &[String], walls: Walls) -> io::Error {
    match enter_and_exec(arguments, walls) {
        Ok(never) => match never {},
        Err(error) => error,
    }
}

fn enter_and_exec(arguments: &[String], walls: Walls) -> io::Result<std::convert::Infallible> {
    use std::os::unix::process::CommandExt;

    let folder = match walls {
        Walls::Folder => Some(std::env::current_dir()?),
        Walls::Streams => {
            super::sandbox::leave_the_directory();
            None
        }
    };
    let (program, rest) = arguments.split_first().ok_or(io::ErrorKind::InvalidInput)?;
    let bounds = walls.bounds();
    for (resource, most) in [
        (Resource::As, bounds.memory),
        (Resource::Data, bounds.data),
        (Resource::Cpu, bounds.processor.as_secs()),
        (Resource::Fsize, bounds.file),
        (Resource::Nofile, FILES),
        (Resource::Core, 0),
    ] {
        let most = getrlimit(resource).maximum.map_or(most, |allowed| allowed.min(most));
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    rustix::process::nice(bounds.nice)?;
    #[cfg(target_os = "linux")]
    {
        rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
        rustix::thread::set_no_new_privs(true)?;
        landlock(Path::new(program), folder.as_deref())?;
        seccomp()?;
        Err(std::process::Command::new(program).args(rest).exec())
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = (rest, folder, program);
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// What is installed: it may read and run this; nothing here has secrets or documents.
#[cfg(target_os = "linux")]
const INSTALLED: &[&str] = &[
    "/usr",
    "/lib",
    "/lib64",
    "/bin",
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/libreoffice",
    "/etc/localtime",
    "/etc/nsswitch.conf",
    "/var/cache/fontconfig",
    "/var/lib/libreoffice",
    "/var/spool/libreoffice",
    "/sys/devices/system/cpu",
    "/dev/urandom",
    "/dev/random",
];

#[cfg(target_os = "linux")]
fn landlock(program: &Path, folder: Option<&Path>) -> io::Result<()> {
    use landlock::{
        ABI, Access, AccessFs, AccessNet, PathBeneath, PathFd, RestrictionStatus, Ruleset, RulesetAttr,
        RulesetCreatedAttr, RulesetError, RulesetStatus, Scope,
    };

    let restrict = |folder: Option<PathFd>| -> Result<RestrictionStatus, RulesetError> {
        let mut rules = Ruleset::default()
            .handle_access(AccessFs::from_all(ABI::V6))?
            .handle_access(AccessNet::from_all(ABI::V6))?
            .scope(Scope::from_all(ABI::V6))?
            .create()?;
        // An office suite has its files around its program. One in a folder of programs has them below `/usr`, and what is
        // around it may be anything.
        let own = if folder.is_some() { program.ancestors().nth(2) } else { Some(program) };
        let own = own.filter(|own| own.parent().is_some());
        for place in INSTALLED.iter().map(Path::new).chain(own) {
            // What does not exist needs no rule.
            if let Ok(fd) = PathFd::new(place) {
                let access = AccessFs::from_read(ABI::V6);
                let access = if place.is_dir() { access } else { access & AccessFs::from_file(ABI::V6) };
                rules = rules.add_rule(PathBeneath::new(fd, access))?;
            }
        }
        if let Ok(null) = PathFd::new("/dev/null") {
            rules = rules.add_rule(PathBeneath::new(null, AccessFs::ReadFile | AccessFs::WriteFile))?;
        }
        if let Some(folder) = folder {
            rules = rules.add_rule(PathBeneath::new(folder, AccessFs::from_all(ABI::V6)))?;
        }
        rules.restrict_self()
    };
    match restrict(folder.map(PathFd::new).transpose().map_err(io::Error::other)?) {
        Ok(status) if status.ruleset != RulesetStatus::NotEnforced => Ok(()),
        _ => Err(io::Error::other("the kernel has no Landlock")),
    }
}

/// Refuses sockets that are not local, connections, calls that reach another process, and the rarer parts of the kernel.
#[cfg(target_os = "linux")]
fn seccomp() -> io::Result<()> {
    use seccompiler::{
        BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
        TargetArch,
    };

    const REFUSED: &[libc::c_long] = &[
        libc::SYS_add_key,
        libc::SYS_bpf,
        libc::SYS_connect,
        libc::SYS_io_uring_setup,
        libc::SYS_keyctl,
        libc::SYS_kill,
        libc::SYS_mount,
        libc::SYS_open_by_handle_at,
        libc::SYS_perf_event_open,
        libc::SYS_pidfd_getfd,
        libc::SYS_pidfd_open,
        libc::SYS_pidfd_send_signal,
        libc::SYS_pivot_root,
        libc::SYS_process_vm_readv,
        libc::SYS_process_vm_writev,
        libc::SYS_ptrace,
        libc::SYS_request_key,
        libc::SYS_sendmmsg,
        libc::SYS_setns,
        libc::SYS_umount2,
        libc::SYS_unshare,
        libc::SYS_userfaultfd,
    ];
    let filter = || -> Result<BpfProgram, Box<dyn std::error::Error>> {
        let mut rules: std::collections::BTreeMap<_, _> = REFUSED.iter().map(|call| (*call, Vec::new())).collect();
        let other_than = |argument, value: libc::c_int| {
            SeccompCondition::new(argument, SeccompCmpArgLen::Dword, SeccompCmpOp::Ne, u64::from(value.unsigned_abs()))
        };
        rules.insert(libc::SYS_socket, vec![SeccompRule::new(vec![other_than(0, libc::AF_UNIX)?])?]);
        // Where LibreOffice makes the socket by which it would find a second instance of itself: in /tmp if it "may write"
        // there, and only otherwise in OSL_SOCKET_PATH (sal/osl/unx/pipe.cxx).
        let asks_to_write = |argument| {
            let mode = u64::from(libc::W_OK.unsigned_abs());
            SeccompCondition::new(argument, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, mode)
        };
        #[cfg(target_arch = "x86_64")]
        rules.insert(libc::SYS_access, vec![SeccompRule::new(vec![asks_to_write(1)?])?]);
        for call in [libc::SYS_faccessat, libc::SYS_faccessat2] {
            rules.insert(call, vec![SeccompRule::new(vec![asks_to_write(2)?])?]);
        }
        let architecture = TargetArch::try_from(std::env::consts::ARCH)?;
        let refused = SeccompAction::Errno(libc::EPERM.unsigned_abs());
        Ok(SeccompFilter::new(rules, SeccompAction::Allow, refused, architecture)?.try_into()?)
    };
    let filter = filter().map_err(|error| io::Error::other(error.to_string()))?;
    seccompiler::apply_filter(&filter).map_err(io::Error::other)
}
