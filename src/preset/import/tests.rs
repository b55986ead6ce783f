//! Arrays of all kinds.

use ndarray::{Array1, array};
use ndarray_npy::{NpzWriter, WriteNpyExt};

use super::*;
use crate::network::{Activation, Network};

fn network() -> Network {
    Network {
        layers: vec![2, 3, 1],
        activation: Activation::Tanh,
        output_activation: Activation::Identity,
        bias: true,
    }
}

/// A file of this name and content, read.
fn read(name: &str, bytes: &[u8]) -> Result<Tensors, ImportError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    Tensors::read(&path)
}

/// 0, 1, 2, .. in the order of the flat vector.
fn expected() -> Vec<f64> {
    (0..13_i32).map(f64::from).collect()
}

#[test]
fn json_is_read_as_a_flat_list_named_arrays_or_layers() {
    for text in [
        "[0,1,2,3,4,5,6,7,8,9,10,11,12]",
        r#"{"0.weight": [[0,1],[2,3],[4,5]], "0.bias": [6,7,8],
            "2.weight": [[9,10,11]], "2.bias": [12]}"#,
        r#"{"fc9.weight": [[0,1],[2,3],[4,5]], "fc9.bias": [6,7,8],
            "fc10.weight": [[9,10,11]], "fc10.bias": [12]}"#,
        r#"[{"weights": [[0,1],[2,3],[4,5]], "biases": [6,7,8]},
            {"weights": [[9,10,11]], "biases": [12]}]"#,
    ] {
        let weights =
            read("net.json", text.as_bytes()).unwrap().weights(&network(), &Mapping::default());
        assert_eq!(weights.unwrap().weights, expected(), "{text}");
    }
}

#[test]
fn numpy_files_of_either_precision_are_read() {
    let mut bytes = Vec::new();
    Array1::from(expected()).write_npy(&mut bytes).unwrap();
    assert_eq!(
        read("net.npy", &bytes).unwrap().weights(&network(), &Mapping::default()).unwrap().weights,
        expected()
    );
    let mut cursor = std::io::Cursor::new(Vec::new());
    let mut writer = NpzWriter::new(&mut cursor);
    writer.add_array("2.weight", &array![[9.0_f32, 10.0, 11.0]]).unwrap();
    writer.add_array("2.bias", &array![12.0_f32]).unwrap();
    writer.add_array("0.weight", &array![[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]).unwrap();
    writer.add_array("0.bias", &array![6_i64, 7, 8]).unwrap();
    writer.finish().unwrap();
    assert_eq!(
        read("net.npz", cursor.get_ref())
            .unwrap()
            .weights(&network(), &Mapping::default())
            .unwrap()
            .weights,
        expected()
    );
}

#[test]
fn safetensors_are_read() {
    use ::safetensors::{Dtype, serialize, tensor::TensorView};
    let doubles: Vec<u8> = (0..6_i32).flat_map(|i| f64::from(i).to_le_bytes()).collect();
    let singles: Vec<u8> =
        [6.0_f32, 7.0, 8.0, 9.0, 10.0, 11.0].iter().flat_map(|x| x.to_le_bytes()).collect();
    // 12 is 0x4140 in bfloat16
    let halves = [0x40, 0x41];
    let view =
        |dtype, shape: &[usize], bytes| TensorView::new(dtype, shape.to_vec(), bytes).unwrap();
    let all = [
        ("l1.weight", view(Dtype::F64, &[3, 2], &doubles[..])),
        ("l1.bias", view(Dtype::F32, &[3], &singles[..12])),
        ("l2.weight", view(Dtype::F32, &[1, 3], &singles[12..])),
        ("l2.bias", view(Dtype::BF16, &[1], &halves[..])),
    ];
    let bytes = serialize(all, None).unwrap();
    assert_eq!(
        read("net.safetensors", &bytes)
            .unwrap()
            .weights(&network(), &Mapping::default())
            .unwrap()
            .weights,
        expected()
    );
}

#[test]
fn weights_that_do_not_fit_are_told_with_what_was_needed() {
    let told = |name: &str, text: &str| match read(name, text.as_bytes()) {
        Ok(tensors) => tensors.weights(&network(), &Mapping::default()).unwrap_err().message,
        Err(error) => error.message,
    };
    for (name, text, message) in [
        ("a.json", "[1,2]", "expected 13 weights, as the 2-3-1 network has, found 2"),
        (
            "a.json",
            r#"{"0.weight": [[0,1],[2,3]], "0.bias": [6,7], "2.weight": [[9,10]], "2.bias": [12]}"#,
            "layer 1 needs a weight of shape [3, 2], found \"0.weight\" of shape [2, 2] (the file \
                holds a 2-2-1 network)",
        ),
        (
            "a.json",
            r#"{"0.weight": [[0,1],[2,3],[4,5]], "2.weight": [[9,10,11]]}"#,
            "expected 2 weights and 2 biases, one for each layer of the 2-3-1 network, found 2 \
                and 0 (the file holds a 2-3-1 network)",
        ),
        ("a.json", r#"{"a": [[[1]]]}"#, "expected weights of shape [out, in]"),
        (
            "a.json",
            r#"{"a": [[1,2],[3]]}"#,
            "\"a\": expected a list of numbers, or rows of equal length",
        ),
        ("a.json", "nonsense", "expected a list of numbers, an object"),
        ("a.npz", "nonsense", "expected a .npz archive"),
        ("a.npy", "nonsense", "expected a .npy array"),
        ("a.safetensors", "nonsense", "expected a safetensors file"),
        ("a.pt", "", "expected .npz, .npy, .safetensors or .json"),
    ] {
        assert!(told(name, text).starts_with(message), "{name} {text:?}: {}", told(name, text));
    }
}
