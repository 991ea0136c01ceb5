//! The names of months and weekdays in the cells of a workbook, which asks for a language by itself.

use time::{Month, Weekday};

/// The language that a format asks for (`[$-407]`): the low byte of its number, as Windows counts languages.
fn is_german(code: &str) -> bool {
    code.split("[$")
        .skip(1)
        .filter_map(|rest| rest.split_once(']')?.0.rsplit_once('-'))
        .any(|(_, language)| language.to_ascii_lowercase().ends_with("07") || language.starts_with("de"))
}

pub fn month(month: Month, code: &str) -> &'static str {
    const NAMES: [[&str; 12]; 2] = [
        [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
        [
            "Januar",
            "Februar",
            "März",
            "April",
            "Mai",
            "Juni",
            "Juli",
            "August",
            "September",
            "Oktober",
            "November",
            "Dezember",
        ],
    ];
    NAMES[usize::from(is_german(code))][usize::from(u8::from(month)) - 1]
}

pub fn weekday(day: Weekday, code: &str) -> &'static str {
    const NAMES: [[&str; 7]; 2] = [
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
    ];
    NAMES[usize::from(is_german(code))][usize::from(day.number_days_from_monday())]
}
