//! What is shown of a document on its page.

use std::{sync::Arc, time::Duration};

use actix_web::body;
use bytes::Bytes;
use tokio::sync::Semaphore;

use crate::{
    Error, Result,
    access::ladder::Reader,
    clock::SharedClock,
    confined::Confined,
    database::Database,
    documents::{
        item::{Content, Item},
        path::FolderPath,
    },
    entropy::SharedEntropy,
    error::Meaning,
    media_type,
    previews::{
        html::Html,
        kind::{Kind, has_thumbnail, how_to_open},
        pages::{LARGEST_DOCUMENT, PATIENCE, Pages, State},
        render::{Rendered, Rendering, Shown, Unshown, memory},
        thumbnails::{Edge, LARGEST, Thumbnails},
    },
    readers::structure::Why,
    settings::PreviewSettings,
    storage::{blobs::Blobs, body::BlobBody},
};

/// A larger picture is shown as a small one of it first.
const LARGE_PICTURE: u64 = 4 * 1024 * 1024;

/// How many documents are held in memory as a whole on their way to another process.
const WHOLE_AT_ONCE: usize = 3;

/// Shows what is in documents.
pub struct Previews {
    pub(super) database: Database,
    blobs: Arc<Blobs>,
    pub(super) clock: SharedClock,
    pub(super) texts: Confined,
    pub(super) large: Semaphore,
    pub(super) rendered: Rendered,
    pub(super) thumbnails: Arc<Thumbnails>,
    /// Where pages are made of Office files.
    pages: Option<Arc<Pages>>,
}

/// What is on the page above the facts.
#[derive(Debug, Clone)]
pub enum Preview {
    Empty,
    Picture,
    /// Too large for the page: a small one of it.
    LargePicture,
    /// Too large for the page, and for a small one, too: it is shown itself.
    WholePicture,
    /// A copy in a format that browsers show.
    MadePicture,
    /// A picture that is a text; both are shown.
    Drawing(Arc<Shown>),
    Pdf,
    Sound,
    Film,
    Code(Arc<Shown>),
    Markdown(Arc<Shown>),
    Table(Arc<Shown>),
    /// Its text, without its layout; and whether its pages are being made.
    Structure(Arc<Shown>, bool),
    /// Its pages, which were made of it.
    Pages,
    /// It is not shown; the sentence says why, and what to do.
    None(String),
    /// Nobody gets it; the sentence says why.
    Quarantined(String),
}

impl Previews {
    /// `confined`: how this program is started again; the places are its own.
    ///
    /// # Errors
    /// When `DATA_DIR` cannot be written.
    pub fn open(
        database: &Database,
        blobs: Arc<Blobs>,
        data_dir: &std::path::Path,
        confined: &Confined,
        settings: &PreviewSettings,
        clock: &SharedClock,
        entropy: SharedEntropy,
    ) -> Result<Self> {
        let thumbnails = Arc::new(Thumbnails::open(data_dir, confined, entropy.clone())?);
        let pages = settings
            .office
            .clone()
            .map(|office| Pages::open(confined, office, data_dir, thumbnails.clone(), entropy).map(Arc::new))
            .transpose()?;
        let at_once = std::thread::available_parallelism().map_or(2, |cores| cores.get().clamp(2, 8));
        Ok(Self {
            database: database.clone(),
            blobs,
            clock: clock.clone(),
            texts: confined.apart(at_once),
            large: Semaphore::new(WHOLE_AT_ONCE),
            rendered: memory(),
            thumbnails,
            pages,
        })
    }

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
        // What was made of it earlier is not shown either.
        if let Err(refused) = self.blobs.withheld().check(&content.hash) {
            return Ok(Preview::Quarantined(refused.person().to_owned()));
        }
        let head = self.first_bytes(reader, item, media_type::HEAD as u64).await?;
        let kind = Kind::of(&item.name, &content.content_type, content.size, &head);
        let shown = match kind {
            Kind::Empty => return Ok(Preview::Empty),
            Kind::Pdf => return Ok(Preview::Pdf),
            Kind::Sound => return Ok(Preview::Sound),
            Kind::Film => return Ok(Preview::Film),
            Kind::Unknown => return Ok(Preview::None(how_to_open(&content.content_type))),
            Kind::Picture => self.picture(reader, item).await,
            Kind::MadePicture => self.made_picture(reader, item).await,
            Kind::Drawing(language) => self.text(reader, item, Rendering::Code(language), Preview::Drawing).await,
            Kind::Markdown => self.text(reader, item, Rendering::Markdown(folder_of(item)), Preview::Markdown).await,
            Kind::Table => self.text(reader, item, Rendering::Table, Preview::Table).await,
            Kind::Code(language) => self.text(reader, item, Rendering::Code(language), Preview::Code).await,
            Kind::Structure => self.structure(reader, item).await,
        };
        match shown {
            Err(error) if error.meaning() == Meaning::Unavailable => Ok(Preview::None(text!("preview-busy"))),
            shown => shown,
        }
    }

    /// A large one is made smaller first; where that fails, nothing is promised that is not there.
    async fn picture(&self, reader: &Reader, item: &Item) -> Result<Preview> {
        let content = content(item)?;
        if content.size <= LARGE_PICTURE {
            return Ok(Preview::Picture);
        }
        let smaller = self.thumbnail(reader, item, Edge::Page).await;
        Ok(if let Ok(Some(_)) = smaller { Preview::LargePicture } else { Preview::WholePicture })
    }

    async fn made_picture(&self, reader: &Reader, item: &Item) -> Result<Preview> {
        let how = how_to_open(&content(item)?.content_type);
        Ok(match self.thumbnail(reader, item, Edge::Page).await? {
            Some(_) => Preview::MadePicture,
            None => Preview::None(format!("{} {how}", text!("preview-damaged"))),
        })
    }

    /// Its pages where they can be made, else its text.
    async fn structure(&self, reader: &Reader, item: &Item) -> Result<Preview> {
        let state = self.ask_for_pages(reader, item, PATIENCE).await?;
        if state == State::Ready {
            return Ok(Preview::Pages);
        }
        let rendering = Rendering::Structure(content(item)?.content_type.clone());
        let is_under_way = state == State::UnderWay;
        self.text(reader, item, rendering, |shown| Preview::Structure(shown, is_under_way)).await
    }

    async fn ask_for_pages(&self, reader: &Reader, item: &Item, patience: Duration) -> Result<State> {
        let content = content(item)?;
        let Some(pages) = self.pages.as_ref().filter(|_| content.size <= LARGEST_DOCUMENT) else {
            return Ok(State::None);
        };
        if !Pages::are_for(&content.content_type) {
            return Ok(State::None);
        }
        let ending = item.name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
        pages.ask((content.hash, content.size), ending, self.first_bytes(reader, item, content.size), patience).await
    }

    /// The pages of an Office file as PDF; `None`: they are not made, or not yet.
    ///
    /// # Errors
    /// `NotFound` for a folder; `Forbidden` for what is quarantined.
    pub async fn pages(&self, _: &Reader, item: &Item) -> Result<Option<Bytes>> {
        let content = content(item)?;
        self.blobs.withheld().check(&content.hash)?;
        Ok(match &self.pages {
            Some(pages) => pages.kept(&content.hash).await,
            None => None,
        })
    }

    async fn text(
        &self,
        reader: &Reader,
        item: &Item,
        rendering: Rendering,
        preview: impl Fn(Arc<Shown>) -> Preview,
    ) -> Result<Preview> {
        let is_structure = matches!(rendering, Rendering::Structure(_));
        let rendered = self.render(reader, item, rendering).await?;
        let how = how_to_open(&content(item)?.content_type);
        Ok(match rendered {
            Ok(shown) => preview(shown),
            Err(Unshown::Nothing(_)) if !is_structure => Preview::None(text!("preview-none")),
            Err(Unshown::Nothing(Why::Unknown)) => Preview::None(how),
            Err(why) => {
                let why = match why {
                    Unshown::Nothing(Why::Locked) => text!("preview-locked"),
                    Unshown::Nothing(Why::Empty) => text!("preview-no-text"),
                    Unshown::Nothing(_) => text!("preview-damaged"),
                    Unshown::TooMuch => text!("preview-too-much"),
                };
                Preview::None(format!("{why} {how}"))
            }
        })
    }

    /// A Markdown document as HTML for one of our pages. `None`: it is none, or cannot be shown.
    ///
    /// # Errors
    /// `Unavailable` when too many are being rendered; `Internal` when the bytes are lost.
    pub async fn render_markdown(&self, reader: &Reader, item: &Item) -> Result<Option<Html>> {
        let Some(content) = item.content() else { return Ok(None) };
        let is_markdown = Kind::of(&item.name, &content.content_type, content.size, b"") == Kind::Markdown;
        if !is_markdown || self.blobs.withheld().holds(&content.hash) {
            return Ok(None);
        }
        let shown = self.render(reader, item, Rendering::Markdown(folder_of(item))).await?;
        Ok(shown.ok().map(|shown| shown.html.clone()))
    }

    /// The small picture of this one; `None`: there is none.
    ///
    /// # Errors
    /// `NotFound` for a folder; `Unavailable` when too many are being made; `Forbidden` for what is quarantined.
    pub async fn thumbnail(&self, reader: &Reader, item: &Item, edge: Edge) -> Result<Option<Bytes>> {
        let content = content(item)?;
        self.blobs.withheld().check(&content.hash)?;
        if content.size > LARGEST {
            return Ok(None);
        }
        if !has_thumbnail(&content.content_type) {
            return self.thumbnail_of_pages(reader, item, edge).await;
        }
        let whole = self.first_bytes(reader, item, content.size);
        self.thumbnails.of(content.hash, edge, whole).await
    }

    /// Whether documents of this type may have a small picture here.
    pub fn may_have_thumbnail(&self, content_type: &str) -> bool {
        has_thumbnail(content_type) || self.pages.is_some() && Pages::are_for(content_type)
    }

    /// The first page of an Office file. Nobody waits for it: until its pages are made there is none.
    async fn thumbnail_of_pages(&self, reader: &Reader, item: &Item, edge: Edge) -> Result<Option<Bytes>> {
        let hash = content(item)?.hash;
        if self.ask_for_pages(reader, item, Duration::ZERO).await? != State::Ready {
            return Ok(None);
        }
        let pages = async { self.pages(reader, item).await?.ok_or_else(|| Error::not_found("the pages were removed")) };
        self.thumbnails.of(hash, edge, pages).await
    }

    /// Up to so many bytes from the beginning.
    pub(super) async fn first_bytes(&self, _: &Reader, item: &Item, most: u64) -> Result<Bytes> {
        let document = item.document().ok_or_else(|| Error::not_found("a folder has no bytes"))?;
        if document.size == 0 {
            return Ok(Bytes::new());
        }
        let blob = self.blobs.read(document.hash, document.size).await?;
        let read = body::to_bytes(BlobBody::new(blob, 0, document.size.min(most))).await;
        read.map_err(|error| Error::internal(format!("blob {}: {error}", document.hash)))
    }
}

pub(super) fn content(item: &Item) -> Result<&Content> {
    item.content().ok_or_else(|| Error::not_found("a folder has no content"))
}

/// The folder that a document lies in. A name that went past [`crate::documents::name::Name`] counts as the root.
pub fn folder_of(item: &Item) -> FolderPath {
    FolderPath::from_plain(&item.path).ok().and_then(|path| path.parent()).unwrap_or_default()
}
