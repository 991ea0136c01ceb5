//! How often words occur, as PostgreSQL has sampled it, and what follows for a question to the index: it reads all places of
//! every word that it is asked for, so of a rare word together with a common one it is only asked for the rare one.

use super::conditions::{Conditions, Key, OneOf, all};

/// A word that is not among the sampled ones is much rarer than the rarest of those.
const UNKNOWN: f32 = 0.05;

/// To read a place in the index costs about this much less than to look at the words of a document.
const CHEAPER: f32 = 100.0;

/// The most common words, each with the share of the documents that have it.
#[derive(Debug, Clone, Default)]
pub struct Frequencies {
    /// Sorted by the word.
    known: Vec<(String, f32)>,
    unknown: f32,
    /// How many entries there are.
    entries: f32,
}

impl Frequencies {
    pub fn new(mut known: Vec<(String, f32)>, entries: f32) -> Self {
        known.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        let least = known.iter().map(|(_, share)| *share).fold(1.0, f32::min);
        Self { known, unknown: least * UNKNOWN, entries }
    }

    fn share(&self, key: &Key) -> f32 {
        let from = self.known.partition_point(|(word, _)| *word < key.lexeme);
        let rest = self.known.get(from..).unwrap_or_default().iter();
        let fits = |word: &str| if key.is_beginning { word.starts_with(&key.lexeme) } else { word == key.lexeme };
        let known: f32 = rest.take_while(|(word, _)| fits(word)).map(|(_, share)| share).sum();
        known.clamp(self.unknown, 1.0)
    }

    fn share_of_any(&self, condition: &OneOf) -> f32 {
        condition.keys().iter().map(|key| self.share(key)).sum::<f32>().min(1.0)
    }

    /// How many entries fulfil these conditions at most, as far as that can be guessed.
    #[expect(clippy::cast_possible_truncation, reason = "it is a guess, and a cast saturates")]
    pub fn expected(&self, conditions: &Conditions) -> i64 {
        let rarest = conditions.with.iter().map(|condition| self.share_of_any(condition)).fold(1.0, f32::min);
        (rarest * self.entries) as i64
    }

    /// The conditions that the index is asked for, as a tsquery; the others are to be checked in what it gives. `None`: it
    /// is asked for all.
    pub fn rare(&self, conditions: &Conditions) -> Option<String> {
        let shares: Vec<f32> = conditions.with.iter().map(|condition| self.share_of_any(condition)).collect();
        let rarest = shares.iter().copied().fold(1.0, f32::min);
        let is_rare = |share: f32| share <= rarest * CHEAPER;
        if shares.iter().copied().all(is_rare) {
            return None;
        }
        let rare = conditions.with.iter().zip(shares).filter(|(_, share)| is_rare(*share));
        Some(all(&rare.map(|(condition, _)| condition.clone()).collect::<Vec<_>>()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conditions(keys: &[&str]) -> Conditions {
        let key = |key: &&str| match key.strip_suffix('*') {
            Some(beginning) => Key::beginning(beginning.to_owned()),
            None => Key::word((*key).to_owned()),
        };
        Conditions { with: keys.iter().map(|one| key(one).into()).collect(), without: Vec::new() }
    }

    fn sampled() -> Frequencies {
        Frequencies::new(
            [("and", 0.4), ("android", 0.01), ("budget", 0.1), ("report", 0.3)]
                .map(|(word, share)| (word.to_owned(), share))
                .to_vec(),
            1000.0,
        )
    }

    #[test]
    fn the_index_is_not_asked_for_what_is_far_more_common_than_another_word() {
        assert_eq!(sampled().rare(&conditions(&["and*", "xylophone", "budget"])).unwrap(), "('xylophone')");
        assert_eq!(sampled().rare(&conditions(&["xylophone", "android", "zebra"])), None);
    }

    #[test]
    fn it_is_asked_for_all_where_none_is_rare_or_nothing_is_known() {
        assert_eq!(sampled().rare(&conditions(&["and", "budget", "report*"])), None);
        assert_eq!(Frequencies::default().rare(&conditions(&["and", "xylophone"])), None);
        assert_eq!(sampled().rare(&conditions(&["xylophone"])), None);
    }

    #[test]
    fn no_more_fit_than_have_the_rarest_word() {
        assert_eq!(sampled().expected(&conditions(&["and", "budget"])), 100);
        assert_eq!(Frequencies::default().expected(&conditions(&["and"])), 0);
    }

    #[test]
    fn a_beginning_is_as_common_as_all_that_begins_so() {
        let (all, one) = (Key::beginning("and".to_owned()), Key::word("and".to_owned()));
        assert!(sampled().share(&all) > sampled().share(&one));
        assert!(sampled().share(&Key::beginning("r".to_owned())) > 0.2);
        assert!(sampled().share(&Key::beginning("ze".to_owned())) < 0.001);
    }
}
