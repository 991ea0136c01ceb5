//! A program that sends files by the tus protocol.

use base64::{Engine, prelude::BASE64_STANDARD};

use super::{Answer, Browser, Request};

pub const ROOT: &str = "00000000-0000-7000-8000-000000000001";

/// `Upload-Metadata` for these pairs.
pub fn metadata(pairs: &[(&str, &str)]) -> String {
    pairs.iter().map(|(key, value)| format!("{key} {}", BASE64_STANDARD.encode(value))).collect::<Vec<_>>().join(",")
}

/// A request as a program sends it: no cookies of forms, no Fetch Metadata.
pub fn tus(method: &str, target: &str) -> Request {
    Request::new(method, target).header("tus-resumable", "1.0.0")
}

/// Announces a file; gives the answer.
pub fn announce(browser: &mut Browser, length: usize, pairs: &[(&str, &str)]) -> Answer {
    let request = tus("POST", "/uploads").header("upload-length", &length.to_string());
    browser.send(request.header("upload-metadata", &metadata(pairs)))
}

/// Announces a file that is welcome; gives its address.
pub fn begin(browser: &mut Browser, length: usize, pairs: &[(&str, &str)]) -> String {
    let answer = announce(browser, length, pairs);
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.location().to_owned()
}

/// More bytes.
pub fn patch(target: &str, offset: usize, bytes: &[u8]) -> Request {
    let mut request = tus("PATCH", target)
        .header("upload-offset", &offset.to_string())
        .header("content-type", "application/offset+octet-stream")
        .header("content-length", &bytes.len().to_string());
    request.body = bytes.to_vec();
    request
}

/// The whole file in one request.
pub fn send_whole(browser: &mut Browser, bytes: &[u8], pairs: &[(&str, &str)]) -> Answer {
    let mut request = tus("POST", "/uploads")
        .header("upload-length", &bytes.len().to_string())
        .header("upload-metadata", &metadata(pairs))
        .header("content-type", "application/offset+octet-stream")
        .header("content-length", &bytes.len().to_string());
    request.body = bytes.to_vec();
    browser.send(request)
}

/// A form with files, as a browser sends it without a script.
pub fn form(origin: &str, folder: &str, files: &[(&str, &[u8])]) -> Request {
    multipart(origin, &format!("/d/{folder}/documents"), &[], files)
}

/// The same, with other fields before the files.
pub fn multipart(origin: &str, action: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Request {
    let mut body = Vec::new();
    for (name, value) in fields {
        let field = format!("--frontier\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(field.as_bytes());
    }
    for (name, bytes) in files {
        let head = format!(
            "--frontier\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--frontier--\r\n");
    let mut request = Request::new("POST", action)
        .header("content-type", "multipart/form-data; boundary=frontier")
        .header("accept", "text/html")
        .header("origin", origin);
    request.body = body;
    request
}

/// How much has come, as HEAD says.
pub fn offset(browser: &mut Browser, target: &str) -> usize {
    let answer = browser.send(tus("HEAD", target));
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.header("upload-offset").expect("an offset").parse().unwrap()
}

/// Bytes that are easy to compare and hard to guess.
pub fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}
