//! Scans and pictures with words in them, drawn by the program itself, and programs that stand in for Tesseract.

use std::{fs, io::Cursor, os::unix::fs::PermissionsExt, path::Path};

use image::{DynamicImage, GrayImage, ImageFormat};
use latchkey::{readers::scan, settings::TesseractSettings};

use super::{World, all_is_found, files::pdf};

/// A picture of one line of text, at three hundred picture elements to an inch.
pub fn picture_of(text: &str) -> GrayImage {
    let page = small(pdf(&[small_line(text)]));
    let plain = scan::run("1", &page).unwrap();
    let mut parts = plain.splitn(4, |byte| *byte == b'\n');
    let size = String::from_utf8(parts.nth(1).unwrap().to_vec()).unwrap();
    let (width, height) = size.split_once(' ').unwrap();
    let shades = parts.nth(1).unwrap().to_vec();
    GrayImage::from_raw(width.parse().unwrap(), height.parse().unwrap(), shades).unwrap()
}

/// What draws one line of text on such a page.
pub fn small_line(text: &str) -> String {
    format!("BT /F1 12 Tf 20 25 Td ({text}) Tj ET")
}

/// Pages of the size of a line.
pub fn small(pdf: Vec<u8>) -> Vec<u8> {
    String::from_utf8(pdf).unwrap().replace("[0 0 595 842]", "[0 0 420 060]").into_bytes()
}

pub fn written(picture: GrayImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(picture).into_rgb8().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// What draws a picture over the page, as scanners do.
pub fn scanned(picture: &GrayImage, (width, height): (u32, u32)) -> String {
    format!(
        "q {width} 0 0 {height} 0 0 cm BI /W {} /H {} /CS /G /BPC 8 /F /AHx ID {}> EI Q",
        picture.width(),
        picture.height(),
        hex::encode(picture.as_raw())
    )
}

/// A document of scans only.
pub fn scan_of(texts: &[&str]) -> Vec<u8> {
    small(pdf(&texts.iter().map(|text| scanned(&picture_of(text), (420, 60))).collect::<Vec<_>>()))
}

/// A document of so many scans whose words nobody reads.
pub fn scan_with_pages(pages: usize) -> Vec<u8> {
    let stripes = GrayImage::from_fn(200, 40, |x, _| image::Luma([if x % 20 < 10 { 0 } else { 255 }]));
    small(pdf(&vec![scanned(&stripes, (420, 60)); pages]))
}

/// A fax or a scanner's file: pictures one after the other, in gray and not packed.
pub fn tiff_of(pictures: &[GrayImage]) -> Vec<u8> {
    let mut file = b"II*\0\x08\0\0\0".to_vec();
    for (number, picture) in pictures.iter().enumerate() {
        let (width, height) = picture.dimensions();
        let shades = file.len() as u32 + 2 + 9 * 12 + 4;
        let next = if number + 1 < pictures.len() { shades + width * height } else { 0 };
        let entries = [
            (256_u16, width),
            (257, height),
            (258, 8),
            (259, 1),
            (262, 1),
            (273, shades),
            (277, 1),
            (278, height),
            (279, width * height),
        ];
        file.extend((entries.len() as u16).to_le_bytes());
        for (tag, value) in entries {
            file.extend(tag.to_le_bytes());
            file.extend(4_u16.to_le_bytes());
            file.extend(1_u32.to_le_bytes());
            file.extend(value.to_le_bytes());
        }
        file.extend(next.to_le_bytes());
        file.extend_from_slice(picture);
    }
    file
}

/// Until nothing waits to be recognized, and all of it is found. What has the lowest priority waits for everything else on a busy
/// machine, so the limit is far away.
pub fn all_is_recognized(world: &World) {
    let began = std::time::Instant::now();
    while world.database.text("SELECT count(*) FROM contents WHERE scan = 'waiting'") != "0" {
        assert!(began.elapsed() < std::time::Duration::from_mins(5), "it is not recognized");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    all_is_found(world);
}

/// Tesseract from Debian, with English.
pub fn tesseract() -> TesseractSettings {
    let program = Path::new("/usr/bin/tesseract");
    assert!(program.exists(), "apt install tesseract-ocr");
    let data = Path::new("/usr/share/tesseract-ocr/5/tessdata");
    TesseractSettings { program: program.into(), data: data.into(), languages: vec!["eng".to_owned()] }
}

/// A program of these lines of a shell, in its place.
pub fn stand_in(folder: &Path, lines: &str) -> TesseractSettings {
    let program = folder.join("tesseract");
    fs::write(&program, format!("#!/bin/sh\n{lines}\n")).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    TesseractSettings { program, data: folder.into(), languages: vec!["eng".to_owned()] }
}

/// What a stand-in says that sees this word.
pub fn sees(word: &str) -> String {
    format!("printf '5\\t1\\t1\\t1\\t1\\t1\\t0\\t0\\t9\\t9\\t95\\t{word}\\n'")
}
