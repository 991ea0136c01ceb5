//! The records of a zip archive, as PKWARE's APPNOTE.TXT 6.3.10 has them; section numbers are of that text.
//!
//! Entries are stored uncompressed (method 0). The size of each document is known in advance and the CRC-32 only
//! afterwards: it follows the bytes in a data descriptor (section 4.3.9). The local header has the sizes all the
//! same, although section 4.4.4 says that they are zero there: readers of the complete file use the central directory
//! anyway, and streaming readers need them to find the end of a stored entry.

use time::OffsetDateTime;

/// Where a field of 32 bits is full and the zip64 field counts (section 4.4.1.4).
const FULL: u64 = u32::MAX as u64;
const FULL_COUNT: u64 = u16::MAX as u64;

/// Names are UTF-8 (section 4.4.4, bit 11).
const UTF8: u16 = 1 << 11;
/// A data descriptor follows (section 4.4.4, bit 3).
const DESCRIBED: u16 = 1 << 3;

/// 2.0: folders; 4.5: zip64 (section 4.4.3.2).
const PLAIN: u16 = 20;
const ZIP64: u16 = 45;
/// Made on Unix (section 4.4.2.2), by version 6.3 of the text.
const MADE_BY: u16 = 3 << 8 | 63;

/// What the records say of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts<'a> {
    /// With `/` between the steps, and at the end of a folder.
    pub name: &'a str,
    pub size: u64,
    pub changed_at: OffsetDateTime,
    pub is_folder: bool,
}

impl Facts<'_> {
    /// Nothing has the CRC-32 of nothing: that needs no descriptor.
    fn is_described(&self) -> bool {
        self.size > 0
    }

    fn is_large(&self) -> bool {
        self.size >= FULL
    }

    fn flags(&self) -> u16 {
        if self.is_described() { UTF8 | DESCRIBED } else { UTF8 }
    }
}

/// The longest name that a record takes, in bytes.
pub const LONGEST_NAME: usize = u16::MAX as usize;

/// The local header before the bytes of an entry (section 4.3.7).
pub fn local_header(out: &mut Vec<u8>, entry: &Facts) {
    u32(out, 0x0403_4b50);
    u16(out, if entry.is_large() { ZIP64 } else { PLAIN });
    u16(out, entry.flags());
    u16(out, 0);
    dos_time(out, entry.changed_at);
    u32(out, 0);
    u32(out, or_full(entry.size));
    u32(out, or_full(entry.size));
    let extra = extra(entry, &if entry.is_large() { vec![entry.size, entry.size] } else { vec![] });
    lengths(out, entry, &extra);
    out.extend_from_slice(entry.name.as_bytes());
    out.extend_from_slice(&extra);
}

/// The data descriptor after them (section 4.3.9).
pub fn descriptor(out: &mut Vec<u8>, entry: &Facts, crc: u32) {
    if !entry.is_described() {
        return;
    }
    u32(out, 0x0807_4b50);
    u32(out, crc);
    for _ in ["compressed", "as it was"] {
        if entry.is_large() { u64(out, entry.size) } else { u32(out, or_full(entry.size)) }
    }
}

/// The line of an entry in the central directory (section 4.3.12).
pub fn central_header(out: &mut Vec<u8>, entry: &Facts, crc: u32, offset: u64) {
    let mut large = Vec::new();
    if entry.is_large() {
        large.extend([entry.size, entry.size]);
    }
    if offset >= FULL {
        large.push(offset);
    }
    let extra = extra(entry, &large);
    u32(out, 0x0201_4b50);
    u16(out, MADE_BY);
    u16(out, if large.is_empty() { PLAIN } else { ZIP64 });
    u16(out, entry.flags());
    u16(out, 0);
    dos_time(out, entry.changed_at);
    u32(out, crc);
    u32(out, or_full(entry.size));
    u32(out, or_full(entry.size));
    lengths(out, entry, &extra);
    u16(out, 0); // comment
    u16(out, 0); // disk
    u16(out, 0); // internal attributes
    // The mode of Unix in the upper half, the folder bit of DOS in the lower (section 4.4.15).
    u32(out, if entry.is_folder { 0o040_755 << 16 | 0x10 } else { 0o100_644 << 16 });
    u32(out, or_full(offset));
    out.extend_from_slice(entry.name.as_bytes());
    out.extend_from_slice(&extra);
}

/// The end of the archive (sections 4.3.14 to 4.3.16): the directory is in `start..end` and has this many entries.
pub fn end(out: &mut Vec<u8>, entries: u64, start: u64, end: u64) {
    let size = end - start;
    if entries >= FULL_COUNT || size >= FULL || start >= FULL {
        u32(out, 0x0606_4b50);
        u64(out, 44); // what follows of this record
        u16(out, MADE_BY);
        u16(out, ZIP64);
        u32(out, 0);
        u32(out, 0);
        u64(out, entries);
        u64(out, entries);
        u64(out, size);
        u64(out, start);
        u32(out, 0x0706_4b50);
        u32(out, 0);
        u64(out, end);
        u32(out, 1);
    }
    u32(out, 0x0605_4b50);
    u16(out, 0);
    u16(out, 0);
    for _ in ["on this disk", "in all"] {
        u16(out, u16::try_from(entries).unwrap_or(u16::MAX));
    }
    u32(out, or_full(size));
    u32(out, or_full(start));
    u16(out, 0); // comment
}

/// Large numbers (section 4.5.3), and the time to the second in UTC ("UT", section 4.6.1, as Info-ZIP defines it).
fn extra(entry: &Facts, large: &[u64]) -> Vec<u8> {
    let mut extra = Vec::with_capacity(40);
    if !large.is_empty() {
        u16(&mut extra, 0x0001);
        u16(&mut extra, u16::try_from(large.len() * 8).unwrap_or_default());
        for number in large {
            u64(&mut extra, *number);
        }
    }
    u16(&mut extra, 0x5455);
    u16(&mut extra, 5);
    extra.push(1); // the time of change, and no other
    let seconds = entry.changed_at.unix_timestamp().clamp(0, i64::from(i32::MAX));
    u32(&mut extra, u32::try_from(seconds).unwrap_or_default());
    extra
}

fn lengths(out: &mut Vec<u8>, entry: &Facts, extra: &[u8]) {
    u16(out, u16::try_from(entry.name.len()).unwrap_or(u16::MAX));
    u16(out, u16::try_from(extra.len()).unwrap_or(u16::MAX));
}

/// The clock of DOS (section 4.4.6): two seconds a step, 1980 to 2107, and no zone; here UTC.
fn dos_time(out: &mut Vec<u8>, at: OffsetDateTime) {
    let at = at.to_offset(time::UtcOffset::UTC);
    let year = at.year().clamp(1980, 2107) - 1980;
    let year = u16::try_from(year).unwrap_or_default();
    u16(out, u16::from(at.hour()) << 11 | u16::from(at.minute()) << 5 | (u16::from(at.second()) / 2));
    u16(out, year << 9 | u16::from(u8::from(at.month())) << 5 | u16::from(at.day()));
}

fn or_full(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn u16(out: &mut Vec<u8>, number: u16) {
    out.extend_from_slice(&number.to_le_bytes());
}

fn u32(out: &mut Vec<u8>, number: u32) {
    out.extend_from_slice(&number.to_le_bytes());
}

fn u64(out: &mut Vec<u8>, number: u64) {
    out.extend_from_slice(&number.to_le_bytes());
}
