//! The first page of a PDF as a picture, by the crate hayro.

use hayro::{
    PixmapSettings, RenderCache, RenderSettings, hayro_interpret::InterpreterSettings, hayro_syntax::Pdf, render,
    vello_cpu::color::palette::css::WHITE,
};
use image::{
    DynamicImage, ImageError, ImageResult, RgbaImage,
    error::{DecodingError, ImageFormatHint},
};

/// A page that is longer than wide by more would be a line.
const LONGEST: f32 = 50.0;

/// Some programs write a line of their own before the mark.
pub fn is_pdf(bytes: &[u8]) -> bool {
    bytes[..bytes.len().min(1024)].windows(5).any(|part| part == b"%PDF-")
}

/// The first page; `edge`: the length of its longer edge, in pixels.
///
/// # Errors
/// When there is none. What the crate panics at ends this process.
pub fn first(bytes: &[u8], edge: u32) -> ImageResult<DynamicImage> {
    let damaged = || ImageError::Decoding(DecodingError::new(ImageFormatHint::Name("PDF".to_owned()), "no page"));
    let pdf = Pdf::new(bytes.to_vec()).map_err(|_| damaged())?;
    let page = pdf.pages().first().ok_or_else(damaged)?;
    let (width, height) = page.render_dimensions();
    let ratio = width / height;
    if !ratio.is_finite() || !(1.0 / LONGEST..=LONGEST).contains(&ratio) {
        return Err(damaged());
    }
    let edge = u16::try_from(edge).unwrap_or(u16::MAX);
    let scale = f32::from(edge) / width.max(height);
    let pixmap = render(
        page,
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE },
    );
    let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    // The ground is white, so nothing shines through.
    let picture = RgbaImage::from_raw(width, height, pixmap.data_as_u8_slice().to_vec()).ok_or_else(damaged)?;
    Ok(DynamicImage::from(picture))
}
