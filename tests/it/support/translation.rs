//! A language that nobody speaks: every message of ours between ⟦ and ⟧, so that a word which comes from elsewhere
//! shows.

use fluent_syntax::{
    ast::{Entry, Pattern, PatternElement},
    parser, serializer,
};

/// The English messages, as they lie in the sources.
pub const ENGLISH: &str = include_str!("../../../texts/en/latchkey.ftl");

/// Elements whose text is data: names, code, what documents hold.
const DATA: [&str; 7] = ["script", "style", "svg", "code", "pre", "bdi", "textarea"];
/// Classes of elements that hold what documents say.
const DOCUMENTS: [&str; 2] = ["rendered", "cells"];
/// Attributes that are read out or shown.
const SHOWN: [&str; 5] = ["title", "aria-label", "placeholder", "alt", "label"];
const VOID: [&str; 8] = ["area", "br", "hr", "img", "input", "link", "meta", "wbr"];

/// Our messages in that language; placeables and choices stay as they are.
pub fn pseudo() -> String {
    let mut resource = parser::parse(ENGLISH).expect("the English messages are Fluent");
    for entry in &mut resource.body {
        if let Entry::Message(message) = entry {
            let attributes = message.attributes.iter_mut().map(|attribute| &mut attribute.value);
            message.value.iter_mut().chain(attributes).for_each(mark);
        }
    }
    serializer::serialize(&resource)
}

fn mark(pattern: &mut Pattern<&str>) {
    pattern.elements.insert(0, PatternElement::TextElement { value: "⟦" });
    pattern.elements.push(PatternElement::TextElement { value: "⟧" });
}

/// What a page says outside of all messages. A sentence may go over several elements.
pub fn outside(html: &str) -> Vec<String> {
    let (mut found, mut open, mut depth) = (Vec::new(), Vec::<(String, bool)>::new(), 0);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let is_data = open.iter().any(|(_, is_data)| *is_data);
        if !is_data {
            found.extend(unmarked(&rest[..at], &mut depth));
        }
        let tag = tag(&rest[at..]);
        rest = &rest[at + tag.len()..];
        let inner = tag.trim_matches(['<', '>', '/']);
        let name = inner.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
        if tag.starts_with("</") {
            while open.pop().is_some_and(|(opened, _)| opened != name) {}
            continue;
        }
        if tag.starts_with("<!") {
            continue;
        }
        for attribute in SHOWN {
            let value = super::page::attribute(tag, attribute).unwrap_or_default();
            found.extend(unmarked(&value, &mut 0));
        }
        if !VOID.contains(&name.as_str()) && !tag.ends_with("/>") {
            let class = super::page::attribute(tag, "class").unwrap_or_default();
            let is_data = DATA.contains(&name.as_str())
                || class.split_whitespace().any(|class| DOCUMENTS.contains(&class))
                || tag.contains(" dir=\"auto\"")
                || tag.contains(" translate=\"no\"");
            // What is in a script is no markup.
            if name == "script" || name == "style" {
                rest = &rest[rest.find(&format!("</{name}")).unwrap_or(rest.len())..];
            }
            open.push((name, is_data));
        }
    }
    found
}

/// A tag or comment up to its end; a `>` in quotes is not the end.
fn tag(text: &str) -> &str {
    if text.starts_with("<!--") {
        return &text[..text.find("-->").map_or(text.len(), |end| end + 3)];
    }
    let mut quote = None;
    for (at, letter) in text.char_indices() {
        match (quote, letter) {
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), letter) if open == letter => quote = None,
            (None, '>') => return &text[..=at],
            _ => {}
        }
    }
    text
}

/// The words outside of the marks.
pub fn unmarked(text: &str, depth: &mut usize) -> Option<String> {
    let escapes = [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
    let text = escapes.iter().fold(text.to_owned(), |text, (escape, letter)| text.replace(escape, letter));
    let mut words = String::new();
    for letter in text.chars() {
        match letter {
            '⟦' => *depth += 1,
            '⟧' => *depth = depth.saturating_sub(1),
            _ if *depth == 0 => words.push(letter),
            _ => {}
        }
    }
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().any(char::is_alphabetic).then_some(words)
}
