//! One test a kind of mistake: the sentence names file, line, key and what was expected.

use super::*;

/// The sentence on the good file with `from` replaced by `to`; the mistake must stand in a line
/// that holds `at`, and be told with `key` and every part of `parts`.
fn assert_told(from: &str, to: &str, at: &str, key: &str, parts: &[&str]) {
    assert_told_in(GOOD, from, to, at, key, parts);
}

fn assert_told_in(good: &str, from: &str, to: &str, at: &str, key: &str, parts: &[&str]) {
    assert_eq!(good.matches(from).count(), 1, "{from:?} stands once in the good file");
    let text = good.replace(from, to);
    let line =
        text.lines().position(|line| line.contains(at)).expect("the place of the mistake") + 1;
    let error = Preset::parse("some/bad.toml", &text).expect_err("a mistake");
    let sentence = error.to_string();
    assert!(sentence.starts_with("some/bad.toml, line "), "{sentence}");
    assert_eq!(error.line, Some(line), "{sentence}");
    assert_eq!(error.key.as_deref().unwrap_or(""), key, "{sentence}");
    assert!(sentence.lines().count() == 1, "{sentence}");
    for part in parts {
        assert!(sentence.contains(part), "{sentence}\nlacks {part:?}");
    }
}

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
        &["unknown key (did you mean \"inputs\"?)", "expected \"inputs\" or \"targets\""],
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

#[test]
fn empty_data() {
    assert_told(
        "targets = [0, 1, 0.5]",
        "targets = []",
        "[]",
        "dataset.targets",
        &["expected at least one point"],
    );
    let text = "[dataset]\ninputs = []\ntargets = []\n[network]\nlayers = [1, 1]\n";
    let message = Preset::parse("bad.toml", text).unwrap_err().to_string();
    assert_eq!(
        message,
        "bad.toml, line 2, dataset.inputs: expected at least one point, found an empty list"
    );
}

#[test]
fn targets_that_cross_entropy_cannot_take() {
    assert_told(
        "[0, 1, 0.5]",
        "[0, 1.5, 0.5]",
        "1.5",
        "dataset.targets[1]",
        &["expected a target from 0 to 1", "found 1.5"],
    );
}

#[test]
fn a_range_that_is_none() {
    for range in ["[2, -1]", "[1, 1]"] {
        assert_told("[-1, 2.5]", range, range, "plane.x_range", &["low below high"]);
    }
    assert_told(
        "[-1, 2.5]",
        "[1]",
        "[1]",
        "plane.x_range",
        &["a range [low, high], found a list of 1"],
    );
}

#[test]
fn settings_outside_their_limits() {
    assert_told(
        "0.1\nsteps",
        "-0.1\nsteps",
        "-0.1",
        "descent.learning_rate",
        &["above 0, found -0.1"],
    );
    assert_told(
        "steps = 7",
        "steps = -7",
        "-7",
        "descent.steps",
        &["a whole number from 0", "found -7"],
    );
    assert_told("steps = 7", "steps = 1000000001", "steps", "descent.steps", &["to 1000000000"]);
    assert_told("steps = 7", "batch_size = 4", "batch", "descent.batch_size", &["from 1 to 3"]);
    assert_told("beta1 = 0.8", "beta1 = 1", "beta1", "descent.beta1", &["below 1"]);
    assert_told("scale = \"1/2\"", "scale = 0", "scale", "loss.scale", &["a number above 0"]);
}

#[test]
fn a_point_name_used_twice() {
    assert_told(
        "name = \"there\"",
        "name = \"here\" # again",
        "again",
        "points[1].name",
        &["found \"here\" a second time"],
    );
}

#[test]
fn sizes_that_are_zero_or_beyond_the_limits() {
    assert_told(
        "[2, 2, 1]",
        "[2, 0, 1]",
        "[2, 0, 1]",
        "network.layers[1]",
        &["a whole number from 1", "found 0"],
    );
    assert_told("[2, 2, 1]", "[2]", "[2]", "network.layers", &["at least two layer sizes"]);
    assert_told(
        "[2, 2, 1]",
        "[2, 999999, 999999, 1]",
        "999999",
        "network.layers",
        &["at most 1000000 weights and biases"],
    );
    let many = "[0,1],".repeat(MAX_POINTS + 1);
    let text = format!("[dataset]\ninputs = [{many}]\ntargets = [0]\n[network]\nlayers = [2, 1]\n");
    let message = Preset::parse("bad.toml", &text).unwrap_err().to_string();
    assert!(
        message.contains("line 2, dataset.inputs: expected at most 1000000 points"),
        "{message}"
    );
}

#[test]
fn planes_without_two_directions() {
    let old = "kind = \"weights\"\nx = \"W1[0,1]\"\ny = \"b2[0]\"\norigin = \"there\"";
    for (new, at, key, part) in [
        (
            "kind = \"points\"\npoints = [\"here\", \"there\"]",
            "points = [",
            "plane.points",
            "three points",
        ),
        (
            "kind = \"points\"\npoints = [\"here\", \"there\", \"here\"]",
            "points = [",
            "plane.points",
            "three different points",
        ),
        (
            "kind = \"weights\"\nx = \"W1[0,1]\"\ny = \"W1[0,1]\"",
            "y = ",
            "plane.y",
            "another parameter",
        ),
        ("kind = \"directions\"\nx = [1]\ny = [2]", "x = [1]", "plane.x", "a list of 9 numbers"),
        (
            "kind = \"directions\"\nx = [0,0,0,0,0,0,0,0,0]\ny = [2]",
            "x = [",
            "plane.x",
            "nothing but zeros",
        ),
        ("kind = \"eigenvectors\"\nx = 3\ny = 3", "y = 3", "plane.y", "two different eigenvectors"),
        ("kind = \"eigenvectors\"\nx = 9", "x = 9", "plane.x", "from 0 to 8"),
        ("kind = \"trajectory\"", "[plane]", "plane.start", "the name of the point"),
    ] {
        assert_told(old, new, at, key, &[part]);
    }
}

#[test]
fn mistakes_in_a_tour() {
    let good = format!("{GOOD}{TOUR}");
    let told = |from: &str, to: &str, at: &str, key: &str, parts: &[&str]| {
        assert_told_in(&good, from, to, at, key, parts);
    };
    let (full, bare) = ("[[tour]]\ntext = \"Back.\"", "[[tour]] # bare");
    told(full, bare, bare, "tour[2].text", &["expected what is said in this step, found nothing"]);
    told("\"Back.\"", "\" \"", "\" \"", "tour[2].text", &["a text that is not blank"]);
    let expected = "expected the name of a point: \"here\" or \"there\", found \"hre\" (did you \
        mean \"here\"?)";
    told("start = \"here\"", "start = \"hre\"", "start = \"hre\"", "tour[0].start", &[expected]);
    told("proof = \"here\"", "proof = \"hre\"", "proof = \"hre\"", "tour[0].proof", &[expected]);
    let eight = "expected the name of a point or a list of 9 numbers, one for each parameter, \
        found a list of 8";
    told("\"11/2\", ", "", "start = [0,", "tour[1].start", &[eight]);
    told("start = [0, 2", "start = [true, 2", "[true", "tour[1].start[0]", &["expected a number"]);
    told("\"basins\"", "\"basin\"", "layer = ", "tour[1].layer", &["(did you mean \"basins\"?)"]);
    told(
        "contours = false",
        "contour = false",
        "contour = ",
        "tour[1].contour",
        &["unknown key (did you mean \"contours\"?)"],
    );
    told("[0, 1]\nlayer", "[1, 0]\nlayer", "[1, 0]", "tour[1].x_range", &["low below high"]);
    told(
        "\"b1[1]\"",
        "\"b1[2]\"",
        "b1[2]",
        "tour[1].plane.y",
        &["a parameter of the 2-2-1 network"],
    );
    told(
        "y_range = [-2, 2]",
        "labels = 1",
        "labels",
        "tour[2].labels",
        &["expected true or false, found 1"],
    );
    told(full, "[tours]", "[tours]", "tours", &["did you mean \"tour\"?"]);
}
