//! The recipe in the bytes of a picture.

use std::io::Cursor;
use std::path::Path;

use crate::experiment::Format;
use crate::figure::error::FigureError;
use crate::figure::write::KEYWORD;
use crate::input;

/// Largest picture that is looked into.
const MAX_BYTES: u64 = 256 << 20;

/// Text that a PNG may unpack to.
const MAX_TEXT: usize = 64 << 20;

/// The bytes of a file, which is no larger than a picture may be.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, FigureError> {
    input::bytes(path, MAX_BYTES).map_err(FigureError::Reading)
}

/// The format of a picture, by how its bytes begin.
#[must_use]
pub fn format_of(bytes: &[u8]) -> Format {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Format::Png,
        [b'%', b'P', b'D', b'F', ..] => Format::Pdf,
        _ => Format::Svg,
    }
}

/// The recipe that a figure or a film carries.
#[must_use]
pub fn recipe_in(bytes: &[u8]) -> Option<String> {
    match bytes {
        [b'G', b'I', b'F', ..] => in_gif(bytes),
        [b'R', b'I', b'F', b'F', ..] => in_xmp(bytes),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => in_mp4(bytes),
        _ if format_of(bytes) == Format::Png => in_png(bytes),
        _ if format_of(bytes) == Format::Pdf => in_xmp(bytes),
        _ => {
            let text = between(bytes, b"<recipe", b"</recipe>")?;
            Some(unescaped(&text[text.find('>')? + 1..]))
        }
    }
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
