//! How a person wants listings: as a list or as tiles, in which order. Kept in a small cookie, so that the very
//! first paint is right and no script is needed; the address can ask for something else, which is kept from then on.

use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
    web,
};

use crate::{
    documents::sort::{Column, Sort},
    settings::PublicUrl,
    transport::cookies,
};

const COOKIE: &str = "latchkey_view";

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct View {
    pub shape: Shape,
    pub sort: Sort,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Shape {
    #[default]
    List,
    Tiles,
}

impl Shape {
    /// As cookie, address and style sheet spell it.
    pub fn key(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Tiles => "tiles",
        }
    }

    fn named(key: &str) -> Self {
        if key == Self::Tiles.key() { Self::Tiles } else { Self::List }
    }
}

impl View {
    /// What the address asks for, else what the cookie remembers; a new wish is remembered with the answer.
    pub fn of(request: &HttpRequest) -> Self {
        let known = cookies::values(request, COOKIE).next().map(Self::from_cookie).unwrap_or_default();
        let view = known.asked(request.query_string());
        if view != known {
            view.remember(request);
        }
        view
    }

    /// `tiles.size.desc`; what is unknown is as for a new person.
    pub fn from_cookie(value: &str) -> Self {
        let mut parts = value.split('.');
        let mut next = || parts.next().unwrap_or_default();
        let shape = Shape::named(next());
        Self { shape, sort: Sort { by: Column::named(next()), descending: next() == "desc" } }
    }

    pub fn to_cookie(self) -> String {
        format!("{}.{}.{}", self.shape.key(), self.sort.by.key(), self.sort.order())
    }

    /// With what `view=tiles&sort=size&order=desc` changes.
    pub fn asked(mut self, query: &str) -> Self {
        for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match key.as_ref() {
                "view" => self.shape = Shape::named(&value),
                key => self.sort.ask(key, &value),
            }
        }
        self
    }

    fn remember(self, request: &HttpRequest) {
        let https = request.app_data::<web::Data<PublicUrl>>().is_some_and(|url| url.is_https());
        let cookie = Cookie::build(COOKIE, self.to_cookie())
            .path("/")
            .max_age(Duration::days(365))
            .same_site(SameSite::Lax)
            .http_only(true)
            .secure(https);
        cookies::set(request, cookie.finish());
    }
}
