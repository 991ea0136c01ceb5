//! Mail waits until a server has taken it: through a refusal, a restart, and with a second copy of the program at work.

use std::sync::atomic::Ordering;

use time::Duration;

use crate::support::{
    World,
    api::ROOT,
    eventually,
    import::import,
    links::make,
    log,
    smtp::{Smtp, code},
};

/// A portal with a link for two people, and the link.
fn site(smtp: &Smtp) -> (World, String) {
    let mail = smtp.settings();
    let world = World::with(|settings| settings.mail = Some(mail));
    import(&world, &[("a.txt", b"x")]);
    let mut admin = world.admin();
    let id = admin.id_of(ROOT, "a.txt");
    let address = make(&mut admin, &id, &[("recipients", "ada@outside.example\nbob@outside.example")]);
    (world, address)
}

fn ask(world: &World, address: &str, email: &str) {
    assert_eq!(world.browser().submit(address, &[("email", email)]).status, 200);
}

#[test]
fn what_a_server_refuses_is_tried_again_also_after_a_restart() {
    let smtp = Smtp::start();
    let (mut world, address) = site(&smtp);
    smtp.refuse(1);
    ask(&world, &address, "ada@outside.example");
    eventually(|| {
        world.database.text("SELECT count(*) FROM mails WHERE tries = 1 AND due_at < made_at + '4 minutes'") == "1"
    });
    assert_eq!(smtp.refused.load(Ordering::SeqCst), 1);
    let told = world.admin().click("/admin/people").text();
    assert!(told.contains("Mail: 1 could not be sent yet"), "{told}");
    world.stop();
    world.clock.advance(Duration::minutes(2));
    world.wake();
    assert_eq!(code(&smtp.wait_for(1)).len(), 6);
    eventually(|| world.database.text("SELECT count(*) FROM mails") == "0");
    assert!(!world.admin().click("/admin/people").text().contains("could not be sent"));
    assert!(!log::contains("ada@outside.example"), "the log names nobody");
}

#[test]
fn after_a_day_a_mail_is_given_up_and_administrators_are_told() {
    let smtp = Smtp::start();
    let (world, address) = site(&smtp);
    smtp.refuse(usize::MAX);
    ask(&world, &address, "ada@outside.example");
    eventually(|| {
        world.database.text("SELECT count(*) FROM mails WHERE tries = 1 AND due_at < made_at + '4 minutes'") == "1"
    });
    world.clock.advance(Duration::hours(25));
    eventually(|| world.database.text("SELECT count(*) FROM mails WHERE given_up_at IS NOT NULL") == "1");
    assert_eq!(world.database.text("SELECT body_text || body_html FROM mails"), "", "what it said is forgotten");
    assert!(world.admin().click("/admin/people").text().contains("1 were given up"));
    assert!(log::contains("a mail is given up"));
    smtp.refuse(0);
    ask(&world, &address, "bob@outside.example");
    assert_eq!(smtp.wait_for(1).to, "bob@outside.example", "others are sent");
}

#[test]
fn two_copies_send_each_mail_once() {
    let smtp = Smtp::start();
    let (world, _) = site(&smtp);
    let twin = world.twin();
    world.database.execute(
        "INSERT INTO mails (id, address, subject, body_text, body_html, made_at, due_at)
         SELECT gen_random_uuid(), n || '@outside.example', 'Hello', 'text', '<p>html</p>', now(), now() - interval '1 minute'
           FROM generate_series(1, 40) AS n",
    );
    eventually(|| world.database.text("SELECT count(*) FROM mails") == "0");
    let mut to: Vec<String> = smtp.mails().into_iter().map(|mail| mail.to).collect();
    to.sort();
    to.dedup();
    assert_eq!((to.len(), smtp.mails().len()), (40, 40));
    drop(twin);
}
