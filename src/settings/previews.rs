//! Whether another program makes pages of Office files.

use std::path::PathBuf;

use super::{variable::Variable, variables::Variables};

pub(super) const PREVIEW_OFFICE: Variable = Variable::new(
    "PREVIEW_OFFICE",
    "off",
    "libreoffice",
    "libreoffice shows Office files page by page, made by LibreOffice where it is installed; off shows their text.",
);

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PreviewSettings {
    /// LibreOffice's own program (`soffice.bin`); `None`: the text of Office files is shown.
    pub office: Option<PathBuf>,
}

/// Where distributions and LibreOffice's own packages put it.
const USUAL: &[&str] = &[
    "/usr/lib/libreoffice/program/soffice.bin",
    "/usr/lib64/libreoffice/program/soffice.bin",
    "/opt/libreoffice/program/soffice.bin",
];

pub(super) fn read(variables: &mut Variables<'_>) -> PreviewSettings {
    let Some(value) = variables.text(&PREVIEW_OFFICE) else { return PreviewSettings::default() };
    match value.as_str() {
        "off" => PreviewSettings::default(),
        "libreoffice" => {
            let office = installed();
            if office.is_none() {
                variables.warn(
                    "PREVIEW_OFFICE is libreoffice, but LibreOffice is not installed in any usual place: Office files are shown as text.",
                );
            }
            PreviewSettings { office }
        }
        other => {
            variables.problem(
                &PREVIEW_OFFICE,
                format!("{} is neither libreoffice nor off.", super::variables::shown(other)),
            );
            PreviewSettings::default()
        }
    }
}

fn installed() -> Option<PathBuf> {
    // `/opt/libreoffice24.8` and the like; the newest comes last.
    let mut own: Vec<PathBuf> = std::fs::read_dir("/opt")
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("libreoffice"))
        .map(|entry| entry.path().join("program/soffice.bin"))
        .collect();
    own.sort();
    USUAL.iter().map(PathBuf::from).chain(own.into_iter().rev()).find(|path| path.is_file())
}
