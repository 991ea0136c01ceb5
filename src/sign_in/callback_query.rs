//! What the provider sends back through the browser (RFC 6749, section 4.1.2; RFC 9207). Anybody can forge the query:
//! unless it has a single plain meaning it is refused as a whole.

use percent_encoding::percent_decode_str;

/// The most bytes of the whole query.
const LONGEST_QUERY: usize = 16 * 1024;
/// The most letters of a code and of a state. Entra's codes have about a thousand.
const LONGEST_VALUE: usize = 8 * 1024;

/// A parsed callback.
#[derive(Debug, PartialEq, Eq)]
pub struct Returned {
    pub state: String,
    pub issuer: Option<String>,
    pub outcome: Outcome,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    Code(String),
    Refused { error: String, description: String, subcode: Option<String> },
}

/// The parameters with a meaning here; all others are ignored, as the standard requires.
const KNOWN: [&str; 6] = ["state", "code", "error", "error_description", "error_subcode", "iss"];

impl Returned {
    /// `Ok(None)`: no meaningful parameter, as when somebody types the address.
    pub fn parse(query: &str) -> Result<Option<Self>, &'static str> {
        if query.len() > LONGEST_QUERY {
            return Err("the query is too long");
        }
        let mut found: [Option<String>; KNOWN.len()] = Default::default();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decode(name)?;
            if let Some(base) = name.split('[').next().filter(|base| base.len() < name.len() && KNOWN.contains(base)) {
                return Err(if base == "code" { "code is an array" } else { "a parameter is an array" });
            }
            let Some(place) = KNOWN.iter().position(|known| *known == name) else { continue };
            if found[place].replace(decode(value)?).is_some() {
                return Err("a parameter comes twice");
            }
        }
        let [state, code, error, description, subcode, issuer] = found;
        let outcome = match (code, error) {
            (None, None) if state.is_none() => return Ok(None),
            (None, None) => return Err("neither code nor error"),
            (Some(_), Some(_)) => return Err("both code and error"),
            (Some(code), None) => Outcome::Code(plain(code)?),
            (None, Some(error)) => Outcome::Refused { error, description: description.unwrap_or_default(), subcode },
        };
        Ok(Some(Self { state: plain(state.ok_or("no state")?)?, issuer, outcome }))
    }
}

fn decode(text: &str) -> Result<String, &'static str> {
    let text = text.replace('+', " ");
    let text = percent_decode_str(&text).decode_utf8().map_err(|_| "a parameter is not UTF-8")?;
    if text.contains('\0') { Err("a parameter holds a NUL") } else { Ok(text.into_owned()) }
}

/// Visible ASCII and blanks (RFC 6749, appendix A.5 and A.11), and not without end.
fn plain(value: String) -> Result<String, &'static str> {
    match value.len() {
        0 => Err("code or state is empty"),
        1..=LONGEST_VALUE if value.bytes().all(|byte| (0x20..=0x7e).contains(&byte)) => Ok(value),
        1..=LONGEST_VALUE => Err("code or state is no plain text"),
        _ => Err("code or state is too long"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_or_a_refusal_with_its_state_and_nothing_else() {
        let code = Returned::parse("code=a%2Bb&session_state=x&state=s&iss=https%3A%2F%2Fop").unwrap().unwrap();
        assert_eq!(code.outcome, Outcome::Code("a+b".to_owned()));
        assert_eq!((code.state.as_str(), code.issuer.as_deref()), ("s", Some("https://op")));
        let no = Returned::parse("error=access_denied&error_subcode=cancel&state=s").unwrap().unwrap();
        assert!(matches!(no.outcome, Outcome::Refused { subcode: Some(subcode), .. } if subcode == "cancel"));
        assert_eq!(Returned::parse(""), Ok(None));
        assert_eq!(Returned::parse("utm_source=mail"), Ok(None));
        for query in [
            "code=a",
            "state=s",
            "code=&state=s",
            "code=a&state=",
            "code=a&code=b&state=s",
            "code=a&state=s&state=s",
            "code[]=a&state=s",
            "code=a&state[0]=s",
            "code=a&error=b&state=s",
            "code=%00&state=s",
            "code=%ff&state=s",
            "code=a%0ab&state=s",
            "error=x",
            "code=a&state=s&iss=a&iss=b",
            "code%5B%5D=a&state=s",
        ] {
            assert!(Returned::parse(query).is_err(), "{query}");
        }
        assert!(Returned::parse(&format!("state=s&code={}", "a".repeat(9000))).is_err());
    }
}
