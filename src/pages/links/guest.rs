//! `/l/{secret}`: what the holders of a link see. The page has no parts of the site around it, and reveals nothing
//! about the item's ancestors, nor about the link before its password is given.

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    http::{Method, StatusCode},
    web::{Data, Path, Query},
};
use askama::Template;
use secrecy::SecretString;
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    Result,
    access::{
        link_code,
        link_holder::{LinkHolder, LinkReader, Unlocked},
        link_password,
        links::{Link, Links},
    },
    documents::{
        children::ChildrenPage,
        cursor,
        item::{self, Item},
        line::Line,
        service::Documents,
        sort::Sort,
    },
    identity::{link_proof::LinkProofs, principal::Email},
    pages::forms::Fields,
    texts::size::Size,
    transport::{
        csrf::SameOrigin,
        page::{Layout, Page},
        redirect::see_other,
        share::{self, Share},
    },
    uploads::Uploads,
};

/// How many entries a page has.
const ON_A_PAGE: u16 = 250;

/// Asks for the password.
#[derive(Template)]
#[template(path = "links/locked.html")]
struct LockedPage {
    layout: Layout,
    address: String,
    complaint: Option<String>,
    /// It opens for named people only, by a code that is sent to them.
    names_people: bool,
    /// To which a code was sent, if it is on the list.
    email: String,
}

impl LockedPage {
    fn of(layout: Layout, address: String, link: &Link) -> Self {
        Self { layout, address, complaint: None, names_people: link.has_recipients, email: String::new() }
    }

    fn minutes() -> i64 {
        link_code::LIFETIME.whole_minutes()
    }
}

/// A document, or a folder and its entries.
#[derive(Template)]
#[template(path = "links/shown.html")]
struct ShownPage {
    layout: Layout,
    /// Of the link.
    address: String,
    link: Link,
    item: Item,
    /// The names from the linked item down to the parent of this one; none if this is the linked item.
    between: Vec<String>,
    /// The folder around it, where the link shows that, too.
    up: Option<Uuid>,
    children: Vec<Item>,
    /// The cursor of the next page.
    next: Option<String>,
}

impl ShownPage {
    fn size(&self) -> Option<Size> {
        self.item.content().map(|content| Size(content.size))
    }

    fn size_of(item: &Item) -> Option<Size> {
        item.content().map(|content| Size(content.size))
    }

    fn is_used_up(&self) -> bool {
        self.link.downloads_left == Some(0)
    }
}

/// Takes files, and shows none.
#[derive(Template)]
#[template(path = "links/drop.html")]
struct DropPage {
    layout: Layout,
    address: String,
    link: Link,
    most: Size,
}

#[derive(Deserialize)]
pub struct From {
    cursor: Option<String>,
}

/// `GET /l/{secret}`
#[allow(clippy::too_many_arguments)] // what it touches, as every handler lists it
pub async fn show(
    holder: LinkHolder,
    _share: Share<share::Link>,
    request: HttpRequest,
    secret: Path<String>,
    from: Query<From>,
    documents: Data<Documents>,
    links: Data<Links>,
    uploads: Data<Uploads>,
    layout: Layout,
) -> Result<HttpResponse> {
    let address = format!("/l/{secret}");
    let locked = LockedPage::of(layout.clone(), address.clone(), holder.link());
    let Some(unlocked) = holder.unlocked() else { return Ok(Page::ok(locked).respond_to(&request)) };
    let is_seen = request.method() == Method::GET;
    match unlocked {
        Unlocked::Reads(holder) => {
            let node = holder.link().node;
            let page = shown(&holder, node, from.into_inner(), &documents, layout, address).await?;
            if is_seen {
                links.opened(holder.link(), &holder.actor()).await?;
            }
            Ok(Page::ok(page).respond_to(&request))
        }
        Unlocked::Sends(sender) => {
            documents.drop_is_there(&sender).await?;
            if is_seen {
                links.opened(sender.link(), &sender.actor()).await?;
            }
            let most = Size(uploads.largest());
            Ok(Page::ok(DropPage { layout, address, link: sender.link().clone(), most }).respond_to(&request))
        }
    }
}

/// `GET /l/{secret}/d/{id}`: something in the folder that was linked.
pub async fn show_below(
    holder: LinkReader,
    _share: Share<share::Link>,
    path: Path<(String, String)>,
    from: Query<From>,
    documents: Data<Documents>,
    layout: Layout,
) -> Result<Page<impl Template>> {
    let (secret, id) = path.into_inner();
    let address = format!("/l/{secret}");
    Ok(Page::ok(shown(&holder, item::id(&id)?, from.into_inner(), &documents, layout, address).await?))
}

async fn shown(
    holder: &LinkReader,
    id: Uuid,
    from: From,
    documents: &Documents,
    layout: Layout,
    address: String,
) -> Result<ShownPage> {
    let (reader, link) = (holder.reader(), holder.link());
    let item = documents.item(reader, id).await?;
    let top = if id == link.node { item.clone() } else { documents.item(reader, link.node).await? };
    let behind = from.cursor.as_deref().map(cursor::read::<Line>).transpose()?;
    let (children, next) = if item.is_folder() {
        let sort = Sort::default();
        let ChildrenPage { items, next } = documents.children(reader, id, sort, behind.as_ref(), ON_A_PAGE).await?;
        (items, next.map(|line| cursor::write(&line)).transpose()?)
    } else {
        (Vec::new(), None)
    };
    // A move between the two queries may have separated them: then the path is not shown.
    let below = item.path.strip_prefix(&top.path).unwrap_or_default();
    let mut between: Vec<String> = below.split('/').filter(|name| !name.is_empty()).map(str::to_owned).collect();
    between.pop();
    let up = item.parent.filter(|_| id != link.node);
    if up.is_some() {
        between.insert(0, top.name.clone());
    }
    Ok(ShownPage { layout, address, link: link.clone(), item, between, up, children, next })
}

/// `POST /l/{secret}`: the password; or an address, and then the code that was sent to it.
#[allow(clippy::too_many_arguments)] // what it touches, as every handler lists it
pub async fn unlock(
    holder: LinkHolder,
    _: SameOrigin,
    request: HttpRequest,
    secret: Path<String>,
    fields: Fields,
    links: Data<Links>,
    proofs: Data<LinkProofs>,
    layout: Layout,
) -> Result<HttpResponse> {
    let address = format!("/l/{secret}");
    let mut page = LockedPage::of(layout, address.clone(), holder.link());
    let proof = if holder.link().has_recipients {
        let email = Email::parse(fields.text("email"));
        match (email, fields.text("code").trim()) {
            (None, _) => Err(text!("access-no-address")),
            (Some(email), "") => {
                page.email = email.to_string();
                link_code::send(&holder, &request, links.into_inner(), email).await?;
                return Ok(Page::ok(page).respond_to(&request));
            }
            (Some(email), code) => {
                page.email = email.to_string();
                let is_right = link_code::is_right(&holder, &request, &links, &email, code).await?;
                if is_right { Ok(Some(email.to_string())) } else { Err(text!("link-wrong-code")) }
            }
        }
    } else {
        let password = SecretString::from(fields.text("password"));
        let is_right = link_password::is_right(&holder, &request, &links, password).await?;
        if is_right { Ok(None) } else { Err(text!("link-wrong-password")) }
    };
    match proof {
        Ok(visitor) => {
            if holder.link().is_locked() {
                proofs.hand_out(&request, holder.link().id, visitor);
            }
            Ok(see_other(address))
        }
        Err(complaint) => {
            page.complaint = Some(complaint);
            Ok(Page::with_status(page, StatusCode::UNPROCESSABLE_ENTITY).respond_to(&request))
        }
    }
}
