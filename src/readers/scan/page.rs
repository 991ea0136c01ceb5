//! A page of a PDF in gray, by the crate hayro.

use hayro::{
    PixmapSettings, RenderCache, RenderSettings, hayro_interpret::InterpreterSettings, hayro_syntax::Pdf, render,
    vello_cpu::color::palette::css::WHITE,
};
use image::GrayImage;

use super::{LONGEST, LOWEST, NO_PAGE, NOTHING, PIXELS};

/// Picture elements to an inch, and points to one (ISO 32000-2, 8.3.2.3).
const SCALE: f32 = 300.0 / 72.0;

/// Some programs write a line of their own before the mark.
pub fn is_pdf(bytes: &[u8]) -> bool {
    bytes[..bytes.len().min(1024)].windows(5).any(|part| part == b"%PDF-")
}

/// # Errors
/// When there is no such page. What the crate panics at ends this process.
pub fn drawn(bytes: &[u8], number: usize) -> Result<GrayImage, String> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|_| "the PDF is damaged")?;
    let pages = pdf.pages();
    let page = pages.get(number - 1).ok_or(NO_PAGE)?;
    let (width, height) = page.render_dimensions();
    #[expect(clippy::cast_precision_loss, reason = "a bound")]
    let (most, longest) = (PIXELS as f32, LONGEST as f32);
    let scale = SCALE.min((most / (width * height)).sqrt()).min(longest / width.max(height));
    #[expect(clippy::cast_precision_loss, reason = "a bound")]
    if !scale.is_finite() || width.min(height) * scale < LOWEST as f32 {
        return Err(NOTHING.to_owned());
    }
    let pixmap = render(
        page,
        &RenderCache::new(),
        &InterpreterSettings::default(),
        // A fax has fewer elements than the picture, and shall not get steps for them.
        &RenderSettings { force_image_interpolation: true, ..RenderSettings::default() },
        &PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE },
    );
    let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    let shades = pixmap.data_as_u8_slice().chunks_exact(4).map(|pixel| {
        let [red, green, blue] = [pixel[0], pixel[1], pixel[2]].map(u32::from);
        // As eyes see them (ITU-R BT.601).
        u8::try_from((77 * red + 150 * green + 29 * blue) >> 8).unwrap_or(u8::MAX)
    });
    GrayImage::from_raw(width, height, shades.collect()).ok_or_else(|| "the page cannot be drawn".to_owned())
}
