//! A machine whose clock is wrong serves, says so, and deletes nothing because of its age.

use std::sync::Arc;

use actix_web::rt::System;
use latchkey::{
    app::{Outside, Services},
    clock::{Clock, SharedClock},
    documents::path::FolderPath,
    entropy::SystemEntropy,
    upkeep::gc::Sweep,
};
use serde_json::Value;
use time::{Duration, OffsetDateTime};

use crate::support::{Request, World, api::ROOT, blobs::blobs, import::import};

/// The machine's own clock, set wrong by so much.
struct Wrong(Duration);

impl Clock for Wrong {
    #[allow(clippy::disallowed_methods)] // only by the wall can it be wrong
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc() + self.0
    }

    fn tells_wall_time(&self) -> bool {
        true
    }
}

fn wrong(by: Duration) -> SharedClock {
    Arc::new(Wrong(by))
}

#[tokio::test]
async fn a_copy_with_a_wrong_clock_sweeps_nothing_away() {
    let world = World::asleep("http://localhost:8000", |_| {});
    for table in ["uploads", "ended_sessions"] {
        assert_eq!(world.database.text(&format!("SELECT count(*) FROM {table}")), "0");
    }
    world.database.execute("INSERT INTO ended_sessions (session_id, expires_at) VALUES (gen_random_uuid(), now())");
    for (by, says) in [(Duration::days(40), "ahead of"), (Duration::days(-40), "behind")] {
        let outside = Outside { clock: wrong(by), entropy: Arc::new(SystemEntropy) };
        let services = Services::open(&world.settings, &outside).await.unwrap();
        let refused = services.uploads.sweep_once().await.unwrap_err();
        assert!(refused.log().contains(says) && refused.log().contains("nothing is deleted by age"), "{refused}");
        let refused = services.upkeep.sweep(Sweep::Remove, &mut |_, _| ()).await.unwrap_err();
        assert!(refused.log().contains(says), "{refused}");
        let refused = services.sessions.sweep().await.unwrap_err();
        assert!(refused.log().contains(says), "{refused}");
        latchkey::identity::session::EndedSessions::load(services.database.clone(), outside.clock).await.unwrap();
        assert_eq!(world.database.text("SELECT count(*) FROM ended_sessions"), "1");
        services.database.close().await;
    }
    let outside = Outside { clock: wrong(Duration::seconds(2)), entropy: Arc::new(SystemEntropy) };
    let services = Services::open(&world.settings, &outside).await.unwrap();
    assert_eq!(services.uploads.sweep_once().await.unwrap(), 0, "two seconds are no wrong clock");
    services.database.close().await;
}

#[test]
fn a_copy_with_a_wrong_clock_purges_nothing() {
    let world = World::start();
    import(&world, &[("a/1", b"1"), ("b", b"2")]);
    let mut editor = world.editor();
    for name in ["a", "b"] {
        let id = editor.id_of(ROOT, name);
        editor.delete(&id);
    }
    world.database.execute("UPDATE deletions SET deleted_at = now() - interval '1 day'");
    let purged_by = |clock| {
        System::new().block_on(async {
            let outside = Outside { clock, entropy: Arc::new(SystemEntropy) };
            let services = Services::open(&world.settings, &outside).await.unwrap();
            let purged = services.documents.purge_expired().await;
            services.database.close().await;
            purged
        })
    };
    let left = || world.database.text("SELECT count(*) FROM deletions");
    for by in [40, -40] {
        let refused = purged_by(wrong(Duration::days(by))).unwrap_err();
        assert!(refused.log().contains("nothing is deleted by age"), "{refused}");
        assert_eq!(left(), "2");
    }
    assert_eq!(purged_by(wrong(Duration::ZERO)).unwrap(), 0, "they lie there for a day");
    world.database.execute("UPDATE deletions SET deleted_at = now() - interval '31 days' WHERE path = 'a'");
    assert_eq!(purged_by(wrong(Duration::seconds(2))).unwrap(), 1, "that one for its whole time");
    assert_eq!(left(), "1");
}

#[tokio::test]
async fn what_is_stamped_for_others_is_stamped_by_the_databases_clock() {
    let world = World::asleep("http://localhost:8000", |_| {});
    let outside = Outside { clock: wrong(Duration::days(-40)), entropy: Arc::new(SystemEntropy) };
    let services = Services::open(&world.settings, &outside).await.unwrap();
    let _refused = services.database.may_delete_by_time().await.unwrap_err();
    let off = services.database.now() - wrong(Duration::ZERO).now();
    assert!(off.abs() < Duration::seconds(30), "{off}");
    // Bytes too: a sweeper elsewhere spares what was stored within a day.
    let tree = tempfile::tempdir().unwrap();
    std::fs::write(tree.path().join("a"), "a").unwrap();
    services.import.bring_in(tree.path(), &FolderPath::default(), "import", &mut |_| ()).await.unwrap();
    let stored: OffsetDateTime = blobs(&world)[0].metadata().unwrap().modified().unwrap().into();
    assert!((stored - wrong(Duration::ZERO).now()).abs() < Duration::seconds(30), "{stored}");
    services.database.close().await;
}

#[test]
fn readiness_tells_of_a_wrong_clock_and_does_not_fail_for_it() {
    let world = World::start();
    let ready = |port| {
        let answer = Request::get("/health/ready").header("host", "localhost").send(port);
        let told: Value = serde_json::from_str(&answer.text()).unwrap();
        (told["database"].clone(), told["clocks_agree"].clone())
    };
    assert_eq!(ready(world.port()), (true.into(), true.into()));
    let twin = world.twin_by(wrong(Duration::days(40)));
    assert_eq!(ready(twin.port()), (true.into(), false.into()));
}
