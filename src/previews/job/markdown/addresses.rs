//! Addresses in a text that are links without saying so (GitHub Flavored Markdown, section 6.9).

/// Pieces of a text: with `Some`, what it leads to.
pub fn linked(text: &str) -> Vec<(Option<String>, &str)> {
    let (mut pieces, mut plain, mut at) = (Vec::new(), 0, 0);
    while let Some(found) = next(text, at) {
        let (begin, end, target) = found;
        if begin > plain {
            pieces.push((None, &text[plain..begin]));
        }
        pieces.push((Some(target), &text[begin..end]));
        (plain, at) = (end, end);
    }
    if plain < text.len() {
        pieces.push((None, &text[plain..]));
    }
    pieces
}

/// The next address after `from`: its begin, its end, and what it leads to.
fn next(text: &str, from: usize) -> Option<(usize, usize, String)> {
    let mut at = from;
    loop {
        let rest = &text[at..];
        let found = [("https://", ""), ("http://", ""), ("www.", "http://")]
            .into_iter()
            .filter_map(|(start, before)| Some((rest.find(start)?, start, before)))
            .min_by_key(|(place, ..)| *place);
        let mail = rest.find('@').map(|place| place + at);
        match (found, mail) {
            (Some((place, start, before)), mail) if mail.is_none_or(|mail| at + place < mail) => {
                let begin = at + place;
                let end = begin + extent(&text[begin..]);
                let is_apart = text[..begin].chars().next_back().is_none_or(|letter| !letter.is_alphanumeric());
                let host = &text[begin + start.len()..end];
                if is_apart && host.starts_with(|letter: char| letter.is_alphanumeric()) {
                    return Some((begin, end, format!("{before}{}", &text[begin..end])));
                }
                at = begin + start.len();
            }
            (_, Some(sign)) => {
                let begin = text[from..sign].rfind(|letter| !is_of_a_name(letter)).map_or(from, |before| {
                    from + before + text[from + before..].chars().next().map_or(1, char::len_utf8)
                });
                let host = text[sign + 1..].find(|letter| !is_of_a_host(letter)).unwrap_or(text.len() - sign - 1);
                let host = text[sign + 1..sign + 1 + host].trim_end_matches(['.', '-', '_']);
                let end = sign + 1 + host.len();
                if begin < sign && host.contains('.') {
                    return Some((begin, end, format!("mailto:{}", &text[begin..end])));
                }
                at = sign + 1;
            }
            (_, None) => return None,
        }
    }
}

fn is_of_a_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_' | '+')
}

fn is_of_a_host(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_')
}

/// Up to a blank or `<`, without the marks of the sentence around it and without a bracket that was opened before it.
fn extent(text: &str) -> usize {
    let mut address = text.split(|letter: char| letter.is_whitespace() || letter == '<').next().unwrap_or_default();
    loop {
        let shorter = address.trim_end_matches(['?', '!', '.', ',', ':', '*', '_', '~', ';', '"', '\'']);
        let count = |bracket| shorter.matches(bracket).count();
        let shorter =
            if shorter.ends_with(')') && count(')') > count('(') { &shorter[..shorter.len() - 1] } else { shorter };
        if shorter.len() == address.len() {
            return address.len();
        }
        address = shorter;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        for (text, wanted) in [
            ("see https://x.example/a(b).", vec![("https://x.example/a(b)", "https://x.example/a(b)")]),
            ("(https://x.example/\u{fc}?a=b)", vec![("https://x.example/\u{fc}?a=b", "https://x.example/\u{fc}?a=b")]),
            (
                "a@b.example, www.x.example!",
                vec![("mailto:a@b.example", "a@b.example"), ("http://www.x.example", "www.x.example")],
            ),
            ("xhttps://x.example http:// @ a@b \u{e4}@b.c", vec![]),
            ("https://u@x.example", vec![("https://u@x.example", "https://u@x.example")]),
        ] {
            let found = linked(text);
            assert_eq!(found.iter().map(|(_, piece)| *piece).collect::<String>(), text);
            let links: Vec<_> = found.iter().filter_map(|(to, piece)| Some((to.as_deref()?, *piece))).collect();
            assert_eq!(links, wanted, "{text}");
        }
    }
}
