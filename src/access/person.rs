//! A known person, for the duration of their request.

use std::net::IpAddr;

use actix_web::{HttpMessage, HttpRequest};

use super::{level::Level, role::Role, roles::Standing};
use crate::{
    audit::{Actor, Via},
    identity::{
        persona::Persona,
        principal::{Principal, Source, UserKey},
    },
    transport::{
        client::Client,
        page::{RequestId, SessionOf, Visitor},
        read_your_writes,
    },
};

/// A known person and what the roles table says of them.
#[derive(Debug)]
pub struct Person {
    pub principal: Principal,
    pub standing: Standing,
    /// The number of the request that this proof is for; goes into the audit row.
    pub request: RequestId,
    /// The same: how this person was authenticated, and from which address.
    pub(super) via: Via,
    pub(super) address: Option<IpAddr>,
    /// This browser has changed something a moment ago: what is in memory may be older.
    pub has_just_changed: bool,
    /// The administrator who sees the site as this person does, and reads only.
    pub(super) viewer: Option<UserKey>,
}

impl Person {
    /// As rows and the record name this person.
    pub fn key(&self) -> String {
        self.principal.user.to_string()
    }

    /// The subjects whose grants count for this person, as queries take them.
    pub fn subjects(&self) -> &[String] {
        self.standing.subjects.names()
    }

    /// Whose doing it is, for the record.
    pub fn actor(&self) -> Actor {
        let Self { via, address, .. } = *self;
        let request = self.request.0.clone();
        match &self.viewer {
            None => Actor { person: Some(self.key()), via, request, address, viewing_as: None },
            Some(viewer) => {
                let email = self.principal.email.as_ref().map(ToString::to_string);
                let viewing_as = email.or_else(|| Some(self.key()));
                Actor { person: Some(viewer.to_string()), via, request, address, viewing_as }
            }
        }
    }

    /// Whether somebody else is viewing the site as this person.
    pub fn is_viewed(&self) -> bool {
        self.viewer.is_some()
    }
}

pub(super) fn person(request: &HttpRequest, principal: Principal, standing: Standing, via: Via) -> Person {
    let number = request.extensions().get::<RequestId>().cloned().unwrap_or_default();
    let (address, has_just_changed) = (Client::of(request).address(), read_your_writes::has(request));
    Person { principal, standing, request: number, via, address, has_just_changed, viewer: None }
}

/// `viewed`: the person's name, if somebody else is viewing the site as them.
pub(super) fn visitor(principal: &Principal, standing: &Standing, viewed: Option<String>) -> Visitor {
    Visitor {
        key: principal.user.to_string(),
        name: principal.name.clone(),
        email: principal.email.as_ref().map(ToString::to_string).unwrap_or_default(),
        role: standing.role.map(Role::as_str),
        is_admin: standing.role == Some(Role::Admin),
        is_editor: standing.subjects.highest() >= Some(Level::Edit),
        session: match principal.source {
            Source::Session { .. } => SessionOf::Person,
            _ if principal.source.session_until().is_some() => SessionOf::Time,
            _ => SessionOf::Nobody,
        },
        persona: standing.persona.map(Persona::as_str),
        viewed,
    }
}
