//! The record of what happened cannot be touched up afterwards.

use latchkey::audit::{Actor, Event, Via};

use crate::support::{copy::Copy, scratch_database::ScratchDatabase};

#[tokio::test]
async fn rows_are_added_and_never_touched_again() {
    let scratch = ScratchDatabase::create();
    let copy = Copy::of(&scratch).await;
    let nobody = Actor::unknown("r-1", Some("192.0.2.7".parse().unwrap()));
    let ada = Actor { person: Some("tenant|ada".to_owned()), via: Via::Session, ..nobody };
    copy.audit.note(&ada, Event::SignedIn).await.unwrap();
    for change in ["UPDATE audit_events SET actor = 'tenant|bob'", "DELETE FROM audit_events", "TRUNCATE audit_events"]
    {
        let error = sqlx::query(change).execute(copy.database.pool()).await.unwrap_err();
        assert!(error.to_string().contains("audit_events is append-only"), "{change}: {error}");
    }
    let line =
        "SELECT concat_ws(' ', at AT TIME ZONE 'UTC', kind, actor, via, request_id, address, detail) FROM audit_events";
    assert_eq!(scratch.text(line), "2026-03-01 12:00:00 signed_in tenant|ada session r-1 192.0.2.7 {}");
}

#[tokio::test]
async fn a_change_and_its_record_are_there_together_or_not_at_all() {
    let scratch = ScratchDatabase::create();
    let copy = Copy::of(&scratch).await;
    let mut transaction = copy.database.begin().await.unwrap();
    copy.audit.record(&mut transaction, &Actor::command("test"), Event::SignedOut).await.unwrap();
    transaction.rollback().await.unwrap();
    assert_eq!(scratch.text("SELECT count(*) FROM audit_events"), "0");
}

#[tokio::test]
async fn what_a_stranger_sends_is_recorded_as_text() {
    let scratch = ScratchDatabase::create();
    let copy = Copy::of(&scratch).await;
    let code = "AADSTS50105\0\"'; DROP TABLE audit_events; --\u{1f600}";
    copy.audit.note(&Actor::unknown("r-1", None), Event::SignInRefused { code: code.to_owned() }).await.unwrap();
    assert_eq!(scratch.text("SELECT detail ->> 'code' FROM audit_events"), code.replace('\0', "\u{fffd}"));
}
