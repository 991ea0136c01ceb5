//! `/groups`: the groups that somebody owns or is in, and the form that makes one.

use actix_web::{Either, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use time::OffsetDateTime;

use super::group_name;
use crate::{
    Result,
    access::{
        directory::Directory,
        groups::{Group, Groups},
        ladder::Employee,
    },
    error::Meaning,
    identity::provider::Provider,
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
    /// Whether the directory can be asked again now; `None` where it cannot be asked at all.
    read_at: Option<OffsetDateTime>,
    /// They are in more groups of the directory than it listed.
    is_incomplete: bool,
    /// A form that came back: nothing that was typed is lost.
    name: String,
    description: String,
    complaint: Option<String>,
}

async fn page(
    employee: &Employee,
    layout: Layout,
    groups: &Groups,
    directory: &Directory,
    provider: Option<&Provider>,
) -> Result<ListPage> {
    let heading = directory.heading(employee).await?;
    let is_incomplete = heading.as_ref().is_some_and(|heading| !heading.is_complete);
    let asks = provider.is_some_and(Provider::asks_directory);
    let read_at = heading.filter(|_| asks).map(|heading| heading.read_at);
    let groups = groups.by(employee);
    let (list, may_make) = (groups.list().await?, groups.may_make());
    let (name, description) = (String::new(), String::new());
    Ok(ListPage { layout, groups: list, may_make, read_at, is_incomplete, name, description, complaint: None })
}

/// `GET /groups`
pub async fn groups(
    employee: Employee,
    layout: Layout,
    groups: Data<Groups>,
    directory: Data<Directory>,
    provider: Option<Data<Provider>>,
) -> Result<Page<ListPage>> {
    Ok(Page::ok(page(&employee, layout, &groups, &directory, provider.as_deref().map(AsRef::as_ref)).await?))
}

/// `POST /groups`
pub async fn make_group(
    employee: Employee,
    _: SameOrigin,
    fields: Fields,
    layout: Layout,
    groups: Data<Groups>,
    directory: Data<Directory>,
    provider: Option<Data<Provider>>,
) -> Result<Either<HttpResponse, Page<ListPage>>> {
    if let ("refresh", Some(provider)) = (fields.text("action"), &provider) {
        directory.refresh(provider, &employee.person().principal.user).await?;
        return Ok(Either::Left(see_other("/groups")));
    }
    let complaint = match group_name(&fields) {
        Ok(name) => match groups.by(&employee).make(&name).await {
            Ok(id) => return Ok(Either::Left(see_other(format!("/groups/{id}")))),
            Err(error) if error.meaning() == Meaning::Conflict => error.person().to_owned(),
            Err(error) => return Err(error),
        },
        Err(complaint) => complaint,
    };
    let mut page = page(&employee, layout, &groups, &directory, provider.as_deref().map(AsRef::as_ref)).await?;
    fields.text("name").clone_into(&mut page.name);
    fields.text("description").clone_into(&mut page.description);
    page.complaint = Some(complaint);
    Ok(Either::Right(Page::with_status(page, StatusCode::UNPROCESSABLE_ENTITY)))
}
