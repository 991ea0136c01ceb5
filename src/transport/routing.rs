//! The table of routes, and the only way into it. Each line holds method, path and handler; the
//! audience comes from the handler's signature, and a handler without one does not compile:
//!
//! ```compile_fail
//! async fn open() -> &'static str { "no audience" }
//! latchkey::transport::routing::RouteTable::new().get("/", open);
//! ```
//! ```compile_fail
//! use latchkey::transport::gate::Anyone;
//! async fn optional(_: Option<Anyone>) -> &'static str { "an optional audience is none" }
//! latchkey::transport::routing::RouteTable::new().get("/", optional);
//! ```
//! ```compile_fail
//! use latchkey::transport::gate::Anyone;
//! async fn change(_: Anyone) -> &'static str { "no proof against cross-site requests" }
//! latchkey::transport::routing::RouteTable::new().post("/", change);
//! ```
//! ```
//! use latchkey::transport::{csrf::SameOrigin, gate::Anyone, routing::RouteTable};
//! async fn show(_: Anyone) -> &'static str { "said aloud" }
//! async fn change(_: Anyone, _: SameOrigin) -> &'static str { "proven" }
//! RouteTable::new().get("/", show).post("/", change);
//! ```

use actix_web::{
    HttpRequest, Responder, Route,
    dev::Handler,
    guard,
    http::{Method, header},
    web::{self, ServiceConfig},
};

use crate::{
    Error,
    transport::gate::{Admitted, AdmittedForChange, Gated},
};

/// One line of the access matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteLine {
    pub method: Method,
    pub path: &'static str,
    pub audience: &'static str,
}

/// For each method, how a line of it is added, and what its handler has to take first.
macro_rules! lines {
    ($($(#[$says:meta])* $method:ident $name:ident $admitted:ident;)*) => {$(
        $(#[$says])*
        pub fn $method<H, Arguments>(self, path: &'static str, handler: H) -> Self
        where
            H: Handler<Arguments>,
            H::Output: Responder + 'static,
            Arguments: $admitted,
        {
            self.add(Method::$name, path, handler)
        }
    )*};
}

/// The route that a request has found, for the log: the framework would search for it again.
#[derive(Debug, Clone, Copy)]
pub struct Pattern(pub &'static str);

/// All routes of the program; see the module's text.
#[derive(Default)]
pub struct RouteTable {
    routes: Vec<(RouteLine, Route)>,
    otherwise: Option<Route>,
}

impl RouteTable {
    pub fn new() -> Self {
        Self::default()
    }

    lines! {
        /// A page or a download: changes nothing; answers HEAD as well.
        get GET Admitted;
        /// What this address can do; changes nothing.
        options OPTIONS Admitted;
        /// A change: the handler also takes the proof that this site's own page asked for it.
        post POST AdmittedForChange;
        /// A change that replaces something.
        put PUT AdmittedForChange;
        /// A change of a part.
        patch PATCH AdmittedForChange;
        /// A change that takes something away.
        delete DELETE AdmittedForChange;
    }

    /// Whatever no line names.
    pub fn otherwise<H, Arguments>(mut self, handler: H) -> Self
    where
        H: Handler<Arguments>,
        H::Output: Responder + 'static,
        Arguments: Admitted,
    {
        self.otherwise = Some(gated(handler));
        self
    }

    fn add<H, Arguments>(mut self, method: Method, path: &'static str, handler: H) -> Self
    where
        H: Handler<Arguments>,
        H::Output: Responder + 'static,
        Arguments: Admitted,
    {
        let route = gated(handler);
        let route = if method == Method::GET {
            route.guard(guard::Any(guard::Get()).or(guard::Head()))
        } else {
            route.method(method.clone())
        };
        self.routes.push((RouteLine { method, path, audience: Arguments::AUDIENCE }, route));
        self
    }

    /// Every line, for the access matrix.
    pub fn lines(&self) -> Vec<RouteLine> {
        self.routes.iter().map(|(line, _)| line.clone()).collect()
    }

    /// Hangs the routes into the framework; a known path under another method answers 405 with `Allow`.
    pub fn mount(mut self, into: &mut ServiceConfig) {
        while let Some((RouteLine { path, .. }, _)) = self.routes.first() {
            let path = *path;
            let (here, rest): (Vec<_>, Vec<_>) = self.routes.into_iter().partition(|(line, _)| line.path == path);
            self.routes = rest;
            let mut allow = Vec::new();
            let mut resource = web::resource(path).app_data(Pattern(path));
            for (line, route) in here {
                allow.push(line.method.to_string());
                if line.method == Method::GET {
                    allow.push("HEAD".to_owned());
                }
                resource = resource.route(route);
            }
            into.service(resource.default_service(other_method(allow.join(", "))));
        }
        if let Some(otherwise) = self.otherwise {
            into.default_service(otherwise);
        }
    }
}

#[allow(clippy::disallowed_methods)] // the one place that mounts handlers
fn gated<H, Arguments>(handler: H) -> Route
where
    H: Handler<Arguments>,
    H::Output: Responder + 'static,
    Arguments: Admitted,
{
    web::route().to(move |Gated(arguments): Gated<Arguments>| handler.call(arguments))
}

#[allow(clippy::disallowed_methods)]
fn other_method(allow: String) -> Route {
    web::route().to(move |request: HttpRequest| {
        let mut answer =
            actix_web::HttpResponse::from_error(Error::method(format!("{} is not mounted", request.method())));
        if let Ok(allow) = header::HeaderValue::from_str(&allow) {
            answer.headers_mut().insert(header::ALLOW, allow);
        }
        std::future::ready(answer)
    })
}
