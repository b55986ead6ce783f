//! What reads bytes that somebody else wrote: each entry takes any bytes and must come back, with a
//! sentence of one line where it refuses. The targets beside this file and `tests/readers.rs` call
//! them.

use basinscope::construct::hunt;
use basinscope::preset::Preset;
use basinscope::preset::import::idx;
use basinscope::preset::import::{Mapping, Options, Survey, Tensors};
use basinscope::proof::{self, CertificateFile};

/// One kind of file: what it is called, and what reads it.
pub type Entry = (&'static str, fn(&[u8]));

/// Every reader.
#[allow(dead_code, reason = "each target calls one of them")]
pub const ALL: &[Entry] = &[
    ("npy", npy),
    ("npz", npz),
    ("safetensors", safetensors),
    ("json", json),
    ("preset", preset),
    ("table", table),
    ("certificate", certificate),
    ("hunt", hunt_file),
    ("idx", idx_file),
    #[cfg(feature = "app")]
    ("session", session),
];

/// Says that a refusal is one sentence.
fn assert_one_line(told: &str) {
    assert!(told.lines().count() == 1, "{told:?}");
}

fn weights(file: &str, bytes: &[u8]) {
    let text = "[dataset]\ninputs = [[1, 0]]\ntargets = [[1, 0]]\n[network]\nlayers = [2, 2, 2]\n\
        activation = \"tanh\"\n";
    let network = Preset::parse("net", text).expect("a preset").network;
    let mapping = Mapping::default();
    match Tensors::parse(file, bytes) {
        Ok(tensors) => {
            let other = tensors.network(&network, &mapping);
            assert!(other.is_none_or(|other| tensors.weights(&other, &mapping).is_ok()));
            match tensors.weights(&network, &mapping) {
                Ok(mapped) => assert_one_line(&tensors.sentence(&mapped)),
                Err(error) => assert_one_line(&error.to_string()),
            }
        }
        Err(error) => assert_one_line(&error.to_string()),
    }
}

/// An array of NumPy's.
pub fn npy(bytes: &[u8]) {
    weights("a.npy", bytes);
}

/// An archive of NumPy's.
pub fn npz(bytes: &[u8]) {
    weights("a.npz", bytes);
}

/// A file of Hugging Face's.
pub fn safetensors(bytes: &[u8]) {
    weights("a.safetensors", bytes);
}

/// Weights as JSON.
pub fn json(bytes: &[u8]) {
    weights("a.json", bytes);
}

/// A preset; one that is read is written and read again as the same.
pub fn preset(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match Preset::parse("a.toml", text) {
        Ok(preset) => {
            let again = Preset::parse("a.toml", &preset.to_toml()).expect("what was written");
            assert_eq!(again.network, preset.network);
        }
        Err(error) => assert_one_line(&error.to_string()),
    }
}

/// A table of data, in any encoding.
pub fn table(bytes: &[u8]) {
    let survey = Survey::of("a.csv", bytes.to_vec(), &Options::default());
    if let Err(error) = survey.data {
        assert_one_line(&error.to_string());
    }
}

/// A certificate.
pub fn certificate(bytes: &[u8]) {
    let file = serde_json::from_slice::<CertificateFile>(bytes);
    if let Ok(file) = file
        && let Err(error) = proof::check(&file)
    {
        assert_one_line(&error.to_string());
    }
}

/// The file of a hunt.
pub fn hunt_file(bytes: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("hunt.json"), bytes).expect("a file");
    if let Err(error) = hunt::State::read(folder.path()) {
        assert_one_line(&error.to_string());
    }
}

/// Images and labels as MNIST has them, plain or compressed.
pub fn idx_file(bytes: &[u8]) {
    match idx::images_of(bytes) {
        Ok(([rows, columns], pixels)) => assert!(pixels.len().is_multiple_of(rows * columns)),
        Err(told) => assert_one_line(&told),
    }
    if let Err(told) = idx::labels_of(bytes) {
        assert_one_line(&told);
    }
}

/// A session that the window has kept.
#[cfg(feature = "app")]
pub fn session(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Err(told) = basinscope::app::check_session(text) {
        assert_one_line(&told);
    }
}
