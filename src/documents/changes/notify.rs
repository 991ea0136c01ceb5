//! Mail to people about what others did for them: one mail for each person, item and hour, in the transaction of the
//! change that it reports. People who do not want mail get none.

use time::Duration;
use uuid::Uuid;

use super::change::Change;
use crate::{
    Result,
    access::{ladder::Employee, subjects::Subject},
    audit::Event,
    documents::{
        changes::change::Lock,
        item::Item,
        service::Documents,
        store::{self, Addressee},
    },
    identity::principal::Email,
    mail::Message,
};

/// Once in this time is enough about the same thing.
const NOT_AGAIN: Duration = Duration::HOUR;

/// What somebody is notified of.
pub(super) enum Notice<'a> {
    /// Something was shared with them.
    Shared(&'a Item),
    /// Their question for access was answered.
    Answered { is_given: bool },
    /// A file arrived by a link of theirs.
    Arrived { folder: &'a Item, document: &'a str },
}

impl Change<'_> {
    /// Notifies somebody by mail, unless they made the change themselves or were notified of the same item a moment
    /// ago.
    pub(super) async fn tell(&mut self, whom: &Subject, about: Uuid, notice: &Notice<'_>) -> Result<()> {
        let Some((mail, own)) = self.documents.mail.clone() else { return Ok(()) };
        let (subject, by) = (whom.to_string(), format!("person:{}", self.by));
        if subject == by {
            return Ok(());
        }
        let Some(Addressee { email, doer }) = store::addressee(self.connection(), &subject, &by[7..]).await? else {
            return Ok(());
        };
        let Some(to) = Email::parse(&email) else { return Ok(()) };
        let at = self.at;
        if !store::may_tell(self.connection(), &subject, about, at, at - NOT_AGAIN).await? {
            return Ok(());
        }
        let doer = if doer.is_empty() { text!("notice-somebody") } else { doer };
        let (subject, sentence, place) = match notice {
            Notice::Shared(item) => (
                text!("notice-shared-subject", name = item.name.as_str()),
                text!("notice-shared", person = doer, name = item.name.as_str()),
                "/shared".to_owned(),
            ),
            // The mail names neither who answers nor the item: the page shows what they asked for.
            Notice::Answered { is_given } => {
                let sentence = if *is_given { text!("notice-given") } else { text!("notice-not-given") };
                (text!("notice-answered-subject"), sentence, "/questions".to_owned())
            }
            Notice::Arrived { folder, document } => (
                text!("notice-arrived-subject", name = folder.name.as_str()),
                text!("notice-arrived", document = *document, name = folder.name.as_str()),
                format!("/d/{}", folder.id),
            ),
        };
        let message = Message {
            to,
            subject,
            paragraphs: vec![sentence],
            code: None,
            link: Some((own.join(&place), text!("notice-open"))),
            footer: text!("notice-footer", address = own.join("/account")),
        };
        mail.post(self.connection(), &message).await
    }
}

impl Documents {
    /// Whether a person wants notices by mail; `None`: none are sent here.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn wants_mail(&self, employee: &Employee) -> Result<Option<bool>> {
        if self.mail.is_none() {
            return Ok(None);
        }
        let key = employee.person().key();
        self.database.look_up(|| store::wants_mail(self.database.pool(), &key)).await.map(Some)
    }

    /// Sends a person notices from now on, or none.
    ///
    /// # Errors
    /// As the database.
    pub async fn set_wants_mail(&self, employee: &Employee, wants: bool) -> Result<()> {
        let mut change = self.begin_change(employee.person(), Lock::Nothing).await?;
        let by = change.by.clone();
        store::set_wants_mail(change.connection(), &by, wants).await?;
        change.record(Event::NoticesSet { wants }).await?;
        change.commit().await
    }
}
