//! Which page of a folder: an address names the line before or behind it, so what others add or take away shifts nothing.

use serde::{Deserialize, Serialize};

use crate::{
    Result,
    access::ladder::Reader,
    documents::{
        cursor,
        line::{Line, Part},
        listing::Listed,
        path::FolderPath,
        service::Documents,
        sort::Sort,
    },
    pages::listing::page::PAGE,
};

/// A line of the list, in the order in which it was shown, and its number, counted from 0.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Place {
    sort: Sort,
    number: usize,
    line: Line,
}

/// What only this one page is asked for; how lists look stands in `view.rs`.
#[derive(Default)]
pub struct Asked {
    start: Start,
    pub sizes: bool,
}

/// Where the page begins. What this program did not write is the beginning of the folder.
#[derive(Default)]
enum Start {
    #[default]
    Beginning,
    After(Place),
    Before(Place),
    /// So many lines further: older addresses have it.
    Number(usize),
}

/// A page of a folder.
pub struct Shown {
    pub listed: Listed,
    /// The number of the first line, counted from 0.
    pub from: usize,
    pub has_later: bool,
}

impl Asked {
    pub fn of(query: &str) -> Self {
        let mut asked = Self::default();
        for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match key.as_ref() {
                "after" => asked.start = cursor::read(&value).map_or(Start::Beginning, Start::After),
                "before" => asked.start = cursor::read(&value).map_or(Start::Beginning, Start::Before),
                "from" => asked.start = Start::Number(value.parse().unwrap_or_default()),
                "sizes" => asked.sizes = true,
                _ => {}
            }
        }
        asked
    }

    /// The page of this folder that was asked for. It goes on in the order of the page before, whatever was chosen since.
    ///
    /// # Errors
    /// As [`Documents::list`].
    pub(super) async fn show(
        &self,
        reader: &Reader,
        documents: &Documents,
        path: &FolderPath,
        sort: &mut Sort,
    ) -> Result<Shown> {
        let limit = i64::try_from(PAGE).unwrap_or(i64::MAX);
        match &self.start {
            Start::After(place) | Start::Before(place) => *sort = place.sort,
            Start::Beginning | Start::Number(_) => {}
        }
        let mut part = Part { sort: *sort, behind: None, backward: false, skipped: 0, limit };
        let mut from = 0;
        match &self.start {
            Start::Beginning => {}
            Start::Number(number) => {
                from = *number;
                part.skipped = i64::try_from(from).unwrap_or(i64::MAX - 2 * limit);
            }
            Start::After(place) => {
                from = place.number.saturating_add(1);
                part.behind = Some(&place.line);
            }
            Start::Before(place) => {
                let before = Part { behind: Some(&place.line), backward: true, ..part };
                let listed = documents.list(reader, path, &before).await?;
                // Fewer than a page: then it is the first, and whole.
                if listed.has_more {
                    let from = place.number.saturating_sub(listed.entries.len()).max(1);
                    return Ok(Shown { listed, from, has_later: true });
                }
            }
        }
        let listed = documents.list(reader, path, &part).await?;
        if listed.entries.is_empty() && from > 0 {
            // Behind the end, since others took it away or somebody typed a number: the end itself says more than nothing.
            let last = Part { sort: *sort, behind: None, backward: true, skipped: 0, limit };
            let listed = documents.list(reader, path, &last).await?;
            let all = documents.counts(reader, listed.folder).await?.entries();
            let from = if listed.has_more { all.saturating_sub(listed.entries.len()).max(1) } else { 0 };
            return Ok(Shown { listed, from, has_later: false });
        }
        Ok(Shown { has_later: listed.has_more, listed, from })
    }
}

impl Shown {
    /// Addresses of the pages around, where there are such.
    ///
    /// # Errors
    /// `Internal` when a line cannot be written down.
    pub fn around(&self, sort: Sort) -> Result<(Option<String>, Option<String>)> {
        let Some((first, last)) = &self.listed.ends else { return Ok((None, None)) };
        let to = |way: &str, line: &Line, number| {
            let place = Place { sort, number, line: line.clone() };
            cursor::write(&place).map(|place| format!("?{way}={place}"))
        };
        let earlier = (self.from > 0).then(|| to("before", first, self.from)).transpose()?;
        let last_number = self.from + self.listed.entries.len().saturating_sub(1);
        let later = self.has_later.then(|| to("after", last, last_number)).transpose()?;
        Ok((earlier, later))
    }
}
