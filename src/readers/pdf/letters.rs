//! Where each letter of a page stands.

use std::{panic::resume_unwind, time::Instant};

use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask,
    font::{Glyph, GlyphRun},
    hayro_cmap::{BfString, WritingMode},
    hayro_syntax::object::{Dict, String as PdfString},
    kurbo::{BezPath, Point, Vec2},
};

use super::lines::{Letter, Lines};

/// Units of a font in one letter size (ISO 32000-2, 9.2.4).
const EM: f64 = 1000.0;

/// Of a letter whose font does not say it, in letter sizes.
const USUAL_WIDTH: f64 = 0.55;

/// What a page shows besides its letters.
#[derive(Debug, Default)]
pub struct Ink {
    /// Whether it shows anything.
    pub is_drawn: bool,
    /// The area of its pictures, in square points.
    pub covered: f64,
}

/// Takes the letters of a page that is drawn.
pub struct Letters<'a> {
    lines: &'a mut Lines,
    ink: &'a mut Ink,
    until: Instant,
    steps: u32,
    /// Sequences that say themselves what their letters are (`ActualText`), and those inside of them.
    marked: Vec<Option<String>>,
}

impl<'a> Letters<'a> {
    pub fn new(lines: &'a mut Lines, ink: &'a mut Ink, until: Instant) -> Self {
        Self { lines, ink, until, steps: 0, marked: Vec::new() }
    }

    /// Ends a page that draws for ever: unwinding is the only way out of the interpreter.
    fn step(&mut self) {
        self.steps = self.steps.wrapping_add(1);
        if self.steps.is_multiple_of(256) && Instant::now() >= self.until {
            resume_unwind(Box::new("the time for this page is over"));
        }
    }
}

impl Device<'_> for Letters<'_> {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, mode: &DrawMode) {
        // A font that does not say what its letters are shows them all the same.
        self.ink.is_drawn |= !matches!(mode, DrawMode::Invisible);
        let is_upright = matches!(run.writing_mode(), WritingMode::Vertical);
        for glyph in run.glyphs() {
            self.step();
            let place = props.transform * glyph.transform();
            let linear = |x: f64, y: f64| -> Vec2 { place * Point::new(x, y) - place * Point::ZERO };
            let width = match &**glyph {
                Glyph::Outline(outline) => outline.advance_width().map(f64::from),
                Glyph::Type3(_) => None,
            };
            let width = width.filter(|width| *width > 0.0).unwrap_or(USUAL_WIDTH * EM);
            let advance = if is_upright { linear(0.0, -EM) } else { linear(width, 0.0) };
            let said = glyph.as_unicode().map(|letters| match letters {
                BfString::Char(letter) => letter.to_string(),
                BfString::String(letters) => letters,
            });
            // Fonts that are drawings often name none of them, and mostly are in the order of ASCII.
            let said = said.or_else(|| match &**glyph {
                Glyph::Type3(drawn) => u8::try_from(drawn.char_code())
                    .ok()
                    .filter(|code| matches!(code, b' '..=b'~'))
                    .map(|code| char::from(code).to_string()),
                Glyph::Outline(_) => None,
            });
            let text = match self.marked.iter_mut().flatten().next() {
                // The first letter of the sequence stands for all of them.
                Some(instead) => Some(std::mem::take(instead)),
                None => said,
            };
            let letter = Letter {
                text: text.unwrap_or_default(),
                at: place * Point::ZERO,
                advance,
                size: linear(0.0, EM).hypot(),
            };
            self.lines.put(&letter, matches!(mode, DrawMode::Stroke(_)));
        }
    }

    fn begin_marked_content(&mut self, _: &[u8], properties: Option<&Dict<'_>>) {
        let text = properties.and_then(|properties| properties.get::<PdfString>("ActualText"));
        self.marked.push(text.map(|text| super::text_string(text.as_bytes())));
    }

    fn end_marked_content(&mut self) {
        self.marked.pop();
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {
        self.step();
        self.ink.is_drawn = true;
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.step();
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}

    fn draw_image(&mut self, image: Image<'_, '_>, props: ImageDrawProps<'_>) {
        self.step();
        self.ink.is_drawn = true;
        // The transform is that of one picture element.
        let elements = f64::from(image.width()) * f64::from(image.height());
        self.ink.covered += props.transform.determinant().abs() * elements;
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}
