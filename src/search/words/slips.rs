//! Words that differ by one slip of the finger: two letters in the wrong order, one too many, one missing, a wrong one.
//! They are few enough to ask the index for all of them, so no list of known words has to be kept.

use std::collections::BTreeSet;

/// Shorter words are like too many others.
const SHORTEST: usize = 4;
/// Longer ones would be asked for in too many spellings.
const LONGEST: usize = 24;

const ALPHABETS: [(char, char); 3] = [('a', 'z'), ('а', 'я'), ('α', 'ω')];

/// What may have been meant by a folded word; nothing for one that is short or no plain word.
pub fn slips(word: &str) -> BTreeSet<String> {
    let letters: Vec<char> = word.chars().collect();
    let Some(alphabet) =
        ALPHABETS.iter().find(|(first, last)| letters.iter().all(|letter| (first..=last).contains(&letter)))
    else {
        return BTreeSet::new();
    };
    if !(SHORTEST..=LONGEST).contains(&letters.len()) {
        return BTreeSet::new();
    }
    let mut found = BTreeSet::new();
    let mut add = |before: &[char], between: &[char], after: &[char]| {
        found.insert([before, between, after].concat().into_iter().collect::<String>());
    };
    for at in 0..=letters.len() {
        let (before, after) = letters.split_at(at);
        if let [one, other, rest @ ..] = after {
            add(before, &[*other, *one], rest);
        }
        if let [_, rest @ ..] = after {
            add(before, &[], rest);
        }
        for letter in alphabet.0..=alphabet.1 {
            add(before, &[letter], after);
            if let [_, rest @ ..] = after {
                add(before, &[letter], rest);
            }
        }
    }
    found.remove(word);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_of_any_kind_is_forgiven() {
        for (typed, meant) in [
            ("vertarg", "vertrag"),
            ("reprot", "report"),
            ("emplyee", "employee"),
            ("budgett", "budget"),
            ("договар", "договор"),
        ] {
            assert!(slips(typed).contains(meant), "{typed}");
        }
        assert!(!slips("report").contains("report"));
        assert!(slips("abc").is_empty() && slips("2024").is_empty() && slips("契約書類").is_empty());
        assert!(slips("employee").len() < 500);
    }
}
