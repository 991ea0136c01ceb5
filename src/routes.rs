//! The page of paths. Each handler's signature says who may call it; `tests/it/access_matrix.txt` shows every line
//! for every kind of person.

mod machines;
mod negotiated;

use actix_web::HttpResponse;

use crate::{
    Error, Result,
    access::ladder::Passerby,
    api::{self, tus},
    downloads, health,
    pages::{self, account, admin, forms, lab},
    sign_in,
    transport::{assets, gate::Anyone, redirect::see_other, routing::RouteTable},
};

/// All routes; `development` adds the lab.
pub fn table(development: bool) -> RouteTable {
    // The framework tries them in order, so the most frequent ones come first.
    let table = RouteTable::new()
        .get("/", home)
        .get("/login", sign_in::begin)
        .get("/callback", sign_in::callback)
        .get("/logout", sign_in::ask_to_sign_out)
        .post("/logout", sign_in::sign_out)
        .get("/logout/frontchannel", sign_in::front_channel)
        .get("/files/{path:.*}", pages::open)
        .get("/api/files/{path:.*}", api::open)
        .operation(downloads::open_operation)
        .get("/api/v1/me", api::me)
        .operation(api::me_operation)
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
        .operation(downloads::ticket::make_operation)
        .get("/t/{ticket}/{name}", downloads::ticket::redeem)
        .operation(downloads::ticket::redeem_operation)
        .get("/d/{id}", pages::show)
        .get("/d/{id}/thumbnail", pages::thumbnail)
        .get("/d/{id}/pages", pages::document_pages);
    let table = for_sharing(table)
        .get("/at/{path:.*}", pages::at)
        .get("/recent", pages::recent)
        .get("/favourites", pages::favourites)
        .post("/d/{id}/favourite", pages::favour)
        .post("/d/{id}/unfavourite", pages::unfavour)
        .get("/api/v1/items/{id}/sizes", api::sizes)
        .operation(api::sizes_operation);
    let table = for_uploads(table)
        .post("/d/{id}/documents", forms::upload)
        .post("/d/{id}/content", forms::replace)
        .post("/d/{id}/quota", forms::set_quota);
    let table = for_programs(for_people_outside(table))
        .get("/search", pages::search)
        .get("/api/v1/search", api::search)
        .operation(api::search_operation)
        .get("/account", account::show)
        .get("/account/shelf-key", account::shelf_key)
        .get("/account/sessions", account::sessions)
        .post("/account/sessions", account::end_sessions)
        .post("/account/stay", account::extend_session)
        .post("/account/notices", account::set_notices)
        .get("/account/activity", pages::activity)
        .get("/account/activity.csv", pages::activity_csv)
        .get("/account/activity.jsonl", pages::activity_jsonl)
        .get("/health", health::live)
        .get("/health/ready", health::ready)
        .get("/static/{hash}/{name:.*}", assets::serve)
        .otherwise(nowhere);
    let table = machines::routes(for_administrators(table));
    if development { for_developers(table) } else { table }
}

/// Documents on their way in, by tus.
fn for_uploads(table: RouteTable) -> RouteTable {
    table
        .options("/uploads", tus::options)
        .operation(tus::options_operation)
        .post("/uploads", tus::announce)
        .operation(tus::announce_operation)
        .get("/uploads", negotiated::list_uploads)
        .operation(tus::list_operation)
        .get("/uploads/{id}", tus::show)
        .operation(tus::show_operation)
        .head_operation(tus::progress_operation)
        .patch("/uploads/{id}", tus::append)
        .operation(tus::append_operation)
        .post("/uploads/{id}", tus::overridden)
        .operation(tus::overridden_operation)
        .delete("/uploads/{id}", tus::discard)
        .operation(tus::discard_operation)
        .post("/uploads/{id}/decide", negotiated::decide_upload)
        .operation(tus::decide_operation)
        .post("/uploads/{id}/discard", pages::uploads::discard)
        .operation(tus::discard_form_operation)
}

/// Who may see what, and requests for access.
fn for_sharing(table: RouteTable) -> RouteTable {
    table
        .get("/d/{id}/access", pages::access)
        .post("/d/{id}/access", pages::change_access)
        .get("/d/{id}/access/people", pages::access_people)
        .get("/d/{id}/access/people.csv", pages::access_people_file)
        .get("/d/{id}/history", pages::history)
        .get("/d/{id}/why", pages::why)
        .post("/d/{id}/why", pages::why_somebody)
        .get("/review", pages::review)
        .post("/review", pages::save_review)
        .get("/shared", pages::shared)
        .get("/ask", pages::ask)
        .post("/ask", pages::request_access)
        .get("/questions", pages::own_access_requests)
        .get("/answers", pages::access_requests_to_me)
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
        .post("/l/{secret}/files", pages::links::take_files)
        .get("/l/{secret}/d/{id}", pages::links::show_below)
        .get("/l/{secret}/d/{id}/file", downloads::link::file)
        .get("/l/{secret}/d/{id}/zip", downloads::link::folder)
}

/// `/api/v1`, except the most frequent ones.
fn for_programs(table: RouteTable) -> RouteTable {
    table
        .get("/api/v1/me/sessions", api::my_sessions)
        .operation(api::my_sessions_operation)
        .delete("/api/v1/me/sessions/{id}", api::end_session)
        .operation(api::end_session_operation)
        .get("/api/v1/me/activity", api::my_activity)
        .operation(api::my_activity_operation)
        .get("/api/v1/record", api::record)
        .operation(api::record_operation)
        .get("/api/v1/items/{id}/history", api::history)
        .operation(api::history_operation)
        .get("/api/v1/openapi.json", api::openapi)
        .operation(api::openapi_operation)
        .get("/api/v1/items/{id}", api::item)
        .operation(api::item_operation)
        .patch("/api/v1/items/{id}", api::patch)
        .operation(api::patch_operation)
        .delete("/api/v1/items/{id}", api::delete)
        .operation(api::delete_operation)
        .get("/api/v1/items/{id}/children", api::children)
        .operation(api::children_operation)
        .post("/api/v1/items/{id}/folders", api::make_folder)
        .operation(api::make_folder_operation)
        .post("/api/v1/items/{id}/copy", api::copy)
        .operation(api::copy_operation)
        .get("/api/v1/items/{id}/content", api::content)
        .operation(api::content_operation)
        .put("/api/v1/items/{id}/content", api::put_content)
        .operation(api::put_content_operation)
        .put("/api/v1/items/{id}/quota", api::put_quota)
        .operation(api::put_quota_operation)
        .get("/api/v1/items/{id}/versions", api::versions)
        .operation(api::versions_operation)
        .post("/api/v1/items/{id}/versions/{number}/restore", api::restore_version)
        .operation(api::restore_version_operation)
        .get("/api/v1/items/{id}/access", api::access)
        .operation(api::access_operation)
        .put("/api/v1/items/{id}/access", api::grant)
        .operation(api::grant_operation)
        .delete("/api/v1/items/{id}/access", api::revoke)
        .operation(api::revoke_operation)
        .get("/api/v1/items/{id}/links", api::links)
        .operation(api::links_operation)
        .post("/api/v1/items/{id}/links", api::make_link)
        .operation(api::make_link_operation)
        .delete("/api/v1/items/{id}/links", api::end_link)
        .operation(api::end_link_operation)
        .put("/api/v1/items/{id}/access/inherits", api::set_inherits)
        .operation(api::set_inherits_operation)
        .get("/api/v1/items/{id}/access/people", api::access_people)
        .operation(api::access_people_operation)
        .get("/api/v1/items/{id}/access/after", api::access_after)
        .operation(api::access_after_operation)
        .get("/api/v1/people", api::people)
        .operation(api::people_operation)
        .get("/api/v1/groups", api::groups)
        .operation(api::groups_operation)
        .post("/api/v1/groups", api::make_group)
        .operation(api::make_group_operation)
        .get("/api/v1/groups/{id}", api::group)
        .operation(api::group_operation)
        .delete("/api/v1/groups/{id}", api::delete_group)
        .operation(api::delete_group_operation)
        .get("/api/v1/groups/{id}/members", api::members)
        .operation(api::members_operation)
        .put("/api/v1/groups/{id}/members", api::add_member)
        .operation(api::add_member_operation)
        .delete("/api/v1/groups/{id}/members", api::remove_member)
        .operation(api::remove_member_operation)
        .get("/api/v1/copies/{id}", api::copy_state)
        .operation(api::copy_state_operation)
        .delete("/api/v1/copies/{id}", api::cancel_copy)
        .operation(api::cancel_copy_operation)
        .get("/api/v1/trash", api::trash)
        .operation(api::trash_operation)
        .post("/api/v1/trash/{id}/restore", api::restore)
        .operation(api::restore_operation)
        .delete("/api/v1/trash/{id}", api::purge)
        .operation(api::purge_operation)
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
        .get("/admin/sessions/{person}/access", admin::offboarding)
        .post("/admin/sessions/{person}/access", admin::lock_out)
        .post("/admin/view-as", admin::view_as)
        .post("/view-as/stop", admin::stop_viewing)
        .get("/admin/record", pages::record)
        .get("/admin/record.csv", pages::record_csv)
        .get("/admin/record.jsonl", pages::record_jsonl)
        .get("/admin/index", admin::show_index)
        .post("/admin/index", admin::retry_index)
        .get("/admin/scanning", admin::show_scanning)
        .post("/admin/scanning", admin::change_scanning)
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

/// Every other address; people who are signed in stay recognised on the page that says so.
async fn nowhere(_: Passerby) -> Result<HttpResponse> {
    Err(Error::not_found("no such route"))
}
