//! The text between the tags of one XML part. Entities that the file defines itself are not expanded (they can be
//! made to grow without end), and nothing outside the file is read.

use std::io::BufRead;

use quick_xml::{Reader, events::Event};

use super::prose::Prose;

/// Between these there is a line end: paragraphs, rows, shared strings, headings.
const LINES: &[&str] = &["p", "br", "cr", "row", "table-row", "si", "h", "line-break"];

/// Between these there is a blank: cells and tabs.
const BLANKS: &[&str] = &["tab", "c", "tc", "table-cell", "s", "note"];

/// Text in here is not the document's: field codes, numbers of styles, formulas, deleted passages.
const SILENT: &[&str] =
    &["instrText", "delText", "f", "tracked-changes", "scripts", "automatic-styles", "font-face-decls"];

/// Reads to the end, to the first thing that is not XML, or until there is enough.
pub fn read(source: impl BufRead, prose: &mut Prose) {
    let mut reader = Reader::from_reader(source);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let (mut buffer, mut silent) = (Vec::new(), 0_u32);
    // In a sheet, cells with t="s" hold the number of a shared string, which was read before.
    let mut is_number = false;
    while !prose.is_full() {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) => {
                let name = tag.local_name();
                gap(name.as_ref(), prose);
                silent += u32::from(SILENT.contains(&name.as_ref()));
                match name.as_ref() {
                    "c" => {
                        is_number = tag
                            .attributes()
                            .with_checks(false)
                            .flatten()
                            .any(|it| it.key.as_ref() == "t" && *it.value == *"s");
                    }
                    "v" => silent += u32::from(is_number),
                    "sheet" => sheet_name(&tag, prose),
                    _ => {}
                }
            }
            Ok(Event::Empty(tag)) => {
                gap(tag.local_name().as_ref(), prose);
                sheet_name(&tag, prose);
            }
            Ok(Event::End(tag)) => {
                let name = tag.local_name();
                gap(name.as_ref(), prose);
                let ends = SILENT.contains(&name.as_ref()) || name.as_ref() == "v" && is_number;
                silent = silent.saturating_sub(u32::from(ends));
            }
            Ok(Event::Text(text)) if silent == 0 => prose.push(&text.xml10_content()),
            Ok(Event::CData(text)) if silent == 0 => prose.push(&text.xml10_content()),
            Ok(Event::GeneralRef(reference)) if silent == 0 => match reference.resolve_char_ref() {
                Ok(Some(letter)) => prose.push(letter.encode_utf8(&mut [0; 4])),
                _ => prose.push(quick_xml::escape::resolve_predefined_entity(&reference).unwrap_or(" ")),
            },
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

fn gap(name: &str, prose: &mut Prose) {
    if LINES.contains(&name) {
        prose.end_line();
    } else if BLANKS.contains(&name) {
        prose.blank();
    }
}

/// `<sheet name="Budget" …/>`, the tab at the foot of a table.
fn sheet_name(tag: &quick_xml::events::BytesStart, prose: &mut Prose) {
    if tag.local_name().as_ref() != "sheet" {
        return;
    }
    for attribute in tag.attributes().with_checks(false).flatten().filter(|attribute| attribute.key.as_ref() == "name")
    {
        prose.push(&attribute.value);
        prose.end_line();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(xml: &str) -> String {
        let mut prose = Prose::new(1000);
        read(xml.as_bytes(), &mut prose);
        prose.finish()
    }

    #[test]
    fn paragraphs_are_lines_and_pieces_of_words_stay_together() {
        let xml =
            "<w:p><w:r><w:t>Ge</w:t></w:r><w:r><w:t>heim &amp; &#xfc;ber</w:t></w:r></w:p><w:p><w:t>two</w:t></w:p>";
        assert_eq!(text(xml), "Geheim & über\ntwo");
    }

    #[test]
    fn own_entities_are_not_expanded() {
        let xml = "<!DOCTYPE a [<!ENTITY b \"boom\"><!ENTITY c SYSTEM \"file:///etc/passwd\">]><a>x&b;&c;y</a>";
        assert_eq!(text(xml), "x y");
    }

    #[test]
    fn numbers_of_shared_strings_are_not_text() {
        let xml = "<row><c t=\"s\"><v>17</v></c><c><v>42</v></c><c t=\"inlineStr\"><is><t>here</t></is></c></row>";
        assert_eq!(text(xml), "42 here");
    }

    #[test]
    fn nesting_without_end_is_no_harm() {
        assert_eq!(text(&"<a>".repeat(200_000)), "");
    }
}
