//! From the bytes of a file to its text.
//!
//! In this order: the encoding asked for; a byte order mark; UTF-16 by its NUL bytes; UTF-8; and
//! what `chardetng` takes the bytes for, which is Windows-1252 for most of Western Europe.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes that are looked at for the NUL bytes of UTF-16.
const SAMPLE: usize = 4096;

/// The text of a file without a byte order mark, and its encoding.
///
/// The error is the line where it is known, and the end of a sentence.
pub fn decode(
    mut bytes: Vec<u8>,
    wanted: Option<&'static Encoding>,
) -> Result<(String, &'static Encoding), (Option<u64>, String)> {
    let mark = Encoding::for_bom(&bytes);
    if let Some((_, length)) = mark {
        bytes.drain(..length);
    }
    let marked = mark.map(|(encoding, _)| encoding);
    let encoding = wanted.or(marked).or_else(|| utf_16(&bytes));
    let (text, encoding) = match encoding {
        Some(encoding) if encoding != UTF_8 => (decoded(&bytes, encoding)?, encoding),
        _ => match String::from_utf8(bytes) {
            Ok(text) => (text, UTF_8),
            Err(error) if encoding.is_some() => {
                let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                let message = "expected UTF-8 text, found other bytes; --encoding names another \
                    encoding";
                return Err((Some(lines(good)), message.to_owned()));
            }
            Err(error) => {
                let bytes = error.into_bytes();
                let encoding = guess(&bytes);
                (decoded(&bytes, encoding)?, encoding)
            }
        },
    };
    match text.find('\0') {
        None => Ok((text, encoding)),
        Some(at) => {
            let message = format!(
                "expected a table of text, found a NUL character, read as {}",
                encoding.name()
            );
            Err((Some(lines(&text.as_bytes()[..at])), message))
        }
    }
}

/// UTF-16, if bytes begin with its mark or hold NULs as western text in it does: in every other
/// place and nowhere else.
pub fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    match Encoding::for_bom(bytes) {
        Some((encoding, _)) => return Some(encoding).filter(|found| *found != UTF_8),
        None if bytes.len() < 2 => return None,
        None => {}
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let nuls = |first: usize| sample.iter().skip(first).step_by(2).filter(|b| **b == 0).count();
    let [even, odd] = [nuls(0), nuls(1)];
    // separators, digits and line ends are ASCII in every language
    let is_many = |count: usize| 4 * count > sample.len() / 2;
    match [even, odd] {
        [0, odd] if is_many(odd) => Some(UTF_16LE),
        [even, 0] if is_many(even) => Some(UTF_16BE),
        _ => None,
    }
}

fn decoded(bytes: &[u8], encoding: &'static Encoding) -> Result<String, (Option<u64>, String)> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
    text.map(std::borrow::Cow::into_owned).ok_or_else(|| {
        let name = encoding.name();
        (None, format!("expected {name} text, found other bytes, or the file is cut off"))
    })
}

/// What text that is no UTF-8 is in.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// The line on which what follows `before` stands.
fn lines(before: &[u8]) -> u64 {
    before.split(|byte| *byte == b'\n').count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "größe;y\r\n0,5;1\r\n−2;0\r\n";

    fn utf_16_of(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn unicode_is_read_with_and_without_a_byte_order_mark() {
        let marked = |mark: &[u8], rest: Vec<u8>| [mark, &rest].concat();
        let (little, big) = (utf_16_of(TEXT, u16::to_le_bytes), utf_16_of(TEXT, u16::to_be_bytes));
        for (bytes, encoding) in [
            (TEXT.as_bytes().to_vec(), UTF_8),
            (marked(&[0xef, 0xbb, 0xbf], TEXT.as_bytes().to_vec()), UTF_8),
            (marked(&[0xff, 0xfe], little.clone()), UTF_16LE),
            (marked(&[0xfe, 0xff], big.clone()), UTF_16BE),
            (little, UTF_16LE),
            (big, UTF_16BE),
        ] {
            assert_eq!(decode(bytes, None).unwrap(), (TEXT.to_owned(), encoding));
        }
        assert_eq!(decode(Vec::new(), None).unwrap().0, "");
    }

    #[test]
    fn what_is_no_unicode_is_taken_for_what_it_most_likely_is_or_what_is_asked_for() {
        let western = b"gr\xf6\xdfe;pr\xe4zision;y\n0,5;1;0\n2;3;1\n".to_vec();
        let (text, encoding) = decode(western.clone(), None).unwrap();
        assert_eq!(
            (text.as_str(), encoding.name()),
            ("größe;präzision;y\n0,5;1;0\n2;3;1\n", "windows-1252")
        );
        let (text, _) = decode(western, Encoding::for_label(b"windows-1251")).unwrap();
        assert!(text.starts_with("grцЯe"), "{text}");
    }

    #[test]
    fn what_is_no_text_is_told() {
        let told = |bytes: &[u8], encoding: &[u8]| {
            decode(bytes.to_vec(), Encoding::for_label(encoding)).unwrap_err()
        };
        assert_eq!(told(b"1,2\n\xff,3\n", b"utf-8").0, Some(2));
        assert!(told(b"1,2\n\x00,3\n", b"").1.contains("NUL"));
        assert!(told(&[0; 1000], b"").1.contains("NUL"));
        assert!(told(&[0xff, 0xfe, b'1'], b"").1.contains("cut off"));
    }
}
