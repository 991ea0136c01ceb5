//! `GET /api/files/{path}`: a document, or a folder as JSON: all of it in one answer, which is written while it is read.

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, ContentType, HeaderValue},
    web::{Bytes, Data},
};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::Serialize;
use uuid::Uuid;

use crate::{
    Error, Result,
    access::{ladder::Reader, subjects::Subjects},
    audit::Ledger,
    documents::{
        document::{Entry, EntryKind},
        line::{Line, Part},
        listing::Listed,
        name::Name,
        path::FolderPath,
        service::Documents,
        sort::Sort,
    },
    downloads::at_path,
    texts::calendar,
};

/// Where these addresses begin.
const MOUNT: &str = "/api/files/";

/// So many entries are held at once.
const PIECE: i64 = 1000;

/// Where the answer is.
struct Writing {
    documents: Data<Documents>,
    folder: Uuid,
    subjects: Arc<Subjects>,
    sort: Sort,
    mount: &'static str,
    path: FolderPath,
    /// The last line that was written; `None`: there is nothing more.
    behind: Option<Line>,
}

/// `GET /api/files/{path}`
pub async fn open(
    reader: Reader,
    request: HttpRequest,
    documents: Data<Documents>,
    ledger: Data<Ledger>,
) -> Result<HttpResponse> {
    let sort = Sort::from_query(request.query_string());
    let list = async |path: &FolderPath| all(&reader, &documents, MOUNT, path, sort).await;
    at_path(&reader, &request, &documents, &ledger, MOUNT, list).await
}

/// All entries of a folder. Entries that do not change are returned once, whatever others change meanwhile.
///
/// # Errors
/// As [`Documents::list`]. If the database becomes unavailable later, the response is cut, without the last chunk.
async fn all(
    reader: &Reader,
    documents: &Data<Documents>,
    mount: &'static str,
    path: &FolderPath,
    sort: Sort,
) -> Result<HttpResponse> {
    let part = Part { sort, behind: None, backward: false, skipped: 0, limit: PIECE };
    let first = documents.list(reader, path, &part).await?;
    let mut answer = HttpResponse::Ok();
    answer.insert_header(ContentType::json());
    answer.insert_header((header::CACHE_CONTROL, HeaderValue::from_static("no-store")));
    let mut text = serde_json::to_string(&Start { path: path.to_string(), entries: [] }).map_err(Error::internal)?;
    text.truncate(text.len() - "]}".len());
    write(&mut text, mount, path, &first.entries)?;
    let folder = first.folder;
    let Some(behind) = next(first) else {
        text.push_str("]}");
        return Ok(answer.body(text));
    };
    let behind = Some(behind);
    let subjects = reader.person().standing.subjects.clone();
    let writing = Writing { documents: documents.clone(), folder, subjects, sort, mount, path: path.clone(), behind };
    let rest = stream::try_unfold(writing, Writing::go_on);
    let beginning = stream::once(async { Ok::<_, Error>(Bytes::from(text)) });
    Ok(answer.streaming(beginning.chain(rest).map_err(actix_web::Error::from)))
}

impl Writing {
    async fn go_on(mut self) -> Result<Option<(Bytes, Self)>> {
        let Some(behind) = self.behind.take() else { return Ok(None) };
        let part = Part { sort: self.sort, behind: Some(&behind), backward: false, skipped: 0, limit: PIECE };
        let listed = self.documents.list_of(&self.subjects, self.folder, &part).await?;
        let mut text = String::new();
        if !listed.entries.is_empty() {
            text.push(',');
        }
        write(&mut text, self.mount, &self.path, &listed.entries)?;
        self.behind = next(listed);
        if self.behind.is_none() {
            text.push_str("]}");
        }
        Ok(Some((Bytes::from(text), self)))
    }
}

fn next(listed: Listed) -> Option<Line> {
    listed.ends.filter(|_| listed.has_more).map(|(_, last)| last)
}

fn write(text: &mut String, mount: &str, path: &FolderPath, entries: &[Entry]) -> Result<()> {
    for (place, entry) in entries.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        text.push_str(&serde_json::to_string(&EntryJson::of(mount, path, entry)).map_err(Error::internal)?);
    }
    Ok(())
}

/// A folder for a program, up to its entries.
#[derive(Serialize)]
struct Start {
    path: String,
    entries: [(); 0],
}

#[derive(Serialize)]
struct EntryJson<'a> {
    id: Uuid,
    name: &'a str,
    kind: &'static str,
    href: String,
    /// Of what may be seen, and not only passed through.
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_type: Option<&'a str>,
    /// Hexadecimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
}

impl<'a> EntryJson<'a> {
    fn of(mount: &str, path: &FolderPath, entry: &'a Entry) -> Self {
        let (kind, content_type, sha256) = match &entry.kind {
            EntryKind::Folder => ("folder", None, None),
            EntryKind::Document { content_type, hash, .. } => {
                ("document", Some(content_type.as_str()), Some(hash.to_string()))
            }
        };
        let href = link(mount, path, entry);
        let changed_at = entry.changed.as_ref().map(|changed| calendar::exact(&changed.at));
        let (name, size) = (entry.name.as_str(), entry.size());
        Self { id: entry.id, name, kind, href, changed_at, size, content_type, sha256 }
    }
}

/// Names in the database went through [`Name`] on their way in; one that did not, does not become a link.
fn link(mount: &str, folder: &FolderPath, entry: &Entry) -> String {
    match (Name::parse(&entry.name), entry.is_folder()) {
        (Ok(name), true) => format!("{mount}{}", folder.folder(&name).to_link()),
        (Ok(name), false) => format!("{mount}{}", folder.document(&name).to_link()),
        (Err(_), _) => String::new(),
    }
}
