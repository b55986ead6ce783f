//! Arrays of every kind of file, with every kind of name, put into networks.

use ndarray::{Array1, Array2, ShapeBuilder};
use ndarray_npy::{NpzWriter, WriteNpyExt};

use super::*;
use crate::network::Activation;

fn network(layers: &[usize]) -> Network {
    Network {
        layers: layers.to_vec(),
        activation: Activation::Tanh,
        output_activation: Activation::Identity,
        bias: true,
    }
}

/// The arrays as `.npz`, in this order.
fn npz(arrays: &[(&str, &[usize], &[f64])]) -> Vec<u8> {
    let mut cursor = std::io::Cursor::new(Vec::new());
    let mut writer = NpzWriter::new_compressed(&mut cursor);
    for (name, shape, values) in arrays {
        let array = ndarray::ArrayD::from_shape_vec(shape.to_vec(), values.to_vec()).unwrap();
        writer.add_array(*name, &array).unwrap();
    }
    writer.finish().unwrap();
    cursor.into_inner()
}

/// The arrays as `.safetensors`, whatever their order.
fn safetensors_of(arrays: &[(&str, &[usize], &[f64])]) -> Vec<u8> {
    use ::safetensors::{Dtype, serialize, tensor::TensorView};
    let bytes: Vec<Vec<u8>> = arrays
        .iter()
        .map(|(_, _, all)| all.iter().flat_map(|x| x.to_le_bytes()).collect())
        .collect();
    let views = arrays.iter().zip(&bytes).map(|((name, shape, _), bytes)| {
        (*name, TensorView::new(Dtype::F64, shape.to_vec(), bytes).unwrap())
    });
    serialize(views, None).unwrap()
}

fn read(file: &str, bytes: &[u8], layers: &[usize]) -> Result<Mapped, String> {
    with(file, bytes, layers, &Mapping::default())
}

fn with(file: &str, bytes: &[u8], layers: &[usize], mapping: &Mapping) -> Result<Mapped, String> {
    let tensors = Tensors::parse(file, bytes).map_err(|error| error.message)?;
    tensors.weights(&network(layers), mapping).map_err(|error| error.message)
}

fn orientation(orientation: Orientation) -> Mapping {
    Mapping { orientation: Some(orientation), layers: Vec::new() }
}

/// A 2-3-1 network's weights 0, 1, .., 12.
fn expected() -> Vec<f64> {
    (0..13_i32).map(f64::from).collect()
}

const W1: &[f64] = &[0.0, 1.0, 2.0, 3.0, 4.0, 5.0];
const W1_TURNED: &[f64] = &[0.0, 2.0, 4.0, 1.0, 3.0, 5.0];
const B1: &[f64] = &[6.0, 7.0, 8.0];
const W2: &[f64] = &[9.0, 10.0, 11.0];
const B2: &[f64] = &[12.0];

#[test]
fn layers_with_words_for_names_are_read_in_the_order_of_writing_or_of_their_shapes() {
    let arrays: [(&str, &[usize], &[f64]); 4] = [
        ("input.weight", &[3, 2], W1),
        ("input.bias", &[3], B1),
        ("body.weight", &[1, 3], W2),
        ("body.bias", &[1], B2),
    ];
    let written = read("a.npz", &npz(&arrays), &[2, 3, 1]).unwrap();
    assert_eq!(written.weights, expected());
    assert_eq!(
        written.told,
        "input.weight [3, 2] -> W1, input.bias [3] -> b1, body.weight [1, 3] -> W2, \
            body.bias [1] -> b2; matrices are [out, in], layers in the order of writing"
    );
    // written the other way round it fits by its shapes only
    let turned = [arrays[2], arrays[3], arrays[0], arrays[1]];
    for (file, bytes) in [("a.npz", npz(&turned)), ("a.safetensors", safetensors_of(&turned))] {
        let shaped = read(file, &bytes, &[2, 3, 1]).unwrap();
        assert_eq!(shaped.weights, expected(), "{file}");
        assert!(shaped.told.ends_with("layers in the order of their shapes"), "{}", shaped.told);
    }
}

#[test]
fn a_matrix_is_turned_where_its_name_or_its_shape_says_so() {
    let flax = br#"{"params": {
        "Dense_0": {"bias": [6, 7, 8], "kernel": [[0, 2, 4], [1, 3, 5]]},
        "Dense_1": {"bias": [12], "kernel": [[9], [10], [11]]}}}"#;
    let keras: [(&str, &[usize], &[f64]); 4] = [
        ("sequential/dense/kernel", &[2, 3], W1_TURNED),
        ("sequential/dense/bias", &[3], B1),
        ("sequential/dense_1/kernel", &[3, 1], W2),
        ("sequential/dense_1/bias", &[1], B2),
    ];
    let unnamed: [(&str, &[usize], &[f64]); 4] = [
        ("arr_0", &[2, 3], W1_TURNED),
        ("arr_1", &[3], B1),
        ("arr_2", &[3, 1], W2),
        ("arr_3", &[1], B2),
    ];
    let by_hand: [(&str, &[usize], &[f64]); 4] =
        [("W1", &[2, 3], W1_TURNED), ("b1", &[1, 3], B1), ("W2", &[3, 1], W2), ("b2", &[], B2)];
    for (file, bytes) in [
        ("flax.json", flax.to_vec()),
        ("keras.npz", npz(&keras)),
        ("keras.safetensors", safetensors_of(&keras)),
        ("unnamed.npz", npz(&unnamed)),
        ("by_hand.npz", npz(&by_hand)),
    ] {
        let mapped = read(file, &bytes, &[2, 3, 1]).unwrap_or_else(|what| panic!("{file}: {what}"));
        assert_eq!(mapped.weights, expected(), "{file}");
        assert!(mapped.told.contains("; matrices are [in, out]"), "{file}: {}", mapped.told);
    }
}

#[test]
fn square_matrices_without_a_telling_name_are_refused_until_the_option_decides() {
    let arrays: [(&str, &[usize], &[f64]); 4] = [
        ("W1", &[2, 2], &[1.0, 2.0, 3.0, 4.0]),
        ("b1", &[2], &[5.0, 6.0]),
        ("W2", &[2, 2], &[7.0, 8.0, 9.0, 10.0]),
        ("b2", &[2], &[11.0, 12.0]),
    ];
    let bytes = npz(&arrays);
    let told = read("a.npz", &bytes, &[2, 2, 2]).unwrap_err();
    assert!(told.contains("--orientation out-in or --orientation in-out"), "{told}");
    let first = |choice| {
        with("a.npz", &bytes, &[2, 2, 2], &orientation(choice)).unwrap().weights[..4].to_vec()
    };
    assert_eq!(first(Orientation::OutIn), [1.0, 2.0, 3.0, 4.0]);
    assert_eq!(first(Orientation::InOut), [1.0, 3.0, 2.0, 4.0]);
    // a single number cannot be turned
    let one: [(&str, &[usize], &[f64]); 2] = [("W1", &[1, 1], &[2.0]), ("b1", &[1], &[3.0])];
    assert_eq!(read("a.npz", &npz(&one), &[1, 1]).unwrap().weights, [2.0, 3.0]);
}

#[test]
fn a_name_that_says_one_orientation_is_not_turned_to_fit() {
    let arrays: [(&str, &[usize], &[f64]); 2] =
        [("0.weight", &[2, 3], W1_TURNED), ("2.weight", &[3, 1], W2)];
    let tensors = Tensors::parse("a.npz", &npz(&arrays)).unwrap();
    let network = Network { bias: false, ..network(&[2, 3, 1]) };
    let told = tensors.weights(&network, &Mapping::default()).unwrap_err().message;
    assert!(
        told.starts_with("layer 1 needs a weight of shape [3, 2], found \"0.weight\""),
        "{told}"
    );
    assert!(told.ends_with("; as [in, out] it fits: --orientation in-out"), "{told}");
    assert!(tensors.weights(&network, &orientation(Orientation::InOut)).is_ok());
}

#[test]
fn an_order_that_is_lost_is_refused_until_the_layers_are_named() {
    let arrays: [(&str, &[usize], &[f64]); 4] = [
        ("net.encoder.weight", &[2, 2], &[1.0, 2.0, 3.0, 4.0]),
        ("net.encoder.bias", &[2], &[5.0, 6.0]),
        ("net.decoder.weight", &[2, 2], &[7.0, 8.0, 9.0, 10.0]),
        ("net.decoder.bias", &[2], &[11.0, 12.0]),
    ];
    let forward: Vec<f64> = (1..13_i32).map(f64::from).collect();
    let sorted = br#"{"decoder.bias": [11, 12], "decoder.weight": [[7, 8], [9, 10]],
        "encoder.bias": [5, 6], "encoder.weight": [[1, 2], [3, 4]]}"#;
    for (file, bytes) in
        [("a.safetensors", safetensors_of(&arrays)), ("sorted.json", sorted.to_vec())]
    {
        let told = read(file, &bytes, &[2, 2, 2]).unwrap_err();
        assert!(told.contains("--layers decoder,encoder"), "{told}");
        let named = |layers: &[&str]| {
            let layers = layers.iter().map(ToString::to_string).collect();
            with(file, &bytes, &[2, 2, 2], &Mapping { orientation: None, layers })
        };
        assert_eq!(named(&["encoder", "decoder"]).unwrap().weights, forward, "{file}");
        for wrong in [&["encoder"][..], &["encoder", "encoder"], &["encoder", "middle"]] {
            let told = named(wrong).unwrap_err();
            assert!(told.contains("the file has the layers decoder,encoder"), "{told}");
        }
    }
    let long = ["net.encoder", "net.decoder"].map(str::to_owned).to_vec();
    let long = Mapping { orientation: None, layers: long };
    let mapped = with("a.safetensors", &safetensors_of(&arrays), &[2, 2, 2], &long).unwrap();
    assert_eq!(mapped.weights, forward);
}

#[test]
fn the_network_that_a_file_describes_is_offered_if_it_takes_the_same_data() {
    let arrays: [(&str, &[usize], &[f64]); 4] = [
        ("a/kernel", &[2, 3], W1_TURNED),
        ("a/bias", &[3], B1),
        ("b/kernel", &[3, 1], W2),
        ("b/bias", &[1], B2),
    ];
    for (file, bytes) in [("a.npz", npz(&arrays)), ("a.safetensors", safetensors_of(&arrays))] {
        let tensors = Tensors::parse(file, &bytes).unwrap();
        let offered = |layers: &[usize]| tensors.network(&network(layers), &Mapping::default());
        assert_eq!(offered(&[2, 5, 1]), Some(network(&[2, 3, 1])), "{file}");
        assert_eq!(offered(&[2, 2, 2, 1]), Some(network(&[2, 3, 1])), "{file}");
        assert_eq!(offered(&[2, 3, 1]), None, "it is that one: {file}");
        assert_eq!(offered(&[4, 3, 1]), None, "other data: {file}");
    }
    let told = read("a.npz", &npz(&arrays), &[2, 5, 1]).unwrap_err();
    assert!(told.contains("(the file holds a 2-3-1 network)"), "{told}");
}

#[test]
fn fortran_order_big_endian_numbers_and_three_axes_are_what_they_are() {
    let mut bytes = Vec::new();
    let matrix = Array2::from_shape_vec((3, 2).f(), W1_TURNED.to_vec()).unwrap();
    matrix.write_npy(&mut bytes).unwrap();
    assert_eq!(Tensors::parse("a.npy", &bytes).unwrap().all[0].values, W1);
    let header = "{\"shape\":(2L,),'fortran_order' : False , 'descr':'>i2'}";
    let mut bytes = b"\x93NUMPY\x03\x00".to_vec();
    bytes.extend(u32::try_from(header.len()).unwrap().to_le_bytes());
    bytes.extend(header.bytes().chain([0, 1, 0xff, 0xff]));
    assert_eq!(Tensors::parse("a.npy", &bytes).unwrap().all[0].values, [1.0, -1.0]);
    let deep: [(&str, &[usize], &[f64]); 1] = [("conv.weight", &[1, 3, 2], W1)];
    let told = read("a.npz", &npz(&deep), &[2, 3, 1]).unwrap_err();
    assert!(told.contains("found \"conv.weight\" of shape [1, 3, 2]"), "{told}");
}

#[test]
fn damaged_files_are_told_in_one_line() {
    let mut npy = Vec::new();
    Array1::from(expected()).write_npy(&mut npy).unwrap();
    let arrays: [(&str, &[usize], &[f64]); 1] = [("w", &[13], &expected())];
    let whole = npz(&arrays);
    let mut stored = std::io::Cursor::new(Vec::new());
    let mut writer = NpzWriter::new(&mut stored);
    writer.add_array("w", &Array1::from(expected())).unwrap();
    writer.finish().unwrap();
    let mut changed = stored.into_inner();
    let at = changed.windows(8).position(|bytes| bytes == 12.0_f64.to_le_bytes()).unwrap();
    changed[at + 6] ^= 1;
    let longer = [&npy[..], &[0; 3]].concat();
    let header = |text: &str| {
        let length = u16::try_from(text.len()).unwrap().to_le_bytes();
        [b"\x93NUMPY\x01\x00", &length[..], text.as_bytes()].concat()
    };
    let many_axes =
        format!("{{'descr': '<f8', 'fortran_order': False, 'shape': ({})}}", "1,".repeat(65));
    let record = "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,)}";
    let twice = br#"{"w": [1], "w": [2]}"#;
    for (file, bytes, told) in [
        ("a.npy", &npy[..200], "the file is cut off: 200 of 232 bytes of shape [13]"),
        ("a.npy", &longer, "the file goes on for 3 bytes after the array of shape [13]"),
        ("a.npy", &npy[..5], "expected a .npy array, found none in the 5 bytes of the file"),
        ("a.npy", &header("{'descr': '<f8'}"), "the array has a header that is not understood"),
        ("a.npy", &header(&many_axes), "the array has a header that is not understood"),
        ("a.npy", &header(record), "the array holds rows of several fields"),
        ("a.npz", &whole[..whole.len() - 4], "expected a .npz archive: it has no directory"),
        ("a.npz", &changed, "array \"w\" is damaged: its checksum is another"),
        ("a.safetensors", &[9, 0, 0, 0, 0, 0, 0, 0, b'{'], "the file is cut off: 9 of at least 17"),
        ("a.safetensors", b"\x02\0\0\0\0\0\0\0[]", "invalid type: sequence"),
        ("a.json", twice, "two arrays are called \"w\""),
        ("a.json", b"{\"w\": [1, 2", "expected a list of numbers, an object"),
        ("a.json", br#"{"w": [[1, 2], [3, {}]]}"#, "\"w\": expected a list of numbers"),
        ("a.json", br#"{"w": [[], 1]}"#, "\"w\": expected a list of numbers"),
        ("a.json", br#"{"name": "net"}"#, "expected a list of numbers, an object"),
    ] {
        let found = read(file, bytes, &[2, 3, 1]).unwrap_err();
        assert!(found.starts_with(told) && found.lines().count() == 1, "{file}: {found}");
    }
    // every cut of every kind of file ends in a sentence, not in a panic
    let tensors = safetensors_of(&arrays);
    for (file, bytes) in [("a.npy", &npy), ("a.npz", &whole), ("a.safetensors", &tensors)] {
        for cut in 0..bytes.len() {
            assert!(read(file, &bytes[..cut], &[2, 3, 1]).is_err(), "{file} cut at {cut}");
        }
        assert_eq!(read(file, bytes, &[2, 3, 1]).unwrap().weights, expected());
    }
}

#[test]
fn what_is_no_weight_is_left_out_with_a_word() {
    let json = br#"{"activation": "tanh", "epoch": 30, "0": {"weight": [[1]], "bias": [2]},
        "bn.num_batches_tracked": 7, "trained": true}"#;
    let mapped = read("a.json", json, &[1, 1]).unwrap();
    assert_eq!(mapped.weights, [1.0, 2.0]);
    assert!(
        mapped.told.ends_with(
            "; left out as no weights: epoch, bn.num_batches_tracked, activation, trained"
        ),
        "{}",
        mapped.told
    );
    let told = read("a.json", br#"{"bn.weight": [1], "0.weight": [[1]], "0.bias": [2]}"#, &[1, 1]);
    assert!(told.unwrap_err().contains("found \"bn.weight\" of shape [1]"));
}

#[test]
fn python_s_own_files_are_refused_with_the_two_lines_that_write_what_is_read() {
    for (file, told) in [
        ("a/net.pt", "`import numpy, torch` and `numpy.savez(\"net.npz\", **{k: v.double()"),
        ("net.PTH", "torch.load(\"net.PTH\""),
        ("net.keras", "`import keras, numpy` and `numpy.savez(\"net.npz\", **{w.path: w.numpy()"),
        ("net.h5", "keras.models.load_model(\"net.h5\")"),
    ] {
        let message = Tensors::read(Path::new(file)).unwrap_err().message;
        assert!(message.contains(told) && message.lines().count() == 1, "{message}");
    }
}

#[test]
fn more_numbers_than_any_network_has_weights_are_not_read() {
    let mut list = String::from("[0");
    list.push_str(&",0".repeat(limits::READ));
    list.push(']');
    assert!(read("a.json", list.as_bytes(), &[1, 1]).unwrap_err().contains("at most 1000000"));
    let large = Array1::<f64>::zeros(limits::READ + 1);
    let mut bytes = Vec::new();
    large.write_npy(&mut bytes).unwrap();
    let tensors = Tensors::parse("a.npy", &bytes).unwrap();
    assert_eq!((tensors.all[0].len(), tensors.all[0].values.len()), (limits::READ + 1, 0));
    let told = read("a.npy", &bytes, &[1, 1]).unwrap_err();
    assert_eq!(told, "expected 2 weights, as the 1-1 network has, found 1000001");
    let halves = Array1::<f32>::zeros(1200);
    let mut archive = std::io::Cursor::new(Vec::new());
    let mut writer = NpzWriter::new(&mut archive);
    for number in 0..1000 {
        writer.add_array(number.to_string(), &halves).unwrap();
    }
    writer.finish().unwrap();
    assert!(read("a.npz", archive.get_ref(), &[1, 1]).unwrap_err().contains("at most 1000000"));
}
