//! `/admin/scanning`: how the virus scanner is, and what is quarantined.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use crate::{
    Error, Result,
    access::ladder::Admin,
    documents::{
        Documents,
        changes::{QuarantinePage, QuarantinedLine},
        item,
    },
    scanning::{LONGEST_REASON, NotReady, Overview, ScannerState, Scanning},
    settings::{ScanWhen, ScannerDown},
    storage::content_hash::ContentHash,
    texts::size::Size,
    transport::{
        csrf::SameOrigin,
        page::{Layout, Page},
        redirect::see_other,
    },
};

#[derive(Template)]
#[template(path = "admin/scanning.html")]
pub struct ScanningPage {
    layout: Layout,
    overview: Overview,
    quarantine: QuarantinePage,
    /// From 0 on.
    page: u32,
    done: Option<String>,
}

/// Which page of the list; and what was just done.
#[derive(Deserialize)]
pub struct Asked {
    page: Option<u32>,
    done: Option<String>,
}

#[derive(Deserialize)]
pub struct ScanningForm {
    /// `release`, `delete`, `again` or `all`.
    action: String,
    /// The hash of what is released.
    #[serde(default)]
    content: String,
    #[serde(default)]
    reason: String,
    /// What is deleted.
    #[serde(default)]
    document: String,
}

impl ScanningPage {
    /// How the scanner is, in one sentence.
    fn state(&self) -> String {
        match &self.overview.scanner {
            ScannerState::Off => text!("scanner-off"),
            ScannerState::Ready(version) => text!("scanner-ready", version = version.as_str()),
            ScannerState::NotReady(NotReady::Away(_)) => text!("scanner-away"),
            ScannerState::NotReady(NotReady::Careless) => text!("scanner-careless"),
        }
    }

    fn is_ready(&self) -> bool {
        matches!(self.overview.scanner, ScannerState::Ready(_))
    }

    /// What the operator has chosen, in sentences.
    fn chosen(&self) -> Vec<String> {
        let Some((when, down)) = self.overview.chosen else { return Vec::new() };
        let when = match when {
            ScanWhen::Before => text!("scanner-before"),
            ScanWhen::After => text!("scanner-after"),
        };
        let down = match down {
            ScannerDown::Refuse => text!("scanner-down-refuse"),
            ScannerDown::Wait => text!("scanner-down-wait"),
        };
        vec![when, down]
    }

    fn earlier(&self) -> Option<String> {
        self.page.checked_sub(1).map(address)
    }

    fn later(&self) -> Option<String> {
        self.quarantine.has_next.then(|| address(self.page + 1))
    }

    fn most() -> usize {
        LONGEST_REASON
    }
}

impl QuarantinedLine {
    fn name(&self) -> &str {
        self.path.rsplit_once('/').map_or(self.path.as_str(), |(_, name)| name)
    }

    fn folder(&self) -> String {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder).replace('/', " / ")
    }

    fn size(&self) -> Size {
        Size(self.size)
    }
}

fn address(page: u32) -> String {
    if page == 0 { "/admin/scanning".to_owned() } else { format!("/admin/scanning?page={page}") }
}

/// `GET /admin/scanning`
pub async fn show_scanning(
    admin: Admin,
    layout: Layout,
    asked: web::Query<Asked>,
    scanning: web::Data<Scanning>,
    documents: web::Data<Documents>,
) -> Result<Page<ScanningPage>> {
    let page = asked.page.unwrap_or_default();
    let overview = scanning.overview(&admin).await?;
    let quarantine = documents.quarantine(&admin, page).await?;
    let done = match asked.done.as_deref() {
        Some("released") => Some(text!("quarantine-released")),
        Some("deleted-for-good") => Some(text!("quarantine-deleted")),
        Some("again") => Some(text!("scanning-again-done")),
        _ => None,
    };
    Ok(Page::ok(ScanningPage { layout, overview, quarantine, page, done }))
}

/// `POST /admin/scanning`
pub async fn change_scanning(
    admin: Admin,
    _: SameOrigin,
    form: web::Form<ScanningForm>,
    scanning: web::Data<Scanning>,
    documents: web::Data<Documents>,
) -> Result<HttpResponse> {
    let done = match form.action.as_str() {
        "release" => {
            let bytes = hex::decode(&form.content).ok().and_then(|bytes| ContentHash::try_from(bytes).ok());
            let hash = bytes.ok_or_else(|| Error::invalid(text!("scanning-no-action"), "a hash that is none"))?;
            scanning.release(&admin, hash, &form.reason).await?;
            "released"
        }
        "delete" => {
            documents.delete_quarantined(&admin, item::id(&form.document)?).await?;
            "deleted-for-good"
        }
        "again" | "all" => {
            scanning.scan_again(&admin, form.action == "all").await?;
            "again"
        }
        _ => return Err(Error::invalid(text!("scanning-no-action"), "an unknown action")),
    };
    Ok(see_other(format!("/admin/scanning?done={done}")))
}
