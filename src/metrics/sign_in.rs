//! How a sign-in ended.

/// By the check that refused it, if one did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInOutcome {
    Ok,
    /// The provider said no.
    Provider,
    /// The provider's answer is not to be believed: signature, issuer, audience, nonce, times.
    Untrusted,
    /// An administrator has locked the person out.
    LockedOut,
    /// The provider does not answer.
    Unavailable,
    /// Too late, a second time, or from another browser.
    Stale,
    /// The state is not one of ours.
    Foreign,
    /// The callback makes no sense.
    Malformed,
}

impl SignInOutcome {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Provider => "provider",
            Self::Untrusted => "untrusted",
            Self::LockedOut => "locked_out",
            Self::Unavailable => "unavailable",
            Self::Stale => "stale",
            Self::Foreign => "foreign",
            Self::Malformed => "malformed",
        }
    }
}
