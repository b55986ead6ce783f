use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::One;
use proptest::prelude::*;

use super::*;
use crate::descent::{Termination as Outcome, descend};
use crate::experiment;
use crate::monitor::Monitor;
use crate::network::Activation;
use crate::objective::{LossKind, Reduction};
use crate::preset::Preset;
use crate::proof::{Certificate, CertificateFile, Verdict, check, exact_loss};

fn fraction(n: i64, d: i64) -> BigRational {
    BigRational::new(BigInt::from(n), BigInt::from(d))
}

fn rows(rows: &[&[i64]]) -> Vec<Vec<BigRational>> {
    rows.iter().map(|row| row.iter().map(|&x| fraction(x, 1)).collect()).collect()
}

fn source(inputs: &[&[i64]], targets: &[&[i64]]) -> Source {
    Source {
        name: "data".to_owned(),
        notes: String::new(),
        inputs: rows(inputs),
        targets: rows(targets),
        kind: LossKind::Squared,
        reduction: Reduction::Sum,
        scale: BigRational::one(),
        network: None,
    }
}

fn first(preset: &Preset) -> Certificate {
    experiment::certify(preset, &preset.points[0].exact)
}

fn shipped(name: &str) -> Preset {
    Preset::load(name).unwrap()
}

/// What every generated bad minimum must be.
fn assert_is_a_bad_minimum(preset: &Preset, verdict: Verdict) {
    let found = first(preset);
    assert_eq!((found.verdict, found.not_global), (verdict, Some(true)), "{}", found.reason);
    let problem = preset.exact_problem();
    let losses: Vec<_> =
        preset.points.iter().map(|p| exact_loss(&problem, &p.exact).unwrap()).collect();
    assert!(losses[1] < losses[0]);
    let all: Vec<_> = preset.points.iter().map(|point| point.exact.to_vec()).collect();
    check(&CertificateFile::new(&problem, &all[0], &all).unwrap()).unwrap();
    assert_eq!(&Preset::parse(&preset.name, &preset.to_toml()).unwrap(), preset);
    assert!(
        preset.plane.kind.name() == "points"
            && experiment::view(preset, &Monitor::default()).is_ok()
    );
}

#[test]
fn the_linear_fit_of_xor_is_one_half_everywhere() {
    let xor = source(&[&[0, 0], &[0, 1], &[1, 0], &[1, 1]], &[&[0], &[1], &[1], &[0]]);
    let preset = yun(&xor, &Yun::default()).unwrap();
    assert_is_a_bad_minimum(&preset, Verdict::ProvenFlatMinimum);
    assert_eq!(preset.network.layers, [2, 2, 1]);
    assert_eq!(first(&preset).exact_loss, Some(BigRational::one()));
    let outputs = preset.objective().outputs(&preset.points[0].weights);
    assert!(outputs.iter().all(|&out| out == 0.5), "{outputs}");
    // three units are enough to fit it: two hinges beside the line
    let wide = yun(&xor, &Yun { hidden: Some(3), ..Yun::default() }).unwrap();
    assert_eq!(exact_loss(&wide.exact_problem(), &wide.points[1].exact), Some(fraction(0, 1)));
}

#[test]
fn the_outputs_of_the_linear_fit_are_those_of_least_squares() {
    // y = 0, 0, 3 at x = 0, 1, 2: slope 3/2, intercept -1/2, residuals 1/2, -1, 1/2
    for activation in [Activation::Relu, Activation::LeakyRelu] {
        let options = Yun { hidden: Some(4), activation: Some(activation), seed: 3 };
        let preset = yun(&source(&[&[0], &[1], &[2]], &[&[0], &[0], &[3]]), &options).unwrap();
        assert_is_a_bad_minimum(&preset, Verdict::ProvenFlatMinimum);
        assert_eq!(first(&preset).exact_loss, Some(fraction(3, 2)));
        assert_eq!(
            preset.objective().outputs(&preset.points[0].weights).into_raw_vec_and_offset().0,
            [-0.5, 1.0, 2.5]
        );
    }
}

#[test]
fn descent_from_the_start_ends_with_the_loss_of_the_bad_minimum() {
    let data = source(&[&[0], &[1], &[2], &[4]], &[&[0], &[0], &[3], &[1]]);
    for preset in [yun(&data, &Yun::default()).unwrap(), dead(&data, &Dead::default()).unwrap()] {
        let start = &preset.point("start").unwrap().weights;
        let run =
            descend(&preset.objective(), start, &preset.descent.settings, &Monitor::default())
                .unwrap();
        assert!(
            matches!(run.termination, Outcome::Converged | Outcome::Dead),
            "{:?}",
            run.termination
        );
        let [low, high] = first(&preset).loss;
        assert!(low - 1e-9 < run.end().loss && run.end().loss < high + 1e-9, "{}", preset.title);
    }
}

#[test]
fn a_dead_layer_outputs_the_mean_of_the_targets() {
    let data = source(&[&[0, 1], &[1, 1], &[2, 0], &[2, 0]], &[&[1, 0], &[2, 0], &[3, 1], &[6, 1]]);
    for (hidden, layer) in [
        (vec![1], None),
        (vec![3], None),
        (vec![3, 2], None),
        (vec![2, 4, 2], Some(1)),
        (vec![2, 3, 1], Some(2)),
    ] {
        let preset = dead(&data, &Dead { hidden: Some(hidden), layer, seed: 5 }).unwrap();
        assert_is_a_bad_minimum(&preset, Verdict::ProvenDeadRegion);
        let outputs = preset.objective().outputs(&preset.points[0].weights);
        assert!(outputs.rows().into_iter().all(|row| row.to_vec() == [3.0, 0.5]), "{outputs}");
    }
}

#[test]
fn other_seeds_give_other_weights_and_the_same_seed_the_same() {
    let data = source(&[&[0], &[1], &[2]], &[&[0], &[0], &[3]]);
    let with = |seed| dead(&data, &Dead { hidden: Some(vec![3]), layer: None, seed }).unwrap();
    assert_eq!(with(1), with(1));
    assert_ne!(with(1).points[0], with(2).points[0]);
}

#[test]
fn data_that_leave_nothing_to_gain_are_refused_with_the_reason() {
    let line = source(&[&[0], &[1], &[2]], &[&[1], &[3], &[5]]);
    let noisy_line = source(&[&[0], &[0], &[1], &[1]], &[&[0], &[2], &[3], &[5]]);
    let level = source(&[&[0], &[0], &[1], &[1]], &[&[0], &[2], &[0], &[2]]);
    let sentence = |error: GenerateError| error.0;
    assert!(
        sentence(yun(&line, &Yun::default()).unwrap_err())
            .contains("fits the data of data exactly")
    );
    assert!(
        sentence(yun(&noisy_line, &Yun::default()).unwrap_err()).contains("no network does better")
    );
    assert!(
        sentence(dead(&level, &Dead::default()).unwrap_err()).contains("already the best output")
    );
    // a line can be fitted, but not by a constant
    assert_is_a_bad_minimum(&dead(&line, &Dead::default()).unwrap(), Verdict::ProvenDeadRegion);
    let large = Source {
        inputs: vec![line.inputs[0].clone(); 10_001],
        targets: vec![line.targets[0].clone(); 10_001],
        ..line
    };
    assert!(sentence(yun(&large, &Yun::default()).unwrap_err()).contains("at most 20000"));
}

#[test]
fn networks_and_losses_that_a_theorem_is_not_about_are_refused_with_the_reason() {
    let of_preset = |name: &str| Source::of(&shipped(name));
    let cases = [
        (yun(&of_preset("xor-relu"), &Yun::default()), "squared error"),
        (yun(&of_preset("yun-tanh"), &Yun::default()), "not tanh"),
        (yun(&of_preset("dead-layer"), &Yun::default()), "one hidden layer"),
        (yun(&of_preset("relu-line-of-minima"), &Yun::default()), "at least 2 hidden units"),
        (dead(&of_preset("yun-tanh"), &Dead::default()), "are tanh"),
        (dead(&of_preset("gaussian-stripe"), &Dead::default()), "needs a hidden layer"),
        (
            dead(&of_preset("dead-layer"), &Dead { layer: Some(3), ..Dead::default() }),
            "from 1 to 2",
        ),
        (
            dead(&of_preset("dead-layer"), &Dead { hidden: Some(vec![2, 0]), ..Dead::default() }),
            "at least one unit",
        ),
    ];
    for (outcome, said) in cases {
        let error = outcome.unwrap_err().0;
        assert!(error.contains(said) && error.lines().count() == 1, "{error}");
    }
    let mut unbiased = of_preset("two-relu-units");
    unbiased.network.as_mut().unwrap().bias = false;
    assert!(yun(&unbiased, &Yun::default()).unwrap_err().0.contains("needs biases"));
    assert!(dead(&unbiased, &Dead::default()).unwrap_err().0.contains("needs biases"));
}

fn halves(
    name: &str,
    point: &str,
    unit: usize,
    share: BigRational,
) -> Result<Preset, GenerateError> {
    let preset = shipped(name);
    split(&preset, preset.point(point).unwrap(), &Split { unit, share })
}

#[test]
fn a_split_unit_changes_no_output_and_stays_critical_along_the_line() {
    for (name, point, unit) in [
        ("sigmoid-ten-points", "bad minimum", 1),
        ("two-relu-units", "bad minimum", 0),
        ("yun-tanh", "spurious minimum", 1),
    ] {
        let narrow = shipped(name);
        let wide = halves(name, point, unit, fraction(-1, 3)).unwrap();
        assert_eq!(Preset::parse(&wide.name, &wide.to_toml()).unwrap(), wide);
        let expected = narrow.objective().outputs(&narrow.point(point).unwrap().weights);
        let plane = experiment::view(&wide, &Monitor::default()).unwrap().plane;
        let objective = wide.objective();
        for share in [-0.3, 0.0, 0.4, 1.0] {
            let weights = plane.point(share, 0.0);
            let outputs = objective.outputs(&weights);
            assert!(outputs.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-12), "{name}");
            let mut gradient = vec![0.0; weights.len()];
            objective.value_and_gradient(&weights, &mut gradient, &mut objective.workspace());
            assert!(crate::network::norm(&gradient) < 1e-12, "{name}: {gradient:?}");
        }
    }
}

#[test]
fn a_split_of_kinked_units_is_proven_where_the_narrow_minimum_was() {
    // the data point on the kink has residual 0, so that no share spoils the minimum
    for (unit, share) in
        [(0, fraction(1, 3)), (1, fraction(1, 3)), (0, fraction(1, 1)), (1, fraction(-1, 1))]
    {
        let wide = halves("two-relu-units", "bad minimum", unit, share).unwrap();
        let found = first(&wide);
        assert_eq!(found.exact_loss, Some(fraction(8, 3)));
        assert_eq!(found.verdict, Verdict::ProvenFlatMinimum, "{}", found.reason);
    }
}

#[test]
fn every_share_of_a_split_unit_of_the_ten_points_is_a_proven_saddle() {
    // the matrix of Fukumizu and Amari is indefinite there
    for (unit, share) in [(0, fraction(1, 3)), (1, fraction(1, 2)), (1, fraction(-1, 3))] {
        let wide = halves("sigmoid-ten-points", "bad minimum", unit, share).unwrap();
        let all: Vec<_> = wide.points.iter().map(|point| point.exact.to_vec()).collect();
        for point in &wide.points {
            let found = experiment::certify(&wide, &point.exact);
            assert_eq!(found.verdict, Verdict::ProvenSaddle, "{}: {}", point.name, found.reason);
            check(&CertificateFile::new(&wide.exact_problem(), &point.exact, &all).unwrap())
                .unwrap();
        }
    }
}

#[test]
fn what_cannot_be_split_is_refused_with_the_reason() {
    let half = || fraction(1, 2);
    let error = |outcome: Result<Preset, GenerateError>| outcome.unwrap_err().0;
    assert!(
        error(halves("sigmoid-ten-points", "bad minimum", 2, half()))
            .contains("from 0 to 1, found 2")
    );
    assert!(
        error(halves("gaussian-stripe", "bad minimum", 0, half())).contains("one hidden layer")
    );
    let mut preset = shipped("two-relu-units");
    preset.add_point("silent", "", &[1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
    let silent = preset.point("silent").unwrap();
    let outcome = split(&preset, silent, &Split { unit: 0, share: half() });
    assert!(error(outcome).contains("no outgoing weight to share"));
}

fn small_data() -> impl Strategy<Value = Source> {
    (1_usize..4, 1_usize..3, 2_usize..9).prop_flat_map(|(inputs, targets, points)| {
        let number = || (-20_i64..20, 1_i64..5).prop_map(|(n, d)| fraction(n, d));
        let row = move |width| prop::collection::vec(number(), width);
        let rows = move |width| prop::collection::vec(row(width), points);
        (rows(inputs), rows(targets), any::<bool>()).prop_map(|(inputs, targets, mean)| Source {
            name: "random".to_owned(),
            notes: String::new(),
            inputs,
            targets,
            kind: LossKind::Squared,
            reduction: if mean { Reduction::Mean } else { Reduction::Sum },
            scale: fraction(1, 2),
            network: None,
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn whatever_the_data_a_linear_fit_is_a_proven_bad_minimum_or_refused(
        data in small_data(),
        extra in 0_usize..3,
        leaky: bool,
        seed: u64,
    ) {
        let activation = if leaky { Activation::LeakyRelu } else { Activation::Relu };
        let needed = data.input_count().min(data.target_count()) + 1;
        let options = Yun { hidden: Some(needed + extra), activation: Some(activation), seed };
        match yun(&data, &options) {
            Ok(preset) => assert_is_a_bad_minimum(&preset, Verdict::ProvenFlatMinimum),
            Err(error) => prop_assert!(error.0.contains("linear model"), "{}", error),
        }
    }

    #[test]
    fn whatever_the_data_a_dead_layer_is_a_proven_bad_minimum_or_refused(
        data in small_data(), hidden in prop::collection::vec(1_usize..4, 1..4), seed: u64
    ) {
        let layer = usize::try_from(seed % hidden.len() as u64).unwrap() + 1;
        match dead(&data, &Dead { hidden: Some(hidden), layer: Some(layer), seed }) {
            Ok(preset) => assert_is_a_bad_minimum(&preset, Verdict::ProvenDeadRegion),
            Err(error) => prop_assert!(error.0.contains("already the best"), "{}", error),
        }
    }
}
