//! `/d/{id}/access`: who may do what with a folder or document, and the forms that change it. `/shared`: what others
//! have shared with me.

use actix_web::{
    Either, HttpResponse,
    http::StatusCode,
    web::{Data, Path, Query},
};
use askama::Template;
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    Error, Result,
    access::{
        groups::{Groups, GroupsFor, Member},
        ladder::{Editor, Reader},
        last_day,
        level::Level,
        subjects::Subject,
    },
    documents::{
        changes::{AccessLine, NewGrant},
        item::{self, Item},
        owned::Shared,
        path::FolderPath,
        service::Documents,
    },
    identity::principal::Email,
    pages::{forms::Fields, links::LinkForm},
    settings::ReviewSettings,
    transport::{
        csrf::SameOrigin,
        page::{Layout, Page},
        redirect::see_other,
    },
};

#[derive(Template)]
#[template(path = "sharing/access.html")]
pub struct AccessPage {
    layout: Layout,
    item: Item,
    lines: Vec<AccessLine>,
    /// Whom one choice in the form means: everybody in a group, or with a role.
    groups: Vec<(Uuid, String)>,
    /// What the last change did.
    done: Option<String>,
    /// A form that came back: nothing that was typed is lost.
    typed: Typed,
    complaint: Option<String>,
    /// Links for people outside; `None`: this site has none.
    pub(super) links: Option<LinkForm>,
}

/// The values of the form.
#[derive(Default)]
struct Typed {
    email: String,
    level: String,
    ends: String,
    reason: String,
}

impl AccessPage {
    fn count(&self) -> usize {
        self.lines.len()
    }

    fn name(&self) -> String {
        if self.item.name.is_empty() { text!("root-folder") } else { self.item.name.clone() }
    }
}

/// The page after a change says what happened; the address contains no names, because addresses end up in logs.
#[derive(Deserialize)]
pub struct AfterChange {
    done: Option<String>,
}

fn done_sentence(word: &str) -> Option<String> {
    match word {
        "granted" => Some(text!("access-granted")),
        "revoked" => Some(text!("access-revoked")),
        "cut" => Some(text!("access-was-cut")),
        "link-ended" => Some(text!("links-ended")),
        "joined" => Some(text!("access-joined")),
        _ => None,
    }
}

/// `GET /d/{id}/access`
pub async fn access(
    editor: Editor,
    id: Path<String>,
    after: Query<AfterChange>,
    documents: Data<Documents>,
    groups: Data<Groups>,
    layout: Layout,
) -> Result<Page<AccessPage>> {
    let mut page = page(&editor, item::id(&id)?, &documents, &groups, layout).await?;
    page.done = after.done.as_deref().and_then(done_sentence);
    Ok(Page::ok(page))
}

pub(super) async fn page(
    editor: &Editor,
    id: Uuid,
    documents: &Documents,
    groups: &Groups,
    layout: Layout,
) -> Result<AccessPage> {
    let (item, lines) = documents.access_of(editor, id).await?;
    let item = item.into_inner();
    let groups = groups.by_person(editor.person()).to_share_with().await?;
    let outside = if documents.links_are_on() { Some(LinkForm::of(editor, &item, documents).await?) } else { None };
    let typed = Typed::default();
    Ok(AccessPage { layout, item, lines, groups, done: None, typed, complaint: None, links: outside })
}

/// `POST /d/{id}/access`
pub async fn change_access(
    editor: Editor,
    _: SameOrigin,
    id: Path<String>,
    fields: Fields,
    documents: Data<Documents>,
    groups: Data<Groups>,
    layout: Layout,
) -> Result<Either<HttpResponse, Page<AccessPage>>> {
    let id = item::id(&id)?;
    let done = match fields.text("action") {
        "grant" => match new_grant(&fields, &documents, &groups.by_person(editor.person())).await? {
            Ok(new) => {
                documents.grant(&editor, id, &new).await?;
                "granted"
            }
            Err(complaint) => {
                let mut page = page(&editor, id, &documents, &groups, layout).await?;
                let typed = |name| fields.text(name).to_owned();
                page.typed = Typed {
                    email: typed("email"),
                    level: typed("level"),
                    ends: typed("ends"),
                    reason: typed("reason"),
                };
                page.complaint = Some(complaint);
                return Ok(Either::Right(Page::with_status(page, StatusCode::UNPROCESSABLE_ENTITY)));
            }
        },
        "revoke" => {
            let subject = Subject::parse(fields.text("subject"));
            let subject = subject.ok_or_else(|| Error::invalid(text!("address-misspelt"), "no subject"))?;
            documents.revoke(&editor, id, &subject).await?;
            "revoked"
        }
        "cut" => {
            documents.set_inherits(&editor, id, false).await?;
            "cut"
        }
        "join" => {
            documents.set_inherits(&editor, id, true).await?;
            "joined"
        }
        other => return Err(Error::invalid(text!("address-misspelt"), format!("no act {other:?}"))),
    };
    Ok(Either::Left(see_other(format!("/d/{id}/access?done={done}"))))
}

/// The values of the form, or what is wrong with them.
async fn new_grant(
    fields: &Fields,
    documents: &Documents,
    groups: &GroupsFor<'_>,
) -> Result<std::result::Result<NewGrant, String>> {
    let Some(level) = Level::ALL.into_iter().find(|level| level.as_str() == fields.text("level")) else {
        return Ok(Err(text!("access-choose-level")));
    };
    let subject = match Subject::parse(fields.text("subject")) {
        Some(subject @ (Subject::Role(_) | Subject::Group(_))) => subject,
        _ => match Email::parse(fields.text("email")) {
            Some(email) => documents.subject_at(&email).await?,
            // Where a script runs, the field takes the name of a group, too.
            None => match groups.meant_by(fields.text("email")).await? {
                Some(Member::Group(group)) => Subject::Group(group),
                _ => return Ok(Err(text!("access-no-address"))),
            },
        },
    };
    let ends_at = match fields.text("ends").trim() {
        "" => None,
        day => match last_day::end_of(day) {
            Some(ends_at) => Some(ends_at),
            None => return Ok(Err(text!("access-no-day"))),
        },
    };
    Ok(Ok(NewGrant { subject, level, ends_at, reason: fields.text("reason").trim().to_owned() }))
}

#[derive(Template)]
#[template(path = "sharing/shared.html")]
pub struct SharedPage {
    layout: Layout,
    lines: Vec<Shared>,
    /// Whether owners on this site are asked who should still have access.
    reviews: bool,
    /// How many grants this person is asked about; as many as a page of them has, at most.
    due: usize,
}

impl Shared {
    /// Where it is looked at.
    fn link(&self) -> String {
        match FolderPath::from_plain(&self.path) {
            Ok(path) if self.is_folder => format!("/files/{}", path.to_link()),
            _ => format!("/d/{}", self.id),
        }
    }
}

/// `GET /shared`
pub async fn shared(
    reader: Reader,
    documents: Data<Documents>,
    settings: Data<ReviewSettings>,
    layout: Layout,
) -> Result<Page<SharedPage>> {
    let lines = documents.shared_with(&reader).await?;
    let owns = reader.person().standing.subjects.highest() == Some(Level::Own);
    let reviews = owns && settings.every.is_some();
    let due = if reviews { documents.due_for(reader.person(), &settings).await?.len() } else { 0 };
    Ok(Page::ok(SharedPage { layout, lines, reviews, due }))
}
