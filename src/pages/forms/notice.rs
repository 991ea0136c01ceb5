//! The notice about what was just done, on the page after it. The address contains only words of this list.

use uuid::Uuid;

use crate::documents::item;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub sentence: String,
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
                "undo" => undo = item::id(&value).ok(),
                _ => drop(rest.append_pair(&key, &value)),
            }
        }
        let rest = rest.finish();
        let page = if rest.is_empty() { path.to_owned() } else { format!("{path}?{rest}") };
        Some(Self { sentence: sentence?, undo, page })
    }
}

fn words(done: &str) -> Option<String> {
    Some(match done {
        "made" => text!("done-made"),
        "renamed" => text!("done-renamed"),
        "moved" => text!("done-moved"),
        "copied" => text!("done-copied"),
        "copying" => text!("done-copying"),
        "copy-cancelled" => text!("done-copy-cancelled"),
        "described" => text!("done-described"),
        "version" => text!("done-version"),
        "replaced" => text!("done-replaced"),
        "deleted" => text!("done-deleted"),
        "restored" => text!("done-restored"),
        "purged" => text!("done-purged"),
        "condemned" => text!("done-condemned"),
        "emptied" => text!("done-emptied"),
        "emptying" => text!("done-emptying"),
        "opening" => text!("done-opening"),
        "uploaded" => text!("done-uploaded"),
        "quota" => text!("done-quota"),
        _ => return None,
    })
}
