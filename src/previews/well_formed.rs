//! What a parser of HTML would have to mend is refused before it meets one.

use crate::previews::clean::TAGS;

/// No page that Markdown makes nests deeper, and no tag in it has more attributes; the time of cleaning grows with both.
const DEEPEST: usize = 60;
const ATTRIBUTES: usize = 6;

/// Whether it is spelt as our own renderer spells, which costs one walk: known tags, ended in turn, few attributes in
/// quotes. What is not would cost a parser of HTML, which mends everything, minutes for each megabyte.
pub(super) fn is_well_formed(html: &str) -> bool {
    const ALONE: [&str; 4] = ["br", "hr", "img", "input"];
    let mut open: Vec<&str> = Vec::new();
    let mut pieces = html.split('<');
    // Text before the first tag.
    pieces.next();
    for piece in pieces {
        let Some((tag, _)) = piece.split_once('>') else { return false };
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return false;
            }
            continue;
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let name = name.trim_end_matches('/');
        let quotes = attributes.bytes().filter(|byte| *byte == b'"').count();
        if !TAGS.contains(&name) || quotes > 2 * ATTRIBUTES || !are_quoted(attributes) {
            return false;
        }
        if !ALONE.contains(&name) {
            open.push(name);
        }
        if open.len() > DEEPEST {
            return false;
        }
    }
    open.is_empty()
}

/// `a="b" c="d" /`: every other piece between quotes is a value, the rest are names.
fn are_quoted(attributes: &str) -> bool {
    attributes.split('"').step_by(2).all(|names| {
        let name = names.trim_end_matches('/').trim().trim_end_matches('=');
        name.len() < 20 && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
    })
}

#[cfg(test)]
mod tests {
    use crate::{documents::path::FolderPath, previews::clean::clean};

    #[test]
    fn what_would_cost_too_much_is_refused() {
        for evil in [
            "<div>".repeat(1_000) + &"</div>".repeat(1_000),
            "<strong></p>".repeat(1_000),
            "<p>a".to_owned(),
            "<p><em>a</p></em>".to_owned(),
            format!("<p {}>a</p>", "a=\"\" ".repeat(1_000)),
            format!("<p {}>a</p>", "a ".repeat(1_000)),
            "<svg></svg>".to_owned(),
            "<p".to_owned(),
            "<!-- a -->".to_owned(),
        ] {
            assert!(clean(&evil, &FolderPath::default()).is_none(), "{}", &evil[..evil.len().min(60)]);
        }
    }

    #[test]
    fn what_our_renderer_makes_is_taken() {
        let deep = format!("{}{}\n\n| a |\n|---|\n| b |\n", "> ".repeat(100), "*a **a ".repeat(100));
        for markdown in [
            "# A\n\na *b* **c** `d` ~~e~~ [f](g \"h\") ![i](j)<br>k  \nl\n\n---\n\n3. m\n4. n\n\n- [x] o\n\n> p\n",
            "| a | b |\n|:-:|--:|\n| c \\| d | `e` |\n\n```rust\nfn f() {}\n```\n\n    g < h > \"i\"\n",
            "a[^1] b[^2]\n\n[^1]: c\n[^2]: d\n\n    e\n",
            "---\ntitle: x\n---\na <https://x.example/?a=b&c=\"d\"> <x@x.example>\n",
            "[a](<b\"c>d> 'e\"f<g>') ![h \"i\" <j>](k)\n",
            deep.as_str(),
        ] {
            let html = crate::previews::job::markdown::render(markdown);
            assert!(clean(&html, &FolderPath::default()).is_some(), "{html}");
        }
    }
}
