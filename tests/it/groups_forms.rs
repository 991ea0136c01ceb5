//! The forms of groups: lists of many people, and what is wrong with them.

use crate::support::{
    Request, World,
    groups::{add, change_group, make_group},
    sharing::guest,
};

#[test]
fn a_list_comes_in_and_goes_out_as_a_table() {
    let world = World::start();
    let mut admin = world.admin();
    guest(&world, "eve");
    let group = make_group(&mut admin, "Sales");
    let list = "E-mail;Name\nEve@Example.com;Eve\n\nfay@example.com;Fay\n";
    let taken = change_group(&mut admin, &group, &[("action", "list"), ("mode", "add"), ("list", list)]);
    assert!(taken.told().ends_with("added=2&removed=0"), "{}", taken.text());
    let file = admin.send(Request::get(&format!("/groups/{group}/members.csv")));
    assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8"));
    assert!(file.header("content-disposition").unwrap().contains("Sales.csv"), "{:?}", file.headers);
    let lines: Vec<String> = file.text().lines().map(str::to_owned).collect();
    assert_eq!(lines[0], "member,name,added_at,added_by");
    assert!(lines[1].starts_with("eve@example.com,Eve") || lines[2].starts_with("eve@example.com,Eve"), "{lines:?}");
    assert!(lines[1..].iter().any(|line| line.starts_with("address:fay@example.com,fay@example.com,")), "{lines:?}");
    // What went out comes in again and changes nothing.
    let again = [("action", "list"), ("mode", "replace"), ("list", &file.text() as &str)];
    assert!(change_group(&mut admin, &group, &again).told().ends_with("added=0&removed=0"));
    let alone = [("action", "list"), ("mode", "replace"), ("list", "gus@example.com")];
    assert!(change_group(&mut admin, &group, &alone).told().ends_with("added=1&removed=2"));
}

#[test]
fn a_list_with_a_line_that_names_nobody_changes_nothing_and_is_not_lost() {
    let world = World::start();
    let mut admin = world.admin();
    let group = make_group(&mut admin, "Sales");
    add(&mut admin, &group, "eve@example.com");
    let list = "fay@example.com\nnobody of that name\ngus@example.com\n";
    let back = change_group(&mut admin, &group, &[("action", "list"), ("mode", "replace"), ("list", list)]);
    assert_eq!(back.status, 422);
    let page = back.text();
    assert!(page.contains("Line 2 is no e-mail address") && page.contains("nobody of that name\ngus@"), "{page}");
    assert_eq!(world.database.text("SELECT string_agg(member, ' ') FROM group_members"), "address:eve@example.com");
    let empty = change_group(&mut admin, &group, &[("action", "list"), ("mode", "replace"), ("list", " \n")]);
    assert!(empty.status == 422 && empty.text().contains("The list is empty"), "{}", empty.text());
}

#[test]
fn names_of_groups_are_their_own() {
    let world = World::start();
    let mut admin = world.admin();
    let group = make_group(&mut admin, "  Sales \u{41}\u{30a} ");
    assert_eq!(world.database.text("SELECT name FROM groups"), "Sales \u{c5}");
    for (name, word) in [("SALES \u{e5}", "name cannot be used"), ("", "Type a name"), ("a@b.c", "Type a name")] {
        let back = admin.submit("/groups", &[("name", name), ("description", "for <b>")]);
        assert_eq!(back.status, 422, "{name}");
        assert!(back.text().contains(word) && back.text().contains("for &#60;b&#62;"), "{}", back.text());
    }
    let renamed = change_group(&mut admin, &group, &[("action", "describe"), ("name", "sales \u{e5}")]);
    assert_eq!(renamed.status, 303, "a group may be called as it is: {}", renamed.text());
    assert_eq!(world.database.text("SELECT is_listed FROM groups"), "false");
}

#[test]
fn a_group_of_ten_thousand_is_one_group() {
    let world = World::start();
    let mut admin = world.admin();
    let group = make_group(&mut admin, "Everybody");
    world.database.execute(&format!(
        "INSERT INTO group_members SELECT '{group}', 'address:p' || n || '@example.com', now(), 'test'
           FROM generate_series(1, 19999) AS n"
    ));
    let page = admin.click(&format!("/groups/{group}")).text();
    assert!(page.contains("19999 members") && page.contains("18999 more members"), "{}", &page[..2000]);
    add(&mut admin, &group, "last@example.com");
    let one_more = change_group(&mut admin, &group, &[("action", "add"), ("member", "more@example.com")]);
    assert!(one_more.status == 422 && one_more.text().contains("at most 20000 members"), "{}", one_more.text());
    let file = admin.send(Request::get(&format!("/groups/{group}/members.csv"))).text();
    assert_eq!(file.lines().count(), 20_001);
}
