//! `POST /d/{id}/links`: making and ending links for people outside. The page *Share* lists them.

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
    identity::principal::Email,
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
    pub recipients: String,
    /// Whether links can open for named people only.
    pub can_name_people: bool,
    pub complaint: Option<String>,
}

impl LinkForm {
    /// # Errors
    /// As [`Documents::links_in`].
    pub async fn of(editor: &Editor, item: &Item, documents: &Documents) -> Result<Self> {
        let latest = documents.latest_end_of_link() - time::Duration::DAY;
        let day = |at: OffsetDateTime| calendar::exact_day(&at);
        let now = documents.now();
        Ok(Self {
            lines: documents.links_in(editor, item.id).await?,
            first_day: day(now),
            last_day: day(latest),
            kind: "view".to_owned(),
            ends: day((now + time::Duration::days(USUAL_DAYS)).min(latest)),
            downloads: String::new(),
            note: String::new(),
            recipients: String::new(),
            can_name_people: documents.links_can_name_people(),
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
    names_people: bool,
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
            let new = new_link(&fields).map_err(|complaint| Error::invalid(complaint, "a form for a link"));
            let made = match new {
                Ok(new) => make(&editor, id, new, &documents, &own, layout.clone()).await,
                Err(error) => Err(error),
            };
            match made {
                Ok(page) => Ok(Page::ok(page).respond_to(&request)),
                Err(error) if is_for_the_form(&error) => {
                    let mut page = sharing::page(&editor, id, &documents, &groups, layout).await?;
                    if let Some(form) = &mut page.links {
                        let typed = |name| fields.text(name).to_owned();
                        (form.kind, form.ends) = (typed("kind"), typed("ends"));
                        (form.downloads, form.note) = (typed("downloads"), typed("note"));
                        form.recipients = typed("recipients");
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

async fn make(
    editor: &Editor,
    id: uuid::Uuid,
    new: NewLink,
    documents: &Documents,
    own: &PublicUrl,
    layout: Layout,
) -> Result<MadePage> {
    let (takes_files, has_password, names_people) =
        (new.takes_files, new.password.is_some(), !new.recipients.is_empty());
    let last_day = last_day::before(new.ends_at);
    let made = documents.make_link(editor, id, new).await?;
    let address = own.join(&format!("/l/{}", made.secret.expose()));
    Ok(MadePage { layout, item: made.item, address, takes_files, has_password, names_people, last_day })
}

/// The values of the form, or what is wrong with them.
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
    let mut recipients = Vec::new();
    let typed = fields.text("recipients").split(|letter: char| letter.is_whitespace() || ",;".contains(letter));
    for address in typed.filter(|address| !address.is_empty()) {
        let email = Email::parse(address).ok_or_else(|| text!("links-no-recipient", address = address))?;
        recipients.push(email);
    }
    let note = fields.text("note").trim().to_owned();
    Ok(NewLink { takes_files, ends_at, password, downloads, note, recipients })
}
