//! The directory of a ZIP archive (APPNOTE.TXT 6.3), with zip64 fields, and its entries, stored or
//! deflated.
//!
//! Nothing is believed: every offset is looked up in the bytes that are there, and no memory is
//! taken for what a field promises.

use std::io::Read;

use flate2::read::DeflateDecoder;

/// Most entries of an archive.
const MOST_ENTRIES: u64 = 10_000;

/// Bytes of the record at the end, and of the longest comment behind it.
const END: usize = 22;
const LONGEST_COMMENT: usize = 65_535;

/// One file in an archive.
#[derive(Debug)]
pub struct Entry<'a> {
    /// Its name.
    pub name: &'a [u8],
    /// Its bytes, when they are unpacked, as the directory says.
    pub size: u64,
    /// The checksum (CRC-32) of the unpacked bytes.
    pub checksum: u32,
    method: u64,
    packed: &'a [u8],
}

impl<'a> Entry<'a> {
    /// Unpacks the entry as far as it is read.
    ///
    /// # Errors
    /// If it is packed in another way than those two: the end of a sentence.
    pub fn unpack(&self) -> Result<Box<dyn Read + 'a>, String> {
        match self.method {
            0 => Ok(Box::new(self.packed)),
            8 => Ok(Box::new(DeflateDecoder::new(self.packed))),
            other => Err(format!("is packed by method {other}; expected stored or deflated")),
        }
    }
}

/// All entries of an archive, in the order of its directory, which is that of writing.
///
/// # Errors
/// If the archive is damaged, encrypted, or has too many entries: the end of a sentence.
pub fn entries(bytes: &[u8]) -> Result<Vec<Entry<'_>>, String> {
    let cut_off = || "the archive is cut off or damaged".to_owned();
    let archive = Bytes(bytes);
    let (count, start) =
        directory(archive).ok_or_else(|| format!("it has no directory: {}", cut_off()))?;
    if count > MOST_ENTRIES {
        return Err(format!("it has {count} entries, more than {MOST_ENTRIES}"));
    }
    let (mut all, mut at) = (Vec::new(), start);
    for _ in 0..count {
        let (entry, next) = entry(archive, at).ok_or_else(cut_off)??;
        all.push(entry);
        at = next;
    }
    Ok(all)
}

/// Little-endian fields of bytes that may not be there.
#[derive(Clone, Copy)]
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn at(self, start: u64, length: u64) -> Option<&'a [u8]> {
        let (start, end) = (start, start.checked_add(length)?);
        self.0.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
    }

    fn number(self, start: u64, length: u64) -> Option<u64> {
        let bytes = self.at(start, length)?;
        Some(bytes.iter().rev().fold(0, |sum, byte| (sum << 8) | u64::from(*byte)))
    }

    fn is(self, start: u64, signature: &[u8]) -> Option<()> {
        (self.at(start, signature.len() as u64)? == signature).then_some(())
    }
}

/// The number of entries, and where the directory starts.
fn directory(archive: Bytes) -> Option<(u64, u64)> {
    let bytes = archive.0;
    let last = bytes.len().checked_sub(END)?;
    let first = last.saturating_sub(LONGEST_COMMENT);
    let end = (first..=last).rev().find(|at| bytes[*at..].starts_with(b"PK\x05\x06"))? as u64;
    let (count, start) = (archive.number(end + 10, 2)?, archive.number(end + 16, 4)?);
    if count != 0xffff && start != 0xffff_ffff {
        return Some((count, start));
    }
    let locator = end.checked_sub(20)?;
    if archive.is(locator, b"PK\x06\x07").is_none() {
        return Some((count, start));
    }
    let end = archive.number(locator + 8, 8)?;
    archive.is(end, b"PK\x06\x06")?;
    Some((archive.number(end.checked_add(32)?, 8)?, archive.number(end.checked_add(48)?, 8)?))
}

/// The entry whose record in the directory is at this place, and the place of the next.
fn entry(archive: Bytes, at: u64) -> Option<Result<(Entry, u64), String>> {
    archive.is(at, b"PK\x01\x02")?;
    let field = |offset: u64, length: u64| archive.number(at.checked_add(offset)?, length);
    let lengths = [field(28, 2)?, field(30, 2)?, field(32, 2)?];
    let name_at = at.checked_add(46)?;
    let name = archive.at(name_at, lengths[0])?;
    let extra = Bytes(archive.at(name_at + lengths[0], lengths[1])?);
    let next = name_at + lengths.iter().sum::<u64>();
    let mut sizes = [field(24, 4)?, field(20, 4)?, field(42, 4)?];
    if let Some(mut wide) = zip64(extra) {
        // only those fields that have no room are there, in this order
        for size in sizes.iter_mut().filter(|size| **size == 0xffff_ffff) {
            *size = extra.number(wide, 8)?;
            wide += 8;
        }
    }
    let [size, packed_size, local] = sizes;
    if field(8, 2)? & 1 == 1 {
        return Some(Err("it is encrypted".to_owned()));
    }
    archive.is(local, b"PK\x03\x04")?;
    let skipped = [26, 28].map(|offset| archive.number(local + offset, 2));
    let packed = archive.at(local + 30 + skipped[0]? + skipped[1]?, packed_size)?;
    let checksum = u32::try_from(field(16, 4)?).ok()?;
    Some(Ok((Entry { name, size, checksum, method: field(10, 2)?, packed }, next)))
}

/// Where the wide fields stand among the extra ones.
fn zip64(extra: Bytes) -> Option<u64> {
    let mut at = 0;
    loop {
        let (kind, length) = (extra.number(at, 2)?, extra.number(at + 2, 2)?);
        if kind == 1 {
            return Some(at + 4);
        }
        at += 4 + length;
    }
}
