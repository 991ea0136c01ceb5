//! Rich text (RTF 1.9.1): words between commands and groups, bytes in the encoding of the font that they are set in.

use std::collections::HashMap;

use encoding_rs::{Encoding, WINDOWS_1252};

use super::{
    code_page::{charset, page},
    elements::SILENT_GROUPS,
    sink::{Mark, Sink},
};

/// Deeper nesting than any real file has.
const DEEP: usize = 1000;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Words,
    /// Names and numbers of fonts.
    Fonts,
    Nothing,
}

#[derive(Clone, Copy)]
struct Group {
    holds: Holds,
    /// How many letters stand behind `\u` for readers that do not know it.
    skip: usize,
    font: i32,
    is_deleted: bool,
    /// It says something about the document.
    is_about: bool,
}

/// Reads to the end; what is no RTF is passed over.
pub fn read(bytes: &[u8], sink: &mut dyn Sink) {
    let mut reader = Reader {
        sink,
        bytes: Vec::new(),
        page: WINDOWS_1252,
        fonts: HashMap::new(),
        group: Group { holds: Holds::Words, skip: 1, font: -1, is_deleted: false, is_about: false },
        groups: Vec::new(),
        to_skip: 0,
        high: None,
        is_starred: false,
    };
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        if reader.sink.is_full() {
            return;
        }
        rest = match first {
            b'{' => reader.open(after),
            b'}' => reader.close(after),
            b'\\' => reader.control(after),
            b'\r' | b'\n' => after,
            byte => {
                reader.byte(*byte);
                after
            }
        };
    }
    reader.flush();
}

struct Reader<'a> {
    sink: &'a mut dyn Sink,
    /// Letters whose encoding is settled when they are all there.
    bytes: Vec<u8>,
    page: &'static Encoding,
    fonts: HashMap<i32, &'static Encoding>,
    group: Group,
    groups: Vec<Group>,
    to_skip: usize,
    /// The first half of a letter outside the plane of sixteen bits.
    high: Option<u16>,
    is_starred: bool,
}

impl Reader<'_> {
    fn open<'b>(&mut self, rest: &'b [u8]) -> &'b [u8] {
        self.flush();
        if self.groups.len() < DEEP {
            self.groups.push(self.group);
        }
        self.is_starred = false;
        rest
    }

    fn close<'b>(&mut self, rest: &'b [u8]) -> &'b [u8] {
        self.flush();
        self.to_skip = 0;
        if let Some(group) = self.groups.pop() {
            if self.group.is_about && !group.is_about {
                self.sink.end_line();
                self.sink.mark(Mark::About(false));
            }
            self.group = group;
        }
        rest
    }

    fn byte(&mut self, byte: u8) {
        if self.to_skip > 0 {
            self.to_skip -= 1;
        } else if self.group.holds == Holds::Words && !self.group.is_deleted {
            self.bytes.push(byte);
        }
    }

    fn flush(&mut self) {
        if !self.bytes.is_empty() {
            let encoding = self.fonts.get(&self.group.font).copied().unwrap_or(self.page);
            let (text, _) = encoding.decode_without_bom_handling(&self.bytes);
            self.sink.push(&text);
            self.bytes.clear();
        }
    }

    fn control<'b>(&mut self, rest: &'b [u8]) -> &'b [u8] {
        let Some((first, after)) = rest.split_first() else { return rest };
        if !first.is_ascii_alphabetic() {
            return self.symbol(*first, after);
        }
        let letters = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count().min(32);
        let (word, after) = rest.split_at(letters);
        let sign = usize::from(after.first() == Some(&b'-'));
        let digits = sign + after[sign..].iter().take_while(|byte| byte.is_ascii_digit()).count().min(10);
        let (number, after) = if digits > sign { after.split_at(digits) } else { after.split_at(0) };
        let number = std::str::from_utf8(number).ok().and_then(|number| number.parse::<i32>().ok());
        let after = after.strip_prefix(b" ").unwrap_or(after);
        let word = std::str::from_utf8(word).unwrap_or_default();
        if word == "bin" {
            let length = number.and_then(|number| usize::try_from(number).ok()).unwrap_or_default();
            return after.get(length..).unwrap_or_default();
        }
        if word != "u" {
            self.flush();
        }
        self.word(word, number);
        self.is_starred = false;
        after
    }

    fn symbol<'b>(&mut self, symbol: u8, after: &'b [u8]) -> &'b [u8] {
        match symbol {
            b'\'' => {
                let Some((digits, after)) = after.split_at_checked(2) else { return &[] };
                let byte = std::str::from_utf8(digits).ok().and_then(|digits| u8::from_str_radix(digits, 16).ok());
                if let Some(byte) = byte {
                    self.byte(byte);
                }
                return after;
            }
            b'*' => self.is_starred = true,
            b'~' => self.say(" "),
            b'_' => self.say("-"),
            b'\r' | b'\n' => self.line(),
            b'\\' | b'{' | b'}' => self.byte(symbol),
            // Among them the hyphen that shows only at the end of a line.
            _ => {}
        }
        after
    }

    fn say(&mut self, text: &str) {
        self.flush();
        if self.to_skip > 0 {
            self.to_skip -= 1;
        } else if self.group.holds == Holds::Words && !self.group.is_deleted {
            self.sink.push(text);
        }
    }

    fn line(&mut self) {
        self.flush();
        self.sink.end_line();
    }

    /// Where it is not silent: a style says what is a heading, too.
    fn mark(&mut self, mark: Mark) {
        self.flush();
        if self.group.holds == Holds::Words && !self.group.is_deleted {
            self.sink.mark(mark);
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        match word {
            "fonttbl" => self.group.holds = Holds::Fonts,
            _ if self.is_starred && !matches!(word, "shptxt" | "footnote" | "annotation" | "shpinst") => {
                self.group.holds = Holds::Nothing;
            }
            _ if SILENT_GROUPS.contains(&word) => self.group.holds = Holds::Nothing,
            "par" | "sect" | "page" | "column" | "footnote" | "annotation" | "shptxt" | "header" | "footer"
            | "nestrow" => self.line(),
            "line" => self.mark(Mark::LineBreak),
            "row" => self.mark(Mark::Row),
            "cell" => self.mark(Mark::Cell),
            "tab" => self.mark(Mark::Tab),
            "pard" => self.mark(Mark::InTable(false)),
            "intbl" => self.mark(Mark::InTable(true)),
            "outlinelevel" => {
                if let Some(level) = number.and_then(|level| u8::try_from(level).ok()).filter(|level| *level < 9) {
                    self.mark(Mark::Heading(level + 1));
                }
            }
            "title" | "subject" | "keywords" | "doccomm" => {
                self.line();
                self.mark(Mark::About(true));
                self.group.is_about = true;
            }
            "nestcell" | "emspace" | "enspace" | "qmspace" => self.say(" "),
            "emdash" => self.say("—"),
            "endash" => self.say("–"),
            "lquote" => self.say("‘"),
            "rquote" => self.say("’"),
            "ldblquote" => self.say("“"),
            "rdblquote" => self.say("”"),
            "bullet" => self.say("•"),
            "uc" => self.group.skip = number.and_then(|number| usize::try_from(number).ok()).unwrap_or(1).min(8),
            "u" => self.letter(number.unwrap_or_default()),
            "ansicpg" => self.page = number.and_then(page).unwrap_or(self.page),
            "mac" => self.page = encoding_rs::MACINTOSH,
            "deleted" => self.group.is_deleted = number != Some(0),
            "plain" => self.group.is_deleted = false,
            "f" => self.group.font = number.unwrap_or_default(),
            "fcharset" if self.group.holds == Holds::Fonts => {
                if let Some(encoding) = number.and_then(charset) {
                    self.fonts.insert(self.group.font, encoding);
                }
            }
            _ => {}
        }
    }

    /// Sixteen bits, negative from 32,768 on; what older readers are to show instead follows.
    fn letter(&mut self, number: i32) {
        self.flush();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the sixteen bits are meant")]
        let unit = number as u16;
        let units: Vec<u16> = self.high.take().into_iter().chain([unit]).collect();
        if (0xd800..0xdc00).contains(&unit) {
            self.high = Some(unit);
        } else {
            self.say(&String::from_utf16_lossy(&units));
        }
        self.to_skip = self.group.skip;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(rtf: &[u8]) -> String {
        let mut prose = crate::readers::prose::Prose::new(10_000);
        read(rtf, &mut prose);
        prose.finish().text
    }

    #[test]
    fn words_are_read_and_commands_are_not() {
        let rtf = br"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}{\f1\fcharset204 Arial Cyr;}}{\*\generator X;}{\info{\title Plan}}\uc1
\f0 Pr\'fcfung\u8364?\par {\b fett}er\cell{\f1 \'f2\'e5\'f1\'f2}\line{\field{\*\fldinst HYPERLINK x}{\fldrslt Link}}{\deleted gone} A\_B \{x\}\u-10179?\u-8704?}";
        assert_eq!(text(rtf), "Plan\nPr\u{fc}fung\u{20ac}\nfetter \u{442}\u{435}\u{441}\u{442}\nLink A-B {x}\u{1f600}");
    }

    #[test]
    fn what_is_broken_does_no_harm() {
        for rtf in
            [&b"{\\rtf1 \\'"[..], b"\\", b"{\\bin999999999 x", b"}}}}", b"{\\rtf1\\u99999999999", b"\\ucx\\uc-1\\u1"]
        {
            let _ = text(rtf);
        }
        assert_eq!(text(&vec![b'{'; 100_000]), "");
    }
}
