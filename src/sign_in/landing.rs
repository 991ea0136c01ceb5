//! The page that a sign-in ends on.

use time::OffsetDateTime;

use crate::transport::local_path::LocalPath;

/// The address to go to for a deep link. A link to a file leads to the page of that document, which then opens the file: a
/// browser that saves a file stays on the page before, and that would be the provider's.
pub(super) fn landing(target: &LocalPath, now: OffsetDateTime) -> String {
    let path = target.as_str().split('?').next().unwrap_or_default();
    let page =
        if let Some(place) = path.strip_prefix("/files/").filter(|place| !place.is_empty() && !place.ends_with('/')) {
            Some(format!("/at/{place}?"))
        } else {
            path.strip_prefix("/d/").and_then(|rest| rest.strip_suffix("/file")).map(|rest| {
                match rest.split_once("/versions/") {
                    Some((id, number)) => format!("/d/{id}?version={number}&"),
                    None => format!("/d/{rest}?"),
                }
            })
        };
    match page {
        Some(page) => format!("{page}done=opening&_={}", now.unix_timestamp()),
        None => target.with_time(now).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_a_file_leads_to_its_page() {
        let now = OffsetDateTime::from_unix_timestamp(7).unwrap();
        for (target, page) in [
            ("/files/a/%C3%BC.zip", "/at/a/%C3%BC.zip?done=opening&_=7"),
            ("/files/a.zip?download", "/at/a.zip?done=opening&_=7"),
            ("/d/root/file", "/d/root?done=opening&_=7"),
            ("/d/1/versions/2/file?download", "/d/1?version=2&done=opening&_=7"),
            ("/files/", "/files/?_=7"),
            ("/files/a/?sort=size", "/files/a/?sort=size&_=7"),
            ("/d/1", "/d/1?_=7"),
            ("/account", "/account?_=7"),
        ] {
            assert_eq!(landing(&LocalPath::parse(target).unwrap(), now), page, "{target}");
        }
    }
}
