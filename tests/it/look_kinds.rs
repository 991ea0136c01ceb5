//! Pictures, films, Markdown and tables of the kinds that people really have.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use crate::{
    look_documents::{in_order, preview},
    support::{
        Browser, World,
        files::{line, pdf},
        import::import,
    },
};

fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, y| Rgb([(x % 256) as u8, (y % 256) as u8, 7]));
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(picture).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// The size of the small picture.
fn made(browser: &mut Browser, path: &str) -> (u32, u32) {
    let id = browser.click(&format!("/at/{path}")).location().to_owned();
    let answer = browser.fetch(&format!("{id}/thumbnail?size=320"));
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    let made = image::load_from_memory(&answer.body).unwrap();
    (made.width(), made.height())
}

#[test]
fn pictures_that_no_browser_knows_are_shown_in_another_format() {
    let world = World::start();
    let raw = [&b"II*\0\x08\0\0\0\0\0\0\0\0\0"[..], &picture(64, 32, ImageFormat::Jpeg)].concat();
    import(&world, &[("scan.tif", &picture(640, 320, ImageFormat::Tiff)), ("photo.nef", &raw)]);
    let mut reader = world.reader();
    for path in ["scan.tif", "photo.nef"] {
        let shown = preview(&mut reader, path);
        in_order(&shown, &["/thumbnail?size=1600\"", "a copy in another one is shown"]);
    }
    assert_eq!(made(&mut reader, "scan.tif"), (320, 160));
    assert_eq!(made(&mut reader, "photo.nef"), (64, 32));
}

/// Icons hold PNG with transparency.
fn icon(edge: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbaImage::new(edge, edge).write_to(&mut bytes, ImageFormat::Ico).unwrap();
    bytes.into_inner()
}

#[test]
fn pictures_that_browsers_know_are_shown_from_their_own_address() {
    let world = World::start();
    let drawing = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>";
    import(
        &world,
        &[
            ("a.svg", drawing),
            ("a.ico", &icon(32)),
            ("a.avif", b"\0\0\0\x1cftypavif\0\0\0\0avifmif1"),
            ("a.bmp", &picture(8, 8, ImageFormat::Bmp)),
        ],
    );
    let mut reader = world.reader();
    for path in ["a.svg", "a.ico", "a.avif", "a.bmp"] {
        let shown = preview(&mut reader, path);
        assert!(shown.contains(&format!("<img src=\"/files/{path}\"")), "{path}: {shown}");
        let answer = reader.click(&format!("/files/{path}"));
        assert!(answer.header("content-type").unwrap().starts_with("image/"), "{path}");
        assert!(answer.header("content-security-policy").unwrap().starts_with("sandbox; default-src 'none'"), "{path}");
        let is_inline = answer.header("content-disposition").unwrap().starts_with("inline");
        assert_eq!(is_inline, path != "a.svg", "{path}");
    }
    in_order(&preview(&mut reader, "a.svg"), &["<summary>Source</summary>", "&lt;", "rect"]);
    assert_eq!(made(&mut reader, "a.ico"), (32, 32));
}

#[test]
fn a_picture_too_large_for_a_smaller_copy_is_shown_itself() {
    let world = World::start();
    // A JPEG that says it has 20,000 by 20,000 elements, and more than 4 MB.
    let head = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xc0\0\x11\x08\x4e\x20\x4e\x20\x03\x01\x22\0\x02\x11\x01\x03\x11\x01";
    let huge = [&head[..], &vec![0; 5_000_000]].concat();
    import(&world, &[("huge.jpg", &huge)]);
    let shown = preview(&mut world.reader(), "huge.jpg");
    in_order(&shown, &["<img src=\"/files/huge.jpg\"", "No smaller copy of this picture can be made"]);
    assert!(!shown.contains("thumbnail"), "{shown}");
}

#[test]
fn the_first_page_of_a_pdf_is_its_small_picture() {
    let world = World::start();
    let file = pdf(&[format!("1 0 0 rg 0 0 595 421 re f {}", line("Plan")), line("second")]);
    import(&world, &[("a.pdf", &file), ("broken.pdf", b"%PDF-1.4\nnothing")]);
    let mut reader = world.reader();
    let id = reader.click("/at/a.pdf").location().to_owned();
    let answer = reader.fetch(&format!("{id}/thumbnail?size=320"));
    let made = image::load_from_memory(&answer.body).unwrap().to_rgb8();
    assert!((225..=227).contains(&made.width()) && made.height() == 320, "{} by {}", made.width(), made.height());
    let [white, red] = [made.get_pixel(5, 5).0, made.get_pixel(100, 300).0];
    assert!(white.iter().all(|part| *part > 240) && red[0] > 240 && red[1] < 20, "{white:?} {red:?}");
    let id = reader.click("/at/broken.pdf").location().to_owned();
    assert_eq!(reader.fetch(&format!("{id}/thumbnail?size=320")).status, 404);
}

#[test]
fn films_and_sound_are_played_whatever_their_container_and_say_what_to_do_if_not() {
    let world = World::start();
    import(
        &world,
        &[
            ("a.mov", b"\0\0\0\x14ftypqt  \0\0\0\0qt  "),
            ("a.m4v", b"\0\0\0\x14ftypM4V \0\0\0\0M4V "),
            ("a.mkv", b"\x1a\x45\xdf\xa3\0"),
            ("a.m4b", b"\0\0\0\x14ftypM4B \0\0\0\0M4B "),
        ],
    );
    let mut reader = world.reader();
    for path in ["a.mov", "a.m4v", "a.mkv"] {
        let download = format!(
            "If it does not play, your browser does not know the format in which it was recorded. <a href=\"/files/{path}?download\">"
        );
        in_order(&preview(&mut reader, path), &[&format!("src=\"/files/{path}\""), &download]);
        assert!(reader.click(&format!("/files/{path}")).header("content-disposition").unwrap().starts_with("inline"));
    }
    in_order(&preview(&mut reader, "a.m4b"), &["<audio controls preload=\"metadata\" src=\"/files/a.m4b\""]);
}

#[test]
fn markdown_is_shown_as_on_github() {
    let world = World::start();
    let text = "# A\n\n<details><summary>Mehr</summary>\nVerschwindet nicht\n</details>\n\n<table><tr><td>Zellenwort</td></tr></table>\n\n\
        <p align=\"center\"><b>Mittewort</b></p>\n\nhttps://example.com und <kbd>Strg</kbd>\n\n| a | b |\n|:-:|--:|\n| 1 | 2 |\n\n\
        > [!NOTE]\n> Hinweis\n\n```kotlin\nval n = 42\n```\n";
    import(&world, &[("lies.md", text.as_bytes())]);
    let shown = preview(&mut world.reader(), "lies.md");
    in_order(
        &shown,
        &[
            "<details><summary>Mehr</summary>",
            "Verschwindet nicht",
            "<td>Zellenwort</td>",
            "<p align=\"center\"><b>Mittewort</b></p>",
            "<a href=\"https://example.com\" rel=\"noopener noreferrer nofollow\">https://example.com</a> und <kbd>Strg</kbd>",
            "<th align=\"center\">a</th>",
            "<td align=\"right\">2</td>",
            "<blockquote class=\"markdown-alert-note\">",
            "<p class=\"markdown-alert-title\">Note</p>",
            "Hinweis",
            "<span class=\"hue-constant\">42</span>",
        ],
    );
}

#[test]
fn a_table_is_read_by_records() {
    let world = World::start();
    let table = "Name;Adresse;Notiz\r\nAnn;\"Hauptstraße 1\r\n12345 Stadt\";\"a, b, c\"\r\nBo;\"Weg, 2\";\"d, e\"\r\n";
    import(&world, &[("a.csv", table.as_bytes()), ("b.tsv", b"size\twhat\n5\" pipe\tround\n\"open\tonce\n")]);
    let mut reader = world.reader();
    in_order(
        &preview(&mut reader, "a.csv"),
        &["<td>Hauptstraße 1\n12345 Stadt</td><td>a, b, c</td>", "<td>Weg, 2</td>"],
    );
    in_order(
        &preview(&mut reader, "b.tsv"),
        &["<td>5&quot; pipe</td><td>round</td>", "<td>&quot;open</td><td>once</td>"],
    );
}

#[test]
fn code_in_the_languages_of_today_has_colours() {
    let world = World::start();
    import(
        &world,
        &[
            ("a.ps1", b"# why\nGet-ChildItem $env:TEMP\n"),
            ("a.kt", b"// why\nfun main() {}\n"),
            ("a.swift", b"// why\nlet a = 1\n"),
            ("a.scss", b"// why\n$a: 1px;\n"),
            ("a.vue", b"<template><!-- why --></template>\n"),
            ("a.tf", b"# why\nresource \"a\" \"b\" {}\n"),
        ],
    );
    let mut reader = world.reader();
    for path in ["a.ps1", "a.kt", "a.swift", "a.scss", "a.vue", "a.tf"] {
        let shown = preview(&mut reader, path);
        assert!(shown.contains("hue-comment"), "{path}: {shown}");
    }
}
