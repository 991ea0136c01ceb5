//! Pictures, unpacked within bounds and with how the camera was held.

use std::{borrow::Cow, io::Cursor};

use image::{DynamicImage, ImageDecoder, ImageReader, Limits, metadata::Orientation};

/// What is larger is refused by its header, before anything of it is unpacked: the most picture elements, and the most
/// bytes of them.
pub const PIXELS: u64 = 100_000_000;
pub const UNPACKED: u64 = 320 * 1024 * 1024;

/// A picture, and how the camera was held; `None`: as it is.
pub type Held = (DynamicImage, Option<Orientation>);

/// The first picture in these bytes.
///
/// # Errors
/// When it is no picture that we know, a broken one, or too large a one.
pub fn unpack(bytes: &[u8]) -> image::ImageResult<Held> {
    let bytes = without_promises(bytes);
    let mut reader = ImageReader::new(Cursor::new(&bytes)).with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(UNPACKED + 64 * 1024 * 1024);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS || decoder.total_bytes() > UNPACKED {
        let too_large = image::error::LimitErrorKind::DimensionError;
        return Err(image::ImageError::Limits(image::error::LimitError::from_kind(too_large)));
    }
    // Some programs write the mark of JPEG before it, into WebP too, where nothing would be read then.
    let exif = decoder.exif_metadata().ok().flatten();
    let marked = exif.as_deref().and_then(|exif| exif.strip_prefix(b"Exif\0\0"));
    let orientation = marked.and_then(Orientation::from_exif_chunk).or_else(|| decoder.orientation().ok());
    Ok((DynamicImage::from_decoder(decoder)?, orientation))
}

/// A WebP may promise facts about it that are not there (their flags, WebP container specification, "Extended File
/// Format"): without the promise it is read.
fn without_promises(bytes: &[u8]) -> Cow<'_, [u8]> {
    const EXIF_AND_XMP: u8 = 0x0c;
    let is_extended = bytes.starts_with(b"RIFF") && bytes.get(8..16) == Some(b"WEBPVP8X");
    match bytes.get(20) {
        Some(flags) if is_extended && flags & EXIF_AND_XMP != 0 => {
            let mut bytes = bytes.to_vec();
            bytes[20] &= !EXIF_AND_XMP;
            Cow::Owned(bytes)
        }
        _ => Cow::Borrowed(bytes),
    }
}
