//! A folder as a page: what stands in it, its pages, its README, and what it says when there is nothing to see.

use crate::support::{Answer, World, eventually, folder::give_keys, import::import};

fn rows(page: &Answer) -> usize {
    page.text().matches("<tr data-id=").count()
}

/// The names of the rows, in order.
fn names(page: &str) -> Vec<String> {
    let cells = page.split("<th scope=\"row\"").skip(1);
    cells.map(|cell| cell.split("<span dir=\"auto\">").nth(1).unwrap().split('<').next().unwrap().to_owned()).collect()
}

#[test]
fn a_row_tells_what_it_is_and_offers_to_keep_it() {
    let world = World::start();
    import(&world, &[("plan.pdf", b"%PDF-1.4"), ("sheet.xlsx", b"PK"), ("deep/in.txt", b"x")]);
    let mut reader = world.reader();
    let page = reader.click("/files/").text();
    let id = world.database.text("SELECT id FROM nodes WHERE name = 'plan.pdf'");
    assert!(page.contains(&format!("href=\"/d/{id}\"")), "the name leads to the document's page");
    assert!(page.contains("href=\"/files/plan.pdf?download\" download aria-label=\"Download plan.pdf\""));
    assert!(page.contains(&format!("name=\"id\" value=\"{id}\"")), "it can be selected");
    assert!(page.contains("href=\"/files/deep/\""), "a folder leads into itself");
    for word in ["PDF", "Spreadsheet", "Folder", "8 bytes", ">import<"] {
        assert!(page.contains(word), "{word}");
    }
    assert_eq!(reader.click("/files/plan.pdf?download").body, b"%PDF-1.4");
}

#[test]
fn names_are_text_wherever_they_stand() {
    let world = World::start();
    import(&world, &[("<b>&\"'.txt", b"x"), ("README.txt", b"<script>alert(1)</script>")]);
    let page = world.reader().click("/files/").text();
    assert!(!page.contains("<b>") && !page.contains("<script>alert"), "{page}");
    assert!(!page.contains("&\"'.txt"), "nor does one end an attribute");
}

#[test]
fn a_long_folder_comes_in_pages_that_leave_nothing_out() {
    let world = World::start();
    let files: Vec<(String, Vec<u8>)> = (0..1203).map(|number| (format!("many/{number}.txt"), b"x".to_vec())).collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    import(&world, &files);
    let mut reader = world.reader();
    let mut address = "/files/many/".to_owned();
    let mut found = Vec::new();
    loop {
        let page = reader.click(&address);
        assert!(rows(&page) <= 250);
        found.extend(names(&page.text()));
        let text = page.text();
        let Some(next) = text.split("rel=\"next\" href=\"").nth(1) else { break };
        address = format!("/files/many/{}", next.split('"').next().unwrap());
    }
    let wanted: Vec<String> = (0..1203).map(|number| format!("{number}.txt")).collect();
    assert_eq!(found, wanted);
    assert_eq!(rows(&reader.click("/files/many/?from=999999")), 250, "beyond the end is the last page");
    assert_eq!(rows(&reader.click("/files/many/?from=-1")), 250, "nonsense is the beginning");
    // How many there are is held for a while, but not beyond a change.
    world.database.execute("UPDATE nodes SET name = '0 renamed.txt' WHERE name = '0.txt'");
    give_keys(&world);
    eventually(|| reader.click("/files/many/").text().contains("0 renamed.txt"));
}

#[test]
fn the_readme_stands_under_the_list() {
    let world = World::start();
    let long = "x".repeat(70_000);
    import(
        &world,
        &[
            ("both/readme.MD", b"# About Markdown"),
            ("both/README.txt", b"plain words"),
            ("text/Readme.txt", b"with an \xff in it"),
            ("long/README.md", long.as_bytes()),
            ("folder/README.md/in.txt", b"x"),
        ],
    );
    let mut reader = world.reader();
    let both = reader.click("/files/both/").text();
    assert!(both.contains("About Markdown") && !both.contains("plain words"));
    assert!(reader.click("/files/text/").text().contains("with an \u{fffd} in it"));
    for folder in ["long", "folder"] {
        let page = reader.click(&format!("/files/{folder}/"));
        assert_eq!(page.status, 200);
        assert!(!page.text().contains("class=\"readme\""), "{folder}");
    }
}

#[test]
fn an_empty_folder_and_a_forbidden_one_say_different_things() {
    let world = World::start();
    let empty = world.reader().click("/files/").text();
    assert!(empty.contains("This folder is empty.") && empty.contains("role editor can add"), "{empty}");
    let for_editors = world.editor().click("/files/").text();
    assert!(for_editors.contains("This folder is empty.") && for_editors.contains("upload"));
    let forbidden = world.nobody().click("/files/");
    assert_eq!(forbidden.status, 403);
    assert!(forbidden.text().contains("Please give me access"), "it offers words to send to somebody");
    assert!(!forbidden.text().contains("empty"));
}

#[test]
fn enter_in_the_list_presses_no_button() {
    let world = World::start();
    import(&world, &[("a.txt", b"x")]);
    let page = world.editor().click("/files/").text();
    let form = page.split("<form id=\"selection\"").nth(1).unwrap();
    // HTML, section 4.10.22.2 "Implicit submission": the form's first button, unless it is disabled.
    let first_button = form.split("<button").nth(1).unwrap().split('>').next().unwrap();
    assert!(first_button.contains("disabled"), "{first_button}");
}
