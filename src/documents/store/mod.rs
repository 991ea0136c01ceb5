//! All SQL about documents. Rows are not domain types: what the database says is checked on its way out.

mod access_people;
mod add;
mod add_one;
mod announced;
mod copies;
mod find;
mod former_path;
mod grants;
mod item;
mod links;
mod list;
mod lock;
mod neighbours;
mod notices;
mod own_grants;
mod part;
mod people;
mod purge;
mod questions;
mod quota;
mod reviews;
mod shape;
pub mod shelf;
mod sort_keys;
mod subtree;
mod trash;
mod trashed;
mod tree;
mod upload;
mod uploads_left;
mod version;
mod why;

pub use self::{
    access_people::{Deciders, PeopleColumn, PeoplePart, access_people},
    add::{NewFolder, NewVersion, add_folders, add_versions, are_there},
    add_one::{add_document, add_folder},
    announced::{For, announced_below, announced_by, announced_bytes, count_uploads, hold_person, stored_by},
    copies::{
        CopyRow, add_copy, contents_after, copies, drop_copy, end_copy, forget_copies, hold_copy, next_pending,
        note_copied, running_copies, show_copy,
    },
    find::{Known, KnownVersion, Node, children, resolve},
    former_path::{forget_former_places, moved_from, note_former_place},
    grants::{
        AccessRow, Grant, OwnedRow, SharedRow, access_of, add_grant, granted_here, holds_others, owned_by,
        remove_grant, set_inherits, shared_with, visible_folders,
    },
    item::{item, item_at, items},
    links::{
        LinkLineRow, LinkUseRow, NewLinkRow, add_link, add_recipients, end_link, link_maker, link_of, link_uses,
        links_in, links_made_by,
    },
    list::{counts, folder_sizes, named_alike},
    lock::{deleted_node, lock_tree, tell_nobody},
    neighbours::{Neighbours, Sibling, locate, neighbours},
    notices::{Addressee, addressee, may_tell, set_wants_mail, wants_mail},
    own_grants::{ShiftRow, own_grants, shifts, take_own_grants},
    part::{Lines, part},
    people::known_as,
    purge::{Condemned, Doomed, Step, condemn, purge_step, to_purge},
    questions::{MyQuestionRow, NewQuestion, QuestionRow, answer, ask, my_questions, open_questions, questions_to},
    quota::{Quota, level_in, paths_of, quotas, set_quota, steps_below},
    reviews::{DueRow, confirm_grant, due_grants, take_overdue},
    shape::{Child, Put, child, first_free, folders_in, height, is_within, line_of, path_of, place, put},
    sort_keys::{give_sort_keys, names_without_key},
    subtree::{Below, describe_all, subtree},
    trash::{
        NewDeletion, TrashRow, deleted, deletions_of, is_deleted, measure_deletions, put_into_trash, take_out_of_trash,
        trash, unmeasured_deletions,
    },
    trashed::{TrashedRow, trashed},
    tree::{TreeNode, TreeSize, all_in_sight, tree, tree_size},
    upload::{
        Called, add_upload, hold_upload, remove_upload, touch_upload, unfinished_uploads, upload, upload_goes_to,
        upload_is_done, upload_is_not_whole, upload_is_whole,
    },
    uploads_left::{Left, count_undecided, expired_uploads, upload_needs_decision, uploads_left, without_upload},
    version::{Next, add_next, hold_document, version, versions},
    why::{WhyGrant, why},
};
