//! The page of paths. Who may call stands in each handler's signature; `tests/it/access_matrix.txt`
//! shows every line of it for every kind of person.

use actix_web::HttpResponse;

use crate::{
    Error, Result,
    access::ladder::Passerby,
    api,
    documents::upload,
    downloads, health,
    pages::{self, account, admin, forms, lab},
    scim, sign_in,
    transport::{assets, gate::Anyone, redirect::see_other, routing::RouteTable},
};

/// All routes; `development` adds the lab.
pub fn table(development: bool) -> RouteTable {
    // The framework tries one after the other, so what is asked for most stands first.
    let table = RouteTable::new()
        .get("/", home)
        .get("/login", sign_in::begin)
        .get("/callback", sign_in::callback)
        .get("/logout", sign_in::ask_to_sign_out)
        .post("/logout", sign_in::sign_out)
        .get("/logout/frontchannel", sign_in::front_channel)
        .get("/files/{path:.*}", pages::open)
        .get("/api/files/{path:.*}", api::open)
        .told(downloads::open_told)
        .get("/api/v1/me", api::me)
        .told(api::me_told)
        .get("/d/{id}/file", downloads::file)
        .get("/d/{id}/versions/{number}/file", downloads::version_file)
        .post("/d/{id}/folders", forms::make_folder)
        .post("/d/{id}/rename", forms::rename)
        .post("/d/{id}/describe", forms::describe)
        .get("/d/{id}/move", forms::choose_move_target)
        .post("/d/{id}/move", forms::relocate)
        .get("/d/{id}/copy", forms::choose_copy_target)
        .post("/d/{id}/copy", forms::copy)
        .post("/d/{id}/delete", forms::delete)
        .post("/d/{id}/versions/{number}/restore", forms::restore_version)
        .post("/selection/zip", forms::zip_selection)
        .post("/selection/move", forms::move_selection)
        .post("/selection/copy", forms::copy_selection)
        .post("/selection/delete", forms::delete_selection)
        .get("/copies", forms::copies)
        .post("/copies/{id}/cancel", forms::cancel_copy)
        .get("/trash", forms::trash)
        .post("/trash/restore", forms::restore)
        .post("/trash/purge", forms::purge_many)
        .post("/trash/empty", forms::empty)
        .post("/trash/{id}/restore", forms::restore_one)
        .post("/trash/{id}/purge", forms::purge)
        .get("/d/{id}/zip", downloads::zip::folder)
        .get("/zip", downloads::zip::selection)
        .get("/zip/size", pages::archive_size)
        .post("/d/{id}/ticket", downloads::ticket::make)
        .told(downloads::ticket::make_told)
        .get("/t/{ticket}/{name}", downloads::ticket::redeem)
        .told(downloads::ticket::redeem_told)
        .get("/d/{id}", pages::show)
        .get("/d/{id}/thumbnail", pages::thumbnail);
    let table = for_sharing(table)
        .get("/at/{path:.*}", pages::at)
        .get("/recent", pages::recent)
        .get("/favourites", pages::favourites)
        .post("/d/{id}/favourite", pages::favour)
        .post("/d/{id}/unfavourite", pages::unfavour)
        .get("/api/v1/items/{id}/sizes", api::sizes)
        .told(api::sizes_told);
    let table = for_uploads(table)
        .post("/d/{id}/documents", upload::take_form)
        .post("/d/{id}/content", upload::replace)
        .post("/d/{id}/quota", upload::set_quota);
    let table = for_programs(for_people_outside(table))
        .get("/search", pages::search)
        .get("/api/v1/search", api::search)
        .told(api::search_told)
        .get("/account", account::show)
        .get("/account/shelf-key", account::shelf_key)
        .get("/account/sessions", account::sessions)
        .post("/account/sessions", account::end_sessions)
        .post("/account/stay", account::stay)
        .post("/account/notices", account::set_notices)
        .get("/health", health::live)
        .get("/health/ready", health::ready)
        .get("/static/{hash}/{name:.*}", assets::serve)
        .otherwise(nowhere);
    let table = for_the_directory(for_administrators(table));
    if development { for_developers(table) } else { table }
}

/// Documents on their way in, by tus.
fn for_uploads(table: RouteTable) -> RouteTable {
    table
        .options("/uploads", upload::options)
        .told(upload::options_told)
        .post("/uploads", upload::announce)
        .told(upload::announce_told)
        .get("/uploads", upload::list)
        .told(upload::list_told)
        .get("/uploads/{id}", upload::show)
        .told(upload::show_told)
        .told_of_head(upload::progress_told)
        .patch("/uploads/{id}", upload::append)
        .told(upload::append_told)
        .post("/uploads/{id}", upload::overridden)
        .told(upload::overridden_told)
        .delete("/uploads/{id}", upload::discard)
        .told(upload::discard_told)
        .post("/uploads/{id}/decide", upload::decide)
        .told(upload::decide_told)
        .post("/uploads/{id}/discard", upload::discard_form)
        .told(upload::discard_form_told)
}

/// Who may see what, and asks for it.
fn for_sharing(table: RouteTable) -> RouteTable {
    table
        .get("/d/{id}/access", pages::access)
        .post("/d/{id}/access", pages::change_access)
        .get("/d/{id}/access/people", pages::access_people)
        .get("/d/{id}/access/people.csv", pages::access_people_file)
        .get("/d/{id}/why", pages::why)
        .post("/d/{id}/why", pages::why_somebody)
        .get("/review", pages::review)
        .post("/review", pages::save_review)
        .get("/shared", pages::shared)
        .get("/ask", pages::ask)
        .post("/ask", pages::send_question)
        .get("/questions", pages::my_questions)
        .get("/answers", pages::questions_to_me)
        .post("/answers/{id}", pages::answer)
        .get("/groups", pages::groups)
        .post("/groups", pages::make_group)
        .get("/groups/{id}", pages::group)
        .post("/groups/{id}", pages::change_group)
        .get("/groups/{id}/members.csv", pages::members_file)
}

/// Links for people outside: how they are made, and, below `/l/`, what they open.
fn for_people_outside(table: RouteTable) -> RouteTable {
    table
        .post("/d/{id}/links", pages::change_links)
        .get("/l/{secret}", pages::links::show)
        .post("/l/{secret}", pages::links::unlock)
        .post("/l/{secret}/files", upload::take_dropped)
        .get("/l/{secret}/d/{id}", pages::links::show_below)
        .get("/l/{secret}/d/{id}/file", downloads::link::file)
        .get("/l/{secret}/d/{id}/zip", downloads::link::folder)
}

/// `/api/v1`, but for what is asked for most.
fn for_programs(table: RouteTable) -> RouteTable {
    table
        .get("/api/v1/me/sessions", api::my_sessions)
        .told(api::my_sessions_told)
        .delete("/api/v1/me/sessions/{id}", api::end_session)
        .told(api::end_session_told)
        .get("/api/v1/openapi.json", api::openapi)
        .told(api::openapi_told)
        .get("/api/v1/items/{id}", api::item)
        .told(api::item_told)
        .patch("/api/v1/items/{id}", api::patch)
        .told(api::patch_told)
        .delete("/api/v1/items/{id}", api::delete)
        .told(api::delete_told)
        .get("/api/v1/items/{id}/children", api::children)
        .told(api::children_told)
        .post("/api/v1/items/{id}/folders", api::make_folder)
        .told(api::make_folder_told)
        .post("/api/v1/items/{id}/copy", api::copy)
        .told(api::copy_told)
        .get("/api/v1/items/{id}/content", api::content)
        .told(api::content_told)
        .put("/api/v1/items/{id}/content", api::put_content)
        .told(api::put_content_told)
        .put("/api/v1/items/{id}/quota", api::put_quota)
        .told(api::put_quota_told)
        .get("/api/v1/items/{id}/versions", api::versions)
        .told(api::versions_told)
        .post("/api/v1/items/{id}/versions/{number}/restore", api::restore_version)
        .told(api::restore_version_told)
        .get("/api/v1/items/{id}/access", api::access)
        .told(api::access_told)
        .put("/api/v1/items/{id}/access", api::grant)
        .told(api::grant_told)
        .delete("/api/v1/items/{id}/access", api::revoke)
        .told(api::revoke_told)
        .get("/api/v1/items/{id}/links", api::links)
        .told(api::links_told)
        .post("/api/v1/items/{id}/links", api::make_link)
        .told(api::make_link_told)
        .delete("/api/v1/items/{id}/links", api::end_link)
        .told(api::end_link_told)
        .put("/api/v1/items/{id}/access/inherits", api::set_inherits)
        .told(api::set_inherits_told)
        .get("/api/v1/items/{id}/access/people", api::access_people)
        .told(api::access_people_told)
        .get("/api/v1/items/{id}/access/after", api::access_after)
        .told(api::access_after_told)
        .get("/api/v1/people", api::people)
        .told(api::people_told)
        .get("/api/v1/groups", api::groups)
        .told(api::groups_told)
        .post("/api/v1/groups", api::make_group)
        .told(api::make_group_told)
        .get("/api/v1/groups/{id}", api::group)
        .told(api::group_told)
        .delete("/api/v1/groups/{id}", api::delete_group)
        .told(api::delete_group_told)
        .get("/api/v1/groups/{id}/members", api::members)
        .told(api::members_told)
        .put("/api/v1/groups/{id}/members", api::add_member)
        .told(api::add_member_told)
        .delete("/api/v1/groups/{id}/members", api::remove_member)
        .told(api::remove_member_told)
        .get("/api/v1/copies/{id}", api::copy_state)
        .told(api::copy_state_told)
        .delete("/api/v1/copies/{id}", api::cancel_copy)
        .told(api::cancel_copy_told)
        .get("/api/v1/trash", api::trash)
        .told(api::trash_told)
        .post("/api/v1/trash/{id}/restore", api::restore)
        .told(api::restore_told)
        .delete("/api/v1/trash/{id}", api::purge)
        .told(api::purge_told)
}

/// For administrators.
fn for_administrators(table: RouteTable) -> RouteTable {
    table
        .get("/admin/people", admin::people)
        .post("/admin/people", admin::change_people)
        .get("/admin/directory", admin::directory)
        .post("/admin/directory", admin::change_directory)
        .get("/admin/scim", admin::scim)
        .post("/admin/scim", admin::change_scim)
        .get("/admin/sessions", admin::signed_in)
        .get("/admin/sessions/{person}", admin::sessions_of)
        .post("/admin/sessions/{person}", admin::end_sessions_of)
        .get("/admin/sessions/{person}/access", admin::leaving)
        .post("/admin/sessions/{person}/access", admin::lock_out)
        .post("/admin/view-as", admin::view_as)
        .post("/view-as/stop", admin::stop_viewing)
        .get("/admin/index", admin::show_index)
        .post("/admin/index", admin::retry_index)
}

/// For the company's directory.
fn for_the_directory(table: RouteTable) -> RouteTable {
    table
        .get("/scim/v2/ServiceProviderConfig", scim::service_provider_config)
        .get("/scim/v2/ResourceTypes", scim::resource_types)
        .get("/scim/v2/ResourceTypes/{name}", scim::resource_type)
        .get("/scim/v2/Schemas", scim::schemas)
        .get("/scim/v2/Schemas/{urn}", scim::schema)
        .get("/scim/v2/Users", scim::users)
        .post("/scim/v2/Users", scim::make_user)
        .get("/scim/v2/Users/{id}", scim::user)
        .put("/scim/v2/Users/{id}", scim::put_user)
        .patch("/scim/v2/Users/{id}", scim::patch_user)
        .delete("/scim/v2/Users/{id}", scim::delete_user)
        .get("/scim/v2/Groups", scim::groups)
        .post("/scim/v2/Groups", scim::make_group)
        .get("/scim/v2/Groups/{id}", scim::group)
        .put("/scim/v2/Groups/{id}", scim::put_group)
        .patch("/scim/v2/Groups/{id}", scim::patch_group)
        .delete("/scim/v2/Groups/{id}", scim::delete_group)
}

/// The lab of DEV_MODE, which no other site has.
fn for_developers(table: RouteTable) -> RouteTable {
    table
        .get("/dev", lab::show)
        .post("/dev/persona", lab::choose_persona)
        .post("/dev/state", lab::choose_state)
        .get("/dev/provider-down", sign_in::provider_down)
        .get("/dev/not-assigned", sign_in::not_assigned)
}

/// The same for a site that gives no links to people outside.
pub fn without_links(table: RouteTable) -> RouteTable {
    table.without(|path| path.starts_with("/l/") || path.ends_with("/links"))
}

/// `GET /`: the documents are the start page.
async fn home(_: Anyone) -> HttpResponse {
    see_other("/files/")
}

/// Every other address; whoever is signed in stays recognised on the page that says so.
async fn nowhere(_: Passerby) -> Result<HttpResponse> {
    Err(Error::not_found("no such route"))
}
