//! What was just done, said on the page after it. The address holds only words of this list.

use uuid::Uuid;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub sentence: &'static str,
    /// What takes it back: deletions to be restored, under one id.
    pub undo: Option<Uuid>,
    /// The same page without the notice.
    pub page: String,
}

impl Notice {
    /// From path and query of the page.
    pub fn of(here: &str) -> Option<Self> {
        let (path, query) = here.split_once('?')?;
        let (mut sentence, mut undo) = (None, None);
        let mut rest = url::form_urlencoded::Serializer::new(String::new());
        for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match key.as_ref() {
                "done" => sentence = words(&value),
                "undo" => undo = Uuid::try_parse(&value).ok(),
                _ => drop(rest.append_pair(&key, &value)),
            }
        }
        let rest = rest.finish();
        let page = if rest.is_empty() { path.to_owned() } else { format!("{path}?{rest}") };
        Some(Self { sentence: sentence?, undo, page })
    }
}

fn words(done: &str) -> Option<&'static str> {
    Some(match done {
        "made" => "The folder is there.",
        "renamed" => "Renamed. Links to the old name lead here for a while.",
        "moved" => "Moved. Links to the old place lead here for a while.",
        "copied" => "Copied.",
        "described" => "The description is saved.",
        "version" => "The old version is the current one again. Nothing of the history is lost.",
        "deleted" => "Moved to the trash.",
        "restored" => "Restored.",
        "purged" => "Deleted for good.",
        "emptied" => "The trash is empty.",
        "uploaded" => "Uploaded.",
        "quota" => "The quota is saved.",
        _ => return None,
    })
}
