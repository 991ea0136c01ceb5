//! Office files are shown without the programs that made them: their text, in its order, with its headings, lists,
//! tables, sheets and slides.

use crate::support::{
    Browser, World,
    compound::{compound, record, wide, word},
    files::archive,
    import::import,
};

/// What is on the page between its own parts.
pub fn preview(browser: &mut Browser, path: &str) -> String {
    let id = browser.click(&format!("/at/{path}")).location().to_owned();
    let answer = browser.click(&id);
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    let text = answer.text();
    let from = text.find("<section class=\"preview\"").unwrap();
    let to = text.find("<section aria-labelledby=\"facts-heading\"").unwrap();
    text[from..to].to_owned()
}

/// That all of it is there, and in this order.
pub fn in_order(shown: &str, wanted: &[&str]) {
    let mut rest = shown;
    for words in wanted {
        let Some(at) = rest.find(words) else { panic!("{words} in {rest}\n\nof {shown}") };
        rest = &rest[at + words.len()..];
    }
}

fn relations(targets: &[(&str, &str)]) -> String {
    let relations = targets.iter().zip(1..).map(|((kind, target), number)| {
        format!("<Relationship Id=\"rId{number}\" Type=\"http://x/{kind}\" Target=\"{target}\"/>")
    });
    format!("<Relationships>{}</Relationships>", relations.collect::<String>())
}

#[test]
fn a_word_document_is_shown_with_its_headings_lists_tables_and_notes() {
    let world = World::start();
    let styles = r#"<w:styles><w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style></w:styles>"#;
    let numbering = r#"<w:numbering><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
        <w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#;
    let paragraph =
        |properties: &str, text: &str| format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>");
    let item = |depth| format!("<w:numPr><w:ilvl w:val=\"{depth}\"/><w:numId w:val=\"3\"/></w:numPr>");
    let cell = |text: &str| format!("<w:tc>{}</w:tc>", paragraph("", text));
    let document = [
        "<w:document><w:body>",
        &paragraph("<w:pStyle w:val=\"berschrift1\"/>", "The &lt;plan&gt;"),
        &paragraph(&item(0), "first"),
        &paragraph(&item(1), "inner"),
        &paragraph(&item(0), "second"),
        &format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", cell("Town"), cell("Price")),
        "<w:p><w:r><w:t>See</w:t><w:footnoteReference w:id=\"2\"/><w:tab/><w:delText>gone</w:delText></w:r><w:r><w:commentReference w:id=\"5\"/></w:r></w:p>",
        "<w:p><w:r><wp:docPr descr=\"A lighthouse\"/><pic:pic/></w:r></w:p></w:body></w:document>",
    ]
    .concat();
    let file = archive(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", relations(&[("officeDocument", "word/document2.xml")]).as_bytes()),
        ("word/document2.xml", document.as_bytes()),
        (
            "word/_rels/document2.xml.rels",
            relations(&[
                ("styles", "styles.xml"),
                ("numbering", "numbering.xml"),
                ("footnotes", "footnotes.xml"),
                ("comments", "comments.xml"),
                ("header", "header1.xml"),
            ])
            .as_bytes(),
        ),
        ("word/styles.xml", styles.as_bytes()),
        ("word/numbering.xml", numbering.as_bytes()),
        (
            "word/footnotes.xml",
            b"<w:footnotes><w:footnote w:id=\"2\"><w:p><w:t>the note</w:t></w:p></w:footnote></w:footnotes>",
        ),
        (
            "word/comments.xml",
            b"<w:comments><w:comment w:id=\"5\" w:author=\"Ann\"><w:p><w:t>why?</w:t></w:p></w:comment></w:comments>",
        ),
        ("word/header1.xml", b"<w:hdr><w:p><w:t>Draft</w:t></w:p></w:hdr>"),
    ]);
    import(&world, &[("plan.docx", &file), ("nameless", &file)]);
    let mut reader = world.reader();
    for path in ["plan.docx", "nameless"] {
        let shown = preview(&mut reader, path);
        in_order(
            &shown,
            &[
                "without its layout and pictures",
                &format!("<a href=\"/files/{path}?download\">Download it</a>"),
                ">The &lt;plan&gt;</h2>",
                "<span class=\"number\">1.</span> first<ul><li dir=\"auto\">inner</li></ul></li>",
                "<span class=\"number\">2.</span> second",
                "<td>Town</td><td>Price</td>",
                ">See[1]</p>",
                "Comment of Ann:</strong> why?",
                "Picture:</strong> A lighthouse",
                "Footnote 1:</strong> the note",
                "Header or footer:</strong> Draft",
            ],
        );
        assert!(!shown.contains("gone"), "{shown}");
    }
}

#[test]
fn a_workbook_is_shown_sheet_by_sheet_as_its_cells_are_displayed() {
    let world = World::start();
    let workbook = r#"<workbook><sheets><sheet name="Umsatz &amp; mehr" sheetId="1" r:id="rId1"/><sheet name="Secret" state="hidden" r:id="rId2"/>
        <sheet name="Empty" r:id="rId2"/></sheets></workbook>"#;
    let sheet = r#"<worksheet><sheetData><row r="2"><c r="B2" t="s"><v>0</v></c><c r="C2" s="1"><v>45355</v></c></row>
        <row r="7"><c r="B7" s="2"><v>0.1925</v></c><c r="C7" s="3"><v>1234.5</v></c></row></sheetData></worksheet>"#;
    let styles = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"#,##0.00\\ [$€-407]\"/></numFmts>\
        <cellXfs><xf/><xf numFmtId=\"14\"/><xf numFmtId=\"10\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>";
    let file = archive(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.xml", workbook.as_bytes()),
        (
            "xl/_rels/workbook.xml.rels",
            relations(&[
                ("worksheet", "worksheets/a.xml"),
                ("worksheet", "worksheets/b.xml"),
                ("sharedStrings", "sharedStrings.xml"),
                ("styles", "styles.xml"),
            ])
            .as_bytes(),
        ),
        ("xl/worksheets/a.xml", sheet.as_bytes()),
        ("xl/worksheets/b.xml", b"<worksheet/>"),
        ("xl/sharedStrings.xml", "<sst><si><t>Datum</t><rPh><t>no</t></rPh></si></sst>".as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
    ]);
    import(&world, &[("a.xlsx", &file)]);
    let shown = preview(&mut world.reader(), "a.xlsx");
    in_order(
        &shown,
        &[
            "One sheet is hidden in it, and not shown.",
            "<a href=\"#part-1\" dir=\"auto\">Umsatz &amp; mehr</a>",
            "<a href=\"#part-2\" dir=\"auto\">Empty</a>",
            "id=\"part-1\"",
            "<th scope=\"col\">B</th><th scope=\"col\">C</th>",
            "<th scope=\"row\">2</th><td>Datum</td><td class=\"numeric\">2024-03-04</td>",
            "<th scope=\"row\">7</th><td class=\"numeric\">19.25%</td><td class=\"numeric\">1,234.50 €</td>",
            "This sheet is empty.",
        ],
    );
    assert!(!shown.contains("Secret"), "{shown}");
}

#[test]
fn a_presentation_is_shown_slide_by_slide_in_its_own_order() {
    let world = World::start();
    let shape = |kind: &str, text: &str| {
        format!("<p:sp><p:nvPr>{kind}</p:nvPr><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>")
    };
    let first =
        ["<p:sld>", &shape("<p:ph type=\"title\"/>", "Start"), &shape("<p:ph idx=\"1\"/>", "a point"), "</p:sld>"]
            .concat();
    let second = [
        "<p:sld show=\"0\">",
        &shape("<p:ph type=\"sldNum\"/>", "17"),
        "<a:tbl><a:tr><a:tc><a:p><a:t>x</a:t></a:p></a:tc></a:tr></a:tbl>",
        "</p:sld>",
    ]
    .concat();
    let notes = [
        "<p:notes>",
        &shape("<p:ph type=\"body\"/>", "say this"),
        &shape("<p:ph type=\"sldNum\"/>", "17"),
        "</p:notes>",
    ]
    .concat();
    let file = archive(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("ppt/presentation.xml", b"<p:presentation><p:sldIdLst><p:sldId id=\"256\" r:id=\"rId2\"/><p:sldId id=\"257\" r:id=\"rId1\"/></p:sldIdLst></p:presentation>"),
        ("ppt/_rels/presentation.xml.rels", relations(&[("slide", "slides/slide1.xml"), ("slide", "slides/slide2.xml")]).as_bytes()),
        ("ppt/slides/slide1.xml", second.as_bytes()),
        ("ppt/slides/slide2.xml", first.as_bytes()),
        ("ppt/slides/_rels/slide2.xml.rels", relations(&[("notesSlide", "../notesSlides/notesSlide1.xml")]).as_bytes()),
        ("ppt/notesSlides/notesSlide1.xml", notes.as_bytes()),
    ]);
    import(&world, &[("a.pptx", &file)]);
    let shown = preview(&mut world.reader(), "a.pptx");
    in_order(
        &shown,
        &[
            ">Slide 1: Start</h2>",
            "<li dir=\"auto\">a point</li>",
            "Notes:</strong> say this",
            ">Slide 2 (hidden)</h2>",
            "<td>x</td>",
        ],
    );
    assert!(!shown.contains("17"), "{shown}");
}

#[test]
fn opendocument_is_shown_as_text_sheets_and_slides() {
    let world = World::start();
    let file = |kind: &str, body: &str| {
        let content = format!(
            "<office:document-content><office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
        );
        archive(&[("mimetype", b"application/vnd.oasis.opendocument"), ("content.xml", content.as_bytes())])
    };
    let text = file(
        "text",
        "<text:h text:outline-level=\"1\">Plan</text:h><text:list><text:list-item><text:p>one</text:p></text:list-item></text:list>",
    );
    let sheet = file(
        "spreadsheet",
        "<table:table table:name=\"Prices\"><table:table-row><table:table-cell><text:p>1.50</text:p></table:table-cell></table:table-row></table:table>",
    );
    let slides = file(
        "presentation",
        "<draw:page><draw:frame presentation:class=\"title\"><text:p>Start</text:p></draw:frame><draw:frame><text:p>below</text:p></draw:frame></draw:page>",
    );
    import(&world, &[("a.odt", &text), ("a.ods", &sheet), ("a.odp", &slides)]);
    let mut reader = world.reader();
    in_order(&preview(&mut reader, "a.odt"), &[">Plan</h2>", "<li dir=\"auto\">one</li>"]);
    in_order(
        &preview(&mut reader, "a.ods"),
        &[">Prices</h2>", "<th scope=\"row\">1</th><td class=\"numeric\">1.50</td>"],
    );
    in_order(&preview(&mut reader, "a.odp"), &[">Slide 1: Start</h2>", ">below</p>"]);
}

#[test]
fn what_office_wrote_up_to_2003_is_shown_and_rich_text() {
    let world = World::start();
    let text =
        |kind: u32, text: &str| [record(0, 0x0f9f, &kind.to_le_bytes()), record(0, 0x0fa0, &wide(text))].concat();
    // A list of slides in the document, and one slide with a text of its own; the last save says where both are.
    let list =
        record(0xf, 0x0ff0, &[record(0, 0x03f3, &2_u32.to_le_bytes()), text(0, "Start"), text(1, "a\rb")].concat());
    let document = record(0xf, 0x03e8, &list);
    let slide = record(0xf, 0x03ee, &text(4, "free"));
    let directory_at = u32::try_from(document.len() + slide.len()).unwrap();
    let entries = [
        &(1_u32 | 2 << 20).to_le_bytes()[..],
        &0_u32.to_le_bytes(),
        &u32::try_from(document.len()).unwrap().to_le_bytes(),
    ]
    .concat();
    let directory = record(0, 0x1772, &entries);
    let edit_at = directory_at + u32::try_from(directory.len()).unwrap();
    let edit = record(0, 0x0ff5, &[[0; 8].as_slice(), &0_u32.to_le_bytes(), &directory_at.to_le_bytes()].concat());
    let user = [[0; 16].as_slice(), &edit_at.to_le_bytes()].concat();
    let show =
        compound(&[("/PowerPoint Document", &[document, slide, directory, edit].concat()), ("/Current User", &user)]);
    let rtf = br"{\rtf1\ansi{\info{\title Hidden}}\pard\outlinelevel0 Plan\par\pard text\par\trowd\pard\intbl a\cell b\cell\row\pard end\par}";
    import(
        &world,
        &[("a.doc", &word("Prüfung\rZweite", " Zeile")), ("a.ppt", &show), ("a.rtf", rtf), ("letter.doc", rtf)],
    );
    let mut reader = world.reader();
    in_order(&preview(&mut reader, "a.doc"), &[">Prüfung</p>", ">Zweite Zeile</p>"]);
    in_order(&preview(&mut reader, "a.ppt"), &[">Slide 1: Start</h2>", ">a</p>", ">b</p>", ">free</p>"]);
    for path in ["a.rtf", "letter.doc"] {
        let shown = preview(&mut reader, path);
        in_order(&shown, &[">Plan</h2>", ">text</p>", "<td>a</td><td>b</td>", ">end</p>"]);
        assert!(!shown.contains("Hidden"), "{shown}");
    }
}
