//! What the room consists of.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::mpsc;

use super::{
    alarm::{Alarm, Raised},
    history::History,
    look::News,
    webhook::Hook,
};
use crate::{
    Result,
    access::ladder::Admin,
    audit::Audit,
    clock::SharedClock,
    database::Database,
    entropy::SharedEntropy,
    mail::Mail,
    metrics::{Seen, Traffic},
    settings::{AlarmSettings, ClientCredential, PublicUrl, Settings, SignInMode},
    storage::blobs::Blobs,
};

/// How many messages may wait to be sent: far more than alarms come and go while a webhook does not answer.
const UNREPORTED: usize = 100;

/// Checks whether all is well, and reports if not.
pub struct Alarms {
    pub(super) settings: AlarmSettings,
    pub(super) credential: Option<ClientCredential>,
    pub(super) data_dir: PathBuf,
    pub(super) own: PublicUrl,
    pub(super) hook: Option<Hook>,
    pub(super) database: Database,
    pub(super) blobs: Arc<Blobs>,
    pub(super) audit: Arc<Audit>,
    pub(super) mail: Arc<Mail>,
    pub(super) clock: SharedClock,
    pub(super) entropy: SharedEntropy,
    pub(super) traffic: Traffic,
    pub(super) state: Mutex<State>,
}

/// What was seen so far.
pub(super) struct State {
    pub refusals: History<u64>,
    pub store_errors: History<u64>,
    pub look_ups: History<Seen>,
    /// How many looks in a row have found the database slow or away.
    pub slow_in_a_row: u32,
    pub raised: BTreeMap<Alarm, Raised>,
}

/// Where an alarm is recorded and sent from.
pub struct Means {
    pub database: Database,
    pub blobs: Arc<Blobs>,
    pub audit: Arc<Audit>,
    pub mail: Arc<Mail>,
    pub clock: SharedClock,
    pub entropy: SharedEntropy,
}

impl Alarms {
    /// # Errors
    /// When there is a webhook, and the machine has no root certificates.
    pub fn new(settings: &Settings, means: Means, traffic: &Traffic) -> Result<Self> {
        let Means { database, blobs, audit, mail, clock, entropy } = means;
        let now = clock.now();
        let state = State {
            refusals: History::starting(now, traffic.turned_away()),
            store_errors: History::starting(now, blobs.errors().counts().total()),
            look_ups: History::starting(now, database.meter().times().seen()),
            slow_in_a_row: 0,
            raised: BTreeMap::new(),
        };
        let credential = match &settings.sign_in {
            SignInMode::Oidc(oidc) => Some(oidc.credential.clone()),
            _ => None,
        };
        let webhook = settings.alarms.webhook.as_ref();
        let hook = webhook.map(|webhook| Hook::new(webhook, settings.alarms.pauses)).transpose()?;
        Ok(Self {
            settings: settings.alarms.clone(),
            credential,
            data_dir: settings.data_dir.clone(),
            own: settings.server.public_url.clone(),
            hook,
            database,
            blobs,
            audit,
            mail,
            clock,
            entropy,
            traffic: traffic.clone(),
            state: Mutex::new(state),
        })
    }

    /// What is raised in this copy of the program, for administrators.
    pub fn raised(&self, _: &Admin) -> Vec<Raised> {
        self.state().raised.values().copied().collect()
    }

    /// Whether it is raised, for metrics.
    pub fn is_raised(&self, alarm: Alarm) -> bool {
        self.state().raised.contains_key(&alarm)
    }

    pub(super) fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Checks for ever. Reporting takes its own time: a webhook that does not answer delays no check.
    pub async fn watch_for_ever(self: Arc<Self>) {
        let (sender, mut receiver) = mpsc::channel::<News>(UNREPORTED);
        let look = async {
            loop {
                tokio::time::sleep(self.settings.every).await;
                for news in self.look().await {
                    if sender.try_send(news).is_err() {
                        tracing::error!("too many alarms wait to be reported; one is left out");
                    }
                }
            }
        };
        let report = async {
            while let Some(news) = receiver.recv().await {
                self.report(&news).await;
            }
        };
        tokio::join!(look, report);
    }
}
