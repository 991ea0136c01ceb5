//! The tables `user_roles`, `grants`, `groups`, `people`, `share_links` and what the directory says of them.

mod directory;
mod grants;
mod group_members;
mod groups;
mod links;
mod offboarding;
mod people;
mod people_words;
mod roles;
mod scim_groups;
mod scim_secrets;
mod scim_users;

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
    links::{LinkRow, Use, forget_code, link, link_stands, note_use, put_code, take_download, try_code, was_used},
    offboarding::{HoldingsRow, hand_over, holdings, is_disabled, is_locked_out, let_in, lock_out, take_all},
    people::{PersonRow, people_at, person_at, remember, signed_in, somebody_at, somebody_tagged},
    people_words::{groups_by_words, owns_a_group, people_by_words},
    roles::{AssignmentRow, NamedRow, RoleRow, count, find, find_and_pin, list, named, remove, set},
    scim_groups::{
        NewScimGroup, ScimGroupRow, WhichGroups, add_scim_group, add_scim_members, delete_scim_group, known_scim_users,
        lock_scim_group, remove_other_scim_members, remove_scim_members, scim_groups, scim_member_keys, scim_members,
        set_scim_group,
    },
    scim_secrets::{
        SecretRow, add_scim_secret, find_scim_secret, remove_scim_secret, scim_secret_was_used, scim_secrets,
    },
    scim_users::{
        DisabledRow, NewScimUser, ScimUserRow, WhichUsers, add_scim_user, delete_scim_user, disabled_with_something,
        lock_scim_user, push_claims, scim_counts, scim_users, set_scim_user,
    },
};
