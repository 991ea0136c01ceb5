//! The record of what happened cannot be touched up afterwards.

use latchkey::audit::Event;

use crate::support::{copy::Copy, scratch_database::ScratchDatabase};

#[tokio::test]
async fn rows_are_added_and_never_touched_again() {
    let scratch = ScratchDatabase::create();
    let copy = Copy::of(&scratch).await;
    copy.audit.note(Event::SignedIn, Some("tenant|ada"), "r-1").await.unwrap();
    for change in ["UPDATE audit_events SET actor = 'tenant|bob'", "DELETE FROM audit_events", "TRUNCATE audit_events"]
    {
        let error = sqlx::query(change).execute(copy.database.pool()).await.unwrap_err();
        assert!(error.to_string().contains("audit_events is append-only"), "{change}: {error}");
    }
    let line = "SELECT concat_ws(' ', at AT TIME ZONE 'UTC', kind, actor, request_id, detail) FROM audit_events";
    assert_eq!(scratch.text(line), "2026-03-01 12:00:00 signed_in tenant|ada r-1 {}");
}

#[tokio::test]
async fn a_change_and_its_record_are_there_together_or_not_at_all() {
    let scratch = ScratchDatabase::create();
    let copy = Copy::of(&scratch).await;
    let mut transaction = copy.database.begin().await.unwrap();
    copy.audit.record(&mut transaction, Event::SignedOut, None, "r-1").await.unwrap();
    transaction.rollback().await.unwrap();
    assert_eq!(scratch.text("SELECT count(*) FROM audit_events"), "0");
}

#[tokio::test]
async fn what_a_stranger_sends_is_recorded_as_text() {
    let scratch = ScratchDatabase::create();
    let copy = Copy::of(&scratch).await;
    let code = "AADSTS50105\0\"'; DROP TABLE audit_events; --\u{1f600}";
    copy.audit.note(Event::SignInRefused { code: code.to_owned() }, None, "r-1").await.unwrap();
    assert_eq!(scratch.text("SELECT detail ->> 'code' FROM audit_events"), code.replace('\0', "\u{fffd}"));
}
