//! Which parts of a document have been handed out.

use std::ops::Range;

/// The most gaps that are remembered; players and download managers leave a few.
const MOST: usize = 64;

/// Parts of one document, in order, none of which touch.
#[derive(Debug, Default)]
pub(super) struct Extents(Vec<Range<u64>>);

impl Extents {
    /// Adds a part. With too many gaps the smallest part is forgotten: then a document never seems more complete than it was.
    pub fn add(&mut self, part: Range<u64>) {
        if part.is_empty() {
            return;
        }
        let touched = |known: &Range<u64>| known.start <= part.end && part.start <= known.end;
        let first = self.0.partition_point(|known| known.end < part.start);
        let count = self.0[first..].iter().take_while(|known| touched(known)).count();
        let merged = self.0[first..first + count]
            .iter()
            .fold(part.clone(), |all, known| all.start.min(known.start)..all.end.max(known.end));
        drop(self.0.splice(first..first + count, [merged]));
        if self.0.len() > MOST
            && let Some((smallest, _)) = self.0.iter().enumerate().min_by_key(|(_, part)| part.end - part.start)
        {
            self.0.remove(smallest);
        }
    }

    /// Whether they are everything up to this length.
    pub fn cover(&self, length: u64) -> bool {
        matches!(&self.0[..], [all] if all.start == 0 && all.end >= length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_in_any_order_become_the_whole() {
        let mut parts = Extents::default();
        for part in [50..100, 0..10, 20..30, 5..20] {
            parts.add(part);
            assert!(!parts.cover(100));
        }
        parts.add(25..60);
        assert!(parts.cover(100) && !parts.cover(101));
        assert_eq!(parts.0.len(), 1);
    }

    #[test]
    fn too_many_gaps_never_make_more_of_it() {
        let mut parts = Extents::default();
        for start in (0..400).step_by(2) {
            parts.add(start..start + 1);
        }
        assert_eq!(parts.0.len(), MOST);
        parts.add(7..7);
        assert_eq!(parts.0.len(), MOST);
        parts.add(0..400);
        assert!(parts.cover(400));
    }
}
