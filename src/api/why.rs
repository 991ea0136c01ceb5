//! Why somebody may, or may not, see a folder or document: part of the response of
//! `/api/v1/items/{id}/access?person=…`.

use serde::{Deserialize, Serialize};
use serde_json::json;
use time::{OffsetDateTime, serde::rfc3339};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Result,
    access::{ladder::Editor, level::Level, role::Role, roles::Roles},
    documents::{
        service::Documents,
        why::{Verdict, Why, WhyLine},
    },
    identity::principal::Email,
    transport::openapi::Parameter,
};

/// Who has access, or about whom.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    person: Option<Email>,
}

impl About {
    /// The answer about the person, where one is asked for.
    pub async fn why(self, editor: &Editor, id: Uuid, documents: &Documents, roles: &Roles) -> Result<Option<WhyJson>> {
        let Some(email) = self.person else { return Ok(None) };
        let asker = editor.person();
        let somebody = match &asker.principal.email {
            Some(own) if *own == email => roles.myself(asker).await?,
            _ => roles.somebody(&email).await?,
        };
        Ok(Some(documents.why_of_owned(editor, id, somebody).await?.into()))
    }
}

/// Why somebody may, or may not, see a folder or document.
#[derive(Serialize, ToSchema)]
pub struct WhyJson {
    /// The answer for people.
    sentence: String,
    /// What they may do; null: they cannot see it.
    #[schema(required = true)]
    level: Option<&'static str>,
    person: WhyPersonJson,
    /// Whether all that was given is listed. Otherwise what does not count is left out for the folders above that you do not own.
    is_told_all: bool,
    /// What was given to them, under whatever name, here and in the folders above; the nearest first.
    grants: Vec<WhyGrantJson>,
}

#[derive(Serialize, ToSchema)]
pub struct WhyPersonJson {
    /// What people call them.
    name: String,
    #[schema(required = true)]
    email: Option<String>,
    /// False: nobody has signed in with the address yet, and the answer is for whoever does so first.
    has_signed_in: bool,
    #[schema(required = true)]
    role: Option<&'static str>,
    #[serde(with = "rfc3339")]
    role_read_at: OffsetDateTime,
}

#[derive(Serialize, ToSchema)]
pub struct WhyGrantJson {
    /// Under which name of theirs it was given: person:…, address:…, group:… or role:….
    subject: String,
    /// What people call that.
    name: String,
    /// What they are a part of on the way to that name; mostly empty.
    way: Vec<String>,
    level: &'static str,
    /// The folder above that it was given on; null: it was given here.
    #[schema(required = true)]
    from: Option<Uuid>,
    /// From then on it counts for nothing; null: it has no end.
    #[serde(with = "rfc3339::option")]
    #[schema(required = true)]
    ends_at: Option<OffsetDateTime>,
    #[serde(with = "rfc3339")]
    granted_at: OffsetDateTime,
    /// Who gave it.
    granted_by: String,
    reason: String,
    /// Whether it is the one that decides.
    decides: bool,
    verdict: VerdictJson,
    /// What is cut off from it, where that is the verdict.
    #[schema(required = true)]
    cut_at: Option<Uuid>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum VerdictJson {
    Counts,
    Ended,
    Cut,
}

impl From<Why> for WhyJson {
    fn from(why: Why) -> Self {
        let decider = why.decider().map(std::ptr::from_ref);
        let grants = why.grants.iter().map(|line| grant(line, decider == Some(std::ptr::from_ref(line)))).collect();
        let somebody = &why.somebody;
        Self {
            sentence: why.sentence(),
            level: why.level.map(Level::as_str),
            person: WhyPersonJson {
                name: somebody.called().to_owned(),
                email: somebody.principal.email.as_ref().map(ToString::to_string),
                has_signed_in: somebody.was_here(),
                role: somebody.standing.role.map(Role::as_str),
                role_read_at: somebody.standing.read_at.truncate_to_second(),
            },
            is_told_all: why.is_told_all,
            grants,
        }
    }
}

fn grant(line: &WhyLine, decides: bool) -> WhyGrantJson {
    let (verdict, cut_at) = match &line.verdict {
        Verdict::Counts => (VerdictJson::Counts, None),
        Verdict::HasEnded => (VerdictJson::Ended, None),
        Verdict::IsCut(folder, _) => (VerdictJson::Cut, Some(*folder)),
    };
    WhyGrantJson {
        subject: line.subject.to_string(),
        name: line.name.clone(),
        way: line.way.clone(),
        level: line.level.as_str(),
        from: line.from.as_ref().map(|(folder, _)| *folder),
        ends_at: line.ends_at,
        granted_at: line.granted.at,
        granted_by: line.granted.by.name.clone(),
        reason: line.reason.clone(),
        decides,
        verdict,
        cut_at,
    }
}

pub const PERSON: Parameter = Parameter::query(
    "person",
    "person",
    "An e-mail address: the answer then says why this person may, or may not, see the item.",
    || json!({ "type": "string", "pattern": "^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+$", "maxLength": Email::LONGEST }),
);
