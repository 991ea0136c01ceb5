//! A small picture of a large one, of a camera's raw picture, or of the first page of a PDF.

mod page;
mod raw;

use image::{
    ColorType, DynamicImage, ImageEncoder,
    codecs::{jpeg::JpegEncoder, png::PngEncoder},
};

use crate::readers::picture::unpack;

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
    if page::is_pdf(bytes) {
        return encode(&page::first(bytes, edge)?);
    }
    // A raw picture looks like a TIFF, whose first picture is a tiny one.
    let inside = if raw::is_likely(bytes) { raw::largest_inside(bytes) } else { None };
    let (mut picture, orientation) = inside.map_or_else(|| unpack(bytes), Ok)?;
    if picture.width().max(picture.height()) > edge {
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

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn picture(width: u32, height: u32) -> DynamicImage {
        let shade = |number: u32| u8::try_from(number % 256).unwrap_or_default();
        DynamicImage::from(image::RgbImage::from_fn(width, height, |x, y| image::Rgb([shade(x), shade(y), 7])))
    }

    fn written(picture: &DynamicImage, format: image::ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    fn size_made_of(bytes: &[u8]) -> (u32, u32) {
        let made = image::load_from_memory(&make(bytes, 320).unwrap()).unwrap();
        (made.width(), made.height())
    }

    /// A WebP in the extended form, which says that there is something about it, and has it or not.
    fn extended(exif: &[u8]) -> Vec<u8> {
        let plain = written(&picture(40, 20), image::ImageFormat::WebP);
        let mut body = b"WEBPVP8X\x0a\0\0\0\x08\0\0\0\x27\0\0\x13\0\0".to_vec();
        body.extend(&plain[12..]);
        if !exif.is_empty() {
            body.extend(b"EXIF");
            body.extend(u32::try_from(exif.len()).unwrap().to_le_bytes());
            body.extend(exif);
        }
        [&b"RIFF"[..], &u32::try_from(body.len()).unwrap().to_le_bytes(), &body].concat()
    }

    #[test]
    fn a_webp_is_turned_as_the_camera_was_held_and_may_promise_too_much() {
        let turned = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        assert_eq!(size_made_of(&extended(turned)), (20, 40));
        assert_eq!(size_made_of(&extended(&[&b"Exif\0\0"[..], turned].concat())), (20, 40), "with the mark of JPEG");
        assert_eq!(size_made_of(&extended(b"")), (40, 20), "there is none");
    }

    #[test]
    fn the_largest_picture_inside_of_a_raw_one_is_shown() {
        let jpeg = |width, height| written(&picture(width, height), image::ImageFormat::Jpeg);
        let head = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        let raw = [&head[..], &jpeg(16, 8), b"\0\0", &jpeg(64, 32), &[7; 100]].concat();
        assert_eq!(size_made_of(&raw), (32, 64), "and stands as the camera was held");
    }

    #[test]
    fn a_scan_in_tiff_becomes_a_picture() {
        assert_eq!(size_made_of(&written(&picture(400, 200), image::ImageFormat::Tiff)), (320, 160));
    }
}
