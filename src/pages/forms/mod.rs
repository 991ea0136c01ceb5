//! Plain forms that change documents and folders, and the pages around them: what the API offers to programs, for
//! people, also without JavaScript. Each answers with the way back to where the person was, and a short notice there;
//! what cannot be done comes back as a page with the same form, and nothing that was typed is lost.

mod access_changes;
mod change;
mod copies;
mod fields;
mod file_name;
pub mod multipart;
pub mod notice;
mod picker;
mod quota;
mod redirect_back;
mod refused_form;
mod replace;
mod selection;
mod trash;
mod upload;

pub use self::refused_form::is_for_the_form;
pub use self::{
    change::{copy, delete, describe, make_folder, relocate, rename, restore_version},
    copies::{cancel_copy, copies},
    fields::Fields,
    picker::{choose_copy_target, choose_move_target},
    quota::{set_quota, size_in_a_form, size_of},
    replace::replace,
    selection::{copy_selection, delete_selection, move_selection, zip_selection},
    trash::{empty, purge, purge_many, restore, restore_one, trash},
    upload::upload,
};
