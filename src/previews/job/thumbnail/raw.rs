//! Raw pictures of cameras. Each maker has a format, but nearly all hold a JPEG that the camera has made of it.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, codecs::jpeg::JpegDecoder, metadata::Orientation};

use crate::readers::picture::{Held, PIXELS};

/// More pictures inside than any camera writes.
const MANY: usize = 64;

/// Such JPEGs follow the headers of these: TIFF, with the marks of some makers, and ISO's container.
pub fn is_likely(bytes: &[u8]) -> bool {
    let marks: [&[u8]; 8] = [b"II*\0", b"MM\0*", b"IIU\0", b"IIRO", b"IIRS", b"FUJIFILM", b"FOVb", b"\0MRM"];
    marks.iter().any(|mark| bytes.starts_with(mark)) || bytes.get(4..12) == Some(b"ftypcrx ")
}

/// The largest JPEG inside; `None`: there is none, as in a plain TIFF.
pub fn largest_inside(bytes: &[u8]) -> Option<Held> {
    let begins = bytes.windows(3).enumerate().filter(|(_, part)| part == b"\xff\xd8\xff").map(|(at, _)| at);
    let (_, at) = begins.take(MANY).filter_map(|at| Some((elements(&bytes[at..])?, at))).max()?;
    let mut decoder = JpegDecoder::new(Cursor::new(&bytes[at..])).ok()?;
    let own = decoder.orientation().ok().filter(|orientation| *orientation != Orientation::NoTransforms);
    let orientation = own.or_else(|| Orientation::from_exif_chunk(bytes));
    Some((DynamicImage::from_decoder(decoder).ok()?, orientation))
}

/// How many picture elements; `None`: no picture, or too large a one. Raw data are often kept as a JPEG without loss, too,
/// which is no picture to look at, and which the decoder does not know.
fn elements(bytes: &[u8]) -> Option<u64> {
    let (width, height) = JpegDecoder::new(Cursor::new(bytes)).ok()?.dimensions();
    let elements = u64::from(width) * u64::from(height);
    (elements <= PIXELS && width.min(height) > 1).then_some(elements)
}
