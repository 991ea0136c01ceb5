//! Where an alarm is reported: in the log, in the record, to people by mail, and to a program by webhook.

use time::format_description::well_known::Rfc3339;

use super::{look::News, service::Alarms};
use crate::{
    Error, Result,
    audit::{Actor, AlarmEvent, Event},
    identity::principal::Email,
    mail::Message,
};

/// Whose doing it is in the record.
const WHO: &str = "alarms";

impl Alarms {
    /// If one way fails, the others are used all the same.
    pub(super) async fn report(&self, news: &News) {
        let (alarm, usual) = (news.raised.alarm.as_str(), news.raised.usual);
        match news.ended {
            None => tracing::error!(alarm, count = news.raised.count, usual, "an alarm is raised"),
            Some(count) => tracing::warn!(alarm, count, usual, "an alarm has ended"),
        }
        if let Err(error) = self.record(news).await {
            tracing::error!(alarm, detail = error.log(), "an alarm is missing in the record, and in the mail");
        }
        let Some(hook) = &self.hook else { return };
        if let Err(why) = hook.send(&self.as_json(news).to_string()).await {
            tracing::error!(alarm, why, "the webhook did not get an alarm");
        }
    }

    /// In one transaction with the mail: while the database is away, there is neither.
    async fn record(&self, news: &News) -> Result<()> {
        let (what, usual) = (news.raised.alarm.as_str(), news.raised.usual);
        let event = match news.ended {
            None => AlarmEvent::Raised { what, count: news.raised.count, usual },
            Some(count) => AlarmEvent::Ended { what, count, usual },
        };
        let mut transaction = self.database.begin().await?;
        self.audit.record(&mut transaction, &Actor::background(WHO, ""), Event::Alarm(event)).await?;
        if let Some(message) = self.message(news)? {
            self.mail.post(&mut transaction, &message).await?;
        }
        transaction.commit().await?;
        self.mail.hurry();
        Ok(())
    }

    fn message(&self, news: &News) -> Result<Option<Message>> {
        let Some(address) = &self.settings.mail else { return Ok(None) };
        let to = Email::parse(address).ok_or_else(|| Error::internal("ALARM_MAIL is no address"))?;
        let host = self.own.host().to_owned();
        let sentence = news.raised.in_words();
        let (subject, paragraphs) = match news.ended {
            None => (text!("alarm-mail-subject", host = host.as_str()), vec![sentence]),
            Some(_) => (text!("alarm-mail-ended-subject", host = host.as_str()), vec![text!("alarm-ended"), sentence]),
        };
        let footer = text!("alarm-mail-footer");
        let link = Some((self.own.join("/admin/people"), text!("alarm-mail-link")));
        Ok(Some(Message { to, subject, paragraphs, code: None, link, footer }))
    }

    /// What the webhook gets. `id` is the same in each attempt.
    fn as_json(&self, news: &News) -> serde_json::Value {
        let raised = &news.raised;
        serde_json::json!({
            "id": self.entropy.uuid(),
            "event": if news.ended.is_none() { "alarm_raised" } else { "alarm_ended" },
            "alarm": raised.alarm.as_str(),
            "count": news.ended.unwrap_or(raised.count),
            "usual": raised.usual,
            "since": raised.since.format(&Rfc3339).ok(),
            "at": news.at.format(&Rfc3339).ok(),
            "site": self.own.origin(),
            "message": raised.in_words(),
        })
    }
}
