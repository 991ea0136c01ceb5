//! The text of a PDF. The reader panics at odd files; a page that does so is left out, and what the others gave is kept.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::{Duration, Instant},
};

use pdf_extract::{
    ColorSpace, Document, MediaBox, OutputDev, OutputError, Path, Transform, output_doc, output_doc_page,
};

use super::prose::Prose;

/// After so long what is there must do; the limit of the process comes later, and leaves nothing.
const LONG_ENOUGH: Duration = Duration::from_secs(12);

/// After a bad page each further one costs a walk through all of them, so there are not too many of those.
const AFTER_A_BAD_PAGE: u32 = 300;

/// Reads page after page.
///
/// # Errors
/// When it is no PDF, or is locked.
pub fn read(bytes: &[u8], prose: &mut Prose) -> Result<(), String> {
    let opened = catch_unwind(|| Document::load_mem(bytes)).map_err(|_| BROKEN)?;
    let mut document = opened.map_err(|_| BROKEN)?;
    if document.is_encrypted() {
        document.decrypt("").map_err(|_| "the PDF is locked with a password")?;
    }
    let mut text = String::new();
    let mut state = State { until: Instant::now() + LONG_ENOUGH, page: 0, room: super::ENOUGH, steps: 0 };
    if !attempt(&mut text, &mut state, |output| output_doc(&document, output)) && !state.is_over() {
        let pages = document.page_iter().take(1_000_000).count();
        let last = u32::try_from(pages).unwrap_or(u32::MAX).min(state.page.saturating_add(AFTER_A_BAD_PAGE));
        for page in state.page + 1..=last {
            attempt(&mut text, &mut state, |output| output_doc_page(&document, output, page));
            if state.is_over() {
                break;
            }
        }
    }
    prose.push(&text);
    Ok(())
}

const BROKEN: &str = "the PDF is damaged";

/// Whether it came to its end.
fn attempt(
    text: &mut String,
    state: &mut State,
    read: impl FnOnce(&mut dyn OutputDev) -> Result<(), OutputError>,
) -> bool {
    let mut output = Letters { text, state, end: None };
    // What is behind the wall is only read afterwards: text that was added letter by letter.
    catch_unwind(AssertUnwindSafe(|| read(&mut output))).is_ok_and(|done| done.is_ok())
}

/// How far the reading has come, also across a page that fell over.
struct State {
    until: Instant,
    /// The page that was begun last.
    page: u32,
    /// How many more bytes of text are taken.
    room: usize,
    steps: u32,
}

impl State {
    fn is_over(&self) -> bool {
        self.room == 0 || Instant::now() >= self.until
    }

    /// Stops a page that draws for ever, without asking for the time at every line.
    fn step(&mut self) -> Result<(), OutputError> {
        self.steps = self.steps.wrapping_add(1);
        if self.room == 0 || self.steps.is_multiple_of(256) && self.is_over() {
            return Err(OutputError::FormatError(std::fmt::Error));
        }
        Ok(())
    }
}

/// A gap as wide as this part of the letter size parts words. The reader's own text takes half of it, and then
/// `Working` becomes `Wo rkin g` where letters are set with care.
const WORD_GAP: f64 = 0.2;

/// Of a letter, in letter sizes.
const USUAL_WIDTH: f64 = 0.55;

/// A step as high as this part of the letter size is another line; less is raised or lowered text.
const LINE_STEP: f64 = 0.5;

/// Letters in their places become words and lines.
struct Letters<'a> {
    text: &'a mut String,
    state: &'a mut State,
    /// Where the last letter ended, and on which line.
    end: Option<(f64, f64)>,
}

impl OutputDev for Letters<'_> {
    fn begin_page(&mut self, page: u32, _: &MediaBox, _: Option<(f64, f64, f64, f64)>) -> Result<(), OutputError> {
        self.state.page = page;
        self.end = None;
        self.text.push('\n');
        if self.state.is_over() { Err(OutputError::FormatError(std::fmt::Error)) } else { Ok(()) }
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn output_character(
        &mut self,
        place: &Transform,
        width: f64,
        spacing: f64,
        size: f64,
        letters: &str,
    ) -> Result<(), OutputError> {
        self.state.step()?;
        let (x, y) = (place.m31, place.m32);
        // The side of a square as large as one letter has become on the page.
        let scale = (place.m11 * place.m22 - place.m12 * place.m21).abs().sqrt();
        let letter = size * scale;
        if let Some((end, line)) = self.end {
            if (y - line).abs() > letter * LINE_STEP {
                self.text.push('\n');
            } else if x - end > letter * WORD_GAP || end - x > letter {
                self.text.push(' ');
            }
        }
        self.text.push_str(letters);
        self.state.room = self.state.room.saturating_sub(letters.len());
        // The reader does not find every font's widths.
        let width = if width > 0.0 { width } else { USUAL_WIDTH };
        self.end = Some((x + (width * size + spacing) * scale, y));
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn stroke(&mut self, _: &Transform, _: &ColorSpace, _: &[f64], _: &Path) -> Result<(), OutputError> {
        self.state.step()
    }

    fn fill(&mut self, _: &Transform, _: &ColorSpace, _: &[f64], _: &Path) -> Result<(), OutputError> {
        self.state.step()
    }
}
