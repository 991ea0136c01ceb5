//! `POST /d/{id}/links`: making and ending links for people outside. The list of them stands on the page *Share*.

use actix_web::{HttpRequest, HttpResponse, Responder, http::StatusCode, web::Data, web::Path};
use askama::Template;
use secrecy::SecretString;
use time::OffsetDateTime;

use crate::{
    Error, Result,
    access::{groups::Groups, ladder::Editor, last_day},
    documents::{
        changes::{LinkLine, NewLink},
        item::{self, Item},
        service::Documents,
    },
    pages::{
        forms::{Fields, is_for_the_form},
        sharing,
    },
    settings::PublicUrl,
    texts::calendar,
    transport::{
        csrf::SameOrigin,
        page::{Layout, Page},
        redirect::see_other,
    },
};

/// The usual end, in days from now.
const USUAL_DAYS: i64 = 7;

/// What the section on the page *Share* shows.
pub struct LinkForm {
    pub lines: Vec<LinkLine>,
    /// Days as a form spells them.
    pub first_day: String,
    pub last_day: String,
    /// A form that came back: nothing that was typed is lost, but the password.
    pub kind: String,
    pub ends: String,
    pub downloads: String,
    pub note: String,
    pub complaint: Option<String>,
}

impl LinkForm {
    /// # Errors
    /// As [`Documents::links_in`].
    pub async fn of(editor: &Editor, item: &Item, documents: &Documents) -> Result<Self> {
        let latest = documents.latest_end_of_link() - time::Duration::DAY;
        let day = |at: OffsetDateTime| calendar::exact_day(&at).to_string();
        let now = documents.now();
        Ok(Self {
            lines: documents.links_in(editor, item.id).await?,
            first_day: day(now),
            last_day: day(latest),
            kind: "view".to_owned(),
            ends: day((now + time::Duration::days(USUAL_DAYS)).min(latest)),
            downloads: String::new(),
            note: String::new(),
            complaint: None,
        })
    }

    pub fn takes_files(&self) -> bool {
        self.kind == "upload"
    }
}

/// A link that was just made: its address is shown this once.
#[derive(Template)]
#[template(path = "links/made.html")]
struct MadePage {
    layout: Layout,
    item: Item,
    address: String,
    takes_files: bool,
    has_password: bool,
    last_day: Option<OffsetDateTime>,
}

/// `POST /d/{id}/links`
#[allow(clippy::too_many_arguments)] // what it touches, as every handler lists it
pub async fn change_links(
    editor: Editor,
    _: SameOrigin,
    request: HttpRequest,
    id: Path<String>,
    fields: Fields,
    documents: Data<Documents>,
    groups: Data<Groups>,
    own: Data<PublicUrl>,
    layout: Layout,
) -> Result<HttpResponse> {
    let id = item::id(&id)?;
    match fields.text("action") {
        "end" => {
            documents.end_link(&editor, id, item::id(fields.text("link"))?).await?;
            Ok(see_other(format!("/d/{id}/access?done=link-ended#links")))
        }
        "make" => {
            let made = match new_link(&fields) {
                Ok(new) => {
                    let (takes_files, has_password) = (new.takes_files, new.password.is_some());
                    let last_day = last_day::before(new.ends_at);
                    documents.make_link(&editor, id, new).await.map(|made| (made, takes_files, has_password, last_day))
                }
                Err(complaint) => Err(Error::invalid(complaint, "a form for a link")),
            };
            match made {
                Ok((made, takes_files, has_password, last_day)) => {
                    let address = own.join(&format!("/l/{}", made.secret.expose())).to_string();
                    let page = MadePage { layout, item: made.item, address, takes_files, has_password, last_day };
                    Ok(Page::ok(page).respond_to(&request))
                }
                Err(error) if is_for_the_form(&error) => {
                    let mut page = sharing::page(&editor, id, &documents, &groups, layout).await?;
                    if let Some(form) = &mut page.links {
                        let typed = |name| fields.text(name).to_owned();
                        (form.kind, form.ends) = (typed("kind"), typed("ends"));
                        (form.downloads, form.note) = (typed("downloads"), typed("note"));
                        form.complaint = Some(error.person().to_owned());
                    }
                    Ok(Page::with_status(page, StatusCode::UNPROCESSABLE_ENTITY).respond_to(&request))
                }
                Err(error) => Err(error),
            }
        }
        other => Err(Error::invalid(text!("address-misspelt"), format!("no act {other:?}"))),
    }
}

/// What the form asks for, or what is wrong with it.
fn new_link(fields: &Fields) -> std::result::Result<NewLink, String> {
    let takes_files = match fields.text("kind") {
        "view" => false,
        "upload" => true,
        _ => return Err(text!("access-choose-level")),
    };
    let ends_at = last_day::end_of(fields.text("ends").trim()).ok_or_else(|| text!("access-no-day"))?;
    let downloads = match fields.text("downloads").trim() {
        "" => None,
        number => Some(number.parse().unwrap_or(0)),
    };
    let password = Some(fields.text("password")).filter(|password| !password.is_empty()).map(SecretString::from);
    Ok(NewLink { takes_files, ends_at, password, downloads, note: fields.text("note").trim().to_owned() })
}
