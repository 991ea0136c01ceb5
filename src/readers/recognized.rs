//! What a program has recognized in a picture: the words that it is sure of. In photos and drawings it sees letters where there
//! are none, and says so by its confidence.

use super::{pdf::push_joined, prose::Prose};

/// Of 100; a word that it is less sure of is left out.
const SURE: f32 = 30.0;

/// Of 100; where it is less sure of all words together, there are none.
const SURE_OF_ALL: f32 = 50.0;

/// How much of one page is kept, in bytes; the densest page has a tenth of it.
const MOST: usize = 256 * 1024;

/// The columns of the table of Tesseract (TSV) that say in which line a word is.
const LINE: std::ops::RangeInclusive<usize> = 1..=4;
/// Those that say how sure it is of the word, and the word.
const CONFIDENCE: usize = 10;
const WORD: usize = 11;

/// The text of one page, out of the table of its words; empty when there is none. What made it has read strangers' pictures: it
/// counts as bytes of a plain text.
pub fn recognized(table: &[u8]) -> String {
    let table = String::from_utf8_lossy(table);
    let (mut lines, mut last): (Vec<String>, Vec<&str>) = (Vec::new(), Vec::new());
    let (mut letters, mut sureness) = (0.0, 0.0);
    for row in table.lines() {
        let columns: Vec<&str> = row.splitn(WORD + 1, '\t').collect();
        let Some((confidence, word)) = columns.get(CONFIDENCE).zip(columns.get(WORD)) else { continue };
        let Some(sure) = confidence.parse().ok().filter(|sure: &f32| (SURE..=100.0).contains(sure)) else { continue };
        let count = word.chars().filter(|letter| letter.is_alphanumeric()).count();
        if count == 0 {
            continue;
        }
        match lines.last_mut() {
            Some(line) if columns[LINE] == last => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push((*word).to_owned()),
        }
        last = columns[LINE].to_vec();
        // A run of letters as long as no word is weighs as much as a long word.
        let count = f32::from(u8::try_from(count).unwrap_or(u8::MAX));
        letters += count;
        sureness += sure * count;
    }
    // One letter is a stain.
    if letters < 2.0 || sureness < SURE_OF_ALL * letters {
        return String::new();
    }
    let mut prose = Prose::new(MOST);
    push_joined(&lines, &mut prose);
    prose.finish().text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(line: u8, confidence: &str, word: &str) -> String {
        format!("5\t1\t1\t1\t{line}\t1\t10\t20\t30\t40\t{confidence}\t{word}\n")
    }

    #[test]
    fn words_become_lines_and_those_parted_at_their_end_are_joined() {
        let head = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n";
        let table = [
            head.to_owned(),
            row(1, "-1", ""),
            row(1, "96.2", "Die"),
            row(1, "91.0", "Betriebskosten-"),
            row(2, "95.0", "abrechnung"),
            row(2, "12.0", "~|"),
            row(2, "95.0", "|"),
            row(3, "88", "2024\u{1}\u{0}"),
        ];
        assert_eq!(recognized(table.concat().as_bytes()), "Die Betriebskostenabrechnung\n2024");
    }

    #[test]
    fn stains_and_guesses_are_no_words() {
        assert_eq!(recognized(row(1, "95", "l").as_bytes()), "");
        assert_eq!(recognized([row(1, "31", "oie"), row(2, "40", "wre")].concat().as_bytes()), "");
    }

    #[test]
    fn whatever_another_program_says_is_read_without_harm() {
        for garbage in [&b"\xff\xfe\0\t\t\t\t\t\t\t\t\t\tNaN\tword"[..], b"", b"\t\t\t", b"Segmentation fault\n"] {
            assert_eq!(recognized(garbage), "");
        }
        let long = "word ".repeat(MOST);
        assert!(recognized(row(1, "90", &long).as_bytes()).len() <= MOST);
    }
}
