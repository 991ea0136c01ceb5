//! A page as a gray picture, for a program that recognizes words in it (OCR): a page of a PDF, a picture, or one of the
//! pictures in a TIFF. Runs in a confined process. What it makes is plain (PGM), so that the other program unpacks nothing
//! that strangers made.

mod page;
mod tiff;

use image::{DynamicImage, GrayImage, ImageError, imageops::FilterType};

use super::picture;

/// The answer for a page after the last one. The recognizer knows it again.
pub const NO_PAGE: &str = "there is no such page";

/// The answer for a blank page, and for an icon. The recognizer knows it again.
pub const NOTHING: &str = "there is nothing on it to recognize";

/// A page that would have more picture elements is made smaller: twice the area of A4, three hundred to an inch.
const PIXELS: u32 = 20_000_000;

/// The longest answer, in bytes.
pub const ANSWER: u64 = PIXELS as u64 + 64;

/// Tesseract takes no longer edge than 32767.
const LONGEST: u32 = 32_000;

/// An icon: a picture with no longer edge than this.
const ICON: u32 = 128;

/// No line of text is lower.
const LOWEST: u32 = 10;

/// A picture whose shades differ less is blank.
const CONTRAST: u8 = 40;

/// Pictures with fewer elements at their longer edge are mostly of a screen, whose letters are small.
const OF_A_SCREEN: u32 = 2000;

/// Kinds of pictures in which words are recognized.
const KINDS: &[&str] =
    &["image/png", "image/jpeg", "image/tiff", "image/webp", "image/bmp", "image/x-ms-bmp", "image/gif"];

/// Whether words are recognized in a picture of this media type.
pub fn is_picture(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    KINDS.iter().any(|kind| kind.eq_ignore_ascii_case(essence))
}

/// The same for a document whose media type tells nothing, by its first bytes.
pub fn is_picture_by(head: &[u8]) -> bool {
    let marks: [&[u8]; 6] = [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"GIF87a", b"GIF89a"];
    marks.iter().any(|mark| head.starts_with(mark)) || head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP")
}

/// The job. `hint`: the number of the page, from 1.
///
/// # Errors
/// [`NO_PAGE`], [`NOTHING`], or a sentence for the person.
pub fn run(hint: &str, bytes: &[u8]) -> Result<Vec<u8>, String> {
    let number: usize = hint.parse().ok().filter(|number| *number > 0).ok_or("the page is no number")?;
    let picture = if page::is_pdf(bytes) { page::drawn(bytes, number)? } else { in_picture(bytes, number)? };
    if is_blank(&picture) {
        return Err(NOTHING.to_owned());
    }
    let mut answer = format!("P5\n{} {}\n255\n", picture.width(), picture.height()).into_bytes();
    answer.extend_from_slice(&picture);
    Ok(answer)
}

/// Whether an answer of [`run`] is a picture, and of the size that it says.
pub fn is_plain(answer: &[u8]) -> bool {
    let mut lines = answer.splitn(4, |byte| *byte == b'\n');
    let (mark, size, depth, shades) = (lines.next(), lines.next(), lines.next(), lines.next());
    let size = size.and_then(|size| std::str::from_utf8(size).ok()?.split_once(' '));
    let edges = size.and_then(|(width, height)| width.parse::<u32>().ok().zip(height.parse::<u32>().ok()));
    let is_fit = |(width, height): (u32, u32)| {
        (1..=LONGEST).contains(&width)
            && (1..=LONGEST).contains(&height)
            && shades.is_some_and(|shades| shades.len() as u64 == u64::from(width) * u64::from(height))
    };
    mark == Some(b"P5") && depth == Some(b"255") && edges.is_some_and(is_fit)
}

fn in_picture(bytes: &[u8], number: usize) -> Result<GrayImage, String> {
    let bytes = tiff::with_page_first(bytes, number).ok_or(NO_PAGE)?;
    let (picture, orientation) = picture::unpack(&bytes).map_err(|error| match error {
        ImageError::Limits(_) => "the picture has more than 100 million picture elements".to_owned(),
        _ => "the picture is damaged, or of a kind that is not known".to_owned(),
    })?;
    let (longer, shorter) = (picture.width().max(picture.height()), picture.width().min(picture.height()));
    if longer <= ICON || shorter < LOWEST {
        return Err(NOTHING.to_owned());
    }
    let mut gray = DynamicImage::from(fit(on_white(picture)));
    if let Some(orientation) = orientation {
        gray.apply_orientation(orientation);
    }
    Ok(gray.into_luma8())
}

/// In gray, on white where something shines through.
fn on_white(picture: DynamicImage) -> GrayImage {
    if !picture.color().has_alpha() {
        return picture.into_luma8();
    }
    let picture = picture.into_luma_alpha8();
    GrayImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [shade, alpha] = picture.get_pixel(x, y).0.map(u32::from);
        let shade = (shade * alpha + 255 * (255 - alpha)) / 255;
        image::Luma([u8::try_from(shade).unwrap_or(u8::MAX)])
    })
}

/// Larger or smaller, as letters are recognized best.
fn fit(picture: GrayImage) -> GrayImage {
    let (width, height) = best_size(picture.dimensions());
    if (width, height) == picture.dimensions() {
        return picture;
    }
    let filter = if width > picture.width() { FilterType::CatmullRom } else { FilterType::Triangle };
    image::imageops::resize(&picture, width, height, filter)
}

fn best_size((width, height): (u32, u32)) -> (u32, u32) {
    let longer = width.max(height);
    let (width, height) = (f64::from(width), f64::from(height));
    let factor: f64 = if longer < OF_A_SCREEN { 2.0 } else { 1.0 };
    let factor = factor.min((f64::from(PIXELS) / (width * height)).sqrt()).min(f64::from(LONGEST) / f64::from(longer));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between one and the bounds above")]
    let scaled = |edge: f64| (edge * factor).floor().max(1.0) as u32;
    (scaled(width), scaled(height))
}

fn is_blank(picture: &GrayImage) -> bool {
    let shades = picture.iter().fold((u8::MAX, u8::MIN), |(low, high), shade| (low.min(*shade), high.max(*shade)));
    shades.1.saturating_sub(shades.0) < CONTRAST
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{ImageFormat, LumaA, RgbImage};

    use super::*;

    fn striped(width: u32, height: u32) -> GrayImage {
        GrayImage::from_fn(width, height, |x, y| image::Luma([if (x / 7 + y / 7) % 2 == 0 { 0 } else { 255 }]))
    }

    fn written(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.into().write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    fn size(answer: &[u8]) -> String {
        String::from_utf8_lossy(answer).lines().nth(1).unwrap().to_owned()
    }

    #[test]
    fn every_kind_of_picture_becomes_a_plain_one_of_a_size_in_which_letters_are_recognized() {
        for format in [ImageFormat::Png, ImageFormat::Tiff, ImageFormat::Bmp, ImageFormat::Gif, ImageFormat::WebP] {
            let rgb = DynamicImage::from(striped(300, 150)).into_rgb8();
            let picture = written(rgb, format);
            assert!(format == ImageFormat::Bmp || is_picture_by(&picture), "{format:?}");
            let answer = run("1", &picture).unwrap();
            assert_eq!(size(&answer), "600 300", "{format:?}");
            assert!(is_plain(&answer) && !is_plain(&answer[1..]) && !is_plain(&answer[..answer.len() - 1]));
            assert_eq!(run("2", &picture).unwrap_err(), NO_PAGE, "{format:?}");
        }
        assert_eq!(best_size((2400, 1000)), (2400, 1000));
        assert_eq!(best_size((6000, 5000)), (4898, 4082));
        assert_eq!(best_size((64_000, 20)), (32_000, 10));
    }

    #[test]
    fn blank_pictures_and_icons_have_nothing_to_recognize() {
        let blank = RgbImage::from_pixel(500, 500, image::Rgb([250, 250, 249]));
        for picture in [written(striped(128, 128), ImageFormat::Png), written(blank, ImageFormat::Png)] {
            assert_eq!(run("1", &picture).unwrap_err(), NOTHING);
        }
        assert!(run("1", b"\x89PNG\r\n\x1a\n").unwrap_err().contains("damaged"));
        assert!(run("0", b"").is_err());
    }

    #[test]
    fn what_shines_through_is_white() {
        let letters = image::ImageBuffer::from_fn(300, 300, |x, _| LumaA([0_u8, if x < 100 { 255 } else { 0 }]));
        let gray = on_white(DynamicImage::from(letters));
        assert_eq!((gray.get_pixel(50, 50).0, gray.get_pixel(200, 50).0), ([0], [255]));
    }
}
