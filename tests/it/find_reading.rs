//! Reading what strangers wrote: each kind of file gives its words, and none that is made to do harm does any.

use std::time::Duration;

use latchkey::{
    confined::{Confined, ConfinedError, Input, Job, Limits},
    readers::{ENOUGH, UNSUPPORTED, received},
};

use crate::support::files::{archive, docx, line, opendocument, pdf, pptx, xlsx};

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

fn limits() -> Limits {
    Limits {
        time: Duration::from_mins(5),
        processor: Duration::from_mins(1),
        output: ENOUGH as u64 + 1024,
        in_background: true,
        ..Limits::default()
    }
}

fn confined() -> Confined {
    Confined::new(env!("CARGO_BIN_EXE_latchkey").into(), 2)
}

async fn read_within(limits: Limits, media_type: &str, bytes: Vec<u8>) -> Result<String, ConfinedError> {
    let text = confined().run(Job::Text, media_type, Input::Bytes(bytes.into()), limits).await?;
    Ok(received(&text).text)
}

async fn read(media_type: &str, bytes: impl Into<Vec<u8>>) -> Result<String, ConfinedError> {
    read_within(limits(), media_type, bytes.into()).await
}

#[actix_web::test]
async fn every_kind_of_document_gives_its_words() {
    let said = "The lighthouse keeper counts gulls";
    let page =
        format!("<!doctype html><title>x</title><p>The <b>light</b>house keeper counts gulls<script>{said}</script>");
    let utf16: Vec<u8> = [0xfeff].into_iter().chain(said.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for (media_type, bytes) in [
        ("text/plain; charset=utf-8", said.as_bytes().to_vec()),
        ("text/plain", utf16),
        ("text/markdown", format!("# {said}\n").into_bytes()),
        ("text/csv", format!("a,b\n1,{said}\n").into_bytes()),
        ("text/html", page.into_bytes()),
        ("application/json", format!("{{\"a\":\"{said}\"}}").into_bytes()),
        ("application/pdf", pdf(&[line("Cover"), line(said)])),
        (DOCX, docx(said)),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx(said)),
        ("application/vnd.openxmlformats-officedocument.presentationml.presentation", pptx(said)),
        ("application/vnd.oasis.opendocument.text", opendocument(said)),
        ("application/vnd.oasis.opendocument.spreadsheet", opendocument(said)),
        ("application/vnd.oasis.opendocument.presentation", opendocument(said)),
        // Without a name that tells.
        ("application/octet-stream", pdf(&[line(said)])),
        ("application/octet-stream", docx(said)),
    ] {
        let text = read(media_type, bytes).await.unwrap();
        assert!(text.contains(said), "{media_type}: {text}");
    }
}

#[actix_web::test]
async fn what_has_no_text_says_so() {
    for (media_type, bytes) in [
        ("image/png", &b"\x89PNG"[..]),
        ("application/octet-stream", &b"\x7fELF\0\0"[..]),
        (DOCX, &archive(&[("readme.txt", b"no Office file")])[..]),
    ] {
        assert_eq!(read(media_type, bytes).await, Err(ConfinedError::Failed(UNSUPPORTED.to_owned())), "{media_type}");
    }
    for (media_type, bytes) in [("application/pdf", &b"%PDF-1.7 cut"[..]), (DOCX, &b"PK\x03\x04 cut"[..])] {
        let Err(ConfinedError::Failed(reason)) = read(media_type, bytes).await else { panic!("{media_type}") };
        assert!(reason.contains("damaged"), "{reason}");
    }
}

#[actix_web::test]
async fn an_archive_that_unpacks_to_more_than_there_is_memory_is_read_up_to_a_bound() {
    // 120 MB of markup in 120 kB, then 50 MB of text.
    let markup = "<w:p></w:p>".repeat(10_000_000).into_bytes();
    let bomb = archive(&[("word/document.xml", &markup), ("word/header1.xml", b"<a>never reached</a>")]);
    assert!(bomb.len() < 2_000_000);
    assert_eq!(read(DOCX, bomb).await.unwrap(), "");
    let words = format!("<w:t>{}</w:t>", "boom ".repeat(10_000_000));
    let text = read(DOCX, archive(&[("word/document.xml", words.as_bytes())])).await.unwrap();
    assert!(text.starts_with("boom boom") && text.len() <= ENOUGH, "{}", text.len());
}

#[actix_web::test]
async fn entities_that_grow_without_end_are_not_expanded() {
    let mut laughs = "<!DOCTYPE l [<!ENTITY a \"ha\">".to_owned();
    for (next, last) in "bcdefghij".chars().zip("abcdefghi".chars()) {
        laughs += &format!("<!ENTITY {next} \"{}\">", format!("&{last};").repeat(10));
    }
    laughs += "]><w:t>before &j; after</w:t>";
    assert_eq!(read(DOCX, archive(&[("word/document.xml", laughs.as_bytes())])).await.unwrap(), "before after");
}

#[actix_web::test]
async fn nesting_without_end_does_no_harm() {
    let deep = 300_000;
    let markup = format!("{}<w:t>deep down</w:t>", "<w:p>".repeat(deep));
    assert_eq!(read(DOCX, archive(&[("word/document.xml", markup.as_bytes())])).await.unwrap(), "deep down");
    // A browser's parser is made to look back at every element; it may be cut off, but not hang.
    for page in ["<div>".repeat(deep), "<b><table>".repeat(20_000), "<a>".repeat(20_000)] {
        let limits = Limits { processor: Duration::from_secs(5), time: Duration::from_secs(30), ..limits() };
        let read = read_within(limits, "text/html", page.into_bytes()).await;
        assert!(matches!(read, Ok(_) | Err(ConfinedError::Killed | ConfinedError::TooSlow)), "{read:?}");
    }
    let arrays = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let nested = pdf(&[line("before"), format!("{arrays} TJ"), line("after")]);
    let read = read("application/pdf", nested).await;
    assert!(matches!(read, Ok(_) | Err(ConfinedError::Killed | ConfinedError::Failed(_))), "{read:?}");
}

#[actix_web::test]
async fn a_page_that_makes_the_reader_panic_leaves_the_others() {
    let text = read("application/pdf", pdf(&[line("first words"), "/Nowhere Do".to_owned(), line("last words")])).await;
    let text = text.unwrap();
    assert!(text.contains("first words") && text.contains("last words"), "{text}");
}

#[actix_web::test]
async fn ten_thousand_pages_are_read_while_there_is_time() {
    let pages: Vec<String> = (0..10_000).map(|page| line(&format!("page number {page} of many"))).collect();
    let text = read("application/pdf", pdf(&pages)).await.unwrap();
    assert!(text.contains("page number 0 of many") && text.len() <= ENOUGH);
}

#[actix_web::test]
async fn the_child_lives_within_its_limits() {
    // Memory: the archive's own table asks for more than it may have.
    let greedy = Limits { memory: 300 * 1024 * 1024, input: 1 << 30, ..limits() };
    let read = read_within(greedy, "text/plain", vec![b'a'; 400 * 1024 * 1024]).await;
    assert!(matches!(read, Err(ConfinedError::Killed | ConfinedError::Failed(_))), "{read:?}");
    // Time: a page that a parser needs minutes for.
    let slow = "<a><table>".repeat(200_000).into_bytes();
    let hasty = Limits { time: Duration::from_millis(500), ..limits() };
    assert_eq!(read_within(hasty, "text/html", slow.clone()).await, Err(ConfinedError::TooSlow));
    let busy = Limits { processor: Duration::from_secs(1), ..limits() };
    let read = read_within(busy, "text/html", slow).await;
    assert!(matches!(read, Err(ConfinedError::Killed)), "{read:?}");
    // An answer of more than was asked for.
    let terse = Limits { output: 10, ..limits() };
    assert_eq!(read_within(terse, "text/plain", b"more than ten bytes".to_vec()).await, Err(ConfinedError::TooLarge));
}

#[actix_web::test]
async fn only_so_many_run_at_once() {
    let confined = Confined::new(env!("CARGO_BIN_EXE_latchkey").into(), 1);
    let slow: bytes::Bytes = "<a><table>".repeat(200_000).into_bytes().into();
    let hasty = Limits { time: Duration::from_secs(1), ..limits() };
    let run = || confined.run(Job::Text, "text/html", Input::Bytes(slow.clone()), hasty);
    let (first, second) = tokio::join!(run(), run());
    assert_eq!(first, Err(ConfinedError::TooSlow));
    assert!(matches!(second, Err(ConfinedError::Busy | ConfinedError::TooSlow)), "{second:?}");
}

#[actix_web::test]
async fn the_child_knows_nothing_of_us() {
    // SAFETY of the claim: what the child prints of its environment would be seen; it is given one variable.
    let environment = std::process::Command::new(env!("CARGO_BIN_EXE_latchkey")).args(["confined", "--help"]).output();
    assert!(environment.unwrap().status.success());
    let help = std::process::Command::new(env!("CARGO_BIN_EXE_latchkey")).arg("--help").output().unwrap();
    assert!(!String::from_utf8_lossy(&help.stdout).contains("confined"), "it is not for people");
}
