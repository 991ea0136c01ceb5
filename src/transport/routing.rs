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
    metrics::Traffic,
    transport::{
        gate::{Admitted, AdmittedForChange, Asks, Gated},
        openapi::Operation,
    },
};

/// One line of the access matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteLine {
    pub method: Method,
    pub path: &'static str,
    pub audience: &'static str,
}

/// An operation with what its line in the table says of it.
#[derive(Clone)]
pub struct Described {
    pub method: Method,
    pub path: &'static str,
    pub asks: Asks,
    pub operation: Operation,
}

impl Described {
    /// The path as the description has it: each place by the name of its parameter.
    pub fn spelled(&self) -> String {
        let mut parameters = self.operation.path_parameters();
        let mut steps = self.path.split('{');
        let mut spelled = steps.next().unwrap_or_default().to_owned();
        for step in steps {
            let (place, after) = step.split_once('}').unwrap_or((step, ""));
            let name = parameters.next().map_or(place, |parameter| parameter.name);
            spelled.extend(["{", name, "}", after]);
        }
        spelled
    }
}

/// A line of the table with its description.
struct Entry {
    line: RouteLine,
    route: Route,
    asks: Asks,
    /// For programs: what each method does here.
    operations: Vec<(Method, fn() -> Operation)>,
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

/// The route that matched a request, for the log: the framework would search for it again.
#[derive(Debug, Clone, Copy)]
pub struct Pattern(pub &'static str);

/// All routes of the program; see the module's text.
#[derive(Default)]
pub struct RouteTable {
    routes: Vec<Entry>,
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
        /// A change: the handler also takes the proof that a page of this site requested it.
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

    /// Without the lines whose path is like this.
    #[must_use]
    pub fn without(mut self, is_left_out: impl Fn(&str) -> bool) -> Self {
        self.routes.retain(|entry| !is_left_out(entry.line.path));
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
        let line = RouteLine { method, path, audience: Arguments::AUDIENCE };
        self.routes.push(Entry { line, route, asks: Arguments::ASKS, operations: Vec::new() });
        self
    }

    /// Describes the line before for programs.
    pub fn operation(mut self, operation: fn() -> Operation) -> Self {
        if let Some(last) = self.routes.last_mut() {
            last.operations.push((last.line.method.clone(), operation));
        }
        self
    }

    /// Describes HEAD of the line before, where a protocol makes it an operation of its own.
    pub fn head_operation(mut self, operation: fn() -> Operation) -> Self {
        if let Some(last) = self.routes.last_mut() {
            last.operations.push((Method::HEAD, operation));
        }
        self
    }

    /// Every operation, in the order of the table.
    pub fn described(&self) -> Vec<Described> {
        let of_line = |Entry { line, asks, operations, .. }: &Entry| {
            let (path, asks) = (line.path, *asks);
            let one = move |(method, operation): &(Method, fn() -> Operation)| Described {
                method: method.clone(),
                path,
                asks,
                operation: operation(),
            };
            operations.iter().map(one).collect::<Vec<_>>()
        };
        self.routes.iter().flat_map(of_line).collect()
    }

    /// Every line, for the access matrix.
    pub fn lines(&self) -> Vec<RouteLine> {
        self.routes.iter().map(|Entry { line, .. }| line.clone()).collect()
    }

    /// Hangs the routes into the framework; a known path under another method answers 405 with `Allow`. Requests are counted
    /// by their route.
    pub fn mount(mut self, into: &mut ServiceConfig, traffic: &Traffic) {
        into.app_data(traffic.no_route());
        while let Some(path) = self.routes.first().map(|first| first.line.path) {
            let (here, rest): (Vec<_>, Vec<_>) = self.routes.into_iter().partition(|each| each.line.path == path);
            self.routes = rest;
            let mut allow = Vec::new();
            let mut resource = web::resource(path).app_data(Pattern(path)).app_data(traffic.route(path));
            for Entry { line, route, .. } in here {
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
