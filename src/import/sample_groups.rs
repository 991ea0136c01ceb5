//! Groups to try in DEV_MODE. What is in them is a group of no real directory, so they give nothing to anybody who signs in.

use uuid::Uuid;

use crate::{
    Error, Result,
    access::{
        groups::{GroupName, Groups, GroupsFor, Member},
        level::Level,
        subjects::Subject,
    },
    documents::changes::NewGrant,
    error::Meaning,
    identity::persona::SAMPLE_GROUP,
    import::Import,
};

const COMMAND: &str = "latchkey samples";
/// Contains the directory's group, and may read the folder.
const INNER: (&str, &str) = ("Finance", "Reports");
/// Contains that group.
const OUTER: &str = "Head office";

impl Import {
    /// Groups for the sample documents; if one of these names is taken, nothing is changed.
    pub async fn seed_groups(&self, groups: &Groups) -> Result<()> {
        let groups = groups.by_command(COMMAND);
        let (inner, folder) = INNER;
        let inner = match make(&groups, inner, Member::DirectoryGroup(SAMPLE_GROUP.to_owned())).await {
            Err(error) if error.meaning() == Meaning::Conflict => return Ok(()),
            made => made?,
        };
        make(&groups, OUTER, Member::Group(inner)).await?;
        let folder = self.documents.item_at(&[folder.to_owned()]).await?;
        let (subject, reason) = (Subject::Group(inner), String::new());
        let grant = NewGrant { subject, level: Level::View, ends_at: None, reason };
        self.documents.grant_by_command(COMMAND, folder.id, &grant).await
    }
}

async fn make(groups: &GroupsFor<'_>, name: &str, member: Member) -> Result<Uuid> {
    let name = GroupName::parse(name, "", true).ok_or_else(|| Error::internal("a sample's name"))?;
    let id = groups.make(&name).await?;
    groups.add(id, &[member]).await?;
    Ok(id)
}
