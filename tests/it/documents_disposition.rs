//! Under which name a document is saved, and which may be shown.

use latchkey::{documents::name::Name, media_type, texts::size::Size, transport::disposition::Disposition};
use proptest::prelude::*;

fn attachment(name: &str) -> String {
    Disposition::Attachment.header(name).to_str().unwrap().to_owned()
}

#[test]
fn every_client_gets_a_name_that_it_can_read() {
    assert_eq!(attachment("q3.pdf"), "attachment; filename=\"q3.pdf\"; filename*=UTF-8''q3.pdf");
    assert_eq!(
        attachment("Übersicht Mai.pdf"),
        "attachment; filename=\"Ubersicht Mai.pdf\"; filename*=UTF-8''%C3%9Cbersicht%20Mai.pdf"
    );
    assert_eq!(attachment("年.txt"), "attachment; filename=\"_.txt\"; filename*=UTF-8''%E5%B9%B4.txt");
    assert_eq!(attachment("🎉.png"), "attachment; filename=\"_.png\"; filename*=UTF-8''%F0%9F%8E%89.png");
    assert_eq!(
        Disposition::Inline.header("a\"b%41;c'd.txt").to_str().unwrap(),
        "inline; filename=\"a_b_41;c'd.txt\"; filename*=UTF-8''a%22b%2541%3Bc%27d.txt"
    );
}

#[test]
fn what_could_run_is_saved_and_not_shown() {
    let is_shown = |name: &str| media_type::is_shown(&media_type::of(name, b"text"));
    for name in [
        "a.html",
        "a.htm",
        "a.xhtml",
        "a.svg",
        "a.svgz",
        "a.xml",
        "a.xsl",
        "a.js",
        "a.mjs",
        "a.css",
        "a.json",
        "a.swf",
        "a.mht",
        "a.epub",
        "a.md",
        "a.csv",
        "a.docx",
        "a.xlsx",
        "a.zip",
        "a.exe",
        "a",
        "a.unknown",
        ".html",
        "a.shtml",
    ] {
        assert!(!is_shown(name), "{name}");
    }
    for name in [
        "a.pdf", "a.PDF", "a.png", "a.jpg", "a.jpeg", "a.gif", "a.webp", "a.txt", "a.log", "a.mp3", "a.mp4", "a.wav",
        "a.webm",
    ] {
        assert!(is_shown(name), "{name}");
    }
    assert!(!media_type::is_shown("text/plain2"));
    assert!(!media_type::is_shown("text/html; x=text/plain"));
}

#[test]
fn a_text_says_that_it_is_utf8_only_if_it_is() {
    assert_eq!(media_type::of("a.txt", "grün".as_bytes()), "text/plain; charset=utf-8");
    assert_eq!(media_type::of("a.txt", b"gr\xfcn"), "text/plain");
    assert_eq!(media_type::of("a.pdf", b"%PDF"), "application/pdf");
    let cut = [vec![b'a'; media_type::HEAD - 1], vec![0xc3]].concat();
    assert_eq!(media_type::of("a.txt", &cut), "text/plain; charset=utf-8", "a letter cut by the end of the head");
    assert_eq!(media_type::of("a.txt", &[b'a', 0xc3]), "text/plain", "a letter cut by the end of the file");
}

#[test]
fn sizes_read_like_sizes() {
    for (bytes, text, exact) in [
        (0, "0 B", "0 bytes"),
        (1, "1 B", "1 byte"),
        (999, "999 B", "999 bytes"),
        (1000, "1.0 kB", "1,000 bytes"),
        (1249, "1.2 kB", "1,249 bytes"),
        (9_950, "10 kB", "9,950 bytes"),
        (99_960, "100 kB", "99,960 bytes"),
        (999_499, "999 kB", "999,499 bytes"),
        (999_600, "1.0 MB", "999,600 bytes"),
        (34_408_123, "34 MB", "34,408,123 bytes"),
        (u64::MAX, "18 EB", "18,446,744,073,709,551,615 bytes"),
    ] {
        assert_eq!(Size(bytes).to_string(), text);
        assert_eq!(Size(bytes).exact(), exact);
    }
}

proptest! {
    #[test]
    fn no_name_breaks_out_of_the_header(text in any::<String>()) {
        let Ok(name) = Name::parse(&text) else { return Ok(()) };
        let header = attachment(name.as_str());
        let (quoted, extended) = header["attachment; filename=\"".len()..].split_once("\"; filename*=UTF-8''").unwrap();
        prop_assert!(!quoted.contains(['"', '\\', '%']) && quoted.bytes().all(|byte| (0x20..0x7f).contains(&byte)));
        prop_assert!(extended.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~%".contains(&byte)));
        let decoded = percent_encoding::percent_decode_str(extended).decode_utf8().unwrap();
        prop_assert_eq!(decoded, name.as_str());
    }
}
