//! Notices by mail: something was shared, a question was answered, a file came by a link. One for each person and hour about
//! the same thing, and none for those who want none.

use time::Duration;

use crate::support::{
    Browser, World,
    api::ROOT,
    import::import,
    links::{drop_files, make},
    sharing::{guest, share},
    smtp::Smtp,
};

fn site() -> (World, Smtp, Browser, String) {
    let smtp = Smtp::start();
    let mail = smtp.settings();
    let world = World::with(|settings| settings.mail = Some(mail));
    import(&world, &[("sales/plan.txt", b"the plan")]);
    let mut admin = world.admin();
    let sales = admin.id_of(ROOT, "sales");
    (world, smtp, admin, sales)
}

/// The text of the last mail, as its reader sees it.
fn text(smtp: &Smtp, number: usize) -> String {
    smtp.wait_for(number).data.replace("=\n", "").replace("=3D", "=")
}

#[test]
fn who_is_given_something_hears_of_it_once_an_hour() {
    let (world, smtp, mut admin, sales) = site();
    share(&mut admin, &sales, "new@outside.example", "view");
    let mail = smtp.wait_for(1);
    assert_eq!(mail.to, "new@outside.example", "also somebody who was never here");
    let mail = text(&smtp, 1);
    assert!(mail.contains("Subject: Shared with you: sales"), "{mail}");
    assert!(mail.contains("Admin Example has given you access to sales."), "{mail}");
    assert!(mail.contains("http://localhost:8000/shared") && mail.contains("/account"), "{mail}");
    share(&mut admin, &sales, "new@outside.example", "edit");
    share(&mut admin, &sales, "other@outside.example", "edit");
    assert_eq!(smtp.wait_for(2).to, "other@outside.example", "the same thing again is no news within the hour");
    world.clock.advance(Duration::minutes(61));
    share(&mut admin, &sales, "new@outside.example", "view");
    assert_eq!(smtp.wait_for(3).to, "new@outside.example");
}

#[test]
fn an_answer_and_a_file_that_arrives_are_told() {
    let (world, smtp, mut admin, sales) = site();
    let mut eve = guest(&world, "eve");
    eve.submit("/ask", &[("for", "/files/sales/plan.txt"), ("level", "view"), ("words", "")]);
    let page = admin.click("/answers").text();
    let form = format!("/answers/{}", page.split("action=\"/answers/").nth(1).unwrap().split('"').next().unwrap());
    assert_eq!(admin.submit(&form, &[("action", "refuse"), ("words", "")]).status, 303);
    assert_eq!(smtp.wait_for(1).to, "eve@example.com");
    let told = text(&smtp, 1);
    assert!(told.contains("it was not given") && !told.contains("plan.txt") && !told.contains("Admin"), "{told}");
    let address = make(&mut admin, &sales, &[("kind", "upload")]);
    for at in 0..3 {
        let name = format!("offer {at}.txt");
        assert_eq!(drop_files(&mut world.browser(), &address, "Bob", &[(&name, b"x")]).status, 200);
    }
    assert_eq!(smtp.wait_for(2).to, "admin@example.com");
    assert!(text(&smtp, 2).contains("offer 0.txt has arrived in sales"), "{}", text(&smtp, 2));
    share(&mut admin, &sales, "last@outside.example", "view");
    assert_eq!(smtp.wait_for(3).to, "last@outside.example", "three files are one mail");
}

#[test]
fn who_wants_none_gets_none() {
    let (world, smtp, mut admin, sales) = site();
    let mut eve = guest(&world, "eve");
    let page = eve.click("/account").text();
    assert!(page.contains("Notices by mail") && page.contains("Send me none"), "{page}");
    assert_eq!(eve.submit("/account/notices", &[("mail", "off")]).location(), "/account");
    assert!(eve.click("/account").text().contains("You get no notices by mail."));
    share(&mut admin, &sales, "eve@example.com", "view");
    share(&mut admin, &sales, "bob@outside.example", "view");
    assert_eq!(smtp.wait_for(1).to, "bob@outside.example");
    assert_eq!(eve.submit("/account/notices", &[("mail", "maybe")]).status, 400);
    assert_eq!(eve.submit("/account/notices", &[("mail", "on")]).status, 303);
    let plan = admin.id_of(&sales, "plan.txt");
    share(&mut admin, &plan, "eve@example.com", "view");
    assert_eq!(smtp.wait_for(2).to, "eve@example.com");
    share(&mut admin, &plan, "admin@example.com", "own");
    share(&mut admin, &plan, "carl@outside.example", "view");
    assert_eq!(smtp.wait_for(3).to, "carl@outside.example", "nobody is told of what they did themselves");
    let quiet = World::start();
    assert!(!guest(&quiet, "eve").click("/account").text().contains("Notices by mail"));
}
