//! What a document or a name could do on our pages.

use crate::{
    attacks::{get, ways_to},
    documents_zip::id_of,
    support::{World, import::import, log},
    tickets::{path, ticket},
};

#[test]
fn no_documents_script_ever_runs_here() {
    let world = World::start();
    let script = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>";
    let names = [
        "a.svg",
        "a.html",
        "a.htm",
        "a.xhtml",
        "a.xml",
        "a.js",
        "a.mjs",
        "a.css",
        "a.epub",
        "a.swf",
        "a.pdf.html",
        "a",
        "a.png",
    ];
    import(&world, &names.map(|name| (name, &script[..])));
    let mut reader = world.reader();
    for name in names {
        let id = id_of(&world, name);
        for way in ways_to(&mut reader, &id, name) {
            let answer = get(&mut reader, &way);
            let header = |name: &str| answer.header(name).unwrap_or_default().to_owned();
            assert_eq!(answer.status, 200, "{way}");
            assert_eq!(header("x-content-type-options"), "nosniff", "{way}");
            assert!(header("content-security-policy").starts_with("sandbox; default-src 'none'"), "{way}");
            let (kind, disposition) = (header("content-type"), header("content-disposition"));
            assert!(disposition.starts_with("attachment; ") || kind == "image/png", "{way}: {kind}, {disposition}");
        }
    }
}

#[test]
fn a_name_is_text_on_every_page() {
    let world = World::start();
    let names = [
        "<img src=x onerror=alert(1)>",
        "\"><script>alert(1)",
        "'-alert(1)-'",
        "\" onclick=\"alert(1)",
        "{{7*7}}",
        "${7*7}",
        "<!--",
        "&lt;b&gt;",
    ];
    import(&world, &names.map(|name| (name, &b"x"[..])));
    let mut reader = world.reader();
    for name in names {
        let id = id_of(&world, &name.replace('\'', "''"));
        let pages = [
            reader.click("/files/"),
            reader.click(&format!("/zip/size?id={id}")),
            reader.submit(&format!("/d/{id}/ticket"), &[]),
            reader.click(&format!("/d/{id}")),
            reader.click("/recent"),
            reader.click("/search?q=alert"),
            reader.click(&format!(
                "/files/?sort={}",
                url::form_urlencoded::byte_serialize(name.as_bytes()).collect::<String>()
            )),
        ];
        for page in pages {
            let text = page.text();
            for live in ["<img src=x", "<script>alert", "\" onclick=\"", "<!--", "&lt;b&gt;", ">49<"] {
                assert!(!text.contains(live), "{name}: {live} in {text}");
            }
        }
        let escaped = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
        assert_eq!(
            get(&mut reader, &format!("/api/files/{escaped}")).status,
            200,
            "{name} is found by its name all the same"
        );
    }
}

#[test]
fn no_line_break_from_outside_reaches_a_header_or_the_log() {
    let world = World::start();
    import(&world, &[("folder/a.txt", b"x")]);
    let (folder, id) = (id_of(&world, "folder"), id_of(&world, "a.txt"));
    let mut reader = world.reader();
    let ticket = path(&ticket(&mut reader, &id));
    for evil in
        ["%0d%0aX-Evil:%20yes", "%0aX-Evil:yes", "%0dX-Evil:yes", "%E5%98%8A%E5%98%8DX-Evil:yes", "%e2%80%a8X-Evil:yes"]
    {
        for target in [
            format!("/files/folder/a.txt?download={evil}"),
            format!("/files/folder?sort={evil}"),
            format!("/files/folder/?order={evil}"),
            format!("/files/{evil}"),
            format!("/login?redirect_uri=/files/{evil}"),
            format!("/zip?id={evil}"),
            format!("/zip/size?id={folder}&x={evil}"),
            format!("{ticket}?{evil}"),
            format!("/t/{evil}/{evil}"),
        ] {
            let answer = reader.goto(&target);
            assert_eq!(answer.header("x-evil"), None, "{target}");
            assert!(!answer.headers.iter().any(|(_, value)| value.contains('\n')), "{target}");
            for line in log::lines_with(answer.request_id()) {
                assert!(!line.to_string().contains("X-Evil"), "{target}: {line}");
            }
        }
    }
}
