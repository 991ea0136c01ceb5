//! The program elsewhere to which alarms are sent.

use std::time::Duration;

use aws_lc_rs::hmac;
use oauth2::http::{Request, header};
use secrecy::{ExposeSecret, SecretString};

use crate::{
    Result,
    identity::provider::{HttpClient, ReqwestClient},
    settings::Webhook,
};

/// The header with the signature: `sha256=` and the HMAC-SHA256 of the body, in hexadecimal digits.
pub const SIGNATURE: &str = "x-latchkey-signature";

/// Where alarms are sent. Each attempt takes ten seconds at most.
pub struct Hook {
    url: SecretString,
    key: hmac::Key,
    client: ReqwestClient,
    pauses: [Duration; 2],
}

impl Hook {
    /// `pauses`: before the second attempt, and before the third.
    ///
    /// # Errors
    /// Where the machine has no root certificates.
    pub fn new(webhook: &Webhook, pauses: [Duration; 2]) -> Result<Self> {
        let key = hmac::Key::new(hmac::HMAC_SHA256, webhook.secret.expose_secret().as_bytes());
        Ok(Self { url: webhook.url.clone(), key, client: ReqwestClient::new()?, pauses })
    }

    /// Posts the body, three times at most.
    ///
    /// # Errors
    /// Why the last attempt failed, for the log: without the address, which may hold a secret.
    pub async fn send(&self, body: &str) -> Result<(), String> {
        let mut last = self.attempt(body).await;
        for pause in self.pauses {
            let Err(why) = &last else { return Ok(()) };
            tracing::warn!(why, "the webhook for alarms does not take one yet");
            tokio::time::sleep(pause).await;
            last = self.attempt(body).await;
        }
        last
    }

    async fn attempt(&self, body: &str) -> Result<(), String> {
        let signature = format!("sha256={}", hex::encode(hmac::sign(&self.key, body.as_bytes())));
        let request = Request::post(self.url.expose_secret())
            .header(header::CONTENT_TYPE, "application/json")
            .header(SIGNATURE, signature)
            .body(body.as_bytes().to_vec())
            .map_err(|_| "ALARM_WEBHOOK is no address".to_owned())?;
        let answer = self.client.send(request).await.map_err(|fault| fault.to_string())?;
        if answer.status().is_success() { Ok(()) } else { Err(format!("it answered {}", answer.status().as_u16())) }
    }
}
