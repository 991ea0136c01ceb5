//! Tokens that are none, or that are made to do harm to whoever reads them.

use serde_json::json;

use crate::support::sign_in::{accepted, refused};

#[test]
fn a_token_that_is_no_token_is_refused() {
    let shapes =
        ["", ".", "..", "...", "a.b", "a.b.c", "not a token", "eyJ.eyJ.", "e30.e30.e30", "\u{0}", "é.é.é", "{}"];
    for shape in shapes {
        refused(move |token| token.text = Some(shape.to_owned()));
    }
}

#[test]
fn a_token_of_five_parts_is_refused() {
    refused(|token| token.text = Some(format!("{}.AAAA.BBBB", token.finish())));
}

#[test]
fn a_token_of_a_megabyte_is_refused() {
    refused(|token| token.set("padding", "x".repeat(1_000_000)));
}

#[test]
fn claims_that_are_no_json_are_refused() {
    for payload in ["", "null", "[]", "\"text\"", "{\"iss\":", "{}", "\u{FEFF}{}"] {
        refused(move |token| token.payload = Some(payload.to_owned()));
    }
}

#[test]
fn deeply_nested_claims_are_refused_without_harm() {
    refused(|token| {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        token.payload = Some(token.claims_text().replacen('{', &format!("{{\"deep\":{deep},"), 1));
    });
}

#[test]
fn a_claim_that_stands_twice_is_refused() {
    for claim in ["iss", "aud", "sub", "oid", "tid", "nonce", "exp"] {
        refused(move |token| {
            let twice = format!("{{\"{claim}\":{},", token.claims[claim]);
            token.payload = Some(token.claims_text().replacen('{', &twice, 1));
        });
        refused(move |token| {
            let twice = format!("{{\"{claim}\":\"evil\",");
            token.payload = Some(token.claims_text().replacen('{', &twice, 1));
        });
    }
}

#[test]
fn claims_that_we_do_not_know_are_passed_over() {
    accepted(|token| {
        token.set("_claim_names", json!({"groups": "src1"}));
        token.set("_claim_sources", json!({"src1": {"endpoint": "https://graph.windows.net/x/getMemberObjects"}}));
        token.set("hasgroups", true);
        token.set("xms_edov", "1");
        token.set("acct", 1);
    });
}
