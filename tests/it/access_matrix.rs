//! Every route for every kind of person, against `access_matrix.txt`: one table that can be read without knowing the
//! program. A change of it is a decision; `LATCHKEY_REWRITE_MATRIX=1 tests/run it access_matrix` writes it anew.

use std::{fmt::Write, fs, path::Path};

use latchkey::transport::routing::RouteLine;

use crate::support::{
    Browser, Employee, Request, World,
    lab::{self, browser_of},
};

const HEAD: &str = "\
# Who gets what: every address of the site for every kind of person.
#
# stranger: not signed in.  nobody: signed in, but without a role.  reader, editor, admin: signed in with that role.
# viewing: an administrator who sees the site as a reader does.
# browser: follows a link.  program: curl or a script, which must never be sent to a sign-in page.
#
# 200 here it is   303 go there   401 we do not know you   403 we know you, and no   404 not found   400 makes no sense
# 503 come back later. Forms are sent from the site's own pages; those from elsewhere are always refused (cross_site.rs).
";

const HEAD_OF_THE_LAB: &str = "
# Only in DEV_MODE, where nobody signs in and each browser is the persona that it has chosen (docs/develop/lab.md).
# elsewhere: an administrator of a site where people sign in. The forms are sent empty; 401 and 503 of the last two
# addresses are the pages that are asked for.
";

/// The id of the root folder.
const ROOT: &str = "00000000-0000-7000-8000-000000000001";

/// An address for each route pattern.
fn example(path: &str) -> String {
    path.replace("{path:.*}", "")
        .replace("{hash}/{name:.*}", "0/app.css")
        .replace("{ticket}/{name}", "none/of-ours")
        .replace("{secret}", "none-of-ours")
        .replace("/uploads/{id}", "/uploads/00000000-0000-7000-8000-00000000ffff")
        .replace("{id}", ROOT)
        .replace("{number}", "1")
        .replace("{n}", "1")
        .replace("{person}", "00000000000000000000000000000000")
}

fn ask(browser: &Browser, line: &RouteLine, is_browser: bool) -> u16 {
    let mut browser = browser.clone();
    let address = example(line.path);
    match (line.method.as_str(), is_browser) {
        ("GET", true) => browser.click(&address).status,
        ("GET", false) => browser.send(Request::get(&address).header("accept", "*/*")).status,
        ("POST", true) => browser.submit(&address, &[]).status,
        (method, true) => browser.send(Request::new(method, &address).header("sec-fetch-site", "same-origin")).status,
        (method, false) => {
            let origin = browser.origin.clone();
            browser.send(Request::new(method, &address).header("accept", "*/*").header("origin", &origin)).status
        }
    }
}

/// An administrator who sees the site as a reader does.
fn viewing(world: &World) -> Browser {
    // Somebody else than the other administrator, who ends all their own sessions on the way.
    let auditor = Employee::named("auditor");
    world.give_role(&auditor, "admin");
    let mut admin = world.signed_in(&auditor);
    assert_eq!(admin.submit("/admin/view-as", &[("email", "reader@example.com")]).status, 303);
    admin
}

#[test]
fn every_route_answers_every_person_as_written() {
    let world = World::start();
    let people: Vec<(&str, Browser)> = vec![
        ("stranger", world.browser()),
        ("nobody", world.nobody()),
        ("reader", world.reader()),
        ("editor", world.editor()),
        ("admin", world.admin()),
        ("viewing", viewing(&world)),
    ];
    let mut matrix = HEAD.to_owned();
    let lines = latchkey::routes::table(false).lines();
    head(&mut matrix, &people);
    for line in &lines {
        for is_browser in [true, false] {
            let address = if is_browser { format!("{:<4} {}", line.method, line.path) } else { String::new() };
            let audience = if is_browser { line.audience } else { "" };
            write!(matrix, "{address:<54} {audience:<9} {:<8}", if is_browser { "browser" } else { "program" })
                .unwrap();
            for (name, browser) in &people {
                // The sign-out ends the session it is asked with: each question has one of its own.
                let browser = match (line.path, *name) {
                    ("/logout", "nobody") => &world.nobody(),
                    ("/logout", "reader") => &world.reader(),
                    ("/logout", "editor") => &world.editor(),
                    ("/logout", "admin") => &world.admin(),
                    ("/logout", "viewing") => &viewing(&world),
                    _ => browser,
                };
                write!(matrix, " {:>8}", ask(browser, line, is_browser)).unwrap();
            }
            matrix.push('\n');
        }
    }
    matrix.push_str(HEAD_OF_THE_LAB);
    lab_rows(&mut matrix, &lines, ("elsewhere", world.admin()));
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/access_matrix.txt");
    if std::env::var_os("LATCHKEY_REWRITE_MATRIX").is_some() {
        fs::write(&file, &matrix).unwrap();
    }
    let written = fs::read_to_string(&file).unwrap_or_default();
    let difference = difference(&written, &matrix);
    assert!(difference.is_empty(), "access_matrix.txt says otherwise (- as written, + as it is):\n{difference}");
}

fn head(matrix: &mut String, people: &[(&str, Browser)]) {
    write!(matrix, "\n{:<54} {:<9} {:<8}", "address", "for", "").unwrap();
    for (name, _) in people {
        write!(matrix, " {name:>8}").unwrap();
    }
    matrix.push('\n');
}

/// What only DEV_MODE has.
fn lab_rows(matrix: &mut String, elsewhere: &[RouteLine], administrator: (&'static str, Browser)) {
    let world = lab::world();
    let personas = ["none", "guest", "reader", "editor", "admin"].map(|persona| (persona, browser_of(&world, persona)));
    let people: Vec<_> = personas.into_iter().chain([administrator]).collect();
    head(matrix, &people);
    for line in latchkey::routes::table(true).lines().iter().filter(|line| !elsewhere.contains(line)) {
        for is_browser in [true, false] {
            let address = if is_browser { format!("{:<4} {}", line.method, line.path) } else { String::new() };
            let (audience, face) = if is_browser { (line.audience, "browser") } else { ("", "program") };
            write!(matrix, "{address:<54} {audience:<9} {face:<8}").unwrap();
            for (_, browser) in &people {
                write!(matrix, " {:>8}", ask(browser, line, is_browser)).unwrap();
            }
            matrix.push('\n');
        }
    }
}

/// Line by line; the table has no moved lines worth a better one.
fn difference(written: &str, found: &str) -> String {
    let mut difference = String::new();
    for line in written.lines().filter(|line| !found.lines().any(|other| other == *line)) {
        writeln!(difference, "- {line}").unwrap();
    }
    for line in found.lines().filter(|line| !written.lines().any(|other| other == *line)) {
        writeln!(difference, "+ {line}").unwrap();
    }
    difference
}

#[test]
fn no_route_is_open_to_everyone_by_mistake() {
    let open: Vec<_> = latchkey::routes::table(true)
        .lines()
        .into_iter()
        .filter(|line| line.audience == "anyone")
        .map(|line| format!("{} {}", line.method, line.path))
        .collect();
    let meant = [
        "GET /",
        "GET /login",
        "GET /callback",
        "GET /logout",
        "POST /logout",
        "GET /logout/frontchannel",
        "GET /health",
        "GET /health/ready",
        "GET /static/{hash}/{name:.*}",
        "GET /dev/provider-down",
        "GET /dev/not-assigned",
    ];
    for route in &open {
        assert!(meant.contains(&route.as_str()), "{route} is open to everyone; if that is meant, say so here");
    }
}
