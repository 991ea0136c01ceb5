//! A text in blocks of a few kB, cut between words.

/// About as long as a page with small print.
const LONGEST: usize = 4000;

/// The blocks of a text, in order; together they are all of its words.
pub fn blocks(text: &str) -> Vec<&str> {
    let (mut blocks, mut rest) = (Vec::new(), text);
    while !rest.is_empty() {
        let (block, after) = rest.split_at(end(rest));
        blocks.push(block.trim_end());
        rest = after.trim_start();
    }
    blocks
}

/// Where the first block ends: at the last gap that fits, or, in a text without one, behind a letter.
fn end(text: &str) -> usize {
    if text.len() <= LONGEST {
        return text.len();
    }
    let mut end = LONGEST;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let (fits, after) = text.split_at(end);
    if after.starts_with(char::is_whitespace) {
        return end;
    }
    fits.rfind(char::is_whitespace).filter(|gap| *gap > 0).unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_words_and_nothing_is_lost() {
        let text = "word ".repeat(3000) + "end";
        let cut = blocks(&text);
        assert!(cut.len() == 4 && cut.iter().all(|block| block.len() <= LONGEST && !block.starts_with(' ')));
        assert_eq!(cut.join(" "), text);
        assert_eq!(blocks("a"), ["a"]);
        assert!(blocks("").is_empty());
    }

    #[test]
    fn a_text_without_gaps_is_cut_behind_a_letter() {
        let text = "書".repeat(3000);
        assert_eq!(blocks(&text).concat(), text);
    }
}
