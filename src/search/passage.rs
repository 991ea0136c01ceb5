//! The passage that shows why a text was found: where its words stand closest, in one piece or two.

use std::collections::HashSet;

use super::words::{split::words, stems::Stems, wanted::Wanted};

/// A piece of a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    /// Whether it is one of the words that were looked for.
    pub is_hit: bool,
}

/// How long a fragment is, in bytes.
const WIDTH: usize = 180;

/// Between two fragments.
const GAP: &str = " … ";

/// The words of a query that stand in a text, by their numbers, with the bytes that they take.
type Hits = Vec<(usize, std::ops::Range<usize>)>;

/// One or two fragments of these texts, in which as many of the words stand as can be. Empty: none does.
pub fn passage(wanted: &Wanted, texts: &[&str]) -> Vec<Piece> {
    let mut shown = HashSet::new();
    let mut pieces: Vec<Piece> = Vec::new();
    let found: Vec<(&str, Hits)> = texts.iter().map(|text| (*text, hits(wanted, text))).collect();
    for (text, hits) in &found {
        let again = if texts.len() == 1 { 2 } else { 1 };
        let mut fragments: Vec<(usize, usize)> = Vec::new();
        for _ in 0..again {
            let Some((first, last)) = densest(hits, &shown) else { break };
            shown.extend(hits.iter().skip(first).take(last - first + 1).map(|(term, _)| *term));
            fragments.push((first, last));
        }
        fragments.sort_unstable();
        let mut from = 0;
        for (first, last) in fragments {
            let (start, end) = around(text, hits, first, last);
            let start = start.max(from);
            if !pieces.is_empty() {
                push(&mut pieces, GAP, false);
            }
            cut(text, hits, start..end, &mut pieces);
            from = end;
        }
    }
    pieces
}

fn hits(wanted: &Wanted, text: &str) -> Hits {
    let stems = Stems::of(text);
    let hits = words(text).flat_map(|word| {
        let stem = stems.stem(text.get(word.place.clone()).unwrap_or_default(), &word.text);
        wanted.hits(text, &word, stem.as_deref())
    });
    hits.collect()
}

/// The first and the last hit of the stretch with the most words that were not shown yet, the shortest and first of such.
fn densest(hits: &Hits, shown: &HashSet<usize>) -> Option<(usize, usize)> {
    let (mut most, mut best) = ((0, 0, 0), None);
    for (first, (_, start)) in hits.iter().enumerate() {
        let within = hits.iter().skip(first).take_while(|(_, hit)| hit.end <= start.start + WIDTH);
        let within: Vec<_> = within.collect();
        let new: HashSet<usize> = within.iter().map(|(term, _)| *term).filter(|term| !shown.contains(term)).collect();
        if new.is_empty() {
            continue;
        }
        let length = within.last().map_or(0, |(_, hit)| hit.end - start.start);
        let worth = (new.len(), within.len(), usize::MAX - length);
        if worth > most {
            most = worth;
            best = Some((first, first + within.len().max(1) - 1));
        }
    }
    best
}

/// The stretch with what is around it, from the beginning of a word to the end of one.
fn around(text: &str, hits: &Hits, first: usize, last: usize) -> (usize, usize) {
    let start = hits.get(first).map_or(0, |(_, hit)| hit.start);
    let end = hits.get(last).map_or(text.len(), |(_, hit)| hit.end);
    let room = WIDTH.saturating_sub(end - start) / 2;
    let from = boundary(text, start.saturating_sub(room));
    let until = boundary(text, (end + room).min(text.len()));
    let from = if from == 0 {
        0
    } else {
        let skipped = text.get(from..start).and_then(|before| before.find(char::is_whitespace));
        skipped.map_or(from, |skipped| from + skipped)
    };
    let until = if until == text.len() {
        until
    } else {
        let kept = text.get(end..until).and_then(|after| after.rfind(char::is_whitespace));
        kept.map_or(until, |kept| end + kept)
    };
    (from, until)
}

/// This byte, or the beginning of the letter that it belongs to.
fn boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn cut(text: &str, hits: &Hits, range: std::ops::Range<usize>, pieces: &mut Vec<Piece>) {
    let mut at = range.start;
    for (_, hit) in hits.iter().filter(|(_, hit)| hit.start >= range.start && hit.end <= range.end) {
        push(pieces, text.get(at..hit.start).unwrap_or_default(), false);
        push(pieces, text.get(hit.clone()).unwrap_or_default(), true);
        at = hit.end;
    }
    push(pieces, text.get(at..range.end).unwrap_or_default(), false);
}

fn push(pieces: &mut Vec<Piece>, text: &str, is_hit: bool) {
    let text: String = text.chars().map(|letter| if letter == '\n' { ' ' } else { letter }).collect();
    let is_start = pieces.is_empty();
    let text = if is_start { text.trim_start() } else { &text };
    if !text.is_empty() {
        pieces.push(Piece { text: text.to_owned(), is_hit });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(query: &str, texts: &[&str]) -> String {
        let pieces = passage(&Wanted::read(query), texts);
        pieces.iter().map(|piece| if piece.is_hit { format!("[{}]", piece.text) } else { piece.text.clone() }).collect()
    }

    #[test]
    fn the_words_are_marked_where_they_stand() {
        assert_eq!(shown("gulls dawn", &["The keeper counts\ngulls at dawn"]), "The keeper counts [gulls] at [dawn]");
        assert_eq!(shown("bruecke", &["Die Brücke <b>"]), "Die [Brücke] <b>");
        assert_eq!(shown("契約書", &["今年の契約書類"]), "今年の[契約書]類");
        assert!(passage(&Wanted::read("x"), &["nothing"]).is_empty() && passage(&Wanted::read("x"), &[]).is_empty());
    }

    #[test]
    fn it_is_taken_where_they_stand_closest() {
        let far = "and so on ".repeat(100);
        let text = format!("budget {far} the budget of the harbour {far} harbour");
        let passage = shown("budget harbour", &[&text]);
        assert!(passage.contains("the [budget] of the [harbour]") && passage.len() < 2 * WIDTH, "{passage}");
    }

    #[test]
    fn words_that_stand_apart_are_shown_in_two_pieces() {
        let far = "and so on ".repeat(100);
        let text = format!("{far} budget {far} harbour");
        let passage = shown("harbour budget", &[&text]);
        assert!(passage.contains("[budget]") && passage.contains(" … ") && passage.contains("[harbour]"), "{passage}");
        let passage = shown("harbour budget", &[&format!("budget {far}"), &format!("{far} harbour")]);
        assert!(passage.starts_with("[budget]") && passage.ends_with("[harbour]"), "{passage}");
    }
}
