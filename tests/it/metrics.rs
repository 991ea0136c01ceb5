//! The numbers for Prometheus: who gets them, what they say, and what they never say.

use std::{collections::BTreeSet, fs, net::TcpStream};

use actix_web::rt::System;

use crate::support::{
    Employee, Request, World,
    api::ROOT,
    blobs::blob_with,
    copy::{open, shut},
    eventually,
    import::import,
    log,
    metrics::{SECRET, ask, scrape, value, with_secret},
    running::free_port,
    upload::begin,
};

#[test]
fn without_a_secret_and_an_address_there_are_no_metrics() {
    let world = World::start();
    for authorization in ["", "Bearer ", &format!("Bearer {SECRET}")] {
        assert_eq!(ask(&world, authorization).status, 404);
    }
    assert_eq!(world.admin().click("/metrics").status, 404);
}

#[test]
fn the_secret_opens_them_and_nothing_else_does() {
    let world = World::with(with_secret);
    let good = ask(&world, &format!("Bearer {SECRET}"));
    assert_eq!(good.status, 200);
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    assert_eq!((good.header("content-type"), good.header("cache-control")), (Some(kind), Some("no-store")));
    assert!(good.text().ends_with("# EOF\n"));
    let longer = format!("Bearer {SECRET}0");
    for wrong in ["", "Bearer", "Bearer wrong", "Basic x", &longer, &format!("Bearer {}", &SECRET[1..])] {
        let answer = ask(&world, wrong);
        assert_eq!(answer.status, 401, "{wrong}");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer realm=\"latchkey\""));
        assert!(!answer.text().contains("latchkey_requests"));
    }
    // A browser has a session and no secret; it is not sent to the sign-in, which would not help.
    assert_eq!(world.admin().click("/metrics").status, 401);
    assert_eq!(world.browser().goto("/metrics").status, 401);
    let text = Request::get("/metrics").header("host", "localhost:8000").header("accept", "text/plain");
    let text = text.header("authorization", &format!("bearer {SECRET}")).send(world.port());
    assert_eq!(text.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    assert!(!log::contains(SECRET));
}

#[test]
fn an_address_of_its_own_serves_metrics_and_nothing_else() {
    let port = free_port();
    let mut world = World::with(|settings| settings.metrics.bind = Some(([127, 0, 0, 1], port).into()));
    let get = |target: &str| Request::get(target).header("host", "localhost").send(port);
    let answer = get("/metrics");
    assert_eq!(answer.status, 200);
    assert!(value(&answer.text(), "latchkey_database_up") == Some(1.0), "{}", answer.text());
    for other in ["/", "/files/", "/login", "/health", "/api/v1/me", "/static/0/app.css"] {
        assert_eq!(get(other).status, 404, "{other}");
    }
    assert_eq!(Request::new("POST", "/metrics").header("host", "localhost").send(port).status, 405);
    assert_eq!(ask(&world, "").status, 404, "and the site has none");
    world.stop();
    eventually(|| TcpStream::connect(("127.0.0.1", port)).is_err());
}

#[test]
fn requests_are_counted_by_pattern_and_nothing_says_who_asked_for_what() {
    const WORD: &str = "zanzibar-4711";
    let world = World::with(with_secret);
    import(&world, &[(&format!("{WORD}.txt"), b"x")]);
    let reader = world.signed_in(&{
        let employee = Employee::named(WORD);
        world.give_role(&employee, "reader");
        employee
    });
    for _ in 0..3 {
        assert_eq!(reader.clone().fetch(&format!("/files/{WORD}.txt")).status, 200);
    }
    let text = scrape(&world);
    let served = "latchkey_requests_total{route=\"/files/{path:.*}\",method=\"GET\",status=\"200\"}";
    assert_eq!(value(&text, served), Some(3.0), "{text}");
    assert_eq!(value(&text, "latchkey_request_seconds_count{route=\"/files/{path:.*}\"}"), Some(3.0));
    assert!(value(&text, "latchkey_response_bytes_total").unwrap() > 1000.0);

    // Every route, with the word at each place of its pattern, and as a query.
    let lines = latchkey::routes::table(true).lines();
    for line in &lines {
        let mut steps = line.path.split('{');
        let mut address = steps.next().unwrap().to_owned();
        for step in steps {
            address.extend([WORD, step.split_once('}').unwrap().1]);
        }
        let asked = Request::new(line.method.as_str(), &format!("{address}?q={WORD}&redirect_uri={WORD}"));
        reader.clone().send(asked);
    }
    reader.clone().send(Request::new("BREW", &format!("/{WORD}")));
    let text = scrape(&world);
    for private in [WORD, "@", "example.com", "Reader", &reader.session().unwrap()[..20]] {
        assert!(!text.contains(private), "{private} in {text}");
    }
    let known: BTreeSet<&str> = lines.iter().map(|line| line.path).chain(["-"]).collect();
    let routes = text.lines().filter_map(|line| line.split("route=\"").nth(1)?.split('"').next());
    for route in routes {
        assert!(known.contains(route), "{route}");
    }
    assert!(text.contains("method=\"other\""), "{text}");
}

#[test]
fn sign_ins_and_refusals_are_counted_by_what_they_mean() {
    let world = World::with(with_secret);
    world.nobody().fetch("/api/files/");
    world.signed_in(&Employee::named("new"));
    let mut browser = world.browser();
    let form = world.entra.open(browser.goto("/login").location());
    browser.arrive(&form.refuse("access_denied", "AADSTS53003: Access has been blocked."));
    world.entra.lie(|token| token.set("nonce", "other"));
    world.sign_in(&mut world.browser(), &Employee::named("other"), "/files/");
    world.browser().arrive("/callback?state=of-somebody&code=1");
    world.browser().fetch("/api/v1/me");
    let text = scrape(&world);
    let count = |outcome: &str| value(&text, &format!("latchkey_sign_ins_total{{outcome=\"{outcome}\"}}"));
    assert_eq!((count("ok"), count("provider"), count("untrusted"), count("foreign")), {
        (Some(2.0), Some(1.0), Some(1.0), Some(1.0))
    });
    let refused = |code: &str| value(&text, &format!("latchkey_refusals_total{{code=\"{code}\"}}"));
    assert_eq!((refused("sign_in"), refused("no_role")), (Some(1.0), Some(1.0)), "{text}");
}

#[test]
fn caches_confined_jobs_uploads_and_errors_of_the_store_are_counted() {
    let world = World::with(with_secret);
    import(&world, &[("a.md", b"# A heading"), ("gone.bin", b"what will be gone")]);
    fs::remove_file(blob_with(&world, b"what will be gone")).unwrap();
    let mut editor = world.editor();
    let id = editor.id_of(ROOT, "a.md");
    assert_eq!(editor.click(&format!("/d/{id}")).status, 200);
    assert_eq!(editor.fetch("/files/a.md").status, 200);
    assert_eq!(editor.fetch("/files/a.md").status, 200);
    assert_eq!(editor.fetch("/files/gone.bin").status, 500);
    begin(&mut editor, 1000, &[("filename", "half.bin")]);
    let text = scrape(&world);
    let at_least = |series: &str, least: f64| {
        let found = value(&text, series);
        assert!(found.is_some_and(|found| found >= least), "{series}: {found:?} in {text}");
    };
    at_least("latchkey_confined_jobs_total{kind=\"markdown\",outcome=\"ok\"}", 1.0);
    at_least("latchkey_cache_lookups_total{cache=\"documents\",outcome=\"hit\"}", 1.0);
    at_least("latchkey_cache_lookups_total{cache=\"roles\",outcome=\"hit\"}", 1.0);
    at_least("latchkey_cache_lookups_total{cache=\"subjects\",outcome=\"miss\"}", 1.0);
    at_least("latchkey_store_errors_total{store=\"folder\",operation=\"read\"}", 1.0);
    at_least("latchkey_database_lookup_seconds_count", 5.0);
    at_least("latchkey_connections_open", 1.0);
    at_least("latchkey_queue_waiting{queue=\"mails\"}", 0.0);
    assert_eq!(value(&text, "latchkey_uploads_under_way"), Some(1.0));
    assert_eq!(value(&text, "latchkey_uploads_under_way_bytes"), Some(1000.0));
    assert_eq!(value(&text, "latchkey_store_up"), Some(1.0));
    assert_eq!(value(&text, "latchkey_alarm_raised{alarm=\"disk\"}"), Some(0.0));
}

#[test]
fn a_dead_database_leaves_the_metrics_answering() {
    let world = World::with(with_secret);
    assert_eq!(value(&scrape(&world), "latchkey_database_up"), Some(1.0));
    System::new().block_on(shut(&world.database));
    eventually(|| value(&scrape(&world), "latchkey_database_up") == Some(0.0));
    let text = scrape(&world);
    assert!(!text.contains("latchkey_queue_waiting"), "{text}");
    assert!(value(&text, "latchkey_connections_open").is_some());
    System::new().block_on(open(&world.database));
    eventually(|| value(&scrape(&world), "latchkey_database_up") == Some(1.0));
}
