//! The tables `user_roles`, `grants`, `groups`, `people`, `share_links` and what the directory says of them.

mod directory;
mod grants;
mod group_members;
mod groups;
mod leaving;
mod links;
mod people;
mod roles;

pub use self::{
    directory::{
        Told, directory_roles, give_back, heading, hear, hear_groups, remove_directory_role, set_directory_role,
        take_due, told_of,
    },
    grants::{Sum, level_at_root, pin_address, sums},
    group_members::{
        MemberRow, add_members, add_owner, count_members, group_members, group_owners, remove_members,
        remove_other_members, remove_owner,
    },
    groups::{
        Asker, GroupRow, NamedGroup, WayIntoGroup, delete_group, describe_group, group_named, groups,
        groups_to_share_with, hold_group, lock_group, lock_nesting, make_group, nesting, ways_into_groups,
    },
    leaving::{HoldingsRow, hand_over, holdings, is_locked_out, let_in, lock_out, take_all},
    links::{LinkRow, Use, forget_code, link, link_stands, note_use, put_code, take_download, try_code, was_used},
    people::{PersonRow, people_at, person_at, remember, signed_in, somebody_at, somebody_tagged},
    roles::{AssignmentRow, RoleRow, find, find_and_pin, list, remove, set},
};
