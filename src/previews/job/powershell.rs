//! PowerShell, coloured. The collection of languages has it only for a library that is not in Rust, so it is read here.

use super::code::Hue;

const KEYWORDS: &[&str] = &[
    "begin",
    "break",
    "catch",
    "class",
    "continue",
    "data",
    "do",
    "dynamicparam",
    "else",
    "elseif",
    "end",
    "enum",
    "exit",
    "filter",
    "finally",
    "for",
    "foreach",
    "function",
    "if",
    "in",
    "param",
    "process",
    "return",
    "switch",
    "throw",
    "trap",
    "try",
    "until",
    "using",
    "while",
];

/// What goes on in the next line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Nothing,
    Comment,
    /// Ends with this at the beginning of a line.
    HereString(&'static str),
    /// Ends with this mark.
    Text(char),
}

/// Colours line after line.
pub struct PowerShell {
    inside: Inside,
}

impl PowerShell {
    pub fn new() -> Self {
        Self { inside: Inside::Nothing }
    }

    pub fn paint(&mut self, line: &str) -> Vec<(Hue, String)> {
        let mut pieces: Vec<(Hue, String)> = Vec::new();
        let mut rest = line;
        while !rest.is_empty() {
            let (hue, length) = self.next(rest, rest.len() == line.len());
            let (piece, after) = rest.split_at(length);
            match pieces.last_mut() {
                Some((last, text)) if *last == hue => text.push_str(piece),
                _ => pieces.push((hue, piece.to_owned())),
            }
            rest = after;
        }
        pieces
    }

    /// The hue of what comes next, and how long it is in bytes.
    fn next(&mut self, rest: &str, is_first: bool) -> (Hue, usize) {
        match self.inside {
            Inside::Comment => return (Hue::Comment, self.up_to(rest, "#>")),
            Inside::HereString(end) if is_first && rest.starts_with(end) => {
                self.inside = Inside::Nothing;
                return (Hue::Text, end.len());
            }
            Inside::HereString(_) => return (Hue::Text, rest.len()),
            Inside::Text(mark) => return (Hue::Text, self.text(rest, mark)),
            Inside::Nothing => {}
        }
        let first = rest.chars().next().unwrap_or_default();
        let after = &rest[first.len_utf8()..];
        let word = |also: &[char]| {
            let is_of_it = |letter: char| letter.is_alphanumeric() || letter == '_' || also.contains(&letter);
            first.len_utf8() + after.find(|letter| !is_of_it(letter)).unwrap_or(after.len())
        };
        let up_to = |end| rest.find(end).map_or(rest.len(), |at| at + 1);
        match first {
            '<' if after.starts_with('#') => {
                self.inside = Inside::Comment;
                (Hue::Comment, 2 + self.up_to(&rest[2..], "#>"))
            }
            '#' => (Hue::Comment, rest.len()),
            '@' if matches!(after, "\"" | "'") => {
                self.inside = Inside::HereString(if after == "'" { "'@" } else { "\"@" });
                (Hue::Text, rest.len())
            }
            '"' | '\'' => {
                self.inside = Inside::Text(first);
                (Hue::Text, 1 + self.text(after, first))
            }
            '$' if after.starts_with('{') => (Hue::Attribute, up_to('}')),
            '$' => (Hue::Attribute, word(&[':', '?'])),
            '[' if after.starts_with(char::is_alphabetic) => {
                let end = up_to(']');
                (if rest[..end].contains([' ', '$', '(']) { Hue::Plain } else { Hue::Type }, end)
            }
            '-' if after.starts_with(char::is_alphabetic) => (Hue::Attribute, word(&[])),
            digit if digit.is_ascii_digit() => (Hue::Constant, word(&['.'])),
            letter if letter.is_alphabetic() => {
                let end = word(&['-']);
                let hue = match &rest[..end] {
                    keyword if KEYWORDS.contains(&keyword.to_ascii_lowercase().as_str()) => Hue::Keyword,
                    command if command.contains('-') => Hue::Function,
                    _ => Hue::Plain,
                };
                (hue, end)
            }
            other => (Hue::Plain, other.len_utf8()),
        }
    }

    fn up_to(&mut self, rest: &str, end: &str) -> usize {
        match rest.find(end) {
            Some(at) => {
                self.inside = Inside::Nothing;
                at + end.len()
            }
            None => rest.len(),
        }
    }

    /// Up to the mark; one that is doubled, or follows a grave accent, does not end it.
    fn text(&mut self, rest: &str, mark: char) -> usize {
        let mut letters = rest.char_indices().peekable();
        while let Some((at, letter)) = letters.next() {
            match letter {
                '`' if mark == '"' => _ = letters.next(),
                letter if letter == mark && letters.peek().is_some_and(|(_, next)| *next == mark) => _ = letters.next(),
                letter if letter == mark => {
                    self.inside = Inside::Nothing;
                    return at + 1;
                }
                _ => {}
            }
        }
        rest.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_coloured_and_nothing_is_lost() {
        let source = "<# why\n#> function Get-Sum([int]$a = 42) {\n  if ($a -gt 1) { \"a `\" \"\"b$a\" + 'x' } # end\n@\"\nhere ä\n\"@ | Out-File";
        let mut painter = PowerShell::new();
        let lines: Vec<_> = source.lines().map(|line| painter.paint(line)).collect();
        let text: Vec<String> = lines.iter().map(|line| line.iter().map(|(_, text)| &**text).collect()).collect();
        assert_eq!(text.join("\n"), source);
        let pieces: Vec<_> = lines.iter().flatten().map(|(hue, text)| (*hue, text.as_str())).collect();
        for wanted in [
            (Hue::Comment, "#>"),
            (Hue::Keyword, "function"),
            (Hue::Function, "Get-Sum"),
            (Hue::Type, "[int]"),
            (Hue::Attribute, "$a"),
            (Hue::Constant, "42"),
            (Hue::Attribute, "-gt"),
            (Hue::Text, "\"a `\" \"\"b$a\""),
            (Hue::Comment, "# end"),
            (Hue::Text, "here ä"),
            (Hue::Function, "Out-File"),
        ] {
            assert!(pieces.contains(&wanted), "{wanted:?} in {pieces:?}");
        }
        for odd in ["$", "${", "[", "-", "\"`", "''", "'", "<#", "ä\u{1f600}@", "@"] {
            let _ = PowerShell::new().paint(odd);
        }
    }
}
