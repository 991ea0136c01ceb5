//! Sizes for people: two or three digits and a unit of a thousand (SI), as disks and networks are sold.

use std::{fmt, sync::LazyLock};

use super::text;

/// A number of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size(pub u64);

/// How numbers are written here; a list of documents needs it very often.
struct Spelling {
    /// Of a thousand, of a million, and so on.
    units: [String; 6],
    decimal: String,
    group: String,
}

static SPELLING: LazyLock<Spelling> = LazyLock::new(|| Spelling {
    units: [text!("unit-kb"), text!("unit-mb"), text!("unit-gb"), text!("unit-tb"), text!("unit-pb"), text!("unit-eb")],
    decimal: text!("decimal-separator"),
    group: text!("group-separator"),
});

impl Size {
    /// With every digit: `1,234,567 bytes`.
    pub fn exact(&self) -> String {
        text!("size-exact", count = self.0, number = grouped(self.0))
    }
}

/// A number with its thousands apart: `1,234,567`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push_str(&SPELLING.group);
        }
        text.push(digit);
    }
    text
}

/// `999 B`, `1.2 kB`, `34 MB`: one digit after the point below ten.
impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 1000 {
            return write!(f, "{} {}", self.0, text!("unit-b"));
        }
        let Spelling { units, decimal, .. } = &*SPELLING;
        let bytes = u128::from(self.0);
        let mut unit = 1000;
        for (place, name) in units.iter().enumerate() {
            let (tenths, whole) = ((bytes * 10 + unit / 2) / unit, (bytes + unit / 2) / unit);
            if tenths < 100 {
                return write!(f, "{}{decimal}{} {name}", tenths / 10, tenths % 10);
            }
            // 999.6 kB would be "1000 kB": it is "1.0 MB".
            if whole < 1000 || place == units.len() - 1 {
                return write!(f, "{whole} {name}");
            }
            unit *= 1000;
        }
        Ok(())
    }
}
