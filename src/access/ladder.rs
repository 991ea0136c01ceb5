//! The ladder: Employee, Reader, Editor, Admin. Holding one is the proof that its role was checked for
//! this very request; only this file makes them (I3), and none can be copied, defaulted or read from bytes.

use std::net::IpAddr;

use actix_web::{HttpMessage, HttpRequest, web};

use crate::{
    Error, Result,
    access::{
        level::Level,
        role::Role,
        roles::{Roles, Standing},
    },
    audit::{Actor, Via},
    identity::{
        credentials::{self, Credentials},
        principal::{Principal, Source},
        ticket::Subject,
    },
    transport::{
        client::Client,
        gate::{Anyone, Asks, Audience},
        just_changed,
        page::{RequestId, Visitor},
        person_tag,
    },
};

/// A known person and what the roles table says of them.
#[derive(Debug)]
pub struct Person {
    pub principal: Principal,
    pub standing: Standing,
    /// The number of the request that this proof is for; goes into the audit row.
    pub request: RequestId,
    /// The same: how this person came to be believed, and from where.
    via: Via,
    address: Option<IpAddr>,
    /// This browser has changed something a moment ago: what is in memory may be from before.
    pub has_just_changed: bool,
}

impl Person {
    /// As rows and the record name this person.
    pub fn key(&self) -> String {
        self.principal.user.to_string()
    }

    /// As the queries ask what is granted to this person.
    pub fn subjects(&self) -> &[String] {
        self.standing.subjects.names()
    }

    /// Whose doing it is, for the record.
    pub fn actor(&self) -> Actor {
        let Self { via, address, .. } = *self;
        Actor { person: Some(self.key()), via, request: self.request.0.clone(), address }
    }
}

/// What is asked of whoever stands on a rung.
#[derive(Debug, Clone, Copy)]
enum Least {
    Session,
    /// That somewhere so much is granted to them.
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

/// Everybody, like [`crate::transport::gate::Anyone`], but recognised where possible: the corner of the page shows the
/// person, and the forms are theirs. Nothing else may depend on it, so it tells no more. A failed look-up
/// recognises nobody.
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

/// A reader who sends a ticket instead of a cookie: somebody else's program, or a browser whose session ran out.
/// The role is asked for as ever, so whoever may not read any more gets nothing by an old ticket.
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

/// For what a person has begun and the program ends without them: whether they may change documents by now. `None`: they
/// may not, any more.
///
/// # Errors
/// `Unavailable` when the role cannot be looked up.
pub async fn editor_in_absence(roles: &Roles, principal: Principal, request: &str) -> Result<Option<Editor>> {
    let standing = roles.of(&principal).await?;
    if standing.subjects.highest() < Some(Level::Edit) {
        return Ok(None);
    }
    let request = RequestId(request.to_owned());
    let (via, address, has_just_changed) = (Via::Background, None, false);
    Ok(Some(Editor { person: Person { principal, standing, request, via, address, has_just_changed } }))
}

async fn climb(request: &HttpRequest, least: Least) -> Result<Person> {
    let found = wired::<Credentials>(request)?.of(request).await?;
    let Some(principal) = found else { return Err(Error::sign_in("no session")) };
    if !person_tag::is_of(request, &principal.user.to_string()) {
        return Err(Error::sign_in("the page is of somebody who was signed in before"));
    }
    let standing = standing(request, &principal).await?;
    request.extensions_mut().insert(visitor(&principal, &standing));
    if !stands_on(&standing, least) {
        return Err(refusal(&principal, &standing, least));
    }
    let via = match principal.source {
        Source::Session { .. } => Via::Session,
        Source::DevMode | Source::TestMode => Via::Development,
        Source::Guest => Via::Guest,
        Source::Absent | Source::AskedAbout { .. } => Via::Background,
    };
    Ok(person(request, principal, standing, via))
}

fn stands_on(standing: &Standing, least: Least) -> bool {
    match least {
        Least::Session => true,
        Least::Level(least) => standing.subjects.highest() >= Some(least),
        Least::Role(least) => standing.role >= Some(least),
    }
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

fn person(request: &HttpRequest, principal: Principal, standing: Standing, via: Via) -> Person {
    let number = request.extensions().get::<RequestId>().cloned().unwrap_or_default();
    let (address, has_just_changed) = (Client::of(request).address(), just_changed::has(request));
    Person { principal, standing, request: number, via, address, has_just_changed }
}

async fn standing(request: &HttpRequest, principal: &Principal) -> Result<Standing> {
    wired::<Roles>(request)?.of(principal).await
}

fn wired<T: 'static>(request: &HttpRequest) -> Result<&T> {
    let service = request.app_data::<web::Data<T>>().map(web::Data::get_ref);
    service.ok_or_else(|| Error::internal(format!("{} is not wired", std::any::type_name::<T>())))
}

fn visitor(principal: &Principal, standing: &Standing) -> Visitor {
    Visitor {
        key: principal.user.to_string(),
        name: principal.name.clone(),
        email: principal.email.as_ref().map(ToString::to_string).unwrap_or_default(),
        role: standing.role.map(Role::as_str),
        is_admin: standing.role == Some(Role::Admin),
        is_editor: standing.subjects.highest() >= Some(Level::Edit),
        can_sign_out: matches!(principal.source, Source::Session { .. }),
    }
}
