//! Sizes for people: two or three digits and a unit of a thousand (SI), as disks and networks are sold.

use std::fmt;

/// A number of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size(pub u64);

const UNITS: [&str; 6] = ["kB", "MB", "GB", "TB", "PB", "EB"];

impl Size {
    /// With every digit: `1,234,567 bytes`.
    pub fn exact(&self) -> String {
        let digits = self.0.to_string();
        let mut text = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        text.push_str(if self.0 == 1 { " byte" } else { " bytes" });
        text
    }
}

/// `999 B`, `1.2 kB`, `34 MB`: one digit after the point below ten.
impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 1000 {
            return write!(f, "{} B", self.0);
        }
        let bytes = u128::from(self.0);
        let mut unit = 1000;
        for (place, name) in UNITS.iter().enumerate() {
            let (tenths, whole) = ((bytes * 10 + unit / 2) / unit, (bytes + unit / 2) / unit);
            if tenths < 100 {
                return write!(f, "{}.{} {name}", tenths / 10, tenths % 10);
            }
            // 999.6 kB would be "1000 kB": it is "1.0 MB".
            if whole < 1000 || place == UNITS.len() - 1 {
                return write!(f, "{whole} {name}");
            }
            unit *= 1000;
        }
        Ok(())
    }
}
