//! What a file of a form is called. Browsers, .NET, Java and Python each write that in their own way, and names in other
//! letters than ASCII most of all.

use base64::{Engine, prelude::BASE64_STANDARD};
use encoding_rs::Encoding;
use percent_encoding::percent_decode_str;

/// Out of a `Content-Disposition` line. `None`: it names no file, or where none was chosen, an empty one.
pub fn of(line: &str) -> Option<String> {
    let (mut plain, mut extended) = (None, None);
    for (name, value) in parameters(line) {
        match name.to_ascii_lowercase().as_str() {
            "filename" => plain = plain.or(Some(value)),
            // In a form it should not be there (RFC 7578, section 4.2), but .NET sends it beside the other, and some
            // programs alone. It says the most of itself, so it counts (RFC 6266, section 4.3).
            "filename*" => extended = extended.or_else(|| of_extended(&value)),
            _ => {}
        }
    }
    let name = match (extended, plain) {
        (Some(extended), _) => extended,
        (None, Some(plain)) => of_words(&plain).unwrap_or_else(|| {
            // As browsers write what would end the header (HTML standard, "multipart/form-data encoding algorithm").
            plain.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n")
        }),
        (None, None) => return None,
    };
    // Some browsers send a path.
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    (!name.is_empty()).then(|| name.to_owned())
}

/// Names and values, after the first semicolon.
fn parameters(line: &str) -> Vec<(&str, String)> {
    let mut found = Vec::new();
    let mut rest = line.split_once(';').map_or("", |(_, rest)| rest);
    while let Some((name, behind)) = rest.split_once('=') {
        let behind = behind.trim_start();
        let value = if let Some(quoted) = behind.strip_prefix('"') {
            let (value, end) = unquoted(quoted);
            rest = &quoted[end..];
            value
        } else {
            let end = behind.find(';').unwrap_or(behind.len());
            rest = &behind[end..];
            behind[..end].trim_end().to_owned()
        };
        found.push((name.trim_matches([';', ' ', '\t']), value));
        rest = rest.split_once(';').map_or("", |(_, rest)| rest);
    }
    found
}

/// The text in quotes, and where it ends. Browsers write a backslash as it is, others before quotes and before itself
/// (RFC 9110, section 5.6.4): only there it means something.
fn unquoted(text: &str) -> (String, usize) {
    let mut value = String::new();
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return (value, at + 1),
            '\\' => value.push(letters.next_if(|(_, next)| matches!(next, '"' | '\\')).map_or('\\', |(_, next)| next)),
            letter => value.push(letter),
        }
    }
    (value, text.len())
}

/// `UTF-8'de'%C3%BC.txt` (RFC 8187).
fn of_extended(value: &str) -> Option<String> {
    let (charset, rest) = value.split_once('\'')?;
    let (_, text) = rest.split_once('\'')?;
    decoded(charset, &percent_decode_str(text).collect::<Vec<u8>>())
}

/// Encoded words of mail (RFC 2047), where there is nothing else.
fn of_words(value: &str) -> Option<String> {
    let mut words = value.split_ascii_whitespace().map(of_word);
    // A letter may be cut by the end of a word, where the next one has the same charset.
    let (charset, mut bytes) = words.next()??;
    let mut name = String::new();
    let mut charset = charset;
    for word in words {
        let (next, more) = word?;
        if !next.eq_ignore_ascii_case(&charset) {
            name.push_str(&decoded(&charset, &bytes)?);
            bytes.clear();
            charset = next;
        }
        bytes.extend(more);
    }
    name.push_str(&decoded(&charset, &bytes)?);
    Some(name)
}

/// Charset and bytes of `=?UTF-8?B?w7wudHh0?=`.
fn of_word(word: &str) -> Option<(String, Vec<u8>)> {
    let mut parts = word.strip_prefix("=?")?.strip_suffix("?=")?.splitn(3, '?');
    // RFC 2231, section 5: a language may follow the charset.
    let charset = parts.next()?.split('*').next()?.to_owned();
    let (encoding, text) = (parts.next()?, parts.next()?);
    let bytes = match encoding {
        "b" | "B" => BASE64_STANDARD.decode(text).ok()?,
        "q" | "Q" => percent_decode_str(&text.replace('%', "%25").replace('=', "%").replace('_', " ")).collect(),
        _ => return None,
    };
    Some((charset, bytes))
}

fn decoded(charset: &str, bytes: &[u8]) -> Option<String> {
    let encoding = Encoding::for_label(charset.trim().as_bytes())?;
    let (text, _, is_broken) = encoding.decode(bytes);
    (!is_broken && !text.is_empty()).then(|| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_a_name_is_read() {
        for (line, name) in [
            // Browsers.
            ("form-data; name=\"file\"; filename=\"Übersicht 2.pdf\"", "Übersicht 2.pdf"),
            ("form-data; name=\"file\"; filename=\"a%22b.txt\"", "a\"b.txt"),
            ("form-data; name=\"file\"; filename=\"100%.txt\"", "100%.txt"),
            ("form-data; name=\"file\"; filename=\"C:\\Users\\ada\\plan.pdf\"", "plan.pdf"),
            ("form-data; name=\"file\"; filename=\"\\\\server\\share\\plan.pdf\"", "plan.pdf"),
            // curl and Python.
            ("form-data; name=\"file\"; filename=\"say \\\"hi\\\".txt\"", "say \"hi\".txt"),
            ("form-data; name=\"file\"; filename=\"a;b=c.txt\"", "a;b=c.txt"),
            // .NET.
            ("form-data; name=file; filename=plan.pdf; filename*=utf-8''plan.pdf", "plan.pdf"),
            (
                "form-data; name=file; filename=\"=?utf-8?B?w5xiZXJzaWNodC5wZGY=?=\"; filename*=utf-8''%C3%9Cbersicht.pdf",
                "Übersicht.pdf",
            ),
            ("form-data; name=file; filename=\"=?utf-8?B?w5xiZXJzaWNodC5wZGY=?=\"", "Übersicht.pdf"),
            // Others.
            ("form-data; name=\"file\"; filename*=UTF-8''f%C3%BCr.txt", "für.txt"),
            ("form-data; name=\"file\"; filename*=iso-8859-1'de'f%FCr%20alle.txt", "für alle.txt"),
            ("form-data; name=\"file\"; FILENAME = \"x.txt\"", "x.txt"),
            ("form-data; name=\"file\"; filename=\"=?ISO-8859-1?Q?f=FCr_alle.txt?=\"", "für alle.txt"),
            ("form-data; name=\"file\"; filename=\"=?utf-8?b?5pu4?= =?utf-8?Q?=E9=A1=9E.pdf?=\"", "書類.pdf"),
            ("form-data; name=\"file\"; filename=\"=?utf-8?b?5pu46Q==?= =?utf-8?b?oZ4ucGRm?=\"", "書類.pdf"),
            // What is not what it seems stays as it is.
            ("form-data; name=\"file\"; filename=\"=?utf-8?X?abc?=\"", "=?utf-8?X?abc?="),
            ("form-data; name=\"file\"; filename=\"fallback.txt\"; filename*=utf-8''%FF%FE", "fallback.txt"),
            ("form-data; name=\"file\"; filename=\"open.txt", "open.txt"),
        ] {
            assert_eq!(of(line).as_deref(), Some(name), "{line}");
        }
        for line in
            ["form-data", "form-data; name=\"filename\"", "form-data; name=\"file\"; filename=\"\"", ";=;=\"", ""]
        {
            assert_eq!(of(line), None, "{line}");
        }
    }
}
