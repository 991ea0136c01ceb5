//! Documents that are made to do harm: each is answered quickly, and nothing of it runs.

use std::time::{Duration, Instant};

use crate::support::{Answer, Browser, World, files::archive, import::import};

/// In a debug build on a busy machine; far below the limits on time would already be an honest document's work.
const QUICKLY: Duration = Duration::from_secs(25);

fn page(browser: &mut Browser, path: &str) -> Answer {
    let began = Instant::now();
    let id = browser.click(&format!("/at/{path}")).location().to_owned();
    let answer = browser.click(&id);
    assert!(began.elapsed() < QUICKLY, "{path} took {:?}", began.elapsed());
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer
}

fn thumbnail(browser: &mut Browser, path: &str) -> Answer {
    let began = Instant::now();
    let id = browser.click(&format!("/at/{path}")).location().to_owned();
    let answer = browser.fetch(&format!("{id}/thumbnail?size=320"));
    assert!(began.elapsed() < QUICKLY, "{path} took {:?}", began.elapsed());
    answer
}

/// What is on the page between its own parts.
fn preview(answer: &Answer) -> String {
    let text = answer.text();
    let from = text.find("<section class=\"preview\"").unwrap();
    let to = text.find("<section aria-labelledby=\"facts-heading\"").unwrap();
    text[from..to].to_owned()
}

#[test]
fn pages_and_drawings_are_shown_as_they_are_written() {
    let world = World::start();
    let evil = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(2)</script></svg>";
    import(&world, &[("a.svg", evil), ("a.html", evil), ("a.xml", evil), ("a.xhtml", evil)]);
    let mut reader = world.reader();
    for path in ["a.svg", "a.html", "a.xml", "a.xhtml"] {
        let answer = page(&mut reader, path);
        let shown = preview(&answer);
        for bad in ["<script", "<svg xmlns='http", "<iframe", "onload='"] {
            assert!(!shown.contains(bad), "{path}: {bad} in {shown}");
        }
        // As a picture a drawing neither runs nor fetches anything, and its own address is a sandbox.
        assert_eq!(shown.contains("<img src=\"/files/a.svg\""), path == "a.svg", "{path}: {shown}");
        assert!(shown.contains("&lt;") && shown.contains("alert"), "{path}: {shown}");
        assert!(answer.header("content-security-policy").unwrap().contains("script-src 'nonce-"));
        assert_eq!(thumbnail(&mut reader, path).status, 404, "{path}");
        let bytes = reader.click(&format!("/files/{path}"));
        assert!(bytes.header("content-disposition").unwrap().starts_with("attachment"), "{path}");
    }
}

#[test]
fn markdown_brings_no_script_and_no_strange_address() {
    let world = World::start();
    let evil = "<script>alert(1)</script>\n\n[a](javascript:alert(2)) [b](JaVaScRiPt&colon;alert(3)) [c](data:text/html,x)\n\n\
        <img src=x onerror=alert(4)> <svg/onload=alert(5)> <iframe src=/admin/people></iframe>\n\n\
        ![d](https://spy.example/pixel.png) ![e](javascript:alert(6))\n\n<a href=\"vbscript:x\">f</a>\n\n\
        <form action=/logout method=post><button>g</button></form>\n\n[h](//evil.example) [i](https://good.example/)\n\n\
        [j]: javascript:alert(7)\n[j]\n\n<style>*{display:none}</style>\n\n# <b id=main>main</b>\n";
    import(&world, &[("evil.md", evil.as_bytes())]);
    let mut reader = world.reader();
    let shown = preview(&page(&mut reader, "evil.md"));
    for bad in [
        "<script",
        "javascript:",
        "JaVaScRiPt",
        "data:",
        "onerror=\"",
        "onload=\"",
        "<svg",
        "<iframe",
        "spy.example/pixel.png\"",
        "vbscript",
        "<form",
        "<button",
        "//evil.example\"",
        "<style",
        "id=\"main\"",
    ] {
        let is_a_link = bad.starts_with("spy") && shown.contains("<a href=\"https://spy.example/pixel.png\" rel=");
        assert!(!shown.contains(bad) || is_a_link, "{bad} in {shown}");
    }
    assert!(!shown.contains("<img src=\"http"), "{shown}");
    assert!(shown.contains("<a href=\"https://good.example/\" rel=\"noopener noreferrer nofollow\">i</a>"), "{shown}");
}

#[test]
fn a_table_is_letters_and_a_name_is_a_name() {
    let world = World::start();
    let evil = "=HYPERLINK(\"http://evil.example\"),<script>alert(1)</script>\n@SUM(1),\"</td><img src=x onerror=alert(2)>\"\n";
    let name = "<img src=x onerror=alert(1)>\"'&.csv";
    import(&world, &[(name, evil.as_bytes()), ("<b>.md", b"x"), ("\"><script>.txt", b"x")]);
    let mut reader = world.reader();
    for path in ["%3Cimg%20src=x%20onerror=alert(1)%3E%22'&.csv", "%3Cb%3E.md", "%22%3E%3Cscript%3E.txt"] {
        let text = page(&mut reader, path).text();
        for bad in ["<img src=x", "<script>", "<b>", "onerror=alert(1)>\""] {
            assert!(!text.contains(bad), "{path}: {bad} in {text}");
        }
    }
    let shown = preview(&page(&mut reader, "%3Cimg%20src=x%20onerror=alert(1)%3E%22'&.csv"));
    assert!(shown.contains("&lt;script&gt;") && shown.contains("=HYPERLINK("), "{shown}");
}

/// A PNG that says it is so large, with hardly anything in it.
fn flood() -> Vec<u8> {
    let mut header = b"IHDR\x00\x00\xff\xff\x00\x00\xff\xff\x08\x02\x00\x00\x00".to_vec();
    let check = crc(&header);
    header.extend(check.to_be_bytes());
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0d".as_slice(),
        &header,
        b"\0\0\0\0IDAT\x35\xaf\x06\x1e\0\0\0\0IEND\xae\x42\x60\x82",
    ]
    .concat()
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}

/// A GIF of 65535 by 65535 with a thousand pictures in it.
fn gif_bomb() -> Vec<u8> {
    let picture = b"\x2c\0\0\0\0\xff\xff\xff\xff\0\x02\x02\x44\x01\0";
    [b"GIF89a\xff\xff\xff\xff\x80\0\0\0\0\0\xff\xff\xff".as_slice(), &picture.repeat(1_000), b"\x3b"].concat()
}

#[test]
fn a_flood_of_picture_elements_drowns_nobody() {
    let world = World::start();
    let truncated = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xc0\0\x11\x08\xff\xff\xff\xff\x03";
    let bmp =
        [b"BM".as_slice(), &[0; 12], b"\x28\0\0\0\xff\xff\xff\x7f\xff\xff\xff\x7f\x01\0\x20\0", &[0; 24]].concat();
    import(
        &world,
        &[
            ("flood.png", &flood()),
            ("bomb.gif", &gif_bomb()),
            ("cut.jpg", truncated),
            ("cut.png", &flood()[..40]),
            ("huge.bmp", &bmp),
            ("lies.png", b"no picture at all"),
            ("lies.webp", b"RIFF\xff\xff\xff\xffWEBPVP8L\xff\xff\xff\xff"),
        ],
    );
    let mut reader = world.reader();
    for path in ["flood.png", "bomb.gif", "cut.jpg", "cut.png", "huge.bmp", "lies.png", "lies.webp"] {
        let answer = thumbnail(&mut reader, path);
        assert_eq!(answer.status, 404, "{path}");
        let began = Instant::now();
        assert_eq!(thumbnail(&mut reader, path).status, 404, "{path}");
        assert!(began.elapsed() < Duration::from_secs(5), "{path}: the failure is remembered");
        page(&mut reader, path);
    }
    let is_empty = walkdir::WalkDir::new(world.settings.data_dir.join("thumbnails"));
    assert!(is_empty.into_iter().all(|entry| !entry.unwrap().file_type().is_file()), "nothing is kept");
}

#[test]
fn a_line_without_end_and_nesting_without_end_come_to_an_end() {
    let world = World::start();
    let line = vec![b'a'; 10_000_000];
    let quotes = [b"\"".repeat(400_000), b"a".repeat(100_000)].concat();
    let brackets = b"[[[[((((".repeat(60_000);
    let nested = b"> ".repeat(200_000);
    let lists: Vec<u8> = (0..700).flat_map(|depth| format!("{}- a\n", "  ".repeat(depth)).into_bytes()).collect();
    import(
        &world,
        &[
            ("line.js", &line),
            ("quotes.py", &quotes),
            ("quotes.csv", &quotes),
            ("commas.csv", &b",".repeat(900_000)),
            ("brackets.md", &brackets),
            ("nested.md", &nested),
            ("lists.md", &lists),
            ("stars.md", &b"*a **a ".repeat(60_000)),
            ("zeros.txt", &vec![0; 600_000]),
            ("brackets.json", &b"[".repeat(500_000)),
        ],
    );
    let mut reader = world.reader();
    let shown = preview(&page(&mut reader, "line.js"));
    assert!(shown.contains("One line is cut after 1,000 characters.") && shown.len() < 20_000, "{shown}");
    for path in [
        "quotes.py",
        "quotes.csv",
        "commas.csv",
        "brackets.md",
        "nested.md",
        "lists.md",
        "stars.md",
        "zeros.txt",
        "brackets.json",
    ] {
        let length = page(&mut reader, path).body.len();
        assert!(length < 9_000_000, "{path}: {length}");
    }
    assert_eq!(reader.fetch("/api/v1/me").status, 200, "and the service lives on");
}

#[test]
fn documents_that_are_made_to_drown_a_reader_come_to_an_end() {
    let world = World::start();
    let text = |body: &[u8]| {
        let document = [b"<w:document><w:p><w:t>begin</w:t></w:p>", body, b"</w:document>"].concat();
        archive(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", &document)])
    };
    let sheet = "<table:table table:name=\"a\"><table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell \
                 table:number-columns-repeated=\"16384\"><text:p>x</text:p></table:table-cell></table:table-row></table:table>";
    let sheet =
        format!("<office:document-content><office:spreadsheet>{sheet}</office:spreadsheet></office:document-content>");
    let parts = "--x\r\nContent-Disposition: attachment; filename=a\r\n\r\na\r\n".repeat(20_000);
    let mail = format!(
        "From: a@example.com\r\nSubject: many\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n{parts}--x--\r\n"
    );
    import(
        &world,
        &[
            ("zeros.docx", &text(&vec![b' '; 40_000_000])),
            ("words.docx", &text(&b"<w:p><w:t>and on it goes </w:t></w:p>".repeat(400_000))),
            ("tables.docx", &text(&b"<w:tbl><w:tr><w:tc>".repeat(200_000))),
            ("entities.docx", &text(b"<!DOCTYPE a [<!ENTITY b \"boom\">]><w:p><w:t>&b;</w:t></w:p>")),
            (
                "rows.ods",
                &archive(&[
                    ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
                    ("content.xml", sheet.as_bytes()),
                ]),
            ),
            ("braces.rtf", &[&b"{\\rtf1 begin\\par "[..], &b"{".repeat(5_000_000)].concat()),
            ("cells.rtf", &[&b"{\\rtf1 begin\\par "[..], &b"\\intbl x\\cell ".repeat(300_000)].concat()),
            ("many.eml", mail.as_bytes()),
            ("noise.doc", &[&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], &vec![0x5a; 100_000]].concat()),
        ],
    );
    let mut reader = world.reader();
    for (path, wanted) in [
        ("zeros.docx", ""),
        ("words.docx", "Not all of it is shown."),
        ("tables.docx", ""),
        ("entities.docx", "begin"),
        ("rows.ods", "Only the first 1,000 rows of a sheet are shown."),
        ("braces.rtf", "begin"),
        ("cells.rtf", "begin"),
        ("many.eml", "many"),
        ("noise.doc", "It is damaged"),
    ] {
        let answer = page(&mut reader, path);
        let shown = preview(&answer);
        assert!(answer.body.len() < 9_000_000 && shown.contains(wanted), "{path}: {} bytes", answer.body.len());
        assert!(!shown.contains("boom"), "{path}");
    }
}
