//! The ladder: Employee, Reader, Editor, Admin. Holding one is the proof that its role was checked for
//! this very request; only this file makes them (I3), and none can be copied, defaulted or read from bytes.

use actix_web::{HttpMessage, HttpRequest, web};

pub use super::person::Person;
use crate::{
    Error, Result,
    access::{
        level::Level,
        person::{person, visitor},
        role::Role,
        roles::{Roles, Standing},
        somebody::Somebody,
        viewing,
    },
    audit::Via,
    identity::{
        credentials::{self, Credentials},
        principal::Principal,
        ticket::Subject,
        viewing::Viewings,
    },
    transport::{
        gate::{Anyone, Asks, Audience},
        page::RequestId,
        person_tag,
    },
};

/// What a rung requires.
#[derive(Debug, Clone, Copy)]
enum Least {
    Session,
    /// At least this level on any item.
    Level(Level),
    Role(Role),
}

macro_rules! rung {
    ($(#[$doc:meta])* $rung:ident, $name:literal, $least:expr) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $rung {
            person: Person,
        }

        impl $rung {
            pub fn person(&self) -> &Person {
                &self.person
            }
        }

        impl Audience for $rung {
            const NAME: &'static str = $name;
            const ASKS: Asks = {
                match $least {
                    Least::Session => Asks::Session,
                    Least::Level(_) | Least::Role(_) => Asks::Role($name),
                }
            };

            async fn admit(request: &HttpRequest) -> Result<Self> {
                Ok(Self { person: climb(request, $least).await? })
            }
        }
    };
}

rung!(
    /// Signed in; a role is not asked for.
    Employee, "employee", Least::Session
);
rung!(
    /// May see some documents: which ones is asked of each (`level_of` in the database).
    Reader, "reader", Least::Level(Level::View)
);
rung!(
    /// May change some documents.
    Editor, "editor", Least::Level(Level::Edit)
);
rung!(
    /// May change who may do what.
    Admin, "admin", Least::Role(Role::Admin)
);

/// The signed-in person themselves, even while they view the site as somebody else: for the form that ends that.
#[derive(Debug)]
pub struct Oneself {
    person: Person,
}

impl Oneself {
    pub fn person(&self) -> &Person {
        &self.person
    }
}

impl Audience for Oneself {
    const NAME: &'static str = Employee::NAME;
    const ASKS: Asks = Employee::ASKS;

    async fn admit(request: &HttpRequest) -> Result<Self> {
        let (principal, standing) = oneself(request).await?;
        let via = principal.source.via();
        Ok(Self { person: person(request, principal, standing, via) })
    }
}

/// Everybody, like [`crate::transport::gate::Anyone`], but recognised where possible: the corner of the page shows
/// the person, and the forms are theirs. Nothing else may depend on it, so it reveals nothing more. If the look-up
/// fails, nobody is recognised.
#[derive(Debug)]
pub struct Passerby {
    _only_the_ladder_makes_one: (),
}

impl Audience for Passerby {
    const NAME: &'static str = Anyone::NAME;
    const ASKS: Asks = Anyone::ASKS;
    const BODY: Option<usize> = Anyone::BODY;

    async fn admit(request: &HttpRequest) -> Result<Self> {
        let _ = climb(request, Least::Session).await;
        Ok(Self { _only_the_ladder_makes_one: () })
    }
}

/// A reader who sends a ticket instead of a cookie: another program, or a browser whose session has ended. The role
/// is checked as usual, so an old ticket is useless to those who may no longer read.
#[derive(Debug)]
pub struct TicketHolder {
    reader: Reader,
    subject: Subject,
}

impl TicketHolder {
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// The one document that this proof is good for.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }
}

impl Audience for TicketHolder {
    const NAME: &'static str = "ticket";
    const ASKS: Asks = Asks::Ticket;
    const BODY: Option<usize> = Anyone::BODY;

    async fn admit(request: &HttpRequest) -> Result<Self> {
        let text = request.match_info().get("ticket").unwrap_or_default();
        let (principal, subject) = wired::<Credentials>(request)?.of_ticket(request, text).await?;
        let standing = standing(request, &principal).await?;
        if standing.subjects.highest() < Some(Level::View) {
            return Err(credentials::over("its holder may not read any more"));
        }
        Ok(Self { reader: Reader { person: person(request, principal, standing, Via::Ticket) }, subject })
    }
}

/// For work that a person started and the program finishes: whether they may still change documents. `None`: they may
/// not.
///
/// # Errors
/// `Unavailable` when the role cannot be looked up.
pub async fn editor_in_absence(roles: &Roles, principal: Principal, request: &str) -> Result<Option<Editor>> {
    let standing = roles.of(&principal).await?;
    if standing.subjects.highest() < Some(Level::Edit) {
        return Ok(None);
    }
    let request = RequestId(request.to_owned());
    let (via, address, has_just_changed, viewer) = (Via::Background, None, false, None);
    Ok(Some(Editor { person: Person { principal, standing, request, via, address, has_just_changed, viewer } }))
}

/// The holder of a link for people outside, as a reader: of what is granted to the link.
pub(super) fn reader_by_link(person: Person) -> Reader {
    Reader { person }
}

/// The same for a link that takes files.
pub(super) fn editor_by_link(person: Person) -> Editor {
    Editor { person }
}

/// Who sent the request, whatever they see the site as.
async fn oneself(request: &HttpRequest) -> Result<(Principal, Standing)> {
    let found = wired::<Credentials>(request)?.of(request).await?;
    let Some(principal) = found else { return Err(Error::sign_in("no session")) };
    if !person_tag::is_of(request, &principal.user.to_string()) {
        return Err(Error::sign_in("the page is of somebody who was signed in before"));
    }
    let standing = standing(request, &principal).await?;
    request.extensions_mut().insert(visitor(&principal, &standing, None));
    Ok((principal, standing))
}

async fn climb(request: &HttpRequest, least: Least) -> Result<Person> {
    let (principal, standing) = oneself(request).await?;
    let via = principal.source.via();
    let (viewings, roles) = (wired::<Viewings>(request)?, wired::<Roles>(request)?);
    let Some(somebody) = viewing::viewed(request, viewings, roles, &principal, &standing).await? else {
        stands_on(&principal, &standing, least)?;
        return Ok(person(request, principal, standing, via));
    };
    let called = somebody.called().to_owned();
    let Somebody { principal: viewed, standing, .. } = somebody;
    request.extensions_mut().insert(visitor(&viewed, &standing, Some(called.clone())));
    viewing::may_ask(request, &called)?;
    stands_on(&viewed, &standing, least)?;
    Ok(Person { viewer: Some(principal.user), ..person(request, viewed, standing, via) })
}

/// # Errors
/// `Forbidden` and `NoRole` for those who do not meet it.
fn stands_on(principal: &Principal, standing: &Standing, least: Least) -> Result<()> {
    let is_enough = match least {
        Least::Session => true,
        Least::Level(least) => standing.subjects.highest() >= Some(least),
        Least::Role(least) => standing.role >= Some(least),
    };
    if is_enough { Ok(()) } else { Err(refusal(principal, standing, least)) }
}

fn refusal(principal: &Principal, standing: &Standing, least: Least) -> Error {
    let role = match least {
        Least::Level(Level::View) | Least::Session => Role::Reader,
        Least::Level(Level::Edit | Level::Own) => Role::Editor,
        Least::Role(role) => role,
    };
    let log = format!("{} has {:?}, {least:?} is asked for", principal.user, standing.role);
    match standing.role {
        Some(has) if has < role => {
            Error::forbidden(text!("role-too-low", role = has.in_words(), least = role.in_words()), log)
        }
        None if standing.subjects.highest().is_some() => {
            Error::forbidden(text!("level-too-low", least = Level::Edit.as_str()), log)
        }
        _ => Error::no_role(log),
    }
}

async fn standing(request: &HttpRequest, principal: &Principal) -> Result<Standing> {
    wired::<Roles>(request)?.of(principal).await
}

fn wired<T: 'static>(request: &HttpRequest) -> Result<&T> {
    let service = request.app_data::<web::Data<T>>().map(web::Data::get_ref);
    service.ok_or_else(|| Error::internal(format!("{} is not wired", std::any::type_name::<T>())))
}
