//! What docs/ tells an operator: a certificate, the settings of the sign-in, a role in SQL.

use std::fs;

use super::{
    blocks, pages,
    shell::{Terminal, filled, lines},
};
use crate::support::{Employee, World, api::ROOT, eventually, import::import, links};

#[test]
fn the_certificate_and_the_settings_make_sense_together() {
    let terminal = Terminal::open();
    let etc = terminal.path("etc");
    fs::create_dir(&etc).unwrap();
    let [settings, certificate] = ["The settings", "A certificate"].map(|heading| {
        filled(&blocks::only("docs/entra.md", heading, "sh"), &[("/etc/latchkey", etc.to_str().unwrap())])
    });
    terminal.type_in(&certificate);
    assert!(etc.join("client.pem").exists());
    let secret = terminal.type_in("openssl rand -hex 32");
    // Each … stands for something of the company's own; the remark behind it says what.
    let mut own = String::new();
    for line in lines(&settings) {
        let value = match line.split_once('=').unwrap().0 {
            "AZURE_TENANT_ID" => "aaaabbbb-0000-cccc-1111-dddd2222eeee",
            "APP_REG_CLIENT_ID" => "00001111-aaaa-2222-bbbb-3333cccc4444",
            "API_COOKIE_SECRET" => secret.trim(),
            _ => "latchkey@localhost/latchkey",
        };
        own += &line.replace('…', value);
        own.push('\n');
    }
    fs::write(terminal.path(".env"), own).unwrap();
    let said = terminal.type_in("latchkey check");
    assert!(said.ends_with("ok\n") && !said.contains("Please note"), "{said}");
}

#[test]
fn a_role_can_be_given_in_sql() {
    let world = World::start();
    let page = pages::page("docs/access.md").text;
    let statements: Vec<&str> = page.split('`').filter(|code| code.starts_with("INSERT INTO ")).collect();
    assert_eq!(statements.len(), 1, "{statements:?}");
    world.database.execute(statements[0]);
    let mut ada = world.signed_in(&Employee::named("ada"));
    assert_eq!(ada.click("/files/").status, 200);
}

#[test]
fn somebody_is_signed_out_at_the_terminal() {
    let world = World::start();
    let ada = world.signed_in(&Employee::named("ada"));
    assert!(ada.who().is_ok());
    let terminal = beside(&world);
    let [show, end] = &lines(&blocks::only("docs/access.md", "Where people are signed in", "sh"))[..] else {
        panic!("two lines")
    };
    let said = terminal.type_in(show);
    assert!(said.contains("BROWSER") && said.contains("127.0.0.0/24") && said.contains("unknown"), "{said}");
    let said = terminal.type_in(end);
    assert!(said.contains("signed out everywhere") && said.contains(": 1."), "{said}");
    eventually(|| ada.who().err() == Some(401));
    assert!(terminal.type_in(show).contains("is not signed in"));
    assert!(terminal.type_in("latchkey sessions end nobody@example.com").contains("Nobody has signed in as"));
    assert!(!terminal.try_out("latchkey sessions end nobody").status.success());
    let by = "SELECT concat_ws(' ', actor, via) FROM audit_events WHERE kind = 'sessions_ended'";
    assert_eq!(world.database.text(by), "latchkey sessions end command");
}

#[test]
fn the_record_is_exported_at_the_terminal() {
    let world = World::start();
    let terminal = beside(&world);
    terminal.type_in("latchkey access grant / ada@example.com view");
    terminal.type_in(&blocks::only("docs/record.md", "As a file", "sh"));
    let rows = fs::read_to_string(terminal.path("ada.jsonl")).unwrap();
    assert!(rows.lines().count() == 1 && rows.contains("\"kind\":\"access_granted\""), "{rows}");
    let table = fs::read_to_string(terminal.path("access.csv")).unwrap();
    assert!(table.lines().count() == 2 && table.contains("latchkey access grant"), "{table}");
}

#[test]
fn access_is_given_and_taken_at_the_terminal() {
    let world = World::start();
    import(&world, &[("Sales/2026/plan.txt", b"the plan")]);
    let (mut reader, mut ada) = (world.reader(), world.signed_in(&Employee::named("ada")));
    let sees = |browser: &mut crate::support::Browser, status| {
        eventually(|| browser.click("/files/Sales/2026/plan.txt").status == status);
    };
    let terminal = beside(&world);
    let [show, grant, cut, join, revoke] = &lines(&blocks::only("docs/sharing.md", "At the terminal", "sh"))[..] else {
        panic!("five lines")
    };
    let said = terminal.type_in(show);
    assert!(said.contains("role:reader") && said.contains('/'), "{said}");
    terminal.type_in(grant);
    sees(&mut ada, 200);
    let said = terminal.type_in(show);
    assert!(said.contains("the audit") && said.contains("2030-12-31"), "{said}");
    let why = blocks::only("docs/sharing.md", "Why somebody can see something, or cannot", "sh");
    let said = terminal.type_in(&why);
    assert!(said.contains("Ada Example may see this, because an operator gave them access"), "{said}");
    assert!(said.contains("Role: none") && said.contains("/Sales/2026") && said.contains("2030-12-31"), "{said}");
    let said = terminal.type_in(&blocks::only("docs/sharing.md", "Everybody who can get in", "sh"));
    assert!(
        said.contains("Ada Example") && said.contains("reader@example.com") && said.contains("role:reader"),
        "{said}"
    );
    terminal.type_in(cut);
    sees(&mut reader, 404);
    let said = terminal.try_out("latchkey why reader@example.com Sales/2026/plan.txt");
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.contains("cannot see this: the folder 2026 is only for the people"), "{said}");
    assert!(said.contains("role:reader") && said.contains("no, cut off at 2026"), "{said}");
    terminal.type_in(join);
    sees(&mut reader, 200);
    terminal.type_in(revoke);
    sees(&mut ada, 403);
    terminal.type_in(&blocks::only("docs/sharing.md", "Only these people", "sh"));
    sees(&mut reader, 403);
    let refused = terminal.try_out("latchkey access grant nowhere ada@example.com view");
    assert!(!refused.status.success());
}

#[test]
fn links_for_people_outside_are_shown_and_ended_at_the_terminal() {
    let world = World::start();
    import(&world, &[("Sales/2026/plan.txt", b"the plan")]);
    let mut admin = world.admin();
    let sales = admin.id_of(ROOT, "Sales");
    let year = admin.id_of(&sales, "2026");
    let address = links::make(&mut admin, &year, &[]);
    assert_eq!(links::visit(&world, &address).status, 200);
    let terminal = beside(&world);
    let block = blocks::only("docs/links.md", "At the terminal", "sh");
    let [show, end] = &lines(&block)[..] else { panic!("two lines") };
    let said = terminal.type_in(show);
    let id = links::links(&mut admin, &sales)[0]["id"].as_str().unwrap().to_owned();
    assert!(said.contains(&id) && said.contains("/Sales/2026") && said.contains("opened 1, downloads 0"), "{said}");
    assert!(!said.contains(&address[3..]), "the secret is kept nowhere: {said}");
    let said = terminal.type_in(&filled(end, &[("01939a5e-7c00-7000-8000-0000000000aa", &id)]));
    assert_eq!(said, "The link to /Sales/2026 has ended.\n");
    assert_eq!(links::visit(&world, &address).status, 404);
    assert!(terminal.type_in(show).contains("ended"));
    assert!(!terminal.try_out(&format!("latchkey links end {id}")).status.success());
    let by = "SELECT concat_ws(' ', actor, via) FROM audit_events WHERE kind = 'link_ended'";
    assert!(world.database.text(by).starts_with("latchkey links end"));
}

#[test]
fn groups_are_made_and_filled_at_the_terminal() {
    let world = World::start();
    import(&world, &[("Sales/plan.txt", b"the plan")]);
    let terminal = beside(&world);
    fs::write(terminal.path("sellers.csv"), "E-mail;Name\neve@example.com;Eve\n").unwrap();
    let [make, add, import, show, grant] = &lines(&blocks::only("docs/sharing.md", "Groups", "sh"))[..] else {
        panic!("five lines")
    };
    let mut eve = world.signed_in(&Employee::named("eve"));
    for line in [make, add, import, grant] {
        terminal.type_in(line);
    }
    eventually(|| eve.click("/files/Sales/plan.txt").status == 200);
    assert_eq!(world.signed_in(&Employee::named("ada")).click("/files/Sales/plan.txt").status, 200);
    let said = terminal.type_in(show);
    assert!(said.contains("ada@example.com") && said.contains("Eve Example"), "{said}");
    assert!(terminal.type_in("latchkey group export 'Sales team'").starts_with("member,name,added_at,added_by\n"));
    terminal.type_in("latchkey group own 'Sales team' own@example.com");
    assert_eq!(world.signed_in(&Employee::named("own")).click("/groups").text().matches("Sales team").count(), 1);
    terminal.type_in("latchkey group remove 'Sales team' eve@example.com");
    eventually(|| eve.click("/files/Sales/plan.txt").status == 403);
    let refused = terminal.try_out("latchkey group add 'Sales team' nobody");
    assert!(!refused.status.success());
    assert!(terminal.type_in("latchkey group delete 'SALES TEAM'").contains("1 grants"));
    assert!(terminal.type_in("latchkey group list").contains("no groups yet"));
}

#[test]
fn roles_come_from_the_directory_at_the_terminal() {
    let world = World::start();
    let terminal = beside(&world);
    let viewer = Employee { app_roles: vec!["Viewer".to_owned()], ..Employee::named("viewer") };
    let mut viewer = world.signed_in(&viewer);
    let [map, group, maps, unmap] = &lines(&blocks::only("docs/access.md", "Roles from the directory", "sh"))[..]
    else {
        panic!("four lines")
    };
    terminal.type_in(map);
    eventually(|| viewer.click("/files/").status == 200);
    terminal.type_in(group);
    let said = terminal.type_in(maps);
    assert!(said.contains("app-role:Viewer") && said.contains("directory-group:0f1e2d3c"), "{said}");
    terminal.type_in(unmap);
    eventually(|| viewer.click("/files/").status == 403);
}

#[test]
fn secrets_of_the_directory_are_made_and_ended_at_the_terminal() {
    let world = World::start();
    let terminal = beside(&world);
    let block = blocks::only("docs/entra.md", "People and groups sent by the directory", "sh");
    let [make, list, end] = &lines(&block)[..] else { panic!("three lines") };
    assert!(terminal.type_in(make).starts_with("latchkey_scim_"));
    let said = terminal.type_in(list);
    let id = said.lines().nth(1).and_then(|line| line.split_whitespace().next()).unwrap();
    let (end, written) = end.rsplit_once(' ').unwrap();
    assert!(written.len() == id.len() && terminal.type_in(&format!("{end} {id}")).contains("has ended"));
    assert!(terminal.type_in(list).contains("There is no secret"));
}

#[test]
fn somebody_leaves_at_the_terminal() {
    let world = World::start();
    let ada = Employee::named("ada");
    world.give_role(&ada, "reader");
    let mut browser = world.signed_in(&ada);
    assert_eq!(browser.click("/files/").status, 200);
    let terminal = beside(&world);
    let [out, back] = &lines(&blocks::only("docs/access.md", "Somebody leaves", "sh"))[..] else { panic!("two lines") };
    assert!(terminal.type_in(out).contains("has no access any more"));
    eventually(|| browser.who() == Err(401));
    assert_eq!(world.sign_in(&mut world.browser(), &ada, "/files/").status, 403);
    assert!(terminal.type_in(back).contains("can sign in again"));
    assert_eq!(world.signed_in(&ada).click("/files/").status, 403, "with nothing that they had");
}

/// A terminal on the machine of a running site.
fn beside(world: &World) -> Terminal {
    let terminal = Terminal::open();
    let settings = format!(
        "TEST_MODE=true\nAPP_ENV=test\nAPI_COOKIE_SECRET={}\nDATABASE_URL={}\nDATA_DIR={}\n",
        crate::support::entra::keys::random_text(32),
        world.database.url(),
        world.settings.data_dir.display()
    );
    fs::write(terminal.path(".env"), settings).unwrap();
    terminal
}
