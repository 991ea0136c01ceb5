//! The plain text of a document. Runs in a confined process (src/confined/), since what is read here was written by
//! strangers: it may panic, loop or ask for all memory, and then there is no text.

mod charset;
mod html;
mod kind;
mod markup;
mod office;
mod pdf;
mod prose;

use self::kind::Kind;
pub use self::kind::{HEAD, Readable, UNSUPPORTED, readable, readable_by};
use self::prose::Prose;

/// How much text of one document is kept. The index takes 1 MB with all its positions; this stays below.
pub const ENOUGH: usize = 512 * 1024;

/// The text in these bytes, at most [`ENOUGH`] of it, with one blank or line end between words and nothing in it that
/// is not to be seen.
///
/// # Errors
/// The sentence for the administrator; [`UNSUPPORTED`] when there is no text in this kind of document.
pub fn text(bytes: &[u8], media_type: &str) -> Result<Vec<u8>, String> {
    if let Some(text) = plain(bytes, media_type) {
        return Ok(text.into_bytes());
    }
    let mut prose = Prose::new(ENOUGH);
    match Kind::of(bytes, media_type).ok_or(UNSUPPORTED)? {
        Kind::Plain => {}
        Kind::Html => html::read(&charset::decode(bytes), &mut prose),
        Kind::Pdf => pdf::read(bytes, &mut prose)?,
        Kind::Office => office::read(bytes, &mut prose)?,
    }
    Ok(prose.finish().into_bytes())
}

/// The same where nothing has to be parsed: this may be done in any process. `None`: it is another kind.
pub fn plain(bytes: &[u8], media_type: &str) -> Option<String> {
    if Kind::of(bytes, media_type) != Some(Kind::Plain) {
        return None;
    }
    let mut prose = Prose::new(ENOUGH);
    prose.push(&charset::decode(bytes));
    Some(prose.finish())
}
