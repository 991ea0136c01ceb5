//! What clamd answers, in words that decide.

/// What clamd said of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Clean,
    /// With its name of what it found.
    Found(String),
    /// It did not look at all of it.
    Unscanned(Why),
}

/// Why bytes were not looked at, or not at all of them. That never counts as clean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Longer than the scanner takes (`StreamMaxLength`).
    TooLarge,
    /// One of its limits was reached inside (`MaxFileSize`, `MaxScanSize`, `MaxRecursion` and so on).
    Limits,
    /// It broke off on these bytes again and again.
    Broken,
    /// The store could not give the bytes.
    Lost,
}

/// So begin the names of what is no finding: with `AlertExceedsMax`, clamd says in this way that it did not look further.
const LIMITS: &str = "Heuristics.Limits.Exceeded";

/// The longest name of a finding that is kept.
const LONGEST: usize = 120;

impl Answer {
    /// `None`: it is no answer.
    pub fn parse(text: &str) -> Option<Self> {
        if text.contains("size limit exceeded") {
            return Some(Self::Unscanned(Why::TooLarge));
        }
        let said = text.strip_prefix("stream: ")?;
        if said == "OK" {
            return Some(Self::Clean);
        }
        let name = said.strip_suffix(" FOUND")?;
        if name.starts_with(LIMITS) {
            return Some(Self::Unscanned(Why::Limits));
        }
        // It is shown to people: nothing but what a name consists of.
        let name: String = name.chars().filter(char::is_ascii_graphic).take(LONGEST).collect();
        Some(Self::Found(if name.is_empty() { "?".to_owned() } else { name }))
    }
}

impl Answer {
    /// What was found.
    pub fn finding(&self) -> Option<String> {
        if let Self::Found(signature) = self { Some(signature.clone()) } else { None }
    }
}

impl Why {
    const ALL: [Self; 4] = [Self::TooLarge, Self::Limits, Self::Broken, Self::Lost];

    /// As rows spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::Limits => "limits",
            Self::Broken => "broken",
            Self::Lost => "lost",
        }
    }

    pub(super) fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.as_str() == word)
    }

    /// For people.
    pub fn in_words(self) -> String {
        match self {
            Self::TooLarge => text!("scan-too-large"),
            Self::Limits => text!("scan-limits"),
            Self::Broken => text!("scan-broken"),
            Self::Lost => text!("scan-lost"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ok_is_clean() {
        assert_eq!(Answer::parse("stream: OK"), Some(Answer::Clean));
        for text in ["", "OK", "stream: ok", "stream: OK FOUND it", "stream: ERROR", "PONG", "stream: OKAY"] {
            assert_ne!(Answer::parse(text), Some(Answer::Clean), "{text}");
        }
    }

    #[test]
    fn what_was_not_looked_at_is_no_finding() {
        let unscanned = |text| matches!(Answer::parse(text), Some(Answer::Unscanned(_)));
        assert!(unscanned("INSTREAM size limit exceeded. ERROR"));
        assert!(unscanned("stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND"));
        assert!(unscanned("stream: Heuristics.Limits.Exceeded FOUND"));
    }

    #[test]
    fn names_of_findings_hold_nothing_but_letters() {
        let found = |text| Answer::parse(text).unwrap();
        assert_eq!(found("stream: Eicar-Test-Signature FOUND"), Answer::Found("Eicar-Test-Signature".to_owned()));
        assert_eq!(found("stream: a\u{202e} b\n FOUND"), Answer::Found("ab".to_owned()));
        assert_eq!(found("stream:  FOUND"), Answer::Found("?".to_owned()));
    }
}
