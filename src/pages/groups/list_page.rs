//! `/groups`: the groups that somebody has to do with, and the form that makes one.

use actix_web::{Either, HttpResponse, http::StatusCode, web::Data};
use askama::Template;

use super::group_name;
use crate::{
    Result,
    access::{
        directory::Directory,
        groups::{Group, Groups},
        ladder::Employee,
    },
    error::Meaning,
    pages::forms::Fields,
    transport::{
        csrf::SameOrigin,
        page::{Layout, Page},
        redirect::see_other,
    },
};

#[derive(Template)]
#[template(path = "groups/list.html")]
pub struct ListPage {
    layout: Layout,
    groups: Vec<Group>,
    may_make: bool,
    /// They are in more groups of the directory than it told.
    is_incomplete: bool,
    /// A form that came back: nothing that was typed is lost.
    name: String,
    description: String,
    complaint: Option<String>,
}

async fn page(employee: &Employee, layout: Layout, groups: &Groups, directory: &Directory) -> Result<ListPage> {
    let heading = directory.heading(&employee.person().principal.user).await?;
    let is_incomplete = heading.is_some_and(|heading| !heading.is_complete);
    let groups = groups.by(employee);
    let (list, may_make) = (groups.list().await?, groups.may_make());
    let (name, description) = (String::new(), String::new());
    Ok(ListPage { layout, groups: list, may_make, is_incomplete, name, description, complaint: None })
}

/// `GET /groups`
pub async fn groups(
    employee: Employee,
    layout: Layout,
    groups: Data<Groups>,
    directory: Data<Directory>,
) -> Result<Page<ListPage>> {
    Ok(Page::ok(page(&employee, layout, &groups, &directory).await?))
}

/// `POST /groups`
pub async fn make_group(
    employee: Employee,
    _: SameOrigin,
    fields: Fields,
    layout: Layout,
    groups: Data<Groups>,
    directory: Data<Directory>,
) -> Result<Either<HttpResponse, Page<ListPage>>> {
    let complaint = match group_name(&fields) {
        Ok(name) => match groups.by(&employee).make(&name).await {
            Ok(id) => return Ok(Either::Left(see_other(format!("/groups/{id}")))),
            Err(error) if error.meaning() == Meaning::Conflict => error.person().to_owned(),
            Err(error) => return Err(error),
        },
        Err(complaint) => complaint,
    };
    let mut page = page(&employee, layout, &groups, &directory).await?;
    fields.text("name").clone_into(&mut page.name);
    fields.text("description").clone_into(&mut page.description);
    page.complaint = Some(complaint);
    Ok(Either::Right(Page::with_status(page, StatusCode::UNPROCESSABLE_ENTITY)))
}
