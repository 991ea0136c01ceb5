//! The texts behind hits: where words stand in them, and the blocks around those places.

use std::collections::{BTreeSet, HashMap, HashSet};

use sqlx::{PgConnection, PgExecutor, PgPool};

use crate::search::{
    passage::{Piece, passage},
    store::{self, Block, Standing},
    words::{
        split::words,
        wanted::{Phrase, Wanted},
    },
};

/// A phrase is looked for in so many blocks of one text.
const LOOKED_INTO: usize = 60;

/// A passage comes from one block, or from two when the words stand apart.
const SHOWN: usize = 2;

/// For each word of a query the blocks in which it stands.
type Places = Vec<BTreeSet<i16>>;

/// The passages of these contents, by their hashes; a content in which none of the words stands has none.
pub async fn passages(
    pool: &PgPool,
    wanted: &Wanted,
    contents: &[Vec<u8>],
) -> sqlx::Result<HashMap<Vec<u8>, Vec<Piece>>> {
    let terms = wanted.lexemes();
    if contents.is_empty() || terms.is_empty() {
        return Ok(HashMap::new());
    }
    let mut places = places(pool, &terms, contents).await?;
    let is_known =
        |content: &&Vec<u8>| places.get(*content).is_some_and(|places| places.iter().all(|of| !of.is_empty()));
    let rest: Vec<Vec<u8>> = contents.iter().filter(|content| !is_known(content)).cloned().collect();
    if !rest.is_empty() {
        // Beginnings and middles of words, and words with a slip.
        for (number, (patterns, slips)) in wanted.patterns().into_iter().enumerate() {
            let mut found = store::standing_like(pool, &rest, &patterns).await?;
            if found.is_empty() && !slips.is_empty() {
                found = store::standing_like(pool, &rest, &slips).await?;
            }
            for Standing { sha256, places: numbers, .. } in found {
                if let Some(of) = at(&mut places, sha256, terms.len()).get_mut(number) {
                    of.extend(numbers);
                }
            }
        }
    }
    let chosen: Vec<(Vec<u8>, i16)> = places
        .into_iter()
        .flat_map(|(content, places)| choose(&places).into_iter().map(move |number| (content.clone(), number)))
        .collect();
    let mut texts = blocks(pool, chosen).await?;
    Ok(texts
        .drain()
        .map(|(content, blocks)| {
            let texts: Vec<&str> = blocks.iter().map(|block| block.text.as_str()).collect();
            (content, passage(wanted, &texts))
        })
        .collect())
}

/// The block with the most of the words, those that are rare in the text before those that stand everywhere; and another
/// for what is not in that one.
fn choose(places: &Places) -> Vec<i16> {
    let (mut chosen, mut left): (Vec<i16>, Vec<&BTreeSet<i16>>) = (Vec::new(), places.iter().collect());
    while chosen.len() < SHOWN {
        let mut worth: HashMap<i16, f64> = HashMap::new();
        for of in &left {
            let rarity = 1.0 / f64::from(u16::try_from(of.len()).unwrap_or(u16::MAX));
            for number in *of {
                *worth.entry(*number).or_default() += 1.0 + rarity;
            }
        }
        let best = worth.into_iter().max_by(|one, other| one.1.total_cmp(&other.1).then(other.0.cmp(&one.0)));
        let Some((number, _)) = best else { break };
        chosen.push(number);
        left.retain(|of| !of.contains(&number));
    }
    chosen.sort_unstable();
    chosen
}

async fn places(
    executor: impl PgExecutor<'_>,
    terms: &[Vec<String>],
    contents: &[Vec<u8>],
) -> sqlx::Result<HashMap<Vec<u8>, Places>> {
    let mut of: HashMap<&str, Vec<usize>> = HashMap::new();
    for (number, lexemes) in terms.iter().enumerate() {
        for lexeme in lexemes {
            of.entry(lexeme).or_default().push(number);
        }
    }
    let lexemes: Vec<String> = of.keys().map(|lexeme| (*lexeme).to_owned()).collect();
    let mut places = HashMap::new();
    for Standing { sha256, lexeme, places: numbers } in store::standing(executor, contents, &lexemes).await? {
        let known = at(&mut places, sha256, terms.len());
        for number in of.get(lexeme.as_str()).into_iter().flatten() {
            if let Some(of) = known.get_mut(*number) {
                of.extend(&numbers);
            }
        }
    }
    Ok(places)
}

fn at(places: &mut HashMap<Vec<u8>, Places>, content: Vec<u8>, terms: usize) -> &mut Places {
    places.entry(content).or_insert_with(|| vec![BTreeSet::new(); terms])
}

/// These blocks, by their content, in order.
async fn blocks(
    executor: impl PgExecutor<'_>,
    chosen: Vec<(Vec<u8>, i16)>,
) -> sqlx::Result<HashMap<Vec<u8>, Vec<Block>>> {
    let (contents, numbers): (Vec<Vec<u8>>, Vec<i16>) = chosen.into_iter().unzip();
    let mut texts: HashMap<Vec<u8>, Vec<Block>> = HashMap::new();
    for block in store::blocks(executor, &contents, &numbers).await? {
        texts.entry(block.sha256.clone()).or_default().push(block);
    }
    for blocks in texts.values_mut() {
        blocks.sort_by_key(|block| block.number);
    }
    Ok(texts)
}

/// Those of these contents in which the phrase stands, even where one block ends and the next begins.
pub async fn with_phrase(
    connection: &mut PgConnection,
    phrase: &Phrase,
    contents: &[Vec<u8>],
) -> sqlx::Result<HashSet<Vec<u8>>> {
    let terms = phrase.lexemes();
    let places = places(&mut *connection, &terms, contents).await?;
    let mut chosen = Vec::new();
    for (content, places) in places {
        if places.iter().any(BTreeSet::is_empty) {
            continue;
        }
        let Some(rarest) = places.iter().min_by_key(|of| of.len()) else { continue };
        let around: BTreeSet<i16> = rarest
            .iter()
            .take(LOOKED_INTO)
            .flat_map(|number| [number - 1, *number, number.saturating_add(1)])
            .collect();
        chosen.extend(around.into_iter().map(|number| (content.clone(), number)));
    }
    let mut found = HashSet::new();
    for (content, blocks) in blocks(connection, chosen).await? {
        let mut text = String::new();
        let mut before: Option<i16> = None;
        for Block { number, text: block, .. } in blocks {
            // What lies between is not known: it parts what lies around it.
            text.push_str(if before.is_some_and(|before| before + 1 == number) { " " } else { BETWEEN });
            text.push_str(&block);
            before = Some(number);
        }
        if text.split(BETWEEN).any(|text| phrase.stands_in(&words(text).collect::<Vec<_>>())) {
            found.insert(content);
        }
    }
    Ok(found)
}

/// Texts have no control characters in them.
const BETWEEN: &str = "\u{1}";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_block_with_the_most_and_rarest_of_the_words_is_chosen() {
        let places = |of: &[&[i16]]| of.iter().map(|of| of.iter().copied().collect()).collect::<Places>();
        assert_eq!(choose(&places(&[&[1, 2, 3], &[3]])), [3]);
        assert_eq!(choose(&places(&[&[1, 2, 3], &[7]])), [1, 7]);
        assert_eq!(choose(&places(&[&[4, 2], &[]])), [2]);
        assert!(choose(&places(&[&[], &[]])).is_empty());
    }
}
