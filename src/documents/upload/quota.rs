//! How much may lie in a folder: set by an administrator.

use actix_web::{HttpResponse, http::header, web};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    Error, Result,
    access::ladder::Admin,
    audit::Event,
    database::notices::Topic,
    documents::{path::FolderPath, service::Documents, store},
    settings::bytes_in,
    transport::csrf::SameOrigin,
};

impl Documents {
    /// Sets how many bytes may lie in a folder and below, in current versions; `None`: no limit of its own. What lies
    /// there already stays, also when it is more.
    ///
    /// # Errors
    /// `NotFound` for what is no folder.
    pub async fn set_quota(&self, admin: &Admin, folder: Uuid, quota: Option<u64>) -> Result<()> {
        let column = quota.map(i64::try_from).transpose();
        let column = column.map_err(|_| Error::invalid("That is more than any disk holds.", "quota over 2^63"))?;
        let key = admin.person().key();
        let mut transaction = self.database.begin().await?;
        if !store::set_quota(&mut transaction, folder, column, &key).await? {
            return Err(Error::not_found(format!("no folder {folder}")));
        }
        let event = Event::QuotaSet { folder, bytes: quota };
        self.audit.record(&mut transaction, event, Some(&key), &admin.person().request.0).await?;
        let told = self.database.notices().tell_at_the_end(Topic::Documents);
        transaction.commit().await?;
        drop(told);
        Ok(())
    }
}

#[derive(Deserialize)]
pub struct QuotaForm {
    /// `500MB`; empty for none.
    quota: String,
}

/// `POST /d/{id}/quota`
pub async fn set_quota(
    admin: Admin,
    _: SameOrigin,
    documents: web::Data<Documents>,
    folder: web::Path<Uuid>,
    form: web::Form<QuotaForm>,
) -> Result<HttpResponse> {
    let quota = match form.quota.trim() {
        "" => None,
        text => Some(bytes_in(text).ok_or_else(|| {
            Error::invalid("That is not a size. Write a number and a unit, such as 500 MB or 2 GB.", "no size")
        })?),
    };
    documents.set_quota(&admin, *folder, quota).await?;
    let item = store::item(documents.database.pool(), *folder).await?;
    let item = item.ok_or_else(|| Error::not_found("the folder has gone"))??;
    let path = FolderPath::from_plain(&item.path).map_err(Error::internal)?;
    let back = format!("/files/{}?done=quota", path.to_link());
    Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, back)).finish())
}
