//! One test a kind of mistake: the sentence names file, line, key and what was expected.

use super::told::assert_told;
use super::*;

#[test]
fn broken_toml() {
    assert_told("targets = [0, 1, 0.5]", "targets = [0, 1", "[network]", "", &["no valid TOML"]);
    assert_told("kind = \"weights\"", "kind = weights", "kind = weights", "", &["no valid TOML"]);
    assert_told(
        "steps = 7",
        "steps = 7\nsteps = 8",
        "steps = 8",
        "",
        &["no valid TOML", "duplicate"],
    );
}

#[test]
fn an_unknown_key() {
    assert_told(
        "inputs = [",
        "imputs = [",
        "imputs",
        "dataset.imputs",
        &[
            "unknown key (did you mean \"inputs\"?)",
            "expected \"inputs\", \"targets\", \"input_names\", \"class_names\" or",
        ],
    );
    assert_told(
        "[loss]",
        "[losses]",
        "[losses]",
        "losses",
        &["unknown key (did you mean \"loss\"?)"],
    );
    assert_told("note = ", "nota = ", "nota", "points[1].nota", &["did you mean \"note\"?"]);
    assert_told(
        "learning_rate",
        "learning-rate",
        "learning-rate",
        "descent.learning-rate",
        &["\"learning_rate\"?"],
    );
    assert_told(
        "x = \"W1[0,1]\"",
        "seed = 3\nx = \"W1[0,1]\"",
        "seed = 3",
        "plane.seed",
        &["for a plane of kind \"weights\""],
    );
}

#[test]
fn a_missing_key() {
    assert_told(
        "layers = [2, 2, 1]",
        "",
        "[network]",
        "network.layers",
        &["expected a list of at least two layer sizes", "found nothing"],
    );
    assert_told("targets = [0, 1, 0.5]", "", "[dataset]", "dataset.targets", &["found nothing"]);
    assert_told(
        ", biases = [9] },\n]\n\n[[points]]",
        " },\n]\n\n[[points]]",
        "{ weights = [[7, 8]] }",
        "points[0].layers[1].biases",
        &["expected a list of 1 number, the biases of layer 2, found nothing"],
    );
    let error = Preset::parse("bad.toml", "title = \"x\"").unwrap_err();
    assert_eq!(
        error.to_string(),
        "bad.toml, line 1, network: expected a table [network], found nothing"
    );
}

#[test]
fn a_value_of_the_wrong_type() {
    assert_told(
        "title = \"A small one\"",
        "title = 5",
        "title = 5",
        "title",
        &["expected a text in quotes, found 5"],
    );
    assert_told(
        "[0, 1],",
        "[0, true],",
        "[0, true]",
        "dataset.inputs[0][1]",
        &["expected a number, found true"],
    );
    assert_told(
        "activation = \"tanh\"",
        "activation = \"tanh\"\nbias = 1",
        "bias = 1",
        "network.bias",
        &["expected true or false, found 1"],
    );
    assert_told("[loss]", "[[loss]]", "[[loss]]", "loss", &["expected a table, found a list of 1"]);
    assert_told(
        "layers = [2, 2, 1]",
        "layers = \"2-2-1\"",
        "\"2-2-1\"",
        "network.layers",
        &["a list of at least two"],
    );
    assert_told(
        "starts = [\"there\"]",
        "starts = 1979-05-27",
        "starts",
        "descent.starts",
        &["the date 1979-05-27"],
    );
}

#[test]
fn rows_of_the_wrong_length() {
    let expected = "expected a list of 2 numbers, the inputs of a point";
    assert_told(
        "[2.8, \"13/3\"]",
        "[2.8]",
        "[2.8]",
        "dataset.inputs[1]",
        &[expected, "found a list of 1"],
    );
    assert_told("[2.8, \"13/3\"]", "2.8", "    2.8", "dataset.inputs[1]", &[expected, "found 2.8"]);
    assert_told(
        "[0, 1, 0.5]",
        "[0, [1, 2], 0.5]",
        "[1, 2]",
        "dataset.targets[1]",
        &["expected a list of 1 number"],
    );
    assert_told(
        "[0, 1, 0.5]",
        "[0, 1]",
        "targets = [0, 1]",
        "dataset.targets",
        &["expected 3", "found 2"],
    );
}

#[test]
fn a_number_that_is_not_finite() {
    for (number, expected) in [
        ("nan", "expected a finite number, found nan"),
        ("-inf", "expected a finite number, found -inf"),
        ("1e309", "below 1.8e308"),
        ("1e99999", "an exponent of ten from -400 to 400"),
        ("\"1/0\"", "a denominator other than 0"),
        ("\"one\"", "a number or a fraction such as \"13/3\""),
    ] {
        assert_told(
            "[0, 1],",
            &format!("[0, {number}],"),
            number,
            "dataset.inputs[0][1]",
            &[expected],
        );
    }
}

#[test]
fn weights_that_do_not_fit_the_layers() {
    assert_told(
        "[[1, 2], [3, 4]], biases = [5, 6]",
        "[[1, 2]], biases = [5, 6]",
        "[[1, 2]]",
        "points[0].layers[0].weights",
        &["expected the 2 x 2 weights of layer 1 as a list of 2 rows", "found a list of 1"],
    );
    assert_told(
        "[[1, 2], [3, 4]]",
        "[[1, 2], [3]]",
        "[[1, 2], [3]]",
        "points[0].layers[0].weights[1]",
        &["expected a list of 2 numbers", "layer 1 (a matrix of 2 x 2)", "found a list of 1"],
    );
    assert_told(
        "[[1, 2], [3, 4]], biases = [5, 6]",
        "[[1, 2], [3, 4]], biases = [5]",
        "biases = [5]",
        "points[0].layers[0].biases",
        &["expected a list of 2 numbers, the biases of layer 1", "found a list of 1"],
    );
    assert_told(
        "layers = [2, 2, 1]",
        "layers = [2, 2, 2, 1]",
        "# of here",
        "points[0].layers",
        &["expected a list of 3 { weights, biases }", "2-2-2-1 network", "found a list of 2"],
    );
}

#[test]
fn biases_of_a_network_without_any() {
    assert_told(
        "activation = \"tanh\"",
        "activation = \"tanh\"\nbias = false",
        "biases = [5, 6]",
        "points[0].layers[0].biases",
        &["expected no biases", "network.bias is false"],
    );
}

#[test]
fn an_unknown_name() {
    assert_told(
        "\"tanh\"",
        "\"tahn\"",
        "tahn",
        "network.activation",
        &["expected an activation", "\"gaussian\"", "did you mean \"tanh\"?"],
    );
    assert_told(
        "\"adam\"",
        "\"sgd\"",
        "sgd",
        "descent.optimizer",
        &["expected an optimizer", "\"gradient-descent\"", "found the text \"sgd\""],
    );
    assert_told(
        "\"cross-entropy\"",
        "\"crossentropy\"",
        "crossentropy",
        "loss.kind",
        &["\"cross-entropy\"?"],
    );
    assert_told("\"mean\"", "\"men\"", "\"men\"", "loss.reduction", &["did you mean \"mean\"?"]);
    assert_told(
        "\"weights\"",
        "\"weight\"",
        "\"weight\"",
        "plane.kind",
        &["did you mean \"weights\"?"],
    );
    assert_told(
        "origin = \"there\"",
        "origin = \"ther\"",
        "origin",
        "plane.origin",
        &["\"here\" or \"there\"", "did you mean \"there\"?"],
    );
    assert_told(
        "starts = [\"there\"]",
        "starts = [\"here\", \"hare\"]",
        "hare",
        "descent.starts[1]",
        &["did you mean \"here\"?"],
    );
    assert_told(
        "W1[0,1]",
        "W1[0,7]",
        "W1[0,7]",
        "plane.x",
        &["a parameter of the 2-2-1 network", "did you mean"],
    );
}
