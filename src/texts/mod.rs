//! Every text that a person reads, in one place: `texts/en/latchkey.ftl`, in Fluent syntax. Another language
//! is a file like it, given by `LANGUAGE_FILE`; what it leaves out stays English.
//!
//! ```ignore
//! text!("folder-empty")
//! text!("files-selected", count = 3)
//! ```
//!
//! A message that is not in the English file does not compile; a value that it lacks is found by
//! `tests/it/other_language.rs`, which also finds words that stand elsewhere. What operators read (the
//! command line, the log, `.env.example`) and what programs read (names of facts, openapi.json) stays English.

pub mod calendar;
pub mod markup;
pub mod size;

use std::{borrow::Cow, collections::BTreeSet, path::Path, sync::OnceLock};

use fluent_syntax::{ast::Entry, parser};
use i18n_embed::{I18nAssets, LanguageLoader, fluent::FluentLanguageLoader, unic_langid::LanguageIdentifier};

/// The messages as the compiler has checked them.
const ENGLISH: &str = include_str!("../../texts/en/latchkey.ftl");
/// The name of our messages among others: the crate's.
const DOMAIN: &str = "latchkey";
const SPOKEN_HERE: &str = "en";

static SPOKEN: OnceLock<Spoken> = OnceLock::new();

/// The text of a message in the language of the site, as a `String`. It is plain text: a template escapes it.
macro_rules! text {
    ($($message:tt)*) => { i18n_embed_fl::fl!($crate::texts::loader(), $($message)*) };
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
    loader: FluentLanguageLoader,
    language: Language,
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

/// The language files as the loader asks for them: the site's first, ours where it has nothing.
impl I18nAssets for Language {
    fn get_files(&self, path: &str) -> Vec<Cow<'_, [u8]>> {
        let spoken = path == format!("{}/{DOMAIN}.ftl", self.name);
        let english = path == format!("{SPOKEN_HERE}/{DOMAIN}.ftl");
        let mut found = Vec::new();
        if spoken {
            found.push(Cow::Borrowed(self.messages.as_bytes()));
        }
        if english {
            found.push(Cow::Borrowed(ENGLISH.as_bytes()));
        }
        found
    }

    fn filenames_iter(&self) -> Box<dyn Iterator<Item = String> + '_> {
        Box::new([self.name.to_string(), SPOKEN_HERE.to_owned()].into_iter().map(|name| format!("{name}/{DOMAIN}.ftl")))
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
pub fn loader() -> &'static FluentLanguageLoader {
    &here().loader
}

fn here() -> &'static Spoken {
    SPOKEN.get_or_init(|| Spoken::new(Language::english()))
}

impl Spoken {
    fn new(language: Language) -> Self {
        let loader = FluentLanguageLoader::new(DOMAIN, Language::english().name);
        // Both were parsed before, one by the compiler and one by `Language::read`.
        if let Err(error) = loader.load_languages(&language, std::slice::from_ref(&language.name)) {
            tracing::error!(%error, "a language cannot be loaded");
        }
        // Names of documents stand in elements of their own with `dir="auto"`; marks in sentences would be copied along.
        loader.set_use_isolating(false);
        Self { loader, language }
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
