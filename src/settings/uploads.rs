//! What may be sent.

use super::{
    variable::Variable,
    variables::{Variables, shown},
};

pub(super) const MAX_UPLOAD: Variable = Variable::new(
    "MAX_UPLOAD",
    "10GB",
    "500MB",
    "The largest document that people may send: a number with kB, MB, GB or TB (or KiB, MiB, GiB, TiB).",
);

pub(super) const PERSON_QUOTA: Variable = Variable::new(
    "PERSON_QUOTA",
    "",
    "100GB",
    "How much one person may have added, with older versions, the trash and unfinished uploads; empty: no limit.",
);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UploadSettings {
    /// `MAX_UPLOAD`, in bytes.
    pub largest: u64,
    /// `PERSON_QUOTA`, in bytes.
    pub each_person: Option<u64>,
}

impl Default for UploadSettings {
    fn default() -> Self {
        Self { largest: 10_000_000_000, each_person: None }
    }
}

pub(super) fn read(variables: &mut Variables<'_>) -> UploadSettings {
    let usual = UploadSettings::default();
    UploadSettings {
        largest: size(variables, &MAX_UPLOAD).unwrap_or(usual.largest),
        each_person: size(variables, &PERSON_QUOTA),
    }
}

fn size(variables: &mut Variables<'_>, variable: &Variable) -> Option<u64> {
    let text = variables.text(variable)?;
    let size = bytes_in(&text).filter(|&bytes| bytes > 0);
    if size.is_none() {
        variables.problem(variable, format!("{} is not a size.", shown(&text)));
    }
    size
}

/// Parses a size such as `500MB`, `1.5 GB`, `64 KiB`, `1000`. `None`: it is not a size, or larger than a column
/// holds.
pub fn bytes_in(text: &str) -> Option<u64> {
    let text = text.trim();
    let end = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let unit: u64 = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" => 1000,
        "m" | "mb" => 1000_u64.pow(2),
        "g" | "gb" => 1000_u64.pow(3),
        "t" | "tb" => 1000_u64.pow(4),
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        "tib" => 1 << 40,
        _ => return None,
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() || fraction.contains('.') || fraction.len() > 6 {
        return None;
    }
    let part = match fraction {
        "" => 0,
        digits => {
            let of = 10_u64.pow(u32::try_from(digits.len()).ok()?);
            digits.parse::<u64>().ok()?.checked_mul(unit)? / of
        }
    };
    let bytes = whole.parse::<u64>().ok()?.checked_mul(unit)?.checked_add(part)?;
    (bytes <= i64::MAX.unsigned_abs()).then_some(bytes)
}
