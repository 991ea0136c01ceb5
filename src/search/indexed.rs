//! A text with its lexemes.

use crate::{
    readers::Text,
    search::words::{blocks::blocks, lexemes::Lexemes},
};

/// A text on its way into the index.
pub struct Indexed {
    pub text: String,
    pub left_out: Option<String>,
    /// Its lexemes, as PostgreSQL reads them.
    pub words: String,
}

impl Indexed {
    pub fn of(Text { text, mut left_out, .. }: Text) -> Self {
        let mut lexemes = Lexemes::default();
        for (block, number) in blocks(&text).into_iter().zip(1..) {
            lexemes.add(block, number);
        }
        if lexemes.is_full() {
            left_out.get_or_insert_with(|| "it has more different words than the index takes".to_owned());
        }
        Self { words: lexemes.to_literal(), text, left_out }
    }
}
