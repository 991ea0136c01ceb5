//! What the compiler knows of the English messages. `text!` asks here, in a constant, whether a message exists and
//! whether it gets the values that it names. Constants are evaluated once and kept between builds; a procedural macro
//! would read and parse the file in each build.

use super::ENGLISH;

const FILE: &[u8] = ENGLISH.as_bytes();
const SLOTS: usize = 2048;

/// A hash table with open addressing: one more than where a message begins in the file, or 0.
static BEGINNINGS: [usize; SLOTS] = beginnings();

/// # Panics
/// If there is no such message, or if its values are others. In a constant that is an error of the compiler.
pub const fn check(message: &str, values: &[&str]) {
    let Some(mut at) = find(message.as_bytes(), &BEGINNINGS) else {
        panic!("texts/en/latchkey.ftl has no such message");
    };
    let mut named = 0u64;
    while at < FILE.len() {
        match FILE[at] {
            b'$' => match position(values, at + 1) {
                Some(value) => named |= 1 << value,
                None => panic!("the message names a value that it is not given"),
            },
            b'\n' if at + 1 < FILE.len() && begins_entry(FILE[at + 1]) => break,
            _ => {}
        }
        at += 1;
    }
    assert!(named.count_ones() as usize == values.len(), "the message does not name this value, or it is given twice");
}

const fn beginnings() -> [usize; SLOTS] {
    let mut slots = [0; SLOTS];
    let mut at = 0;
    while at < FILE.len() {
        if FILE[at].is_ascii_alphabetic() {
            let mut end = at;
            while is_of_name(FILE[end]) {
                end += 1;
            }
            let name = FILE.split_at(end).0.split_at(at).1;
            assert!(find(name, &slots).is_none(), "a message stands twice in texts/en/latchkey.ftl");
            let mut slot = hash(name);
            while slots[slot] != 0 {
                slot = (slot + 1) % SLOTS;
            }
            slots[slot] = at + 1;
        }
        while at < FILE.len() && FILE[at] != b'\n' {
            at += 1;
        }
        at += 1;
    }
    slots
}

const fn find(name: &[u8], slots: &[usize; SLOTS]) -> Option<usize> {
    let mut slot = hash(name);
    while slots[slot] != 0 {
        let at = slots[slot] - 1;
        if stands_at(name, at) {
            return Some(at);
        }
        slot = (slot + 1) % SLOTS;
    }
    None
}

/// Which of the names is at this position.
const fn position(names: &[&str], at: usize) -> Option<usize> {
    let mut index = 0;
    while index < names.len() {
        if stands_at(names[index].as_bytes(), at) {
            return Some(index);
        }
        index += 1;
    }
    None
}

const fn stands_at(name: &[u8], at: usize) -> bool {
    let mut index = 0;
    while index < name.len() {
        if FILE[at + index] != name[index] {
            return false;
        }
        index += 1;
    }
    !is_of_name(FILE[at + index])
}

const fn is_of_name(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_')
}

/// The first byte of a line that starts a message, a term or a comment; what belongs to a message is indented.
const fn begins_entry(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'-' | b'#')
}

/// FNV-1a.
const fn hash(name: &[u8]) -> usize {
    let mut hash = 0x811c_9dc5_u32;
    let mut index = 0;
    while index < name.len() {
        hash = (hash ^ name[index] as u32).wrapping_mul(0x0100_0193);
        index += 1;
    }
    hash as usize % SLOTS
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, panic::catch_unwind};

    use fluent_syntax::{
        ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement},
        parser,
    };

    use super::*;

    #[test]
    fn the_compiler_knows_what_the_parser_knows() {
        let resource = parser::parse(ENGLISH).unwrap();
        let mut messages = 0;
        for entry in &resource.body {
            if let Entry::Message(message) = entry {
                let mut values = BTreeSet::new();
                of_pattern(message.value.as_ref().unwrap(), &mut values);
                let values: Vec<_> = values.into_iter().collect();
                check(message.id.name, &values);
                assert!(catch_unwind(|| check(message.id.name, &[&values[..], &["more"]].concat())).is_err());
                if let Some((_, fewer)) = values.split_last() {
                    assert!(catch_unwind(|| check(message.id.name, fewer)).is_err(), "{}", message.id.name);
                }
                messages += 1;
            }
        }
        assert_eq!(messages, BEGINNINGS.iter().filter(|begin| **begin != 0).count());
        assert!(catch_unwind(|| check("no-such-message", &[])).is_err());
        assert!(catch_unwind(|| check("skip-to", &[])).is_err(), "the beginning of a name is no name");
    }

    fn of_pattern<'a>(pattern: &Pattern<&'a str>, values: &mut BTreeSet<&'a str>) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                of_expression(expression, values);
            }
        }
    }

    fn of_expression<'a>(expression: &Expression<&'a str>, values: &mut BTreeSet<&'a str>) {
        match expression {
            Expression::Inline(inline) => of_inline(inline, values),
            Expression::Select { selector, variants } => {
                of_inline(selector, values);
                for variant in variants {
                    of_pattern(&variant.value, values);
                }
            }
        }
    }

    fn of_inline<'a>(inline: &InlineExpression<&'a str>, values: &mut BTreeSet<&'a str>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                values.insert(id.name);
            }
            InlineExpression::FunctionReference { arguments: CallArguments { positional, named }, .. } => {
                for value in positional.iter().chain(named.iter().map(|argument| &argument.value)) {
                    of_inline(value, values);
                }
            }
            InlineExpression::Placeable { expression } => of_expression(expression, values),
            // Another message, whose values this one would need too: none has any.
            InlineExpression::MessageReference { id, .. } => check(id.name, &[]),
            _ => {}
        }
    }
}
