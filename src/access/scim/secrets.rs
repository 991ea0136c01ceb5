//! The secrets with which the directory proves that it sends something. There can be two, so that a new one is entered before
//! the old one ends.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use uuid::Uuid;

use super::Scim;
use crate::{
    Error, Result,
    access::{ladder::Admin, store},
    audit::{Actor, Event, ScimEvent},
};

/// How many there can be. A further one takes the place of the oldest.
pub const MOST_SECRETS: i64 = 2;

/// What people see of a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScimSecret {
    pub id: Uuid,
    pub made_at: OffsetDateTime,
    pub made_by: String,
    /// Within a minute; `None`: never.
    pub used_at: Option<OffsetDateTime>,
}

impl Scim {
    /// Those that count, the newest first.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn secrets(&self, _: &Admin) -> Result<Vec<ScimSecret>> {
        self.list_secrets().await
    }

    /// The same for an operator.
    ///
    /// # Errors
    /// As [`Scim::secrets`].
    pub async fn secrets_by_command(&self) -> Result<Vec<ScimSecret>> {
        self.list_secrets().await
    }

    /// A new one, which is shown this once: only its hash is kept.
    ///
    /// # Errors
    /// As the database.
    pub async fn make_secret(&self, admin: &Admin) -> Result<String> {
        self.make(&admin.person().key(), &admin.person().actor()).await
    }

    /// The same by an operator, whose command is named in the record.
    ///
    /// # Errors
    /// As the database.
    pub async fn make_secret_by_command(&self, command: &str) -> Result<String> {
        self.make(command, &Actor::command(command)).await
    }

    /// Ends one; says whether it was there.
    ///
    /// # Errors
    /// As the database.
    pub async fn end_secret(&self, admin: &Admin, id: Uuid) -> Result<bool> {
        self.end(&admin.person().actor(), id).await
    }

    /// The same by an operator.
    ///
    /// # Errors
    /// As the database.
    pub async fn end_secret_by_command(&self, command: &str, id: Uuid) -> Result<bool> {
        self.end(&Actor::command(command), id).await
    }

    /// The table is read each time, so that a secret that was ended stops counting everywhere. It is looked up by its
    /// hash, so timing reveals nothing about the secret.
    pub(super) async fn is_secret(&self, text: &str) -> Result<bool> {
        let (hash, now) = (hash(text), self.database.now());
        let found = self.database.look_up(|| store::find_scim_secret(self.database.pool(), &hash, now)).await?;
        let Some(found) = found else { return Ok(false) };
        if found.is_due
            && let Err(error) = store::scim_secret_was_used(self.database.pool(), found.id, now).await
        {
            tracing::debug!(%error, "that the directory's secret was used is not written down");
        }
        Ok(true)
    }

    async fn list_secrets(&self) -> Result<Vec<ScimSecret>> {
        let rows = self.database.look_up(|| store::scim_secrets(self.database.pool())).await?;
        let secret = |row: store::SecretRow| ScimSecret {
            id: row.id,
            made_at: row.made_at,
            made_by: row.made_by,
            used_at: row.used_at,
        };
        Ok(rows.into_iter().map(secret).collect())
    }

    async fn make(&self, by: &str, actor: &Actor) -> Result<String> {
        // The prefix lets scanners for leaked secrets recognise it.
        let secret = format!("latchkey_scim_{}", BASE64_URL_SAFE_NO_PAD.encode(self.entropy.bytes::<32>()));
        let (id, now) = (self.entropy.uuid(), self.clock.now());
        let mut transaction = self.database.begin().await?;
        let replaced = store::add_scim_secret(&mut transaction, id, &hash(&secret), by, now, MOST_SECRETS).await?;
        for id in replaced {
            self.audit.record(&mut transaction, actor, Event::Scim(ScimEvent::SecretEnded { secret: id })).await?;
        }
        self.audit.record(&mut transaction, actor, Event::Scim(ScimEvent::SecretMade { secret: id })).await?;
        transaction.commit().await?;
        Ok(secret)
    }

    async fn end(&self, actor: &Actor, id: Uuid) -> Result<bool> {
        let mut transaction = self.database.begin().await?;
        if !store::remove_scim_secret(&mut transaction, id).await? {
            return Ok(false);
        }
        self.audit.record(&mut transaction, actor, Event::Scim(ScimEvent::SecretEnded { secret: id })).await?;
        transaction.commit().await.map_err(Error::from)?;
        Ok(true)
    }
}

fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}
