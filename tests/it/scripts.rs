//! The scripts of a page belong together: all are of one version, and whatever one of them imports comes along.

use std::collections::BTreeSet;

use crate::support::World;

/// The addresses of static files in a page.
fn addresses(page: &str) -> BTreeSet<String> {
    page.split('"').filter(|part| part.starts_with("/static/")).map(str::to_owned).collect()
}

#[test]
fn all_scripts_of_a_page_have_one_version_and_so_has_what_they_import() {
    let world = World::start();
    let mut editor = world.editor();
    let page = editor.click("/files/").text();
    let modules: BTreeSet<_> =
        addresses(&page).into_iter().filter(|at| at.contains(".js") && !at.contains("/vendor/tus")).collect();
    let (folder, _) = modules.first().expect("a script").split_at("/static/".len() + 16);
    let mut left: Vec<_> = modules.iter().cloned().collect();
    let mut seen = BTreeSet::new();
    while let Some(address) = left.pop() {
        if !seen.insert(address.clone()) {
            continue;
        }
        assert!(address.starts_with(folder), "{address} is of another version than {folder}");
        let answer = editor.fetch(&address);
        assert_eq!(answer.status, 200, "{address}");
        assert!(answer.header("cache-control").expect("how long to keep it").contains("immutable"), "{address}");
        for line in answer.text().lines().filter(|line| line.starts_with("import ")) {
            if let Some((_, name)) = line.split_once("\"./") {
                left.push(format!("{folder}/{}", name.split('"').next().expect("a name")));
            }
        }
    }
    assert!(seen.iter().any(|at| at.ends_with("/upload-storage.js")), "the imports were followed: {seen:?}");
    for address in seen.iter().filter(|address| !address.contains("/vendor/")) {
        let other = address.replace(folder, "/static/0123456789abcdef");
        assert_eq!(editor.fetch(&other).status, 404, "a module of another version: {other}");
    }
}

#[test]
fn styles_and_libraries_of_another_version_are_those_of_today_for_once() {
    let world = World::start();
    let mut editor = world.editor();
    for name in ["site.css", "vendor/tus-js-client-4.3.1/tus.min.js"] {
        let answer = editor.fetch(&format!("/static/0123456789abcdef/{name}"));
        assert_eq!((answer.status, answer.header("cache-control")), (200, Some("no-cache")), "{name}");
    }
}
