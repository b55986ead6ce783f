//! Weights as JSON: a flat list, an object of named arrays, or a list of layers as presets have it.

use serde_json::Value;

use super::tensor::Tensor;

/// The arrays of a `.json` file.
pub fn tensors(bytes: &[u8]) -> Result<Vec<Tensor>, String> {
    const EXPECTED: &str = "expected a list of numbers, an object such as {\"0.weight\": [[..]], \
        \"0.bias\": [..]}, or a list of {\"weights\": [[..]], \"biases\": [..]}";
    let value: Value = serde_json::from_slice(bytes)
        .map_err(|error| format!("{EXPECTED}, found no JSON: {error}"))?;
    let mut all = Vec::new();
    match &value {
        Value::Object(entries) => {
            for (name, value) in entries {
                all.push(tensor(name, value)?);
            }
        }
        Value::Array(layers) if layers.first().is_some_and(Value::is_object) => {
            for (l, layer) in layers.iter().enumerate() {
                let entries = layer
                    .as_object()
                    .ok_or_else(|| format!("{EXPECTED}, layer {} is neither", l + 1))?;
                for (name, value) in entries {
                    if !["weights", "weight", "biases", "bias"].contains(&name.as_str()) {
                        return Err(format!(
                            "layer {}: expected weights and biases, found {name:?}",
                            l + 1
                        ));
                    }
                    all.push(tensor(&format!("{l}.{name}"), value)?);
                }
            }
        }
        value => all.push(tensor("", value)?),
    }
    if all.is_empty() { Err(EXPECTED.to_owned()) } else { Ok(all) }
}

fn tensor(name: &str, value: &Value) -> Result<Tensor, String> {
    let mut shape = Vec::new();
    let mut inner = value;
    while let Value::Array(items) = inner {
        shape.push(items.len());
        match items.first() {
            Some(first) => inner = first,
            None => break,
        }
    }
    let mut values = Vec::new();
    if shape.is_empty() || !flatten(value, &shape, &mut values) {
        let named = if name.is_empty() { String::new() } else { format!("{name:?}: ") };
        return Err(format!("{named}expected a list of numbers, or rows of equal length"));
    }
    Ok(Tensor { name: name.to_owned(), shape, values })
}

/// Appends the numbers; false if something is no number or no list of the length that the first one
/// has.
fn flatten(value: &Value, shape: &[usize], values: &mut Vec<f64>) -> bool {
    match (value, shape) {
        (Value::Array(items), [length, inner @ ..]) => {
            items.len() == *length && items.iter().all(|item| flatten(item, inner, values))
        }
        (Value::Number(number), []) => {
            values.extend(number.as_f64());
            number.as_f64().is_some()
        }
        _ => false,
    }
}
