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
