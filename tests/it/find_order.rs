//! The order of hits changes which come first, and not which are found.

use crate::support::{World, all_is_found, import::import};

#[test]
fn another_order_finds_what_the_best_order_finds_also_by_the_names_of_folders() {
    let world = World::start();
    let mut reader = world.reader();
    let small: &[u8] = b"x";
    import(&world, &[("Otterbau/b.txt", small), ("Otterbau/a.txt", b"xxx"), ("c otterbau.txt", b"xx")]);
    all_is_found(&world);
    let mut sorted = |query: &str| -> Vec<String> {
        let answer = reader.fetch(&format!("/api/v1/search?{query}")).json();
        let items = answer["items"].as_array().unwrap().iter();
        items.map(|item| item["path"].as_str().unwrap().to_owned()).collect()
    };
    let by_name = ["Otterbau/a.txt", "Otterbau/b.txt", "c otterbau.txt", "Otterbau"];
    assert_eq!(sorted("q=otterbau&sort=name"), by_name);
    assert_eq!(sorted("q=otterbau&sort=size&kind=text"), ["Otterbau/a.txt", "c otterbau.txt", "Otterbau/b.txt"]);
    assert_eq!(sorted("kind=text&sort=name"), ["Otterbau/a.txt", "Otterbau/b.txt", "c otterbau.txt"]);
}

/// PostgreSQL guesses more than 200 rows then, and begins with the folder.
#[test]
fn a_word_that_stands_everywhere_is_found_in_a_small_folder_too() {
    let world = World::start();
    let mut reader = world.reader();
    let names: Vec<String> = (0..200).map(|number| format!("many/otter {number}.txt")).collect();
    let mut files: Vec<(&str, &[u8])> = names.iter().map(|path| (path.as_str(), b"x".as_slice())).collect();
    files.extend([("few/an otter.txt", b"1".as_slice()), ("few/otter.txt", b"2"), ("few/badger.txt", b"3")]);
    import(&world, &files);
    all_is_found(&world);
    world.database.execute("ANALYZE search_words");
    let answer = reader.fetch("/api/v1/search?q=otter&in=few").json();
    let mut found: Vec<&str> =
        answer["items"].as_array().unwrap().iter().map(|item| item["path"].as_str().unwrap()).collect();
    found.sort_unstable();
    assert_eq!(found, ["few/an otter.txt", "few/otter.txt"]);
}
