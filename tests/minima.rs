//! Critical points of the shipped presets: those of the facts are found, and what is claimed of
//! each holds.

use std::process::Command;

use basinscope::experiment;
use basinscope::minima::{CriticalKind, CriticalPoint, Findings, Settings, search};
use basinscope::monitor::Monitor;
use basinscope::network::{Activation, Dataset, Network, are_copies, norm};
use basinscope::objective::{Loss, LossKind, Objective, Reduction};
use basinscope::preset::Preset;
use ndarray::Array2;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use serde_json::Value;

/// Random networks that are searched; with 1500 of them every claim held too.
const NETWORKS: usize = 56;

fn load(name: &str) -> Preset {
    Preset::load(name).unwrap_or_else(|error| panic!("{error}"))
}

fn found(preset: &Preset, starts: usize, seed: u64) -> Findings {
    experiment::minima(preset, starts, seed, &Monitor::default()).expect("it is small enough")
}

fn json(arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_basinscope"))
        .args(arguments)
        .output()
        .expect("the program runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON on the output")
}

fn loss(objective: &Objective, weights: &[f64]) -> f64 {
    objective.value(weights, &mut objective.workspace())
}

fn moved(weights: &[f64], direction: &[f64], step: f64) -> Vec<f64> {
    weights.iter().zip(direction).map(|(w, d)| w + step * d).collect()
}

/// The loss of `sigmoid(w x)` on (10, 0.55) and (0.7, 0.25), written without the program's code.
fn logistic(w: f64) -> f64 {
    let s = |z: f64| 1.0 / (1.0 + (-z).exp());
    (s(10.0 * w) - 0.55).powi(2) + (s(0.7 * w) - 0.25).powi(2)
}

#[test]
fn one_logistic_neuron_has_two_minima_and_the_maximum_between_them() {
    let found = found(&load("logistic-neuron"), 100, 0);
    let kinds: Vec<(CriticalKind, f64)> =
        found.points.iter().map(|point| (point.kind, point.weights[0])).collect();
    let [
        (CriticalKind::StrictMinimum, good),
        (CriticalKind::StrictMinimum, bad),
        (CriticalKind::Maximum, top),
    ] = kinds[..]
    else {
        panic!("{kinds:?}");
    };
    assert!((good - 0.012_925).abs() < 1e-5 && (bad + 1.569_394).abs() < 1e-5, "{good} {bad}");
    assert!(
        (logistic(good) - 0.063_950_5).abs() < 1e-7 && (logistic(bad) - 0.302_499_8).abs() < 1e-7
    );
    assert!(bad < top && top < good && logistic(top) > logistic(bad), "{top}");
}

#[test]
fn the_logistic_neuron_on_two_axes_has_four_minima_four_saddles_and_a_maximum_whatever_the_seed() {
    // critical points of a sum over the axes are the pairs of those on one axis
    let one = found(&load("logistic-neuron"), 100, 0);
    let line: Vec<f64> = one.points.iter().map(|point| point.weights[0]).collect();
    for seed in [0, 77_000, 123_456_789] {
        let found = found(&load("logistic-neuron-2d"), 300, seed);
        let count = |kind, index| {
            found.points.iter().filter(|p| (p.kind, p.index) == (kind, index)).count()
        };
        assert_eq!(found.points.len(), 9, "seed {seed}");
        assert_eq!(
            [
                count(CriticalKind::StrictMinimum, 0),
                count(CriticalKind::Saddle, 1),
                count(CriticalKind::Maximum, 2)
            ],
            [4, 4, 1],
            "seed {seed}"
        );
        for x in &line {
            for y in &line {
                assert!(
                    found.points.iter().any(|p| norm(&[p.weights[0] - x, p.weights[1] - y]) < 1e-9),
                    "{x} {y}"
                );
            }
        }
    }
}

#[test]
fn the_ten_points_have_their_strict_bad_minimum_and_eight_copies_of_it() {
    let preset = load("sigmoid-ten-points");
    let found = found(&preset, 200, 0);
    let bad = preset.points.iter().position(|point| point.name == "bad minimum").unwrap();
    let minima: Vec<&CriticalPoint> = found.points.iter().filter(|p| p.kind.is_minimum()).collect();
    let [minimum] = minima[..] else { panic!("{minima:?}") };
    assert_eq!(
        (minimum.kind, minimum.copies, minimum.accuracy),
        (CriticalKind::StrictMinimum, 8, Some(0.4))
    );
    assert!(minimum.known.contains(&bad));
    assert!(are_copies(&preset.network, &minimum.weights, &preset.points[bad].weights, 1e-8));
    assert!((minimum.loss - 5.777_378_449).abs() < 1e-9);
    // those of the facts, since the canonical form is the copy that the facts give
    let expected =
        [1.9404e-3, 8.1436e-2, 0.18474, 0.21101, 0.38277, 0.78198, 3.5826, 4.3282, 5.7883];
    for (found, expected) in minimum.eigenvalues.iter().zip(expected) {
        assert!((found / expected - 1.0).abs() < 1e-4, "{found} {expected}");
    }
    // the data are separable, so that a descent may also run to infinity with the loss towards 0
    assert_eq!(found.limits.first().map(|limit| limit.loss), Some(0.0));
    // 20 000 random starts without searches beside what they find meet 62
    let saddles: Vec<&CriticalPoint> =
        found.points.iter().filter(|p| p.kind == CriticalKind::Saddle).collect();
    assert!(saddles.len() >= 62, "{}", saddles.len());
    // the lowest of all, a pass out of the bad minimum, is never among those
    let pass = saddles[0];
    assert!((pass.loss - 5.778_767_986).abs() < 1e-8 && pass.index == 1, "{pass:?}");
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    for point in saddles {
        check(&preset.objective(), point, &mut rng, "sigmoid-ten-points");
    }
}

#[test]
fn points_of_the_facts_are_met_with_the_kind_they_have() {
    for (name, point, kind) in [
        ("gaussian-stripe", "global minimum", CriticalKind::StrictMinimum),
        ("gaussian-stripe", "bad minimum", CriticalKind::StrictMinimum),
        ("yun-tanh", "spurious minimum", CriticalKind::FlatMinimum),
        ("yun-sigmoid", "spurious minimum", CriticalKind::FlatMinimum),
        ("dead-layer", "dead", CriticalKind::DeadRegion),
        ("relu-line-of-minima", "better", CriticalKind::FlatMinimum),
        // with a data point on the kink, where the exact proof tells
        ("relu-line-of-minima", "line of minima", CriticalKind::FlatMinimum),
        ("two-relu-units", "bad minimum", CriticalKind::FlatMinimum),
        ("three-relu-units", "worse minimum", CriticalKind::FlatMinimum),
    ] {
        let preset = load(name);
        let place = preset.points.iter().position(|known| known.name == point).unwrap();
        let found = found(&preset, 0, 0);
        let met = found.points.iter().find(|met| met.known.contains(&place));
        let met = met.unwrap_or_else(|| panic!("{name}: {point} is not among {:?}", found.points));
        assert_eq!(met.kind, kind, "{name}: {point}");
        assert!((met.loss - loss(&preset.objective(), &preset.points[place].weights)).abs() < 1e-9);
    }
}

/// What is claimed of a point, checked by values of the loss alone.
fn check(objective: &Objective, point: &CriticalPoint, rng: &mut ChaCha8Rng, context: &str) {
    let here = loss(objective, &point.weights);
    let rounding = 1e-13 * (1.0 + here);
    assert!((here - point.loss).abs() <= rounding, "{context}");
    assert_eq!(
        point.index,
        point.eigenvalues.iter().filter(|l| **l < 0.0).count().min(point.index),
        "{context}"
    );
    let count = point.weights.len();
    // central differences must vanish, but across a kink, which an open case may stand near to or
    // on
    let may_have_kink = objective.has_kinks() && point.reason.is_some();
    for i in (0..count).filter(|_| !may_have_kink) {
        let mut unit = vec![0.0; count];
        unit[i] = 1.0;
        let h = if objective.has_kinks() { 1e-8 } else { 1e-6 };
        let rise = loss(objective, &moved(&point.weights, &unit, h))
            - loss(objective, &moved(&point.weights, &unit, -h));
        let curvature = point.eigenvalues.last().map_or(0.0, |l| l.abs());
        assert!(
            (rise / (2.0 * h)).abs() <= 1e-7 * (1.0 + here + curvature),
            "{context}: slope {rise} along {i}"
        );
    }
    // a minimum may be the end of its straight pieces, beyond which the loss may fall
    let lengths: &[f64] = if objective.has_kinks() { &[1e-8] } else { &[1e-5, 1e-4, 1e-3] };
    for _ in 0..60 {
        let direction: Vec<f64> = (0..count).map(|_| StandardNormal.sample(rng)).collect();
        let unit = 1.0 / norm(&direction);
        for length in lengths {
            let there = loss(objective, &moved(&point.weights, &direction, length * unit));
            match point.kind {
                CriticalKind::StrictMinimum
                | CriticalKind::FlatMinimum
                | CriticalKind::DeadRegion => {
                    assert!(there >= here - rounding, "{context}: {here} to {there} at {length}");
                }
                CriticalKind::Maximum => assert!(there <= here + rounding, "{context}"),
                CriticalKind::Saddle | CriticalKind::DegenerateUnknown => {}
            }
        }
    }
    if matches!(point.kind, CriticalKind::Saddle | CriticalKind::Maximum) {
        let escape = point.escape.as_ref().expect("a saddle has a way down");
        let size = 1.0 + norm(&point.weights);
        let falls = [1e-1, 1e-2, 1e-3, 1e-4]
            .iter()
            .any(|step| loss(objective, &moved(&point.weights, escape, step * size)) < here);
        assert!(falls && (norm(escape) - 1.0).abs() < 1e-12, "{context}");
    }
    if point.flat_dimensions > 0 || point.kind == CriticalKind::StrictMinimum {
        let greatest = point.eigenvalues.iter().fold(0.0_f64, |m, l| m.max(l.abs()));
        let zero = greatest * (4.0 * f64::EPSILON * (1.0 + norm(&point.weights))).sqrt();
        let zeros = point.eigenvalues.iter().filter(|l| l.abs() <= zero).count();
        assert_eq!(zeros, point.flat_dimensions, "{context}: {:?}", point.eigenvalues);
        let negative = point.eigenvalues.iter().filter(|l| **l < -zero).count();
        assert_eq!(negative, point.index, "{context}: {:?}", point.eigenvalues);
    }
}

#[test]
fn every_claim_about_every_point_of_every_preset_holds_by_values_of_the_loss() {
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    let mut seen = 0;
    for preset in Preset::shipped() {
        let objective = preset.objective();
        for (k, point) in found(&preset, 60, 5).points.iter().enumerate() {
            check(
                &objective,
                point,
                &mut rng,
                &format!("{}, point {k}, {:?}", preset.name, point.kind),
            );
            seen += 1;
        }
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn every_claim_holds_on_random_networks_of_every_activation_too() {
    let mut rng = ChaCha8Rng::seed_from_u64(12);
    let mut kinds = std::collections::BTreeMap::new();
    for seed in 0..NETWORKS {
        let activation = Activation::ALL[seed % Activation::ALL.len()];
        let layers = [&[1, 2, 1][..], &[2, 1], &[2, 2, 1], &[1, 2, 2, 1]][seed % 4].to_vec();
        let output_activation = if seed % 5 == 0 { Activation::Tanh } else { Activation::Identity };
        let points = 2 + seed % 5;
        let mut normal = || -> f64 { StandardNormal.sample(&mut rng) };
        let inputs = Array2::from_shape_simple_fn((points, layers[0]), &mut normal);
        let kind = if seed % 3 == 0 { LossKind::CrossEntropy } else { LossKind::Squared };
        let targets = Array2::from_shape_simple_fn((points, 1), &mut normal).mapv(|y| {
            if kind == LossKind::CrossEntropy { f64::from(u8::from(y > 0.0)) } else { y }
        });
        let network = Network { layers, activation, output_activation, bias: seed % 2 == 0 };
        let loss = Loss { kind, reduction: Reduction::Sum, scale: 1.0 };
        let objective = Objective::new(network, Dataset::new(inputs, targets), loss);
        let settings = Settings { starts: 20, seed: seed as u64, known: Vec::new() };
        for point in search(&objective, &settings, &Monitor::default()).unwrap().points {
            let context = format!(
                "network {seed}, {:?} {activation}, {:?}",
                objective.network().layers,
                point
            );
            check(&objective, &point, &mut rng, &context);
            *kinds.entry(point.kind).or_insert(0) += 1;
        }
    }
    // a maximum is met about once in 300 random networks; this one has one
    let preset = load("logistic-neuron-2d");
    for point in found(&preset, 20, 1).points {
        check(&preset.objective(), &point, &mut rng, &format!("{}, {point:?}", preset.name));
        *kinds.entry(point.kind).or_insert(0) += 1;
    }
    assert_eq!(kinds.len(), 6, "each kind is met: {kinds:?}");
}

#[test]
fn the_same_is_found_by_one_thread_and_by_two() {
    for name in ["logistic-neuron-2d", "jellyfish-relu", "xor-sigmoid"] {
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| found(&load(name), 20, 1))
        };
        assert_eq!(with(1), with(2), "{name}");
    }
}

#[test]
fn a_network_too_large_is_told_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.toml");
    let text = "title = \"large\"\n[dataset]\ninputs = [[1]]\ntargets = [[1]]\n[network]\nlayers \
        = [1, 30, 1]\n\
                activation = \"tanh\"\n[loss]\nkind = \"squared\"\nreduction = \"sum\"\n";
    std::fs::write(&path, text).unwrap();
    let output =
        Command::new(env!("CARGO_BIN_EXE_basinscope")).arg("minima").arg(&path).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("at most 64 weights, this one has 91"), "{told}");
}

#[test]
fn proofs_do_not_contradict_what_is_found() {
    for name in
        ["logistic-neuron-2d", "gaussian-stripe", "sigmoid-ten-points", "relu-line-of-minima"]
    {
        let found = json(&["minima", name, "--starts", "60", "--certify", "--json"]);
        for point in found["points"].as_array().expect("points") {
            let (kind, verdict) = (
                point["kind"].as_str().unwrap(),
                point["certificate"]["verdict"].as_str().unwrap(),
            );
            let is_right = match verdict {
                "proven-strict-minimum" => kind == "strict-minimum",
                "proven-flat-minimum" => ["flat-minimum", "degenerate-unknown"].contains(&kind),
                "proven-dead-region" => kind == "dead-region",
                "proven-saddle" => kind == "saddle",
                "disproved" => ["saddle", "maximum", "degenerate-unknown"].contains(&kind),
                _ => verdict == "unproven",
            };
            // flat sets of ReLU networks are met only to rounding, where a fraction need not be
            // critical
            assert!(is_right || name == "relu-line-of-minima", "{name}: {kind} is {verdict}");
        }
    }
}

#[test]
fn minima_of_relu_networks_are_listed_in_exact_fractions_with_their_proofs() {
    for (name, losses) in [
        ("relu-line-of-minima", vec![14.0, 18.0]),
        ("two-relu-units", vec![0.0, 8.0 / 3.0]),
        ("three-relu-units", vec![1.0 / 6.0, 2.0 / 3.0]),
    ] {
        let found = json(&["minima", name, "--starts", "60", "--certify", "--json"]);
        let points = found["points"].as_array().unwrap();
        for loss in losses {
            let met = points.iter().find(|point| {
                (point["loss"].as_f64().unwrap() - loss).abs() < 1e-9
                    && point["certificate"]["verdict"] == "proven-flat-minimum"
                    && point["exact_weights"].is_array()
            });
            assert!(met.is_some_and(|point| point["kind"] == "flat-minimum"), "{name}: {loss}");
        }
        let disproved =
            points.iter().filter(|point| point["certificate"]["verdict"] == "disproved");
        for point in disproved {
            assert!(point["exact_weights"].is_null(), "{name}: {point}");
        }
    }
}

#[test]
fn the_command_lists_names_kinds_and_what_ran_to_infinity() {
    let arguments = ["minima", "gaussian-stripe", "--starts", "40", "--seed", "3", "--json"];
    let found = json(&arguments);
    assert_eq!(json(&arguments), found, "the same seed finds the same");
    let points = found["points"].as_array().unwrap();
    assert_eq!(points[0]["name"], "global minimum");
    assert_eq!(
        (points[0]["kind"].as_str(), points[0]["index"].as_u64()),
        (Some("strict-minimum"), Some(0))
    );
    for point in points {
        assert_eq!(point["weights"].as_array().map(Vec::len), Some(2));
        assert_eq!(point["eigenvalues"].as_array().map(Vec::len), Some(2));
        assert!(point["gradient_norm"].as_f64().unwrap() < 1e-12);
    }
    let named = load("gaussian-stripe").points.len() as u64;
    assert_eq!(found["starts"].as_u64(), Some(40 + named));
    let of_limits: u64 = found["limits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|limit| limit["starts"].as_u64().unwrap())
        .sum();
    assert_eq!(found["to_infinity"].as_u64(), Some(of_limits));
    assert!(found["dead"].is_u64() && found["unfinished"].is_u64());
}
