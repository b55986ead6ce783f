//! Values that have the right type, but are beyond what they may be.

use super::told::{assert_told, assert_told_in};
use super::*;
use crate::objective::LossKind;

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

/// Three classes, and a point that is half one and half another.
const CLASSES: &str = r#"[dataset]
inputs = [[0], [1], [2], [3]]
targets = [[1, 0, 0], [0, 1, 0], [0, 0, 1], ["1/2", 0.5, 0]]
[network]
layers = [1, 2, 3]
activation = "tanh"
output_activation = "identity"
[loss]
kind = "softmax"
"#;

#[test]
fn softmax_takes_classes_and_shares_and_is_written_as_it_was_read() {
    let preset = Preset::parse("classes", CLASSES).unwrap();
    assert_eq!(preset.loss.kind, LossKind::Softmax);
    assert_eq!(preset.dataset.target(3), [0.5, 0.5, 0.0]);
    assert!(preset.can_have(LossKind::CrossEntropy) && preset.can_have(LossKind::Softmax));
    let again = Preset::parse("classes", &preset.to_toml()).unwrap();
    assert_eq!(again.loss, preset.loss);
    // all outputs 0: each class has a third, whatever the targets
    let loss = preset.objective().value(&[0.0; 13], &mut preset.objective().workspace());
    assert!((loss - 4.0 * 3.0_f64.ln()).abs() < 1e-14, "{loss}");
}

#[test]
fn what_softmax_cannot_be_a_loss_of() {
    let told = |from: &str, to: &str, at: &str, key: &str, part: &str| {
        assert_told_in(CLASSES, from, to, at, key, &[part]);
    };
    told("[0, 1, 0]", "[0, 1, 1]", "targets", "dataset.targets[1]", "sum to 1, as softmax takes");
    told("[0, 1, 0]", "[0, 2, -1]", "targets", "dataset.targets[1]", "targets from 0 to 1");
    told("\"identity\"", "\"tanh\"", "[loss]", "loss", "with identity as the output activation");
    let one = CLASSES
        .replace("[[1, 0, 0], [0, 1, 0], [0, 0, 1], [\"1/2\", 0.5, 0]]", "[1, 1, 1, 1]")
        .replace("[1, 2, 3]", "[1, 2, 1]");
    let error = Preset::parse("one", &one).unwrap_err().to_string();
    assert!(error.contains("for one output take cross-entropy"), "{error}");
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
    assert_told("steps = 7", "warm_up = -1", "warm", "descent.warm_up", &["from 0", "found -1"]);
    assert_told("steps = 7", "noise = -1", "noise", "descent.noise", &["at least 0, found -1"]);
    assert_told("steps = 7", "noise_seed = 0.5", "noise", "descent.noise_seed", &["from 0"]);
    assert_told("beta1 = 0.8", "beta1 = 1", "beta1", "descent.beta1", &["below 1"]);
    assert_told("scale = \"1/2\"", "scale = 0", "scale", "loss.scale", &["a number above 0"]);
}

#[test]
fn schedules_that_are_none() {
    for (text, key, part) in [
        ("schedule = \"cosin\"", "schedule", "did you mean \"cosine\"?"),
        ("schedule = \"step\"; schedule_steps = 0", "schedule_steps", "from 1 to 1000000000"),
        ("schedule = \"step\"; schedule_factor = 0", "schedule_factor", "above 0, found 0"),
        ("schedule = \"step\"; schedule_factor = 2", "schedule_factor", "at most 1, found 2"),
        ("schedule = \"step\"; schedule_floor = 0", "schedule_floor", "schedule = \"cosine\" b"),
        ("schedule = \"cosine\"; schedule_floor = 1.5", "schedule_floor", "at most 1, found 1.5"),
        ("schedule = \"cosine\"; schedule_factor = 1", "schedule_factor", "schedule = \"step\" b"),
        ("schedule_steps = 4", "schedule_steps", "\"step\" or schedule = \"cosine\" beside it"),
    ] {
        let text = text.replace("; ", "\n");
        assert_told("steps = 7", &text, key, &format!("descent.{key}"), &[part]);
    }
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
