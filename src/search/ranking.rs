//! Which documents fit a query, in their order.

use std::collections::{BTreeMap, HashSet};

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::search::{
    passages::with_phrase,
    store::{self, Bounds, Found, LADDER, LOOKED_AT, LOOKED_AT_AGAIN, Named, Order, SHORT_LADDER, Wanted},
    words::{conditions::Conditions, frequencies::Frequencies, split::words, term::Closeness, wanted::Wanted as Words},
};

/// Sets of words that stand in the names of ancestors are asked for one by one; so many of them.
const MOST_PLACES: usize = 6;

/// So many documents at a time are looked into for a phrase.
const LOOKED_INTO: usize = 50;

/// A question, with all that answers it.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    pub words: &'a Words,
    pub bounds: &'a Bounds,
    pub frequencies: &'a Frequencies,
    pub order: Order,
    pub now: OffsetDateTime,
    /// How many are wanted.
    pub most: usize,
}

/// Each thing once, where it was found first.
#[derive(Debug, Default)]
pub struct Ranked {
    pub ids: Vec<Uuid>,
    /// Whether there can be no others.
    pub is_all: bool,
    /// The query with the slips that were forgiven, if they were only found so.
    pub forgiven: Option<Words>,
    seen: HashSet<Uuid>,
}

impl Ranked {
    fn add(&mut self, more: Vec<Uuid>) {
        self.ids.extend(more.into_iter().filter(|id| self.seen.insert(*id)));
    }

    fn add_found(&mut self, found: Found) {
        self.is_all &= found.is_all;
        self.add(found.ids);
    }
}

impl Asked<'_> {
    /// One question after the other, until there are enough.
    pub async fn in_turn(&self, connection: &mut PgConnection) -> sqlx::Result<Ranked> {
        if self.words.looked_for().is_empty() {
            return self.by_index(connection, self.most).await;
        }
        // The index knows the words of a phrase, not their neighbours. Mostly the first are enough.
        let looked_at = usize::try_from(LOOKED_AT).unwrap_or(usize::MAX).max(self.most);
        let (mut ranked, mut looked_into, mut fitting) = (Ranked::default(), HashSet::new(), HashSet::new());
        for enough in [self.most, looked_at] {
            let candidates = self.by_index(&mut *connection, enough).await?;
            let is_all = candidates.is_all && candidates.ids.len() < enough;
            ranked = Ranked { is_all, forgiven: candidates.forgiven, ..Ranked::default() };
            for ids in candidates.ids.chunks(LOOKED_INTO) {
                let new: Vec<Uuid> = ids.iter().copied().filter(|id| looked_into.insert(*id)).collect();
                fitting.extend(self.with_phrases(&mut *connection, &new).await?);
                ranked.add(ids.iter().copied().filter(|id| fitting.contains(id)).collect());
                if ranked.ids.len() >= self.most {
                    break;
                }
            }
            if is_all || enough == looked_at || ranked.ids.len() >= self.most {
                break;
            }
        }
        Ok(ranked)
    }

    async fn by_index(&self, connection: &mut PgConnection, enough: usize) -> sqlx::Result<Ranked> {
        let mut ranked = Ranked { is_all: true, ..Ranked::default() };
        match self.order {
            Order::Best => self.best_first(connection, enough, &mut ranked).await?,
            Order::Changed | Order::Name | Order::Size => {
                self.in_another_order(&mut *connection, enough, &mut ranked).await?;
                let mut ids = store::in_order(connection, &ranked.ids, self.order).await?;
                ids.truncate(enough);
                ranked.ids = ids;
            }
        }
        Ok(ranked)
    }

    /// From the closest to the farthest, until there are enough.
    async fn best_first(&self, connection: &mut PgConnection, enough: usize, ranked: &mut Ranked) -> sqlx::Result<()> {
        if self.words.is_empty() {
            return self.without_words(connection, enough, ranked).await;
        }
        if self.words.is_plain() {
            let beginning = self.words.beginning();
            ranked.add_found(store::by_beginning(&mut *connection, beginning, self.bounds, most(enough)).await?);
        }
        for closeness in [Closeness::NameWords, Closeness::NameBeginnings] {
            if ranked.ids.len() >= enough {
                return Ok(());
            }
            ranked.add_found(self.ask(&mut *connection, closeness, enough).await?);
        }
        self.by_queue(&mut *connection, enough, ranked).await?;
        if ranked.ids.len() < enough {
            self.by_place(&mut *connection, enough, ranked).await?;
        }
        for closeness in [Closeness::Words, Closeness::Middles] {
            if ranked.ids.len() >= enough {
                return Ok(());
            }
            ranked.add_found(self.ask(&mut *connection, closeness, enough).await?);
        }
        self.by_slips(connection, enough, ranked).await
    }

    /// The first of each question; together they hold the first of all.
    async fn in_another_order(
        &self,
        connection: &mut PgConnection,
        enough: usize,
        ranked: &mut Ranked,
    ) -> sqlx::Result<()> {
        if self.words.is_empty() {
            return self.without_words(connection, self.compared(enough), ranked).await;
        }
        // All that is closer is among these.
        ranked.add_found(self.ask(&mut *connection, Closeness::Middles, enough).await?);
        self.by_queue(&mut *connection, enough, ranked).await?;
        self.by_place(&mut *connection, enough, ranked).await?;
        self.by_slips(connection, enough, ranked).await
    }

    /// How many of the latest are compared, where the question gives them by their last change.
    fn compared(&self, enough: usize) -> usize {
        match self.order {
            Order::Best | Order::Changed => enough,
            Order::Name | Order::Size => usize::try_from(LOOKED_AT_AGAIN).unwrap_or(usize::MAX).max(enough),
        }
    }

    /// Filters alone; or signs, which are no words, but a name may begin with them.
    async fn without_words(
        &self,
        connection: &mut PgConnection,
        enough: usize,
        ranked: &mut Ranked,
    ) -> sqlx::Result<()> {
        ranked.add_found(match self.words.beginning() {
            "" => store::by_change(connection, self.bounds, most(enough)).await?,
            signs => store::by_beginning(connection, signs, self.bounds, most(enough)).await?,
        });
        Ok(())
    }

    async fn by_queue(&self, connection: &mut PgConnection, enough: usize, ranked: &mut Ranked) -> sqlx::Result<()> {
        if self.words.is_plain() {
            ranked.add(store::by_queue(connection, &self.words.names(), self.bounds, most(enough)).await?);
        }
        Ok(())
    }

    /// Only where nothing else was found.
    async fn by_slips(&self, connection: &mut PgConnection, enough: usize, ranked: &mut Ranked) -> sqlx::Result<()> {
        if !ranked.ids.is_empty() {
            return Ok(());
        }
        let known = store::known(&mut *connection, &self.words.slips()).await?.into_iter().collect();
        let forgiven = self.words.forgiving(&known);
        ranked.add_found(Asked { words: &forgiven, ..*self }.ask(connection, Closeness::Slips, enough).await?);
        ranked.forgiven = Some(forgiven);
        Ok(())
    }

    async fn ask(&self, connection: &mut PgConnection, closeness: Closeness, enough: usize) -> sqlx::Result<Found> {
        let Some(conditions) = self.words.conditions(closeness) else { return Ok(Found::nothing()) };
        let is_of_names = matches!(closeness, Closeness::NameWords | Closeness::NameBeginnings);
        let rank = (!is_of_names).then(|| self.words.to_rank());
        self.by_words(connection, &conditions, rank.as_deref(), enough, self.bounds, &LADDER).await
    }

    async fn by_words(
        &self,
        connection: &mut PgConnection,
        conditions: &Conditions,
        rank: Option<&str>,
        enough: usize,
        bounds: &Bounds,
        ladder: &[(i64, i64)],
    ) -> sqlx::Result<Found> {
        // In another order, the first may be the last to be found.
        let ladder = if self.order == Order::Best { ladder } else { &LADDER[2..] };
        let (whole, rare) = (conditions.to_tsquery(), self.frequencies.rare(conditions));
        let (indexed, whole) = rare.as_ref().map_or((&whole, None), |rare| (rare, Some(whole.as_str())));
        let (expected, most) = (self.frequencies.expected(conditions), most(enough));
        let wanted = Wanted { indexed, whole, expected, ladder, rank, order: self.order, now: self.now, most };
        store::by_words(connection, wanted, bounds).await
    }

    /// What lies in folders that have some of the words in their names, or in the names of their ancestors, and has the
    /// others itself.
    async fn by_place(&self, connection: &mut PgConnection, enough: usize, ranked: &mut Ranked) -> sqlx::Result<()> {
        let (named, is_all) = store::folders_by_names(&mut *connection, &self.words.to_folder_tsqueries()).await?;
        ranked.is_all &= is_all;
        let mut sets: BTreeMap<u32, Vec<Uuid>> = BTreeMap::new();
        let seen = self.bounds.folders.as_ref().map(|folders| folders.iter().copied().collect::<HashSet<Uuid>>());
        for (folder, covered) in named {
            if seen.as_ref().is_none_or(|seen| seen.contains(&folder)) {
                sets.entry(covered).or_default().push(folder);
            }
        }
        let mut sets: Vec<(u32, Vec<Uuid>)> = sets.into_iter().collect();
        sets.sort_by_key(|(covered, _)| (std::cmp::Reverse(covered.count_ones()), *covered));
        // In another order, the first may be among the last of these.
        let is_best = self.order == Order::Best;
        ranked.is_all &= sets.len() <= MOST_PLACES;
        for (covered, folders) in sets.into_iter().take(MOST_PLACES) {
            if is_best && ranked.ids.len() >= enough {
                break;
            }
            let bounds = Bounds { folders: Some(folders), ..self.bounds.clone() };
            let rest = self.words.without_covered(covered);
            ranked.add_found(match rest.conditions(Closeness::Words) {
                Some(conditions) => {
                    self.by_words(&mut *connection, &conditions, None, enough, &bounds, &SHORT_LADDER).await?
                }
                None => store::by_change(&mut *connection, &bounds, most(self.compared(enough))).await?,
            });
        }
        Ok(())
    }

    /// Those of these in which every phrase stands that must, and none that must not; in their order.
    async fn with_phrases(&self, connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<Vec<Uuid>> {
        let named: Vec<Named> = store::named(&mut *connection, ids).await?;
        let mut fitting: HashSet<Uuid> = named.iter().map(|named| named.id).collect();
        for (phrase, is_wanted) in self.words.looked_for() {
            let stands_in_name = |named: &&Named| phrase.stands_in(&words(&named.name).collect::<Vec<_>>());
            let (with, without): (Vec<&Named>, Vec<&Named>) = named.iter().partition(stands_in_name);
            let contents: Vec<Vec<u8>> = without.iter().filter_map(|named| named.sha256.clone()).collect();
            let standing = with_phrase(&mut *connection, phrase, &contents).await?;
            let stands = |named: &&Named| named.sha256.as_ref().is_some_and(|sha256| standing.contains(sha256));
            let all: HashSet<Uuid> =
                with.into_iter().chain(without.into_iter().filter(stands)).map(|named| named.id).collect();
            fitting.retain(|id| all.contains(id) == is_wanted);
        }
        Ok(ids.iter().copied().filter(|id| fitting.contains(id)).collect())
    }
}

fn most(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
