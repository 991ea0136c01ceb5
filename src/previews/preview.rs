//! What is shown of a document on its page.

use std::{path::PathBuf, sync::Arc, time::Duration};

use actix_web::body;
use bytes::Bytes;
use moka::future::Cache;

use crate::{
    Error, Result,
    access::ladder::Reader,
    clock::SharedClock,
    confined::{Confined, ConfinedError, Input, Job, Limits},
    database::Database,
    documents::{
        item::{Content, Item},
        path::FolderPath,
    },
    entropy::SharedEntropy,
    media_type,
    previews::{
        clean, escape,
        html::Html,
        job::{code, markdown, table},
        kind::{Kind, has_thumbnail, how_to_open},
        thumbnails::{Edge, LARGEST, Thumbnails},
    },
    storage::{blobs::Blobs, body::BlobBody, content_hash::ContentHash},
};

/// A larger picture is shown as a small one of it first.
const LARGE_PICTURE: u64 = 4 * 1024 * 1024;

/// How many bytes of rendered texts are held in memory.
const MEMORY: u64 = 16 * 1024 * 1024;

/// So long it is remembered how a text looks, or that it cannot be shown.
const REMEMBERED: Duration = Duration::from_mins(10);

/// A longer page is not shown, whatever it is of.
const PAGE: usize = 8 * 1024 * 1024;

/// Shows what is in documents.
pub struct Previews {
    pub(super) database: Database,
    blobs: Arc<Blobs>,
    pub(super) clock: SharedClock,
    texts: Confined,
    shown: Cache<(ContentHash, Rendering), Option<Arc<Shown>>>,
    pub(super) thumbnails: Arc<Thumbnails>,
}

/// What is on the page above the facts.
#[derive(Debug, Clone)]
pub enum Preview {
    Empty,
    Picture,
    /// Too large for the page: a small one of it.
    LargePicture,
    Pdf,
    Sound,
    Film,
    Code(Arc<Shown>),
    Markdown(Arc<Shown>),
    Table(Arc<Shown>),
    /// It is not shown; the sentence says what to do.
    None(String),
}

/// A text as it is shown.
#[derive(Debug)]
pub struct Shown {
    pub html: Html,
    /// What is left out; empty: nothing.
    pub notice: String,
}

/// One way to render a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Rendering {
    Code(String),
    /// Links are relative to this folder.
    Markdown(FolderPath),
    Table,
}

impl Previews {
    /// `program`: this very program.
    ///
    /// # Errors
    /// When `DATA_DIR` cannot be written.
    pub fn open(
        database: &Database,
        blobs: Arc<Blobs>,
        data_dir: &std::path::Path,
        program: PathBuf,
        clock: &SharedClock,
        entropy: SharedEntropy,
    ) -> Result<Self> {
        let shown = Cache::builder()
            .max_capacity(MEMORY)
            .weigher(|_, shown: &Option<Arc<Shown>>| {
                let length = shown.as_ref().map_or(0, |shown| shown.html.as_str().len());
                u32::try_from(length).unwrap_or(u32::MAX).saturating_add(256)
            })
            .time_to_live(REMEMBERED)
            .build();
        let thumbnails = Arc::new(Thumbnails::open(data_dir, program.clone(), entropy)?);
        let at_once = std::thread::available_parallelism().map_or(2, |cores| cores.get().clamp(2, 8));
        Ok(Self {
            database: database.clone(),
            blobs,
            clock: clock.clone(),
            texts: Confined::new(program, at_once),
            shown,
            thumbnails,
        })
    }
}

impl Previews {
    /// Where small pictures are kept.
    pub fn folder(&self) -> &std::path::Path {
        self.thumbnails.folder()
    }

    /// What to show of this document. Whatever is wrong with its bytes, there is something to show.
    ///
    /// # Errors
    /// `NotFound` for a folder; `Internal` when the bytes are lost.
    pub async fn preview(&self, reader: &Reader, item: &Item) -> Result<Preview> {
        let content = content(item)?;
        let head = self.first_bytes(reader, item, media_type::HEAD as u64).await?;
        let kind = Kind::of(&item.name, &content.content_type, content.size, &head);
        let rendering = match &kind {
            Kind::Empty => return Ok(Preview::Empty),
            Kind::Pdf => return Ok(Preview::Pdf),
            Kind::Sound => return Ok(Preview::Sound),
            Kind::Film => return Ok(Preview::Film),
            Kind::Unknown => return Ok(Preview::None(how_to_open(&content.content_type))),
            Kind::Picture => {
                let is_large = content.size > LARGE_PICTURE && content.size <= LARGEST;
                let is_small = !is_large || !has_thumbnail(&content.content_type);
                return Ok(if is_small { Preview::Picture } else { Preview::LargePicture });
            }
            Kind::Markdown => Rendering::Markdown(folder_of(item)),
            Kind::Table => Rendering::Table,
            Kind::Code(language) => Rendering::Code(language.clone()),
        };
        Ok(match self.render(reader, item, rendering).await {
            Ok(Some(shown)) => match kind {
                Kind::Markdown => Preview::Markdown(shown),
                Kind::Table => Preview::Table(shown),
                _ => Preview::Code(shown),
            },
            Ok(None) => Preview::None(text!("preview-none")),
            Err(error) if error.meaning() == crate::error::Meaning::Unavailable => Preview::None(text!("preview-busy")),
            Err(error) => return Err(error),
        })
    }

    /// A Markdown document as HTML for one of our pages. `None`: it is none, or cannot be shown.
    ///
    /// # Errors
    /// `Unavailable` when too many are being rendered; `Internal` when the bytes are lost.
    pub async fn render_markdown(&self, reader: &Reader, item: &Item) -> Result<Option<Html>> {
        let Some(content) = item.content() else { return Ok(None) };
        if Kind::of(&item.name, &content.content_type, content.size, b"") != Kind::Markdown {
            return Ok(None);
        }
        let shown = self.render(reader, item, Rendering::Markdown(folder_of(item))).await?;
        Ok(shown.map(|shown| shown.html.clone()))
    }

    /// The small picture of this one; `None`: there is none.
    ///
    /// # Errors
    /// `NotFound` for a folder; `Unavailable` when too many are being made.
    pub async fn thumbnail(&self, reader: &Reader, item: &Item, edge: Edge) -> Result<Option<Bytes>> {
        let content = content(item)?;
        if content.size > LARGEST || !has_thumbnail(&content.content_type) {
            return Ok(None);
        }
        let whole = self.first_bytes(reader, item, content.size);
        self.thumbnails.of(content.hash, edge, whole).await
    }

    async fn render(&self, reader: &Reader, item: &Item, rendering: Rendering) -> Result<Option<Arc<Shown>>> {
        let key = (content(item)?.hash, rendering.clone());
        let made = self.shown.try_get_with(key, async {
            let (job, hint, input, output) = match &rendering {
                Rendering::Code(language) => (Job::Code, language.as_str(), code::BYTES, 5 * 1024 * 1024),
                Rendering::Markdown(_) => (Job::Markdown, "", markdown::BYTES, markdown::HTML as u64),
                Rendering::Table => (Job::Table, "", table::BYTES, 6 * 1024 * 1024),
            };
            // One more than is shown, so that the job sees that there is more.
            let bytes = self.first_bytes(reader, item, input as u64 + 1).await?;
            let limits = Limits { processor: Duration::from_secs(6), output, ..Limits::default() };
            let answer = self.texts.run(job, hint, Input::Bytes(bytes.clone()), limits).await;
            let answer = match (answer, &rendering) {
                (Ok(answer), _) => answer,
                // Text without its colours needs no parser.
                (Err(_), Rendering::Code(_)) => code::run("", &bytes).map_err(Error::internal)?,
                (Err(ConfinedError::Busy), _) => return Err(Error::unavailable("no process for a preview")),
                (Err(error), _) => {
                    tracing::debug!(%error, ?job, "no preview");
                    return Ok(None);
                }
            };
            let is_cut = content(item)?.size > input as u64;
            let spelt = tokio::task::spawn_blocking(move || spell_out(&rendering, &answer, is_cut));
            spelt.await.map_err(Error::internal)
        });
        made.await.map_err(|error: Arc<Error>| (*error).clone())
    }

    /// Up to so many bytes from the beginning.
    async fn first_bytes(&self, _: &Reader, item: &Item, most: u64) -> Result<Bytes> {
        let document = item.document().ok_or_else(|| Error::not_found("a folder has no bytes"))?;
        if document.size == 0 {
            return Ok(Bytes::new());
        }
        let blob = self.blobs.read(document.hash, document.size).await?;
        let read = body::to_bytes(BlobBody::new(blob, 0, document.size.min(most))).await;
        read.map_err(|error| Error::internal(format!("blob {}: {error}", document.hash)))
    }
}

/// Nothing that came back is believed: data is read and escaped, HTML is cleaned. `None`: it is made to do harm.
fn spell_out(rendering: &Rendering, answer: &[u8], is_cut: bool) -> Option<Arc<Shown>> {
    let (html, notice) = match rendering {
        Rendering::Code(_) => {
            let mut coloured: code::Coloured = serde_json::from_slice(answer).ok()?;
            coloured.lines.truncate(code::LINES);
            (escape::code(&coloured), escape::code_notice(&coloured))
        }
        Rendering::Table => {
            let mut cells: table::Cells = serde_json::from_slice(answer).ok()?;
            cells.rows.truncate(table::ROWS);
            (escape::table(&cells), escape::table_notice(&cells))
        }
        Rendering::Markdown(folder) => {
            let notice = if is_cut { text!("preview-beginning") } else { String::new() };
            (clean::clean(std::str::from_utf8(answer).ok()?, folder)?, notice)
        }
    };
    (html.as_str().len() <= PAGE).then(|| Arc::new(Shown { html, notice }))
}

fn content(item: &Item) -> Result<&Content> {
    item.content().ok_or_else(|| Error::not_found("a folder has no content"))
}

/// The folder that a document lies in. A name that went past [`crate::documents::name::Name`] counts as the root.
pub fn folder_of(item: &Item) -> FolderPath {
    FolderPath::from_plain(&item.path).ok().and_then(|path| path.parent()).unwrap_or_default()
}
