//! Bounds as JSON, which has no infinite numbers: those are written as `"inf"` and `"-inf"`.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Bound {
    Finite(f64),
    Infinite(String),
}

/// Writes both ends.
pub fn serialize<S: Serializer>(bounds: &[f64; 2], serializer: S) -> Result<S::Ok, S::Error> {
    let word = |x: f64| {
        if x.is_finite() { Bound::Finite(x) } else { Bound::Infinite(x.to_string()) }
    };
    bounds.map(word).serialize(serializer)
}

/// Reads both ends.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[f64; 2], D::Error> {
    let [low, high] = <[Bound; 2]>::deserialize(deserializer)?.map(|bound| match bound {
        Bound::Finite(x) => Some(x),
        Bound::Infinite(word) if word == "inf" => Some(f64::INFINITY),
        Bound::Infinite(word) if word == "-inf" => Some(f64::NEG_INFINITY),
        Bound::Infinite(_) => None,
    });
    let wrong = || D::Error::custom("expected two numbers, \"inf\" or \"-inf\"");
    Ok([low.ok_or_else(wrong)?, high.ok_or_else(wrong)?])
}
