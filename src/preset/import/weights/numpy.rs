//! NumPy's files: `.npy` (NEP 1, versions 1 to 3) and `.npz`.

use std::io::Read;

use flate2::CrcReader;
use ndarray::{ArrayD, IxDyn, ShapeBuilder};

use super::element::Element;
use super::tensor::{Found, checked, count, told};
use super::zip::{self, Entry};

/// Longest header, in bytes; NumPy itself takes 10,000.
const LONGEST_HEADER: u64 = 65_535;

/// Most axes of an array; NumPy's own limit.
const MOST_AXES: usize = 64;

/// The array of a `.npy` file.
pub fn npy(bytes: &[u8], found: &mut Found) -> Result<(), String> {
    let mut reader = bytes;
    array("", "the file", &mut reader, bytes.len() as u64, found).map(|_| ())
}

/// The arrays of a `.npz` file.
pub fn npz(bytes: &[u8], found: &mut Found) -> Result<(), String> {
    some(bytes, &|_| true, found)
}

/// The arrays of a `.npz` file whose names are wanted.
pub fn some(
    bytes: &[u8],
    is_wanted: &dyn Fn(&str) -> bool,
    found: &mut Found,
) -> Result<(), String> {
    let entries = zip::entries(bytes).map_err(|what| format!("expected a .npz archive: {what}"))?;
    for entry in &entries {
        let name = name_of(entry);
        if is_wanted(&name) {
            member(checked(&name)?, entry, found)?;
        }
    }
    Ok(())
}

/// The names of the arrays of a `.npz` file.
pub fn names(bytes: &[u8]) -> Result<Vec<String>, String> {
    let entries = zip::entries(bytes).map_err(|what| format!("expected a .npz archive: {what}"))?;
    Ok(entries.iter().map(name_of).collect())
}

fn name_of(entry: &Entry) -> String {
    let name = String::from_utf8_lossy(entry.name);
    name.strip_suffix(".npy").unwrap_or(&name).to_owned()
}

fn member(name: &str, entry: &Entry, found: &mut Found) -> Result<(), String> {
    let whole = told(name);
    let unpacked = entry.unpack().map_err(|what| format!("{whole} {what}"))?;
    let mut reader = CrcReader::new(unpacked);
    let is_read = array(name, &whole, &mut reader, entry.size, found)?;
    if is_read && reader.crc().sum() != entry.checksum {
        return Err(format!("{whole} is damaged: its checksum is another"));
    }
    Ok(())
}

/// Reads an array of `size` bytes, header and all; `whole` is what may be cut off. Whether its
/// entries were read.
fn array(
    name: &str,
    whole: &str,
    reader: &mut dyn Read,
    size: u64,
    found: &mut Found,
) -> Result<bool, String> {
    let mut source = Source { reader, whole, size };
    let (header, length) = source.header()?;
    let header = Header::parse(&header).map_err(|what| format!("{} {what}", told(name)))?;
    let count = count(&header.shape).map_err(|what| format!("{}: {what}", told(name)))?;
    let needed = u128::from(length) + count * header.element.size() as u128;
    let (shape, held) = (&header.shape, u128::from(size));
    if needed > held {
        return Err(format!("{whole} is cut off: {held} of {needed} bytes of shape {shape:?}"));
    }
    if needed < held {
        let rest = held - needed;
        return Err(format!("{whole} goes on for {rest} bytes after the array of shape {shape:?}"));
    }
    if !found.reads(count)? {
        found.push(name, header.shape, Vec::new())?;
        return Ok(false);
    }
    let bytes = source.take(size - length)?;
    let values = header.element.numbers(&bytes);
    let values = if header.is_fortran && !values.is_empty() {
        // iteration is in row-major order whatever the order in memory
        let array = ArrayD::from_shape_vec(IxDyn(&header.shape).f(), values);
        let array = array.map_err(|error| format!("{}: {error}", told(name)))?;
        array.iter().copied().collect()
    } else {
        values
    };
    found.push(name, header.shape, values)?;
    Ok(true)
}

/// Bytes that are said to be so many.
struct Source<'a> {
    reader: &'a mut dyn Read,
    whole: &'a str,
    size: u64,
}

impl Source<'_> {
    /// The next bytes, which the size has room for.
    fn take(&mut self, count: u64) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        let read = (&mut self.reader).take(count).read_to_end(&mut bytes);
        match read {
            Ok(read) if read as u64 == count => Ok(bytes),
            _ => Err(format!("{} is damaged or cut off", self.whole)),
        }
    }

    /// The text of the header, and the bytes up to its end.
    fn header(&mut self) -> Result<(String, u64), String> {
        const NONE: &str = "expected a .npy array, found none";
        let whole = self.whole;
        if self.size < 10 {
            return Err(format!("{NONE} in the {} bytes of {whole}", self.size));
        }
        let start = self.take(8)?;
        let Some([version, _]) = start.strip_prefix(b"\x93NUMPY") else {
            return Err(NONE.to_owned());
        };
        let width = if *version == 1 { 2 } else { 4 };
        let length = self.take(width)?;
        let length = length.iter().rev().fold(0, |sum, byte| (sum << 8) | u64::from(*byte));
        let end = 8 + width + length;
        if end > self.size {
            return Err(format!("{whole} is cut off: {} of at least {end} bytes", self.size));
        }
        if length > LONGEST_HEADER {
            return Err(format!(
                "expected a .npy header of at most {LONGEST_HEADER} bytes, found one of {length}"
            ));
        }
        let text = String::from_utf8_lossy(&self.take(length)?).into_owned();
        Ok((text, end))
    }
}

/// What the header of a `.npy` array says.
#[derive(Debug, PartialEq)]
struct Header {
    element: Element,
    is_fortran: bool,
    shape: Vec<usize>,
}

impl Header {
    /// Reads `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }`, in one pass; the error
    /// is the rest of a sentence about the array.
    fn parse(text: &str) -> Result<Self, String> {
        let (mut descr, mut is_fortran, mut shape) = (None, None, None);
        let mut text = Text(text);
        let mut is_good = text.eat('{');
        while is_good && !text.eat('}') {
            let key = text.string();
            is_good = key.is_some() && text.eat(':');
            match key {
                Some("descr") if text.eat('[') || text.eat('{') => {
                    return Err("holds rows of several fields; expected numbers".to_owned());
                }
                Some("descr") => descr = text.string(),
                Some("fortran_order") => is_fortran = text.truth(),
                Some("shape") => shape = text.tuple(),
                _ => is_good = false,
            }
            is_good &= text.eat(',') || text.0.trim_start().starts_with('}');
        }
        match (descr, is_fortran, shape) {
            (Some(descr), Some(is_fortran), Some(shape)) if is_good => {
                Ok(Self { element: Element::of_numpy(descr)?, is_fortran, shape })
            }
            _ => Err("has a header that is not understood; expected a .npy array".to_owned()),
        }
    }
}

/// What is left of a text.
struct Text<'a>(&'a str);

impl<'a> Text<'a> {
    fn eat(&mut self, token: char) -> bool {
        let rest = self.0.trim_start().strip_prefix(token);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn word(&mut self, is_part: impl Fn(char) -> bool) -> &'a str {
        let text = self.0.trim_start();
        let (word, rest) = text.split_at(text.find(|c| !is_part(c)).unwrap_or(text.len()));
        self.0 = rest;
        word
    }

    fn string(&mut self) -> Option<&'a str> {
        let quote = if self.eat('\'') { '\'' } else { '"' };
        if quote == '"' && !self.eat(quote) {
            return None;
        }
        let (string, rest) = self.0.split_once(quote)?;
        self.0 = rest;
        Some(string)
    }

    fn truth(&mut self) -> Option<bool> {
        match self.word(|c| c.is_ascii_alphabetic()) {
            "True" => Some(true),
            "False" => Some(false),
            _ => None,
        }
    }

    /// `()`, `(3,)` or `(3, 2)`; Python 2 wrote `3L`.
    fn tuple(&mut self) -> Option<Vec<usize>> {
        let mut sizes = Vec::new();
        if !self.eat('(') {
            return None;
        }
        while !self.eat(')') {
            sizes.push(self.word(|c| c.is_ascii_digit()).parse().ok()?);
            self.eat('L');
            let has_more = self.eat(',');
            let is_closed = self.0.trim_start().starts_with(')');
            // a single size in brackets is no tuple
            if sizes.len() > MOST_AXES || (!has_more && (!is_closed || sizes.len() == 1)) {
                return None;
            }
        }
        Some(sizes)
    }
}
