//! Words in scans and pictures.

use super::{entra, good, refused, warnings, with};

#[test]
fn words_in_scans_are_recognized_where_tesseract_is_installed_unless_the_operator_says_no() {
    assert!(std::path::Path::new("/usr/bin/tesseract").exists(), "apt install tesseract-ocr");
    let ocr = good(&entra()).ocr;
    assert!(ocr.in_words().contains("recognized by /usr/bin/tesseract (eng"), "{}", ocr.in_words());
    let ocr = good(&with(entra(), &[("OCR", "off")])).ocr;
    assert!(ocr.is_off && ocr.tesseract.is_none() && ocr.in_words().ends_with("OCR is off"));
    refused(&with(entra(), &[("OCR", "maybe")]), "OCR", "neither auto nor off");
}

#[test]
fn a_language_that_is_not_installed_is_said_and_left_out() {
    let languages = |value| good(&with(entra(), &[("OCR_LANGUAGES", value)])).ocr.tesseract.map(|used| used.languages);
    assert_eq!(languages("eng"), Some(vec!["eng".to_owned()]));
    assert_eq!(languages("xyz + eng"), Some(vec!["eng".to_owned()]));
    assert_eq!(languages("xyz"), None, "none of them");
    let said = warnings(&with(entra(), &[("OCR_LANGUAGES", "xyz+eng")]));
    assert!(said.contains("not installed for Tesseract: xyz. Installed are: eng"), "{said}");
    assert!(!warnings(&with(entra(), &[("OCR_LANGUAGES", "xyz"), ("OCR", "off")])).contains("Tesseract"));
    for value in ["../../etc/passwd", "-l", "e"] {
        refused(&with(entra(), &[("OCR_LANGUAGES", value)]), "OCR_LANGUAGES", "not how Tesseract names a language");
    }
}
