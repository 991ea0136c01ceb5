//! The system calls that a job needs: it reads its bytes, works in memory, writes its answer and ends. What is not here fails.
//! The names are those that x86-64, ARM64 and RISC-V have in common.

use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule, TargetArch,
};

const ALLOWED: &[libc::c_long] = &[
    // the two streams, and complaints
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_write,
    libc::SYS_writev,
    libc::SYS_close,
    // memory
    libc::SYS_brk,
    libc::SYS_madvise,
    libc::SYS_mremap,
    libc::SYS_munmap,
    // time, chance, and waiting for oneself
    libc::SYS_clock_gettime,
    libc::SYS_futex,
    libc::SYS_getrandom,
    libc::SYS_gettimeofday,
    libc::SYS_sched_yield,
    // a fault of its own, such as a stack that is used up, and the end
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_exit,
    libc::SYS_exit_group,
];

/// Their third argument says what the memory is for.
const NOT_FOR_CODE: &[libc::c_long] = &[libc::SYS_mmap, libc::SYS_mprotect];

/// `None`: another architecture than these three.
pub fn filter() -> Option<BpfProgram> {
    let architecture = TargetArch::try_from(std::env::consts::ARCH).ok()?;
    let executable = u64::try_from(libc::PROT_EXEC).ok()?;
    let is_no_code = SeccompCondition::new(2, SeccompCmpArgLen::Dword, SeccompCmpOp::MaskedEq(executable), 0).ok()?;
    let is_no_code = SeccompRule::new(vec![is_no_code]).ok()?;
    let allowed = ALLOWED.iter().map(|call| (*call, Vec::new()));
    let rules = allowed.chain(NOT_FOR_CODE.iter().map(|call| (*call, vec![is_no_code.clone()])));
    let refused = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    let filter = SeccompFilter::new(rules.collect(), refused, SeccompAction::Allow, architecture).ok()?;
    filter.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filter_is_made_for_each_machine_that_it_knows() {
        assert!(filter().is_some());
    }
}
