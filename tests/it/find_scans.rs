//! Words in scans and pictures are recognized by Tesseract and found by the search, and the pages say how that stands.

use image::{DynamicImage, GrayImage, ImageEncoder, ImageFormat, codecs::jpeg::JpegEncoder};
use latchkey::{readers::scan, settings::OcrSettings};

use crate::support::{
    Browser, World, all_is_found, eventually,
    files::pdf,
    import::import,
    scans::{all_is_recognized, picture_of, scan_of, scanned, small, small_line, tesseract, tiff_of, written},
};

fn world() -> World {
    World::with(|settings| settings.ocr.tesseract = Some(tesseract()))
}

fn found(browser: &mut Browser, query: &str) -> Vec<String> {
    let answer = browser.fetch(&format!("/api/v1/search?q={query}"));
    let items = answer.json()["items"].as_array().unwrap().clone();
    items.iter().map(|item| item["path"].as_str().unwrap().to_owned()).collect()
}

fn page(world: &World, browser: &mut Browser, name: &str) -> String {
    let id = world.database.text(&format!("SELECT id FROM nodes WHERE name = '{name}'"));
    browser.goto(&format!("/d/{id}")).text()
}

#[test]
fn the_words_in_a_picture_are_found() {
    let world = world();
    import(&world, &[("shot.png", &written(picture_of("The lighthouse keeper counts gulls"), ImageFormat::Png))]);
    all_is_found(&world);
    all_is_recognized(&world);
    let mut reader = world.reader();
    assert_eq!(found(&mut reader, "lighthouse+gull"), ["shot.png"]);
    let answer = reader.fetch("/api/v1/search?q=keeper").json();
    assert!(answer["items"][0]["passage"].to_string().contains("keeper"), "{answer}");
    let page = page(&world, &mut reader, "shot.png");
    assert!(page.contains("all of its words") && page.contains("recognized in a scan or picture"), "{page}");
    let page = world.admin().goto("/admin/index").text();
    assert!(page.contains("these languages: eng") && page.contains("<dt>Recognized</dt><dd>1</dd>"), "{page}");
}

#[test]
fn the_words_in_a_scan_are_found() {
    let world = world();
    import(&world, &[("scan.pdf", &scan_of(&["Harbour dues for the osprey"]))]);
    all_is_found(&world);
    all_is_recognized(&world);
    let mut reader = world.reader();
    assert_eq!(found(&mut reader, "harbour+osprey"), ["scan.pdf"]);
    assert!(page(&world, &mut reader, "scan.pdf").contains("recognized in a scan or picture"));
}

#[test]
fn a_scanned_page_among_others_is_found_with_their_words() {
    let world = world();
    let scan = scanned(&picture_of("Appendix about walruses"), (420, 60));
    let report = small(pdf(&[small_line("Quarterly report"), scan, small_line("Signed by everybody")]));
    import(&world, &[("report.pdf", &report)]);
    all_is_found(&world);
    assert_eq!(world.database.text("SELECT scan_pages FROM contents"), "{2}");
    all_is_recognized(&world);
    let mut reader = world.reader();
    assert_eq!(found(&mut reader, "quarterly+walrus+signed"), ["report.pdf"]);
}

#[test]
fn every_page_of_a_fax_is_found() {
    let world = world();
    let fax = tiff_of(&[picture_of("Order of seventeen anchors"), picture_of("Delivery to Rotterdam")]);
    import(&world, &[("fax.tif", &fax)]);
    all_is_found(&world);
    all_is_recognized(&world);
    assert_eq!(found(&mut world.reader(), "anchor+rotterdam"), ["fax.tif"]);
    assert_eq!(world.database.text("SELECT string_agg(page::text, ',' ORDER BY page) FROM recognized_pages"), "1,2");
}

#[test]
fn a_photo_is_turned_as_the_camera_was_held() {
    let lying: GrayImage = image::imageops::rotate270(&picture_of("Held upright"));
    assert!(lying.width() < lying.height());
    let mut jpeg = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut jpeg, 90);
    // 6: to be turned clockwise.
    encoder.set_exif_metadata(b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec()).unwrap();
    DynamicImage::from(lying).into_rgb8().write_with_encoder(encoder).unwrap();
    let plain = scan::run("1", &jpeg).unwrap();
    let size = String::from_utf8_lossy(&plain[..20]).into_owned();
    let (width, height) = size.lines().nth(1).unwrap().split_once(' ').unwrap();
    assert!(width.parse::<u32>().unwrap() > height.parse::<u32>().unwrap(), "{size}");
}

#[test]
fn what_waits_while_tesseract_is_not_installed_is_said_and_found_when_it_is() {
    let mut world = World::start();
    import(
        &world,
        &[
            ("scan.pdf", &scan_of(&["Insurance of the pelican"])),
            ("mixed.pdf", &small(pdf(&[small_line("Cover"), scanned(&picture_of("Inside"), (420, 60))]))),
            ("text.txt", b"text"),
        ],
    );
    all_is_found(&world);
    assert_eq!(world.database.text("SELECT string_agg(scan, ',' ORDER BY scan) FROM contents"), "none,waiting,waiting");
    let (mut reader, mut admin) = (world.reader(), world.admin());
    let shown = page(&world, &mut reader, "scan.pdf");
    assert!(shown.contains("only a picture, in which no words are recognized here"), "{shown}");
    assert!(!shown.contains("apt install"), "{shown}");
    assert!(page(&world, &mut admin, "scan.pdf").contains("apt install tesseract-ocr"));
    assert!(page(&world, &mut reader, "mixed.pdf").contains("pages that are only pictures are not recognized here"));
    let index = admin.goto("/admin/index").text();
    assert!(index.contains("Tesseract is not installed") && index.contains("<dd>2</dd>"), "{index}");

    world.stop();
    world.settings.ocr = OcrSettings { is_off: true, tesseract: None };
    world.wake();
    let mut admin = world.admin();
    assert!(page(&world, &mut admin, "scan.pdf").contains("OCR=off"));
    assert!(admin.goto("/admin/index").text().contains("the setting OCR is off"));

    world.stop();
    world.settings.ocr = OcrSettings { is_off: false, tesseract: Some(tesseract()) };
    world.wake();
    all_is_recognized(&world);
    assert_eq!(found(&mut world.reader(), "pelican"), ["scan.pdf"]);
}

#[test]
fn what_was_read_before_scans_were_is_recognized_too() {
    let mut world = World::asleep("http://localhost:8000", |settings| settings.ocr.tesseract = Some(tesseract()));
    import(&world, &[("scan.pdf", &scan_of(&["Minutes about puffins"])), ("icon.png", b"\x89PNG")]);
    world.database.execute(
        "UPDATE contents SET state = CASE WHEN content_type = 'image/png' THEN 'unsupported' ELSE 'empty' END, reader = 2",
    );
    world.wake();
    eventually(|| world.database.text("SELECT count(*) FROM contents WHERE reader = 2") == "0");
    all_is_recognized(&world);
    assert_eq!(found(&mut world.reader(), "puffin"), ["scan.pdf"]);
    assert_eq!(world.database.text("SELECT scan FROM contents WHERE content_type = 'image/png'"), "failed");
}
