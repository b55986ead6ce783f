use super::minimise::minimise;
use super::*;
use crate::certificate::Verdict;
use crate::experiment;
use crate::initialisation::{Law, draw};
use crate::objective::{eigenvalues, norm};

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
                objective.value_and_gradient(&ending.weights, &mut gradient, &mut objective.workspace());
                assert!(norm(&gradient) < 1e-9, "{name}, seed {seed}");
                assert!(eigenvalues(&objective.hessian(&ending.weights)).unwrap()[0] > 0.0);
            }
        }
    }
    assert!(strict > 60, "{strict}");
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
        assert!(hit.share > 0.0 && hit.share < 1.0);
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
