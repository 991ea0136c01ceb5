//! The table `uploads`. Rows are not domain types: what the database says is checked on its way out.

mod abandoned;
mod announced;
mod done;
mod upload;

pub use self::{
    abandoned::{
        Abandoned, abandoned_uploads, count_undecided, expired_uploads, upload_awaits_scan, upload_is_refused,
        upload_needs_decision, without_upload,
    },
    announced::{For, announced_below, announced_by, announced_bytes, count_uploads, uploads_under_way},
    done::add_done_uploads,
    upload::{
        Called, add_upload, hold_upload, remove_upload, touch_upload, unfinished_uploads, upload, upload_goes_to,
        upload_is_done, upload_is_not_whole, upload_is_whole,
    },
};
