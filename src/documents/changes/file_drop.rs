//! What people outside send by a link that takes files.

use super::{
    add_document::{Added, add},
    change::{Change, Lock},
    notify::Notice,
};
use crate::{
    Error, Result,
    access::{link_holder::LinkSender, links, subjects::Subject},
    audit::Event,
    documents::{item::Item, name::Name, on_taken::OnTaken, service::Documents, store},
    storage::blobs::Stored,
};

impl Change<'_> {
    /// Whether it is made by somebody outside the company, by a link.
    pub fn is_by_link(&self) -> bool {
        self.by.split_once('|').is_some_and(|(realm, _)| realm == links::REALM)
    }
}

impl Documents {
    /// Whether the folder that a link leads to is there.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn drop_is_there(&self, sender: &LinkSender) -> Result<()> {
        let item = self.any_item(sender.editor().person(), sender.link().node).await?;
        if item.is_folder() { Ok(()) } else { Err(Error::not_found("a document takes no files")) }
    }

    /// Adds a file that was sent. If its name is taken it gets a number, even if the sender may not see the other
    /// item. `from` is what the sender calls themselves. Returns the name that it has now.
    ///
    /// # Errors
    /// `NotFound` when the folder no longer exists; `Full`.
    pub async fn receive(&self, sender: &LinkSender, from: &str, name: &Name, stored: &Stored) -> Result<String> {
        let folder = sender.link().node;
        let mut change = self.begin_change(sender.editor().person(), Lock::Adding(folder)).await?;
        let Added { document, .. } = add(&mut change, folder, name, stored, OnTaken::KeepBoth).await?;
        let Item { name, .. } = change.item(document).await?;
        let inbox = change.item(folder).await?;
        let maker = store::link_maker(change.connection(), sender.link().id).await?;
        if let Some(maker) = maker.and_then(|maker| Subject::parse(&format!("person:{maker}"))) {
            change.tell(&maker, folder, &Notice::Arrived { folder: &inbox, document: &name }).await?;
        }
        let (at, actor) = (change.at, sender.actor());
        links::sent(change.connection(), sender.link(), &actor, document, from, at).await?;
        let event = Event::LinkReceived { link: sender.link().id, item: document, sender: from.to_owned() };
        change.record(event).await?;
        change.commit().await?;
        Ok(name)
    }
}
