//! Why somebody may, or may not, see a folder or document: the outcome of the rule, and every grant that is relevant
//! to it. The rule itself is `level_of` in the database; here it is only put into words.

use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Error, Result,
    access::{
        ladder::{Editor, Person, Reader},
        last_day,
        level::{Granted, Level, Own},
        role::Role,
        somebody::Somebody,
        subjects::{Subject, Subjects},
    },
    documents::{
        item::{Item, Trace, Who},
        service::Documents,
        store::{self, WhyGrant},
    },
    texts::calendar,
};

/// The answer.
#[derive(Debug, Clone)]
pub struct Why {
    pub item: Item,
    pub somebody: Somebody,
    /// They ask about themselves.
    pub is_own: bool,
    /// What they may do; `None`: they cannot see it.
    pub level: Option<Level>,
    /// The nearest first.
    pub grants: Vec<WhyLine>,
    /// They see that the folder is there, on their way to something in it.
    pub leads: bool,
    /// Otherwise grants that do not count were left out where the person who asks is not an owner.
    pub is_told_all: bool,
}

/// A grant that has to do with it.
#[derive(Debug, Clone)]
pub struct WhyLine {
    pub subject: Subject,
    /// The subject of theirs that it was granted to, for people.
    pub name: String,
    /// What they are a part of on the way to that name.
    pub way: Vec<String>,
    pub level: Level,
    /// The folder above that it was given on; `None`: on the thing itself.
    pub from: Option<(Uuid, String)>,
    pub ends_at: Option<OffsetDateTime>,
    pub granted: Trace,
    pub reason: String,
    pub verdict: Verdict,
}

/// Whether a grant applies to the item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Counts,
    HasEnded,
    /// The item in between that does not inherit from it: its id and name.
    IsCut(Uuid, String),
}

impl WhyLine {
    /// The last day of it, where it ends with a day.
    pub fn last_day(&self) -> Option<OffsetDateTime> {
        self.ends_at.and_then(last_day::before)
    }

    /// When it ends or ended, in words.
    fn end(&self) -> String {
        let moment = || self.ends_at.as_ref().map(calendar::moment).unwrap_or_default();
        self.last_day().as_ref().map_or_else(moment, calendar::day)
    }
}

/// Whether this person may ask about others: owners may, and administrators whatever they can see.
pub fn may_ask(person: &Person, item: &Item) -> bool {
    item.level >= Some(Level::Own) || (item.level.is_some() && person.standing.role == Some(Role::Admin))
}

impl Documents {
    /// Why this person can see a thing.
    ///
    /// # Errors
    /// `NotFound`, also for what they cannot see.
    pub async fn why(&self, reader: &Reader, id: Uuid, myself: Somebody) -> Result<Why> {
        let item = self.item(reader, id).await?;
        self.reasons(item, myself, reader.person().subjects(), true).await
    }

    /// Why somebody may, or may not, see an item; for its owners, for administrators, and for everybody about
    /// themselves.
    ///
    /// # Errors
    /// `NotFound`, also for what the asker cannot see; `Forbidden` for those who may not ask about others.
    pub async fn why_somebody(&self, reader: &Reader, id: Uuid, somebody: Somebody) -> Result<Why> {
        let person = reader.person();
        if somebody.principal.user == person.principal.user {
            return self.why(reader, id, somebody).await;
        }
        let item = self.item(reader, id).await?;
        if !may_ask(person, &item) {
            let sentence = text!("level-too-low", least = Level::Own.as_str());
            return Err(Error::forbidden(sentence, format!("{id}: who may not share it asks about others")));
        }
        self.reasons(item, somebody, person.subjects(), false).await
    }

    /// The same for the owners, also about themselves.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden` for those who do not own it.
    pub async fn why_of_owned(&self, editor: &Editor, id: Uuid, somebody: Somebody) -> Result<Why> {
        let person = editor.person();
        let item = Granted::<Own, Item>::check(self.any_item(person, id).await?)?.into_inner();
        let is_own = somebody.principal.user == person.principal.user;
        self.reasons(item, somebody, person.subjects(), is_own).await
    }

    /// The same for operators.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn why_by_command(&self, item: Item, somebody: Somebody) -> Result<Why> {
        self.reasons(item, somebody, Subjects::operator().names(), false).await
    }

    async fn reasons(&self, item: Item, somebody: Somebody, asker: &[String], is_own: bool) -> Result<Why> {
        let names: Vec<String> = somebody.names.iter().map(|name| name.subject.to_string()).collect();
        let pool = self.database.pool();
        let rows = self.database.look_up(|| store::why(pool, item.id, &names, asker, is_own)).await?;
        let first = rows.first().ok_or_else(|| Error::internal("a question without an answer"))?;
        let level = Level::of(first.decided)?;
        if is_own && level.is_none() {
            return Err(Error::not_found(format!("{} was hidden from them a moment ago", item.id)));
        }
        let (leads, is_told_all) = (first.leads, first.is_told_all);
        let grants = rows.into_iter().filter_map(|row| row.grant).map(|grant| line(grant, &somebody));
        let grants = grants.collect::<Result<_>>()?;
        Ok(Why { item, somebody, is_own, level, grants, leads, is_told_all })
    }
}

fn line(grant: WhyGrant, somebody: &Somebody) -> Result<WhyLine> {
    let impossible = || Error::internal(format!("a row of grants that cannot be: {}", grant.subject));
    let subject = Subject::parse(&grant.subject).ok_or_else(impossible)?;
    let known = somebody.names.iter().find(|name| name.subject == subject);
    let name = match &subject {
        Subject::Group(_) => text!("access-group", name = known.map_or("", |name| name.called.as_str())),
        Subject::Person(_) => somebody.called().to_owned(),
        Subject::Address(email) => email.to_string(),
        Subject::Role(role) => text!("access-role", role = role.as_str()),
    };
    let way = known.map(|name| name.way.clone());
    let verdict = match grant.cut {
        _ if grant.has_ended => Verdict::HasEnded,
        Some((folder, name)) => Verdict::IsCut(folder, name),
        None => Verdict::Counts,
    };
    Ok(WhyLine {
        level: Level::of(grant.level)?.ok_or_else(impossible)?,
        subject,
        name,
        way: way.unwrap_or_default(),
        from: (grant.depth > 0).then_some((grant.node, grant.folder)),
        ends_at: grant.ends_at,
        granted: Trace { at: grant.granted_at, by: Who::of(grant.granted_by, grant.giver) },
        reason: grant.reason,
        verdict,
    })
}

impl Why {
    /// The grant that decides: the nearest of those that give as much as they have.
    pub fn decider(&self) -> Option<&WhyLine> {
        self.grants.iter().find(|line| line.verdict == Verdict::Counts && Some(line.level) == self.level)
    }

    /// The answer in one sentence.
    pub fn sentence(&self) -> String {
        let person = self.somebody.called();
        match (self.level, self.decider()) {
            (Some(level), Some(line)) => {
                let reason = self.reason(line);
                if self.is_own {
                    return text!("why-you-may", level = level.as_str(), reason = reason);
                }
                text!("why-they-may", person = person, level = level.as_str(), reason = reason)
            }
            // Groups that were changed in between, at the most.
            (Some(level), None) => text!("why-they-may-somehow", person = person, level = level.as_str()),
            (None, _) => self.refusal(person),
        }
    }

    fn reason(&self, line: &WhyLine) -> String {
        let place = self.place(line.from.as_ref());
        let giver = match &line.granted.by {
            by if by.key.starts_with("latchkey ") => text!("why-operator"),
            by => by.name.clone(),
        };
        let day = calendar::day(&line.granted.at);
        match &line.subject {
            Subject::Person(_) if self.is_own => text!("why-given-you", giver = giver, place = place, day = day),
            Subject::Person(_) => text!("why-given-them", giver = giver, place = place, day = day),
            Subject::Address(email) => {
                text!("why-given-address", giver = giver, address = email.as_str(), place = place, day = day)
            }
            Subject::Group(_) => {
                text!("why-given-group", giver = giver, group = line.name.as_str(), place = place, day = day)
            }
            Subject::Role(role) => {
                text!("why-given-role", role = role.as_str(), giver = giver, place = place, day = day)
            }
        }
    }

    fn refusal(&self, person: &str) -> String {
        if self.leads && self.item.is_folder() {
            return text!("why-only-the-way", person = person);
        }
        let cut = self.grants.iter().find_map(|line| match &line.verdict {
            Verdict::IsCut(folder, name) => Some((line, folder, name)),
            _ => None,
        });
        if let Some((line, folder, name)) = cut {
            let place = self.place(line.from.as_ref());
            let cut = (*folder != self.item.id).then(|| (*folder, name.clone()));
            let cut = self.place(cut.as_ref());
            let name = match &line.subject {
                Subject::Person(_) => return text!("why-cut-off", person = person, cut = cut, place = place),
                Subject::Role(role) => text!("why-name-role", role = role.as_str()),
                Subject::Address(_) | Subject::Group(_) => line.name.clone(),
            };
            return text!("why-cut-off-name", person = person, cut = cut, name = name, place = place);
        }
        let ended = self.grants.iter().filter(|line| line.verdict == Verdict::HasEnded).max_by_key(|line| line.ends_at);
        match ended {
            Some(line) => {
                let place = self.place(line.from.as_ref());
                text!("why-ended", person = person, place = place, end = line.end())
            }
            None if self.is_told_all => text!("why-nothing", person = person),
            None => text!("why-nothing-here", person = person),
        }
    }

    /// A folder above, or `None` for the thing itself, within a sentence.
    fn place(&self, above: Option<&(Uuid, String)>) -> String {
        match above {
            Some((_, name)) if !name.is_empty() => text!("why-place-folder", name = name.as_str()),
            None if self.item.parent.is_some() && self.item.is_folder() => text!("why-place-this-folder"),
            None if self.item.parent.is_some() => text!("why-place-this-document"),
            _ => text!("why-place-all"),
        }
    }
}
