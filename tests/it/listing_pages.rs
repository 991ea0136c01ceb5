//! The pages of a long folder: each entry stands on one of them, in every order and both ways, whatever others do.

use std::collections::HashSet;

use crate::support::{
    Browser, World, eventually,
    folder::{fill, give_keys},
    import::import,
};

const FOLDERS: usize = 270;
const DOCUMENTS: usize = 700;

/// Many are equal in every column but the name.
fn long_folder() -> World {
    let world = World::start();
    let media_types = ["application/pdf", "text/plain", "image/png"];
    let rows: Vec<_> = (0..DOCUMENTS)
        .map(|number| {
            (format!("Document {number}.x"), i64::from(u8::try_from(number % 5).unwrap()), media_types[number / 300])
        })
        .collect();
    fill(&world, "many", &rows);
    world.database.execute(&format!(
        "INSERT INTO nodes (id, parent_id, name, kind, created_by, updated_at)
         SELECT gen_random_uuid(), id, 'folder ' || number, 'folder', 'import', now() - number % 3 * interval '1 hour'
           FROM nodes, generate_series(1, {FOLDERS}) AS number WHERE name = 'many'"
    ));
    give_keys(&world);
    world
}

fn names(page: &str) -> Vec<String> {
    let cells = page.split("<th scope=\"row\"").skip(1);
    cells.map(|cell| cell.split("<span dir=\"auto\">").nth(1).unwrap().split('<').next().unwrap().to_owned()).collect()
}

fn link(page: &str, rel: &str) -> Option<String> {
    let link = page.split(&format!("rel=\"{rel}\" href=\"")).nth(1)?;
    Some(format!("/files/many/{}", link.split('"').next()?))
}

/// All pages from an address on.
fn leaf(reader: &mut Browser, mut address: String, rel: &str) -> Vec<String> {
    let mut pages = Vec::new();
    loop {
        let page = reader.click(&address).text();
        let next = link(&page, rel);
        pages.push(page);
        let Some(next) = next else { return pages };
        address = next;
    }
}

#[test]
fn an_address_behind_the_end_shows_the_end() {
    let world = long_folder();
    let mut reader = world.reader();
    let page = reader.click("/files/many/?from=99999").text();
    let shown = names(&page);
    assert_eq!((shown.len(), shown.last().unwrap().as_str()), (250, "Document 699.x"));
    assert!(page.contains(&format!("721 to 970 of {}", FOLDERS + DOCUMENTS)), "{page}");
    let before = reader.click(&link(&page, "prev").expect("what is before")).text();
    assert_eq!(names(&before).last().unwrap(), "Document 449.x");
    import(&world, &[("few/a.txt", b"a")]);
    assert_eq!(names(&reader.click("/files/few/?from=99999").text()), ["a.txt"]);
}

#[test]
fn every_entry_comes_once_in_every_order_forwards_and_backwards() {
    let world = long_folder();
    let mut reader = world.reader();
    for sort in ["name", "size", "type", "changed"] {
        for order in ["asc", "desc"] {
            let key = match sort {
                "name" => "0",
                "size" => "coalesce(v.size, 0)",
                "type" => "CASE v.content_type WHEN 'image/png' THEN 1 WHEN 'application/pdf' THEN 2 ELSE 3 END",
                _ => "coalesce(v.created_at, n.updated_at)",
            };
            let (by_name, by_key) = if sort == "name" { (order, "asc") } else { ("asc", order) };
            let wanted = world.database.text(&format!(
                "SELECT string_agg(n.name, ',' ORDER BY n.kind DESC, {key} {by_key}, substring(n.name FROM '[0-9]+')::int {by_name})
                   FROM nodes n JOIN nodes f ON f.id = n.parent_id AND f.name = 'many'
                   LEFT JOIN versions v ON v.id = n.current_version_id"
            ));
            let wanted: Vec<&str> = wanted.split(',').collect();
            assert_eq!(wanted.len(), FOLDERS + DOCUMENTS);
            let pages = leaf(&mut reader, format!("/files/many/?sort={sort}&order={order}"), "next");
            let found: Vec<String> = pages.iter().flat_map(|page| names(page)).collect();
            assert_eq!(found, wanted, "{sort} {order}");
            for (number, page) in pages.iter().enumerate() {
                let (first, last) = (number * 250 + 1, (number * 250 + 250).min(wanted.len()));
                assert!(
                    page.contains(&format!("{first} to {last} of {}", wanted.len())),
                    "{sort} {order}, page {number}"
                );
            }
            let back = leaf(&mut reader, link(pages.last().unwrap(), "prev").unwrap(), "prev");
            let found: Vec<String> = back.iter().rev().flat_map(|page| names(page)).collect();
            assert_eq!(found, wanted[..750], "{sort} {order}, backwards");
            // Addresses from before there were cursors.
            let page = reader.click("/files/many/?from=500").text();
            assert_eq!(names(&page), wanted[500..750], "{sort} {order}, by number");
            let all = reader.fetch(&format!("/api/files/many/?sort={sort}&order={order}")).json();
            let all: Vec<&str> =
                all["entries"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
            assert_eq!(all, wanted, "{sort} {order}, as JSON");
        }
    }
}

#[test]
fn what_stays_comes_once_while_others_add_and_delete() {
    let world = long_folder();
    for sort in ["name", "size", "type", "changed"] {
        let mut reader = world.reader();
        let stays: HashSet<String> = {
            let listed = world.database.text(
                "SELECT string_agg(n.name, ',') FROM nodes n JOIN nodes f ON f.id = n.parent_id AND f.name = 'many'
                  WHERE n.deletion_id IS NULL",
            );
            listed.split(',').map(str::to_owned).collect()
        };
        let mut address = format!("/files/many/?sort={sort}&order=desc");
        let (mut seen, mut gone) = (Vec::new(), HashSet::new());
        for step in 0.. {
            let page = reader.click(&address).text();
            let found = names(&page);
            let next = link(&page, "next");
            // The last line, behind which the next page begins, and one from the middle.
            for name in [found.last(), found.get(100)].into_iter().flatten().filter(|name| name.starts_with("Doc")) {
                gone.insert(name.clone());
                world.database.execute(&format!(
                    "WITH gone AS (
                         INSERT INTO deletions (id, node_id, path, deleted_at, deleted_by)
                         SELECT gen_random_uuid(), id, 'x', now(), 'test' FROM nodes WHERE name = '{name}' AND deletion_id IS NULL
                         RETURNING id, node_id)
                     UPDATE nodes SET deletion_id = gone.id FROM gone WHERE nodes.id = gone.node_id"
                ));
            }
            world.database.execute(&format!(
                "INSERT INTO nodes (id, parent_id, name, kind, created_by)
                 SELECT gen_random_uuid(), id, added || ' {sort} {step}', 'folder', 'import'
                   FROM nodes, (VALUES ('a'), ('folder 100'), ('z')) AS new (added) WHERE name = 'many'"
            ));
            seen.extend(found);
            let Some(next) = next else { break };
            address = next;
        }
        let once: HashSet<&String> = seen.iter().collect();
        assert_eq!(once.len(), seen.len(), "{sort}: nothing comes twice");
        let missing: Vec<_> = stays.difference(&gone).filter(|name| !once.contains(name)).collect();
        assert!(missing.is_empty(), "{sort}: {missing:?}");
    }
}

#[test]
fn an_address_that_nobody_wrote_is_the_beginning_of_the_folder() {
    let world = long_folder();
    let mut reader = world.reader();
    let first = names(&reader.click("/files/many/").text());
    for nonsense in ["after=", "after=x", "after=e30", "before=bnVsbA", "after=%00", "before=-1", "from=-1", "from=x"] {
        let page = reader.click(&format!("/files/many/?{nonsense}"));
        assert_eq!((page.status, names(&page.text())), (200, first.clone()), "{nonsense}");
    }
    // A page goes on in its own order, whatever was chosen since, and chooses nothing.
    let by_size = reader.click("/files/many/?sort=size&order=desc").text();
    reader.click("/files/many/?sort=name");
    let second = reader.click(&link(&by_size, "next").unwrap()).text();
    assert_eq!(names(&second)[0], "folder 251");
    assert!(names(&second)[20..].iter().any(|name| name == "Document 4.x"), "the largest");
    assert_eq!(reader.cookie("latchkey_view"), Some("list.name.asc"));
}

#[test]
fn a_long_folder_shows_its_readme_and_its_sums_on_the_first_page() {
    let world = World::start();
    let mut rows: Vec<_> = (0..600).map(|number| (format!("{number}.bin"), 1000, "application/octet-stream")).collect();
    rows.push(("Readme.md.bin".to_owned(), 5, "text/plain"));
    fill(&world, "many", &rows);
    let mut editor = world.editor();
    assert!(!editor.click("/files/many/").text().contains("class=\"readme\""));
    import(&world, &[("many/ReadMe.txt", b"what this is for")]);
    eventually(|| editor.click("/files/many/").text().contains("602 documents, 600 kB"));
    let first = editor.click("/files/many/").text();
    assert!(first.contains("what this is for"), "{first}");
    let second = editor.click(&link(&first, "next").unwrap()).text();
    assert!(!second.contains("what this is for") && second.contains("602 documents, 600 kB"));
}
