//! The pages of a TIFF: its directories form a chain (TIFF 6.0, section 2).

use std::borrow::Cow;

/// Where the place of the first directory is.
const FIRST: usize = 4;

/// The same picture with this page (from 1) as its first, which is the one that decoders read. `None`: it has fewer. What is
/// no TIFF has one page.
pub fn with_page_first(bytes: &[u8], number: usize) -> Option<Cow<'_, [u8]>> {
    let is_big_endian = bytes.starts_with(b"MM\0*");
    if number == 1 || !is_big_endian && !bytes.starts_with(b"II*\0") {
        return (number == 1).then_some(Cow::Borrowed(bytes));
    }
    let mut directories = vec![number_at(bytes, FIRST, 4, is_big_endian)?];
    while directories.len() < number {
        let directory = *directories.last()?;
        let entries = number_at(bytes, directory, 2, is_big_endian)?;
        let next = number_at(bytes, directory.checked_add(2 + entries * 12)?, 4, is_big_endian)?;
        // 0 ends the chain. One that bites its tail has no end.
        if next == 0 || directories.contains(&next) {
            return None;
        }
        directories.push(next);
    }
    let mut digits = u32::try_from(*directories.last()?).ok()?.to_be_bytes();
    if !is_big_endian {
        digits.reverse();
    }
    let mut moved = bytes.to_vec();
    moved.get_mut(FIRST..FIRST + 4)?.copy_from_slice(&digits);
    Some(Cow::Owned(moved))
}

fn number_at(bytes: &[u8], at: usize, length: usize, is_big_endian: bool) -> Option<usize> {
    let digits = bytes.get(at..at.checked_add(length)?)?;
    let add = |sum: usize, digit: &u8| (sum << 8) | usize::from(*digit);
    Some(if is_big_endian { digits.iter().fold(0, add) } else { digits.iter().rev().fold(0, add) })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Directories with one entry each, one after the other.
    fn chain(nexts: &[u32]) -> Vec<u8> {
        let mut bytes = b"II*\0\x08\0\0\0".to_vec();
        for next in nexts {
            bytes.extend([1, 0]);
            bytes.extend([0; 12]);
            bytes.extend(next.to_le_bytes());
        }
        bytes
    }

    #[test]
    fn each_page_can_be_the_first() {
        let two = chain(&[26, 0]);
        assert_eq!(with_page_first(&two, 1).unwrap(), two);
        assert_eq!(&with_page_first(&two, 2).unwrap()[..8], b"II*\0\x1a\0\0\0");
        assert_eq!(with_page_first(&two, 3), None);
        assert_eq!(with_page_first(b"no TIFF", 1).unwrap(), &b"no TIFF"[..]);
        assert_eq!(with_page_first(b"no TIFF", 2), None);
    }

    #[test]
    fn broken_chains_end() {
        assert_eq!(with_page_first(&chain(&[8]), 2), None, "it leads back");
        assert_eq!(with_page_first(&chain(&[26, 8]), 3), None);
        assert_eq!(with_page_first(&chain(&[4_000_000_000]), 3), None, "it leads out");
        assert_eq!(with_page_first(b"MM\0*\xff\xff\xff\xff", 2), None);
    }
}
