//! Tables and arrays of all kinds.

use ndarray::{Array1, array};
use ndarray_npy::{NpzWriter, WriteNpyExt};
use num_rational::BigRational;

use super::*;
use crate::network::{Activation, Network};
use crate::objective::LossKind;
use crate::preset::{PlaneKind, Preset};

fn data(text: &str) -> Data {
    Data::parse("data.csv", text, None).unwrap()
}

fn mistake(text: &str) -> String {
    Data::parse("data.csv", text, None).unwrap_err().to_string()
}

fn ratio(numerator: i64, denominator: i64) -> BigRational {
    BigRational::new(numerator.into(), denominator.into())
}

#[test]
fn a_table_is_the_same_data_whatever_separates_its_cells() {
    let comma = data("0.1,2,-1\n1/3,4,5e-1\n");
    assert_eq!(comma.inputs, [[ratio(1, 10), ratio(2, 1)], [ratio(1, 3), ratio(4, 1)]]);
    assert_eq!(comma.targets, [[ratio(-1, 1)], [ratio(1, 2)]]);
    for text in [
        "a,b,y\n0.1,2,-1\n1/3,4,0.5",
        "0,1;2;-1\n1/3;4;0,5",
        "a\tb\ty\n0.1\t2\t-1\r\n1/3\t4\t0,5\n",
        "# two points\n\n0.1 2 -1\n1/3   4 0.5\n",
        "\"0.1\",\"2\",\"-1\"\n1/3,4,0.5\n,,\n",
    ] {
        let other = data(text);
        assert_eq!((&other.inputs, &other.targets), (&comma.inputs, &comma.targets), "{text:?}");
    }
    assert_eq!(data("a,b,y\n0.1,2,-1").columns, ["a", "b", "y"]);
}

#[test]
fn a_first_row_of_what_is_meant_as_numbers_is_no_row_of_names() {
    for text in ["NaN,1\n2,3\n4,5", "1e99999,1\n2,3\n4,5", "-inf,1\n2,3\n4,5"] {
        assert!(mistake(text).contains("line 1, column 1"), "{text:?}: {}", mistake(text));
    }
}

#[test]
fn names_tell_how_many_of_the_last_columns_are_targets() {
    assert_eq!(data("x1,x2,y1,y2\n1,2,3,4").dataset.target(0), [3.0, 4.0]);
    assert_eq!(data("a,b,c\n1,2,3").dataset.target(0), [3.0]);
    assert_eq!(Data::parse("file", "1,2,3", Some(2)).unwrap().dataset.input(0), [1.0]);
}

#[test]
fn words_in_the_last_column_are_classes() {
    let two = data("x,y,class\n0,1,yes\n1,0,no\n1,1,yes\n");
    assert_eq!(two.classes, ["no", "yes"]);
    assert_eq!(two.dataset.targets().as_slice().unwrap(), [1.0, 0.0, 1.0]);
    let three = data("0;rot\n1;blau\n2;gelb\n");
    assert_eq!(three.classes, ["blau", "gelb", "rot"]);
    assert_eq!(three.dataset.target(2), [0.0, 1.0, 0.0]);
    assert_eq!(three.targets[0], [ratio(0, 1), ratio(0, 1), ratio(1, 1)]);
}

#[test]
fn a_wrong_table_is_told_in_a_sentence_with_line_and_column() {
    for (text, told) in [
        ("1,2\n3,x\n4,5\n", "data.csv, line 2, column 2: expected a number"),
        ("x,y\n1,2\n\nz,5\n", "data.csv, line 4, column 1: expected a number"),
        ("1,2\n\n3\n", "data.csv, line 3: expected 2 columns as in line 1, found 1"),
        ("1\n2\n", "data.csv, line 1: expected at least 2 columns"),
        ("x,y\n", "data.csv: expected at least one row of numbers"),
        ("", "data.csv: expected at least one row of numbers"),
        ("hello", "data.csv, line 1: expected at least 2 columns"),
        ("1,2,\n3,4,5\n", "data.csv, line 1, column 3: expected a number"),
        ("1,nan\n2,3\n4,5\n", "data.csv, line 1, column 2"),
        ("1,2,a\n3,4,a\n", "data.csv, line 1, column 3: expected two classes or more"),
    ] {
        assert!(mistake(text).starts_with(told), "{text:?}: {}", mistake(text));
    }
}

#[test]
fn data_of_another_width_change_the_network_and_what_depended_on_it() {
    let preset = Preset::load("xor-sigmoid").unwrap();
    let own = data("a,b,c,y\n1,2,3,0\n3,2,1,2.5\n").put_into(&preset).unwrap();
    assert_eq!(own.network.layers, [3, 2, 1]);
    assert!(own.points.is_empty() && own.descent.starts.is_empty());
    assert!(matches!(own.plane.kind, PlaneKind::Weights { .. }));
    assert_eq!((own.dataset.len(), own.name.as_str()), (2, "data"));
    // it can be written and read like any preset
    let again = Preset::parse("data", &own.to_toml()).unwrap();
    assert_eq!((again.dataset, again.exact), (own.dataset, own.exact));
    // cross-entropy takes no target of 2.5
    let mut logistic = preset.clone();
    logistic.loss.kind = LossKind::CrossEntropy;
    assert_eq!(data("1,2,2.5").put_into(&logistic).unwrap().loss.kind, LossKind::Squared);
    assert_eq!(data("1,2,1").put_into(&logistic).unwrap().loss.kind, LossKind::CrossEntropy);
}

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
