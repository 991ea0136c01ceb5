//! Links for people outside, as the page *Share* makes them.

use serde_json::{Value, json};

use super::{Answer, Browser, Request, World, http::find, upload::multipart};

/// Makes a link by the form; gives its address without the origin.
pub fn make(owner: &mut Browser, id: &str, fields: &[(&str, &str)]) -> String {
    let ends = in_days(owner, 7);
    let usual = [("action", "make"), ("kind", "view"), ("ends", ends.as_str())];
    let given = |name: &str| fields.iter().any(|(known, _)| *known == name);
    let usual = usual.into_iter().filter(|(name, _)| !given(name));
    let answer = owner.submit(&format!("/d/{id}/links"), &usual.chain(fields.iter().copied()).collect::<Vec<_>>());
    assert_eq!(answer.status, 200, "{}", answer.text());
    let page = answer.text();
    let address =
        page.split("id=\"link-address\">").nth(1).and_then(|rest| rest.split('<').next()).expect("an address");
    address.strip_prefix(&owner.origin).expect("at the public address").to_owned()
}

/// The day so many days from now, by the portal's clock.
pub fn in_days(browser: &mut Browser, days: i64) -> String {
    let date = browser.send(Request::get("/health"));
    let date = date.header("date").expect("a date").to_owned();
    let now = time::OffsetDateTime::parse(&date, &time::format_description::well_known::Rfc2822).expect("a date");
    let day = now + time::Duration::days(days);
    format!("{:04}-{:02}-{:02}", day.year(), u8::from(day.month()), day.day())
}

/// What the API tells of the links on a thing and below it.
pub fn links(owner: &mut Browser, id: &str) -> Vec<Value> {
    let answer = owner.fetch(&format!("/api/v1/items/{id}/links"));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["links"].as_array().expect("a list").clone()
}

/// Ends one by the form.
pub fn end(owner: &mut Browser, id: &str, link: &str) -> Answer {
    owner.submit(&format!("/d/{id}/links"), &[("action", "end"), ("link", link)])
}

/// A link by the API.
pub fn post(owner: &mut Browser, id: &str, body: &Value) -> Answer {
    owner.json("POST", &format!("/api/v1/items/{id}/links"), body)
}

/// What such a body holds at least.
pub fn body(kind: &str, world: &World) -> Value {
    use latchkey::clock::Clock;
    let ends = world.clock.now() + time::Duration::days(1);
    json!({ "kind": kind, "ends_at": ends.format(&time::format_description::well_known::Rfc3339).expect("a moment") })
}

/// Comes with the link alone, as a browser does.
pub fn visit(world: &World, address: &str) -> Answer {
    world.browser().goto(address)
}

/// As curl does.
pub fn fetch(world: &World, address: &str, headers: &[(&str, &str)]) -> Answer {
    world.browser().send(Request::get(address).header("accept", "*/*").headers(headers))
}

/// Sends files by a link.
pub fn drop_files(browser: &mut Browser, address: &str, sender: &str, files: &[(&str, &[u8])]) -> Answer {
    let origin = browser.origin.clone();
    let fields: &[(&str, &str)] = if sender.is_empty() { &[] } else { &[("sender", sender)] };
    browser.send(multipart(&origin, &format!("{address}/files"), fields, files).header("accept", "text/html"))
}

/// Whether anything in an answer, its headers too, holds this text.
pub fn tells(answer: &Answer, text: &str) -> bool {
    format!("{:?}", answer.headers).contains(text) || find(&answer.body, text.as_bytes()).is_some()
}
