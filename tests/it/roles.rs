//! Who has which role, and how soon a change bites.

use futures_util::future::join_all;
use latchkey::{
    access::role::Role,
    audit::Actor,
    database::notices::Topic,
    error::Meaning,
    identity::principal::{Email, UserKey},
};
use time::Duration;

use crate::support::{
    copy::{Copy, hear, in_test_mode, open, shut, signed_in},
    scratch_database::ScratchDatabase,
};

const ADA: &str = "ada@example.com";

fn ada() -> Email {
    Email::parse(ADA).unwrap()
}

fn insert(scratch: &ScratchDatabase, email: &str, role: &str) {
    scratch.execute(&format!("INSERT INTO user_roles(email, role) VALUES ('{email}', '{role}')"));
}

/// Puts something before the table: each question to it asks `before` once.
fn watch(scratch: &ScratchDatabase, before: &str) {
    scratch.execute(&format!(
        "CREATE SEQUENCE asked;
         ALTER TABLE user_roles RENAME TO kept;
         CREATE VIEW user_roles AS SELECT * FROM kept WHERE (SELECT {before}) IS NOT NULL"
    ));
}

fn times_asked(scratch: &ScratchDatabase) -> String {
    scratch.text("SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM asked")
}

#[tokio::test]
async fn a_change_bites_at_once_in_every_copy() {
    let scratch = ScratchDatabase::create();
    let (here, there) = (Copy::of(&scratch).await, Copy::of(&scratch).await);
    insert(&scratch, ADA, "reader");
    let person = in_test_mode(ADA);
    let mut heard = there.database.notices().subscribe();
    for role in Role::ALL {
        here.roles.set(&ada(), role, false, &Actor::command("test")).await.unwrap();
        assert_eq!(here.role_of(&person).await, role.as_str(), "in the copy that made it");
        assert_eq!(hear(&mut heard, Topic::Roles).await.payload, ADA);
        assert_eq!(there.role_of(&person).await, role.as_str(), "in the other copy");
    }
    assert!(here.roles.remove(&ada(), &Actor::command("test")).await.unwrap());
    assert_eq!(here.role_of(&person).await, "none");
    hear(&mut heard, Topic::Roles).await;
    assert_eq!(there.role_of(&person).await, "none");
    assert!(!here.roles.remove(&ada(), &Actor::command("test")).await.unwrap(), "there is nothing left to take away");
}

#[tokio::test]
async fn a_plain_insert_in_psql_bites_at_once() {
    let scratch = ScratchDatabase::create();
    let copy = Copy::of(&scratch).await;
    let person = in_test_mode(ADA);
    let mut heard = copy.database.notices().subscribe();
    assert_eq!(copy.role_of(&person).await, "none");
    insert(&scratch, ADA, "editor");
    assert_eq!(hear(&mut heard, Topic::Roles).await.payload, ADA);
    assert_eq!(copy.role_of(&person).await, "editor");
    scratch.execute("UPDATE user_roles SET role = 'reader'");
    hear(&mut heard, Topic::Roles).await;
    assert_eq!(copy.role_of(&person).await, "reader");
    scratch.execute("TRUNCATE user_roles");
    assert_eq!(hear(&mut heard, Topic::Roles).await.payload, "", "it may be anybody");
    assert_eq!(copy.role_of(&person).await, "none");
}

#[tokio::test]
async fn a_hundred_requests_at_once_make_one_query() {
    let scratch = ScratchDatabase::create();
    insert(&scratch, ADA, "reader");
    watch(&scratch, "nextval('asked')");
    let copy = Copy::of(&scratch).await;
    let (known, unknown) = (in_test_mode(ADA), in_test_mode("nobody@example.com"));
    let roles = join_all((0..100).map(|_| copy.role_of(&known))).await;
    assert!(roles.iter().all(|role| *role == "reader"));
    assert_eq!(times_asked(&scratch), "1");
    let roles = join_all((0..100).map(|_| copy.role_of(&unknown))).await;
    assert!(roles.iter().all(|role| *role == "none"));
    assert_eq!(times_asked(&scratch), "2", "people without a row are kept too");
    join_all((0..100).map(|_| async { (copy.role_of(&known).await, copy.role_of(&unknown).await) })).await;
    assert_eq!(times_asked(&scratch), "2");
}

#[tokio::test]
async fn a_role_is_at_most_five_minutes_old() {
    let scratch = ScratchDatabase::create();
    insert(&scratch, ADA, "reader");
    let copy = Copy::of(&scratch).await;
    let person = in_test_mode(ADA);
    assert_eq!(copy.role_of(&person).await, "reader");
    scratch.execute("ALTER TABLE user_roles DISABLE TRIGGER USER; UPDATE user_roles SET role = 'admin'");
    copy.clock.advance(Duration::minutes(5) - Duration::seconds(1));
    assert_eq!(copy.role_of(&person).await, "reader", "nobody told us");
    copy.clock.advance(Duration::seconds(1));
    assert_eq!(copy.role_of(&person).await, "admin");
    scratch.execute("UPDATE user_roles SET role = 'editor'");
    copy.clock.advance(Duration::minutes(-1));
    assert_eq!(copy.role_of(&person).await, "editor", "a clock that was turned back makes nothing younger");
}

#[tokio::test]
async fn without_the_database_a_known_role_lasts_to_its_end_and_no_further() {
    let scratch = ScratchDatabase::create();
    insert(&scratch, ADA, "reader");
    let copy = Copy::of(&scratch).await;
    let (known, unknown) = (in_test_mode(ADA), in_test_mode("nobody@example.com"));
    assert_eq!(copy.role_of(&known).await, "reader");
    let mut heard = copy.database.notices().subscribe();
    shut(&scratch).await;
    assert_eq!(copy.roles.of(&unknown).await.unwrap_err().meaning(), Meaning::Unavailable, "never a default role");
    copy.clock.advance(Duration::minutes(5) - Duration::seconds(1));
    assert_eq!(copy.role_of(&known).await, "reader");
    copy.clock.advance(Duration::seconds(1));
    assert_eq!(copy.roles.of(&known).await.unwrap_err().meaning(), Meaning::Unavailable, "never a stale role");
    open(&scratch).await;
    assert_eq!(hear(&mut heard, Topic::Roles).await.payload, "", "something may have been missed");
    assert_eq!(copy.role_of(&known).await, "reader", "a failure is not kept");
    assert_eq!(copy.role_of(&unknown).await, "none");
}

#[tokio::test]
async fn a_load_under_way_never_outlives_a_change() {
    let scratch = ScratchDatabase::create();
    insert(&scratch, ADA, "reader");
    watch(&scratch, "pg_advisory_xact_lock_shared(7)::text");
    let copy = Copy::of(&scratch).await;
    let person = in_test_mode(ADA);
    let mut heard = copy.database.notices().subscribe();
    let mut gate = copy.database.pool().begin().await.unwrap();
    sqlx::query("SELECT pg_advisory_xact_lock(7)").execute(&mut *gate).await.unwrap();

    let waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
                      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    let early = async { copy.role_of(&person).await };
    let late = async {
        while scratch.text(waiting) != "1" {
            tokio::task::yield_now().await;
        }
        // The load has seen the table as it was, and waits at the gate.
        scratch.execute("UPDATE kept SET role = 'admin'");
        hear(&mut heard, Topic::Roles).await;
        let after_the_change = copy.role_of(&person);
        let open_the_gate = async { gate.rollback().await.unwrap() };
        futures_util::future::join(after_the_change, open_the_gate).await.0
    };
    let (early, late) = futures_util::future::join(early, late).await;
    assert_eq!(early, "reader", "it asked before the change");
    assert_eq!(late, "admin", "it asked after the change, though a load was under way");
    assert_eq!(copy.role_of(&person).await, "admin");
}

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

#[tokio::test]
async fn a_person_without_an_address_has_no_role_and_costs_no_query() {
    let scratch = ScratchDatabase::create();
    watch(&scratch, "nextval('asked')");
    let copy = Copy::of(&scratch).await;
    let mut person = signed_in(ADA, "first");
    person.email = None;
    assert_eq!(copy.role_of(&person).await, "none");
    assert_eq!(times_asked(&scratch), "0");
}

#[tokio::test]
async fn each_change_is_in_the_record() {
    let scratch = ScratchDatabase::create();
    let copy = Copy::of(&scratch).await;
    let boss = |request: &str| Actor::background("tenant|boss", request);
    copy.roles.set(&ada(), Role::Editor, false, &boss("r-1")).await.unwrap();
    copy.roles.remove(&ada(), &boss("r-2")).await.unwrap();
    let lines = "SELECT string_agg(concat_ws(' ', kind, actor, request_id, detail), ';' ORDER BY id) FROM audit_events";
    assert_eq!(
        scratch.text(lines),
        r#"role_set tenant|boss r-1 {"role": "editor", "email": "ada@example.com", "unpinned": false};role_removed tenant|boss r-2 {"email": "ada@example.com"}"#
    );
}

#[tokio::test]
async fn a_database_that_was_developed_with_keeps_no_administrator_for_whoever_comes_first() {
    let scratch = ScratchDatabase::create();
    let before = "DELETE FROM _sqlx_migrations WHERE version = 20261125173000;
         INSERT INTO user_roles (email, role, tenant_id, object_id)
         VALUES ('dev.user@example.com', 'admin', NULL, NULL), ('ada@example.com', 'admin', NULL, NULL)";
    scratch.execute(before);
    let copy = Copy::of(&scratch).await;
    assert_eq!(copy.role_of(&signed_in("dev.user@example.com", "somebody")).await, "none");
    assert_eq!(copy.role_of(&signed_in("ada@example.com", "ada")).await, "admin");
    let told = "SELECT string_agg(kind || ' ' || (detail ->> 'email'), ';') FROM audit_events";
    assert_eq!(scratch.text(told), "role_removed dev.user@example.com");
}

#[tokio::test]
async fn the_table_refuses_what_nobody_could_sign_in_with() {
    let scratch = ScratchDatabase::create();
    let refused = [
        ("Ada@example.com", "reader", "user_roles_email_is_lower_case"),
        ("ada", "reader", "user_roles_email_is_an_address"),
        ("ada@@example.com", "reader", "user_roles_email_is_an_address"),
        (" ada@example.com", "reader", "user_roles_email_is_an_address"),
        ("ada@example.com\n", "reader", "user_roles_email_is_an_address"),
        ("ada@example.com", "owner", "user_roles_role_is_known"),
    ];
    let copy = Copy::of(&scratch).await;
    for (email, role, constraint) in refused {
        let insert = sqlx::query("INSERT INTO user_roles(email, role) VALUES ($1, $2)").bind(email).bind(role);
        let error = insert.execute(copy.database.pool()).await.unwrap_err();
        assert_eq!(error.as_database_error().unwrap().constraint(), Some(constraint), "{email:?}");
    }
}
