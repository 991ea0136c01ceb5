//! Suggestions while somebody types: people and groups.

use super::GroupsFor;
use crate::{
    Error, Result,
    access::{
        store::{self, Asker, NamedGroup},
        subjects::Subject,
    },
};

/// So many are offered at once.
pub const MOST_SUGGESTED: usize = 8;
/// So many of them may be groups, where there are people enough.
const GROUPS_AMONG_THEM: usize = 3;
/// What is typed counts up to here, in characters.
const LONGEST_TYPED: usize = 100;

/// Somebody, or a group, that something can be shared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    pub subject: Subject,
    pub name: String,
    /// Empty for a group.
    pub email: String,
}

impl GroupsFor<'_> {
    /// The matches for typed text: beginnings of words of a name, or of an address. People who have signed in here
    /// are visible to those who own an item or a group; groups that are not listed only to their members and owners.
    ///
    /// # Errors
    /// `Forbidden` for those who own nothing.
    pub async fn suggestions(&self, typed: &str) -> Result<Vec<Suggestion>> {
        let typed: String = typed.chars().filter(|letter| !letter.is_control()).take(LONGEST_TYPED).collect();
        let (name, names) = self.names().await?;
        let pool = self.database().pool();
        if !self.may_make() && !self.database().look_up(|| store::owns_a_group(pool, &name)).await? {
            return Err(Error::forbidden(text!("people-not-told"), "who owns nothing looks people up"));
        }
        let asker = Asker { name: &name, names: &names, sees_all: self.is_admin() };
        let most = i64::try_from(MOST_SUGGESTED).unwrap_or(i64::MAX);
        let groups = self.database().look_up(|| store::groups_by_words(pool, &asker, &typed, most)).await?;
        let people = self.database().look_up(|| store::people_by_words(pool, &typed, most)).await?;
        let room = MOST_SUGGESTED.saturating_sub(people.len()).max(GROUPS_AMONG_THEM);
        let group = |NamedGroup { id, name }| Suggestion { subject: Subject::Group(id), name, email: String::new() };
        let mut suggestions: Vec<Suggestion> = groups.into_iter().take(room).map(group).collect();
        for person in people.into_iter().take(MOST_SUGGESTED - suggestions.len()) {
            let subject = Subject::parse(&format!("person:{}", person.user_key));
            let subject = subject.ok_or_else(|| Error::internal("a person without a key"))?;
            let name = if person.name.is_empty() { person.email.clone() } else { person.name };
            suggestions.push(Suggestion { subject, name, email: person.email });
        }
        Ok(suggestions)
    }
}
