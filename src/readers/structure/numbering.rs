//! The numbers of lists in a Word document, which its paragraphs do not hold: they are counted (ECMA-376, part 1, 17.9).

use std::collections::HashMap;

use crate::readers::markup::{Step, attribute, walk};

/// Lists have nine levels.
const LEVELS: usize = 9;

#[derive(Debug, Default, Clone)]
struct Level {
    format: String,
    /// Such as `%1.%2.`.
    text: String,
    start: Option<u32>,
}

/// Lists, and how far each has been counted.
#[derive(Debug, Default)]
pub struct Numbering {
    kinds: HashMap<String, Vec<Level>>,
    /// The kind of each list, and whether it begins anew.
    lists: HashMap<String, (String, bool)>,
    counted: HashMap<String, [Option<u32>; LEVELS]>,
}

impl Numbering {
    pub fn read(xml: &[u8]) -> Self {
        let mut numbering = Self::default();
        let (mut kind, mut list, mut at) = (String::new(), String::new(), 0);
        walk(xml, |step| {
            let Step::Open(tag) = step else { return true };
            let name = tag.local_name();
            let level = numbering.kinds.get_mut(&kind).and_then(|levels| levels.get_mut(at));
            match name.as_ref() {
                "abstractNum" => {
                    kind = attribute(tag, "abstractNumId").unwrap_or_default();
                    numbering.kinds.insert(kind.clone(), vec![Level::default(); LEVELS]);
                }
                "lvl" => at = attribute(tag, "ilvl").and_then(|at| at.parse().ok()).unwrap_or(LEVELS),
                "num" => {
                    // Levels of its own are passed over.
                    kind.clear();
                    list = attribute(tag, "numId").unwrap_or_default();
                }
                "abstractNumId" => {
                    let of = attribute(tag, "val").unwrap_or_default();
                    numbering.lists.insert(list.clone(), (of, false));
                }
                "startOverride" => {
                    if let Some((_, begins_anew)) = numbering.lists.get_mut(&list) {
                        *begins_anew = true;
                    }
                }
                "start" => {
                    if let Some(level) = level {
                        level.start = attribute(tag, "val").and_then(|start| start.parse().ok());
                    }
                }
                "numFmt" => {
                    if let Some(level) = level {
                        level.format = attribute(tag, "val").unwrap_or_default();
                    }
                }
                "lvlText" => {
                    if let Some(level) = level {
                        level.text = attribute(tag, "val").unwrap_or_default();
                    }
                }
                _ => {}
            }
            true
        });
        numbering
    }

    /// The number of the next paragraph in this list at this depth; empty for a bullet. `None`: it is in no list.
    pub fn next(&mut self, list: &str, depth: u8) -> Option<String> {
        let (kind, begins_anew) = self.lists.get(list)?;
        let (levels, depth) = (self.kinds.get(kind)?, usize::from(depth).min(LEVELS - 1));
        let key = if *begins_anew { format!("list {list}") } else { format!("kind {kind}") };
        let counted = self.counted.entry(key).or_default();
        let start = |at: usize| levels[at].start.unwrap_or(1);
        counted[depth] = Some(counted[depth].map_or_else(|| start(depth), |number| number.saturating_add(1)));
        counted[depth + 1..].fill(None);
        let level = &levels[depth];
        if matches!(level.format.as_str(), "bullet" | "none" | "") {
            return Some(String::new());
        }
        let mut text = level.text.clone();
        for at in 0..=depth {
            let number = counted[at].unwrap_or_else(|| start(at));
            text = text.replace(&format!("%{}", at + 1), &spelt(number, &levels[at].format));
        }
        Some(text)
    }
}

/// A number in letters or Roman digits, where that is asked for.
pub fn spelt(number: u32, format: &str) -> String {
    match format {
        "lowerLetter" | "a" => letters(number),
        "upperLetter" | "A" => letters(number).to_uppercase(),
        "lowerRoman" | "i" => roman(number),
        "upperRoman" | "I" => roman(number).to_uppercase(),
        "decimalZero" => format!("{number:02}"),
        _ => number.to_string(),
    }
}

/// a, b … z, aa, bb, as Word counts.
fn letters(number: u32) -> String {
    let Some(place) = number.checked_sub(1) else { return String::new() };
    let letter = char::from(b'a' + u8::try_from(place % 26).unwrap_or_default());
    std::iter::repeat_n(letter, (place / 26 + 1).min(10) as usize).collect()
}

fn roman(number: u32) -> String {
    const DIGITS: [(u32, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    if number > 4000 {
        return number.to_string();
    }
    let (mut rest, mut text) = (number, String::new());
    for (value, digits) in DIGITS {
        while rest >= value {
            text.push_str(digits);
            rest -= value;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_counted_as_word_counts_them() {
        let xml = br#"<numbering><abstractNum abstractNumId="7"><lvl ilvl="0"><start val="3"/><numFmt val="decimal"/><lvlText val="%1."/></lvl>
            <lvl ilvl="1"><numFmt val="lowerRoman"/><lvlText val="%1.%2)"/></lvl><lvl ilvl="2"><numFmt val="bullet"/><lvlText val="x"/></lvl></abstractNum>
            <num numId="1"><abstractNumId val="7"/></num><num numId="2"><abstractNumId val="7"/><lvlOverride ilvl="0"><startOverride val="3"/></lvlOverride></num></numbering>"#;
        let mut numbering = Numbering::read(xml);
        let counted: Vec<_> =
            [("1", 0), ("1", 1), ("1", 1), ("1", 2), ("1", 0), ("1", 1), ("2", 0), ("3", 0), ("1", 99)]
                .map(|(list, depth)| numbering.next(list, depth))
                .into();
        let wanted = ["3.", "3.i)", "3.ii)", "", "4.", "4.i)", "3."];
        assert_eq!(counted[..7], wanted.map(|number| Some(number.to_owned())));
        assert_eq!(counted[7], None);
        assert_eq!([letters(1), letters(28), letters(0), roman(1994), roman(0)], ["a", "bb", "", "mcmxciv", ""]);
    }
}
