//! Files with weights as people have them, and as nobody should: `tests/cases` has the files.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// The loss of the cases' network with its layers in their right order.
const RIGHT: f64 = 30.660_247_377_947_794;

fn basinscope(folder: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_basinscope"))
        .args(arguments)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(folder))
        .output()
        .expect("the program runs")
}

/// The loss with the weights of a file, and what was said of them.
fn loss(folder: &str, more: &[&str]) -> (f64, String) {
    let arguments = [&["evaluate", "net.toml", "--json", "--weights"], more].concat();
    let output = basinscope(folder, &arguments);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{more:?}: {told}");
    let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    (json["loss"].as_f64().expect("a loss"), told)
}

/// The one sentence of a refusal.
fn mistake(folder: &str, arguments: &[&str]) -> String {
    let output = basinscope(folder, arguments);
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {text}");
    assert!(output.stdout.is_empty(), "{arguments:?} printed as if it had worked");
    assert_eq!(text.lines().count(), 1, "{arguments:?}: {text}");
    text
}

#[test]
fn layers_that_are_not_named_in_the_order_of_the_alphabet_are_read_in_that_of_writing() {
    for file in ["autoencoder.json", "autoencoder.npz"] {
        let (loss, told) = loss("09-layer-order", &[file]);
        assert!((loss - RIGHT).abs() < 1e-14, "{file}: {loss}");
        let mapped = format!(
            "read 12 weights from {file}: encoder.weight [2, 2] -> W1, encoder.bias [2] -> b1, \
                decoder.weight [2, 2] -> W2, decoder.bias [2] -> b2; matrices are [out, in], \
                layers in the order of writing\n"
        );
        assert_eq!(told, mapped);
    }
    // there it is lost
    let file = "autoencoder.safetensors";
    let told = mistake("09-layer-order", &["evaluate", "net.toml", "--weights", file]);
    assert!(told.contains("number their names") && told.contains("--layers decoder,encoder"));
    let (loss, _) = loss("09-layer-order", &[file, "--layers", "encoder,decoder"]);
    assert!((loss - RIGHT).abs() < 1e-14, "{loss}");
}

#[test]
fn numbers_of_all_kinds_and_orders_are_read_and_scalars_are_left_out() {
    for file in ["half.npz", "half.safetensors", "zoo.npz", "with-scalars.npz", "prefix.npz"] {
        let (loss, told) = loss("12-dtype-zoo", &[file]);
        assert!((loss - RIGHT).abs() < 1e-14, "{file}: {loss}");
        let has_scalars = told.contains("left out as no weights: epoch, loss\n");
        assert_eq!(has_scalars, file == "with-scalars.npz", "{told}");
    }
}

#[test]
fn a_header_that_promises_more_than_the_file_holds_is_refused() {
    for (folder, preset, file, expected) in [
        ("11-npy-shape-bomb", "net.toml", "huge.npy", "cut off: 128 of 4611686018427388032 bytes"),
        ("11-npy-shape-bomb", "net.toml", "overflow.npy", "[4294967296, 4294967296]"),
        ("11-npy-shape-bomb", "net.toml", "header.npy", "cut off: 12 of at least 4294967292 bytes"),
        ("11-npy-shape-bomb", "net.toml", "huge.npz", "[576460752303423488]"),
        ("11-npy-shape-bomb", "net.toml", "zeros.npz", "expected 12 weights"),
        ("26-found-by-fuzzing", "base.toml", "braces.npy", "a header that is not understood"),
        ("26-found-by-fuzzing", "base.toml", "header-4g.npy", "cut off: 13 of at least 4294967307"),
        ("26-found-by-fuzzing", "base.toml", "truncated.npy", "cut off: 180 of 200 bytes"),
    ] {
        let told = mistake(folder, &["evaluate", preset, "--weights", file]);
        assert!(told.starts_with(&format!("error: {file}: ")), "{told}");
        assert!(told.contains(expected), "{file}: {told}");
    }
}

#[test]
fn the_options_of_a_mapping_are_checked() {
    let weights = ["evaluate", "net.toml", "--weights", "autoencoder.npz"];
    let told = mistake("09-layer-order", &[&weights[..], &["--layers", "a,b"]].concat());
    assert!(told.contains("--layers names a,b, the file has the layers encoder,decoder"), "{told}");
    // both matrices turned
    let (turned, _) = loss("09-layer-order", &["autoencoder.npz", "--orientation", "in-out"]);
    assert!((turned - RIGHT).abs() > 1.0);
    for wrong in [&["--orientation", "up"][..], &["--orientation"]] {
        let output = basinscope("09-layer-order", &[&weights[..], wrong].concat());
        assert_eq!(output.status.code(), Some(2));
    }
    let output = basinscope("09-layer-order", &["evaluate", "net.toml", "--layers", "a"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("--weights"));
}

/// A file that is made for the test.
fn made(name: &str, content: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, content).expect("a file");
    (folder, path)
}

#[cfg(target_os = "linux")]
#[test]
fn a_refused_file_takes_little_memory_whatever_it_promises() {
    // 120 MB of numbers, and as many lists within lists
    let numbers = made("numbers.json", format!("[{}0]", "0,".repeat(60 << 20)).as_bytes());
    let lists = made("lists.json", format!("[{}[]]", "[],".repeat(20 << 20)).as_bytes());
    let nested = made("nested.json", "[".repeat(1 << 20).as_bytes());
    let bomb = PathBuf::from("../11-npy-shape-bomb/zeros.npz");
    for (path, most) in [
        (numbers.1.clone(), 500),
        (lists.1.clone(), 500),
        (nested.1.clone(), 100),
        (bomb, 100),
        ("/dev/zero".into(), 500),
    ] {
        // the limit is on the space of addresses, of which the program has some before it starts
        let program = env!("CARGO_BIN_EXE_basinscope");
        let command = format!(
            "ulimit -v {}; exec {program} evaluate net.toml --weights {}",
            (most + 400) << 10,
            path.display()
        );
        let output = Command::new("sh")
            .args(["-c", &command])
            .env("RAYON_NUM_THREADS", "1")
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/12-dtype-zoo"))
            .output()
            .expect("the program runs");
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{}: {told}", path.display());
        assert_eq!(told.lines().count(), 1, "{told}");
    }
}
