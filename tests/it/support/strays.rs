//! Words that came from elsewhere than the language file.

use std::collections::BTreeMap;

use latchkey::transport::flash;

use crate::support::{
    Answer, Browser, Request,
    translation::{outside, unmarked},
};

/// What is data: our name, the people of the lab, the samples.
pub const DATA: [&str; 24] = [
    "Latchkey",
    "Dev User",
    "Dev Editor",
    "Dev Reader",
    "Dev Nobody",
    "Dev Groups",
    "Robin Guest",
    "Dev Manygroups",
    "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswessenschafewarenwohlgepflegeundsorgfaltigkeitbeschutzen",
    "Przybyszewska-Brzęczyszczykiewicz Ελευθερία Владимировна 山田花子 María Núñez-Ólafsdóttir",
    "Analyst",
    "AADSTS50105",
    "Finance",
    "Head office",
    "Welcome.md",
    "Employee handbook.pdf",
    "会社案内.txt",
    "Reports",
    "Quarter 1.xlsx",
    "Quarter 1.csv",
    "Office plan.png",
    "Übersicht & Pläne",
    "Öffnungszeiten.txt",
    "Plans",
];

/// Addresses, fingerprints, moments for programs, media types, and the names of keys.
pub fn is_data(word: &str) -> bool {
    let kinds = ["application/", "audio/", "image/", "text/", "video/", "charset="];
    !word.chars().any(char::is_alphabetic)
        || word.contains('@')
        || word.contains("://")
        || word.len() == 64 && word.bytes().all(|digit| digit.is_ascii_hexdigit())
        || word.len() == 20 && word.starts_with("20") && word.ends_with('Z')
        || kinds.iter().any(|kind| word.starts_with(kind))
        || word.chars().count() == 1
        || matches!(word, "F1" | "F2" | "UTC")
}

/// What was said outside of all messages, with where it was said first.
#[derive(Default)]
pub struct Strays(pub BTreeMap<String, String>);

impl Strays {
    pub fn look_at(&mut self, what: &str, answer: &Answer) {
        let kind = answer.header("content-type").unwrap_or_default();
        let words = if kind.starts_with("text/html") {
            outside(&answer.text())
        } else if kind.starts_with("application/problem+json") {
            let problem = answer.json();
            let sentence = |name: &str| problem[name].as_str().map(str::to_owned);
            [sentence("title"), sentence("detail")]
                .into_iter()
                .flatten()
                .filter_map(|text| unmarked(&text, &mut 0))
                .collect()
        } else {
            Vec::new()
        };
        // What Fluent leaves where an argument is missing.
        let lacking = (kind.contains("html") || kind.contains("problem")) && answer.text().contains("{$");
        assert!(!lacking, "{what}: {}", answer.text());
        for words in words {
            let rest = DATA.iter().fold(words.clone(), |words, data| words.replace(data, ""));
            if rest.split_whitespace().any(|word| !is_data(word)) {
                self.0.entry(words).or_insert_with(|| format!("{what}: {}", answer.status));
            }
        }
    }

    pub fn ask(&mut self, browser: &mut Browser, address: &str) {
        // What was just done is not said by an address alone.
        let (clean, told) = flash::part(address).unwrap_or_else(|| (address.to_owned(), String::new()));
        if !told.is_empty() {
            browser.jar.push((flash::COOKIE.to_owned(), told));
        }
        let page = browser.click(&clean);
        self.look_at(address, &page);
        let refusal = browser.send(Request::get(address).header("accept", "*/*"));
        self.look_at(address, &refusal);
    }

    pub fn none(self) {
        let list = self.0.iter().map(|(words, place)| format!("{words:?} at {place}")).collect::<Vec<_>>();
        assert!(list.is_empty(), "{} texts are in no message:\n{}", list.len(), list.join("\n"));
    }
}
