//! A form that is sent after the session has ended comes back with all that was typed, and can be sent once more.

use time::Duration;

use crate::support::{Request, World, api::ROOT, import::import, page};

const FORM: &str = "application/x-www-form-urlencoded";

#[test]
fn a_form_whose_session_has_ended_is_sent_again_after_the_sign_in() {
    let world = World::start();
    import(&world, &[("a/plan.txt", b"plan")]);
    let mut editor = world.editor();
    let a = editor.id_of(ROOT, "a");
    let plan = editor.id_of(&a, "plan.txt");
    editor.submit("/logout", &[]);
    let typed = [("revision", "1"), ("description", "<b>Two</b>\nlines & more")];
    let action = format!("/d/{plan}/describe");
    let refused = editor.submit(&action, &typed);
    let html = refused.text();
    assert_eq!(refused.status, 401, "{html}");
    assert!(html.contains("&#60;b&#62;Two&#60;/b&#62;\nlines &#38; more</pre>"), "shown, and run nowhere: {html}");
    assert!(html.contains("target=\"_blank\"") && html.contains("/login?redirect_uri=/account"), "{html}");
    let part = html.split(&format!("action=\"{action}\"")).nth(1).expect("the form");
    let form = &page::forms(&format!("<form {part}"))[0];
    let shown: Vec<_> =
        form.fields.iter().map(|(name, value)| (name, value.replace("&#60;", "<").replace("&#62;", ">"))).collect();
    let fields: Vec<(&str, &str)> = shown.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(fields, typed);
    let mut editor = world.editor();
    assert_eq!(editor.submit(&action, &fields).status, 303);
    assert_eq!(editor.item(&plan)["description"], "<b>Two</b>\nlines & more");
}

#[test]
fn where_no_form_can_be_kept_the_way_leads_back_to_where_it_stood() {
    let world = World::start();
    let mut nobody = world.browser();
    let origin = nobody.origin.clone();
    let sent = |kind: &str, body: &[u8], from: &str| {
        let mut request = Request::new("POST", "/d/root/folders")
            .header("content-type", kind)
            .header("content-length", &body.len().to_string())
            .header("accept", "text/html")
            .header("sec-fetch-mode", "navigate")
            .header("sec-fetch-site", "same-origin")
            .header("origin", &origin)
            .header("referer", from);
        request.body = body.to_vec();
        request
    };
    let (files, large) = ("multipart/form-data; boundary=x", [b"name=".as_slice(), &vec![b'x'; 70_000]].concat());
    let here = format!("{origin}/files/a/");
    for request in [sent(files, b"--x--", &here), sent(FORM, &large, &here)] {
        let answer = nobody.send(request);
        assert_eq!(answer.status, 401);
        assert!(
            answer.text().contains("/login?redirect_uri=%2Ffiles%2Fa%2F\""),
            "no 405 afterwards: {}",
            answer.text()
        );
    }
    for from in ["https://elsewhere.example/x", "nonsense", &format!("{origin}.evil.example/files/b/")] {
        let answer = nobody.send(sent(files, b"--x--", from));
        assert!(answer.text().contains("/login?redirect_uri=%2Ffiles%2F\""), "{from}: {}", answer.text());
    }
}

#[test]
fn a_form_of_another_site_gets_no_button_here() {
    let world = World::start();
    let mut nobody = world.browser();
    let form = |site: &str| {
        Request::form("/d/root/folders", &[("name", "planted")])
            .header("accept", "text/html")
            .header("sec-fetch-mode", "navigate")
            .header("sec-fetch-dest", "document")
            .header("sec-fetch-site", site)
    };
    for site in ["cross-site", "same-site", "none"] {
        let answer = nobody.send(form(site));
        assert!(answer.status == 401 && !answer.text().contains("planted"), "{site}: {}", answer.text());
    }
    assert!(nobody.send(form("same-origin")).text().contains("planted"));
    let program = nobody.send(Request::form("/d/root/folders", &[("name", "planted")]).header("accept", "*/*"));
    assert!(!program.text().contains("planted"), "a program has what it sent");
}

#[test]
fn a_session_that_ran_out_keeps_what_was_typed_too() {
    let world = World::start();
    let mut editor = world.editor();
    world.clock.advance(Duration::hours(30));
    let typed = [("name", "Reports 2027"), ("back", "/files/?sort=size")];
    let refused = editor.submit(&format!("/d/{ROOT}/folders"), &typed);
    assert_eq!(refused.status, 401);
    let html = refused.text();
    assert!(html.contains("Reports 2027") && html.contains("href=\"/files/?sort=size\""), "{html}");
}
