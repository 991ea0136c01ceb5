//! Redirects to where the person was, with a notice in the address about what was done.

use actix_web::HttpResponse;
use uuid::Uuid;

use crate::transport::{local_path::LocalPath, redirect::see_other};

/// `wish`: the page that the form names as its own; never another site. `undo`: the id that restores what was
/// deleted.
pub fn to(wish: &str, otherwise: &str, done: &str, undo: Option<Uuid>) -> HttpResponse {
    let place = LocalPath::parse(wish).map_or_else(|| otherwise.to_owned(), |path| path.to_string());
    see_other(with_notice(&place, done, undo))
}

fn with_notice(place: &str, done: &str, undo: Option<Uuid>) -> String {
    let (path, query) = place.split_once('?').unwrap_or((place, ""));
    let is_notice = |pair: &&str| pair.starts_with("done=") || pair.starts_with("undo=");
    let mut pairs: Vec<String> =
        query.split('&').filter(|pair| !pair.is_empty() && !is_notice(pair)).map(str::to_owned).collect();
    pairs.push(format!("done={done}"));
    pairs.extend(undo.map(|id| format!("undo={id}")));
    format!("{path}?{}", pairs.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_notice_joins_the_query_and_replaces_the_one_before() {
        let id = Uuid::nil();
        assert_eq!(with_notice("/files/", "moved", None), "/files/?done=moved");
        assert_eq!(
            with_notice("/files/?done=moved&undo=x&sort=size", "deleted", Some(id)),
            format!("/files/?sort=size&done=deleted&undo={id}")
        );
    }
}
