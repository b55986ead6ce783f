//! The recipe in the bytes of a picture.

use std::io::{BufRead, BufReader, Cursor, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::experiment::{Format, hexadecimal};
use crate::figure::error::FigureError;
use crate::figure::write::KEYWORD;
use crate::input;
use crate::preset::import::zip;

/// Largest picture that is looked into.
const MAX_BYTES: u64 = 256 << 20;

/// Text that a PNG may unpack to.
const MAX_TEXT: usize = 64 << 20;

/// Bytes that the arrays of a file may unpack to.
const MAX_ARRAYS: u64 = 8 << 30;

/// The recipe among the arrays of a file.
const RECIPE: &[u8] = b"recipe.npy";

/// The bytes of a file, which is no larger than a picture may be.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, FigureError> {
    input::bytes(path, MAX_BYTES).map_err(FigureError::Reading)
}

/// The format of a file, by how its bytes begin.
#[must_use]
pub fn format_of(bytes: &[u8]) -> Format {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Format::Png,
        [b'%', b'P', b'D', b'F', ..] => Format::Pdf,
        [b'P', b'K', 3, 4, ..] => Format::Npz,
        _ => Format::Svg,
    }
}

/// The recipe that a figure, a film or a NumPy archive carries.
#[must_use]
pub fn recipe_in(bytes: &[u8]) -> Option<String> {
    match bytes {
        [b'G', b'I', b'F', ..] => in_gif(bytes),
        [b'R', b'I', b'F', b'F', ..] => in_xmp(bytes),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => in_mp4(bytes),
        _ if format_of(bytes) == Format::Png => in_png(bytes),
        _ if format_of(bytes) == Format::Pdf => in_xmp(bytes),
        _ if format_of(bytes) == Format::Npz => in_npz(bytes),
        _ => {
            let text = between(bytes, b"<recipe", b"</recipe>")?;
            Some(unescaped(&text[text.find('>')? + 1..]))
        }
    }
}

/// The SHA-256 of the arrays in a NumPy archive, as [`Npz::numbers`](crate::experiment::Npz) tells
/// it of those that it is given.
#[must_use]
pub fn numbers_in(bytes: &[u8]) -> Option<String> {
    let mut numbers = Sha256::new();
    let mut left = MAX_ARRAYS;
    for entry in zip::entries(bytes).ok()?.iter().filter(|entry| entry.name != RECIPE) {
        numbers.update(entry.name.strip_suffix(b".npy")?);
        numbers.update([0]);
        let mut reader = BufReader::new(entry.unpack().ok()?.take(left));
        loop {
            let bytes = reader.fill_buf().ok()?;
            let count = bytes.len();
            numbers.update(bytes);
            reader.consume(count);
            left -= count as u64;
            if count == 0 {
                break;
            }
        }
    }
    (left > 0).then(|| hexadecimal(&numbers))
}

/// The text in a NumPy archive's array of a single text (NEP 1): four bytes a character.
fn in_npz(bytes: &[u8]) -> Option<String> {
    let entries = zip::entries(bytes).ok()?;
    let entry = entries.iter().find(|entry| entry.name == RECIPE)?;
    let mut array = Vec::new();
    entry.unpack().ok()?.take(MAX_TEXT as u64).read_to_end(&mut array).ok()?;
    let length = array.strip_prefix(b"\x93NUMPY\x01\x00")?.first_chunk()?;
    let codes = array.get(10 + usize::from(u16::from_le_bytes(*length))..)?.as_chunks().0;
    codes.iter().map(|code| char::from_u32(u32::from_le_bytes(*code))).collect()
}

/// The description in a packet of XMP, as a PDF and a WebP have it.
fn in_xmp(bytes: &[u8]) -> Option<String> {
    let xmp = between(bytes, b"<dc:description>", b"</dc:description>")?;
    let text = &xmp[xmp.find("<rdf:li")?..];
    let text = &text[text.find('>')? + 1..];
    Some(unescaped(&text[..text.find("</rdf:li>")?]))
}

/// The last comment of a GIF.
fn in_gif(bytes: &[u8]) -> Option<String> {
    let table = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let mut at = 13 + table(*bytes.get(10)?);
    let mut comment = None;
    loop {
        let is_comment = match bytes.get(at)? {
            0x21 => {
                at += 2;
                bytes.get(at - 1) == Some(&0xfe)
            }
            0x2c => {
                at += 11 + table(*bytes.get(at + 9)?);
                false
            }
            _ => return String::from_utf8(comment?).ok(),
        };
        let mut text = Vec::new();
        loop {
            let length = usize::from(*bytes.get(at)?);
            let block = bytes.get(at + 1..at + 1 + length)?;
            at += 1 + length;
            if length == 0 {
                break;
            }
            if is_comment {
                text.extend_from_slice(block);
            }
        }
        if is_comment {
            comment = Some(text);
        }
    }
}

/// The comment of an MP4: the box `data` in the box that is called so.
fn in_mp4(bytes: &[u8]) -> Option<String> {
    let place = bytes.windows(4).rposition(|name| name == b"\xa9cmt")?;
    let data = &bytes[place + 4..];
    let [a, b, c, d, b'd', b'a', b't', b'a', ..] = *data else { return None };
    // after size and name come kind and language, of four bytes each
    let text = data.get(16..usize::try_from(u32::from_be_bytes([a, b, c, d])).ok()?)?;
    String::from_utf8(text.to_vec()).ok()
}

/// The resolution that a PNG records, in pixels an inch; none for others.
#[must_use]
pub fn dpi_of(bytes: &[u8]) -> Option<f64> {
    let info = png::Decoder::new(Cursor::new(bytes)).read_info().ok()?;
    let per_metre = f64::from(info.info().pixel_dims?.xppu);
    // a round number of pixels an inch is not one of pixels a metre
    let dpi = per_metre * 0.0254;
    Some(if (dpi - dpi.round()).abs() <= 0.0254 { dpi.round() } else { dpi })
}

fn in_png(bytes: &[u8]) -> Option<String> {
    let limits = png::Limits { bytes: MAX_TEXT };
    let mut reader = png::Decoder::new_with_limits(Cursor::new(bytes), limits).read_info().ok()?;
    // an animation's text may stand behind its first picture
    let own = |info: &png::Info| {
        let mut texts = info.utf8_text.iter().filter(|text| text.keyword == KEYWORD);
        texts.next().and_then(|text| text.get_text().ok())
    };
    own(reader.info()).or_else(|| {
        reader.finish().ok()?;
        own(reader.info())
    })
}

/// What stands between two marks; text that is no UTF-8 is none.
fn between<'a>(bytes: &'a [u8], begin: &[u8], end: &[u8]) -> Option<&'a str> {
    let find = |bytes: &[u8], what: &[u8]| bytes.windows(what.len()).position(|part| part == what);
    let rest = &bytes[find(bytes, begin)? + begin.len()..];
    std::str::from_utf8(&rest[..find(rest, end)?]).ok()
}

/// Text with XML's names for characters in place of them.
fn unescaped(text: &str) -> String {
    let named = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#39;", "'")];
    let plain = named.iter().fold(text.to_owned(), |text, (name, c)| text.replace(name, c));
    plain.replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_without_a_recipe_have_none_and_broken_ones_do_no_harm() {
        let broken: [&[u8]; 10] = [
            b"",
            b"\x89PNG\r\n\x1a\nrest",
            b"%PDF-1.7 <dc:description><rdf:li",
            b"<svg><recipe",
            b"<svg><recipe>\xff\xfe</recipe></svg>",
            b"GIF89a",
            b"GIF89a\x01\0\x01\0\x80\0\0\x21\xfe\xff",
            b"RIFF\x01\0\0\0WEBPXMP <dc:description><rdf:li>",
            b"\0\0\0\x14ftypisom \xa9cmt\xff\xff\xff\xffdata",
            b"\0\0\0\x14ftypisom \xa9cmt\0\0\0\0data",
        ];
        for bytes in broken {
            assert_eq!(recipe_in(bytes), None);
        }
        let svg = b"<svg><metadata><recipe xmlns=\"u\">a &lt; &amp;lt; b</recipe></metadata></svg>";
        assert_eq!(recipe_in(svg).as_deref(), Some("a < &lt; b"));
    }
}
