//! Weights written as other programs read them.

use std::path::Path;

use anyhow::{Context, ensure};
use ndarray::{Array1, ArrayView2};

use super::format::Format;
use super::npz::Npz;
use crate::network::Network;
use crate::output::write_atomically;

/// The formats of weights.
pub const WEIGHT_FORMATS: [Format; 3] = [Format::Safetensors, Format::Npz, Format::Json];

/// Writes `weights` (length `P`) as a `.safetensors`, `.npz` or `.json` file, whole or not at all:
/// a matrix `[out, in]` and biases `[out]` for each layer, called as in PyTorch's `Sequential` with
/// an activation behind each layer: `0.weight`, `0.bias`, `2.weight`, ..
///
/// # Errors
/// If the name of the file ends in none of these, a weight is not finite, or the file cannot be
/// written.
pub fn write_weights(path: &Path, network: &Network, weights: &[f64]) -> anyhow::Result<()> {
    let format = Format::of(path, &WEIGHT_FORMATS)?;
    ensure!(weights.iter().all(|weight| weight.is_finite()), "a weight is not a finite number");
    let arrays = arrays(network, weights);
    let bytes = match format {
        Format::Npz => return npz(&arrays)?.write(path),
        Format::Safetensors => safetensors(&arrays)?,
        _ => json(&arrays)?.into_bytes(),
    };
    write_atomically(path, |file| file.write_all(&bytes))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// An array with its name; biases have one row and a single axis.
struct Named<'a> {
    name: String,
    shape: Vec<usize>,
    values: &'a [f64],
}

fn arrays<'a>(network: &Network, weights: &'a [f64]) -> Vec<Named<'a>> {
    let mut all = Vec::new();
    for (l, layer) in network.layout().into_iter().enumerate() {
        let mut push = |part: &str, shape: Vec<usize>, values: &'a [f64]| {
            all.push(Named { name: format!("{}.{part}", 2 * l), shape, values });
        };
        push("weight", vec![layer.units, layer.inputs], &weights[layer.weights]);
        if network.bias {
            push("bias", vec![layer.units], &weights[layer.biases]);
        }
    }
    all
}

fn npz(arrays: &[Named]) -> anyhow::Result<Npz> {
    arrays.iter().try_fold(Npz::new(), |archive, Named { name, shape, values }| match shape[..] {
        [rows, columns] => archive.add(name, &ArrayView2::from_shape((rows, columns), values)?),
        _ => archive.add(name, &Array1::from(values.to_vec())),
    })
}

fn safetensors(arrays: &[Named]) -> anyhow::Result<Vec<u8>> {
    let (mut entries, mut data) = (Vec::new(), Vec::new());
    for Named { name, shape, values } in arrays {
        let start = data.len();
        data.extend(values.iter().flat_map(|value| value.to_le_bytes()));
        let info = serde_json::json!({
            "dtype": "F64", "shape": shape, "data_offsets": [start, data.len()],
        });
        entries.push(format!("{}:{info}", serde_json::to_string(name)?));
    }
    let mut header = format!("{{{}}}", entries.join(","));
    // the numbers begin at a multiple of eight bytes
    while !header.len().is_multiple_of(8) {
        header.push(' ');
    }
    let length = u64::try_from(header.len())?.to_le_bytes();
    Ok([&length[..], header.as_bytes(), &data].concat())
}

fn json(arrays: &[Named]) -> anyhow::Result<String> {
    let mut entries = Vec::new();
    for Named { name, shape, values } in arrays {
        let text = match shape[..] {
            [_, columns] => {
                serde_json::to_string(&values.chunks(columns).collect::<Vec<&[f64]>>())?
            }
            _ => serde_json::to_string(values)?,
        };
        entries.push(format!("  {}: {text}", serde_json::to_string(name)?));
    }
    Ok(format!("{{\n{}\n}}\n", entries.join(",\n")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::Activation;
    use crate::preset::import::{Mapping, Tensors};

    #[test]
    fn weights_that_were_written_are_read_as_the_same_bits() {
        let folder = tempfile::tempdir().unwrap();
        for bias in [true, false] {
            let network = Network {
                layers: vec![2, 2, 3, 2],
                activation: Activation::Tanh,
                output_activation: Activation::Identity,
                bias,
            };
            let weights: Vec<f64> =
                (1..=network.parameter_count()).map(|k| 1.0 / k as f64 - 0.3).collect();
            for ending in ["safetensors", "npz", "json"] {
                let path = folder.path().join(format!("net.{ending}"));
                write_weights(&path, &network, &weights).unwrap();
                let read = Tensors::read(&path).unwrap().weights(&network, &Mapping::default());
                assert_eq!(read.unwrap().weights, weights, "{ending}");
            }
        }
        // another library reads it as well
        let bytes = std::fs::read(folder.path().join("net.safetensors")).unwrap();
        let file = ::safetensors::SafeTensors::deserialize(&bytes).unwrap();
        assert_eq!(file.tensor("2.weight").unwrap().shape(), [3, 2]);
    }

    #[test]
    fn other_formats_and_numbers_that_are_not_finite_are_refused() {
        let network = Network {
            layers: vec![1, 1],
            activation: Activation::Tanh,
            output_activation: Activation::Identity,
            bias: true,
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        assert!(write_weights(&path, &network, &[1.0, f64::NAN]).is_err() && !path.exists());
        let told = write_weights(Path::new("a.pt"), &network, &[1.0, 2.0]).unwrap_err();
        assert!(told.to_string().ends_with("in .safetensors or .npz or .json"), "{told}");
    }
}
