//! DEV_MODE: nobody signs in, and one click makes a browser somebody else. Nothing of that is left for people who sign
//! in to the same database later.

use std::sync::Arc;

use actix_web::rt::System;
use latchkey::{
    app::{Outside, Services},
    entropy::SystemEntropy,
    settings::SignInMode,
};

use crate::support::{
    Request, World,
    lab::{PERSONAS, world},
    upload::{begin, patch},
};

#[test]
fn one_click_makes_this_browser_somebody_with_another_role() {
    let world = world();
    let mut browser = world.browser();
    assert_eq!(browser.who().unwrap()["role"], "admin");
    for role in ["editor", "reader", "none", "admin"] {
        let answer = browser.submit("/dev/persona", &[("persona", role), ("back", "/account?tab=1")]);
        assert_eq!((answer.status, answer.location()), (303, "/account?tab=1"));
        let shown = browser.who().unwrap()["role"].as_str().unwrap_or("none").to_owned();
        assert_eq!(shown, role);
        assert!(browser.click("/account").text().contains("Development mode"));
    }
}

#[test]
fn the_way_back_stays_on_this_site() {
    let world = world();
    let answer = world.browser().submit("/dev/persona", &[("persona", "reader"), ("back", "//evil.example/")]);
    assert_eq!((answer.status, answer.location()), (303, "/"));
    assert_eq!(world.browser().submit("/dev/persona", &[("persona", "owner")]).status, 400);
    let page = world.browser().click("/dev?back=//evil.example/");
    assert!(page.status == 200 && !page.text().contains("name=\"back\" value=\"//evil"), "{}", page.text());
}

#[test]
fn outside_development_there_is_no_lab_and_its_cookies_mean_nothing() {
    let signed_in = World::start();
    let test = World::with(|settings| settings.sign_in = SignInMode::Test);
    let open = World::with(|settings| settings.sign_in = SignInMode::Open);
    let known = latchkey::routes::table(false).lines();
    let lab: Vec<_> = latchkey::routes::table(true).lines().into_iter().filter(|line| !known.contains(line)).collect();
    assert_eq!(lab.len(), 5);
    for (world, mut browser) in [(&signed_in, signed_in.admin()), (&test, test.browser()), (&open, open.browser())] {
        for line in &lab {
            let send = Request::new(line.method.as_str(), line.path).header("sec-fetch-site", "same-origin");
            assert_eq!(browser.send(send.header("x-test-user", "ada@example.com")).status, 404, "{}", line.path);
        }
        let before = browser.who();
        browser.jar.extend(
            [("latchkey-dev", "admin"), ("latchkey-dev-session", "1.1")]
                .map(|(name, value)| (name.into(), value.into())),
        );
        assert_eq!(browser.who(), before);
        let mut stranger = world.browser();
        stranger.jar.push(("latchkey-dev".to_owned(), "admin".to_owned()));
        assert_ne!(stranger.click("/admin/people").status, 200);
    }
}

#[test]
fn the_people_of_the_lab_never_reach_the_tables_that_people_are_looked_up_in() {
    let world = world();
    let mut browser = world.browser();
    for persona in PERSONAS {
        assert_eq!(browser.submit("/dev/persona", &[("persona", persona)]).status, 303);
        for page in ["/files/", "/groups", "/account", "/shared"] {
            browser.click(page);
        }
    }
    for table in ["user_roles", "people", "directory_people", "sessions"] {
        assert_eq!(world.database.text(&format!("SELECT count(*) FROM {table}")), "0", "{table}");
    }
}

#[test]
fn what_the_fake_person_has_begun_is_not_ended_with_their_rights_where_people_sign_in() {
    let mut world = world();
    let mut developer = world.browser();
    let upload = begin(&mut developer, 5, &[("filename", "left.txt")]);
    world.database.execute(
        "CREATE FUNCTION disturb() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN RAISE EXCEPTION 'busy' USING ERRCODE = '55P03'; END $$;
         CREATE TRIGGER disturb BEFORE INSERT ON nodes FOR EACH ROW EXECUTE FUNCTION disturb()",
    );
    assert_eq!(developer.send(patch(&upload, 0, b"hello")).status, 503);
    world.database.execute("DROP TRIGGER disturb ON nodes");
    world.stop();
    let mut ended = |mode: SignInMode| {
        world.settings.sign_in = mode;
        let outside = Outside { clock: world.clock.clone(), entropy: Arc::new(SystemEntropy) };
        System::new().block_on(async {
            let services = Services::open(&world.settings, &outside).await.unwrap();
            let ended = services.uploads.end_abandoned(&services.roles).await.unwrap();
            services.database.close().await;
            ended
        })
    };
    assert_eq!(ended(SignInMode::Open), 0);
    assert_eq!(ended(SignInMode::Dev), 1);
}

#[test]
fn what_a_proxy_or_a_tunnel_passes_on_is_refused() {
    let world = world();
    let get = || Request::get("/files/").header("host", "localhost");
    assert_eq!(get().send(world.port()).status, 200);
    let forwarded = [
        ("forwarded", "for=192.0.2.1"),
        ("via", "1.1 tunnel"),
        ("x-real-ip", "192.0.2.1"),
        ("x-forwarded-for", "192.0.2.1"),
        ("x-forwarded-host", "localhost"),
    ];
    for (name, value) in forwarded {
        let refused = get().header(name, value).send(world.port());
        assert_eq!(refused.status, 403, "{name}: {}", refused.text());
    }
    let signed_in = World::start();
    let answer = get().header("x-forwarded-for", "192.0.2.1").send(signed_in.port());
    assert_ne!(answer.status, 403, "where people sign in, it means nothing");
}
