//! Why a sign-in failed, as far as this side knows. Texts of the provider are kept for the log only, and sanitized
//! even there; what a page says about them is decided by code in `sign_in/explain.rs`.

use serde_json::Value;
use uuid::Uuid;

/// The longest foreign text in the log, in characters.
const LONGEST_TEXT: usize = 300;
/// The longest claims request that is carried back to the provider, in bytes.
const LONGEST_CLAIMS: usize = 2048;

#[derive(Debug, Clone)]
pub enum SignInFailure {
    /// The provider says no.
    Refused(Box<Refusal>),
    /// The provider does not answer, or asks for patience.
    Unavailable { log: String, retry_after: Option<u32> },
    /// The provider's answer or ID token is not trustworthy; the text is for the log.
    Untrusted(String),
}

/// An OAuth error answer with what Entra adds to it (RFC 6749, sections 4.1.2.1 and 5.2).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Refusal {
    /// `invalid_grant` and the like, or `unknown`.
    pub error: String,
    /// The number of an AADSTS code.
    pub code: Option<u32>,
    /// The person went back instead of signing in.
    pub cancelled: bool,
    pub suberror: Option<String>,
    pub correlation_id: Option<Uuid>,
    pub trace_id: Option<Uuid>,
    /// A claims request to repeat at the authorization endpoint (RFC 9470 is the same idea); JSON.
    pub claims: Option<String>,
    /// For the log only.
    pub description: String,
}

impl Refusal {
    /// From the parameters of a callback, where the numbers are only part of the description.
    pub fn from_callback(error: &str, description: &str, subcode: Option<&str>) -> Self {
        Self {
            error: word(error),
            code: leading_code(description),
            cancelled: subcode == Some("cancel"),
            correlation_id: labelled(description, "Correlation ID:"),
            trace_id: labelled(description, "Trace ID:"),
            description: clean(description),
            ..Self::default()
        }
    }

    /// From the JSON of a token error; `None` if it is not one.
    pub fn from_json(answer: &Value) -> Option<Self> {
        let text = |name: &str| answer.get(name).and_then(Value::as_str);
        let description = text("error_description").unwrap_or_default();
        let codes = answer.get("error_codes").and_then(Value::as_array);
        let code = codes.and_then(|codes| codes.first()?.as_u64()).and_then(|code| u32::try_from(code).ok());
        let id = |name: &str| text(name).and_then(|id| id.parse().ok());
        Some(Self {
            error: word(text("error")?),
            code: code.or_else(|| leading_code(description)),
            cancelled: false,
            suberror: text("suberror").map(word),
            correlation_id: id("correlation_id").or_else(|| labelled(description, "Correlation ID:")),
            trace_id: id("trace_id").or_else(|| labelled(description, "Trace ID:")),
            claims: text("claims").filter(|claims| is_claims_request(claims)).map(str::to_owned),
            description: clean(description),
        })
    }

    /// Its name in the log and the audit log: `AADSTS54005` or the error's code.
    pub fn label(&self) -> String {
        self.code.map_or_else(|| self.error.clone(), |code| format!("AADSTS{code}"))
    }
}

/// An error code of RFC 6749: letters and underscores; anything else is not repeated.
fn word(text: &str) -> String {
    let plain =
        !text.is_empty() && text.len() <= 64 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b));
    if plain { text.to_owned() } else { "unknown".to_owned() }
}

/// 65004 of `AADSTS65004: User declined ...`.
fn leading_code(description: &str) -> Option<u32> {
    let rest = description.strip_prefix("AADSTS")?;
    let end = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
    rest[..end].parse().ok()
}

fn labelled(description: &str, label: &str) -> Option<Uuid> {
    let (_, rest) = description.split_once(label)?;
    rest.split_whitespace().next()?.parse().ok()
}

fn is_claims_request(claims: &str) -> bool {
    claims.len() <= LONGEST_CLAIMS && serde_json::from_str::<serde_json::Map<String, Value>>(claims).is_ok()
}

/// Foreign text made fit for the log: one line, no control characters, no addresses, not long.
pub fn clean(text: &str) -> String {
    let shown = |word: &str| if word.contains('@') { "(address)".to_owned() } else { word.to_owned() };
    let line: Vec<String> =
        text.split(|letter: char| letter.is_whitespace() || letter.is_control()).map(shown).collect();
    line.join(" ").chars().filter(|letter| !letter.is_control()).take(LONGEST_TEXT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_is_read_for_its_numbers_and_cleaned_for_the_log() {
        let description = "AADSTS50020: User 'anna@example.com' \u{1b}[31mis not here.\r\n\
                           Trace ID: 01234567-89ab-cdef-0123-456789abcdef\r\nCorrelation ID: nonsense";
        let refusal = Refusal::from_callback("access_denied", description, None);
        assert_eq!(refusal.label(), "AADSTS50020");
        assert!(refusal.trace_id.is_some() && refusal.correlation_id.is_none());
        assert!(!refusal.description.contains(['@', '\u{1b}', '\n']), "{}", refusal.description);
    }

    #[test]
    fn claims_are_parsed_not_matched() {
        let answer = serde_json::json!({
            "error": "interaction_required", "error_codes": [50076], "suberror": "basic_action",
            "claims": r#"{"access_token":{"capolids":{"essential":true,"values":["a"]}}}"#,
        });
        let refusal = Refusal::from_json(&answer).expect("an error answer");
        assert_eq!((refusal.code, refusal.claims.is_some()), (Some(50076), true));
        assert_eq!(Refusal::from_json(&serde_json::json!({"error_codes": [1]})), None);
        assert_eq!(Refusal::from_callback("<script>", "", Some("cancel")).error, "unknown");
    }
}
