//! What a session cookie holds. Its times live inside the seal and are checked at every request (I6);
//! `Max-Age` is a courtesy to the browser and proves nothing.

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::identity::{
    claims::Claims,
    key_ring::OVERHEAD,
    principal::{Email, UserKey},
};

/// What a browser stores for one cookie, name and value and attributes (RFC 6265bis, section 5.7).
const COOKIE: usize = 4096;
/// `__Host-latchkey=` and `; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=…`, with room to spare.
const AROUND: usize = 120;
/// The longest plaintext whose sealed, base64url form still fits.
const LONGEST: usize = (COOKIE - AROUND) / 4 * 3 - OVERHEAD;
/// For the eye only.
const LONGEST_NAME: usize = 256;
/// A clock may be turned back this far without ending the sessions begun before.
const CLOCK_LEEWAY: Duration = Duration::minutes(5);

/// A session as stored in the cookie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    #[serde(rename = "v")]
    version: u8,
    pub id: Uuid,
    #[serde(rename = "u")]
    pub user: UserKey,
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    #[serde(rename = "n")]
    pub name: String,
    #[serde(rename = "r", default, skip_serializing_if = "Vec::is_empty")]
    pub app_roles: Vec<String>,
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    #[serde(rename = "h", default, skip_serializing_if = "Option::is_none")]
    pub login_hint: Option<String>,
    #[serde(rename = "i", with = "time::serde::timestamp")]
    pub issued: OffsetDateTime,
    #[serde(rename = "w", with = "time::serde::timestamp")]
    sealed: OffsetDateTime,
    /// The end without a further visit.
    #[serde(rename = "q", with = "time::serde::timestamp")]
    pub idle_end: OffsetDateTime,
    /// The end in any case; never moves.
    #[serde(rename = "z", with = "time::serde::timestamp")]
    pub end: OffsetDateTime,
}

const VERSION: u8 = 1;

impl Session {
    /// A new session, cut to what a cookie holds: a long name is shortened, and app roles are taken as
    /// far as they fit (the returned number says how many did not). `None` if even the identity alone
    /// is too long.
    pub fn begin(
        id: Uuid,
        person: Claims,
        now: OffsetDateTime,
        idle: Duration,
        lifetime: Duration,
    ) -> Option<(Self, usize)> {
        let mut session = Self {
            version: VERSION,
            id,
            user: person.user,
            email: person.email,
            name: shortened(&person.name, LONGEST_NAME),
            app_roles: Vec::new(),
            sid: person.sid.filter(|sid| is_plain(sid, 128)),
            login_hint: person.login_hint.filter(|hint| is_plain(hint, 512)),
            issued: now,
            sealed: now,
            idle_end: now + idle.min(lifetime),
            end: now + lifetime,
        };
        let mut length = session.to_bytes().len() + r#","r":[]"#.len();
        if length > LONGEST {
            return None;
        }
        let asked = person.app_roles.len();
        for role in person.app_roles {
            length += serde_json::to_string(&role).map_or(LONGEST, |json| json.len()) + 1;
            if length > LONGEST {
                break;
            }
            session.app_roles.push(role);
        }
        let left_out = asked - session.app_roles.len();
        Some((session, left_out))
    }

    /// What to seal.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// The session in the bytes that were opened, if it is one of this program's and of this time.
    pub fn from_bytes(bytes: &[u8], now: OffsetDateTime) -> Option<Self> {
        let session: Self = serde_json::from_slice(bytes).ok()?;
        let begun = session.issued - CLOCK_LEEWAY <= now;
        let running = now < session.idle_end && now < session.end;
        (session.version == VERSION && begun && running).then_some(session)
    }

    /// The session with its idle end moved, once a quarter of the idle time has passed: sealing at
    /// every request would send a new cookie with every picture.
    pub fn renewed(&self, now: OffsetDateTime, idle: Duration) -> Option<Self> {
        (now - self.sealed >= idle / 4).then(|| self.resealed(now, idle))
    }

    /// The same session, sealed now.
    pub fn resealed(&self, now: OffsetDateTime, idle: Duration) -> Self {
        Self { sealed: now, idle_end: (now + idle).min(self.end), ..self.clone() }
    }
}

/// Characters that JSON stores unchanged; others would be written as up to six.
fn is_plain(text: &str, longest: usize) -> bool {
    text.len() <= longest && text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\'))
}

/// At most this many bytes, whole characters, without control and bidirectional formatting characters.
fn shortened(name: &str, longest: usize) -> String {
    let mut short = String::new();
    for letter in name.chars().filter(|letter| !letter.is_control() && !is_bidi_control(*letter)) {
        if short.len() + letter.len_utf8() > longest {
            break;
        }
        short.push(letter);
    }
    short
}

/// Unicode's bidirectional controls (UAX #9, section 2): they turn the text around them.
fn is_bidi_control(letter: char) -> bool {
    matches!(letter, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
