//! What was just done is said once, and never by an address alone.

use crate::support::{World, api::ROOT, import::import};

#[test]
fn a_notice_stands_on_the_very_next_page_and_on_no_other() {
    let world = World::start();
    import(&world, &[("a/plan.txt", b"plan"), ("b/x", b"x")]);
    let mut editor = world.editor();
    let a = editor.id_of(ROOT, "a");
    let plan = editor.id_of(&a, "plan.txt");
    let deleted = editor.submit(&format!("/d/{plan}/delete"), &[("back", "/files/a/?sort=size")]);
    assert_eq!((deleted.status, deleted.location()), (303, "/files/a/?sort=size"));
    assert!(!editor.click("/files/b/").text().contains("Moved to the trash."), "another tab");
    assert!(!editor.fetch("/files/a/").text().contains("Moved to the trash."), "a script of that page");
    let page = editor.click(deleted.location()).text();
    assert!(page.contains("Moved to the trash.") && page.contains("Undo"), "{page}");
    assert!(!editor.click(deleted.location()).text().contains("Moved to the trash."), "a reload");
}

#[test]
fn an_address_from_somebody_else_says_nothing() {
    let world = World::start();
    let mut admin = world.admin();
    let addresses = [
        ("/files/?done=deleted&undo=00000000-0000-7000-8000-000000000001", "Moved to the trash."),
        ("/admin/people?done=remove", "Removed."),
        ("/account/sessions?done=one", "Signed out there."),
    ];
    for (address, words) in addresses {
        assert!(!admin.click(address).text().contains(words), "{address}");
    }
}
