//! The content of a mail: as text and as HTML, with the same words.

use askama::Template;

use crate::identity::principal::Email;

/// One mail to one address.
#[derive(Debug, Clone)]
pub struct Message {
    pub to: Email,
    pub subject: String,
    /// What it says, a paragraph each.
    pub paragraphs: Vec<String>,
    /// Something to be typed, shown prominently.
    pub code: Option<String>,
    /// An address of this site, and what its link is called.
    pub link: Option<(String, String)>,
    /// Why they get it, and what to do against it.
    pub footer: String,
}

#[derive(Template)]
#[template(path = "mail/message.txt")]
struct AsText<'a> {
    message: &'a Message,
}

#[derive(Template)]
#[template(path = "mail/message.html")]
struct AsHtml<'a> {
    message: &'a Message,
}

impl Message {
    /// # Errors
    /// When the template does not render.
    pub fn text(&self) -> askama::Result<String> {
        AsText { message: self }.render()
    }

    /// # Errors
    /// When the template does not render.
    pub fn html(&self) -> askama::Result<String> {
        AsHtml { message: self }.render()
    }
}
