//! A role belongs to the first person who signs in with its address.

use latchkey::{access::role::Role, audit::Actor, database::notices::Topic, identity::principal::UserKey};

use crate::{
    roles::{ADA, ada, insert},
    support::{
        copy::{Copy, hear, in_test_mode, signed_in},
        scratch_database::ScratchDatabase,
    },
};

#[tokio::test]
async fn a_role_belongs_to_the_first_who_signs_in_with_its_address() {
    let scratch = ScratchDatabase::create();
    insert(&scratch, ADA, "admin");
    let (here, there) = (Copy::of(&scratch).await, Copy::of(&scratch).await);
    let (first, second) = (signed_in(ADA, "first"), signed_in(ADA, "second"));
    assert_eq!(here.role_of(&first).await, "admin");
    for copy in [&here, &there] {
        for _ in 0..3 {
            assert_eq!(copy.role_of(&second).await, "none");
            assert_eq!(copy.role_of(&first).await, "admin");
        }
    }
    let told =
        "SELECT string_agg(actor || ' ' || detail, ';') FROM audit_events WHERE kind = 'role_belongs_to_another'";
    let line = r#"tenant|second {"email": "ada@example.com"}"#;
    assert_eq!(scratch.text(told), format!("{line};{line}"), "once for each load");

    let assignment = &here.roles.list().await.unwrap()[0];
    assert_eq!(assignment.pin, Some(UserKey::new("tenant", "first")));
    assert!(assignment.pinned_at.is_some());
    here.roles.set(&ada(), Role::Reader, false, &Actor::command("test")).await.unwrap();
    assert_eq!((here.role_of(&second).await, here.role_of(&first).await), ("none", "reader"));
    here.roles.set(&ada(), Role::Reader, true, &Actor::command("test")).await.unwrap();
    assert_eq!((here.role_of(&second).await, here.role_of(&first).await), ("reader", "none"));
}

#[tokio::test]
async fn of_two_who_come_at_once_one_gets_the_role() {
    let scratch = ScratchDatabase::create();
    let (here, there) = (Copy::of(&scratch).await, Copy::of(&scratch).await);
    scratch.execute("INSERT INTO user_roles SELECT i || '@example.com', 'admin' FROM generate_series(1, 50) AS i");
    for number in 1..=50 {
        let email = format!("{number}@example.com");
        let (first, second) = (signed_in(&email, "first"), signed_in(&email, "second"));
        let got = futures_util::future::join(here.role_of(&first), there.role_of(&second)).await;
        assert!(matches!(got, ("admin", "none") | ("none", "admin")), "{got:?}");
    }
}

#[tokio::test]
async fn a_pin_that_is_set_in_the_very_meantime_is_seen() {
    let scratch = ScratchDatabase::create();
    let copy = Copy::of(&scratch).await;
    let mut heard = copy.database.notices().subscribe();
    for (comes, role) in [("first", "admin"), ("second", "none")] {
        scratch.execute(&format!(
            "DELETE FROM user_roles; INSERT INTO user_roles (email, role) VALUES ('{ADA}', 'admin')"
        ));
        // Otherwise the answer of the round before may still count, and nobody asks the table.
        hear(&mut heard, Topic::Roles).await;
        let mut elsewhere = copy.database.pool().begin().await.unwrap();
        let pin = "UPDATE user_roles SET tenant_id = 'tenant', object_id = 'first'";
        sqlx::query(pin).execute(&mut *elsewhere).await.unwrap();
        let commit = async {
            let waiting = "SELECT count(*) FROM pg_stat_activity
                            WHERE datname = current_database() AND wait_event_type = 'Lock'";
            while scratch.text(waiting) != "1" {
                tokio::task::yield_now().await;
            }
            elsewhere.commit().await.unwrap();
        };
        let person = signed_in(ADA, comes);
        let (got, ()) = futures_util::future::join(copy.role_of(&person), commit).await;
        assert_eq!(got, role, "{comes} comes while first is being pinned elsewhere");
    }
}

#[tokio::test]
async fn an_unpinned_row_in_memory_is_no_answer_for_somebody_it_would_be_pinned_to() {
    let scratch = ScratchDatabase::create();
    insert(&scratch, ADA, "reader");
    let (here, there) = (Copy::of(&scratch).await, Copy::of(&scratch).await);
    assert_eq!(here.role_of(&in_test_mode(ADA)).await, "reader");
    assert_eq!(there.role_of(&signed_in(ADA, "first")).await, "reader");
    assert_eq!(here.role_of(&signed_in(ADA, "second")).await, "none");
    assert_eq!(here.role_of(&signed_in(ADA, "first")).await, "reader");
}

#[tokio::test]
async fn a_first_sign_in_empties_nobodys_cache() {
    let scratch = ScratchDatabase::create();
    insert(&scratch, ADA, "reader");
    let copy = Copy::of(&scratch).await;
    let mut heard = copy.database.notices().subscribe();
    let before = copy.database.notices().epoch(Topic::Roles);
    assert_eq!(copy.role_of(&signed_in(ADA, "first")).await, "reader");
    // Notices come in the order of the commits.
    scratch.execute("INSERT INTO ended_sessions(session_id, expires_at) VALUES (gen_random_uuid(), now())");
    hear(&mut heard, Topic::Sessions).await;
    assert_eq!(copy.database.notices().epoch(Topic::Roles), before);
}
