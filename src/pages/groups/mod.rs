//! `/groups`: the groups of people, and who is in them.

mod group_page;
mod list_page;
mod member_file;

pub use self::{
    group_page::{change_group, group},
    list_page::{groups, make_group},
    member_file::members_file,
};
use crate::access::groups::{GroupName, LONGEST_NAME};
use crate::pages::forms::Fields;

/// The group's name and description in the form, or what is wrong with them.
fn group_name(fields: &Fields) -> Result<GroupName, String> {
    GroupName::parse(fields.text("name"), fields.text("description"), fields.text("listed") == "yes")
        .ok_or_else(|| text!("groups-no-name", most = LONGEST_NAME))
}
