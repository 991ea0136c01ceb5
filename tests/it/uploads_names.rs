//! What something new may be called, and what its bytes are served as.

use latchkey::{
    documents::name::{Name, NameRefused},
    media_type::{is_shown, of},
};

use crate::support::{World, import::import, upload::send_whole};

#[test]
fn names_that_windows_could_not_save_are_refused_for_new_things_only() {
    for name in [
        "CON",
        "con.txt",
        "Nul",
        "aux.tar.gz",
        "PRN",
        "com1",
        "LPT9.log",
        "COM0",
        "COM¹.txt",
        "lpt³",
        "con .txt",
        "CONIN$",
        "conout$.log",
    ] {
        assert_eq!(Name::parse_new(name), Err(NameRefused::Device), "{name}");
        assert!(Name::parse(name).is_ok(), "{name} may be imported");
    }
    for name in ["a.", "a ", "a. ", "...", "a.txt ", "a\u{a0}", "a\u{202f}", "a\u{3000}", "a\u{2003}", "a\u{2800}"] {
        assert_eq!(Name::parse_new(name), Err(NameRefused::End), "{name}");
        assert!(Name::parse(name).is_ok(), "{name} may be imported");
    }
    for name in ["a<b", "a>b", "\"a\"", "a|b", "why?", "*.txt", "a:b", ":", "C:x"] {
        assert_eq!(Name::parse_new(name), Err(NameRefused::Windows), "{name}");
        assert!(Name::parse(name).is_ok(), "{name} may be imported");
    }
    for name in ["console.txt", "COM10", "com", "lpt", "a.con", "auxiliary", ".con", "null", "con-1.txt", "COMa"] {
        assert!(Name::parse_new(name).is_ok(), "{name}");
    }
    assert_eq!(Name::parse_new("a/b"), Err(NameRefused::Separator));
}

#[test]
fn names_with_something_that_nobody_sees_are_refused_for_new_things_only() {
    for unseen in
        ['\u{200b}', '\u{feff}', '\u{ad}', '\u{2060}', '\u{3164}', '\u{e0041}', '\u{e0100}', '\u{200d}', '\u{fe0f}']
    {
        assert_eq!(Name::parse_new(&unseen.to_string()), Err(NameRefused::Empty), "{unseen:?} alone");
        for name in [format!("{unseen}report.pdf"), format!("re{unseen}port.pdf"), format!("report.pdf{unseen}")] {
            assert_eq!(Name::parse_new(&name), Err(NameRefused::Unseen), "{name:?}");
            assert!(Name::parse(&name).is_ok(), "{name:?} may be imported");
        }
    }
    assert_eq!(Name::parse_new("\u{a0}"), Err(NameRefused::Empty));
    for name in
        ["👩\u{200d}💻.png", "❤\u{fe0f}.txt", "می\u{200c}خواهم.pdf", "a\u{a0}b", "10.00\u{202f}AM.png", "Ünïcödé 東京"]
    {
        assert!(Name::parse_new(name).is_ok(), "{name}");
    }
}

#[test]
fn a_refused_name_says_why() {
    let world = World::start();
    let mut editor = world.editor();
    for (name, word) in [
        ("con.txt", "Windows"),
        ("a/b", "\\\"/\\\""),
        ("..", "\\\"..\\\""),
        ("gpj\u{202e}exe", "direction"),
        ("a\u{7}b", "do not print"),
        ("end.", "Windows"),
        ("why?", "Windows"),
        ("re\u{200b}port", "nobody can see"),
        ("\u{200b}", "empty"),
        ("end\u{a0}", "blank"),
    ] {
        let answer = send_whole(&mut editor, b"x", &[("filename", name)]);
        assert_eq!(answer.status, 400, "{name:?}");
        assert!(answer.text().contains(word), "{}", answer.text());
    }
    let long = "ä".repeat(128);
    assert_eq!(send_whole(&mut editor, b"x", &[("filename", &long)]).status, 400);
    // A Mac sends form D; the name is stored in form C.
    assert_eq!(send_whole(&mut editor, b"x", &[("filename", "U\u{308}ber.txt")]).status, 201);
    assert_eq!(editor.fetch("/files/%C3%9Cber.txt").status, 200);
}

#[test]
fn an_import_keeps_names_that_windows_could_not_save() {
    let world = World::start();
    let report = import(&world, &[("con.txt", b"x"), ("end.", b"y"), ("why?", b"z"), ("re\u{200b}port", b"w")]);
    assert_eq!((report.added, report.refused.len()), (4, 0));
}

#[test]
fn the_type_comes_from_name_and_content_together() {
    let png = b"\x89PNG\r\n\x1a\n....";
    let jpeg = b"\xff\xd8\xff\xe0....";
    assert_eq!(of("a.png", png), "image/png");
    assert_eq!(of("a.png", jpeg), "image/jpeg");
    assert_eq!(of("a.pdf", png), "image/png");
    assert_eq!(of("scan", b"%PDF-1.7 ..."), "application/pdf");
    assert_eq!(of("a.mp4", b"\0\0\0\x18ftypmp42"), "video/mp4");
    assert_eq!(of("a.m4a", b"\0\0\0\x18ftypM4A "), "audio/m4a");
    assert_eq!(of("a.ogg", b"OggS...."), "audio/ogg");
    for markup in [&b"<!doctype html><script>"[..], b" \n<svg onload=alert(1)>", b"\xef\xbb\xbf<?xml version='1.0'?>"] {
        for name in ["a.png", "a.jpg", "a.gif", "a.webp", "a.pdf"] {
            assert!(!is_shown(&of(name, markup)), "{name}");
        }
        // A text stays a text.
        assert_eq!(of("a.txt", markup), "text/plain; charset=utf-8");
    }
    assert!(!is_shown(&of("a.txt", b"MZ\0\0\x01")), "no text");
    assert_eq!(of("a.txt", b"\xff\xfeh\0i\0"), "text/plain");
    // Bytes never turn a thing that is saved into one that runs.
    assert_eq!(of("a.html", png), "text/html");
    assert_eq!(of("a.svg", png), "image/svg+xml");
    assert!(!is_shown(&of("a", b"<html>")));
}
