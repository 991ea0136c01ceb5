//! The text between the tags of one XML part. Entities that the file defines itself are not expanded (they can be
//! made to grow without end), and nothing outside the file is read.

use std::io::BufRead;

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::{
    elements::{ABOUT, BLANKS, LINES, SILENT, spoken},
    prose::Prose,
};

/// Something that has more to say of the numbers in cells.
pub trait Cells {
    /// What is shown of this value in a cell with this style.
    fn shown(&self, value: &str, style: usize) -> Option<String>;
}

/// What is read of a file.
#[derive(Clone, Copy)]
pub enum Part<'a> {
    Text,
    /// What it says of itself.
    About,
    Sheet(&'a dyn Cells),
}

impl Part<'_> {
    /// By how much an element makes what is in it silent.
    fn silence(self, element: &str) -> i32 {
        match self {
            Self::About => -i32::from(ABOUT.contains(&element)),
            Self::Text | Self::Sheet(_) => i32::from(SILENT.contains(&element)),
        }
    }
}

/// One step through XML.
pub enum Step<'a> {
    Open(&'a BytesStart<'a>),
    /// By its name without a prefix.
    Close(&'a str),
    Text(&'a str),
}

/// Goes through to the end, to the first thing that is not XML, or until `take` has enough and says false.
pub fn walk(source: impl BufRead, mut take: impl FnMut(Step) -> bool) {
    let mut reader = Reader::from_reader(source);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let goes_on = match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) => take(Step::Open(&tag)),
            Ok(Event::Empty(tag)) => take(Step::Open(&tag)) && take(Step::Close(tag.local_name().as_ref())),
            Ok(Event::End(tag)) => take(Step::Close(tag.local_name().as_ref())),
            Ok(Event::Text(text)) => take(Step::Text(&text.xml10_content())),
            Ok(Event::CData(text)) => take(Step::Text(&text.xml10_content())),
            Ok(Event::GeneralRef(reference)) => match reference.resolve_char_ref() {
                Ok(Some(letter)) => take(Step::Text(letter.encode_utf8(&mut [0; 4]))),
                // Entities of its own are not expanded.
                _ => take(Step::Text(quick_xml::escape::resolve_predefined_entity(&reference).unwrap_or(" "))),
            },
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => true,
        };
        if !goes_on {
            return;
        }
    }
}

/// The name of the first element, without a prefix.
pub fn root(source: &[u8]) -> String {
    let mut root = String::new();
    walk(source, |step| {
        if let Step::Open(tag) = step {
            tag.local_name().as_ref().clone_into(&mut root);
        }
        root.is_empty()
    });
    root
}

/// Reads to the end, to the first thing that is not XML, or until there is enough.
pub fn read(source: impl BufRead, prose: &mut Prose, part: Part) {
    let mut silent = i32::from(matches!(part, Part::About));
    let mut cell = Cell::default();
    walk(source, |step| {
        match step {
            Step::Open(tag) => {
                let name = tag.local_name();
                let name = name.as_ref();
                gap(name, prose);
                silent += part.silence(name);
                match name {
                    "c" => cell = Cell::of(tag),
                    "v" => cell.is_value = true,
                    _ => say(tag, silent == 0, prose),
                }
            }
            Step::Close(name) => {
                gap(name, prose);
                // An end without a beginning ends nothing.
                silent = (silent - part.silence(name)).max(0);
                cell.is_value &= name != "v";
            }
            Step::Text(text) if silent == 0 => match part {
                Part::Sheet(cells) if cell.is_value => cell.push(text, cells, prose),
                _ => prose.push(text),
            },
            Step::Text(_) => {}
        }
        !prose.is_full()
    });
}

/// The cell of a sheet that is being read.
#[derive(Default)]
struct Cell {
    /// It holds the number of a shared string, which was read before.
    is_shared: bool,
    /// It holds letters, not a number.
    is_text: bool,
    style: usize,
    is_value: bool,
}

impl Cell {
    fn of(tag: &BytesStart) -> Self {
        let kind = attribute(tag, "t").unwrap_or_default();
        let style = attribute(tag, "s").and_then(|style| style.parse().ok()).unwrap_or_default();
        Self { is_shared: kind == "s", is_text: !matches!(&*kind, "" | "n"), style, is_value: false }
    }

    fn push(&self, value: &str, cells: &dyn Cells, prose: &mut Prose) {
        let shown = if self.is_text { None } else { cells.shown(value, self.style) };
        if !self.is_shared {
            prose.push(shown.as_deref().unwrap_or(value));
        }
    }
}

/// The value of an attribute, by its name without a prefix.
pub fn attribute(tag: &BytesStart, name: &str) -> Option<String> {
    let found = tag.attributes().with_checks(false).flatten().find(|it| it.key.local_name().as_ref() == name)?;
    // Entities of its own are left as they are.
    let value = found.value.to_string();
    Some(quick_xml::escape::unescape(&value).map_or_else(|_| value.clone(), std::borrow::Cow::into_owned))
}

/// The same by its name with a prefix, whatever that is: what leads to another part has one, a number of its own has none.
pub fn prefixed_attribute(tag: &BytesStart, name: &str) -> Option<String> {
    let mut attributes = tag.attributes();
    let mut attributes = attributes.with_checks(false).flatten();
    let found = attributes.find(|it| it.key.prefix().is_some() && it.key.local_name().as_ref() == name)?;
    Some(found.value.to_string())
}

fn gap(name: &str, prose: &mut Prose) {
    if LINES.contains(&name) {
        prose.end_line();
    } else if BLANKS.contains(&name) {
        prose.blank();
    }
}

/// What an element says by itself or in its attributes.
fn say(tag: &BytesStart, is_heard: bool, prose: &mut Prose) {
    let name = tag.local_name();
    match name.as_ref() {
        _ if !is_heard => {}
        "noBreakHyphen" => prose.push("-"),
        "sym" => prose.push(symbol(tag).encode_utf8(&mut [0; 4])),
        element => {
            for name in spoken(element) {
                if let Some(words) = attribute(tag, name) {
                    prose.end_line();
                    prose.push(&words);
                    prose.end_line();
                }
            }
        }
    }
}

/// A letter that is named by its place in a font (ECMA-376, part 1, 17.3.3.30). In the font Symbol these are Greek.
pub fn symbol(tag: &BytesStart) -> char {
    const GREEK: &[u8] = b"ABGDEZHQIKLMNXOPRSTUFCYWabgdezhqiklmnxoprstufcyw";
    const LETTERS: &str = "\u{391}\u{392}\u{393}\u{394}\u{395}\u{396}\u{397}\u{398}\u{399}\u{39a}\u{39b}\u{39c}\u{39d}\u{39e}\u{39f}\u{3a0}\u{3a1}\u{3a3}\u{3a4}\u{3a5}\u{3a6}\u{3a7}\u{3a8}\u{3a9}\
        αβγδεζηθικλμνξοπρστυφχψω";
    let code = attribute(tag, "char").and_then(|code| u32::from_str_radix(&code, 16).ok()).unwrap_or_default();
    let is_symbol = attribute(tag, "font").is_some_and(|font| font.eq_ignore_ascii_case("symbol"));
    // Fonts of pictures have theirs in the private area, from F000 on.
    let place = u8::try_from(code.checked_sub(0xf000).unwrap_or(code)).ok();
    match place {
        Some(place) if is_symbol => {
            let greek = GREEK.iter().position(|letter| *letter == place).and_then(|at| LETTERS.chars().nth(at));
            greek.unwrap_or(' ')
        }
        _ if code >= 0xf000 => ' ',
        _ => char::from_u32(code).unwrap_or(' '),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(xml: &str) -> String {
        let mut prose = Prose::new(1000);
        read(xml.as_bytes(), &mut prose, Part::Text);
        prose.finish().text
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
    fn what_stands_in_attributes_and_marks_is_read_and_what_is_not_the_documents_is_not() {
        let xml = "<p>E<r><noBreakHyphen/></r>Mail <sym font=\"Symbol\" char=\"F061\"/>1</p><docPr name=\"Picture 1\" descr=\"A &amp; B\"/>\
                   <moveFrom><t>moved away</t></moveFrom><si><t>東京</t><rPh sb=\"0\"><t>トウキョウ</t></rPh></si>";
        assert_eq!(text(xml), "E-Mail α1\nA & B\n東京");
    }

    #[test]
    fn numbers_of_shared_strings_are_not_text() {
        struct Plain;
        impl Cells for Plain {
            fn shown(&self, _: &str, _: usize) -> Option<String> {
                None
            }
        }
        let xml = "<row><c t=\"s\"><v>17</v></c><c><v>42</v></c><c t=\"inlineStr\"><is><t>here</t></is></c></row>";
        let mut prose = Prose::new(1000);
        read(xml.as_bytes(), &mut prose, Part::Sheet(&Plain));
        assert_eq!(prose.finish().text, "42 here");
    }

    #[test]
    fn a_date_is_read_in_a_text_and_not_where_a_file_tells_of_itself() {
        let xml = "<meta><date>2024-03-04</date><title>Plan</title></meta>";
        assert_eq!(text(xml), "2024-03-04\nPlan");
        let mut prose = Prose::new(1000);
        read(xml.as_bytes(), &mut prose, Part::About);
        assert_eq!(prose.finish().text, "Plan");
    }

    #[test]
    fn nesting_without_end_is_no_harm() {
        assert_eq!(text(&"<a>".repeat(200_000)), "");
    }
}
