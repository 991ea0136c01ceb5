//! A calendar (RFC 5545) and address cards (RFC 6350): each event or person is a part.

use super::{Fact, Part, draft::Draft};
use crate::readers::{sink::Sink, unfolded};

/// Reads event after event.
pub fn read(text: &str, draft: &mut Draft) {
    // Alarms and time zones are nested, and of no use to a reader.
    let mut inside: Vec<String> = Vec::new();
    let mut event = Event::default();
    for line in unfolded(text).lines() {
        let Some((name, value)) = line.split_once(':') else {
            // What was written on several lines goes on.
            event.go_on(line);
            continue;
        };
        let (name, parameters) = name.split_once(';').unwrap_or((name, ""));
        let (name, value) = (name.to_ascii_uppercase(), plain(value));
        match (&*name, inside.last().map(String::as_str)) {
            ("BEGIN", _) => {
                inside.push(value.to_ascii_uppercase());
                if is_shown(inside.last()) {
                    event = Event::default();
                }
            }
            ("END", _) => {
                if is_shown(inside.last()) {
                    std::mem::take(&mut event).tell(draft);
                }
                inside.pop();
            }
            (name, Some("VEVENT" | "VTODO" | "VJOURNAL" | "VCARD")) => event.say(name, parameters, value),
            (_, Some(_)) => {}
            (_, None) => event.go_on(line),
        }
        if draft.is_full() {
            return;
        }
    }
}

fn is_shown(component: Option<&String>) -> bool {
    component.is_some_and(|name| matches!(&**name, "VEVENT" | "VTODO" | "VJOURNAL" | "VCARD"))
}

#[derive(Default)]
struct Event {
    name: String,
    facts: Vec<(Fact, String)>,
    lines: Vec<String>,
}

impl Event {
    fn say(&mut self, name: &str, parameters: &str, value: String) {
        let address = || value.strip_prefix("mailto:").or(value.strip_prefix("MAILTO:")).unwrap_or(&value).to_owned();
        match name {
            "SUMMARY" | "FN" => self.name = value,
            "DTSTART" => self.facts.push((Fact::Begins, moment(&value, parameters))),
            "DTEND" | "DUE" => self.facts.push((Fact::Ends, moment(&value, parameters))),
            "RRULE" => self.facts.push((Fact::Repeats, value)),
            "LOCATION" => self.facts.push((Fact::Place, value)),
            "ORGANIZER" => self.facts.push((Fact::Organizer, address())),
            "ATTENDEE" => self.facts.push((Fact::Attendee, address())),
            "DESCRIPTION" | "NOTE" | "EMAIL" | "TEL" | "TITLE" | "URL" => self.lines.push(value),
            "ORG" | "ADR" => {
                let parts: Vec<&str> = value.split(';').filter(|part| !part.trim().is_empty()).collect();
                self.lines.push(parts.join(", "));
            }
            _ => {}
        }
    }

    fn go_on(&mut self, line: &str) {
        if let Some(last) = self.lines.last_mut() {
            last.push('\n');
            last.push_str(line);
        }
    }

    fn tell(self, draft: &mut Draft) {
        draft.part(Part::Event, &self.name);
        for (fact, value) in self.facts {
            draft.fact(fact, &value);
        }
        for line in self.lines {
            draft.push(&line);
            draft.end_line();
        }
    }
}

/// A backslash escapes what would otherwise separate values (RFC 5545, section 3.3.11).
fn plain(value: &str) -> String {
    value.replace("\\;", ";").replace("\\\\", "\\")
}

/// `20240304T130000Z` with its time zone; what is none stays as it is.
fn moment(value: &str, parameters: &str) -> String {
    let digits: Vec<char> = value.chars().filter(char::is_ascii_digit).collect();
    let part = |range: std::ops::Range<usize>| digits.get(range).map(|digits| digits.iter().collect::<String>());
    let Some(day) =
        part(0..4).zip(part(4..6)).zip(part(6..8)).map(|((year, month), day)| format!("{year}-{month}-{day}"))
    else {
        return value.to_owned();
    };
    let time = part(8..10).zip(part(10..12)).map(|(hour, minute)| format!(" {hour}:{minute}")).unwrap_or_default();
    let zone = match parameters.split(';').find_map(|parameter| parameter.strip_prefix("TZID=")) {
        _ if time.is_empty() => String::new(),
        Some(zone) => format!(" ({})", zone.trim_matches('"')),
        None if value.ends_with('Z') => " UTC".to_owned(),
        None => String::new(),
    };
    format!("{day}{time}{zone}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::structure::Block;

    #[test]
    fn an_event_is_read_and_its_alarm_is_not() {
        let text = "BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nTZID:X\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nSUMMARY:Long\r\n er\\, still\r\n\
                    DTSTART;TZID=Europe/Berlin:20240304T130000\r\nDTEND:20240304T140000Z\r\nDESCRIPTION:one\\ntwo\r\nBEGIN:VALARM\r\n\
                    DESCRIPTION:ring\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let mut draft = Draft::new(1_000);
        read(text, &mut draft);
        let wanted = [
            Block::Part(Part::Event, "Longer, still".to_owned()),
            Block::Fact(Fact::Begins, "2024-03-04 13:00 (Europe/Berlin)".to_owned()),
            Block::Fact(Fact::Ends, "2024-03-04 14:00 UTC".to_owned()),
            Block::Text("one\ntwo".to_owned()),
        ];
        assert_eq!(draft.finish().blocks, wanted);
    }
}
