//! Every text that a person reads, in one place: `texts/en/latchkey.ftl`, in Fluent syntax. Another language
//! is a file like it, given by `LANGUAGE_FILE`; what it leaves out stays English.
//!
//! ```ignore
//! text!("folder-empty")
//! text!("files-selected", count = 3)
//! ```
//!
//! A message that is not in the English file, or that gets other values than it names, does not compile.
//! `tests/it/other_language.rs` finds text in other places. What operators read (the
//! command line, the log, `.env.example`) and what programs read (names of facts, openapi.json) stays English.

pub mod blanks;
pub mod calendar;
pub mod known;
pub mod markup;
pub mod size;

use std::{collections::BTreeSet, path::Path, sync::OnceLock};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use fluent_syntax::{ast::Entry, parser};
use unic_langid::LanguageIdentifier;

/// The messages as the compiler has checked them.
const ENGLISH: &str = include_str!("../../texts/en/latchkey.ftl");
const SPOKEN_HERE: &str = "en";

static SPOKEN: OnceLock<Spoken> = OnceLock::new();

/// The text of a message in the language of the site, as a `String`. It is plain text: a template escapes it.
macro_rules! text {
    ($message:literal $(, $name:ident = $value:expr)* $(,)?) => {{
        const _: () = $crate::texts::known::check($message, &[$(stringify!($name)),*]);
        $crate::texts::say($message, [$((stringify!($name), ::std::convert::Into::into($value))),*])
    }};
}
pub(crate) use text;

/// A text whose words between `{$open}` and `{$close}` get markup: `marked!(strong, "role-for", email = email)`.
macro_rules! marked {
    ($markup:ident $(($($with:expr),*))?, $($message:tt)*) => {
        $crate::texts::markup::$markup(
            $crate::texts::text!($($message)*, open = $crate::texts::markup::OPEN, close = $crate::texts::markup::CLOSE)
            $($(, $with)*)?
        )
    };
}

/// A language's file as it was read.
#[derive(Debug, Clone)]
pub struct Language {
    name: LanguageIdentifier,
    messages: String,
}

struct Spoken {
    language: Language,
    /// The site's language, then English for what it leaves out.
    bundles: [FluentBundle<FluentResource>; 2],
}

impl Language {
    /// Reads a file that is named for its language (BCP 47), such as `de.ftl` or `pt-BR.ftl`.
    ///
    /// # Errors
    /// A sentence for the operator: the file cannot be read, its name is no language, or a line is no message.
    pub fn read(file: &Path) -> Result<Self, String> {
        let shown = file.display();
        let messages = std::fs::read_to_string(file).map_err(|error| format!("cannot read {shown}: {error}"))?;
        let name = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let name = name.parse().map_err(|_| format!("{shown} is not named for a language, such as de.ftl"))?;
        if let Err((_, errors)) = parser::parse(messages.as_str())
            && let Some(error) = errors.first()
        {
            let line = messages[..error.pos.start.min(messages.len())].lines().count().max(1);
            return Err(format!("{shown}, line {line}: {error}"));
        }
        Ok(Self { name, messages })
    }

    fn english() -> Self {
        let name = LanguageIdentifier::from_bytes(SPOKEN_HERE.as_bytes()).unwrap_or_default();
        Self { name, messages: ENGLISH.to_owned() }
    }

    fn bundle(&self) -> FluentBundle<FluentResource> {
        // It was parsed before, by a test or by `read`.
        let messages = FluentResource::try_new(self.messages.clone()).unwrap_or_else(|(messages, _)| messages);
        let mut bundle = FluentBundle::new_concurrent(vec![self.name.clone()]);
        // Names of documents are in elements of their own with `dir="auto"`; marks in sentences would be copied
        // along.
        bundle.set_use_isolating(false);
        // If a name is defined twice, the later one counts.
        bundle.add_resource_overriding(messages);
        bundle
    }

    /// The messages that stay English, by name.
    pub fn missing(&self) -> Vec<String> {
        let known = names(&self.messages);
        names(ENGLISH).into_iter().filter(|name| !known.contains(name)).collect()
    }

    /// What it has that no page asks for: mostly a misspelt name.
    pub fn unknown(&self) -> Vec<String> {
        let known = names(ENGLISH);
        names(&self.messages).into_iter().filter(|name| !known.contains(name)).collect()
    }
}

/// Has the site speak another language from now on; once, before it serves.
pub fn speak(language: Language) {
    SPOKEN.get_or_init(|| Spoken::new(language));
}

/// The language of the site, for `<html lang>`.
pub fn spoken() -> String {
    here().language.name.to_string()
}

/// The messages whose names begin so, as Fluent has them, for the scripts of the pages: each language's name with its
/// messages, the site's first, then English.
pub fn messages(prefixes: &[&str]) -> [(String, String); 2] {
    [here().language.clone(), Language::english()]
        .map(|language| (language.name.to_string(), part(&language.messages, prefixes)))
}

/// Used by [`text!`].
pub fn say<const N: usize>(message: &str, values: [(&'static str, FluentValue<'_>); N]) -> String {
    let values = FluentArgs::from_iter(values);
    for bundle in &here().bundles {
        if let Some(pattern) = bundle.get_message(message).and_then(|message| message.value()) {
            let mut errors = Vec::new();
            let said = bundle.format_pattern(pattern, Some(&values), &mut errors).into_owned();
            for error in errors {
                tracing::error!(%error, message, "a message of the language cannot be said in full");
            }
            return said;
        }
    }
    // The compiler has seen it in the English file.
    message.to_owned()
}

fn here() -> &'static Spoken {
    SPOKEN.get_or_init(|| Spoken::new(Language::english()))
}

impl Spoken {
    fn new(language: Language) -> Self {
        let bundles = [&language, &Language::english()].map(Language::bundle);
        Self { language, bundles }
    }
}

fn names(messages: &str) -> BTreeSet<String> {
    let resource = parser::parse(messages).unwrap_or_else(|(resource, _)| resource);
    let named = |entry: &Entry<&str>| match entry {
        Entry::Message(message) => Some(message.id.name.to_owned()),
        _ => None,
    };
    resource.body.iter().filter_map(named).collect()
}

fn part(messages: &str, prefixes: &[&str]) -> String {
    let resource = parser::parse(messages).unwrap_or_else(|(resource, _)| resource);
    let wanted = resource.body.into_iter().filter(|entry| match entry {
        Entry::Message(message) => prefixes.iter().any(|prefix| message.id.name.starts_with(prefix)),
        _ => false,
    });
    fluent_syntax::serializer::serialize(&fluent_syntax::ast::Resource { body: wanted.collect::<Vec<_>>() })
}
