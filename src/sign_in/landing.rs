//! The page that a sign-in ends on.

use time::OffsetDateTime;

use crate::transport::local_path::LocalPath;

/// The address to go to for a deep link. A link to a file leads to the page of that document, which then opens the file: a
/// browser that saves a file stays on the page before, and that would be the provider's.
pub(super) fn landing(target: &LocalPath, now: OffsetDateTime) -> String {
    let target = target.with_time(now).to_string();
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    if let Some(place) = path.strip_prefix("/files/").filter(|place| !place.is_empty() && !place.ends_with('/')) {
        return format!("/at/{place}?{query}&done=opening");
    }
    let Some(document) = path.strip_prefix("/d/").and_then(|rest| rest.strip_suffix("/file")) else { return target };
    match document.split_once("/versions/") {
        Some((id, number)) => format!("/d/{id}?{query}&done=opening&version={number}"),
        None => format!("/d/{document}?{query}&done=opening"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_a_file_leads_to_its_page() {
        let now = OffsetDateTime::from_unix_timestamp(7).unwrap();
        for (target, page) in [
            ("/files/a/%C3%BC.zip", "/at/a/%C3%BC.zip?_=7&done=opening"),
            ("/files/a.zip?download", "/at/a.zip?download&_=7&done=opening"),
            ("/d/root/file", "/d/root?_=7&done=opening"),
            ("/d/1/versions/2/file?download", "/d/1?download&_=7&done=opening&version=2"),
            ("/files/", "/files/?_=7"),
            ("/files/a/?sort=size", "/files/a/?sort=size&_=7"),
            ("/d/1", "/d/1?_=7"),
            ("/account", "/account?_=7"),
        ] {
            assert_eq!(landing(&LocalPath::parse(target).unwrap(), now), page, "{target}");
        }
    }
}
