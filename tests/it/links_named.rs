//! A link for certain people: it opens by a code that is sent to an address on its list, and nobody learns who is on it.

use serde_json::json;
use time::Duration;

use crate::support::{
    Browser, World,
    api::ROOT,
    import::import,
    links::{body, links, make, post, tells, visit},
    log,
    smtp::{Smtp, code},
};

fn site() -> (World, Smtp, Browser, String, String) {
    let smtp = Smtp::start();
    let mail = smtp.settings();
    let world = World::with(|settings| settings.mail = Some(mail));
    import(&world, &[("folder/plan.txt", b"0123456789")]);
    let mut admin = world.admin();
    let folder = admin.id_of(ROOT, "folder");
    let plan = admin.id_of(&folder, "plan.txt");
    let address = make(&mut admin, &plan, &[("recipients", "Ada@Outside.example, bob@outside.example")]);
    (world, smtp, admin, plan, address)
}

#[test]
fn it_opens_for_whoever_has_the_code_and_the_owner_sees_who_came() {
    let (world, smtp, mut admin, plan, address) = site();
    let mut ada = world.browser();
    let locked = ada.goto(&address);
    assert!(locked.text().contains("certain people") && !tells(&locked, "plan.txt"), "{}", locked.text());
    assert!(!tells(&locked, "outside.example"), "nobody is told who is on the list");
    let sent = ada.submit(&address, &[("email", "ada@outside.example")]);
    assert!(sent.status == 200 && sent.text().contains("a code is on its way"), "{}", sent.text());
    let mail = smtp.wait_for(1);
    assert_eq!(mail.to, "ada@outside.example");
    assert!(mail.data.contains("Subject: Your code") && mail.data.contains("From: Documents <documents@example.com>"));
    assert!(mail.data.contains("Content-Type: text/plain") && mail.data.contains("Content-Type: text/html"));
    assert!(mail.data.contains("Auto-Submitted: auto-generated") && !mail.data.contains("/l/"), "{}", mail.data);
    let code = code(&mail);
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let typed =
        |browser: &mut Browser, email: &str, code: &str| browser.submit(&address, &[("email", email), ("code", code)]);
    assert_eq!(typed(&mut ada, "ada@outside.example", wrong).status, 422);
    assert_eq!(typed(&mut ada, "bob@outside.example", &code).status, 422, "it is not his");
    assert_eq!(typed(&mut ada, "ada@outside.example", &code).location(), address);
    assert!(ada.goto(&address).text().contains("plan.txt"));
    assert_eq!(ada.goto(&format!("{address}/d/{plan}/file")).body, b"0123456789");
    assert_eq!(typed(&mut world.browser(), "ada@outside.example", &code).status, 422, "it is good once");
    assert_eq!(visit(&world, &format!("{address}/d/{plan}/file")).status, 403);
    let share = admin.click(&format!("/d/{plan}/access")).text();
    assert!(share.contains("only for ada@outside.example, bob@outside.example"), "{share}");
    let used = world.database.text("SELECT string_agg(kind || ' ' || name, ', ' ORDER BY id) FROM share_link_uses");
    assert_eq!(used, "opened ada@outside.example, downloaded ada@outside.example");
    assert!(!log::contains(&code) && !log::contains("outside.example"), "in the log");
    assert_eq!(world.database.text("SELECT count(*) FROM mails"), "0", "what was sent is forgotten");
    let kept = world.database.text("SELECT string_agg(t::text, '') FROM share_link_recipients t");
    assert!(!kept.contains(&code), "{kept}");
}

#[test]
fn the_answer_is_the_same_for_an_address_that_is_not_on_the_list() {
    let (world, smtp, _, _, address) = site();
    let pages = ["ada@outside.example", "eve@outside.example"].map(|email| {
        let mut browser = world.browser();
        let asked = browser.submit(&address, &[("email", email)]);
        let wrong = browser.submit(&address, &[("email", email), ("code", "abcdef")]);
        let plain = |answer: crate::support::Answer| {
            let nonce = answer.text().split("nonce=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
            (answer.status, answer.text().replace(&nonce, "").replace(email, "").replace(answer.request_id(), ""))
        };
        (plain(asked), plain(wrong))
    });
    assert_eq!(pages[0], pages[1]);
    assert_eq!(smtp.wait_for(1).to, "ada@outside.example");
    let none = world.browser().submit(&address, &[("email", "nobody")]);
    assert_eq!(none.status, 422);
    assert_eq!(smtp.mails().len(), 1, "and nobody else got one");
}

#[test]
fn a_code_is_tried_five_times_and_for_ten_minutes() {
    let (world, smtp, _, _, address) = site();
    let ask = |email: &str| world.browser().submit(&address, &[("email", email)]).status;
    let typed = |email: &str, code: &str| world.browser().submit(&address, &[("email", email), ("code", code)]).status;
    assert_eq!(ask("ada@outside.example"), 200);
    let first = code(&smtp.wait_for(1));
    for at in 0..5 {
        assert_eq!(typed("ada@outside.example", &format!("x{at}")), 422);
    }
    assert_eq!(typed("ada@outside.example", &first), 422, "the right one comes too late");
    assert_eq!(ask("ada@outside.example"), 200);
    let second = code(&smtp.wait_for(2));
    world.clock.advance(Duration::minutes(11));
    assert_eq!(typed("ada@outside.example", &second), 422, "it is over");
    assert_eq!(ask("bob@outside.example"), 200);
    let third = code(&smtp.wait_for(3));
    assert_eq!(typed("bob@outside.example", &third), 303);
    let asked: Vec<u16> = (0..6).map(|_| ask("ada@outside.example")).collect();
    assert_eq!(asked.last(), Some(&429), "nobody is flooded with codes: {asked:?}");
}

#[test]
fn without_mail_or_with_a_password_none_is_made() {
    let (world, _, mut admin, plan, _) = site();
    let mut wish = body("view", &world);
    wish["recipients"] = json!(["ada@outside.example"]);
    wish["password"] = json!("open sesame");
    assert_eq!(post(&mut admin, &plan, &wish).status, 400);
    wish["password"] = json!(null);
    assert_eq!(post(&mut admin, &plan, &wish).status, 201);
    let mut named: Vec<String> = links(&mut admin, &plan).iter().map(|link| link["recipients"].to_string()).collect();
    named.sort();
    assert_eq!(named, ["[\"ada@outside.example\",\"bob@outside.example\"]", "[\"ada@outside.example\"]"]);
    wish["recipients"] = json!(["nobody"]);
    assert_eq!(post(&mut admin, &plan, &wish).status, 400);
    let quiet = World::start();
    import(&quiet, &[("a.txt", b"x")]);
    let mut admin = quiet.admin();
    let id = admin.id_of(ROOT, "a.txt");
    let mut wish = body("view", &quiet);
    wish["recipients"] = json!(["ada@outside.example"]);
    let refused = post(&mut admin, &id, &wish);
    assert!(refused.status == 400 && refused.text().contains("sends no mail"), "{}", refused.text());
    assert!(!admin.click(&format!("/d/{id}/access")).text().contains("name=\"recipients\""));
}
