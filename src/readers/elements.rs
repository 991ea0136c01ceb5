//! What the elements of Office's and OpenDocument's XML are to a reader, by their names without prefixes, and the groups
//! of RTF.

/// Between these there is a line end: paragraphs, rows, shared strings, headings, points of a chart, texts of a drawing.
pub const LINES: &[&str] = &[
    "p",
    "br",
    "cr",
    "row",
    "table-row",
    "si",
    "h",
    "line-break",
    "pt",
    "text",
    "comment",
    "threadedComment",
    "cm",
    "oddHeader",
    "oddFooter",
    "evenHeader",
    "evenFooter",
    "firstHeader",
    "firstFooter",
    "title",
    "subject",
    "creator",
    "keywords",
    "keyword",
    "description",
    "category",
    "publisher",
    "identifier",
    "user-defined",
    "property",
    "tspan",
    "desc",
];

/// Between these there is a blank: cells and tabs.
pub const BLANKS: &[&str] = &["tab", "ptab", "c", "tc", "table-cell", "s", "note", "is"];

/// Text in here is not the document's: field codes, numbers of styles, formulas, deleted passages, reading aids above
/// the letters, numbers behind a chart, and what older programs are to show in place of what stands beside it.
pub const SILENT: &[&str] = &[
    "instrText",
    "delText",
    "delInstrText",
    "moveFrom",
    "f",
    "rPh",
    "rt",
    "Fallback",
    "numCache",
    "formatCode",
    "tracked-changes",
    "scripts",
    "automatic-styles",
    "font-face-decls",
    "ruby-text",
    "fldData",
    "binData",
    "binary-data",
    "style",
    "script",
    "settings",
    "generator",
];

/// What is heard of the part that says something about the document; the rest is dates, counters and programs.
pub const ABOUT: &[&str] = &[
    "title",
    "subject",
    "creator",
    "keywords",
    "keyword",
    "description",
    "category",
    "publisher",
    "identifier",
    "user-defined",
    "lpwstr",
    "lpstr",
];

/// What people wrote into attributes: what a picture shows, the name of a sheet, a hint.
pub fn spoken(element: &str) -> &'static [&'static str] {
    match element {
        "docPr" | "cNvPr" => &["descr", "title"],
        "sheet" | "table" => &["name"],
        "dataValidation" => &["prompt", "error"],
        "shape" | "rect" => &["alt"],
        _ => &[],
    }
}

/// Groups of RTF whose text nobody sees on the page.
pub const SILENT_GROUPS: &[&str] = &[
    "colortbl",
    "stylesheet",
    "listtable",
    "listoverridetable",
    "pict",
    "themedata",
    "colorschememapping",
    "datastore",
    "latentstyles",
    "generator",
    "xmlnstbl",
    "rsidtbl",
    "filetbl",
    "revtbl",
    "objdata",
    "fldinst",
    "bkmkstart",
    "bkmkend",
    "mmathPr",
    "nonshppict",
    "passwordhash",
    "author",
    "operator",
    "company",
    "falt",
    "panose",
];
