//! What is said before a move or a copy is what then is so: over random trees, for everybody, with what was granted on the
//! thing itself and without.

use std::sync::Arc;

use actix_web::rt::System;
use latchkey::{
    access::{
        ladder::{Editor, editor_in_absence},
        level::Level,
    },
    app::{Outside, Services},
    documents::{
        changes::{Act, Copied, DiffLine, Expected},
        on_taken::OnTaken,
        own_grants::OwnGrants,
    },
    entropy::SystemEntropy,
    error::Meaning,
    identity::principal::{Email, Principal, Source, UserKey},
};
use uuid::Uuid;

use crate::{
    grants_model::{Dice, Model, NODES, change, id, names, plant},
    support::{World, api::ROOT},
};

const TREES: u64 = 8;
const ACTS: usize = 24;

/// Ada has the role of a reader; eve was never here.
const PEOPLE: [&[usize]; 3] = [&[0, 2], &[1], &[3]];

/// What everybody may do with something.
fn levels(world: &World, node: &str) -> Vec<i16> {
    let levels = names(&world.database, &PEOPLE).into_iter().map(|names| format!("level_of('{node}', {names})"));
    let levels = world.database.text(&format!("SELECT concat_ws(' ', {})", levels.collect::<Vec<_>>().join(", ")));
    levels.split(' ').map(|level| level.parse().unwrap()).collect()
}

/// For whom it changes, as the numbers of the levels, each person once.
fn told(lines: &[DiffLine]) -> Vec<(i16, i16)> {
    let number = |level: Option<Level>| level.map_or(0, Level::number);
    let each = |line: &DiffLine| vec![(number(line.before), number(line.after)); usize::try_from(line.people).unwrap()];
    let mut told: Vec<(i16, i16)> = lines.iter().flat_map(each).collect();
    told.sort_unstable();
    told
}

fn differences(before: &[i16], after: &[i16]) -> Vec<(i16, i16)> {
    let pairs = before.iter().copied().zip(after.iter().copied());
    let mut different: Vec<(i16, i16)> = pairs.filter(|(before, after)| before != after).collect();
    different.sort_unstable();
    different
}

/// Owns everything, so that every move is theirs to make.
async fn mover(services: &Services) -> Editor {
    let principal = Principal {
        user: UserKey::new("t", "mover"),
        email: Email::parse("mover@example.com"),
        name: "Mover".to_owned(),
        app_roles: Vec::new(),
        source: Source::Absent,
    };
    editor_in_absence(&services.roles, principal, "test").await.unwrap().expect("an editor")
}

#[test]
fn what_is_said_before_a_move_or_a_copy_is_what_then_is_so() {
    let world = World::asleep("http://localhost:8000", |_| {});
    let outside = Outside { clock: world.clock.clone(), entropy: Arc::new(SystemEntropy) };
    world.database.execute(
        "INSERT INTO user_roles (email, role, tenant_id, object_id, pinned_at) VALUES ('ada@example.com', 'reader', 't', 'ada', now());
         INSERT INTO people (user_key, name, email, seen_at) VALUES ('t|ada', 'Ada', 'ada@example.com', now()), ('t|bob', 'Bob', 'bob@example.com', now())",
    );
    System::new().block_on(async {
        let services = Services::open(&world.settings, &outside).await.unwrap();
        for seed in 0..TREES {
            let dice = &mut Dice(seed + 2000);
            let mut model = plant(&world.database, dice);
            world.database.execute(&format!(
                "INSERT INTO grants (node_id, subject, level, granted_by) VALUES ('{ROOT}', 'person:t|mover', 3, 'test')"
            ));
            let editor = mover(&services).await;
            for round in 0..ACTS {
                let changes: String = (0..6).map(|_| change(&mut model, dice)).collect();
                world.database.execute(&changes);
                let (node, to) = two(&model, dice);
                let grants = OwnGrants::ALL[dice.below(2)];
                let what = format!("tree {seed}, round {round}: {node} to {to}, {grants:?}");
                if dice.below(3) == 0 {
                    copies(&world, &services, &editor, (node, to, grants), &what).await;
                } else {
                    moves(&world, &services, &editor, &mut model, (node, to, grants), &what).await;
                }
            }
        }
        services.database.close().await;
    });
}

/// Something, and a folder that it can go into.
fn two(model: &Model, dice: &mut Dice) -> (usize, usize) {
    loop {
        let (node, to) = (1 + dice.below(NODES - 1), dice.below(NODES));
        if model.is_folder(to) && !model.is_within(to, node) {
            return (node, to);
        }
    }
}

fn uuid(node: usize) -> Uuid {
    id(node).parse().unwrap()
}

async fn moves(
    world: &World,
    services: &Services,
    editor: &Editor,
    model: &mut Model,
    (node, to, grants): (usize, usize, OwnGrants),
    what: &str,
) {
    let before = levels(world, &id(node));
    let all = services.documents.access_diff(editor, Act::Move, uuid(node), uuid(to)).await.unwrap();
    let lines: Vec<DiffLine> = all.diffs.iter().flat_map(|diff| diff.of(grants)).cloned().collect();
    let moved =
        services.documents.relocate(editor, uuid(node), Expected::Any, uuid(to), OnTaken::KeepBoth, Some(grants));
    if let Err(error) = moved.await {
        let is_cut = !model.0[node].inherits && !model.0[node].grants.is_empty() && grants == OwnGrants::Target;
        assert!(is_cut && error.meaning() == Meaning::Conflict, "{what}: {error:?}");
        assert!(!all.may_choose, "{what}");
        return;
    }
    if grants == OwnGrants::Target && model.0[node].parent != Some(to) {
        model.0[node].grants.clear();
    }
    model.0[node].parent = Some(to);
    assert_eq!(told(&lines), differences(&before, &levels(world, &id(node))), "{what}");
}

async fn copies(
    world: &World,
    services: &Services,
    editor: &Editor,
    (node, to, grants): (usize, usize, OwnGrants),
    what: &str,
) {
    let before = levels(world, &id(node));
    let all = services.documents.access_diff(editor, Act::Copy, uuid(node), uuid(to)).await.unwrap();
    let lines: Vec<DiffLine> = all.diffs.iter().flat_map(|diff| diff.of(grants)).cloned().collect();
    let copied = services.documents.copy(editor, uuid(node), uuid(to), None, OnTaken::KeepBoth, Some(grants)).await;
    let Copied::Whole(copy) = copied.unwrap() else { panic!("{what}: a small copy") };
    assert_eq!(told(&lines), differences(&before, &levels(world, &copy.id.to_string())), "{what}, a copy");
    world.database.execute(&format!(
        "BEGIN;
         CREATE TEMP TABLE gone ON COMMIT DROP AS
         WITH RECURSIVE down (id) AS (SELECT '{}'::uuid UNION ALL SELECT n.id FROM down JOIN nodes n ON n.parent_id = down.id)
         SELECT id FROM down;
         DELETE FROM versions WHERE document_id IN (SELECT id FROM gone);
         DELETE FROM nodes WHERE id IN (SELECT id FROM gone);
         COMMIT",
        copy.id
    ));
}
