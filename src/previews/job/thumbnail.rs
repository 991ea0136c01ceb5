//! A small picture of a large one.

use std::io::Cursor;

use image::{
    ColorType, DynamicImage, ImageDecoder, ImageEncoder, ImageReader, Limits,
    codecs::{jpeg::JpegEncoder, png::PngEncoder},
};

/// What is larger is refused by its header, before anything of it is unpacked: so many picture elements, and so many
/// bytes of them.
pub const PIXELS: u64 = 100_000_000;
pub const UNPACKED: u64 = 320 * 1024 * 1024;

/// Of 100; what eyes do not tell from the whole at this size.
const QUALITY: u8 = 80;

/// The job. `hint`: how long the longer edge may be.
///
/// # Errors
/// When it is no picture that we know, a broken one, or too large a one.
pub fn run(hint: &str, bytes: &[u8]) -> Result<Vec<u8>, String> {
    let edge: u32 = hint.parse().map_err(|_| "the edge is no number".to_owned())?;
    make(bytes, edge.clamp(1, 4096)).map_err(|error| error.to_string())
}

/// JPEG, or PNG where something shines through. A small picture is not made larger.
pub fn make(bytes: &[u8], edge: u32) -> image::ImageResult<Vec<u8>> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(UNPACKED + 64 * 1024 * 1024);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS || decoder.total_bytes() > UNPACKED {
        let too_large = image::error::LimitErrorKind::DimensionError;
        return Err(image::ImageError::Limits(image::error::LimitError::from_kind(too_large)));
    }
    // How the camera was held; where that cannot be read, as it lies there.
    let orientation = decoder.orientation().ok();
    let mut picture = DynamicImage::from_decoder(decoder)?;
    if width.max(height) > edge {
        picture = picture.thumbnail(edge, edge);
    }
    if let Some(orientation) = orientation {
        picture.apply_orientation(orientation);
    }
    encode(&picture)
}

fn encode(picture: &DynamicImage) -> image::ImageResult<Vec<u8>> {
    let mut out = Vec::new();
    let (width, height) = (picture.width(), picture.height());
    if picture.color().has_alpha() {
        let pixels = picture.to_rgba8();
        if pixels.pixels().any(|pixel| pixel.0[3] < u8::MAX) {
            PngEncoder::new(&mut out).write_image(&pixels, width, height, ColorType::Rgba8.into())?;
            return Ok(out);
        }
    }
    let pixels = picture.to_rgb8();
    JpegEncoder::new_with_quality(&mut out, QUALITY).write_image(&pixels, width, height, ColorType::Rgb8.into())?;
    Ok(out)
}
