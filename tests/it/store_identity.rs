//! Which database a store belongs to, and that nobody works on another's.

use std::{fs, path::Path, process::Stdio, sync::Arc};

use actix_web::rt::System;
use latchkey::{
    app::{Outside, Services},
    entropy::SystemEntropy,
    error::Meaning,
    settings::{Settings, StorageSettings},
    upkeep::gc::Sweep,
};

use crate::support::{
    World, eventually,
    import::import,
    program::{latchkey, said},
    stores::{BOTH, Line, store},
    upload::send_whole,
};

fn asleep() -> World {
    World::asleep("http://localhost:8000", |_| {})
}

/// The world, with the bytes of another one.
fn over(world: &World, settings: &Settings) -> Settings {
    Settings { storage: settings.storage.clone(), ..world.settings.clone() }
}

fn with_services<T>(world: &World, settings: &Settings, what: impl AsyncFnOnce(&Services) -> T) -> T {
    let outside = Outside { clock: world.clock.clone(), entropy: Arc::new(SystemEntropy) };
    System::new().block_on(async {
        let services = Services::open(settings, &outside).await.unwrap();
        let done = what(&services).await;
        services.database.close().await;
        done
    })
}

fn files(folder: &Path) -> usize {
    let walk = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    walk.filter(|entry| entry.file_type().is_file()).count()
}

fn is_ready(world: &World) -> bool {
    let answer = world.browser().fetch("/health/ready");
    assert_eq!(answer.status == 200, answer.json()["store"] == true, "{}", answer.text());
    answer.status == 200
}

#[test]
fn a_database_that_never_had_the_store_does_nothing_to_it_and_does_not_start() {
    let (world, other) = (asleep(), asleep());
    import(&world, &[("a", b"a"), ("b", b"b")]);
    assert_eq!(said(latchkey(&world, &["gc"])).0, Some(0), "and with that the store is the first one's");
    let before = files(&world.settings.data_dir.join("blobs"));
    let on_the_same = |arguments: &[&str]| {
        let mut command = latchkey(&world, arguments);
        command.env("DATABASE_URL", other.database.url()).env("BIND", "127.0.0.1:0").stdout(Stdio::piped());
        said(command)
    };
    let commands: [&[&str]; 7] = [
        &["gc"],
        &["gc", "--dry-run"],
        &["gc", "--take-back"],
        &["verify"],
        &["verify", "--heal", "/etc/apt"],
        &["import", "/etc/apt"],
        &["serve"],
    ];
    for arguments in commands {
        let (code, text) = on_the_same(arguments);
        assert_eq!(code, Some(1), "{arguments:?} {text}");
        for part in ["do not belong together", "this database has had none yet", "latchkey store adopt"] {
            assert!(text.contains(part), "{arguments:?}: {part:?} is not in: {text}");
        }
    }
    assert_eq!(files(&world.settings.data_dir.join("blobs")), before);
    assert_eq!(said(latchkey(&world, &["verify"])).0, Some(0));
}

#[test]
fn a_new_database_does_not_take_a_store_from_before_the_ids() {
    let (world, other) = (asleep(), asleep());
    import(&world, &[("a", b"a")]);
    fs::remove_file(world.settings.data_dir.join("blobs/store-id")).unwrap_or_default();
    let mut command = latchkey(&world, &["gc"]);
    command.env("DATABASE_URL", other.database.url());
    let (code, text) = said(command);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("has blobs, and the database names none"), "{text}");
    assert_eq!(said(latchkey(&world, &["gc"])).0, Some(0), "its own database takes it");
}

#[test]
fn copies_that_start_at_once_on_a_new_site_agree_and_of_two_databases_one_is_refused() {
    for round in 0..5 {
        let (world, other) = (asleep(), asleep());
        let foreign = over(&other, &world.settings);
        let fitted = std::thread::scope(|scope| {
            let starts = [&world.settings, &world.settings, &foreign].map(|settings| {
                let world = &world;
                scope.spawn(move || with_services(world, settings, async |one| one.upkeep.fit_store().await))
            });
            starts.map(|start| start.join().unwrap())
        });
        let fits: Vec<bool> = fitted.iter().map(Result::is_ok).collect();
        assert!(fits == [true, true, false] || fits == [false, false, true], "round {round}: {fitted:?}");
        let refused = fitted.into_iter().find_map(Result::err).unwrap();
        assert_eq!(refused.meaning(), Meaning::Conflict);
    }
}

#[test]
fn a_site_from_before_gets_an_id_at_its_start_and_its_copy_carries_it_along() {
    let mut world = asleep();
    import(&world, &[("a.txt", b"hello")]);
    let blobs = world.settings.data_dir.join("blobs");
    assert!(!blobs.join("store-id").exists(), "nobody has started it yet");
    world.wake();
    let id = fs::read_to_string(blobs.join("store-id")).unwrap();
    assert_eq!(id.trim(), world.database.text("SELECT id FROM store_identity"));
    world.stop();
    let elsewhere = world.settings.data_dir.join("elsewhere");
    let copied = std::process::Command::new("cp").arg("-r").arg(&blobs).arg(&elsewhere).status().unwrap();
    assert!(copied.success());
    fs::remove_dir_all(&blobs).unwrap();
    world.settings.storage = StorageSettings::at(latchkey::settings::StoragePlace::Directory(elsewhere.clone()));
    world.wake();
    assert_eq!(world.reader().fetch("/files/a.txt").body, b"hello");
    world.stop();
    fs::remove_file(elsewhere.join("store-id")).unwrap();
    world.wake();
    assert_eq!(fs::read_to_string(elsewhere.join("store-id")).unwrap(), id, "a copy of the blobs alone will do");
}

#[test]
fn a_folder_that_is_not_mounted_is_not_taken_for_the_store() {
    let mut world = World::start();
    import(&world, &[("a.txt", b"hello")]);
    world.stop();
    let (blobs, aside) = (world.settings.data_dir.join("blobs"), world.settings.data_dir.join("aside"));
    fs::rename(&blobs, &aside).unwrap();
    let refused = world.try_wake().unwrap_err();
    assert!(refused.contains("is the folder mounted?"), "{refused}");
    assert_eq!(files(&blobs), 0, "nothing was put there");
    fs::remove_dir_all(&blobs).unwrap();
    fs::rename(&aside, &blobs).unwrap();
    world.wake();
    assert_eq!(world.reader().fetch("/files/a.txt").body, b"hello");
}

#[test]
fn a_store_is_adopted_on_purpose_and_the_database_that_had_it_is_locked_out() {
    let soon = |settings: &mut Settings| settings.storage.asked_every = std::time::Duration::from_millis(20);
    let (world, other) = (World::with(soon), asleep());
    import(&world, &[("a.txt", b"hello")]);
    let other_one = |arguments: &[&str]| {
        let mut command = latchkey(&world, arguments);
        command.env("DATABASE_URL", other.database.url());
        said(command)
    };
    let (code, text) = other_one(&["store", "adopt"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("names none of what is there"), "{text}");
    let (code, text) = said(latchkey(&world, &["store", "show"]));
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("Of 1 blobs that the database names, 1 are in the store."), "{text}");
    assert!(is_ready(&world));
    assert_eq!(other_one(&["store", "adopt", "--even-so"]).0, Some(0));
    eventually(|| !is_ready(&world));
    let answer = send_whole(&mut world.editor(), b"lost to both", &[("filename", "b.txt")]);
    assert_eq!(answer.status, 503, "{}", answer.text());
    assert_eq!(said(latchkey(&world, &["gc"])).0, Some(1));
    let (code, text) = said(latchkey(&world, &["store", "adopt"]));
    assert_eq!(code, Some(0), "it names what is there: {text}");
    eventually(|| is_ready(&world));
    assert_eq!(other_one(&["gc"]).0, Some(1));
}

#[test]
fn readiness_tells_of_a_store_that_is_away() {
    let soon = |settings: &mut Settings| settings.storage.asked_every = std::time::Duration::from_millis(20);
    let world = World::with(soon);
    let (blobs, aside) = (world.settings.data_dir.join("blobs"), world.settings.data_dir.join("aside"));
    assert!(is_ready(&world));
    fs::rename(&blobs, &aside).unwrap();
    eventually(|| !is_ready(&world));
    fs::create_dir_all(blobs.join("incoming")).unwrap();
    assert!((0..50).all(|_| !is_ready(&world)), "an empty folder in its place is none");
    fs::remove_dir_all(&blobs).unwrap();
    fs::rename(&aside, &blobs).unwrap();
    eventually(|| is_ready(&world));
    for kind in BOTH {
        let line = Line::to(kind);
        let world = World::with(|settings| {
            settings.storage = store(kind, Some(&line));
            soon(settings);
        });
        assert!(is_ready(&world), "{kind:?}");
        line.lets_through(0);
        eventually(|| !is_ready(&world));
        line.lets_through(u64::MAX);
        eventually(|| is_ready(&world));
    }
}

#[test]
fn a_store_of_objects_knows_its_database_too() {
    for kind in BOTH {
        let (world, other) = (World::asleep("http://localhost:8000", |s| s.storage = store(kind, None)), asleep());
        import(&world, &[("a.txt", b"hello")]);
        with_services(&world, &world.settings, async |one| one.upkeep.fit_store().await.unwrap());
        let foreign = over(&other, &world.settings);
        with_services(&world, &foreign, async |one| {
            let refused = one.upkeep.sweep(Sweep::Remove, &mut |_, _| ()).await.unwrap_err();
            assert_eq!(refused.meaning(), Meaning::Conflict, "{kind:?} {refused:?}");
            one.upkeep.adopt_store().await.unwrap();
            one.upkeep.fit_store().await.unwrap();
        });
        with_services(&world, &world.settings, async |one| one.upkeep.fit_store().await.unwrap_err());
    }
}

#[test]
fn a_start_while_the_store_of_objects_is_away_serves_what_needs_no_store() {
    let line = Line::to(BOTH[1]);
    line.lets_through(0);
    let world = World::with(|settings| {
        settings.storage = store(BOTH[1], Some(&line));
        settings.storage.asked_every = std::time::Duration::from_millis(20);
    });
    assert!(!is_ready(&world));
    assert_eq!(world.reader().fetch("/files/").status, 200);
    line.lets_through(u64::MAX);
    eventually(|| is_ready(&world));
}
