//! Whether words are recognized in scans and pictures, and in which languages.

use std::path::{Path, PathBuf};

use super::{
    variable::Variable,
    variables::{Variables, shown},
};

pub(super) const OCR: Variable = Variable::new(
    "OCR",
    "auto",
    "off",
    "auto recognizes words in scans and pictures for the search, by Tesseract where it is installed; off does not.",
);

pub(super) const OCR_LANGUAGES: Variable = Variable::new(
    "OCR_LANGUAGES",
    "all that are installed for Tesseract",
    "deu+eng",
    "The languages of scans, as Tesseract names them, with + between; each makes the recognition slower.",
);

/// With more installed than these, all of them together would take minutes for a page.
const MOST_LANGUAGES: usize = 8;

/// Whether words are recognized in scans and pictures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OcrSettings {
    /// The operator does not want it.
    pub is_off: bool,
    /// `None`: they are not.
    pub tesseract: Option<TesseractSettings>,
}

/// An installed Tesseract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TesseractSettings {
    pub program: PathBuf,
    /// The folder of its models.
    pub data: PathBuf,
    /// Never empty.
    pub languages: Vec<String>,
}

impl OcrSettings {
    /// The state, for the operator.
    pub fn in_words(&self) -> String {
        match &self.tesseract {
            Some(TesseractSettings { program, languages, .. }) => format!(
                "words in scans and pictures are recognized by {} ({})",
                program.display(),
                languages.join(", ")
            ),
            None if self.is_off => "words in scans and pictures are not recognized: OCR is off".to_owned(),
            None => "words in scans and pictures are not recognized: Tesseract is not installed, or has none of the languages \
                     (apt install tesseract-ocr tesseract-ocr-deu)"
                .to_owned(),
        }
    }
}

/// Where distributions put it. Its sandbox reads nothing outside of `/usr`.
const PROGRAMS: &[&str] = &["/usr/bin/tesseract", "/usr/local/bin/tesseract"];
const DATA: &[&str] = &[
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tesseract/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
];

/// Models that are no languages: which way is up, equations, digits of cheques.
const NO_LANGUAGES: &[&str] = &["osd", "equ", "snum"];

pub(super) fn read(variables: &mut Variables<'_>) -> OcrSettings {
    let is_off = match variables.text(&OCR).as_deref() {
        None | Some("auto") => false,
        Some("off") => true,
        Some(other) => {
            variables.problem(&OCR, format!("{} is neither auto nor off.", shown(other)));
            false
        }
    };
    let wanted = variables.text(&OCR_LANGUAGES);
    let wanted: Option<Vec<String>> =
        wanted.map(|text| text.split(['+', ',']).map(|name| name.trim().to_owned()).collect());
    if let Some(name) = wanted.iter().flatten().find(|name| !is_language(name)) {
        variables.problem(&OCR_LANGUAGES, format!("{} is not how Tesseract names a language.", shown(name)));
        return OcrSettings { is_off, tesseract: None };
    }
    let tesseract = if is_off { None } else { installed(variables, wanted) };
    OcrSettings { is_off, tesseract }
}

fn installed(variables: &mut Variables<'_>, wanted: Option<Vec<String>>) -> Option<TesseractSettings> {
    let found = PROGRAMS.iter().map(PathBuf::from).find(|path| path.is_file());
    let found = found.and_then(|program| Some((program, DATA.iter().map(PathBuf::from).find(|path| path.is_dir())?)));
    let Some((program, data)) = found else {
        if wanted.is_some() {
            variables.warn(
                "OCR_LANGUAGES is set, but Tesseract is not installed in any usual place: no words are recognized in scans.",
            );
        }
        return None;
    };
    let there = languages_in(&data);
    let (languages, warning) = choose(wanted, &there);
    if let Some(warning) = warning {
        variables.warn(warning);
    }
    (!languages.is_empty()).then_some(TesseractSettings { program, data, languages })
}

/// The languages to use, and what the operator should know about them.
fn choose(wanted: Option<Vec<String>>, there: &[String]) -> (Vec<String>, Option<String>) {
    let Some(wanted) = wanted else {
        if there.len() <= MOST_LANGUAGES {
            return (there.to_vec(), None);
        }
        let one = there.iter().find(|name| *name == "eng").or(there.first()).cloned();
        let warning = format!(
            "Tesseract has {} languages, and each makes the recognition slower: only {} is used. OCR_LANGUAGES names those that your \
             scans are in, such as OCR_LANGUAGES={}.",
            there.len(),
            one.as_deref().unwrap_or_default(),
            OCR_LANGUAGES.example
        );
        return (one.into_iter().collect(), Some(warning));
    };
    let (known, missing): (Vec<String>, Vec<String>) = wanted.into_iter().partition(|name| there.contains(name));
    let warning = missing.first().map(|first| {
        let package = first.replace('_', "-").to_lowercase();
        format!(
            "OCR_LANGUAGES names what is not installed for Tesseract: {}. Installed are: {}. On Debian: apt install tesseract-ocr-{package}.",
            missing.join(", "),
            if there.is_empty() { "none".to_owned() } else { there.join(", ") },
        )
    });
    (known, warning)
}

/// English first, whose letters others have too; then in the order of the alphabet.
fn languages_in(data: &Path) -> Vec<String> {
    let files = std::fs::read_dir(data).into_iter().flatten().flatten();
    let mut names: Vec<String> = files
        .filter_map(|file| file.file_name().to_str()?.strip_suffix(".traineddata").map(str::to_owned))
        // Models for upright lines are asked for by those of their languages.
        .filter(|name| is_language(name) && !NO_LANGUAGES.contains(&name.as_str()) && !name.ends_with("_vert"))
        .collect();
    names.sort_by_key(|name| (name != "eng", name.clone()));
    names
}

/// Such as `deu`, `chi_sim` or `deu_latf`; it becomes an argument of a program and the name of a file.
fn is_language(name: &str) -> bool {
    (2..=20).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn all_installed_languages_are_used_unless_some_are_named() {
        let there = names(&["eng", "deu"]);
        assert_eq!(choose(None, &there), (there.clone(), None));
        assert_eq!(choose(Some(names(&["deu"])), &there), (names(&["deu"]), None));
    }

    #[test]
    fn a_language_that_is_not_installed_is_left_out_and_the_operator_is_told() {
        let (languages, warning) = choose(Some(names(&["eng", "chi_sim"])), &names(&["eng", "deu"]));
        assert_eq!(languages, names(&["eng"]));
        let warning = warning.unwrap();
        assert!(warning.contains("chi_sim. Installed are: eng, deu.") && warning.contains("tesseract-ocr-chi-sim"));
    }

    #[test]
    fn of_a_hundred_languages_one_is_used_and_the_operator_is_told() {
        let there: Vec<String> = std::iter::once("eng".to_owned()).chain((0..99).map(|n| format!("x{n}"))).collect();
        let (languages, warning) = choose(None, &there);
        assert_eq!(languages, names(&["eng"]));
        assert!(warning.unwrap().contains("100 languages"));
    }

    #[test]
    fn models_that_are_no_languages_do_not_count() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["osd", "deu", "eng", "jpn_vert", "equ", "-rm"] {
            std::fs::write(folder.path().join(format!("{name}.traineddata")), "").unwrap();
        }
        std::fs::write(folder.path().join("pdf.ttf"), "").unwrap();
        assert_eq!(languages_in(folder.path()), names(&["eng", "deu"]));
    }
}
