//! Text and source code, coloured. What leaves is data: lines of pieces, each with its hue; the parent escapes and
//! spells them.

use std::{
    sync::LazyLock,
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};
use syntect::{
    easy::ScopeRegionIterator,
    parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet},
};

pub use super::hue::Hue;
use super::{hue::SCOPES, powershell::PowerShell};
use crate::charset;

/// So much of a document is shown.
pub const BYTES: usize = 512 * 1024;
pub const LINES: usize = 5_000;
/// In letters.
pub const LINE: usize = 1_000;

/// A text of more pieces goes on without colours: each piece makes the page larger.
const PIECES: usize = 60_000;

/// After so long the rest stays without colours: a person waits.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// What is shown of a text.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coloured {
    pub lines: Vec<Vec<(Hue, String)>>,
    /// Whether lines are missing at the end.
    pub more: bool,
    /// How many lines were cut short.
    pub cut_lines: usize,
}

/// The job. `hint`: the end of the document's name, which tells the language.
///
/// # Errors
/// None; it is a job like the others.
pub fn run(hint: &str, bytes: &[u8]) -> Result<Vec<u8>, String> {
    let coloured = colour(hint, &bytes[..bytes.len().min(BYTES)], bytes.len() > BYTES, PATIENCE);
    serde_json::to_vec(&coloured).map_err(|error| error.to_string())
}

/// Colours a text; `more`: it goes on behind these bytes.
pub fn colour(language: &str, bytes: &[u8], more: bool, patience: Duration) -> Coloured {
    let text = charset::decode(bytes);
    let mut coloured = Coloured { more, ..Coloured::default() };
    let mut painter = Painter::new(language, &text);
    let (began, mut pieces) = (Instant::now(), 0);
    for line in text.lines() {
        if coloured.lines.len() == LINES {
            coloured.more = true;
            break;
        }
        let shown = match line.char_indices().nth(LINE) {
            Some((end, _)) => &line[..end],
            None => line,
        };
        coloured.cut_lines += usize::from(shown.len() < line.len());
        if began.elapsed() > patience || pieces > PIECES {
            painter = None;
        }
        let line = painter.as_mut().map_or_else(|| plain(shown), |painter| painter.paint(shown));
        pieces += line.len();
        coloured.lines.push(line);
    }
    coloured
}

/// Colours a piece of code in another text, of which nothing is left out.
pub fn paint(language: &str, text: &str, patience: Duration) -> Vec<Vec<(Hue, String)>> {
    let (began, mut painter) = (Instant::now(), Painter::new(language, text));
    let mut lines = Vec::new();
    for line in text.lines() {
        if began.elapsed() > patience || line.len() > LINE {
            painter = None;
        }
        lines.push(painter.as_mut().map_or_else(|| plain(line), |painter| painter.paint(line)));
    }
    lines
}

/// The languages, which are dear to load.
static LANGUAGES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// Prose; loading the languages would be in vain.
fn is_plain(language: &str) -> bool {
    matches!(language, "" | "txt" | "log" | "text")
}

fn plain(line: &str) -> Vec<(Hue, String)> {
    if line.is_empty() { Vec::new() } else { vec![(Hue::Plain, line.to_owned())] }
}

enum Painter {
    Syntect(Syntect),
    PowerShell(PowerShell),
}

impl Painter {
    /// `None`: no such language.
    fn new(language: &str, text: &str) -> Option<Self> {
        match language {
            "ps1" | "psm1" | "psd1" | "powershell" | "pwsh" => Some(Self::PowerShell(PowerShell::new())),
            language => Syntect::new(language, text).map(Self::Syntect),
        }
    }

    fn paint(&mut self, line: &str) -> Vec<(Hue, String)> {
        match self {
            Self::Syntect(painter) => painter.paint(line),
            Self::PowerShell(painter) => painter.paint(line),
        }
    }
}

struct Syntect {
    state: ParseState,
    stack: ScopeStack,
    hues: Vec<(Scope, Hue)>,
}

impl Syntect {
    /// `None`: no such language.
    fn new(language: &str, text: &str) -> Option<Self> {
        if is_plain(language) {
            return None;
        }
        let syntax = find(&LANGUAGES, language, text)?;
        let hues = SCOPES.iter().filter_map(|(scope, hue)| Some((Scope::new(scope).ok()?, *hue))).collect();
        Some(Self { state: ParseState::new(syntax), stack: ScopeStack::new(), hues })
    }

    fn paint(&mut self, line: &str) -> Vec<(Hue, String)> {
        let whole = format!("{line}\n");
        let Ok(steps) = self.state.parse_line(&whole, &LANGUAGES) else { return plain(line) };
        let mut pieces: Vec<(Hue, String)> = Vec::new();
        for (piece, step) in ScopeRegionIterator::new(&steps, &whole) {
            let applied = self.stack.apply(step);
            let piece = piece.trim_end_matches('\n');
            if piece.is_empty() {
                continue;
            }
            let hue = if applied.is_ok() { self.hue() } else { Hue::Plain };
            match pieces.last_mut() {
                Some((last, text)) if *last == hue => text.push_str(piece),
                _ => pieces.push((hue, piece.to_owned())),
            }
        }
        pieces
    }

    fn hue(&self) -> Hue {
        let of = |scope: &Scope| self.hues.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, hue)| *hue);
        self.stack.as_slice().iter().rev().find_map(of).unwrap_or(Hue::Plain)
    }
}

fn find<'a>(set: &'a SyntaxSet, language: &str, text: &str) -> Option<&'a SyntaxReference> {
    // Relatives of languages that the set does not have, and other endings.
    let language = match language {
        "mjs" | "cjs" | "jsx" => "js",
        "mts" | "cts" => "ts",
        "svg" | "xhtml" | "plist" | "xaml" | "csproj" | "resx" => "xml",
        "conf" | "cfg" | "env" => "ini",
        "jsonc" | "json5" | "webmanifest" | "geojson" => "json",
        "zsh" | "ksh" => "sh",
        "tfvars" | "hcl" => "tf",
        "kts" => "kt",
        other => other,
    };
    set.find_syntax_by_token(language)
        .or_else(|| set.find_syntax_by_first_line(text.lines().next().unwrap_or_default()))
        .filter(|syntax| syntax.name != "Plain Text")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_mins(1);

    fn hues(coloured: &Coloured) -> Vec<(Hue, &str)> {
        coloured.lines.iter().flatten().map(|(hue, text)| (*hue, text.as_str())).collect()
    }

    #[test]
    fn code_is_coloured_and_nothing_is_lost() {
        let source = "// why\nfn main() {\n    let n = 42; print(\"<b>\");\n}\n";
        let coloured = colour("rs", source.as_bytes(), false, LONG);
        let text: Vec<String> =
            coloured.lines.iter().map(|line| line.iter().map(|(_, text)| &**text).collect()).collect();
        assert_eq!(text.join("\n") + "\n", source);
        for wanted in [(Hue::Comment, "// why"), (Hue::Constant, "42"), (Hue::Text, "\"<b>\""), (Hue::Function, "main")]
        {
            assert!(hues(&coloured).contains(&wanted), "{wanted:?} in {:?}", hues(&coloured));
        }
    }

    #[test]
    fn each_language_that_people_asked_for_is_known() {
        for (language, source, wanted) in [
            ("kt", "fun main() { val n = 42 }", (Hue::Constant, "42")),
            ("swift", "let n = 42 // why", (Hue::Comment, "// why")),
            ("scss", "// why\n$a: 1px;", (Hue::Comment, "// why")),
            ("vue", "<template><p>x</p></template>", (Hue::Keyword, "template")),
            ("tf", "# why\nresource \"a\" \"b\" {}", (Hue::Comment, "# why")),
            ("ts", "const n: number = 42;", (Hue::Constant, "42")),
            ("toml", "# why\na = 1", (Hue::Comment, "# why")),
            ("ps1", "# why", (Hue::Comment, "# why")),
        ] {
            let coloured = colour(language, source.as_bytes(), false, LONG);
            assert!(hues(&coloured).contains(&wanted), "{language}: {:?}", hues(&coloured));
        }
    }

    #[test]
    fn a_long_line_is_cut_and_a_long_text_ends() {
        let coloured = colour("js", "x".repeat(300_000).as_bytes(), true, LONG);
        assert_eq!((coloured.lines[0][0].1.len(), coloured.cut_lines, coloured.more), (LINE, 1, true));
        let coloured = colour("", "\n".repeat(LINES + 1).as_bytes(), false, LONG);
        assert_eq!((coloured.lines.len(), coloured.more), (LINES, true));
    }

    #[test]
    fn who_runs_out_of_time_goes_on_without_colours() {
        let coloured = colour("rs", b"let a = 1;\nlet b = 2;\n", false, Duration::ZERO);
        assert_eq!(hues(&coloured), [(Hue::Plain, "let a = 1;"), (Hue::Plain, "let b = 2;")]);
    }
}
