//! List or tiles, and the order: asked for by the address, remembered by a cookie.

use latchkey::{
    documents::sort::{Column, Sort},
    pages::listing::view::{Shape, View},
};

use crate::support::{World, import::import};

fn order(page: &str, names: &[&str]) {
    let places: Vec<_> = names.iter().map(|name| page.find(&format!(">{name}<")).expect(name)).collect();
    assert!(places.is_sorted(), "{names:?}");
}

#[test]
fn a_choice_is_remembered_in_every_folder() {
    let world = World::start();
    import(&world, &[("b.txt", b"1"), ("a.txt", b"22"), ("deep/x.txt", b"333"), ("deep/y.txt", b"1")]);
    let mut reader = world.reader();
    assert!(reader.click("/files/").text().contains("data-view=\"list\""));
    assert_eq!(reader.cookie("latchkey_view"), None, "whoever chooses nothing gets no cookie");
    reader.click("/files/?sort=size");
    reader.click("/files/?view=tiles");
    assert_eq!(reader.cookie("latchkey_view"), Some("tiles.size.asc"));
    let deep = reader.click("/files/deep/").text();
    assert!(deep.contains("data-view=\"tiles\""));
    order(&deep, &["y.txt", "x.txt"]);
    // The other order, and then another column, which begins upwards again.
    order(&reader.click("/files/deep/?sort=size&order=desc").text(), &["x.txt", "y.txt"]);
    reader.click("/files/?sort=name");
    assert_eq!(reader.cookie("latchkey_view"), Some("tiles.name.asc"));
}

#[test]
fn the_cookie_is_kept_away_from_scripts_and_other_sites() {
    let world = World::over_https();
    let answer = world.reader().click("/files/?view=tiles");
    let cookie = answer.all("set-cookie").into_iter().find(|cookie| cookie.starts_with("latchkey_view=")).unwrap();
    for part in ["tiles.name.asc;", "HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
}

#[test]
fn a_broken_cookie_is_the_view_of_a_new_person() {
    for value in ["", "..", "x.y.z", "tiles", "a.b.c.d.e", "%00", "😀"] {
        let view = View::from_cookie(value);
        assert_eq!(view.sort, Sort::default(), "{value}");
        assert_eq!(view.shape, if value == "tiles" { Shape::Tiles } else { Shape::List }, "{value}");
    }
    let view = View { shape: Shape::Tiles, sort: Sort { by: Column::Changed, descending: true } };
    assert_eq!(View::from_cookie(&view.to_cookie()), view);
}

#[test]
fn programs_get_the_order_they_ask_for_whatever_the_cookie_says() {
    let world = World::start();
    import(&world, &[("a.txt", b"22"), ("b.csv", b"1")]);
    let mut reader = world.reader();
    reader.click("/files/?sort=size");
    let by_name = reader.fetch("/api/files/").json();
    assert_eq!(by_name["entries"][0]["name"], "a.txt");
    assert!(by_name["entries"][0]["id"].is_string());
    let by_type = reader.fetch("/api/files/?sort=type").json();
    assert_eq!(by_type["entries"][0]["name"], "b.csv", "CSV table before Text");
}
