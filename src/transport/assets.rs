//! Styles, scripts and pictures of the pages, embedded in the program. Their addresses carry a hash of
//! their content, so that browsers may keep them for a year and still see every change at once.
//!
//! Scripts are ES modules, which import each other by relative addresses. So all of them carry one hash, that of all scripts
//! together: a page gets the modules of one version, never some of the former.

use std::{borrow::Cow, path::Path, sync::LazyLock};

use actix_web::{
    HttpResponse,
    http::header::{self, EntityTag, IfNoneMatch},
    web,
};
use rust_embed::RustEmbed;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::{Error, Result, texts, transport::gate::Anyone};

#[derive(RustEmbed)]
#[folder = "static/"]
struct Static;

/// One of the files, with the start of its SHA-256.
#[derive(Clone)]
struct Asset {
    bytes: web::Bytes,
    hash: String,
}

impl Asset {
    fn find(name: &str) -> Option<Self> {
        match name {
            SITE_STYLE => return Some(STYLE.clone()),
            MESSAGES => return Some(SPOKEN.clone()),
            _ => {}
        }
        let file = Static::get(name)?;
        let hash = short(file.metadata.sha256_hash());
        let bytes = match file.data {
            Cow::Borrowed(bytes) => web::Bytes::from_static(bytes),
            Cow::Owned(bytes) => bytes.into(),
        };
        Some(Self { bytes, hash })
    }

    fn made(bytes: Vec<u8>) -> Self {
        Self { hash: short(Sha256::digest(&bytes).into()), bytes: bytes.into() }
    }
}

fn short(hash: [u8; 32]) -> String {
    hex::encode(&hash[..8])
}

/// The style of every page: Pico and ours over it, in one piece. Pico alone, for the moment before ours has come,
/// shows pictures from `data:` addresses, which the content policy refuses.
const SITE_STYLE: &str = "site.css";

static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    let layers = ["vendor/pico-2.1.1/pico.min.css", "app.css"].map(|name| Static::get(name).map(|file| file.data));
    Asset::made(layers.into_iter().flatten().collect::<Vec<_>>().join(&b"\n"[..]))
});

/// What scripts say (`static/texts.js`): the messages in the language of the site, then in English.
const MESSAGES: &str = "messages.js";

static SPOKEN: LazyLock<Asset> = LazyLock::new(|| {
    let mut spoken = Vec::from(texts::messages(SAID_BY_SCRIPTS));
    spoken.dedup(); // an English site
    let spoken: Vec<_> =
        spoken.iter().map(|(language, messages)| json!({ "language": language, "messages": messages })).collect();
    Asset::made(format!("export const spoken = {};\n", json!(spoken)).into_bytes())
});

/// How the names of those messages begin.
const SAID_BY_SCRIPTS: &[&str] =
    &["script-", "unit-", "decimal-separator", "group-separator", "size-exact", "in-folder", "root-folder"];

/// The one hash in the addresses of all scripts. It covers what they import, libraries and messages too.
static SCRIPTS: LazyLock<String> = LazyLock::new(|| {
    let mut sum = Sha256::new();
    for name in Static::iter().filter(|name| is_script(name)).chain([MESSAGES.into()]) {
        sum.update(name.as_bytes());
        sum.update(Asset::find(&name).map(|asset| asset.bytes).unwrap_or_default());
    }
    short(sum.finalize().into())
});

fn is_script(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending == "js")
}

/// Whether a file is a module of ours. Libraries are in one piece, and have their version in their name.
fn is_module(name: &str) -> bool {
    is_script(name) && !name.starts_with("vendor/")
}

/// The address of a file under `static/`: `url("app.css")` is `/static/<hash>/app.css`.
pub fn url(name: &str) -> String {
    if is_module(name) {
        return format!("/static/{}/{name}", *SCRIPTS);
    }
    let hash = Asset::find(name).map(|asset| asset.hash).unwrap_or_default();
    format!("/static/{hash}/{name}")
}

/// The address of a library as a module imports it: with the hash of the scripts.
pub fn imported(name: &str) -> String {
    format!("/static/{}/{name}", *SCRIPTS)
}

/// The addresses of the modules whose names have this prefix: named by a page, they are loaded in parallel, and not
/// one by one as imports are discovered.
pub fn modules(beginning: &str) -> Vec<String> {
    Static::iter().filter(|name| is_module(name) && name.starts_with(beginning)).map(|name| url(&name)).collect()
}

/// `GET /static/{hash}/{name}`
pub async fn serve(
    _: Anyone,
    path: web::Path<(String, String)>,
    if_none_match: web::Header<IfNoneMatch>,
) -> Result<HttpResponse> {
    let (hash, name) = path.into_inner();
    let file = Asset::find(&name).ok_or_else(|| Error::not_found(format!("no static file {name:?}")))?;
    let current = file.hash;
    let is_of_these_scripts = hash == *SCRIPTS && is_script(&name);
    // While copies of two versions are running, a page may ask the wrong one. Modules of different versions must not
    // be mixed; without any, the page works as without scripts (`templates/base.html`).
    if is_module(&name) && !is_of_these_scripts {
        return Err(Error::not_found(format!("{name:?} of another version")));
    }
    let tag = EntityTag::new_strong(current.clone());
    let mut answer = HttpResponse::Ok();
    // An old page may still ask for an old hash: it gets the file of today, for this once.
    let keep = if hash == current || is_of_these_scripts { "public, max-age=31536000, immutable" } else { "no-cache" };
    answer.insert_header((header::CACHE_CONTROL, keep));
    answer.insert_header((header::ETAG, tag.to_string()));
    let known = match if_none_match.into_inner() {
        IfNoneMatch::Any => true,
        IfNoneMatch::Items(tags) => tags.iter().any(|known| known.weak_eq(&tag)),
    };
    if known {
        return Ok(HttpResponse::NotModified().insert_header((header::ETAG, tag.to_string())).finish());
    }
    answer.insert_header((header::CONTENT_TYPE, content_type(&name)));
    Ok(answer.body(file.bytes))
}

fn content_type(name: &str) -> String {
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    if kind.type_() == "text" { format!("{kind}; charset=utf-8") } else { kind.to_string() }
}
