//! The content of a document: its plain text, for the search, and its [`structure`], for previews. Runs in a
//! confined process (src/confined/), since what is read here was written by strangers: it may panic, loop or ask for all
//! memory, and then there is nothing.

mod code_page;
mod compound;
mod elements;
mod excel;
mod html;
mod kind;
mod mail;
mod markup;
mod office;
mod pdf;
pub mod picture;
mod prose;
pub mod recognized;
mod rtf;
pub mod scan;
mod sink;
pub mod structure;

use self::{kind::Kind, prose::Prose};
pub use self::{
    kind::{HEAD, Readable, UNSUPPORTED, readable, readable_by},
    prose::{MOST_SCANS, Text},
};
use crate::charset;

/// How much text of one document is kept, in bytes.
pub const ENOUGH: usize = 8 * 1024 * 1024;

/// The generation of these readers. Raise it when they find more than before: then what older ones have read is read anew.
pub const READER: i16 = 3;

/// In the answer of the confined process: what follows is why something was left out. No text has it.
const LEFT_OUT: char = '\u{1}';

/// The same for the numbers of its pages without text.
const SCANS: char = '\u{2}';

/// The longest answer of the confined process, in bytes: with the reason and the numbers.
pub const ANSWER: u64 = ENOUGH as u64 + 16 * 1024;

/// How often something may be attached to what is attached.
const DEEP: u8 = 3;

/// The text in these bytes, at most [`ENOUGH`] of it, with one blank or line end between words and nothing in it that
/// is not to be seen; as [`received`] reads it.
///
/// # Errors
/// The sentence for the administrator; [`UNSUPPORTED`] when there is no text in this kind of document.
pub fn text(bytes: &[u8], media_type: &str) -> Result<Vec<u8>, String> {
    let text = if let Some(text) = plain(bytes, media_type) {
        text
    } else {
        let mut prose = Prose::new(ENOUGH);
        Depth(DEEP).read(bytes, media_type, &mut prose)?;
        prose.finish()
    };
    let reason = text.left_out.map(|reason| format!("{LEFT_OUT}{reason}")).unwrap_or_default();
    let scans: Vec<String> = text.scans.iter().map(i32::to_string).collect();
    let scans = if scans.is_empty() { String::new() } else { format!("{SCANS}{}", scans.join(" ")) };
    Ok((text.text + &reason + &scans).into_bytes())
}

/// What [`text`] has found in another process. What reads hostile bytes may say anything: it counts as bytes of a plain text.
pub fn received(bytes: &[u8]) -> Text {
    let read = String::from_utf8_lossy(bytes);
    let (read, scans) = read.split_once(SCANS).unwrap_or((&read, ""));
    let (text, left_out) = read.split_once(LEFT_OUT).map_or((read, None), |(text, reason)| (text, Some(reason)));
    let clean = |text: &str, most| {
        let mut prose = Prose::new(most);
        prose.push(text);
        prose.finish()
    };
    let left_out = left_out.map(|reason| clean(reason, 200).text);
    let text = clean(text, ENOUGH);
    let mut scans: Vec<i32> = scans
        .split(' ')
        .filter_map(|number| number.parse().ok())
        .filter(|number| *number > 0)
        .take(MOST_SCANS)
        .collect();
    scans.sort_unstable();
    scans.dedup();
    Text { left_out: left_out.or(text.left_out), text: text.text, scans }
}

/// The same where nothing has to be parsed: this may be done in any process. `None`: it is another kind.
pub fn plain(bytes: &[u8], media_type: &str) -> Option<Text> {
    let text = match Kind::of(bytes, media_type)? {
        Kind::Plain => charset::decode(bytes),
        Kind::Folded => unfolded(&charset::decode(bytes)),
        _ => return None,
    };
    let mut prose = Prose::new(ENOUGH);
    prose.push(&text);
    Some(prose.finish())
}

/// A line goes on behind a line end and a blank (RFC 5545, section 3.1).
fn unfolded(text: &str) -> String {
    text.replace("\r\n ", "").replace("\r\n\t", "").replace("\n ", "").replace("\\n", "\n").replace("\\,", ",")
}

/// How many levels of attachments are still looked into.
#[derive(Debug, Clone, Copy)]
struct Depth(u8);

impl Depth {
    fn deeper(self) -> Option<Self> {
        self.0.checked_sub(1).map(Self)
    }

    /// What is attached; what cannot be read leaves the rest.
    fn read_inside(self, bytes: &[u8], media_type: &str, prose: &mut Prose) {
        if let Some(depth) = self.deeper() {
            let before = prose.scans();
            let _ = depth.read(bytes, media_type, prose);
            // Those are pages of the attachment.
            prose.forget_scans_after(before);
            prose.end_line();
        }
    }

    fn read(self, bytes: &[u8], media_type: &str, prose: &mut Prose) -> Result<(), String> {
        match Kind::of(bytes, media_type).ok_or(UNSUPPORTED)? {
            Kind::Plain => prose.push(&charset::decode(bytes)),
            Kind::Folded => prose.push(&unfolded(&charset::decode(bytes))),
            Kind::Html => html::read(&charset::decode(bytes), prose),
            Kind::Markup => markup::read(charset::decode(bytes).as_bytes(), prose, markup::Part::Text),
            Kind::Rtf => rtf::read(bytes, prose),
            Kind::Mail => mail::read(bytes, prose, self),
            Kind::Mailbox => mail::read_mailbox(bytes, prose, self),
            Kind::Pdf => pdf::read(bytes, prose)?,
            Kind::Package => office::read(bytes, prose)?,
            Kind::Compound => compound::read(bytes, prose, self)?,
        }
        Ok(())
    }
}
