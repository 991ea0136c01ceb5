//! The fields of a form, the same name as often as it comes. Longer than the framework's own forms: a description in
//! Japanese, or a selection of some thousand lines.

use actix_web::{FromRequest, HttpRequest, dev::Payload, web::Bytes};
use futures_util::future::LocalBoxFuture;
use uuid::Uuid;

use crate::{
    Error, Result,
    documents::{changes::Expected, item, name::Name, on_taken::OnTaken, own_grants::OwnGrants},
};

#[derive(Debug, Default, Clone)]
pub struct Fields(Vec<(String, String)>);

impl FromRequest for Fields {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = Bytes::from_request(request, payload);
        Box::pin(async move {
            let body = body.await.map_err(|error| Error::from_framework(&error))?;
            Ok(Self(url::form_urlencoded::parse(&body).into_owned().collect()))
        })
    }
}

impl Fields {
    /// The first value of that name; empty where there is none.
    pub fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// All whose name begins so: what follows in the name, and the value.
    pub fn beginning<'a>(&'a self, start: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0.iter().filter_map(move |(name, value)| Some((name.strip_prefix(start)?, value.as_str())))
    }

    pub fn ids(&self, name: &str) -> Result<Vec<Uuid>> {
        self.0.iter().filter(|(known, _)| known == name).map(|(_, value)| item::id(value)).collect()
    }

    pub fn name(&self) -> Result<Name> {
        // Trailing blanks are invisible to those who type them.
        Name::parse_new(self.text("name").trim())
            .map_err(|reason| Error::invalid(reason.to_string(), "a name is refused"))
    }

    /// What the person had before their eyes; a form that does not say so means whatever it is by now.
    pub fn expected(&self) -> Expected {
        self.text("revision").parse().map_or(Expected::Any, Expected::Revision)
    }

    /// What happens to the item's own grants, where the form offers a choice.
    pub fn grants(&self) -> Option<OwnGrants> {
        OwnGrants::parse(self.text("grants"))
    }

    pub fn on_taken(&self) -> OnTaken {
        OnTaken::parse(self.text("on_taken")).unwrap_or_default()
    }
}
