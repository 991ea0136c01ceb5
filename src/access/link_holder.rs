//! People who come with a link for people outside (`access/links.rs`). Three audiences: holders of the link, and, of
//! those who have also given its password if it has one, those who may view, and those who may only send files.

use actix_web::{HttpMessage, HttpRequest, web};

use super::{
    ladder::{Editor, Person, Reader, editor_by_link, reader_by_link},
    level::Level,
    links::{Link, Links},
    roles::Standing,
    subjects::Subjects,
};
use crate::{
    Error, Result,
    audit::{Actor, Via},
    clock::SharedClock,
    identity::{
        link_proof::LinkProofs,
        principal::{Principal, Source},
    },
    transport::{
        client::Client,
        gate::{Anyone, Asks, Audience, LINK_AUDIENCE},
        page::RequestId,
    },
};

/// The holder of a link that is valid now. Nothing about its item is revealed before its password is given.
pub struct LinkHolder {
    link: Link,
    person: Person,
    is_proven: bool,
}

/// Who may see what the link opens.
pub struct LinkReader {
    link: Link,
    reader: Reader,
}

/// Who may send files to where the link leads, and sees nothing.
pub struct LinkSender {
    link: Link,
    editor: Editor,
}

/// A link that asks for nothing more.
pub enum Unlocked {
    Reads(LinkReader),
    Sends(LinkSender),
}

impl LinkHolder {
    pub fn link(&self) -> &Link {
        &self.link
    }

    /// Whose doing it is, for the record.
    pub fn actor(&self) -> Actor {
        self.person.actor()
    }

    /// `None`: its password, or a code, is still to be given.
    pub fn unlocked(self) -> Option<Unlocked> {
        let Self { link, person, is_proven } = self;
        is_proven.then(|| {
            if link.takes_files {
                Unlocked::Sends(LinkSender { link, editor: editor_by_link(person) })
            } else {
                Unlocked::Reads(LinkReader { link, reader: reader_by_link(person) })
            }
        })
    }
}

impl LinkReader {
    pub fn link(&self) -> &Link {
        &self.link
    }

    /// The proof for what is granted to the link.
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    pub fn actor(&self) -> Actor {
        self.reader.person().actor()
    }
}

impl LinkSender {
    pub fn link(&self) -> &Link {
        &self.link
    }

    /// The proof for what is granted to the link.
    pub fn editor(&self) -> &Editor {
        &self.editor
    }

    pub fn actor(&self) -> Actor {
        self.editor.person().actor()
    }
}

impl Audience for LinkHolder {
    const NAME: &'static str = LINK_AUDIENCE;
    const ASKS: Asks = Asks::Ticket;
    const BODY: Option<usize> = Anyone::BODY;

    async fn admit(request: &HttpRequest) -> Result<Self> {
        let text = request.match_info().get("secret").unwrap_or_default();
        let mut link = wired::<Links>(request)?.open(text).await?;
        let proof = if link.is_locked() { wired::<LinkProofs>(request)?.of(request, link.id) } else { None };
        link.visitor = proof.as_ref().and_then(|proof| proof.address.clone());
        let is_proven = !link.is_locked() || proof.is_some() && link.has_recipients == link.visitor.is_some();
        let person = person(request, &link)?;
        Ok(Self { link, person, is_proven })
    }
}

impl Audience for LinkReader {
    const NAME: &'static str = LINK_AUDIENCE;
    const ASKS: Asks = Asks::Ticket;
    const BODY: Option<usize> = Anyone::BODY;

    async fn admit(request: &HttpRequest) -> Result<Self> {
        match proven(request).await? {
            Unlocked::Reads(reader) => Ok(reader),
            Unlocked::Sends(_) => Err(Error::not_found("a link that takes files shows none")),
        }
    }
}

impl Audience for LinkSender {
    const NAME: &'static str = LINK_AUDIENCE;
    const ASKS: Asks = Asks::Ticket;

    async fn admit(request: &HttpRequest) -> Result<Self> {
        match proven(request).await? {
            Unlocked::Sends(sender) => Ok(sender),
            Unlocked::Reads(_) => Err(Error::not_found("a link that shows something takes no files")),
        }
    }
}

async fn proven(request: &HttpRequest) -> Result<Unlocked> {
    let unlocked = LinkHolder::admit(request).await?.unlocked();
    unlocked.ok_or_else(|| Error::forbidden(text!("link-is-locked"), "the password of the link was not given"))
}

/// The link as a person: under a name that nothing but its own is granted to.
fn person(request: &HttpRequest, link: &Link) -> Result<Person> {
    let now = wired::<SharedClock>(request)?.now();
    let level = if link.takes_files { Level::Edit } else { Level::View };
    let subjects = Subjects::of_link(link.id, level, link.ends_at);
    Ok(Person {
        principal: Principal {
            user: link.user(),
            email: None,
            name: link.called(),
            app_roles: Vec::new(),
            source: Source::Absent,
        },
        standing: Standing { role: None, subjects, read_at: now, read_again_at: now, persona: None },
        request: request.extensions().get::<RequestId>().cloned().unwrap_or_default(),
        via: Via::Link,
        address: Client::of(request).address(),
        has_just_changed: false,
        viewer: None,
    })
}

fn wired<T: 'static>(request: &HttpRequest) -> Result<&T> {
    let service = request.app_data::<web::Data<T>>().map(web::Data::get_ref);
    service.ok_or_else(|| Error::internal(format!("{} is not wired", std::any::type_name::<T>())))
}
