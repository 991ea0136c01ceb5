//! What the paragraphs of a Word document are (MS-DOC, section 2.8.6): headings, or parts of a table. As far as it can be
//! read: without it the letters are there all the same.

use super::{long, short};

/// Where the file information block says where the pages of properties are (section 2.5.6, `fcPlcfBtePapx`).
const PAGES: usize = 0x0102;
const PAGES_LENGTH: usize = 0x0106;
const PAGE: usize = 512;

/// More pages of properties than any real document has.
const MOST: usize = 50_000;

/// Styles 1 to 9 are the headings, whatever they are called (section 2.9.271).
const HEADINGS: std::ops::RangeInclusive<u16> = 1..=9;

/// Properties (section 2.6.2).
const IN_TABLE: u16 = 0x2416;
const ENDS_ROW: u16 = 0x2417;
const OUTLINE_LEVEL: u16 = 0x2640;

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Paragraph {
    pub is_in_table: bool,
    pub ends_row: bool,
    /// Of a heading, from 1.
    pub level: Option<u8>,
}

/// Paragraphs by where they end in the stream, in order.
#[derive(Debug, Default)]
pub struct Paragraphs(Vec<(u32, Paragraph)>);

impl Paragraphs {
    pub fn read(text: &[u8], table: &[u8]) -> Self {
        Self::all(text, table).map(Self).unwrap_or_default()
    }

    /// The one that a letter belongs to.
    pub fn at(&self, place: u32) -> Option<Paragraph> {
        let next = self.0.partition_point(|(end, _)| *end <= place);
        self.0.get(next).map(|(_, paragraph)| *paragraph)
    }

    fn all(text: &[u8], table: &[u8]) -> Option<Vec<(u32, Paragraph)>> {
        let (begin, length) = (long(text, PAGES)? as usize, long(text, PAGES_LENGTH)? as usize);
        let plan = table.get(begin..begin.checked_add(length)?)?;
        // One place more than there are pages, then the number of each page.
        let count = plan.len().saturating_sub(4) / 8;
        let mut found = Vec::new();
        for index in 0..count.min(MOST) {
            let number = long(plan, (count + 1) * 4 + index * 4)? & 0x003f_ffff;
            let Some(page) = (number as usize).checked_mul(PAGE).and_then(|at| text.get(at..at.checked_add(PAGE)?))
            else {
                continue;
            };
            on_page(page, &mut found);
        }
        found.sort_by_key(|(end, _)| *end);
        Some(found)
    }
}

/// Ends first, one more than there are paragraphs; then thirteen bytes each, of which the first says where its properties
/// are on this page (section 2.9.175).
fn on_page(page: &[u8], found: &mut Vec<(u32, Paragraph)>) {
    let count = usize::from(page[PAGE - 1]);
    for index in 0..count {
        let Some(end) = long(page, (index + 1) * 4) else { return };
        let Some(place) = page.get((count + 1) * 4 + index * 13) else { return };
        let properties = properties(page, usize::from(*place) * 2).unwrap_or_default();
        found.push((end, paragraph(properties)));
    }
}

/// Half their length precedes them; zero, followed by the length, where that is even (section 2.9.174).
fn properties(page: &[u8], at: usize) -> Option<&[u8]> {
    if at == 0 {
        return None;
    }
    match *page.get(at)? {
        0 => page.get(at + 2..at + 2 + usize::from(*page.get(at + 1)?) * 2),
        half => page.get(at + 1..at + usize::from(half) * 2),
    }
}

/// The number of the style, then one property after the other.
fn paragraph(bytes: &[u8]) -> Paragraph {
    let Some(style) = short(bytes, 0) else { return Paragraph::default() };
    let mut paragraph = Paragraph {
        level: Some(style).filter(|style| HEADINGS.contains(style)).and_then(|style| u8::try_from(style).ok()),
        ..Paragraph::default()
    };
    let mut rest = &bytes[2..];
    while let Some(property) = short(rest, 0) {
        let operand = &rest[2..];
        let first = operand.first().copied().unwrap_or_default();
        match property {
            IN_TABLE => paragraph.is_in_table = first != 0,
            ENDS_ROW => paragraph.ends_row = first != 0,
            OUTLINE_LEVEL => paragraph.level = (first < 9).then_some(first + 1),
            _ => {}
        }
        // The highest three bits say how long the operand is (section 2.6.1).
        let length = match property >> 13 {
            0 | 1 => 1,
            2 | 4 | 5 => 2,
            3 => 4,
            7 => 3,
            // Its own first byte says it; where that is not enough, nothing more is read.
            _ => usize::from(first) + 1,
        };
        let Some(after) = operand.get(length..) else { return paragraph };
        rest = after;
    }
    paragraph
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_say_what_a_paragraph_is() {
        assert_eq!(paragraph(&[2, 0]).level, Some(2));
        let row = paragraph(&[0, 0, 0x16, 0x24, 1, 0x17, 0x24, 1]);
        assert!(row.is_in_table && row.ends_row && row.level.is_none());
        assert_eq!(paragraph(&[0, 0, 0x40, 0x26, 0, 0x0d, 0xc6, 200, 1]).level, Some(1), "what is cut does no harm");
        assert_eq!(paragraph(&[]), Paragraph::default());
    }
}
