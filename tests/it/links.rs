//! Links for people outside: an owner makes one, whoever has it sees one folder or document and nothing else, and it ends.

use latchkey::settings::LinkSettings;
use time::Duration;

use crate::{
    documents_zip::names,
    support::{
        Employee, Request, World,
        api::ROOT,
        import::import,
        links::{body, end, fetch, in_days, links, make, post, tells, visit},
        sharing::{cut, guest, share},
    },
};

const TREE: [(&str, &[u8]); 4] = [
    ("sales/plan.txt", b"0123456789"),
    ("sales/deep/er.txt", b"deeper"),
    ("sales/secret/wages.txt", b"wages"),
    ("other.txt", b"other"),
];

#[test]
fn somebody_outside_sees_a_folder_and_nothing_above_it() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    let sales = admin.id_of(ROOT, "sales");
    let deep = admin.id_of(&sales, "deep");
    let (plan, er) = (admin.id_of(&sales, "plan.txt"), admin.id_of(&deep, "er.txt"));
    let other = admin.id_of(ROOT, "other.txt");
    let secret = admin.id_of(&sales, "secret");
    cut(&mut admin, &secret);
    let address = make(&mut admin, &deep, &[("note", "for the <fair>")]);
    let page = visit(&world, &address);
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.text().contains("er.txt") && !tells(&page, "sales"), "nothing of what lies above: {}", page.text());
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(page.header("x-robots-tag"), Some("noindex, nofollow"));
    assert_eq!(page.header("cache-control"), Some("no-store"));
    for chrome in ["site-header", "/login", "/files/", "sign-out.js", "person.js", "data-upload"] {
        assert!(!tells(&page, chrome), "{chrome} stands around it: {}", page.text());
    }
    let file = fetch(&world, &format!("{address}/d/{er}/file"), &[]);
    assert_eq!((file.status, &file.body[..]), (200, &b"deeper"[..]));
    assert!(file.header("content-disposition").unwrap().starts_with("attachment; "));
    for hidden in [&plan, &other, &sales, &secret, &ROOT.to_owned()] {
        for what in ["", "/file", "/zip"] {
            let answer = visit(&world, &format!("{address}/d/{hidden}{what}"));
            assert_eq!(answer.status, 404, "{hidden}{what}");
        }
    }
    let whole = make(&mut admin, &sales, &[]);
    let page = visit(&world, &whole).text();
    assert!(page.contains("plan.txt") && page.contains("deep") && !page.contains("secret"), "a cut holds: {page}");
    let below = visit(&world, &format!("{whole}/d/{deep}")).text();
    assert!(below.contains(&format!("href=\"{whole}\"")) && below.contains("er.txt"), "{below}");
    let zip = fetch(&world, &format!("{whole}/d/{sales}/zip"), &[]);
    assert_eq!(
        (zip.status, names(&zip)),
        (200, ["sales/", "sales/deep/", "sales/deep/er.txt", "sales/plan.txt"].map(str::to_owned).to_vec())
    );
}

#[test]
fn an_owner_sees_who_used_it_and_ends_it_at_once() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    let sales = admin.id_of(ROOT, "sales");
    let plan = admin.id_of(&sales, "plan.txt");
    share(&mut admin, &sales, "owner@example.com", "own");
    let mut owner = guest(&world, "owner");
    let address = make(&mut owner, &plan, &[("note", "the fair")]);
    assert!(visit(&world, &address).text().contains("plan.txt"));
    assert_eq!(fetch(&world, &format!("{address}/d/{plan}/file"), &[]).status, 200);
    let told = links(&mut admin, ROOT);
    assert_eq!(told.len(), 1, "who owns above sees it, too");
    assert_eq!((&told[0]["opened"], &told[0]["downloaded"]), (&1.into(), &1.into()), "{told:?}");
    assert_eq!(told[0]["made_by"], "Owner Example");
    let page = admin.click(&format!("/d/{sales}/access")).text();
    assert!(page.contains("the fair") && page.contains("/sales/plan.txt") && page.contains("127.0.0.1"), "{page}");
    assert!(!page.contains(&address[3..]), "the address is not told again");
    assert!(!page.contains("link:"), "a link is nobody who has access");
    let link = told[0]["id"].as_str().unwrap();
    let ended = end(&mut admin, &sales, link);
    assert_eq!((ended.location(), ended.told()), (&*format!("/d/{sales}/access#links"), "done=link-ended"));
    assert_eq!(visit(&world, &address).status, 404);
    assert_eq!(end(&mut admin, &sales, link).status, 404, "it has ended");
    assert_eq!(links(&mut admin, ROOT)[0]["is_over"], true, "and is still listed");
    let kinds = "SELECT string_agg(kind || ':' || via, ' ' ORDER BY id) FROM audit_events WHERE kind LIKE 'link%'";
    let kinds = world.database.text(kinds);
    assert_eq!(kinds, "link_made:session link_opened:link link_downloaded:link link_ended:session");
    let actor = world.database.text("SELECT actor FROM audit_events WHERE kind = 'link_downloaded'");
    assert_eq!(actor, format!("link|{link}"));
}

#[test]
fn only_owners_make_links_and_only_such_as_make_sense() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    let sales = admin.id_of(ROOT, "sales");
    let plan = admin.id_of(&sales, "plan.txt");
    share(&mut admin, &sales, "editor@example.com", "edit");
    let mut editor = world.editor();
    let (good, day) = (body("view", &world), in_days(&mut admin, 7));
    assert_eq!(post(&mut editor, &sales, &good).status, 403);
    assert_eq!(editor.fetch(&format!("/api/v1/items/{sales}/links")).status, 403);
    assert_eq!(post(&mut world.reader(), &sales, &good).status, 403);
    assert_eq!(post(&mut world.browser(), &sales, &good).status, 401);
    let (late, early) = (in_days(&mut admin, 31), in_days(&mut admin, -1));
    for (thing, fields, sentence) in [
        (&sales, vec![("ends", late.as_str())], "30 days at most"),
        (&sales, vec![("ends", early.as_str())], "in the past"),
        (&sales, vec![("ends", "soon")], "not a day"),
        (&sales, vec![("password", "short")], "at least 8 characters"),
        (&sales, vec![("downloads", "0")], "from 1 to"),
        (&sales, vec![("downloads", "many")], "from 1 to"),
        (&sales, vec![("kind", "upload"), ("downloads", "1")], "Leave the number empty"),
        (&plan, vec![("kind", "upload")], "into a folder only"),
        (&ROOT.to_owned(), vec![], "all documents cannot"),
    ] {
        let usual = [("action", "make"), ("kind", "view"), ("ends", day.as_str()), ("note", "kept <words>")];
        let usual = usual.into_iter().filter(|(name, _)| !fields.iter().any(|(known, _)| known == name));
        let fields: Vec<_> = usual.chain(fields.iter().copied()).collect();
        let answer = admin.submit(&format!("/d/{thing}/links"), &fields);
        assert_eq!(answer.status, 422, "{fields:?}: {}", answer.text());
        assert!(answer.text().contains(sentence), "{fields:?}: {}", answer.text());
        assert!(thing == ROOT || answer.text().contains("kept &#60;words&#62;"), "nothing typed is lost");
    }
    assert_eq!(world.database.text("SELECT count(*) FROM share_links"), "0");
    let until_30 = in_days(&mut admin, 30);
    make(&mut admin, &sales, &[("ends", &until_30)]);
    let made = post(&mut admin, &sales, &good);
    assert_eq!(made.status, 201, "{}", made.text());
    assert!(made.json()["url"].as_str().unwrap().starts_with("http://localhost:8000/l/"));
    let link = made.json()["id"].as_str().unwrap().to_owned();
    let gone = |browser: &mut crate::support::Browser, id: &str| {
        let origin = browser.origin.clone();
        let target = format!("/api/v1/items/{id}/links?link={link}");
        browser.send(Request::new("DELETE", &target).header("origin", &origin)).status
    };
    assert_eq!(gone(&mut editor, &sales), 403);
    assert_eq!(gone(&mut admin, &plan), 404, "it is not about that");
    assert_eq!(gone(&mut admin, &sales), 204);
    assert_eq!(gone(&mut admin, &sales), 404);
}

#[test]
fn it_ends_with_its_time_its_makers_right_and_the_thing() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    let sales = admin.id_of(ROOT, "sales");
    let plan = admin.id_of(&sales, "plan.txt");
    let owners: Vec<_> = ["one", "two", "three", "four"]
        .map(|name| {
            share(&mut admin, &sales, &format!("{name}@example.com"), "own");
            let mut owner = guest(&world, name);
            (make(&mut owner, &plan, &[]), owner)
        })
        .into();
    let works = |at: usize| visit(&world, &owners[at].0).status;
    assert_eq!([0, 1, 2, 3].map(works), [200; 4]);
    let key =
        |name: &str| world.database.text(&format!("SELECT user_key FROM people WHERE email = '{name}@example.com'"));
    share(&mut admin, &sales, "one@example.com", "edit");
    assert_eq!([0, 1].map(works), [404, 200], "who may not share any more gives nothing away");
    share(&mut admin, &sales, "one@example.com", "own");
    assert_eq!(works(0), 200, "and again when they may");
    let tag =
        world.database.text(&format!("SELECT left(encode(sha256(convert_to('{}', 'UTF8')), 'hex'), 32)", key("two")));
    let out = admin.submit(&format!("/admin/sessions/{tag}/access"), &[("action", "lock-out")]);
    assert!(out.status == 303, "{} {}", out.status, out.text());
    assert_eq!([1, 2].map(works), [404, 200], "who is locked out gives nothing away");
    let deletion = admin.delete(&plan);
    assert_eq!(works(2), 404, "nor does what lies in the trash");
    assert_eq!(admin.submit(&format!("/trash/{deletion}/restore"), &[]).status, 303);
    assert_eq!(works(2), 200);
    world.clock.advance(Duration::days(9));
    assert_eq!(works(3), 404, "nor what is over");
    let pages: Vec<_> = [owners[3].0.as_str(), "/l/AAAAAAAAAAAAAAAAAAAAAAAA", "/l/x"]
        .map(|address| {
            let page = visit(&world, address);
            let id = page.request_id().to_owned();
            let nonce = page.text().split("nonce=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
            (page.status, page.text().replace(&id, "").replace(&nonce, ""))
        })
        .into();
    assert!(pages[0].1.contains("This link does not work") && !pages[0].1.contains("/files/"), "{}", pages[0].1);
    assert!(pages.iter().all(|page| *page == pages[0]), "one same page for all of them");
}

#[test]
fn another_copy_of_the_program_hears_of_its_end_at_once() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    let sales = admin.id_of(ROOT, "sales");
    let address = make(&mut admin, &sales, &[]);
    let twin = world.twin();
    let mut elsewhere = crate::support::Browser::new(twin.port(), &world.origin());
    assert_eq!(elsewhere.goto(&address).status, 200);
    let link = links(&mut admin, &sales)[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(end(&mut admin, &sales, &link).status, 303);
    assert_eq!(elsewhere.goto(&address).status, 404);
    drop(twin);
}

#[test]
fn a_site_without_links_knows_nothing_of_them() {
    let mut world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    let sales = admin.id_of(ROOT, "sales");
    let address = make(&mut admin, &sales, &[]);
    world.stop();
    world.settings.links = LinkSettings { is_on: false, ..world.settings.links };
    world.wake();
    let mut admin = world.signed_in(&Employee::named("admin"));
    assert_eq!(visit(&world, &address).status, 404);
    assert_eq!(fetch(&world, &format!("{address}/d/{sales}/zip"), &[]).status, 404);
    assert_eq!(admin.submit(&format!("/d/{sales}/links"), &[("action", "make")]).status, 404);
    assert_eq!(admin.fetch(&format!("/api/v1/items/{sales}/links")).status, 404);
    let share = admin.click(&format!("/d/{sales}/access"));
    assert!(share.status == 200 && !share.text().contains("people outside"), "{}", share.text());
    let description = admin.fetch("/api/v1/openapi.json").text();
    assert!(description.contains("/access") && !description.contains("/links"));
}
