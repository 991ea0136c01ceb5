//! What moving or copying items would change for whom, shown before it is done.

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

use super::{
    change::{folder_is_gone, not_a_folder},
    diff_line::{DiffLine, Side},
};
use crate::{
    Error, Result,
    access::{
        groups,
        ladder::{Editor, Person},
        level::{Edit, Granted, Level},
        subjects::Subject,
    },
    documents::{
        item::Item,
        own_grants::OwnGrants,
        service::Documents,
        store::{self, AccessRow, ShiftRow},
    },
    error::Meaning,
};

/// What is about to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Move,
    Copy,
}

/// What it changes, for all that is moved or copied together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccessDiffs {
    /// Those for which it changes something, in one way or the other.
    pub diffs: Vec<AccessDiff>,
    /// The person can choose what happens to the items' own grants, and the choice makes a difference.
    pub may_choose: bool,
    /// So many more have access of their own, and were not looked at.
    pub left_out: usize,
}

/// What it changes for things that are all granted alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessDiff {
    /// What they are called.
    pub names: Vec<String>,
    /// With the grants on the items themselves.
    pub keep: Vec<DiffLine>,
    /// Without it.
    pub target: Vec<DiffLine>,
}

/// So many different sets of grants are compared; a selection of more has the rest left out.
const MOST_SETS: usize = 20;

/// The levels of each subject, before and after.
type Levels = HashMap<String, i16>;

impl Documents {
    /// What moving or copying these items into a folder changes for whom. Items that the asker may only view are left
    /// out: they have no right to know who else sees them.
    ///
    /// # Errors
    /// `Forbidden` for those who may not change the folder; `Unavailable` when the database is away.
    pub async fn access_diffs(&self, editor: &Editor, act: Act, items: &[Item], folder: &Item) -> Result<AccessDiffs> {
        let level = folder.level.ok_or_else(|| Error::not_found(format!("{} is hidden from them", folder.id)))?;
        level.includes(Level::Edit, folder.id)?;
        let goes = |item: &&Item| item.parent.is_some() && (act == Act::Copy || item.parent != Some(folder.id));
        let may_change = |item: &&Item| item.level >= Some(Level::Edit);
        let items: Vec<&Item> = items.iter().filter(goes).filter(may_change).collect();
        let mut sets: Vec<Vec<&Item>> = Vec::new();
        let mut places = HashMap::new();
        for item in &items {
            // Things of one folder with nothing of their own are granted alike.
            let set = if item.has_grants || !item.inherits { Some(item.id) } else { item.parent };
            let place = *places.entry(set).or_insert(sets.len());
            match sets.get_mut(place) {
                Some(set) => set.push(item),
                None => sets.push(vec![item]),
            }
        }
        let there = self.reaching(folder.id).await?;
        let mut all =
            AccessDiffs { left_out: sets.iter().skip(MOST_SETS).map(Vec::len).sum(), ..AccessDiffs::default() };
        let (mut differs, mut is_theirs) = (false, true);
        for set in sets.iter().take(MOST_SETS) {
            let Some(item) = set.first() else { continue };
            let here = self.reaching(item.id).await?;
            let compared = Compared::of(act, item, &here, &there);
            if item.has_grants {
                differs |= compared.keep != compared.target;
                is_theirs &= item.level == Some(Level::Own) && (act == Act::Copy || item.inherits);
            }
            let mut knows = Vec::new();
            knows.extend((item.level == Some(Level::Own)).then_some(Side::Here));
            knows.extend((level == Level::Own).then_some(Side::There));
            let keep = self.lines(editor.person(), &compared.before, &compared.keep, &knows).await?;
            let target = if compared.keep == compared.target {
                keep.clone()
            } else {
                self.lines(editor.person(), &compared.before, &compared.target, &knows).await?
            };
            let names = set.iter().map(|item| item.name.clone()).collect();
            all.diffs.push(AccessDiff { names, keep, target });
        }
        all.may_choose = differs && is_theirs && all.left_out == 0;
        let told = if all.may_choose { &OwnGrants::ALL[..] } else { &[act.usual()][..] };
        all.diffs.retain(|diff| told.iter().any(|grants| !diff.of(*grants).is_empty()));
        Ok(all)
    }

    /// The same for one item that they may change.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden`; `Conflict` when the folder does not exist, or is a document; `Invalid` for the root.
    pub async fn access_diff(&self, editor: &Editor, act: Act, id: Uuid, folder: Uuid) -> Result<AccessDiffs> {
        let item = Granted::<Edit, _>::check(self.any_item(editor.person(), id).await?)?.into_inner();
        if item.parent.is_none() {
            return Err(Error::invalid(text!("change-root"), "the root was to be moved or copied"));
        }
        let folder = match self.any_item(editor.person(), folder).await {
            Ok(folder) if !folder.is_folder() => return Err(not_a_folder(folder.id)),
            Err(error) if error.meaning() == Meaning::NotFound => return Err(folder_is_gone(folder)),
            found => found?,
        };
        self.access_diffs(editor, act, &[item], &folder).await
    }

    async fn reaching(&self, id: Uuid) -> Result<Vec<AccessRow>> {
        self.database.look_up(|| store::access_of(self.database.pool(), id)).await
    }

    async fn lines(&self, person: &Person, before: &Levels, after: &Levels, knows: &[Side]) -> Result<Vec<DiffLine>> {
        if before == after {
            return Ok(Vec::new());
        }
        let subjects: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        let of = |levels: &Levels| subjects.iter().map(|one| levels.get(*one).copied().unwrap_or_default()).collect();
        let (before, after): (Vec<i16>, Vec<i16>) = (of(before), of(after));
        let subjects: Vec<String> = subjects.into_iter().cloned().collect();
        let asker = format!("person:{}", person.key());
        let pool = self.database.pool();
        let rows = self.database.look_up(|| store::shifts(pool, &subjects, (&before, &after), &asker)).await?;
        let group = |row: &ShiftRow| match Subject::parse(&row.cause) {
            Some(Subject::Group(id)) => Some(id),
            _ => None,
        };
        let ids: Vec<Uuid> = rows.iter().filter_map(group).collect();
        let names = groups::known_to(&self.database, person, &ids).await?;
        let lines = rows.into_iter().map(|row| DiffLine::of(row, &asker, &names, knows));
        Ok(DiffLine::in_order(lines.collect::<Result<Vec<_>>>()?.into_iter()))
    }
}

/// The levels that reach a thing now, and would at its new place.
struct Compared {
    before: Levels,
    keep: Levels,
    target: Levels,
}

impl Compared {
    fn of(act: Act, item: &Item, here: &[AccessRow], there: &[AccessRow]) -> Self {
        // What is cut off stays so when it is moved: there, too, only grants to own reach it from above.
        let reaches = |row: &&AccessRow| act == Act::Copy || item.inherits || row.level == Level::Own.number();
        let target = levels(there.iter().filter(reaches));
        let own = here.iter().filter(|row| row.depth == 0);
        let keep = levels(own.chain(there.iter().filter(reaches)));
        Self { before: levels(here.iter()), keep, target }
    }
}

fn levels<'a>(rows: impl Iterator<Item = &'a AccessRow>) -> Levels {
    let mut levels = Levels::new();
    for row in rows {
        let level = levels.entry(row.subject.clone()).or_default();
        *level = row.level.max(*level);
    }
    levels
}

impl Act {
    /// The default for an item's own grants.
    pub fn usual(self) -> OwnGrants {
        match self {
            Self::Move => OwnGrants::Keep,
            Self::Copy => OwnGrants::Target,
        }
    }
}

impl AccessDiff {
    pub fn of(&self, grants: OwnGrants) -> &[DiffLine] {
        match grants {
            OwnGrants::Keep => &self.keep,
            OwnGrants::Target => &self.target,
        }
    }
}
