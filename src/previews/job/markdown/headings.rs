//! Names for headings.

use std::collections::HashMap;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

/// Headings can be linked to, as people know it from GitHub: `## The plan` is `#the-plan`.
pub fn name_headings(mut events: Vec<Event>) -> Vec<Event> {
    let mut taken: HashMap<String, usize> = HashMap::new();
    let mut at = 0;
    while at < events.len() {
        if let Event::Start(Tag::Heading { .. }) = events[at] {
            let inside = events[at..].iter().take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))));
            let words: String = inside
                .filter_map(|event| match event {
                    Event::Text(text) | Event::Code(text) => Some(&**text),
                    _ => None,
                })
                .collect();
            let slug = slug(&words);
            let before = taken.entry(slug.clone()).and_modify(|count| *count += 1).or_default();
            let unique = if *before == 0 { slug } else { format!("{slug}-{before}") };
            if let Event::Start(Tag::Heading { id, .. }) = &mut events[at] {
                *id = Some(CowStr::from(unique));
            }
        }
        at += 1;
    }
    events
}

fn slug(words: &str) -> String {
    let letters = words.trim().chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
    letters.take(100).map(|letter| if letter == ' ' { '-' } else { letter }).flat_map(char::to_lowercase).collect()
}
