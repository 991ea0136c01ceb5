//! Two acts in the same moment.

use std::thread;

use serde_json::{Value, json};
use sqlx::{Connection, Executor, PgConnection};

use crate::support::{Answer, Browser, Request, World, eventually};

pub type Act<'a> = Box<dyn FnOnce() -> Answer + Send + 'a>;

/// Has all of them begin, in this order, before any of them ends: each gets as far as its row of the record, or to what
/// one before it holds.
pub fn at_once(world: &World, acts: Vec<Act<'_>>) -> Vec<Answer> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut holder = runtime.block_on(PgConnection::connect(&world.database.url())).unwrap();
    runtime.block_on(holder.execute("BEGIN; LOCK TABLE audit_events IN EXCLUSIVE MODE")).unwrap();
    let waiting = "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted
                    AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())";
    thread::scope(|scope| {
        let mut running = Vec::new();
        for act in acts {
            running.push(scope.spawn(act));
            eventually(|| {
                // What is refused has nothing to wait for.
                let under_way = running.iter().filter(|act| !act.is_finished()).count();
                world.database.text(waiting) == under_way.to_string()
            });
        }
        runtime.block_on(holder.execute("COMMIT")).unwrap();
        running.into_iter().map(|act| act.join().unwrap()).collect()
    })
}

/// A program's request, ready to be sent.
pub fn act<'a>(browser: &Browser, method: &'a str, target: String, body: Value) -> Act<'a> {
    let mut browser = browser.clone();
    Box::new(move || browser.json(method, &target, &body))
}

pub fn relocate(browser: &Browser, id: &str, folder: &str) -> Act<'static> {
    act(browser, "PATCH", format!("/api/v1/items/{id}"), json!({ "parent": folder }))
}

pub fn rename(browser: &Browser, id: &str, name: &str) -> Act<'static> {
    act(browser, "PATCH", format!("/api/v1/items/{id}"), json!({ "name": name }))
}

pub fn delete(browser: &Browser, id: &str) -> Act<'static> {
    act(browser, "DELETE", format!("/api/v1/items/{id}"), Value::Null)
}

pub fn make_folder(browser: &Browser, parent: &str, name: &str) -> Act<'static> {
    act(browser, "POST", format!("/api/v1/items/{parent}/folders"), json!({ "name": name }))
}

pub fn restore(browser: &Browser, deletion: &str) -> Act<'static> {
    act(browser, "POST", format!("/api/v1/trash/{deletion}/restore"), Value::Null)
}

pub fn purge(browser: &Browser, deletion: &str) -> Act<'static> {
    act(browser, "DELETE", format!("/api/v1/trash/{deletion}"), Value::Null)
}

/// What is to become of an upload that waits.
pub fn decide(browser: &Browser, upload: &str, choice: &'static str) -> Act<'static> {
    let (mut browser, target) = (browser.clone(), format!("{upload}/decide"));
    Box::new(move || {
        let origin = browser.origin.clone();
        browser.send(Request::form(&target, &[("ontaken", choice)]).header("origin", &origin))
    })
}

pub fn statuses(answers: &[Answer]) -> Vec<u16> {
    answers.iter().map(|answer| answer.status).collect()
}
