//! Letters in their places become words and lines, along the line that they stand on, whatever its angle.

use hayro_interpret::kurbo::{Point, Vec2};
use unicode_normalization::UnicodeNormalization;

use crate::readers::prose::Prose;

/// A gap as wide as this part of the letter size parts words.
const WORD_GAP: f64 = 0.2;

/// A step as high as this part of the letter size is another line; less is raised or lowered text.
const LINE_STEP: f64 = 0.5;

/// One letter on the page, or what a font draws as one.
pub struct Letter {
    pub text: String,
    pub at: Point,
    /// To where the next one would stand.
    pub advance: Vec2,
    pub size: f64,
}

/// The lines of one page.
#[derive(Default)]
pub struct Lines {
    /// The line that grows.
    line: Vec<Piece>,
    done: Vec<String>,
    last: Option<Last>,
    letters: usize,
}

struct Last {
    at: Point,
    end: Point,
    along: Vec2,
    is_right_to_left: bool,
    text: String,
}

/// Text on its way into a line.
struct Piece {
    text: String,
    is_right_to_left: bool,
    /// It stands to the right of what was drawn before it.
    is_onward: bool,
}

impl Lines {
    /// `is_outline`: the edge of a letter, which mostly was there before.
    pub fn put(&mut self, letter: &Letter, is_outline: bool) {
        let text = plain(&letter.text);
        let length = letter.advance.hypot();
        let along = if length > 0.0 { letter.advance / length } else { Vec2::new(1.0, 0.0) };
        let size = if letter.size > 0.0 { letter.size } else { length };
        let end = letter.at + letter.advance;
        let is_right_to_left = text.chars().any(is_right_to_left);
        let mut is_onward = true;
        if let Some(last) = &self.last {
            let step = letter.at - last.end;
            let (forward, aside) = (step.dot(last.along), step.cross(last.along));
            // Letters are drawn twice, a little apart, where a font has no bold.
            let moved = (letter.at - last.at).hypot();
            if last.text == text && moved < size * if is_outline { 0.01 } else { 0.08 } {
                return;
            }
            // In the order of reading the next letter of these scripts stands to the left.
            let backward = (last.at - end).dot(along);
            if last.along.dot(along) < 0.9 || aside.abs() > size * LINE_STEP {
                self.end_line();
            } else if is_right_to_left && last.is_right_to_left && (letter.at - last.at).dot(along) < 0.0 {
                is_onward = false;
                if backward.abs() > size * WORD_GAP {
                    self.gap();
                }
            } else if forward > size * WORD_GAP || forward < -size {
                is_onward = forward > 0.0;
                self.gap();
            }
        }
        if !text.is_empty() {
            self.letters += text.chars().filter(|letter| letter.is_alphanumeric()).count();
            self.line.push(Piece { text: text.clone(), is_right_to_left, is_onward });
        }
        self.last = Some(Last { at: letter.at, end, along, is_right_to_left, text });
    }

    /// How many letters and digits there are.
    pub fn letters(&self) -> usize {
        self.letters
    }

    fn gap(&mut self) {
        self.line.push(Piece { text: " ".to_owned(), is_right_to_left: false, is_onward: true });
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        if !line.is_empty() {
            self.done.push(in_order_of_reading(line));
        }
    }

    pub fn finish(mut self, prose: &mut Prose) {
        self.end_line();
        push_joined(&self.done, prose);
    }
}

/// Words that were parted at the end of a line are joined.
pub fn push_joined(lines: &[String], prose: &mut Prose) {
    let mut lines = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).peekable();
    while let Some(line) = lines.next() {
        if let Some(beginning) = lines.peek().and_then(|next| joined(line, next)) {
            prose.push(beginning);
        } else {
            prose.push(line);
            prose.end_line();
        }
    }
    prose.end_line();
}

/// The line without its hyphen, or with it where it belongs to the word, if the next line goes on with the same word.
fn joined<'a>(line: &'a str, next: &str) -> Option<&'a str> {
    /// A word whose second half follows later: "Vor- und Nachteile".
    const AND: &[&str] = &["und", "oder", "bzw", "and", "or", "et", "ou", "y", "e", "i", "bis", "to"];
    let unseen = ['\u{ad}', '\u{200b}', '\u{200c}', '\u{feff}'];
    let seen = line.trim_end_matches(unseen);
    let before = match seen.strip_suffix(['-', '\u{2010}']) {
        Some(before) => before.trim_end_matches(unseen),
        // A hyphen that shows only here.
        None if line.contains('\u{ad}') && seen.len() < line.len() => seen,
        None => return None,
    };
    if !before.chars().next_back()?.is_alphabetic() {
        return None;
    }
    let word = next.split(|letter: char| !letter.is_alphabetic()).next()?;
    let first = word.chars().next()?;
    if AND.contains(&word) {
        return None;
    }
    // "Müller-" and "Lüdenscheid" keep theirs.
    Some(if first.is_lowercase() || before == seen { before } else { line })
}

/// Files hold scripts that run to the left in the order of reading or in that of the page. In the latter the whole line
/// is turned round, and numbers and words of other scripts in it back.
fn in_order_of_reading(mut line: Vec<Piece>) -> String {
    let (mut onward, mut backward) = (0, 0);
    for pair in line.windows(2).filter(|pair| pair.iter().all(|piece| piece.is_right_to_left)) {
        if pair[1].is_onward { onward += 1 } else { backward += 1 }
    }
    if onward > backward {
        line.reverse();
        let mut begin = 0;
        while begin < line.len() {
            let is_other = |piece: &Piece| !piece.is_right_to_left && piece.text != " ";
            let length = line[begin..].iter().take_while(|piece| is_other(piece)).count();
            line[begin..begin + length].reverse();
            begin += length.max(1);
        }
    }
    line.iter().map(|piece| piece.text.as_str()).collect()
}

/// Hebrew, Arabic and their neighbours, with the forms that fonts have for them.
fn is_right_to_left(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}')
}

/// Forms of letters as the letters that they are: ligatures, and what Arabic letters look like beside others.
fn plain(text: &str) -> String {
    let is_form = |letter: char| matches!(letter, '\u{fb00}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}');
    if text.chars().any(is_form) { text.nfkc().collect() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Letters of size 10 and width 5 from left to right, each in its place.
    fn drawn(text: &str, turned: bool) -> String {
        let mut lines = Lines::default();
        for (line, words) in text.lines().enumerate() {
            for (column, letter) in words.chars().enumerate() {
                #[expect(clippy::cast_precision_loss, reason = "small")]
                let (x, y) = (column as f64 * 5.0, line as f64 * -12.0);
                let (at, advance) = if turned {
                    (Point::new(-y, x), Vec2::new(0.0, 5.0))
                } else {
                    (Point::new(x, y), Vec2::new(5.0, 0.0))
                };
                if letter != ' ' {
                    lines.put(&Letter { text: letter.to_string(), at, advance, size: 10.0 }, false);
                }
            }
        }
        let mut prose = Prose::new(1000);
        lines.finish(&mut prose);
        prose.finish().text
    }

    #[test]
    fn letters_become_words_along_their_line_whatever_its_angle() {
        for turned in [false, true] {
            assert_eq!(drawn("Quer format\nzweite Zeile", turned), "Quer format\nzweite Zeile");
        }
    }

    #[test]
    fn a_word_parted_at_the_end_of_a_line_is_one() {
        assert_eq!(
            drawn("Betriebskosten-\nabrechnung und Vor-\nund Nachteile von Müller-\nLüdenscheid", false),
            "Betriebskostenabrechnung und Vor-\nund Nachteile von Müller-Lüdenscheid"
        );
    }

    #[test]
    fn what_is_drawn_to_the_left_is_read_from_the_right() {
        assert_eq!(drawn("12 םולש", false), "שלום 12");
    }
}
