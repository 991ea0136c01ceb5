//! Everything that people do to documents and folders works from a plain form.

use crate::support::{Browser, World, api::ROOT, import::import, page};

/// Sends the form of a page that has this action, with what the person types.
fn fill(browser: &mut Browser, at: &str, action: &str, typed: &[(&str, &str)]) -> crate::support::Answer {
    let html = browser.click(at).text();
    let part = html.split("<form").find(|part| part.contains(&format!("action=\"{action}\"")));
    let part = part.unwrap_or_else(|| panic!("no form for {action} on {at}: {html}"));
    let form = &page::forms(&format!("<form{part}"))[0];
    let mut fields: Vec<(&str, &str)> =
        form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.retain(|(name, _)| !typed.iter().any(|(known, _)| known == name));
    fields.extend(typed);
    browser.submit(action, &fields)
}

#[test]
fn a_folder_and_a_document_are_changed_from_their_pages() {
    let world = World::start();
    import(&world, &[("a/plan.txt", b"plan"), ("b/x", b"x")]);
    let mut editor = world.editor();
    let (a, b) = (editor.id_of(ROOT, "a"), editor.id_of(ROOT, "b"));
    let plan = editor.id_of(&a, "plan.txt");
    let made = fill(&mut editor, "/files/a/", &format!("/d/{a}/folders"), &[("name", " Neu & gut ")]);
    assert_eq!((made.status, made.location(), made.told()), (303, "/files/a/Neu%20%26%20gut/", "done=made"));
    assert!(editor.click(made.location()).text().contains("The folder is there."));
    let renamed = fill(&mut editor, "/files/a/", &format!("/d/{a}/rename"), &[("name", "A")]);
    assert_eq!((renamed.status, renamed.location(), renamed.told()), (303, "/files/A/", "done=renamed"));
    let page = format!("/d/{plan}");
    let renamed = fill(&mut editor, &page, &format!("/d/{plan}/rename"), &[("name", "plan 2.txt")]);
    assert_eq!((renamed.location(), renamed.told()), (&*format!("/d/{plan}"), "done=renamed"));
    let described = fill(&mut editor, &page, &format!("/d/{plan}/describe"), &[("description", "<b>Ours</b>")]);
    assert_eq!((described.location(), described.told()), (&*format!("/d/{plan}"), "done=described"));
    assert!(editor.click(&page).text().contains("&#60;b&#62;Ours"));
    let picker = editor.click(&format!("/d/{plan}/move?at={ROOT}")).text();
    assert!(picker.contains(&format!("href=\"/d/{plan}/move?at={b}\"")), "{picker}");
    let moved = fill(&mut editor, &format!("/d/{plan}/move?at={b}"), &format!("/d/{plan}/move"), &[]);
    assert_eq!((moved.location(), moved.told()), (&*format!("/d/{plan}"), "done=moved"));
    let copied = fill(&mut editor, &format!("/d/{plan}/copy?at={b}"), &format!("/d/{plan}/copy"), &[]);
    assert_eq!(copied.told(), "done=copied", "{}", copied.text());
    assert_eq!(editor.names(&b), ["plan 2 (2).txt", "plan 2.txt", "x"]);
    editor.put(&plan, b"other", None);
    let back = fill(&mut editor, &page, &format!("/d/{plan}/versions/1/restore"), &[]);
    assert_eq!((back.location(), back.told()), (&*format!("/d/{plan}"), "done=version"));
    assert_eq!(editor.item(&plan)["content"]["version"], 3);
}

#[test]
fn after_deleting_one_click_brings_it_back() {
    let world = World::start();
    import(&world, &[("a/plan.txt", b"plan"), ("a/x", b"x")]);
    let mut editor = world.editor();
    let a = editor.id_of(ROOT, "a");
    let plan = editor.id_of(&a, "plan.txt");
    let deleted = fill(&mut editor, &format!("/d/{plan}"), &format!("/d/{plan}/delete"), &[]);
    assert_eq!((deleted.status, deleted.location()), (303, "/files/a/"));
    assert!(deleted.told().starts_with("done=deleted&undo="), "{deleted:?}");
    let undone = fill(&mut editor, deleted.location(), "/trash/restore", &[]);
    assert_eq!((undone.status, undone.location(), undone.told()), (303, "/files/a/", "done=restored"));
    assert_eq!(editor.names(&a), ["plan.txt", "x"]);
    let deleted = fill(&mut editor, "/files/a/", &format!("/d/{a}/delete"), &[]);
    assert!(deleted.location() == "/files/" && deleted.told().starts_with("done=deleted&undo="), "{deleted:?}");
}

#[test]
fn what_cannot_be_done_comes_back_with_what_was_typed() {
    let world = World::start();
    import(&world, &[("a/plan.txt", b"plan"), ("a/x", b"x"), ("b/x", b"bx")]);
    let (mut editor, mut admin) = (world.editor(), world.admin());
    let (a, b) = (editor.id_of(ROOT, "a"), editor.id_of(ROOT, "b"));
    let (plan, x) = (editor.id_of(&a, "plan.txt"), editor.id_of(&a, "x"));
    for (typed, words) in
        [("x", "already something called"), ("a/b", "cannot hold"), ("\"<script>", "cannot hold"), ("", "empty")]
    {
        let typed = if typed.contains("script") { "\"<script>/" } else { typed };
        let answer = editor.submit(&format!("/d/{plan}/rename"), &[("name", typed), ("revision", "1")]);
        let html = answer.text();
        assert!(matches!(answer.status, 400 | 409), "{typed}: {}", answer.status);
        assert!(html.contains(words) && html.contains("Nothing was changed."), "{typed}: {html}");
        let shown = typed.replace('"', "&#34;").replace('<', "&#60;").replace('>', "&#62;");
        assert!(html.contains(&format!("name=\"name\" value=\"{shown}\"")), "{typed}: {html}");
    }
    let page = editor.click(&format!("/d/{plan}")).text();
    assert!(page.contains("name=\"revision\" value=\"1\""));
    admin.submit(&format!("/d/{plan}/describe"), &[("description", "Admin's words")]);
    let late = editor.submit(&format!("/d/{plan}/describe"), &[("description", "Mine"), ("revision", "1")]);
    let html = late.text();
    assert_eq!(late.status, 412);
    assert!(html.contains("Admin Example changed this") && html.contains(">Mine</textarea>"), "{html}");
    assert!(html.contains("Admin&#39;s words") && html.contains("name=\"revision\" value=\"2\""), "{html}");
    let taken = editor.submit(&format!("/d/{x}/move"), &[("to", &b)]);
    assert!(taken.status == 409 && taken.text().contains("value=\"keep_both\""), "{}", taken.text());
    let kept = editor.submit(&format!("/d/{x}/move"), &[("to", &b), ("on_taken", "keep_both")]);
    assert_eq!(kept.status, 303);
    assert_eq!(editor.names(&b), ["x", "x (2)"]);
    let into_itself = editor.submit(&format!("/d/{a}/move"), &[("to", &a)]);
    assert!(into_itself.status == 409 && into_itself.text().contains("into itself"));
}

#[test]
fn a_selection_is_moved_copied_deleted_and_packed() {
    let world = World::start();
    import(&world, &[("a/1", b"1"), ("a/2", b"2"), ("a/3", b"3"), ("b/3", b"b3")]);
    let (mut editor, mut reader) = (world.editor(), world.reader());
    let (a, b) = (editor.id_of(ROOT, "a"), editor.id_of(ROOT, "b"));
    let ids: Vec<String> = ["1", "2", "3"].map(|name| editor.id_of(&a, name)).into();
    let mut chosen: Vec<(&str, &str)> = ids.iter().map(|id| ("id", id.as_str())).collect();
    chosen.push(("back", "/files/a/?sort=size"));
    let with = |more: &[(&'static str, &str)]| -> Vec<(String, String)> {
        chosen.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let send = |browser: &mut Browser, action: &str, fields: Vec<(String, String)>| {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        browser.submit(&format!("/selection/{action}"), &fields)
    };
    let zip = send(&mut reader, "zip", with(&[]));
    assert_eq!((zip.status, zip.header("content-type")), (200, Some("application/zip")));
    assert_eq!(send(&mut reader, "delete", with(&[])).status, 403);
    assert_eq!(editor.submit("/selection/delete", &[]).status, 400);
    let picker = send(&mut editor, "move", with(&[("at", ROOT)]));
    assert!(picker.status == 200 && picker.text().contains(&format!("name=\"at\" value=\"{b}\"")), "{}", picker.text());
    let copied = send(&mut editor, "copy", with(&[("to", &a)]));
    assert_eq!((copied.status, copied.location(), copied.told()), (303, "/files/a/?sort=size", "done=copied"));
    assert_eq!(editor.names(&a), ["1", "1 (2)", "2", "2 (2)", "3", "3 (2)"]);
    let moved = send(&mut editor, "move", with(&[("to", &b)]));
    assert!(moved.status == 409 && moved.text().contains("2 done, 1 not."), "{}", moved.text());
    assert_eq!(editor.names(&b), ["1", "2", "3"]);
    let deleted = send(&mut editor, "delete", with(&[]));
    assert_eq!(deleted.location(), "/files/a/?sort=size");
    assert!(deleted.told().starts_with("done=deleted&undo="), "{deleted:?}");
    let undone = fill(&mut editor, deleted.location(), "/trash/restore", &[]);
    assert_eq!((undone.location(), undone.told()), ("/files/a/?sort=size", "done=restored"));
    assert_eq!((editor.names(&b), editor.names(&a).len()), (vec!["1".to_owned(), "2".to_owned(), "3".to_owned()], 4));
    assert_eq!(send(&mut editor, "delete", with(&[("back", "https://evil.example/")])).status, 303);
}

#[test]
fn however_much_was_deleted_together_is_taken_back_together() {
    let world = World::start();
    let names: Vec<String> = (0..60).map(|number| format!("{number:02}")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), name.as_bytes())).collect();
    import(&world, &files);
    let mut editor = world.editor();
    let alone = editor.make_folder(ROOT, "alone");
    let ids = editor.children(ROOT);
    let chosen: Vec<_> = ids.iter().filter(|(_, id)| *id != alone).map(|(_, id)| ("id", id.as_str())).collect();
    editor.delete(&alone);
    let deleted = editor.submit("/selection/delete", &chosen);
    assert!(deleted.location() == "/files/" && deleted.told().starts_with("done=deleted&undo="), "{deleted:?}");
    assert!(editor.names(ROOT).is_empty());
    let undone = fill(&mut editor, deleted.location(), "/trash/restore", &[]);
    assert_eq!((undone.status, undone.location(), undone.told()), (303, "/files/", "done=restored"));
    assert_eq!(editor.names(ROOT), names, "and nothing that was deleted by itself");
    let undo = deleted.told().rsplit_once("undo=").unwrap().1.to_owned();
    assert_eq!(editor.submit("/trash/restore", &[("back", "/files/"), ("id", &undo)]).status, 404, "once");
}

#[test]
fn a_name_that_windows_could_not_save_is_refused_in_a_form_too() {
    let world = World::start();
    import(&world, &[("plan.txt", b"plan")]);
    let mut editor = world.editor();
    let plan = editor.id_of(ROOT, "plan.txt");
    for (at, action, name) in [
        ("/files/".to_owned(), format!("/d/{ROOT}/folders"), "aux"),
        (format!("/d/{plan}"), format!("/d/{plan}/rename"), "nul.txt"),
    ] {
        let refused = fill(&mut editor, &at, &action, &[("name", name)]);
        assert_eq!(refused.status, 400, "{name}");
        assert!(refused.text().contains(name), "what was typed stays: {}", refused.text());
    }
    assert_eq!(editor.click("/api/files/").json()["entries"].as_array().map(Vec::len), Some(1));
}
