//! The page of paths. Who may call stands in each handler's signature; `tests/it/access_matrix.txt`
//! shows every line of it for every kind of person.

use actix_web::{HttpResponse, http::header};

use crate::{
    Error, Result,
    access::ladder::Passerby,
    account, admin, documents,
    documents::look,
    health,
    identity::sign_in,
    transport::{assets, gate::Anyone, routing::RouteTable},
};

/// All routes; `development` adds the switch for the fake person's role.
pub fn table(development: bool) -> RouteTable {
    let table = RouteTable::new()
        .get("/", home)
        .get("/login", sign_in::begin)
        .get("/callback", sign_in::callback)
        .get("/logout", sign_in::ask_to_sign_out)
        .post("/logout", sign_in::sign_out)
        .get("/files/{path:.*}", documents::open)
        .get("/api/files/{path:.*}", documents::open)
        .get("/d/{id}/zip", documents::zip::folder)
        .get("/zip", documents::zip::selection)
        .get("/zip/size", documents::zip::size)
        .post("/d/{id}/ticket", documents::download::ticket::make)
        .get("/t/{ticket}/{name}", documents::download::ticket::redeem)
        .get("/d/{id}", look::show)
        .get("/d/{id}/thumbnail", look::thumbnail)
        .get("/at/{path:.*}", look::at)
        .get("/recent", documents::shelf::recent)
        .get("/favourites", documents::shelf::favourites)
        .post("/d/{id}/favourite", documents::shelf::favour)
        .post("/d/{id}/unfavourite", documents::shelf::unfavour)
        .get("/api/v1/items/{id}/sizes", documents::listing::sizes)
        .get("/api/v1/me", account::me)
        .options("/uploads", documents::upload::options)
        .post("/uploads", documents::upload::announce)
        .get("/uploads", documents::upload::list)
        .get("/uploads/{id}", documents::upload::show)
        .patch("/uploads/{id}", documents::upload::append)
        .delete("/uploads/{id}", documents::upload::discard)
        .post("/uploads/{id}/decide", documents::upload::decide)
        .post("/uploads/{id}/discard", documents::upload::discard_form)
        .post("/d/{id}/documents", documents::upload::take_form)
        .post("/d/{id}/quota", documents::upload::set_quota)
        .get("/account", account::show)
        .get("/admin/people", admin::people)
        .post("/admin/people", admin::change_people)
        .get("/health", health::live)
        .get("/health/ready", health::ready)
        .get("/static/{hash}/{name:.*}", assets::serve)
        .otherwise(nowhere);
    if development { table.post("/dev/role", account::switch_role) } else { table }
}

/// `GET /`: the documents are the start page.
async fn home(_: Anyone) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, "/files/")).finish()
}

/// Every other address; whoever is signed in stays recognised on the page that says so.
async fn nowhere(_: Passerby) -> Result<HttpResponse> {
    Err(Error::not_found("no such route"))
}
