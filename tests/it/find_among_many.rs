//! Finding among more than is ranked: what is there is found, however much of the same name lies in the trash.

use serde_json::json;

use crate::support::{World, all_is_found, api::ROOT, import::import};

#[test]
fn what_is_there_is_found_behind_a_deleted_folder_full_of_the_same() {
    let world = World::start();
    let mut editor = world.editor();
    let old: Vec<String> = (0..520).map(|number| format!("Old/report {number}.txt")).collect();
    let mut files: Vec<(&str, &[u8])> = old.iter().map(|path| (path.as_str(), b"the heron".as_slice())).collect();
    files.push(("Now/report of this year, which is longer.txt", b"the heron and the gull"));
    import(&world, &files);
    all_is_found(&world);
    let folder = editor.id_of(ROOT, "Old");
    assert_eq!(editor.json("DELETE", &format!("/api/v1/items/{folder}"), &json!({})).status, 200);
    let there = "Now/report of this year, which is longer.txt";
    // By its beginning, by a part of it, by the words in the text, by a name that is nearly so.
    for query in ["q=report", "q=eport", "q=heron", "q=reportt"] {
        let answer = editor.fetch(&format!("/api/v1/search?{query}"));
        let items = answer.json()["items"].as_array().unwrap().clone();
        assert_eq!(items.len(), 1, "{query}: {}", answer.text());
        assert_eq!(items[0]["path"], there, "{query}");
    }
}
