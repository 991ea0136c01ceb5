//! All SQL about documents. Rows are not domain types: what the database says is checked on its way out.

mod access_people;
mod access_requests;
mod add;
mod add_one;
mod copies;
mod destination;
mod find;
mod former_path;
mod grants;
mod item;
mod links;
mod list;
mod listing;
mod lock;
mod neighbours;
mod notices;
mod own_grants;
mod people;
mod purge;
mod quarantine;
mod quota;
mod record;
mod reviews;
pub mod shelf;
mod sort_keys;
mod structure;
mod subtree;
mod trash;
mod trashed;
mod tree;
mod version;
mod why;

pub use self::{
    access_people::{Deciders, PeopleColumn, PeoplePart, access_people},
    access_requests::{
        AccessRequestRow, NewAccessRequest, OwnAccessRequestRow, access_requests_to, answer, ask, open_access_requests,
        own_access_requests,
    },
    add::{NewFolder, NewVersion, add_folders, add_versions, are_there},
    add_one::{add_document, add_folder},
    copies::{
        CopyRow, add_copy, contents_after, copies, drop_copy, end_copy, forget_copies, hold_copy, next_pending,
        note_copied, running_copies, show_copy,
    },
    destination::{PathStep, level_in, paths_of, steps_below},
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
    listing::{Lines, part},
    lock::{deleted_node, lock_tree, tell_nobody},
    neighbours::{Neighbours, Sibling, locate, neighbours},
    notices::{Addressee, addressee, may_tell, set_wants_mail, wants_mail},
    own_grants::{ShiftRow, own_grants, shifts, take_own_grants},
    people::known_as,
    purge::{Condemned, Doomed, Step, condemn, purge_step, to_purge},
    quarantine::{QuarantinedRow, quarantined},
    quota::{Quota, hold_person, quotas, set_quota, stored_by},
    record::{Called, called, group_names, keys_at, link_ids},
    reviews::{DueRow, confirm_grant, due_grants, take_overdue},
    sort_keys::{give_sort_keys, names_without_key},
    structure::{Child, Place, Put, child, first_free, folders_in, height, is_within, line_of, path_of, place, put},
    subtree::{Below, describe_all, subtree},
    trash::{
        NewDeletion, TrashRow, deleted, deletions_of, is_deleted, measure_deletions, put_into_trash, take_out_of_trash,
        trash, unmeasured_deletions,
    },
    trashed::{TrashedRow, trashed, trashed_at},
    tree::{TreeNode, TreeSize, all_in_sight, tree, tree_size},
    version::{Next, add_next, hold_document, version, versions},
    why::{WhyGrant, why},
};
