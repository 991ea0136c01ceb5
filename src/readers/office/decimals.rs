//! Numbers in the cells of a workbook with as many decimals as they are shown with.

use super::numbers::{Token, tokens};

/// By its format; `None`: that asks for something else, such as a fraction.
pub fn decimal(number: f64, code: &str) -> Option<String> {
    let sections: Vec<&str> = code.split(';').collect();
    // The second section is that of negative numbers, and brings their sign along.
    let of_negative = sections.get(1).filter(|section| number < 0.0 && !section.is_empty());
    let tokens = tokens(&with_currency(of_negative.or(sections.first())?));
    if tokens.iter().any(|token| matches!(token, Token::Other('E' | 'e' | '/' | '@'))) {
        return None;
    }
    let is_place = |token: &Token| matches!(token, Token::Other('0' | '#' | '?' | ',' | '.'));
    let (first, last) = (tokens.iter().position(is_place)?, tokens.iter().rposition(is_place)?);
    let pattern: String = letters(&tokens[first..=last]);
    if pattern.ends_with(',') || !tokens[first..=last].iter().all(is_place) {
        return None;
    }
    let (whole, decimals) = pattern.split_once('.').unwrap_or((&pattern, ""));
    let shown = format!("{:.*}", decimals.len().min(10), number.abs());
    let (digits, fraction) = shown.split_once('.').unwrap_or((&shown, ""));
    let needed = decimals.chars().filter(|place| *place == '0').count();
    let mut fraction = fraction;
    while fraction.len() > needed && fraction.ends_with('0') {
        fraction = &fraction[..fraction.len() - 1];
    }
    let width = whole.chars().filter(|place| *place == '0').count().min(20);
    let digits = &format!("{digits:0>width$}");
    let digits = if whole.contains(',') { grouped(digits) } else { digits.to_owned() };
    let point = if fraction.is_empty() { "" } else { "." };
    let sign = if number < 0.0 && of_negative.is_none() { "-" } else { "" };
    let (before, after) = (letters(&tokens[..first]), letters(&tokens[last + 1..]));
    Some(format!("{sign}{before}{digits}{point}{fraction}{after}").trim().to_owned())
}

/// `[$€-407]` is a currency and a language; the currency is shown.
fn with_currency(section: &str) -> String {
    let mut text = String::new();
    let mut pieces = section.split("[$");
    text.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let (inside, after) = piece.split_once(']').unwrap_or((piece, ""));
        let currency = inside.split('-').next().unwrap_or_default();
        for part in ["\"", currency, "\"", after] {
            text.push_str(part);
        }
    }
    text
}

fn letters(tokens: &[Token]) -> String {
    tokens.iter().filter_map(|token| if let Token::Other(letter) = token { Some(*letter) } else { None }).collect()
}

fn grouped(digits: &str) -> String {
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_by_their_format() {
        for (number, code, wanted) in [
            (98_765.432_1, "#,##0.00", Some("98,765.43")),
            (98_765.432_1, "#,##0.00\\ [$\u{20ac}-407]", Some("98,765.43 \u{20ac}")),
            (-3.0, "0.00;[Red]\\(0.00\\)", Some("(3.00)")),
            (-3.0, "0.0", Some("-3.0")),
            (1.5, "0.0##", Some("1.5")),
            (7.0, "000", Some("007")),
            (0.5, "# ?/?", None),
            (5e10, "0.00E+00", None),
            (1.0, "General", None),
            (12.0, "0\" pcs\"", Some("12 pcs")),
        ] {
            assert_eq!(decimal(number, code).as_deref(), wanted, "{code}");
        }
    }
}
