//! The shipped presets hold what their notes and the literature claim.

use basinscope::descent::{Dynamics, Termination};
use basinscope::experiment::view;
use basinscope::monitor::Monitor;
use basinscope::network::norm;
use basinscope::objective::eigenvalues;
use basinscope::optimizer::{Noise, Settings};
use basinscope::preset::{PlaneKind, Preset, Written};

fn load(name: &str) -> Preset {
    Preset::load(name).unwrap_or_else(|error| panic!("{error}"))
}

fn loss_of(preset: &Preset, point: &str) -> f64 {
    let objective = preset.objective();
    let point = preset.point(point).unwrap_or_else(|error| panic!("{error}"));
    objective.value(&point.weights, &mut objective.workspace())
}

fn gradient_norm_of(preset: &Preset, point: &str) -> f64 {
    let objective = preset.objective();
    let weights = &preset.point(point).unwrap().weights;
    let mut gradient = vec![0.0; weights.len()];
    objective.value_and_gradient(weights, &mut gradient, &mut objective.workspace());
    norm(&gradient)
}

#[test]
fn every_file_of_the_folder_is_shipped() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/presets");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|file| file.strip_suffix(".toml").map(str::to_owned))
        .collect();
    files.sort_unstable();
    let mut names: Vec<&str> = Preset::shipped_names().collect();
    names.sort_unstable();
    assert_eq!(files, names);
}

#[test]
fn every_shipped_preset_says_what_it_shows_and_has_starts_among_its_points() {
    for preset in Preset::shipped() {
        let name = &preset.name;
        assert!(!preset.title.is_empty() && !preset.source.is_empty(), "{name}");
        assert!(preset.notes.trim_end().lines().count() >= 2, "{name}");
        assert!(preset.points.iter().all(|point| !point.note.is_empty()), "{name}");
        assert!(preset.descent.starts.len() >= 2, "{name}");
    }
}

#[test]
fn every_shipped_preset_is_the_same_after_writing_and_reading() {
    for preset in Preset::shipped() {
        let made = Preset { written: Written::default(), ..preset.clone() };
        assert_eq!(Preset::parse(&preset.name, &made.to_toml()).as_ref(), Ok(&preset));
        assert_eq!(Preset::parse(&preset.name, &preset.to_toml()).as_ref(), Ok(&preset));
    }
}

#[test]
fn points_with_an_exact_loss_have_it_to_twelve_digits() {
    for (name, point, loss) in [
        ("relu-line-of-minima", "line of minima", 18.0),
        ("relu-line-of-minima", "better", 14.0),
        ("two-relu-units", "global minimum", 0.0),
        ("two-relu-units", "bad minimum", 8.0 / 3.0),
        ("two-relu-units", "global minimum as printed", 29.0),
        ("two-relu-units", "bad minimum as printed", 23.0 / 3.0),
        ("three-relu-units", "better minimum", 1.0 / 6.0),
        ("three-relu-units", "worse minimum", 2.0 / 3.0),
        ("dead-layer", "dead", 10.0),
        ("dead-layer", "global minimum", 1.0),
        ("yun-sigmoid", "spurious minimum", 1.0 / 3.0),
        ("yun-sigmoid", "global minimum", 0.0),
        ("yun-tanh", "spurious minimum", 1.0 / 3.0),
        ("yun-tanh", "global minimum", 0.0),
        ("gaussian-stripe", "global minimum", 0.0),
        ("gaussian-stripe", "global minimum, mirrored", 0.0),
    ] {
        let found = loss_of(&load(name), point);
        assert!((found - loss).abs() <= 1e-12, "{name}, {point}: {found} instead of {loss}");
    }
}

#[test]
fn points_known_to_some_digits_have_that_loss() {
    for (name, point, loss, half_a_digit) in [
        ("sigmoid-ten-points", "bad minimum", 5.777_378_449, 5e-10),
        ("sigmoid-ten-points", "as printed", 5.777_378_449, 1e-8),
        // by Newton's method in 40 digits, elsewhere
        ("sigmoid-eight-points", "bad minimum", 4.552_499_102_729_78, 5e-14),
        ("sigmoid-eight-points", "eight right", 1.853_432_6, 5e-8),
        ("logistic-neuron", "global minimum", 0.063_950_5, 5e-8),
        ("logistic-neuron", "bad minimum", 0.302_499_8, 5e-8),
        ("logistic-neuron-2d", "global minimum", 2.0 * 0.063_950_5, 1e-7),
        ("logistic-neuron-2d", "bad minimum, first weight", 0.063_950_5 + 0.302_499_8, 1e-7),
        ("logistic-neuron-2d", "bad minimum, second weight", 0.063_950_5 + 0.302_499_8, 1e-7),
        ("logistic-neuron-2d", "worst minimum", 2.0 * 0.302_499_8, 1e-7),
        ("tanh-split-unit", "half and half", 3.314_221_043, 5e-10),
        ("tanh-split-unit", "four fifths", 3.314_221_043, 5e-10),
        ("tanh-split-unit", "three halves", 3.314_221_043, 5e-10),
        ("gaussian-stripe", "bad minimum", 0.25, 1e-6),
        ("gaussian-stripe", "bad minimum, mirrored", 0.25, 1e-6),
        ("safran-shamir-7", "spurious minimum", 0.023_202_71, 5e-9),
    ] {
        let found = loss_of(&load(name), point);
        assert!((found - loss).abs() <= half_a_digit, "{name}, {point}: {found} instead of {loss}");
    }
}

#[test]
fn the_gradient_vanishes_at_the_smooth_minima() {
    for (name, points) in [
        ("sigmoid-ten-points", &["bad minimum"][..]),
        ("sigmoid-eight-points", &["bad minimum"]),
        ("logistic-neuron", &["global minimum", "bad minimum"]),
        (
            "logistic-neuron-2d",
            &[
                "global minimum",
                "bad minimum, first weight",
                "bad minimum, second weight",
                "worst minimum",
            ],
        ),
        ("yun-sigmoid", &["spurious minimum", "global minimum"]),
        ("yun-tanh", &["spurious minimum", "global minimum"]),
        ("tanh-split-unit", &["half and half", "four fifths", "three halves"]),
        (
            "gaussian-stripe",
            &["global minimum", "global minimum, mirrored", "bad minimum", "bad minimum, mirrored"],
        ),
        ("safran-shamir-7", &["spurious minimum", "global minimum"]),
    ] {
        let preset = load(name);
        for point in points {
            let found = gradient_norm_of(&preset, point);
            assert!(found <= 1e-14, "{name}, {point}: {found:e}");
        }
    }
}

#[test]
fn the_digits_in_print_are_near_the_refined_minimum_but_not_on_it() {
    let preset = load("sigmoid-ten-points");
    let found = gradient_norm_of(&preset, "as printed");
    assert!((1.4e-5..1.6e-5).contains(&found), "{found:e}");
}

#[test]
fn strict_minima_have_only_positive_curvatures() {
    for (name, point) in [
        ("sigmoid-ten-points", "bad minimum"),
        ("logistic-neuron", "bad minimum"),
        ("logistic-neuron-2d", "worst minimum"),
        ("gaussian-stripe", "bad minimum"),
        ("gaussian-stripe", "global minimum"),
        ("safran-shamir-7", "spurious minimum"),
        ("safran-shamir-7", "global minimum"),
    ] {
        let preset = load(name);
        let hessian = preset.objective().hessian(&preset.point(point).unwrap().weights);
        let all = eigenvalues(&hessian).expect("finite entries");
        assert!(all.iter().all(|&value| value > 1e-4), "{name}, {point}: {all:?}");
    }
    let preset = load("sigmoid-ten-points");
    let hessian = preset.objective().hessian(&preset.point("bad minimum").unwrap().weights);
    let expected =
        [1.9404e-3, 8.1436e-2, 0.18474, 0.21101, 0.38277, 0.78198, 3.5826, 4.3282, 5.7883];
    for (found, expected) in eigenvalues(&hessian).expect("finite entries").iter().zip(expected) {
        assert!((found / expected - 1.0).abs() < 5e-5, "{found} instead of {expected}");
    }
}

#[test]
fn named_classifiers_get_as_many_points_right_as_they_say() {
    for (name, point, right, of) in [
        ("sigmoid-ten-points", "bad minimum", 4.0, 10.0),
        ("sigmoid-ten-points", "ten right", 10.0, 10.0),
        ("xor-relu", "three right", 3.0, 4.0),
        ("xor-relu", "four right", 4.0, 4.0),
        ("xor-sigmoid", "three right", 3.0, 4.0),
        ("xor-sigmoid", "four right", 4.0, 4.0),
        ("jellyfish-relu", "three right", 3.0, 4.0),
        ("jellyfish-relu", "four right", 4.0, 4.0),
        ("jellyfish-sigmoid", "three right", 3.0, 4.0),
        ("jellyfish-sigmoid", "four right", 4.0, 4.0),
        ("blind-spot", "nine right", 9.0, 9.0),
    ] {
        let preset = load(name);
        let accuracy = preset.objective().accuracy(&preset.point(point).unwrap().weights);
        assert_eq!(accuracy, Some(right / of), "{name}, {point}");
    }
}

#[test]
fn the_second_layer_of_the_dead_network_fires_on_no_point() {
    let preset = load("dead-layer");
    let objective = preset.objective();
    let mut work = objective.workspace();
    for point in ["dead", "start dead"] {
        let weights = &preset.point(point).unwrap().weights;
        for i in 0..preset.dataset.len() {
            let pre = objective.pre_activations(weights, preset.dataset.input(i), &mut work);
            assert!(pre[1].iter().all(|&z| z < 0.0), "{point}");
        }
    }
    assert_eq!(gradient_norm_of(&preset, "dead"), 0.0);
}

#[test]
fn every_point_lies_in_the_plane_shown_and_within_its_ranges() {
    // the one network of a single weight has no plane, and elsewhere a written range is needed
    for preset in Preset::shipped().iter().filter(|preset| preset.has_plane()) {
        let view = view(preset, &Monitor::default()).unwrap_or_else(|error| panic!("{error}"));
        for point in &preset.points {
            let at = view.plane.project(&point.weights);
            let what = format!("{}, {}: {at:?}", preset.name, point.name);
            assert!(at.distance <= 1e-3, "{what}");
            assert!(view.x_range[0] < at.x && at.x < view.x_range[1], "{what}");
            assert!(view.y_range[0] < at.y && at.y < view.y_range[1], "{what}");
        }
    }
}

#[test]
fn all_four_points_of_the_erratum_lie_in_the_plane_shown() {
    let preset = load("two-relu-units");
    let PlaneKind::Points { points } = &preset.plane.kind else { panic!("a plane through points") };
    let [bad, global, printed] =
        points.each_ref().map(|name| preset.point(name).unwrap().exact.to_vec());
    let last = &preset.point("global minimum as printed").unwrap().exact;
    for i in 0..last.len() {
        assert_eq!(last[i], &global[i] + &printed[i] - &bad[i]);
    }
}

#[test]
fn a_line_has_a_range_of_some_height_however_large_and_flat_its_loss_is() {
    let text = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/presets/logistic-neuron.toml"
    ))
    .unwrap();
    for target in ["0.55", "1e8", "1e100", "1e149", "1e154", "1e200", "1e300"] {
        let preset = Preset::parse("huge", &text.replace("0.55", target)).unwrap();
        let view = basinscope::experiment::line(&preset).unwrap();
        let [low, high] = view.y_range;
        assert!(low < high && (high - low).is_finite(), "{target}: {low} to {high}");
        assert!(high - low >= 1e-9 * high.abs(), "{target}: {low} to {high}");
    }
}

#[test]
fn a_plane_through_huge_weights_is_seen_in_a_range_of_some_width() {
    for size in [1.0, 1e20, 1e197, 1e299, 1e305] {
        let mut preset = load("gaussian-stripe");
        preset.plane.x_range = None;
        preset.plane.y_range = None;
        for point in &mut preset.points {
            point.weights = vec![-size, 0.9 * size];
        }
        let view = view(&preset, &Monitor::default()).unwrap();
        for [low, high] in [view.x_range, view.y_range] {
            assert!(low < high && (high - low).is_finite(), "{size}: {low} to {high}");
        }
    }
}

#[test]
fn gradient_noise_leaves_the_strict_bad_minimum_that_descent_stays_in() {
    let preset = load("sigmoid-ten-points");
    let objective = preset.objective();
    let minimum = &preset.point("bad minimum").unwrap().weights;
    let plain = Settings { stop: false, ..preset.descent.settings.clone() };
    let bad = Dynamics::plain(&objective, &plain).ending(minimum);
    assert_eq!(bad.termination, Termination::Converged);
    assert!((bad.loss - 5.777_378_449).abs() < 1e-8, "{}", bad.loss);
    for seed in 1..4 {
        // the decay is that of Neelakantan et al. 2015
        let noise = Noise { deviation: 3.0, decay: 0.55, seed };
        let noisy = Settings { noise, ..plain.clone() };
        let end = Dynamics::plain(&objective, &noisy).ending(minimum);
        assert_eq!(end.termination, Termination::Undecided, "it never says to have arrived");
        assert!(end.loss < 4.9, "seed {seed}: {}", end.loss);
        // and without noise it does not go back from there
        let after = Dynamics::plain(&objective, &plain).ending(&end.weights);
        assert!(after.loss < 4.8, "seed {seed}: {}", after.loss);
    }
    // less of it is not enough
    let noise = Noise { deviation: 0.1, decay: 0.55, seed: 1 };
    let end = Dynamics::plain(&objective, &Settings { noise, ..plain.clone() }).ending(minimum);
    assert!(end.loss > bad.loss && end.loss < bad.loss + 0.01, "{}", end.loss);
}
