//! Presets are read, written and read again; every kind of mistake is told with its place.

mod limits;
mod mistakes;
mod population;
mod round_trip;
mod saved_again;
mod told;
mod tour;

use num_rational::BigRational;

use super::*;
use crate::optimizer::Settings;

/// A right file, whose lines the tests change one at a time.
const GOOD: &str = r#"title = "A small one"
source = "made up"

[dataset]
inputs = [
    [0, 1],
    [2.8, "13/3"],
    [-1e-3, 0x10],
]
targets = [0, 1, 0.5]

[network]
layers = [2, 2, 1]
activation = "tanh"

[loss]
kind = "cross-entropy"
reduction = "mean"
scale = "1/2"

[[points]]
name = "here"
layers = [ # of here
    { weights = [[1, 2], [3, 4]], biases = [5, 6] },
    { weights = [[7, 8]], biases = [9] },
]

[[points]]
name = "there"
note = "elsewhere"
layers = [
    { weights = [[0, 2], [3, 4]], biases = [5, 6] },
    { weights = [[7, 8]], biases = [9] },
]

[plane]
kind = "weights"
x = "W1[0,1]"
y = "b2[0]"
origin = "there"
x_range = [-1, 2.5]

[descent]
optimizer = "adam"
learning_rate = 0.1
steps = 7
beta1 = 0.8
starts = ["there"]
"#;

/// What a tour adds to it.
const TOUR: &str = r#"
[[tour]]
text = "Look here."
start = "here"
proof = "here"

[[tour]]
text = "And there, at once."
start = [0, 2, 3, 4, "11/2", 6, 7, 8, 9]
x_range = [0, 1]
layer = "basins"
contours = false
plane = { kind = "weights", x = "b1[0]", y = "b1[1]" }

[[tour]]
text = "Back."
y_range = [-2, 2]
"#;

fn good() -> Preset {
    Preset::parse("folder/good.toml", GOOD).unwrap_or_else(|error| panic!("{error}"))
}

fn ratio(numerator: i64, denominator: i64) -> BigRational {
    BigRational::new(numerator.into(), denominator.into())
}

#[test]
fn numbers_keep_the_value_they_are_written_with() {
    let preset = good();
    assert_eq!(preset.name, "good");
    assert_eq!(preset.exact.inputs[1], [ratio(14, 5), ratio(13, 3)]);
    assert_eq!(preset.exact.inputs[2], [ratio(-1, 1000), ratio(16, 1)]);
    assert_eq!(preset.exact.targets, [[ratio(0, 1)], [ratio(1, 1)], [ratio(1, 2)]]);
    assert_eq!(preset.dataset.input(1), [2.8, 13.0 / 3.0]);
    assert_eq!((preset.exact.scale.clone(), preset.loss.scale), (ratio(1, 2), 0.5));
}

#[test]
fn the_flat_vector_goes_layer_by_layer_weights_before_biases() {
    let preset = good();
    let point = preset.point("here").unwrap();
    assert_eq!(point.weights, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]);
    let value = |name: &str| point.weights[preset.network.index_of(name).unwrap()];
    assert_eq!(
        (value("W1[1,0]"), value("b1[1]"), value("W2[0,1]"), value("b2[0]")),
        (3.0, 6.0, 8.0, 9.0)
    );
}

#[test]
fn optimiser_settings_left_out_are_the_optimisers_own() {
    let settings = good().descent.settings;
    assert_eq!((settings.beta1, settings.steps), (0.8, 7));
    assert_eq!(settings.beta2, Settings::new(settings.optimizer, 0.1, 7).beta2);
}

#[test]
fn a_data_set_and_a_network_alone_are_a_preset() {
    let text = "[dataset]\ninputs = [[1], [2]]\ntargets = [3, 4]\n\
                [network]\nlayers = [1, 3, 1]\nactivation = \"relu\"\n";
    let preset = Preset::parse("bare.toml", text).unwrap();
    assert_eq!(preset.title, "bare");
    assert!(preset.points.is_empty() && preset.descent.starts.is_empty());
    assert!(preset.network.bias);
    assert_eq!(preset.network.output_activation, crate::network::Activation::Identity);
    assert_eq!(preset.loss.scale, 1.0);
    assert_eq!(preset.plane.kind, PlaneKind::Weights { x: "W1[0,0]".into(), y: "W1[1,0]".into() });
    assert_eq!(preset.objective().parameter_count(), 10);
}

#[test]
fn several_outputs_take_a_row_of_targets_a_point() {
    let text =
        "[dataset]\ninputs = [[1], [2]]\ntargets = [[3, 4], [5, 6]]\n[network]\nlayers = [1, 2]\n";
    let preset = Preset::parse("two.toml", text).unwrap();
    assert_eq!(preset.dataset.target(1), [5.0, 6.0]);
    // a row of one is as good as a number where there is one output
    let rows = "[dataset]\ninputs = [[1], [2]]\ntargets = [[3], 4]\n[network]\nlayers = [1, 1]\n";
    assert_eq!(Preset::parse("one.toml", rows).unwrap().dataset.target(0), [3.0]);
}

#[test]
fn a_network_of_one_weight_is_a_preset_without_a_plane() {
    let preset = Preset::load("logistic-neuron").unwrap();
    assert_eq!(preset.network.parameter_count(), 1);
    assert!(!preset.has_plane() && good().has_plane());
}

#[test]
fn a_preset_is_loaded_by_name_or_by_path() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    std::fs::write(&path, GOOD).unwrap();
    let mine = Preset::load(path.to_str().unwrap()).unwrap();
    assert_eq!((mine.name.as_str(), mine.title.as_str()), ("mine", "A small one"));
    assert_eq!(Preset::load("xor-relu").unwrap().name, "xor-relu");
}

#[test]
fn an_unknown_shipped_name_is_answered_with_the_near_one() {
    let message = Preset::load("xor-rleu").unwrap_err().to_string();
    assert!(
        message.starts_with("xor-rleu: ") && message.contains("did you mean \"xor-relu\"?"),
        "{message}"
    );
    let message = Preset::load("nothing-like-it").unwrap_err().to_string();
    assert!(!message.contains("did you mean"), "{message}");
}

#[test]
fn a_file_that_cannot_be_read_is_told_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let folder_name = folder.path().join("folder.toml");
    std::fs::create_dir(&folder_name).unwrap();
    let other = folder.path().join("other.toml");
    std::fs::write(&other, b"title = \"x\"\nnotes = \"\xff\"\n").unwrap();
    let large = folder.path().join("large.toml");
    std::fs::File::create(&large).unwrap().set_len(MAX_FILE_BYTES + 1).unwrap();
    for (path, expected) in [
        (folder.path().join("missing.toml"), "cannot be read"),
        (folder_name, "found a folder"),
        (other, "found other bytes in line 2"),
        (large, "at most 8 MiB"),
    ] {
        let message = Preset::load(path.to_str().unwrap()).unwrap_err().to_string();
        assert!(message.contains(expected) && message.lines().count() == 1, "{message}");
    }
}

#[test]
fn an_unknown_point_is_answered_with_the_near_one() {
    let preset = good();
    assert_eq!(preset.point("there").unwrap().weights[0], 0.0);
    let message = preset.point("ther").unwrap_err().to_string();
    assert!(
        message.contains("\"here\" or \"there\"") && message.contains("did you mean"),
        "{message}"
    );
}
