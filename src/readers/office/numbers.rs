//! The numbers of a workbook as its reader sees them: dates, times and percentages by their format (ECMA-376, part 1,
//! 18.8.31), all others without the noise of binary fractions.

use std::collections::HashMap;

use quick_xml::{Reader, events::Event};
use time::{Date, Duration, Month, PrimitiveDateTime};

use super::{
    decimals::decimal,
    month_names::{month, weekday},
};
use crate::readers::markup::{Cells, attribute};

/// What `xl/styles.xml` says of formats.
#[derive(Default)]
pub struct Formats {
    /// Formats of its own, by number.
    codes: HashMap<u32, String>,
    /// The format of each style of a cell.
    styles: Vec<u32>,
}

impl Formats {
    /// As far as it can be read.
    pub fn read(xml: &[u8]) -> Self {
        let (mut reader, mut buffer, mut formats) = (Reader::from_reader(xml), Vec::new(), Self::default());
        let mut is_of_cells = false;
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer) {
                Ok(Event::Start(tag) | Event::Empty(tag)) => match tag.local_name().as_ref() {
                    "numFmt" => {
                        let id = attribute(&tag, "numFmtId").and_then(|id| id.parse().ok());
                        if let (Some(id), Some(code)) = (id, attribute(&tag, "formatCode")) {
                            formats.codes.insert(id, code);
                        }
                    }
                    "cellXfs" => is_of_cells = true,
                    "xf" if is_of_cells => {
                        let id = attribute(&tag, "numFmtId").and_then(|id| id.parse().ok());
                        formats.styles.push(id.unwrap_or_default());
                    }
                    _ => {}
                },
                Ok(Event::End(tag)) if tag.local_name().as_ref() == "cellXfs" => return formats,
                Ok(Event::Eof) | Err(_) => return formats,
                Ok(_) => {}
            }
        }
    }
}

impl Formats {
    /// A number as it is displayed; `None`: it is none.
    pub fn displayed(&self, value: &str, style: usize) -> Option<String> {
        let (number, code) = self.code(value, style)?;
        let code = match code {
            Some(code) => code.strip_prefix(BOTH).unwrap_or(code),
            None => return Some(plain(number, value)),
        };
        Some(formatted(number, code).or_else(|| decimal(number, code)).unwrap_or_else(|| plain(number, value)))
    }

    fn code(&self, value: &str, style: usize) -> Option<(f64, Option<&str>)> {
        let number: f64 = value.trim().parse().ok().filter(|number: &f64| number.is_finite())?;
        let id = self.styles.get(style).copied().unwrap_or_default();
        Some((number, self.codes.get(&id).map(String::as_str).or_else(|| usual(id))))
    }
}

impl Cells for Formats {
    fn shown(&self, value: &str, style: usize) -> Option<String> {
        let (number, code) = self.code(value, style)?;
        Some(code.and_then(|code| formatted(number, code)).unwrap_or_else(|| plain(number, value)))
    }
}

/// Before the international way to write a day, for the search, which is to find both.
const BOTH: &str = "dd.mm.yyyy ";

/// The formats that every workbook has (18.8.30). What depends on the reader's country is written in two ways.
fn usual(id: u32) -> Option<&'static str> {
    Some(match id {
        1 => "0",
        2 => "0.00",
        3 | 37 | 38 => "#,##0",
        4 | 39 | 40 => "#,##0.00",
        9 => "0%",
        10 => "0.00%",
        14 => "dd.mm.yyyy yyyy-mm-dd",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 => "h:mm",
        21 => "h:mm:ss",
        22 => "dd.mm.yyyy yyyy-mm-dd h:mm",
        45 | 47 => "mm:ss",
        46 => "[h]:mm:ss",
        _ => return None,
    })
}

/// `None`: neither a date nor a percentage.
fn formatted(number: f64, code: &str) -> Option<String> {
    let tokens = tokens(code);
    if tokens.iter().any(|token| matches!(token, Token::Field('y' | 'd' | 'h' | 's', _) | Token::Elapsed)) {
        return dated(number, &tokens, code);
    }
    if tokens.iter().all(|token| !matches!(token, Token::Percent)) {
        return tokens
            .iter()
            .any(|token| matches!(token, Token::Field('m', _)))
            .then(|| dated(number, &tokens, code))
            .flatten();
    }
    let decimals = code
        .split(';')
        .next()?
        .split_once('.')
        .map_or(0, |(_, after)| after.chars().take_while(|letter| matches!(letter, '0' | '#' | '?')).count());
    Some(format!("{:.*}%", decimals.min(10), number * 100.0))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    /// A letter, and how often it stands there.
    Field(char, usize),
    /// Hours that go on past 24.
    Elapsed,
    Half,
    Percent,
    Other(char),
}

/// Of the first section, which is that of positive numbers.
pub(super) fn tokens(code: &str) -> Vec<Token> {
    let (mut letters, mut tokens) = (code.chars().peekable(), Vec::new());
    while let Some(letter) = letters.next() {
        match letter.to_ascii_lowercase() {
            ';' => break,
            '"' => tokens.extend(letters.by_ref().take_while(|letter| *letter != '"').map(Token::Other)),
            '\\' => tokens.extend(letters.next().map(Token::Other)),
            // Room as wide as a letter, and a letter repeated.
            '_' | '*' => _ = letters.next(),
            '[' => {
                let inside: String = letters.by_ref().take_while(|letter| *letter != ']').collect();
                if matches!(inside.to_ascii_lowercase().as_str(), "h" | "hh") {
                    tokens.push(Token::Elapsed);
                }
            }
            'a' if letters.clone().take(4).collect::<String>().eq_ignore_ascii_case("m/pm") => {
                letters.by_ref().take(4).for_each(drop);
                tokens.push(Token::Half);
            }
            field @ ('y' | 'm' | 'd' | 'h' | 's') => {
                let mut count = 1;
                while letters.next_if(|letter| letter.to_ascii_lowercase() == field).is_some() {
                    count += 1;
                }
                tokens.push(Token::Field(field, count));
            }
            '%' => tokens.push(Token::Percent),
            other => tokens.push(Token::Other(other)),
        }
    }
    tokens
}

fn dated(number: f64, tokens: &[Token], code: &str) -> Option<String> {
    let at = moment(number)?;
    let has_half = tokens.contains(&Token::Half);
    let mut shown = String::new();
    for (index, token) in tokens.iter().enumerate() {
        match *token {
            Token::Field('m', count) if is_minute(tokens, index) => shown.push_str(&padded(at.minute().into(), count)),
            Token::Field('y', 1 | 2) => shown.push_str(&padded(at.year().rem_euclid(100).cast_unsigned().into(), 2)),
            Token::Field('y', _) => shown.push_str(&at.year().to_string()),
            Token::Field('m', count @ 3..) => shown.push_str(&word(month(at.month(), code), count == 3)),
            Token::Field('m', count) => shown.push_str(&padded(u8::from(at.month()).into(), count)),
            Token::Field('d', count @ 3..) => shown.push_str(&word(weekday(at.weekday(), code), count == 3)),
            Token::Field('d', count) => shown.push_str(&padded(at.day().into(), count)),
            Token::Field('h', count) if has_half => {
                shown.push_str(&padded(u64::from((at.hour() + 11) % 12 + 1), count));
            }
            Token::Field('h', count) => shown.push_str(&padded(at.hour().into(), count)),
            Token::Field(_, count) => shown.push_str(&padded(at.second().into(), count)),
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative, and small")]
            Token::Elapsed => shown.push_str(&((number * 24.0 + 1e-6) as u64).to_string()),
            Token::Half => shown.push_str(if at.hour() < 12 { "AM" } else { "PM" }),
            Token::Percent => shown.push('%'),
            Token::Other('0' | '#' | '?' | '@') => {}
            Token::Other(letter) => shown.push(letter),
        }
    }
    Some(shown)
}

/// `m` is a minute behind hours and before seconds, else a month.
fn is_minute(tokens: &[Token], index: usize) -> bool {
    let is_field = |token: &&Token| matches!(token, Token::Field(..) | Token::Elapsed);
    let before = tokens[..index].iter().rev().find(is_field);
    let after = tokens[index + 1..].iter().find(is_field);
    matches!(before, Some(Token::Field('h', _) | Token::Elapsed)) || matches!(after, Some(Token::Field('s', _)))
}

/// Days since the end of 1899, as if 1900 had been a leap year (18.17.4.1).
fn moment(number: f64) -> Option<PrimitiveDateTime> {
    const LAST: f64 = 2_958_466.0; // the year 9999
    if !(0.0..LAST).contains(&number) {
        return None;
    }
    let begin = Date::from_calendar_date(1899, Month::December, if number < 60.0 { 31 } else { 30 }).ok()?;
    #[expect(clippy::cast_possible_truncation, reason = "at most 3 million days")]
    let seconds = (number * 86_400.0).round() as i64;
    begin.midnight().checked_add(Duration::seconds(seconds))
}

fn padded(number: u64, count: usize) -> String {
    format!("{number:0width$}", width = count.min(2))
}

fn word(word: &str, is_short: bool) -> String {
    if is_short { word.chars().take(3).collect() } else { word.to_owned() }
}

/// Fifteen digits are what a workbook shows; the rest is noise.
fn plain(number: f64, value: &str) -> String {
    if value.len() <= 15 && !value.contains(['e', 'E']) {
        return value.to_owned();
    }
    let digits = format!("{number:.14e}");
    let tidy: f64 = digits.parse().unwrap_or(number);
    tidy.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_percentages_are_read_as_they_are_shown() {
        let xml = br##"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd.mm.yyyy"/><numFmt numFmtId="165" formatCode="[$-407]d/\ mmmm\ yyyy;@"/>
            <numFmt numFmtId="166" formatCode="#,##0.00\ &quot;days&quot;"/></numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>
            <cellXfs><xf/><xf numFmtId="164"/><xf numFmtId="10"/><xf numFmtId="165"/><xf numFmtId="22"/><xf numFmtId="166"/><xf numFmtId="46"/><xf numFmtId="18"/></cellXfs></styleSheet>"##;
        let formats = Formats::read(xml);
        let shown = |value, style| formats.shown(value, style).unwrap();
        assert_eq!(shown("45355", 1), "04.03.2024");
        assert_eq!(shown("0.1925", 2), "19.25%");
        assert_eq!(shown("45355", 3), "4/ März 2024");
        assert_eq!(shown("45355.5625", 4), "04.03.2024 2024-03-04 13:30");
        assert_eq!(shown("98765.4321", 5), "98765.4321");
        assert_eq!(shown("1.5", 6), "36:00:00");
        assert_eq!(shown("0.5625", 7), "1:30 PM");
        assert_eq!(shown("0.30000000000000004", 0), "0.3");
        assert_eq!(shown("1.23456789E7", 0), "12345678.9");
        assert_eq!(formats.shown("word", 0), None);
        for value in ["-1", "1e300", "NaN", "2958466", "59.9"] {
            let _ = formats.shown(value, 1);
        }
    }
}
