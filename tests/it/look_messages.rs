//! Messages, calendars and e-books are shown; and what is not shown says why.

use crate::{
    look_documents::{in_order, preview},
    support::{
        World,
        compound::{compound, wide},
        files::archive,
        import::import,
    },
};

#[test]
fn mail_is_shown_as_mail_and_a_calendar_as_events() {
    let world = World::start();
    let mail = "From: =?utf-8?q?J=C3=BCrgen?= <j@example.com>\r\nTo: ada@example.com, Bo <bo@example.com>\r\nSubject: A <b>plan</b>\r\n\
        Date: Mon, 4 Mar 2024 13:00:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\
        Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nf=FCr alle\r\nbis morgen\r\n\r\nGru=DF\r\n\
        --x\r\nContent-Type: application/pdf; name=plan.pdf\r\nContent-Disposition: attachment; filename=plan.pdf\r\n\r\n%PDF\r\n--x--\r\n";
    let message = compound(&[
        ("/__properties_version1.0", b"0"),
        ("/__substg1.0_0037001F", &wide("Angebot")),
        ("/__substg1.0_0C1A001F", &wide("Ada Nowak")),
        ("/__substg1.0_0E04001F", &wide("Bo")),
        ("/__substg1.0_10130102", b"<html><h1>Gr\xfc\xdfe</h1><p>Im <b>An</b>hang<script>evil()</script>"),
        ("/__attach_version1.0_#00000000/__substg1.0_3707001F", &wide("plan.txt")),
        ("/__attach_version1.0_#00000000/__substg1.0_37010102", b"four"),
    ]);
    let mailbox = format!(
        "From j@example.com Sat Jan  3 01:05:34 1996\r\n{mail}\r\nFrom k@example.com Sat Jan  3 01:05:35 1996\r\nSubject: zweite\r\n\r\nText\r\n"
    );
    let calendar = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Review\r\nDTSTART:20240304T130000Z\r\nLOCATION:Room 7\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    import(
        &world,
        &[
            ("a.eml", mail.as_bytes()),
            ("a.msg", &message),
            ("a.mbox", mailbox.as_bytes()),
            ("a.ics", calendar.as_bytes()),
        ],
    );
    let mut reader = world.reader();
    let whole = [
        ">A &lt;b&gt;plan&lt;/b&gt;</h2>",
        "<dt>From</dt><dd dir=\"auto\">Jürgen &lt;j@example.com&gt;</dd>",
        "<dt>To</dt><dd dir=\"auto\">ada@example.com, Bo &lt;bo@example.com&gt;</dd>",
        "<dt>Date</dt><dd dir=\"auto\"><time datetime=\"2024-03-04T12:00:00Z\">",
        "<p dir=\"auto\">für alle\nbis morgen</p><p dir=\"auto\">Gruß</p>",
        "Attachments",
        "plan.pdf <small>4 B</small>",
    ];
    in_order(&preview(&mut reader, "a.eml"), &whole);
    in_order(&preview(&mut reader, "a.mbox"), &[&whole[..], &[">zweite</h2>", ">Text</p>"]].concat());
    let shown = preview(&mut reader, "a.msg");
    in_order(
        &shown,
        &[
            ">Angebot</h2>",
            "Ada Nowak",
            "<dt>To</dt><dd dir=\"auto\">Bo</dd>",
            ">Grüße</h3>",
            ">Im Anhang</p>",
            "plan.txt <small>4 B",
        ],
    );
    assert!(!shown.contains("evil"), "{shown}");
    in_order(
        &preview(&mut reader, "a.ics"),
        &[">Review</h2>", "<dt>Begins</dt><dd dir=\"auto\">2024-03-04 13:00 UTC</dd>", "Room 7"],
    );
}

#[test]
fn an_e_book_is_shown_chapter_by_chapter() {
    let world = World::start();
    let book = archive(&[
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", b"<container><rootfile full-path=\"OEBPS/content.opf\"/></container>"),
        ("OEBPS/content.opf", b"<package><manifest><item id=\"a\" href=\"ch%201.xhtml\"/><item id=\"b\" href=\"ch2.xhtml\"/></manifest><spine><itemref idref=\"b\"/><itemref idref=\"a\"/></spine></package>"),
        ("OEBPS/ch 1.xhtml", b"<html><head><title>t</title></head><body><h1>Last</h1><p>the end</p></body></html>"),
        ("OEBPS/ch2.xhtml", b"<html><p>Once upon a time</p></html>"),
    ]);
    let without_a_list = archive(&[("mimetype", b"application/epub+zip"), ("x/a.xhtml", b"<p>only this</p>")]);
    import(&world, &[("a.epub", &book), ("b.epub", &without_a_list)]);
    let mut reader = world.reader();
    in_order(
        &preview(&mut reader, "a.epub"),
        &[">Chapter 1</h2>", ">Once upon a time</p>", ">Last</h2>", ">the end</p>"],
    );
    in_order(&preview(&mut reader, "b.epub"), &["only this"]);
}

#[test]
fn what_cannot_be_shown_says_why_and_what_to_do() {
    let world = World::start();
    let locked = archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", b"\x01\x02"),
        ("META-INF/manifest.xml", b"<manifest:encryption-data/>"),
    ]);
    let nothing =
        archive(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w:document><w:p/></w:document>")]);
    import(
        &world,
        &[
            ("locked.docx", &compound(&[("/EncryptedPackage", b"x")])),
            ("locked.odt", &locked),
            ("broken.xlsx", b"PK\x03\x04 and then nothing"),
            ("broken.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
            ("empty.docx", &nothing),
            ("a.zip", &archive(&[("a.txt", b"x")])),
            ("a.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"),
            ("a.mobi", b"\0\x01\x02"),
            ("a.dwg", b"AC1018\0"),
            ("a.bin", b"\0\x01"),
            ("a.avi", b"RIFF\0\0\0\0AVI \0"),
            ("a.cr2", b"II*\0\x08\0\0\0\0\0"),
        ],
    );
    let mut reader = world.reader();
    for (path, wanted) in [
        ("locked.docx", "It is locked with a password. Download it and open it with a word processor."),
        ("locked.odt", "It is locked with a password."),
        (
            "broken.xlsx",
            "It is damaged, or written in a way that is not known here. Download it and open it with a spreadsheet",
        ),
        ("broken.doc", "It is damaged"),
        ("empty.docx", "There is no text in it. Download it"),
        ("a.zip", "unpack it"),
        ("a.heic", "HEIC"),
        ("a.mobi", "e-book reader"),
        ("a.dwg", "drawing program"),
        ("a.bin", "the program that it was made with"),
        ("a.avi", "media player"),
        ("a.cr2", "raw picture of a camera"),
    ] {
        let shown = preview(&mut reader, path);
        in_order(&shown, &["There is no preview of this document.", wanted]);
    }
}
