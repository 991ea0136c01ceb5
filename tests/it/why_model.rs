//! Why somebody may see something: over random trees the answer and its grants are what the one rule says, and what a
//! sign-in of that person then gives.

use std::sync::Arc;

use actix_web::rt::System;
use latchkey::{
    access::{level::Level, somebody::Somebody, subjects::Subject},
    app::{Outside, Services},
    documents::why::{Verdict, Why},
    entropy::SystemEntropy,
    identity::principal::{Email, Principal, Source, UserKey},
};
use time::Duration;
use uuid::Uuid;

use crate::{
    grants_model::{Dice, Model, NODES, SUBJECTS, change, id, plant},
    support::World,
};

const TREES: u64 = 8;
const ROUNDS: usize = 4;

/// Ada has the role of a reader, Bob has signed in and has eve's address, about which nobody knew.
const PEOPLE: [(&str, &[usize]); 2] = [("ada@example.com", &[0, 2]), ("eve@example.com", &[1, 3])];

#[test]
fn the_answer_is_what_the_rule_says_and_what_a_sign_in_gives() {
    let world = World::asleep("http://localhost:8000", |_| {});
    let outside = Outside { clock: world.clock.clone(), entropy: Arc::new(SystemEntropy) };
    System::new().block_on(async {
        let services = Services::open(&world.settings, &outside).await.unwrap();
        world.database.execute("INSERT INTO user_roles (email, role, tenant_id, object_id, pinned_at) VALUES ('ada@example.com', 'reader', 't', 'ada', now())");
        for seed in 0..TREES {
            // Eve was never here in every other tree.
            let was_here = seed % 2 == 0;
            world.database.execute("DELETE FROM people");
            if was_here {
                world.database.execute("INSERT INTO people (user_key, name, email, seen_at) VALUES ('t|bob', 'Bob', 'eve@example.com', now())");
            }
            let dice = &mut Dice(seed + 1000);
            let mut model = plant(&world.database, dice);
            for _ in 0..ROUNDS {
                let changes: String = (0..40).map(|_| change(&mut model, dice)).collect();
                world.database.execute(&changes);
                let paths = paths(&world);
                for (email, subjects) in PEOPLE {
                    let somebody = services.roles.somebody(&Email::parse(email).unwrap()).await.unwrap();
                    let subjects = if email.starts_with("eve") && !was_here { &[3] } else { subjects };
                    let subjects = &model.with_groups(subjects);
                    for node in 1..NODES {
                        agrees(&model, node, subjects, &why(&paths, &services, node, &somebody).await);
                    }
                }
            }
            let known = answers(&world, &services, "eve@example.com").await;
            assert_eq!(known, levels_after_sign_in(&world, &outside, was_here).await, "tree {seed}");
        }
        services.database.close().await;
    });
}

/// Where each thing lies, by its number.
fn paths(world: &World) -> Vec<Vec<String>> {
    let all = world.database.text("SELECT string_agg(coalesce(path_of(id), ''), '|' ORDER BY id) FROM nodes");
    all.split('|').map(|path| path.split('/').map(str::to_owned).collect()).collect()
}

async fn why(paths: &[Vec<String>], services: &Services, node: usize, somebody: &Somebody) -> Why {
    let item = services.documents.item_at(&paths[node]).await.unwrap();
    assert_eq!(item.id.to_string(), id(node));
    services.documents.why_by_command(item, somebody.clone()).await.unwrap()
}

fn agrees(model: &Model, node: usize, subjects: &[usize], why: &Why) {
    let level = |number: i16| Level::of(number).unwrap();
    assert_eq!(why.level, level(model.level(node, subjects)), "{node}: {}", why.sentence());
    let counting = why.grants.iter().filter(|line| line.verdict == Verdict::Counts);
    assert_eq!(counting.map(|line| line.level).max(), why.level, "what counts gives the level: {}", why.sentence());
    assert_eq!(why.decider().is_some(), why.level.is_some());
    // Each grant on the way is there, with the right verdict, and no other.
    let mut right = Vec::new();
    let (mut at, mut cut) = (Some(node), None);
    while let Some(here) = at {
        for (subject, (granted, is_over)) in &model.0[here].grants {
            if subjects.contains(subject) {
                let verdict = match cut {
                    _ if *is_over => "ended".to_owned(),
                    Some(cut) if *granted < 3 => format!("cut at {}", id(cut)),
                    _ => "counts".to_owned(),
                };
                right.push((id(here), SUBJECTS[*subject].to_owned(), level(*granted), verdict));
            }
        }
        if !model.0[here].inherits {
            cut = Some(here);
        }
        at = model.0[here].parent;
    }
    let told = why.grants.iter().map(|line| {
        let verdict = match &line.verdict {
            Verdict::Counts => "counts".to_owned(),
            Verdict::HasEnded => "ended".to_owned(),
            Verdict::IsCut(cut, _) => format!("cut at {cut}"),
        };
        let here = line.from.as_ref().map_or(why.item.id, |(folder, _)| *folder);
        (here.to_string(), line.subject.to_string(), Some(line.level), verdict)
    });
    let mut told: Vec<_> = told.collect();
    told.sort();
    right.sort();
    assert_eq!(told, right, "{node}");
}

async fn answers(world: &World, services: &Services, email: &str) -> String {
    let somebody = services.roles.somebody(&Email::parse(email).unwrap()).await.unwrap();
    let paths = paths(world);
    let mut levels = Vec::new();
    for node in 1..NODES {
        let level = why(&paths, services, node, &somebody).await.level;
        levels.push(level.map_or(0, Level::number).to_string());
    }
    levels.join(" ")
}

/// Bob, or else somebody new, signs in with the address, at another copy of the program.
async fn levels_after_sign_in(world: &World, outside: &Outside, was_here: bool) -> String {
    let services = Services::open(&world.settings, outside).await.unwrap();
    let email = Email::parse("eve@example.com");
    let source = Source::Session { id: Uuid::nil(), until: outside.clock.now() + Duration::HOUR };
    let user = UserKey::new("t", if was_here { "bob" } else { "new" });
    assert_eq!(was_here, Subject::Person(user.clone()).to_string() == SUBJECTS[1]);
    let bob = Principal { user, email, name: "Bob".to_owned(), app_roles: Vec::new(), source };
    let standing = services.roles.of(&bob).await.unwrap();
    services.database.close().await;
    let names: Vec<String> = standing.subjects.names().iter().map(|name| format!("'{name}'")).collect();
    world.database.text(&format!(
        "SELECT string_agg(level_of(id, ARRAY[{}]::text[])::text, ' ' ORDER BY id) FROM nodes WHERE parent_id IS NOT NULL",
        names.join(",")
    ))
}
