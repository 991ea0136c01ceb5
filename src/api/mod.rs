//! `/api/v1/items`, `/api/v1/trash`: for programs, the same services as the pages. JSON in and out, problem
//! documents for what goes wrong (RFC 9457), pages by cursor, `If-Match` against lost updates (RFC 9110, section
//! 13.1.1). What programs are told of each stands beside its handler, and is served at `/api/v1/openapi.json`.

mod access;
mod access_after;
mod access_people;
mod body;
mod children;
mod content;
mod copies;
mod folder;
mod groups;
mod if_match;
mod item_json;
mod items;
mod links;
mod me;
mod openapi;
mod page_json;
mod people;
mod query;
mod quota;
mod search;
mod sessions;
mod sizes;
mod trash;
pub mod tus;
mod versions;
mod why;

use crate::documents::spelled;

pub use self::{
    access::{access, access_told, grant, grant_told, revoke, revoke_told, set_inherits, set_inherits_told},
    access_after::{access_after, access_after_told},
    access_people::{access_people, access_people_told},
    children::{children, children_told},
    content::{content, content_told, put_content, put_content_told},
    copies::{cancel_copy, cancel_copy_told, copy_state, copy_state_told},
    folder::open,
    groups::{
        add_member, add_member_told, delete_group, delete_group_told, group, group_told, groups, groups_told,
        make_group, make_group_told, members, members_told, remove_member, remove_member_told,
    },
    items::{copy, copy_told, delete, delete_told, item, item_told, make_folder, make_folder_told, patch, patch_told},
    links::{end_link, end_link_told, links, links_told, make_link, make_link_told},
    me::{me, me_told},
    openapi::{openapi, openapi_told},
    people::{people, people_told},
    quota::{put_quota, put_quota_told},
    search::{search, search_told},
    sessions::{end_session, end_session_told, my_sessions, my_sessions_told},
    sizes::{sizes, sizes_told},
    trash::{purge, purge_told, restore, restore_told, trash, trash_told},
    versions::{restore_version, restore_version_told, versions, versions_told},
};
