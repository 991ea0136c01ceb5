//! Who has which role, and how soon a change bites.

use futures_util::future::join_all;
use latchkey::{
    access::role::Role, audit::Actor, database::notices::Topic, error::Meaning, identity::principal::Email,
};
use time::Duration;

use crate::support::{
    copy::{Copy, hear, in_test_mode, open, shut, signed_in},
    scratch_database::ScratchDatabase,
};

pub const ADA: &str = "ada@example.com";

pub fn ada() -> Email {
    Email::parse(ADA).unwrap()
}

pub fn insert(scratch: &ScratchDatabase, email: &str, role: &str) {
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
