//! The token endpoint: code for tokens, once, to the right client, with the right verifier.

use aws_lc_rs::{
    digest,
    rsa::KeyPair,
    signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, RsaParameters, UnparsedPublicKey},
};
use base64::{Engine, prelude::*};
use serde_json::{Value, json};

use super::{
    CLIENT_ID, CLIENT_SECRET, Grant, State, TENANT,
    keys::{base64url, random_text},
    server::{Reply, Seen},
    token::IdToken,
};

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

impl State {
    pub(super) fn redeem(&mut self, seen: &Seen) -> Reply {
        let field = |name: &str| seen.form.get(name).map_or("", String::as_str);
        for secret in ["code_verifier", "client_assertion"] {
            if let Some(value) = seen.form.get(secret) {
                self.secrets.push(value.clone());
            }
        }
        if seen.headers.contains_key("origin") {
            return refuse(400, "invalid_request", 9_002_326, "Cross-origin token redemption is for SPA clients.");
        }
        if field("client_id") != CLIENT_ID {
            return refuse(400, "unauthorized_client", 700_016, "Application was not found in the directory.");
        }
        if let Err((code, text)) = self.check_client(seen) {
            return refuse(401, "invalid_client", code, text);
        }
        if field("grant_type") == "client_credentials" {
            return self.own_token(field("scope"));
        }
        if field("grant_type") != "authorization_code" {
            return refuse(400, "unsupported_grant_type", 70_003, "The grant type is not supported.");
        }
        let now = (self.now)();
        let Some(grant) = self.grants.get_mut(field("code")) else {
            return refuse(400, "invalid_grant", 70_000, "The provided code is invalid.");
        };
        if grant.redeemed {
            return refuse(400, "invalid_grant", 54_005, "OAuth2 Authorization code was already redeemed.");
        }
        if now - grant.issued > 600 {
            return refuse(400, "invalid_grant", 70_008, "The provided authorization code has expired.");
        }
        if field("redirect_uri") != grant.redirect_uri {
            return refuse(400, "invalid_grant", 70_000, "The redirect URI differs from the one of the request.");
        }
        let verifier = field("code_verifier");
        if base64url(digest::digest(&digest::SHA256, verifier.as_bytes()).as_ref()) != grant.challenge {
            return refuse(400, "invalid_grant", 501_481, "The code_verifier does not match the code_challenge.");
        }
        grant.redeemed = true;
        let claims = claims(grant, self.port, now);
        let answer = self.tokens(claims);
        Reply::json(200, &answer).header("cache-control", "no-store, no-cache")
    }

    fn tokens(&mut self, claims: Value) -> Value {
        let mut token = IdToken::new(claims, self.signs);
        if self.vouches {
            token.set("email_verified", true);
        }
        if let Some(lie) = &mut self.lie {
            lie(&mut token);
        }
        let (id_token, access_token) = (token.finish(), format!("eyJ0eXAi.{}", random_text(600)));
        if !id_token.is_empty() {
            self.secrets.push(id_token.clone());
        }
        self.secrets.push(access_token.clone());
        let mut answer = json!({"token_type": "Bearer", "scope": "email openid profile", "expires_in": 3599,
            "ext_expires_in": 3599, "access_token": access_token, "id_token": id_token});
        if let Some(change) = &self.change_token_answer {
            change(&mut answer);
        }
        answer
    }

    fn check_client(&self, seen: &Seen) -> Result<(), (u32, &'static str)> {
        let field = |name: &str| seen.form.get(name).map_or("", String::as_str);
        let Some(pem) = &self.certificate else {
            let basic = seen.headers.get("authorization").and_then(|value| value.strip_prefix("Basic "));
            let encoded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
            let wanted = BASE64_STANDARD.encode(format!("{}:{}", encoded(CLIENT_ID), encoded(CLIENT_SECRET)));
            return match (field("client_secret"), basic) {
                (CLIENT_SECRET, None) => Ok(()),
                ("", Some(basic)) if basic == wanted => Ok(()),
                ("", None) => Err((7_000_218, "The request body must contain client_assertion or client_secret.")),
                _ => Err((7_000_215, "Invalid client secret provided.")),
            };
        };
        if field("client_assertion_type") != ASSERTION_TYPE || seen.form.contains_key("client_secret") {
            return Err((7_000_218, "The request body must contain client_assertion."));
        }
        let token_endpoint = format!("http://127.0.0.1:{}/{TENANT}/oauth2/v2.0/token", self.port);
        check_assertion(field("client_assertion"), pem, &token_endpoint, (self.now)()).map_err(|text| (700_027, text))
    }
}

/// Header, claims and signature as Microsoft, "Certificate credentials" asks for them.
fn check_assertion(assertion: &str, pem: &str, audience: &str, now: i64) -> Result<(), &'static str> {
    let parts: Vec<&str> = assertion.split('.').collect();
    let [header, payload, signature] = parts[..] else { return Err("an assertion has three parts") };
    let read = |part: &str| BASE64_URL_SAFE_NO_PAD.decode(part).map_err(|_| "unpadded base64url is asked for");
    let object = |part: &str| serde_json::from_slice::<Value>(&read(part)?).map_err(|_| "not JSON");
    let (header, claims) = (object(header)?, object(payload)?);
    let der = block(pem, "CERTIFICATE");
    let sha256 = base64url(digest::digest(&digest::SHA256, &der).as_ref());
    let sha1 = base64url(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &der).as_ref());
    let scheme: &'static RsaParameters = match header["alg"].as_str() {
        Some("PS256") if header["x5t#S256"] == sha256 => &RSA_PSS_2048_8192_SHA256,
        Some("RS256") if header["x5t"] == sha1 => &RSA_PKCS1_2048_8192_SHA256,
        _ => return Err("the key was not found by its thumbprint"),
    };
    let message = assertion.rsplit_once('.').map_or("", |(message, _)| message);
    let pair = KeyPair::from_pkcs8(&block(pem, "PRIVATE KEY")).expect("the key beside the certificate");
    UnparsedPublicKey::new(scheme, pair.public_key().as_ref())
        .verify(message.as_bytes(), &read(signature)?)
        .map_err(|_| "the signature is invalid")?;
    let time = |claim: &str| claims[claim].as_i64().unwrap_or(0);
    let sound = [
        header["typ"] == "JWT",
        claims["aud"] == audience,
        claims["iss"] == CLIENT_ID && claims["sub"] == CLIENT_ID,
        claims["jti"].as_str().is_some_and(|jti| jti.len() >= 32),
        time("nbf") <= now && now < time("exp") && time("exp") - now <= 600,
    ];
    sound.iter().all(|sound| *sound).then_some(()).ok_or("the claims of the assertion are wrong")
}

fn block(pem: &str, label: &str) -> Vec<u8> {
    let body = pem.split(&format!("-----BEGIN {label}-----")).nth(1).expect("that block in the PEM");
    let body: String = body.split("-----END").next().unwrap_or_default().split_whitespace().collect();
    BASE64_STANDARD.decode(body).expect("base64")
}

fn claims(grant: &Grant, port: u16, now: i64) -> Value {
    let employee = &grant.employee;
    let sub = base64url(digest::digest(&digest::SHA256, employee.oid.as_bytes()).as_ref());
    let mut claims = json!({
        "aud": CLIENT_ID, "iss": format!("http://127.0.0.1:{port}/{TENANT}/v2.0"), "sub": sub, "oid": employee.oid,
        "tid": TENANT, "ver": "2.0", "name": employee.name, "preferred_username": employee.username,
        // Back-dated by five minutes, like the real ones.
        "iat": now - 300, "nbf": now - 300, "exp": now + 3600, "nonce": grant.nonce,
        "aio": random_text(90), "rh": "1.AXoA.", "uti": random_text(16),
        "sid": "0065f3d1-2c4f-4b1e-8a6d-5b7c9e1f3a2d",
    });
    if let Some(email) = &employee.email {
        claims["email"] = json!(email);
    }
    if let Some(login_hint) = &employee.login_hint {
        claims["login_hint"] = json!(login_hint);
    }
    if !employee.app_roles.is_empty() {
        claims["roles"] = json!(employee.app_roles);
    }
    if !employee.groups.is_empty() {
        claims["groups"] = json!(employee.groups);
    }
    claims
}

/// An error as Entra writes it: a hint for people in `claims` that holds "access_token" among it.
pub fn refuse(status: u16, error: &str, code: u32, text: &str) -> Reply {
    let ids = ("7b3c0a52-1f0d-4e8e-a3c1-a9b1d2c30400", "f0f3a7a4-31f5-49a5-bb0f-6d3c7d2e9f11");
    let description = format!(
        "AADSTS{code}: {text}\r\nTrace ID: {}\r\nCorrelation ID: {}\r\nTimestamp: 2026-01-09 02:02:12Z",
        ids.0, ids.1
    );
    Reply::json(
        status,
        &json!({"error": error, "error_description": description, "error_codes": [code],
            "timestamp": "2026-01-09 02:02:12Z", "trace_id": ids.0, "correlation_id": ids.1,
            "error_uri": format!("https://login.microsoftonline.com/error?code={code}"),
            "suberror": "message_only",
            "claims": "{\"access_token\":{\"capolids\":{\"essential\":true,\"values\":[\"guid\"]}}}"}),
    )
}
