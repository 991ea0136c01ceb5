//! Renders texts, tables and documents: in a confined process, remembered by what is in them.

use std::{sync::Arc, time::Duration};

use moka::future::Cache;

use super::preview::{Previews, content};
use crate::{
    Error, Result,
    access::ladder::Reader,
    confined::{ConfinedError, Input, Job, Limits},
    documents::{item::Item, path::FolderPath},
    previews::{
        clean, escape,
        html::Html,
        job::{code, markdown, structure::Answer, table},
    },
    readers::structure::{BYTES, Structure, Why},
    storage::content_hash::ContentHash,
};

/// How many bytes of rendered texts are held in memory.
const MEMORY: u64 = 16 * 1024 * 1024;

/// How long a rendered text is kept, or that it cannot be shown.
const REMEMBERED: Duration = Duration::from_mins(10);

/// A longer page is not shown, whatever it is of.
const PAGE: usize = 8 * 1024 * 1024;

/// A text as it is shown.
#[derive(Debug)]
pub struct Shown {
    pub html: Html,
    /// What is left out; empty: nothing.
    pub notice: String,
}

/// Why something is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unshown {
    Nothing(Why),
    /// It ran into a limit, or is made to do harm.
    TooMuch,
}

/// One way to render a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Rendering {
    Code(String),
    /// Links are relative to this folder.
    Markdown(FolderPath),
    Table,
    /// Of this media type.
    Structure(String),
}

/// What has been rendered.
pub type Rendered = Cache<(ContentHash, Rendering), std::result::Result<Arc<Shown>, Unshown>>;

/// An empty memory.
pub fn memory() -> Rendered {
    Cache::builder()
        .max_capacity(MEMORY)
        .weigher(|_, shown: &std::result::Result<Arc<Shown>, Unshown>| {
            let length = shown.as_ref().map_or(0, |shown| shown.html.as_str().len());
            u32::try_from(length).unwrap_or(u32::MAX).saturating_add(256)
        })
        .time_to_live(REMEMBERED)
        .build()
}

impl Rendering {
    /// The job, its hint, how much of the document it reads, and how long its answer may be.
    fn job(&self) -> (Job, &str, u64, u64) {
        const MB: u64 = 1024 * 1024;
        match self {
            Self::Code(language) => (Job::Code, language, code::BYTES as u64, 5 * MB),
            Self::Markdown(_) => (Job::Markdown, "", markdown::BYTES as u64, markdown::HTML as u64),
            Self::Table => (Job::Table, "", table::BYTES as u64, 6 * MB),
            Self::Structure(media_type) => (Job::Structure, media_type, BYTES, 6 * MB),
        }
    }
}

impl Previews {
    pub(super) async fn render(
        &self,
        reader: &Reader,
        item: &Item,
        rendering: Rendering,
    ) -> Result<std::result::Result<Arc<Shown>, Unshown>> {
        let key = (content(item)?.hash, rendering.clone());
        let made = self.rendered.try_get_with(key, async {
            let (job, hint, input, output) = rendering.job();
            let is_structure = matches!(rendering, Rendering::Structure(_));
            let size = content(item)?.size;
            if is_structure && size > input {
                return Ok(Err(Unshown::TooMuch));
            }
            // It is held in memory until a process has it, so few are at once.
            let _place =
                if is_structure { Some(self.large.acquire().await.map_err(Error::unavailable)?) } else { None };
            // One more than is shown, so that the job sees that there is more.
            let bytes = self.first_bytes(reader, item, input + 1).await?;
            let limits = Limits { processor: Duration::from_secs(6), output, ..Limits::default() };
            let answer = self.texts.run(job, hint, Input::Bytes(bytes.clone()), limits).await;
            let answer = match (answer, &rendering) {
                (Ok(answer), _) => answer,
                // Text without its colours needs no parser.
                (Err(_), Rendering::Code(_)) => code::run("", &bytes).map_err(Error::internal)?,
                (Err(ConfinedError::Busy), _) => return Err(Error::unavailable("no process for a preview")),
                (Err(error), _) => {
                    tracing::debug!(%error, ?job, "no preview");
                    return Ok(Err(match error {
                        ConfinedError::Failed(_) => Unshown::Nothing(Why::Damaged),
                        _ => Unshown::TooMuch,
                    }));
                }
            };
            let is_cut = size > input;
            let spelt = tokio::task::spawn_blocking(move || spell_out(&rendering, &answer, is_cut));
            spelt.await.map_err(Error::internal)
        });
        made.await.map_err(|error: Arc<Error>| (*error).clone())
    }
}

/// Nothing that came back is believed: data is read and escaped, HTML is cleaned.
fn spell_out(rendering: &Rendering, answer: &[u8], is_cut: bool) -> std::result::Result<Arc<Shown>, Unshown> {
    let (html, notice) = match rendering {
        Rendering::Code(_) => {
            let mut coloured: code::Coloured = read(answer)?;
            coloured.lines.truncate(code::LINES);
            (escape::code(&coloured), escape::code_notice(&coloured))
        }
        Rendering::Table => {
            let mut cells: table::Cells = read(answer)?;
            cells.rows.truncate(table::ROWS);
            (escape::table(&cells), escape::table_notice(&cells))
        }
        Rendering::Markdown(folder) => {
            let notice = if is_cut { text!("preview-beginning") } else { String::new() };
            let html = std::str::from_utf8(answer).ok().and_then(|html| clean::clean(html, folder));
            (html.ok_or(Unshown::TooMuch)?, notice)
        }
        Rendering::Structure(_) => {
            let structure: Structure = match read(answer)? {
                Answer::Found(structure) => structure,
                Answer::Nothing(why) => return Err(Unshown::Nothing(why)),
            };
            (escape::structure(&structure), escape::structure_notice(&structure))
        }
    };
    if html.as_str().len() <= PAGE { Ok(Arc::new(Shown { html, notice })) } else { Err(Unshown::TooMuch) }
}

/// What no job of ours says is made to do harm.
fn read<'a, T: serde::Deserialize<'a>>(answer: &'a [u8]) -> std::result::Result<T, Unshown> {
    serde_json::from_slice(answer).map_err(|_| Unshown::TooMuch)
}
