//! The text of a PDF, page after page, by the interpreter of the crate hayro. A page at which it panics is left out, and
//! what the others gave is kept.

mod letters;
mod lines;

pub use self::lines::push_joined;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::{Duration, Instant},
};

use hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings,
    hayro_syntax::{
        LoadPdfError, Pdf,
        object::{Dict, Name, Object, String as PdfString},
    },
    interpret_page,
    kurbo::{Affine, Rect},
};

use self::{
    letters::{Ink, Letters},
    lines::Lines,
};
use super::prose::Prose;

/// After so long what is there must do; the limit of the process comes later, and leaves nothing.
const LONG_ENOUGH: Duration = Duration::from_secs(12);

/// How many objects are looked through for notes and fields of forms.
const OBJECTS: usize = 200_000;

/// Reads page after page, then what was written on the pages and into forms.
///
/// # Errors
/// When it is no PDF, or is locked.
pub fn read(bytes: &[u8], prose: &mut Prose) -> Result<(), String> {
    let opened = catch_unwind(|| Pdf::new(bytes.to_vec())).map_err(|_| BROKEN)?;
    let pdf = opened.map_err(|error| match error {
        LoadPdfError::Decryption(_) => "the PDF is locked with a password",
        LoadPdfError::Invalid => BROKEN,
    })?;
    let until = Instant::now() + LONG_ENOUGH;
    let metadata = pdf.metadata();
    for about in [&metadata.title, &metadata.subject, &metadata.keywords].into_iter().flatten() {
        prose.push(&text_string(about));
        prose.end_line();
    }
    let mut pages = 0;
    let _ = catch_unwind(AssertUnwindSafe(|| pages = pdf.pages().len()));
    // Fonts are read once for all pages.
    let mut cache = InterpreterCache::new();
    for number in 0..pages {
        if prose.is_full() {
            return Ok(());
        }
        if Instant::now() >= until {
            prose.leave_out("to read all of its pages takes too long");
            return Ok(());
        }
        let (mut lines, mut ink) = (Lines::default(), Ink::default());
        // What follows the limit is only read afterwards: text that was added letter by letter.
        let mut is_scan = false;
        let read = || is_scan = page(&pdf, number, &cache, until, &mut lines, &mut ink);
        if catch_unwind(AssertUnwindSafe(read)).is_err() {
            cache = InterpreterCache::new();
            prose.leave_out("some of its pages are damaged");
        }
        if is_scan {
            prose.note_scan(number + 1);
        }
        lines.finish(prose);
    }
    let _ = catch_unwind(AssertUnwindSafe(|| written(&pdf, until, prose)));
    Ok(())
}

/// A page of which a picture covers at least this part, and on which hardly a letter is written, is a scan: programs that scan
/// add their name or a number to each page.
const COVERED: f64 = 0.5;
const FEW: usize = 40;

const BROKEN: &str = "the PDF is damaged";

/// Whether it is a scan: what it shows is a picture.
fn page<'a>(
    pdf: &'a Pdf,
    number: usize,
    cache: &InterpreterCache<'a>,
    until: Instant,
    lines: &mut Lines,
    ink: &mut Ink,
) -> bool {
    let Some(page) = pdf.pages().get(number) else { return false };
    // Nothing is drawn, so the size of the canvas is all the same.
    let canvas = Rect::new(0.0, 0.0, 1.0, 1.0);
    let mut context = Context::new(Affine::IDENTITY, canvas, cache, pdf.xref(), InterpreterSettings::default());
    interpret_page(page, &mut context, &mut Letters::new(lines, ink, until));
    let (width, height) = page.render_dimensions();
    let is_covered = ink.covered >= f64::from(width) * f64::from(height) * COVERED;
    let letters = lines.letters();
    ink.is_drawn && letters == 0 || is_covered && letters < FEW
}

/// Notes, and what was filled in where the file does not say how it looks.
fn written(pdf: &Pdf, until: Instant, prose: &mut Prose) {
    for object in pdf.objects().into_iter().take(OBJECTS) {
        let Object::Dict(dict) = object else { continue };
        if prose.is_full() || Instant::now() >= until {
            return;
        }
        let is_note = dict.get::<Name>("Subtype").is_some() && dict.contains_key("Rect");
        let is_field = dict.contains_key("FT");
        let looks_like = |dict: &Dict| dict.contains_key("AP");
        for key in
            [is_note.then_some("Contents"), (is_field && !looks_like(&dict)).then_some("V")].into_iter().flatten()
        {
            if let Some(text) = dict.get::<PdfString>(key) {
                prose.push(&text_string(text.as_bytes()));
                prose.end_line();
            }
        }
    }
}

/// UTF-16 or UTF-8 with a mark, else the encoding of documents, which is nearly Windows-1252 (ISO 32000-2, 7.9.2.2).
fn text_string(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, ..] | [0xff, 0xfe, ..] | [0xef, 0xbb, 0xbf, ..] => crate::charset::decode(bytes),
        _ => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}
