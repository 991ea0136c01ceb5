//! `/ask`: asking for access to an item that one may not see or change. `/questions`: one's own requests. `/answers`:
//! those of others.

use actix_web::{
    Either, HttpResponse,
    http::StatusCode,
    web::{Data, Path, Query},
};
use askama::Template;
use serde::Deserialize;

use crate::{
    Result,
    access::{
        ladder::{Editor, Employee},
        level::Level,
    },
    documents::{
        changes::{AccessRequest, OwnAccessRequest, RequestedAccess},
        item,
        service::Documents,
    },
    pages::forms::{Fields, is_for_the_form},
    transport::{
        csrf::SameOrigin,
        local_path::LocalPath,
        page::{Layout, Page},
        redirect::see_other,
    },
};

#[derive(Template)]
#[template(path = "sharing/ask.html")]
pub struct AskPage {
    layout: Layout,
    /// What is asked for: a path on this site.
    address: String,
    level: String,
    words: String,
    complaint: Option<String>,
}

/// Which page refused them.
#[derive(Deserialize)]
pub struct For {
    #[serde(default, rename = "for")]
    address: String,
}

/// The path of an address on this site, without its query; the start page if it is not one.
fn path_of(address: &str) -> String {
    let place = LocalPath::parse(address).unwrap_or_else(LocalPath::home);
    place.as_str().split('?').next().unwrap_or_default().to_owned()
}

/// `GET /ask?for=…`
pub async fn ask(_: Employee, query: Query<For>, layout: Layout) -> Page<AskPage> {
    let address = path_of(&query.address);
    Page::ok(AskPage { layout, address, level: "view".to_owned(), words: String::new(), complaint: None })
}

/// `POST /ask`
pub async fn request_access(
    employee: Employee,
    _: SameOrigin,
    fields: Fields,
    documents: Data<Documents>,
    layout: Layout,
) -> Result<Either<HttpResponse, Page<AskPage>>> {
    let address = path_of(fields.text("for"));
    let level = if fields.text("level") == "edit" { Level::Edit } else { Level::View };
    let wish = RequestedAccess { address: address.clone(), level, words: fields.text("words").trim().to_owned() };
    match documents.ask_for_access(&employee, &wish).await {
        Ok(()) => Ok(Either::Left(see_other("/questions?done=asked"))),
        Err(error) if is_for_the_form(&error) => {
            let (level, words) = (level.to_string(), fields.text("words").to_owned());
            let page = AskPage { layout, address, level, words, complaint: Some(error.person().to_owned()) };
            Ok(Either::Right(Page::with_status(page, StatusCode::UNPROCESSABLE_ENTITY)))
        }
        Err(error) => Err(error),
    }
}

#[derive(Template)]
#[template(path = "sharing/questions.html")]
pub struct OwnAccessRequestsPage {
    layout: Layout,
    mine: Vec<OwnAccessRequest>,
    done: Option<String>,
}

#[derive(Template)]
#[template(path = "sharing/answers.html")]
pub struct AnswersPage {
    layout: Layout,
    questions: Vec<AccessRequest>,
    done: Option<String>,
}

/// The page after a change says what happened.
#[derive(Deserialize)]
pub struct AfterChange {
    done: Option<String>,
}

impl AfterChange {
    fn sentence(&self) -> Option<String> {
        match self.done.as_deref()? {
            "asked" => Some(text!("ask-done")),
            "given" => Some(text!("access-granted")),
            "refused" => Some(text!("answers-refused")),
            _ => None,
        }
    }
}

/// `GET /questions`
pub async fn own_access_requests(
    employee: Employee,
    after: Query<AfterChange>,
    documents: Data<Documents>,
    layout: Layout,
) -> Result<Page<OwnAccessRequestsPage>> {
    let (mine, done) = (documents.own_access_requests(&employee).await?, after.sentence());
    Ok(Page::ok(OwnAccessRequestsPage { layout, mine, done }))
}

/// `GET /answers`
pub async fn access_requests_to_me(
    editor: Editor,
    after: Query<AfterChange>,
    documents: Data<Documents>,
    layout: Layout,
) -> Result<Page<AnswersPage>> {
    let (questions, done) = (documents.access_requests_to(&editor).await?, after.sentence());
    Ok(Page::ok(AnswersPage { layout, questions, done }))
}

/// `POST /answers/{id}`
pub async fn answer(
    editor: Editor,
    _: SameOrigin,
    id: Path<String>,
    fields: Fields,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    let gives = fields.text("action") == "give";
    documents.answer(&editor, item::id(&id)?, gives, fields.text("words").trim()).await?;
    Ok(see_other(if gives { "/answers?done=given" } else { "/answers?done=refused" }))
}
