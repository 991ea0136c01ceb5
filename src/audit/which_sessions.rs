//! Which sessions an event is about.

/// Which sessions of a person were ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhichSessions {
    One,
    /// All but the one of the request.
    Others,
    All,
    /// Those that began in one session at the provider, which has ended.
    AtProvider,
}

impl WhichSessions {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::One => "one",
            Self::Others => "others",
            Self::All => "all",
            Self::AtProvider => "at_provider",
        }
    }
}
