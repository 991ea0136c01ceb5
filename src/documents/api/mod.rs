//! `/api/v1/items`, `/api/v1/trash`: for programs, the same services as the pages. JSON in and out, problem
//! documents for what goes wrong (RFC 9457), pages by cursor, `If-Match` against lost updates (RFC 9110, section
//! 13.1.1). What all of it looks like stands in `openapi.json`, served at `/api/v1/openapi.json`.

mod body;
mod children;
mod content;
mod copies;
mod if_match;
mod item_json;
mod items;
mod openapi;
mod query;
mod quota;
mod trash;
mod versions;

pub use self::{
    children::children,
    content::{content, put_content},
    copies::{cancel_copy, copy_state},
    items::{copy, delete, item, make_folder, patch},
    openapi::openapi,
    quota::put_quota,
    trash::{purge, restore, trash},
    versions::{restore_version, versions},
};
