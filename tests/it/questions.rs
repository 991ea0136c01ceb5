//! Asking for access, and answering: whoever asks learns nothing but the answer.

use crate::support::{
    Answer, Browser, Request, World,
    api::ROOT,
    import::import,
    sharing::{cut, guest, share},
};

const TREE: [(&str, &[u8]); 2] = [("sales/plan.txt", b"the plan"), ("wages/list.txt", b"wages")];

fn status(browser: &mut Browser, target: &str) -> u16 {
    browser.send(Request::get(target)).status
}

fn ask(browser: &mut Browser, address: &str, level: &str, words: &str) -> Answer {
    browser.submit("/ask", &[("for", address), ("level", level), ("words", words)])
}

/// The forms that wait for an owner's answer.
fn waiting(owner: &mut Browser) -> Vec<String> {
    let page = owner.click("/answers").text();
    let forms = page.split("action=\"/answers/").skip(1);
    forms.map(|rest| format!("/answers/{}", rest.split('"').next().unwrap())).collect()
}

#[test]
fn somebody_asks_an_owner_gives_and_they_find_it() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    let sales = admin.id_of(ROOT, "sales");
    share(&mut admin, &sales, "owner@example.com", "own");
    let (mut owner, mut eve) = (guest(&world, "owner"), guest(&world, "eve"));
    let refused = eve.click("/files/sales/plan.txt");
    assert_eq!(refused.status, 403);
    assert!(refused.text().contains("/ask?for=%2Ffiles%2Fsales%2Fplan.txt"), "{}", refused.text());
    let form = eve.click("/ask?for=%2Ffiles%2Fsales%2Fplan.txt").text();
    assert!(form.contains("value=\"/files/sales/plan.txt\""), "{form}");
    let asked = ask(&mut eve, "/files/sales/plan.txt", "edit", "for the <fair>");
    assert_eq!((asked.location(), asked.told()), ("/questions", "done=asked"));
    assert!(eve.click("/questions").text().contains("not answered yet"));
    let page = owner.click("/answers").text();
    assert!(page.contains("Eve Example would like to change /sales/plan.txt"), "{page}");
    assert!(page.contains("for the &#60;fair&#62;"), "{page}");
    let forms = waiting(&mut owner);
    let given = owner.submit(&forms[0], &[("action", "give"), ("words", "welcome")]);
    assert_eq!((given.location(), given.told()), ("/answers", "done=given"));
    assert_eq!(status(&mut eve, "/files/sales/plan.txt"), 200);
    assert_eq!(status(&mut eve, "/files/wages/list.txt"), 404);
    let mine = eve.click("/questions").text();
    assert!(mine.contains("You have access, since") && mine.contains("welcome"), "{mine}");
    assert!(waiting(&mut owner).is_empty() && waiting(&mut admin).is_empty());
    assert_eq!(owner.submit(&forms[0], &[("action", "refuse")]).status, 404, "answered");
    let kinds = "SELECT string_agg(kind, ' ' ORDER BY id) FROM audit_events WHERE kind LIKE 'access_%'";
    assert_eq!(world.database.text(kinds), "access_granted access_asked access_granted access_answered");
}

#[test]
fn a_question_tells_nothing_of_what_is_there() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    let sales = admin.id_of(ROOT, "sales");
    let wages = admin.id_of(ROOT, "wages");
    cut(&mut admin, &wages);
    share(&mut admin, &sales, "eve@example.com", "view");
    let mut eve = guest(&world, "eve");
    let pages = ["/files/wages/list.txt", "/files/wages/nothing.txt"].map(|address| {
        let hidden = eve.click(address);
        assert_eq!(hidden.status, 404);
        assert!(hidden.text().contains("Ask for access"), "{}", hidden.text());
        let asked = ask(&mut eve, address, "view", "");
        (asked.status, asked.location().to_owned())
    });
    assert_eq!(pages[0], pages[1]);
    let mine = eve.click("/questions").text();
    assert_eq!(mine.matches("not answered yet").count(), 2, "{mine}");
    assert_eq!(waiting(&mut admin).len(), 1, "only of what is there");
    // Asked again, it is the same question.
    ask(&mut eve, "/files/wages/list.txt", "edit", "please");
    let forms = waiting(&mut admin);
    assert_eq!(forms.len(), 1);
    assert_eq!(admin.submit(&forms[0], &[("action", "refuse"), ("words", "ask your boss")]).status, 303);
    assert!(eve.click("/questions").text().contains("ask your boss"));
    assert_eq!(status(&mut eve, "/files/wages/list.txt"), 404);
}

#[test]
fn who_does_not_own_a_thing_neither_reads_nor_answers_questions_about_it() {
    let world = World::start();
    import(&world, &TREE);
    let (mut admin, mut editor) = (world.admin(), world.editor());
    let wages = admin.id_of(ROOT, "wages");
    cut(&mut admin, &wages);
    let mut eve = guest(&world, "eve");
    ask(&mut eve, &format!("/d/{wages}"), "view", "the question of Eve");
    assert!(!editor.click("/answers").text().contains("the question of Eve"));
    let forms = waiting(&mut admin);
    assert_eq!(editor.submit(&forms[0], &[("action", "give")]).status, 404);
    assert_eq!(eve.submit(&forms[0], &[("action", "give")]).status, 403);
    assert_eq!(status(&mut eve, "/files/wages/"), 403);
}

#[test]
fn nobody_asks_without_end_and_nothing_typed_is_lost() {
    let world = World::start();
    import(&world, &TREE);
    let mut eve = guest(&world, "eve");
    let long = "w".repeat(501);
    let back = ask(&mut eve, "/files/sales/", "edit", &long);
    assert!(back.status == 422 && back.text().contains(&long), "{}", back.status);
    for number in 0..50 {
        assert_eq!(ask(&mut eve, &format!("/files/{number}"), "view", "").status, 303);
    }
    assert_eq!(ask(&mut eve, "/files/one/more", "view", "").status, 422);
    assert_eq!(ask(&mut eve, "/files/7", "view", "once more").status, 422, "not even the same, until one is answered");
    for odd in ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""] {
        let page = eve
            .click(&format!("/ask?for={}", url::form_urlencoded::byte_serialize(odd.as_bytes()).collect::<String>()));
        assert!(page.text().contains("name=\"for\" value=\"/\""), "{odd}: {}", page.text());
    }
}

#[test]
fn an_answer_takes_nothing_from_somebody_who_has_more_by_now() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    let sales = admin.id_of(ROOT, "sales");
    let mut eve = guest(&world, "eve");
    ask(&mut eve, "/files/sales/", "view", "");
    share(&mut admin, &sales, "eve@example.com", "own");
    let forms = waiting(&mut admin);
    assert_eq!(admin.submit(&forms[0], &[("action", "give")]).status, 303);
    assert_eq!(status(&mut eve, &format!("/d/{sales}/access")), 200, "they own it still");
}
