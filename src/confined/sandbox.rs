//! What a confined process cannot do any more, even if an attacker takes over its code. Two barriers of the kernel,
//! each of which is effective alone: Landlock controls files, ports and processes, seccomp controls system calls. An
//! old kernel, or a container that forbids them, may provide only one or none; the limits apply all the same, and
//! [`super::probe`] reports it to the operator.

use std::io;

/// Puts up everything there is, for good.
///
/// # Errors
/// When this process could still gain rights that it does not have; then nothing may be read.
pub fn enter() -> io::Result<()> {
    leave_the_directory();
    #[cfg(target_os = "linux")]
    {
        // A program with the set-user-id bit would otherwise be a way out. Both barriers require this.
        rustix::thread::set_no_new_privs(true)?;
        landlock();
        seccomp();
    }
    Ok(())
}

/// Whatever the parent's working directory was, no relative path leads to it from here: the new one is a directory of
/// this process, empty and already deleted.
pub fn leave_the_directory() {
    let own = std::env::temp_dir().join(format!("latchkey-{}", std::process::id()));
    // Created, not reused: an existing directory of that name is somebody else's.
    let moved = std::fs::create_dir(&own).and_then(|()| {
        let moved = std::env::set_current_dir(&own);
        std::fs::remove_dir(&own).and(moved)
    });
    if moved.is_err() {
        // There is no room for temporary files, or they may not be written.
        let _ = std::env::set_current_dir("/");
    }
}

/// No file or folder, no TCP port, no signal to and no look into a process outside (landlock(7)). Whether all of it holds: a
/// kernel before 6.12 knows only a part.
#[cfg(target_os = "linux")]
pub fn landlock() -> bool {
    use landlock::{ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetStatus, Scope};

    let everything = || {
        // Rules would be exceptions; there are none.
        Ruleset::default()
            .handle_access(AccessFs::from_all(ABI::V6))?
            .handle_access(AccessNet::from_all(ABI::V6))?
            .scope(Scope::from_all(ABI::V6))?
            .create()?
            .restrict_self()
    };
    everything().is_ok_and(|status| status.ruleset == RulesetStatus::FullyEnforced)
}

/// Allows only the system calls of [`super::system_calls`]; any other fails with `EPERM`, so that a library that
/// merely tries one goes on without it. Returns whether it is in force.
#[cfg(target_os = "linux")]
pub fn seccomp() -> bool {
    super::system_calls::filter().is_some_and(|filter| seccompiler::apply_filter(&filter).is_ok())
}
