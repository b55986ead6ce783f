//! Hugging Face's files: eight bytes with the length of a JSON header, the header, then the bytes
//! of the arrays. The order of the layers is lost: writers sort by kind of number and name.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::element::Element;
use super::tensor::{Found, count, told};

/// Most axes of an array.
const MOST_AXES: usize = 64;

/// The arrays of a `.safetensors` file.
pub fn tensors(bytes: &[u8], found: &mut Found) -> Result<(), String> {
    const EXPECTED: &str = "expected a safetensors file";
    let held = bytes.len();
    let (length, rest) =
        bytes.split_first_chunk().ok_or_else(|| format!("{EXPECTED}, found {held} bytes"))?;
    let length = u64::from_le_bytes(*length);
    let split = usize::try_from(length).ok().and_then(|length| rest.split_at_checked(length));
    let Some((header, data)) = split else {
        let needed = u128::from(length) + 8;
        return Err(if header_begins(rest) {
            format!("the file is cut off: {held} of at least {needed} bytes")
        } else {
            format!("{EXPECTED}, found no header")
        });
    };
    let mut reader = serde_json::Deserializer::from_slice(header);
    let read = Arrays { data, found }.deserialize(&mut reader).and_then(|()| reader.end());
    read.map_err(|error| match error.classify() {
        serde_json::error::Category::Data => error.to_string(),
        _ => format!("{EXPECTED}: its header is damaged: {error}"),
    })
}

/// Whether these bytes may be a header.
fn header_begins(bytes: &[u8]) -> bool {
    bytes.first().is_some_and(|first| *first == b'{')
}

/// What the header says of one array.
#[derive(Deserialize)]
struct Info<'a> {
    #[serde(borrow)]
    dtype: std::borrow::Cow<'a, str>,
    shape: Shape,
    data_offsets: [u64; 2],
}

/// A shape of not too many axes.
struct Shape(Vec<usize>);

impl<'de> Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Axes;
        impl<'de> Visitor<'de> for Axes {
            type Value = Shape;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                write!(f, "a shape of at most {MOST_AXES} axes")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Shape, A::Error> {
                let mut sizes = Vec::new();
                while let Some(size) = seq.next_element()? {
                    if sizes.len() == MOST_AXES {
                        return Err(A::Error::invalid_length(MOST_AXES + 1, &self));
                    }
                    sizes.push(size);
                }
                Ok(Shape(sizes))
            }
        }
        deserializer.deserialize_seq(Axes)
    }
}

/// Reads the header, and each array as soon as it is named.
struct Arrays<'a> {
    data: &'a [u8],
    found: &'a mut Found,
}

impl<'de> DeserializeSeed<'de> for Arrays<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Arrays<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a safetensors header, an object of arrays")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            if name == "__metadata__" {
                map.next_value::<IgnoredAny>()?;
            } else {
                let info = map.next_value()?;
                self.array(&name, info).map_err(A::Error::custom)?;
            }
        }
        Ok(())
    }
}

impl Arrays<'_> {
    fn array(&mut self, name: &str, info: Info) -> Result<(), String> {
        let whole = told(name);
        let element =
            Element::of_safetensors(&info.dtype).map_err(|what| format!("{whole} {what}"))?;
        let shape = info.shape.0;
        let count = count(&shape).map_err(|what| format!("{whole}: {what}"))?;
        let needed = count.saturating_mul(element.size() as u128);
        let [start, end] = info.data_offsets;
        let held = u128::from(end.saturating_sub(start));
        if needed != held {
            return Err(format!("{whole} of shape {shape:?} needs {needed} bytes, it has {held}"));
        }
        let place = usize::try_from(start).ok().zip(usize::try_from(end).ok());
        let Some(bytes) = place.and_then(|(start, end)| self.data.get(start..end)) else {
            let held = self.data.len();
            return Err(format!("the file is cut off: {held} of at least {end} bytes of arrays"));
        };
        let values = if self.found.reads(count)? { element.numbers(bytes) } else { Vec::new() };
        self.found.push(name, shape, values)
    }
}
