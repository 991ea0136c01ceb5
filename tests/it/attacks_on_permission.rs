//! Ways around the permission: links that outlive it, routes that forget to ask.

use crate::{
    attacks::{SECRET, get, ways_to},
    documents_zip::{ROOT, id_of},
    support::{Employee, Request, World, eventually, import::import, world::COOKIE_SECRET},
    tickets::{path, redeem, ticket},
};

// The old shares of other portals are the tickets of this one.
#[test]
fn a_link_dies_with_the_permission_that_it_came_from() {
    let world = World::start();
    import(
        &world,
        &[("folder/a.txt", SECRET.as_bytes()), ("folder/b.txt", b"a sibling"), ("folder/a.txt.bak", b"begins alike")],
    );
    let id = id_of(&world, "a.txt");
    let mut reader = world.reader();
    let path = path(&ticket(&mut reader, &id));
    let sealed = path.split('/').nth(2).unwrap();
    assert_eq!(redeem(&world, &path, &[]).text(), SECRET);
    for more in [
        format!("{path}/"),
        format!("/t/{sealed}/"),
        format!("/t/{sealed}"),
        format!("{path}/../b.txt"),
        format!("/t/{sealed}/../{ROOT}"),
    ] {
        assert_eq!(redeem(&world, &more, &[]).status, 404, "no listing, no sibling: {more}");
    }
    for other in ["b.txt", "a.txt.bak", ""] {
        let answer = redeem(&world, &format!("/t/{sealed}/{other}"), &[]);
        assert!(answer.status == 404 || answer.text() == SECRET, "the name finds nothing: {other}");
    }
    world.database.execute("DELETE FROM user_roles WHERE email = 'reader@example.com'");
    eventually(|| redeem(&world, &path, &[]).status == 410);
    for again in [path.clone(), format!("{path}?"), format!("{path}?download"), path.replace("a.txt", "A.TXT")] {
        assert_eq!(redeem(&world, &again, &[]).status, 410, "{again}");
    }
    for headers in [&[("range", "bytes=0-3")][..], &[("if-none-match", "*")], &[("if-match", "*")]] {
        assert_eq!(redeem(&world, &path, headers).status, 410, "{headers:?}");
    }
}

// There is no share password yet that a direct route could forget; what a direct route could take for proof is a ticket.
#[test]
fn no_direct_route_takes_anything_but_the_proof_it_asks_for() {
    let world = World::start();
    import(&world, &[("a.txt", SECRET.as_bytes())]);
    let id = id_of(&world, "a.txt");
    let mut reader = world.reader();
    let good = path(&ticket(&mut reader, &id));
    let sealed = good.split('/').nth(2).unwrap();
    let session = reader.session().unwrap().to_owned();
    let mut targets = ways_to(&mut reader, &id, "a.txt");
    targets.retain(|target| !target.starts_with("/t/"));
    targets.extend([
        format!("/d/{id}/zip"),
        format!("/d/{id}"),
        format!("/api/v1/items/{id}"),
        "/search?q=figures".to_owned(),
    ]);
    for target in targets {
        for (name, value) in [
            ("authorization", format!("Bearer {sealed}")),
            ("authorization", format!("Bearer {session}")),
            ("cookie", format!("latchkey={sealed}")),
            ("cookie", format!("ticket={sealed}")),
            ("x-ticket", sealed.to_owned()),
            ("x-test-user", "reader@example.com".to_owned()),
            ("x-forwarded-user", "reader@example.com".to_owned()),
        ] {
            let answer = world.browser().send(Request::get(&target).header("accept", "*/*").header(name, &value));
            assert_eq!(answer.status, 401, "{target} with {name}");
        }
        let mark = if target.contains('?') { '&' } else { '?' };
        for query in
            [format!("ticket={sealed}"), format!("t={sealed}"), format!("token={session}"), "download".to_owned()]
        {
            assert_eq!(
                get(&mut world.browser(), &format!("{target}{mark}{query}")).status,
                401,
                "{target} with {query}"
            );
        }
    }
    assert_eq!(get(&mut reader, "/t/none/a.txt").status, 404, "and a session is no ticket");
}

/// The pattern with a real document in it, as far as its parts are known; and once more with a real folder.
fn filled(pattern: &str, id: &str, folder: &str) -> Vec<String> {
    let fill = |id: &str, path: &str| {
        let mut address = String::new();
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once('{') {
            let (part, after) = after.split_once('}').unwrap();
            address.push_str(before);
            address.push_str(match part.split(':').next().unwrap() {
                "id" | "folder" | "document" => id,
                "path" => path,
                "ticket" => "none",
                "hash" => "0",
                _ => "1",
            });
            rest = after;
        }
        address + rest
    };
    let mut addresses = vec![fill(id, "folder/a.txt"), fill(folder, "folder/"), fill(folder, "")];
    addresses.dedup();
    addresses
}

#[test]
fn every_branch_asks_for_permission() {
    let world = World::start();
    import(&world, &[("folder/a.txt", SECRET.as_bytes()), ("folder/README.md", SECRET.as_bytes())]);
    let (id, folder) = (id_of(&world, "a.txt"), id_of(&world, "folder"));
    let sha256 = world.database.text("SELECT encode(sha256, 'hex') FROM versions LIMIT 1");
    let telltale = [SECRET, sha256.as_str(), "a.txt", "README.md"];
    let people = [("stranger", world.browser()), ("nobody", world.nobody())];
    let by_id = format!("?id={id}");
    let ways = [
        ("", "accept", "*/*"),
        ("", "accept", "text/html"),
        ("", "range", "bytes=0-3"),
        ("", "if-none-match", "*"),
        ("", "if-match", "\"x\""),
        ("?download", "accept", "*/*"),
        ("?raw", "accept", "*/*"),
        ("?q=figures", "accept", "*/*"),
        (by_id.as_str(), "accept", "*/*"),
    ];
    let mut tried = 0;
    for line in latchkey::routes::table(false).lines() {
        // The sign-out would end the session that asks.
        for address in filled(line.path, &id, &folder).into_iter().filter(|address| address != "/logout") {
            for ((query, header, value), (name, browser)) in
                ways.iter().flat_map(|way| people.iter().map(move |person| (way, person)))
            {
                let methods = if line.method == "GET" { vec!["GET", "HEAD"] } else { vec![line.method.as_str()] };
                for method in methods {
                    let asked = format!("{address}{query}");
                    let request = Request::new(method, &asked).header(header, value).header("origin", &browser.origin);
                    let answer = browser.clone().send(request);
                    tried += 1;
                    let what = format!("{method} {asked} ({header}: {value}) by {name}: {}", answer.status);
                    let told = format!("{} {:?}", answer.text(), answer.headers);
                    for word in telltale.iter().filter(|word| !asked.contains(**word)) {
                        assert!(!told.contains(*word), "{what} tells {word}: {told}");
                    }
                    let is_open = line.audience == "anyone";
                    // Everybody takes out the rows about themselves.
                    let is_own = line.path.starts_with("/account/activity.");
                    for header in ["etag", "content-range", "repr-digest", "content-disposition"] {
                        assert!(is_open || is_own || answer.header(header).is_none(), "{what} has {header}");
                    }
                    assert!(is_open || name == &"nobody" || matches!(answer.status, 303 | 400..=499), "{what}");
                    let for_readers = ["reader", "editor", "admin", "ticket"].contains(&line.audience);
                    assert!(!for_readers || matches!(answer.status, 303 | 400..=499), "{what}");
                }
            }
        }
    }
    assert!(tried > 500, "the table was walked: {tried}");
}

#[test]
fn no_answer_holds_a_key_a_session_or_what_they_are_made_of() {
    let world = World::start();
    import(&world, &[("folder/a.txt", b"x")]);
    let (id, folder) = (id_of(&world, "a.txt"), id_of(&world, "folder"));
    let mut admin = world.admin();
    world.signed_in(&Employee::named("other"));
    let ticket = ticket(&mut admin, &id);
    let mut secrets = world.entra.secrets();
    secrets.extend([
        COOKIE_SECRET.to_owned(),
        admin.session().unwrap().to_owned(),
        path(&ticket).split('/').nth(2).unwrap().to_owned(),
    ]);
    secrets.extend(world.settings.database.url.iter().map(|url| secrecy::ExposeSecret::expose_secret(url).to_owned()));
    for line in
        latchkey::routes::table(false).lines().iter().filter(|line| line.method == "GET" && line.path != "/logout")
    {
        for address in filled(line.path, &id, &folder) {
            for accept in ["application/json", "text/html"] {
                let answer = admin.clone().send(Request::get(&address).header("accept", accept));
                let told = format!(
                    "{} {:?}",
                    answer.text(),
                    answer.headers.iter().filter(|(name, _)| name != "set-cookie").collect::<Vec<_>>()
                );
                for secret in secrets.iter().filter(|secret| secret.len() >= 16) {
                    assert!(!told.contains(secret.as_str()), "{address} tells {}…", &secret[..8]);
                }
            }
        }
    }
}
