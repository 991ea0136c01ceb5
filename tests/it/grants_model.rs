//! The rule of grants in the database against a model of it that is too simple to be wrong, over random trees.

use std::{
    collections::{BTreeSet, HashMap},
    fmt::Write,
};

use crate::support::{api::ROOT, scratch_database::ScratchDatabase};

pub(crate) const NODES: usize = 40;
const TREES: u64 = 25;
const ROUNDS: usize = 12;
pub(crate) const SUBJECTS: [&str; 7] = [
    "person:t|ada",
    "person:t|bob",
    "role:reader",
    "address:eve@example.com",
    "group:00000000-0000-7000-a000-000000000004",
    "group:00000000-0000-7000-a000-000000000005",
    "group:00000000-0000-7000-a000-000000000006",
];
/// The first of the groups among them. A group may hold the later ones, so that none is in itself.
const GROUPS: usize = 4;

/// The same numbers at every run (Knuth's MMIX constants).
pub(crate) struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

pub(crate) struct Node {
    pub parent: Option<usize>,
    is_folder: bool,
    pub inherits: bool,
    /// By subject: the level, and whether it is over.
    pub grants: HashMap<usize, (i16, bool)>,
}

/// The tree, and who is in which group.
pub(crate) struct Model(pub Vec<Node>, BTreeSet<(usize, usize)>);

impl Model {
    /// With the groups that they are in, by whatever way.
    pub fn with_groups(&self, subjects: &[usize]) -> Vec<usize> {
        let mut names = subjects.to_vec();
        // From the innermost group outwards.
        for group in (GROUPS..SUBJECTS.len()).rev() {
            if names.iter().any(|name| self.1.contains(&(group, *name))) {
                names.push(group);
            }
        }
        names
    }

    pub fn level(&self, node: usize, subjects: &[usize]) -> i16 {
        let (mut at, mut is_cut, mut level) = (Some(node), false, 0);
        while let Some(here) = at {
            for (subject, (granted, is_over)) in &self.0[here].grants {
                if subjects.contains(subject) && !is_over && (*granted == 3 || !is_cut) {
                    level = level.max(*granted);
                }
            }
            is_cut |= !self.0[here].inherits;
            at = self.0[here].parent;
        }
        level
    }

    pub fn is_folder(&self, node: usize) -> bool {
        self.0[node].is_folder
    }

    pub fn is_within(&self, node: usize, folder: usize) -> bool {
        let mut at = Some(node);
        while let Some(here) = at {
            if here == folder {
                return true;
            }
            at = self.0[here].parent;
        }
        false
    }

    /// Whether somebody meets it in its folder: they may see it, or something in it was given to them.
    fn is_met(&self, node: usize, subjects: &[usize]) -> bool {
        let given = |inner: usize| {
            self.0[inner].grants.iter().any(|(subject, (_, is_over))| subjects.contains(subject) && !is_over)
        };
        self.level(node, subjects) > 0 || (0..self.0.len()).any(|inner| self.is_within(inner, node) && given(inner))
    }
}

pub(crate) fn id(node: usize) -> String {
    if node == 0 { ROOT.to_owned() } else { format!("00000000-0000-7000-9000-{node:012}") }
}

pub(crate) fn plant(database: &ScratchDatabase, dice: &mut Dice) -> Model {
    let root = Node { parent: None, is_folder: true, inherits: true, grants: HashMap::new() };
    let mut model = Model(vec![root], BTreeSet::new());
    let mut sql =
        "DELETE FROM grants; DELETE FROM versions; DELETE FROM nodes WHERE parent_id IS NOT NULL; DELETE FROM groups;"
            .to_owned();
    for group in &SUBJECTS[GROUPS..] {
        let id = group.strip_prefix("group:").unwrap();
        write!(sql, "INSERT INTO groups (id, name, name_key, created_at, created_by) VALUES ('{id}', '{id}', '{id}', now(), 'test');").unwrap();
    }
    for node in 1..NODES {
        let folders: Vec<usize> = (0..node).filter(|folder| model.0[*folder].is_folder).collect();
        let parent = folders[dice.below(folders.len())];
        let is_folder = dice.below(3) > 0;
        model.0.push(Node { parent: Some(parent), is_folder, inherits: true, grants: HashMap::new() });
        let (own, above) = (id(node), id(parent));
        if is_folder {
            write!(sql, "INSERT INTO nodes (id, parent_id, name, kind, created_by) VALUES ('{own}', '{above}', 'n{node}', 'folder', 'test');").unwrap();
        } else {
            write!(
                sql,
                "INSERT INTO nodes (id, parent_id, name, kind, created_by, current_version_id) VALUES ('{own}', '{above}', 'n{node}', 'document', 'test', '{own}');
                 INSERT INTO versions (id, document_id, number, sha256, size, content_type, created_by) VALUES ('{own}', '{own}', 1, sha256('{node}'), 1, 'text/plain', 'test');"
            )
            .unwrap();
        }
    }
    database.execute(&format!("BEGIN; {sql} COMMIT"));
    model
}

/// One change, in the model and as SQL.
pub(crate) fn change(model: &mut Model, dice: &mut Dice) -> String {
    let node = dice.below(NODES);
    let subject = dice.below(SUBJECTS.len());
    let (own, name) = (id(node), SUBJECTS[subject]);
    match dice.below(9) {
        0..=2 => {
            let (level, is_over) = (i16::try_from(dice.below(3)).unwrap() + 1, dice.below(5) == 0);
            model.0[node].grants.insert(subject, (level, is_over));
            let end = if is_over { "now() - interval '1 minute'" } else { "NULL" };
            format!(
                "INSERT INTO grants (node_id, subject, level, granted_by, ends_at) VALUES ('{own}', '{name}', {level}, 'test', {end})
                 ON CONFLICT (node_id, subject) DO UPDATE SET level = excluded.level, ends_at = excluded.ends_at;"
            )
        }
        3 => {
            model.0[node].grants.remove(&subject);
            format!("DELETE FROM grants WHERE node_id = '{own}' AND subject = '{name}';")
        }
        4 if node > 0 => {
            model.0[node].inherits = !model.0[node].inherits;
            format!("UPDATE nodes SET inherits = {} WHERE id = '{own}';", model.0[node].inherits)
        }
        5 | 6 => {
            let group = GROUPS + dice.below(SUBJECTS.len() - GROUPS);
            let members: Vec<usize> = [0, 1, 3].into_iter().chain(group + 1..SUBJECTS.len()).collect();
            let member = members[dice.below(members.len())];
            let (id, name) = (SUBJECTS[group].strip_prefix("group:").unwrap(), SUBJECTS[member]);
            if model.1.remove(&(group, member)) {
                return format!("DELETE FROM group_members WHERE group_id = '{id}' AND member = '{name}';");
            }
            model.1.insert((group, member));
            format!(
                "INSERT INTO group_members (group_id, member, added_at, added_by) VALUES ('{id}', '{name}', now(), 'test');"
            )
        }
        7 | 8 if node > 0 => {
            let folders: Vec<usize> =
                (0..NODES).filter(|folder| model.0[*folder].is_folder && !model.is_within(*folder, node)).collect();
            let to = folders[dice.below(folders.len())];
            model.0[node].parent = Some(to);
            format!("UPDATE nodes SET parent_id = '{}' WHERE id = '{own}';", id(to))
        }
        _ => String::new(),
    }
}

/// The names of each of these people with the groups that the database finds them in, for queries.
pub(crate) fn names(database: &ScratchDatabase, people: &[&[usize]]) -> Vec<String> {
    let own = people.iter().map(|subjects| {
        let own: Vec<String> = subjects.iter().map(|subject| format!("'{}'", SUBJECTS[*subject])).collect();
        let own = own.join(",");
        format!("(SELECT string_agg(quote_literal(one), ',') FROM (SELECT unnest(ARRAY[{own}]) UNION SELECT groups_of(ARRAY[{own}])) AS names (one))")
    });
    let all = database.text(&format!("SELECT concat_ws(E'\\n', {})", own.collect::<Vec<_>>().join(", ")));
    all.lines().map(|names| format!("ARRAY[{names}]")).collect()
}

#[test]
fn the_database_decides_as_the_simplest_model_does() {
    let database = ScratchDatabase::create();
    let people: [&[usize]; 5] = [&[0], &[1, 3], &[2], &[0, 2], &[0, 1, 2, 3]];
    for seed in 0..TREES {
        let dice = &mut Dice(seed);
        let mut model = plant(&database, dice);
        for round in 0..ROUNDS {
            let changes: String = (0..6).map(|_| change(&mut model, dice)).collect();
            database.execute(&changes);
            for (subjects, names) in people.iter().zip(names(&database, &people)) {
                let subjects = &model.with_groups(subjects);
                let levels = database.text(&format!(
                    "SELECT string_agg(level_of(id, {names})::text, ' ' ORDER BY id) FROM nodes WHERE parent_id IS NOT NULL"
                ));
                let right: Vec<String> = (1..NODES).map(|node| model.level(node, subjects).to_string()).collect();
                assert_eq!(levels, right.join(" "), "tree {seed}, round {round}, {names}");
                let met = database.text(&format!(
                    "SELECT coalesce(string_agg(right(e.node_id::text, 12)::int::text, ' ' ORDER BY e.node_id), '')
                       FROM nodes f
                      CROSS JOIN LATERAL (SELECT level_of(f.id, {names}) >= 1 AS around OFFSET 0) l
                      CROSS JOIN LATERAL (SELECT ways_beside(f.id, l.around, {names}) AS ways OFFSET 0) w
                       JOIN search_entries e ON e.parent_id = f.id AND shows(e, l.around, w.ways, {names})"
                ));
                let right: Vec<String> =
                    (1..NODES).filter(|node| model.is_met(*node, subjects)).map(|node| node.to_string()).collect();
                assert_eq!(met, right.join(" "), "what is met: tree {seed}, round {round}, {names}");
            }
        }
    }
}
