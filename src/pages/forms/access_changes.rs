//! What moving or copying changes for whom, as shown on the page on which the folder is chosen.

use crate::{
    Result,
    access::{ladder::Editor, level::Level},
    documents::{
        changes::{AccessDiff, Act, DiffLine},
        item::Item,
        own_grants::OwnGrants,
        service::Documents,
    },
};

/// How many sentences are visible at first; a table has all of them.
const SENTENCES: usize = 5;

/// More lines than anybody looks through.
const MOST_LINES: usize = 200;

/// So many things are named.
const NAMED: usize = 3;

/// Empty where nothing changes for anybody.
#[derive(Default)]
pub struct AccessChanges {
    /// What can be chosen, with what follows; one where there is nothing to choose.
    pub choices: Vec<Choice>,
    pub left_out: usize,
}

/// One option for the items' own grants.
pub struct Choice {
    pub grants: OwnGrants,
    /// The default.
    pub is_usual: bool,
    /// One for all things that are granted alike.
    pub parts: Vec<Part>,
}

pub struct Part {
    /// Which things; empty where it is about all of them.
    pub title: String,
    pub sentences: Vec<String>,
    /// All of them, where the sentences are not all.
    pub lines: Vec<Line>,
    /// So many lines more.
    pub more: usize,
}

/// The person or group, and their level before and after, in words.
pub struct Line {
    pub who: String,
    pub before: String,
    pub after: String,
}

impl AccessChanges {
    pub async fn of(editor: &Editor, documents: &Documents, act: Act, items: &[Item], folder: &Item) -> Result<Self> {
        // Nothing can go there, so nothing is said; the form says why.
        if folder.level < Some(Level::Edit) {
            return Ok(Self::default());
        }
        let all = documents.access_diffs(editor, act, items, folder).await?;
        let is_one =
            all.diffs.len() == 1 && all.left_out == 0 && all.diffs.iter().all(|diff| diff.names.len() == items.len());
        let choice = |grants: OwnGrants| {
            let told = all.diffs.iter().filter(|diff| !diff.of(grants).is_empty());
            let parts = told.map(|diff| Part::of(act, diff, grants, is_one)).collect();
            Choice { grants, is_usual: grants == act.usual(), parts }
        };
        let choices = match (all.may_choose, all.diffs.is_empty()) {
            (true, _) => OwnGrants::ALL.map(choice).into(),
            (false, false) => vec![choice(act.usual())],
            (false, true) => Vec::new(),
        };
        Ok(Self { choices, left_out: all.left_out })
    }

    pub fn is_choice(&self) -> bool {
        self.choices.len() > 1
    }
}

impl Part {
    fn of(act: Act, diff: &AccessDiff, grants: OwnGrants, is_one: bool) -> Self {
        let lines = diff.of(grants);
        let things = diff.names.len();
        let title = match &diff.names[..] {
            _ if is_one => String::new(),
            names if names.len() <= NAMED => names.join(", "),
            names => text!("picker-things", count = names.len()),
        };
        let is_long = lines.len() > SENTENCES;
        let short = if is_long { DiffLine::in_short(lines) } else { lines.to_vec() };
        let sentences = short.iter().take(SENTENCES).map(|line| line.sentence(act, things)).collect();
        let shown = if is_long { lines.len().min(MOST_LINES) } else { 0 };
        let more = if shown == 0 { 0 } else { lines.len() - shown };
        Self { title, sentences, lines: lines.iter().take(shown).map(Line::of).collect(), more }
    }
}

impl Line {
    fn of(line: &DiffLine) -> Self {
        let some = |level: Level| text!("access-may", level = level.as_str());
        let may = |level: Option<Level>| level.map_or_else(|| text!("diff-none"), some);
        Self { who: line.called(), before: may(line.before), after: may(line.after) }
    }
}
