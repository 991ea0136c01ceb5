//! `/api/v1/items`, `/api/v1/trash`: the services behind the pages, for programs. JSON in and out, problem documents
//! for errors (RFC 9457), pages by cursor, `If-Match` against lost updates (RFC 9110, section 13.1.1). The
//! description of each operation is next to its handler, and all are served at `/api/v1/openapi.json`.

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
mod record;
mod search;
mod sessions;
mod sizes;
mod trash;
pub mod tus;
mod versions;
mod why;

use crate::documents::api_schema;

pub use self::{
    access::{
        access, access_operation, grant, grant_operation, revoke, revoke_operation, set_inherits,
        set_inherits_operation,
    },
    access_after::{access_after, access_after_operation},
    access_people::{access_people, access_people_operation},
    children::{children, children_operation},
    content::{content, content_operation, put_content, put_content_operation},
    copies::{cancel_copy, cancel_copy_operation, copy_state, copy_state_operation},
    folder::open,
    groups::{
        add_member, add_member_operation, delete_group, delete_group_operation, group, group_operation, groups,
        groups_operation, make_group, make_group_operation, members, members_operation, remove_member,
        remove_member_operation,
    },
    items::{
        copy, copy_operation, delete, delete_operation, item, item_operation, make_folder, make_folder_operation,
        patch, patch_operation,
    },
    links::{end_link, end_link_operation, links, links_operation, make_link, make_link_operation},
    me::{me, me_operation},
    openapi::{openapi, openapi_operation},
    people::{people, people_operation},
    quota::{put_quota, put_quota_operation},
    record::{history, history_operation, my_activity, my_activity_operation, record, record_operation},
    search::{search, search_operation},
    sessions::{end_session, end_session_operation, my_sessions, my_sessions_operation},
    sizes::{sizes, sizes_operation},
    trash::{purge, purge_operation, restore, restore_operation, trash, trash_operation},
    versions::{restore_version, restore_version_operation, versions, versions_operation},
};
