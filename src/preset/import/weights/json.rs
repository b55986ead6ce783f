//! Weights as JSON: a flat list, an object of named arrays, objects within objects, or a list of
//! layers as presets have it. Numbers are counted while they are read.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::tensor::{Found, checked, too_many};
use crate::network::limits;

/// The arrays of a `.json` file.
pub fn tensors(bytes: &[u8], found: &mut Found) -> Result<(), String> {
    const EXPECTED: &str = "expected a list of numbers, an object such as {\"0.weight\": [[..]], \
        \"0.bias\": [..]}, or a list of {\"weights\": [[..]], \"biases\": [..]}";
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let read = Named { name: "", found }.deserialize(&mut reader).and_then(|()| reader.end());
    read.map_err(|error| match error.classify() {
        serde_json::error::Category::Data => error.to_string(),
        _ => format!("{EXPECTED}, found no JSON: {error}"),
    })?;
    if found.all.is_empty() { Err(EXPECTED.to_owned()) } else { Ok(()) }
}

/// A value and its name.
struct Named<'a> {
    name: &'a str,
    found: &'a mut Found,
}

impl<'de> DeserializeSeed<'de> for Named<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let mut array = Array::default();
        let (name, found) = (self.name, self.found);
        deserializer.deserialize_any(Item {
            depth: 0,
            place: 0,
            name,
            array: &mut array,
            found,
        })?;
        array.into_found(name, found).map_err(D::Error::custom)
    }
}

/// An array under way.
#[derive(Default)]
struct Array {
    /// The lengths of the lists, outermost first, as far as one of that depth has ended.
    shape: Vec<Option<usize>>,
    /// The depth at which numbers stand.
    leaf: Option<usize>,
    values: Vec<f64>,
    /// Whether it is one of objects, or something else that is no array.
    is_other: bool,
}

impl Array {
    fn into_found(self, name: &str, found: &mut Found) -> Result<(), String> {
        if self.is_other {
            return Ok(());
        }
        let shape = self.shape.into_iter().map(Option::unwrap_or_default).collect();
        if !found.reads(self.values.len() as u128)? {
            return Err(too_many(limits::READ));
        }
        found.push(name, shape, self.values)
    }
}

/// A value at some depth of an array.
struct Item<'a> {
    depth: usize,
    /// Its place in its list.
    place: usize,
    name: &'a str,
    array: &'a mut Array,
    found: &'a mut Found,
}

impl Item<'_> {
    fn ragged<E: Error>(&self) -> E {
        let named = if self.name.is_empty() { String::new() } else { format!("{:?}: ", self.name) };
        E::custom(format!("{named}expected a list of numbers, or rows of equal length"))
    }

    fn number<E: Error>(self, value: f64) -> Result<(), E> {
        let is_leaf = self.array.leaf.is_none_or(|leaf| leaf == self.depth);
        if !is_leaf || self.array.shape.len() > self.depth || self.array.is_other {
            return Err(self.ragged());
        }
        if self.array.values.len() == limits::READ {
            return Err(E::custom(too_many(limits::READ)));
        }
        self.array.leaf = Some(self.depth);
        self.array.values.push(value);
        Ok(())
    }

    /// Something that is neither a number, nor a list nor an object: left out, but not in a list.
    fn other<E: Error>(self) -> Result<(), E> {
        if self.depth > 0 {
            return Err(self.ragged());
        }
        self.array.is_other = true;
        self.found.leave_out(self.name).map_err(E::custom)
    }
}

impl<'de> DeserializeSeed<'de> for Item<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Item<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("numbers")
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.number(value as f64)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.number(value as f64)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.number(value)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        self.other()
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        self.other()
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.other()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        if self.array.leaf.is_some_and(|leaf| leaf <= self.depth) || self.array.is_other {
            return Err(self.ragged());
        }
        let Self { depth, place, name, array, found } = self;
        if array.shape.len() <= depth {
            array.shape.resize(depth + 1, None);
        }
        let mut length = 0;
        loop {
            let item = Item { depth: depth + 1, place: length, name, array, found };
            if seq.next_element_seed(item)?.is_none() {
                break;
            }
            length += 1;
        }
        let item = Item { depth, place, name, array, found };
        if item.array.shape[depth].is_some_and(|known| known != length) {
            return Err(item.ragged());
        }
        item.array.shape[depth] = Some(length);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        if self.depth > 1 || !self.array.values.is_empty() || self.array.shape.len() > 1 {
            return Err(self.ragged());
        }
        self.array.is_other = true;
        // an object in a list is a layer, called by its place
        let layer = self.place.to_string();
        let name =
            if self.depth == 0 { Ok(self.name.to_owned()) } else { joined(self.name, &layer) };
        let name = name.map_err(A::Error::custom)?;
        while let Some(key) = map.next_key::<String>()? {
            let name = joined(&name, &key).map_err(A::Error::custom)?;
            map.next_value_seed(Named { name: &name, found: self.found })?;
        }
        Ok(())
    }
}

/// The name of what is called `key` within `name`.
fn joined(name: &str, key: &str) -> Result<String, String> {
    let whole = if name.is_empty() { key.to_owned() } else { format!("{name}.{key}") };
    checked(&whole)?;
    Ok(whole)
}
