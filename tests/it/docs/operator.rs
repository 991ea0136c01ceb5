//! What docs/ tells an operator: a certificate, the settings of the sign-in, a role in SQL.

use std::fs;

use super::{
    blocks, pages,
    shell::{Terminal, filled, lines},
};
use crate::support::{Employee, World, eventually, import::import};

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
fn access_is_given_and_taken_at_the_terminal() {
    let world = World::start();
    import(&world, &[("Sales/2026/plan.txt", b"the plan")]);
    let (mut reader, mut ada) = (world.reader(), world.signed_in(&Employee::named("ada")));
    let sees = |browser: &mut crate::support::Browser, status| {
        eventually(|| browser.click("/files/Sales/2026/plan.txt").status == status);
    };
    let terminal = Terminal::open();
    let settings = format!(
        "TEST_MODE=true\nAPP_ENV=test\nAPI_COOKIE_SECRET={}\nDATABASE_URL={}\nDATA_DIR={}\n",
        crate::support::entra::keys::random_text(32),
        world.database.url(),
        world.settings.data_dir.display()
    );
    fs::write(terminal.path(".env"), settings).unwrap();
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
