use super::data::Points;
use super::minimise::minimise;
use super::*;
use crate::experiment;
use crate::monitor::Monitor;
use crate::network::{Activation, Law, distance, draw, norm};
use crate::objective::{LossKind, eigenvalues};
use crate::preset::Preset;
use crate::proof::Verdict;

/// Near the ten points, where there is something to find.
fn settings() -> Settings {
    Settings {
        points: 10,
        inputs: 2,
        hidden: 2,
        activation: Activation::Sigmoid,
        loss: LossKind::CrossEntropy,
        starts: 60,
        climb: 3,
        seed: 0,
        from: Origin::of(&Preset::load("sigmoid-ten-points").unwrap()),
    }
}

#[test]
fn the_score_of_the_ten_points_is_that_of_their_bad_minimum() {
    let preset = Preset::load("sigmoid-ten-points").unwrap();
    let unit = 10.0 * 2.0_f64.ln();
    let found = score(&preset.objective(), unit, 100, 1, None);
    let loss = |weights: &[f64]| experiment::loss(&preset.objective(), weights);
    assert!((loss(&found.minimum.unwrap()) - 5.777_378_449).abs() < 1e-9);
    let gap = (5.777_378_449 - loss(&found.lowest)) / unit;
    assert!((found.gap - gap).abs() < 1e-9 && (0.005..0.1).contains(&found.share));
    assert!((found.value - found.gap * found.share).abs() < 1e-15);
}

#[test]
fn a_descent_ends_in_a_strict_minimum_or_says_that_it_does_not() {
    let mut strict = 0;
    for name in ["gaussian-stripe", "sigmoid-ten-points", "logistic-neuron-2d"] {
        let objective = Preset::load(name).unwrap().objective();
        for seed in 0..40 {
            let start = draw(objective.network(), Law::Normal { sd: 1.0 }, seed);
            let ending = minimise(&objective, &start);
            assert!(ending.loss <= experiment::loss(&objective, &start));
            if ending.is_strict {
                strict += 1;
                let mut gradient = vec![0.0; start.len()];
                objective.value_and_gradient(
                    &ending.weights,
                    &mut gradient,
                    &mut objective.workspace(),
                );
                assert!(norm(&gradient) < 1e-9, "{name}, seed {seed}");
                assert!(eigenvalues(&objective.hessian(&ending.weights)).unwrap()[0] > 0.0);
            }
        }
    }
    assert!(strict > 60, "{strict}");
}

/// Found by hunts with cross-entropy and two sigmoid units: inputs, targets, and the weights of the
/// bad minimum and of the better point.
const FOUND: [[&str; 4]; 2] = [
    [
        "[1.95, -0.14], [-2.5, -2.39], [0.21, -0.29], [2.2, -0.1], [0.38, -0.42], [2.16, -1.73], \
            [0.77, -3.98], \
            [-2.85, 4.2]",
        "0, 1, 1, 1, 0, 1, 0, 0",
        "{ weights = [[0.19040303630779273, 1.3769723933071139], [-2.549937968865475, \
            -2.3261467998891043]], \
            biases = [-0.9920325550596942, -0.5685668017880746] }, \
            { weights = [[-7.928875242724536, -2.587017673646722]], biases = [2.639575231607292] }",
        "{ weights = [[14.6, -12.71], [0.91, -0.07]], biases = [-5.98, 1.04] }, \
            { weights = [[-35.32, 47.16]], biases = [-9.42] }",
    ],
    [
        "[-4.38, -2.75], [-2.35, -4.02], [-4.43, -0.99], [4.9, 1.25], [0.71, 2], [-3.84, -1.26], \
            [-3.69, -0.06], \
            [-0.22, 0.2], [2.65, -1.95]",
        "1, 1, 1, 1, 1, 0, 0, 0, 0",
        "{ weights = [[-1.7426818526687478, 0.8645055161222951], [0.6163835093378079, \
            -0.6490193827246518]], \
            biases = [0.27151349746606135, 1.5929539366240477] }, \
            { weights = [[2.150018030941851, 4.2209848217919355]], biases = [-4.147111951354678] }",
        "{ weights = [[7.31, 5.08], [1.85, 4.04]], biases = [35.02, -1.12] }, \
            { weights = [[-35.84, 34.84]], biases = [12.46] }",
    ],
];

#[test]
fn eight_and_nine_points_that_the_network_can_tell_apart_have_a_proven_bad_minimum() {
    for ([inputs, targets, bad, better], loss) in
        FOUND.into_iter().zip([4.552_499_102_7, 5.863_896_551_4])
    {
        let text = format!(
            "[dataset]\ninputs = [{inputs}]\ntargets = [{targets}]\n[network]\nlayers = [2, 2, 1]\n\
             activation = \"sigmoid\"\n[loss]\nkind = \"cross-entropy\"\n\
             [[points]]\nname = \"bad minimum\"\nlayers = [{bad}]\n\
             [[points]]\nname = \"better\"\nlayers = [{better}]\n"
        );
        let preset = Preset::parse("found.toml", &text).unwrap();
        let found = experiment::certify(&preset, &preset.points[0].exact);
        assert_eq!(
            (found.verdict, found.not_global),
            (Verdict::ProvenStrictMinimum, Some(true)),
            "{found:?}"
        );
        assert!((found.loss[0] - loss).abs() < 1e-8, "{found:?}");
        assert_eq!(preset.objective().accuracy(&preset.points[1].weights), Some(1.0));
    }
}

#[test]
fn a_hunt_from_random_data_with_cross_entropy_finds_what_it_proves() {
    let drawn = Settings { from: None, starts: 24, climb: 2, seed: 1, ..settings() };
    let hits: Vec<Hit> = (40..90)
        .filter_map(|number| attempt(&drawn, number, &Monitor::default()).unwrap())
        .collect();
    assert!(!hits.is_empty());
    for hit in hits {
        let found = experiment::certify(&hit.preset, &hit.preset.points[0].exact);
        assert_eq!((found.verdict, found.not_global), (Verdict::ProvenStrictMinimum, Some(true)));
        // from its start a descent ends there, also where no random start does
        let weights = |k: usize| &hit.preset.points[k].weights;
        let ending = minimise(&hit.preset.objective(), weights(2));
        assert!(
            distance(&ending.weights, weights(0)) < 1e-4 && distance(weights(2), weights(0)) > 1e-3
        );
    }
}

#[test]
fn every_hit_is_proven_and_its_preset_is_read_back() {
    let mut hits = 0;
    for number in 0..6 {
        let found = attempt(&settings(), number, &Monitor::default()).expect("nobody cancelled it");
        assert_eq!(
            attempt(&settings(), number, &Monitor::default()).unwrap(),
            found,
            "a try depends on its number"
        );
        let Some(hit) = found else { continue };
        hits += 1;
        let preset = Preset::parse("hit.toml", &hit.preset.to_toml()).unwrap();
        assert_eq!(preset.points, hit.preset.points);
        let found = experiment::certify(&preset, &preset.points[0].exact);
        assert_eq!((found.verdict, found.not_global), (Verdict::ProvenStrictMinimum, Some(true)));
        let better = experiment::loss(&preset.objective(), &preset.points[1].weights);
        assert!(found.loss[0] - better > 0.8 * hit.gap * 10.0 * 2.0_f64.ln());
        assert!((0.0..1.0).contains(&hit.share));
    }
    assert!(hits > 0);
}

#[test]
fn drawn_points_are_short_numbers_with_both_labels_and_a_change_keeps_their_number() {
    let drawn = Settings { from: None, points: 7, ..settings() };
    let mut random = data::generator(3, 5);
    let mut points = Points::draw(&drawn, &mut random);
    assert_eq!(points.labels.iter().filter(|&&label| label).count(), 4);
    for _ in 0..100 {
        points = points.changed(&mut random);
        assert_eq!((points.inputs.len(), points.labels.len()), (7, 7));
        assert_eq!(points.labels.iter().filter(|&&label| label).count(), 4);
        assert!(points.inputs.iter().flatten().all(|x| x % 100 == 0));
    }
    assert_ne!(
        Points::draw(&drawn, &mut data::generator(3, 6)),
        Points::draw(&drawn, &mut data::generator(3, 5))
    );
}

#[test]
fn a_cancelled_try_ends_without_a_result() {
    let monitor = Monitor::default();
    monitor.cancel();
    // some tries find nothing to climb from and are done before they look
    assert!((0..6).any(|number| attempt(&settings(), number, &monitor).is_none()));
}
