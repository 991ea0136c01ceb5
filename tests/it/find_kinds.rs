//! Words are found in every kind of file that an office has: old and new Office, mail, e-books, calendars, text in any
//! encoding, and PDF as it really comes.

use latchkey::readers::{Readable, readable, text};

use crate::support::{
    compound::{compound, record, wide, word},
    files::{archive, line, pdf},
};

fn read(media_type: &str, bytes: &[u8]) -> String {
    String::from_utf8(text(bytes, media_type).unwrap()).unwrap()
}

#[test]
fn word_and_powerpoint_up_to_2003() {
    let document = word("Prüfung \u{13} PAGEREF \u{14}Seite 7\u{15}\rZelle\u{7}", "Übergröße €");
    assert_eq!(read("application/msword", &document), "Prüfung Seite 7\nZelle Übergröße €");
    assert_eq!(read("application/octet-stream", &document), "Prüfung Seite 7\nZelle Übergröße €");

    let slide = [record(0, 0x0fa0, &wide("Umsatz\rQuartal")), record(0, 0x0fa8, b"Zahlen")].concat();
    let master = record(0xf, 0x03f8, &record(0, 0x0fa0, &wide("Click to edit")));
    let comment = record(0xf, 0x2ee0, &record(0, 0x0fba, &wide("Bitte pr\u{fc}fen")));
    let show =
        compound(&[("/PowerPoint Document", &[master, record(0xf, 0x03ee, &[slide, comment].concat())].concat())]);
    assert_eq!(read("application/vnd.ms-powerpoint", &show), "Umsatz\nQuartal\nZahlen\nBitte prüfen");
}

#[test]
fn a_message_of_outlook_with_what_is_attached_to_it() {
    let message = compound(&[
        ("/__properties_version1.0", b"0"),
        ("/__substg1.0_0037001F", &wide("Angebot")),
        ("/__substg1.0_0C1A001F", &wide("Ada Nowak")),
        ("/__substg1.0_10130102", b"<html><p>Im <b>An</b>hang"),
        ("/__attach_version1.0_#00000000/__substg1.0_3707001F", &wide("plan.txt")),
        ("/__attach_version1.0_#00000000/__substg1.0_37010102", "der Plan für März".as_bytes()),
    ]);
    let read = read("application/vnd.ms-outlook", &message);
    assert_eq!(read, "Angebot\nAda Nowak\nIm Anhang\nplan.txt\nder Plan für März");
}

const MAIL: &str = "From: =?utf-8?q?J=C3=BCrgen?= <j@example.com>\r\nTo: ada@example.com\r\nSubject: =?utf-8?b?UHLDvGZ1bmc=?=\r\n\
    MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\
    Content-Transfer-Encoding: quoted-printable\r\n\r\nf=FCr alle\r\n--x\r\nContent-Type: application/rtf; name=brief.rtf\r\n\
    Content-Disposition: attachment; filename=brief.rtf\r\n\r\n{\\rtf1 im {\\b An}hang}\r\n--x--\r\n";

#[test]
fn mail_and_mailboxes_with_what_is_attached() {
    let said = "Prüfung\nJürgen j@example.com\nada@example.com\nfür alle\nbrief.rtf\nim Anhang";
    assert_eq!(read("message/rfc822", MAIL.as_bytes()), said);
    assert_eq!(read("", MAIL.as_bytes()), said, "whatever it is called");
    let box_of_two = format!(
        "From j@example.com Sat Jan  3 01:05:34 1996\r\n{MAIL}\r\nFrom k@example.com Sat Jan  3 01:05:35 1996\r\nSubject: zweite\r\n\r\nText\r\n"
    );
    assert_eq!(read("application/octet-stream", box_of_two.as_bytes()), format!("{said}\nzweite\nText"));
}

#[test]
fn an_office_file_is_read_by_its_relations_and_with_all_its_parts() {
    let relations = |kind: &str, target: &str| {
        format!("<Relationships><Relationship Type=\"http://x/{kind}\" Target=\"{target}\"/></Relationships>")
    };
    let document = "<w:document><w:p><w:t>E</w:t><w:noBreakHyphen/><w:t>Mail</w:t></w:p><w:moveFrom><w:t>moved</w:t></w:moveFrom>\
        <wp:docPr descr=\"A lighthouse\"/></w:document>";
    let file = archive(&[
        ("_rels/.rels", relations("officeDocument", "/word/document2.xml").as_bytes()),
        ("word/document2.xml", document.as_bytes()),
        ("docProps/core.xml", b"<cp><dc:title>Plan</dc:title><cp:keywords>budget</cp:keywords><cp:lastModifiedBy>Nobody</cp:lastModifiedBy></cp>"),
        ("word/charts/chart1.xml", b"<c:chart><a:t>Sales</a:t><c:numCache><c:pt><c:v>17</c:v></c:pt></c:numCache></c:chart>"),
        ("word/diagrams/data1.xml", b"<dgm><a:t>Step one</a:t></dgm>"),
        ("word/theme/theme1.xml", b"<a><a:t>never seen</a:t></a>"),
    ]);
    let kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    assert_eq!(read(kind, &file), "Plan\nbudget\nE-Mail\nA lighthouse\nSales\nStep one");
    let styles = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"dd.mm.yyyy\"/></numFmts><cellXfs><xf/><xf numFmtId=\"164\"/><xf numFmtId=\"10\"/></cellXfs></styleSheet>";
    let sheet = "<worksheet><row><c s=\"1\"><v>45355</v></c><c s=\"2\"><v>0.1925</v></c><c t=\"str\"><v>letters</v></c></row></worksheet>";
    let workbook = archive(&[
        ("xl/_rels/workbook.xml.rels", relations("worksheet", "odd/page.xml").as_bytes()),
        ("xl/workbook.xml", b"<workbook><sheet name=\"Plan\"/></workbook>"),
        ("xl/styles.xml", styles.as_bytes()),
        ("xl/odd/page.xml", sheet.as_bytes()),
        (
            "xl/threadedComments/threadedComment1.xml",
            b"<a><threadedComment><text>a remark</text></threadedComment></a>",
        ),
    ]);
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    assert_eq!(read(kind, &workbook), "Plan\n04.03.2024 19.25% letters\na remark");
}

#[test]
fn an_e_book_and_a_calendar() {
    let book = archive(&[
        ("mimetype", b"application/epub+zip"),
        ("OEBPS/content.opf", b"<package><dc:title>The Lighthouse</dc:title></package>"),
        ("OEBPS/ch2.xhtml", b"<html><p>second</html>"),
        ("OEBPS/ch1.xhtml", b"<html><p>first</html>"),
    ]);
    assert_eq!(read("application/epub+zip", &book), "The Lighthouse\nfirst\nsecond");
    let calendar = "BEGIN:VCALENDAR\r\nSUMMARY:Besprechung der Betriebskosten\r\n abrechnung\r\nEND:VCALENDAR\r\n";
    assert!(read("text/calendar", calendar.as_bytes()).contains("Betriebskostenabrechnung"));
}

#[test]
fn a_text_is_a_text_by_its_bytes_whatever_its_ending_and_encoding() {
    for media_type in ["application/octet-stream", "application/x-perl", "video/mp2t", "application/x-msdownload"] {
        assert_ne!(readable(media_type), Readable::No, "{media_type}");
        assert_eq!(read(media_type, b"// Pr\xfcfsumme"), "// Prüfsumme", "{media_type}");
    }
    assert_eq!(readable("image/jpeg"), Readable::No, "nobody looks into each picture");
    let (russian, _, _) = encoding_rs::KOI8_R.encode("Договор поставки и отчёт о продажах за квартал");
    assert_eq!(read("text/plain", &russian), "Договор поставки и отчёт о продажах за квартал");
}

#[test]
fn a_pdf_gives_words_along_its_lines_and_joins_those_parted_at_their_end() {
    let turned = pdf(&["BT /F1 12 Tf 0 1 -1 0 100 100 Tm (Querformat Planung) Tj ET".to_owned()]);
    assert_eq!(read("application/pdf", &turned), "Querformat Planung");
    let parted =
        "BT /F1 12 Tf 72 700 Td (die Betriebskosten-) Tj 0 -14 Td (abrechnung, Vor-) Tj 0 -14 Td (und Nachteile) Tj ET";
    assert_eq!(
        read("application/pdf", &pdf(&[parted.to_owned()])),
        "die Betriebskostenabrechnung, Vor-\nund Nachteile"
    );
    // SAP writes the name of the filter as an object of its own; and a file without its table of objects is read all the same.
    let mut broken = String::from_utf8_lossy(&pdf(&[line("Bestellnummer")])).into_owned();
    broken.truncate(broken.find("xref").unwrap());
    assert_eq!(read("application/pdf", broken.as_bytes()), "Bestellnummer");
}

#[test]
fn what_is_locked_says_so() {
    let locked = compound(&[("/EncryptedPackage", b"secret")]);
    let kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    assert!(text(&locked, kind).unwrap_err().contains("password"));
    for damaged in [&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut"[..], &word("x", "y")[..1500]] {
        assert!(text(damaged, "application/msword").is_err());
    }
}
