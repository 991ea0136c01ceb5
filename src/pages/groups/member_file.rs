//! `/groups/{id}/members.csv`: who is in a group, for spreadsheets.

use actix_web::{
    HttpResponse,
    http::header,
    web::{Data, Path},
};

use crate::{
    Result,
    access::{
        csv_list,
        groups::{Groups, MOST_MEMBERS, member_list},
        ladder::Employee,
    },
    documents::item,
    transport::disposition::Disposition,
};

/// `GET /groups/{id}/members.csv`
pub async fn members_file(employee: Employee, id: Path<String>, groups: Data<Groups>) -> Result<HttpResponse> {
    let groups = groups.by(&employee);
    let group = groups.find(item::id(&id)?).await?;
    let members = groups.members(&group, MOST_MEMBERS).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((header::CONTENT_DISPOSITION, Disposition::Attachment.header(&csv_list::file_name(&group.name))))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(member_list::write(&members)?))
}
