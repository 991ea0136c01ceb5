//! One-time codes of links that open for named people only. Neither an answer nor its timing reveals whether an
//! address is on the list: the work for an address that is happens after the response.

use std::sync::Arc;

use actix_web::HttpRequest;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use time::Duration;
use uuid::Uuid;

use super::{link_holder::LinkHolder, links::Links, store};
use crate::{
    Result,
    identity::principal::Email,
    mail::Message,
    transport::share::{Costly, LinkCode, LinkPassword, LinkTries, whose},
};

/// How long a code is good for.
pub const LIFETIME: Duration = Duration::minutes(10);
/// So often a code may be typed.
const MOST_TRIES: i32 = 5;

/// Sends a code to an address, if it is on the list.
///
/// # Errors
/// `TooMany` when too many were requested for this address, or from this client.
pub async fn send(holder: &LinkHolder, request: &HttpRequest, links: Arc<Links>, to: Email) -> Result<()> {
    let link = holder.link().id;
    let from = whose(request).unwrap_or_default();
    links.tries.take(&LinkCode::POLICY, Some(&format!("{link} {to}"))).await?;
    links.tries.take(&LinkCode::POLICY, Some(&format!("{link} from {from}"))).await?;
    actix_web::rt::spawn(async move {
        if let Err(error) = links.post_code(link, &to).await {
            tracing::error!(detail = error.log(), "the code for a link was not sent");
        }
    });
    Ok(())
}

/// Whether this is the code that was sent to this address. It can be used once.
///
/// # Errors
/// `TooMany` after too many attempts for this link, from this client or from all.
pub async fn is_right(
    holder: &LinkHolder,
    request: &HttpRequest,
    links: &Links,
    address: &Email,
    code: &str,
) -> Result<bool> {
    let link = holder.link();
    let from = whose(request).unwrap_or_default();
    let _all = links.tries.take(&LinkTries::POLICY, Some(&link.id.to_string())).await?;
    let _own = links.tries.take(&LinkPassword::POLICY, Some(&format!("{} {from}", link.id))).await?;
    let is_right = links.takes_code(link.id, address, code).await?;
    if !is_right {
        links.refused(link, &holder.actor()).await?;
    }
    Ok(is_right)
}

impl Links {
    async fn post_code(&self, link: Uuid, to: &Email) -> Result<()> {
        let (code, salt) = (self.draw_code(), self.entropy.bytes::<16>());
        let now = self.database.now();
        let mut transaction = self.database.begin().await?;
        if !store::put_code(&mut transaction, link, to.as_str(), &sum(&salt, &code), &salt, now).await? {
            return Ok(());
        }
        let message = Message {
            to: to.clone(),
            subject: text!("mail-code-subject"),
            paragraphs: vec![text!("mail-code-about", minutes = LIFETIME.whole_minutes())],
            code: Some(code),
            link: None,
            footer: text!("mail-code-footer"),
        };
        self.mail.post(&mut transaction, &message).await?;
        transaction.commit().await?;
        self.mail.hurry();
        Ok(())
    }

    async fn takes_code(&self, link: Uuid, address: &Email, code: &str) -> Result<bool> {
        let since = self.database.now() - LIFETIME;
        let mut transaction = self.database.begin().await?;
        let kept = store::try_code(&mut transaction, link, address.as_str(), since, MOST_TRIES).await?;
        let is_right = kept.is_some_and(|(kept, salt)| kept.ct_eq(&sum(&salt, code)).into());
        if is_right {
            store::forget_code(&mut transaction, link, address.as_str()).await?;
        }
        // Every try counts, successful or not.
        transaction.commit().await?;
        Ok(is_right)
    }

    /// Six digits, each as likely as any other.
    fn draw_code(&self) -> String {
        const ALL: u64 = 1_000_000;
        loop {
            let number = u64::from_le_bytes(self.entropy.bytes());
            if number < u64::MAX - u64::MAX % ALL {
                return format!("{:06}", number % ALL);
            }
        }
    }
}

fn sum(salt: &[u8], code: &str) -> [u8; 32] {
    Sha256::new().chain_update(salt).chain_update(code.as_bytes()).finalize().into()
}
