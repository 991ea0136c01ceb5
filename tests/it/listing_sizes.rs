//! How much lies in a folder.

use crate::support::{World, eventually, import::import};

const ROOT: &str = "00000000-0000-7000-8000-000000000001";

#[test]
fn a_folder_is_as_large_as_all_current_versions_below_it() {
    let world = World::start();
    import(&world, &[("a/one.txt", b"1234567"), ("a/deep/er/two.txt", b"123"), ("b/x.txt", b"1"), ("top.txt", b"99")]);
    let mut reader = world.reader();
    let id = |name: &str| world.database.text(&format!("SELECT id FROM nodes WHERE name = '{name}'"));
    let (a, b, deep, file) = (id("a"), id("b"), id("deep"), id("top.txt"));
    let root = format!("/api/v1/items/{ROOT}/sizes");
    let sizes = reader.fetch(&root).json();
    assert_eq!(sizes["sizes"], serde_json::json!({ &a: 10, &b: 1 }));
    assert_eq!(reader.fetch("/api/v1/items/root/sizes").json(), sizes);
    assert_eq!(reader.fetch(&format!("/api/v1/items/{a}/sizes")).json()["sizes"], serde_json::json!({ &deep: 3 }));
    for nothing in [file.as_str(), "00000000-0000-7000-8000-000000000002", "x"] {
        assert_eq!(reader.fetch(&format!("/api/v1/items/{nothing}/sizes")).status, 404, "{nothing}");
    }
    // A new version counts instead of the old one, and what lies in the trash does not.
    import(&world, &[("a/one.txt", b"1")]);
    eventually(|| reader.fetch(&root).json()["sizes"][&a] == 4);
    world.database.execute(
        "WITH gone AS (
             INSERT INTO deletions (id, node_id, path, deleted_at, deleted_by)
             SELECT gen_random_uuid(), id, 'a/deep', now(), 'test' FROM nodes WHERE name = 'deep' RETURNING id)
         UPDATE nodes SET deletion_id = (SELECT id FROM gone) WHERE name = 'deep'",
    );
    eventually(|| reader.fetch(&root).json()["sizes"][&a] == 1);
}

#[test]
fn sizes_stand_on_the_page_without_a_script_too() {
    let world = World::start();
    import(&world, &[("a/one.txt", b"1234567")]);
    let mut reader = world.reader();
    assert!(reader.click("/files/").text().contains("href=\"?sizes\""));
    assert!(reader.click("/files/?sizes").text().contains("title=\"7 bytes\""));
}
