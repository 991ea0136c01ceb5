//! DEV_MODE: nobody signs in, and one click shows the site as somebody else. Nothing of that is left for people who sign
//! in to the same database later.

use std::sync::Arc;

use actix_web::rt::System;
use latchkey::{
    app::{Outside, Services},
    entropy::SystemEntropy,
    settings::{Environment, SignInMode},
};

use crate::support::{
    Request, World,
    upload::{begin, patch},
};

fn world() -> World {
    World::with(|settings| {
        settings.server.environment = Environment::Development;
        settings.sign_in = SignInMode::Dev;
    })
}

#[test]
fn one_click_changes_the_fake_persons_role() {
    let world = world();
    let mut browser = world.browser();
    assert_eq!(browser.who().unwrap()["role"], "admin");
    for role in ["editor", "reader", "none", "admin"] {
        let answer = browser.submit("/dev/role", &[("role", role), ("back", "/account?tab=1")]);
        assert_eq!((answer.status, answer.location()), (303, "/account?tab=1"));
        let shown = browser.who().unwrap()["role"].as_str().unwrap_or("none").to_owned();
        assert_eq!(shown, role);
        assert!(browser.click("/account").text().contains("Development mode"));
    }
}

#[test]
fn the_way_back_stays_on_this_site() {
    let world = world();
    let answer = world.browser().submit("/dev/role", &[("role", "reader"), ("back", "//evil.example/")]);
    assert_eq!((answer.status, answer.location()), (303, "/"));
    assert_eq!(world.browser().submit("/dev/role", &[("role", "owner")]).status, 400);
}

#[test]
fn outside_development_there_is_no_such_switch() {
    let world = World::start();
    let mut admin = world.admin();
    assert_eq!(admin.submit("/dev/role", &[("role", "reader")]).status, 404);
}

#[test]
fn the_fake_persons_role_never_reaches_the_table_that_people_are_looked_up_in() {
    let world = world();
    let mut browser = world.browser();
    for role in ["editor", "admin"] {
        assert_eq!(browser.submit("/dev/role", &[("role", role)]).status, 303);
        assert_eq!(browser.click("/files/").status, 200);
    }
    assert_eq!(world.database.text("SELECT count(*) FROM user_roles"), "0");
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
            let ended = services.uploads.end_left(&services.roles).await.unwrap();
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
