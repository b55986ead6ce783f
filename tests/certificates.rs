//! The shipped points get the verdict they deserve, and nothing false is ever proven.

use basinscope::experiment;
use basinscope::network::{Activation, Network, norm};
use basinscope::objective::{Loss, LossKind, Objective, Reduction, eigenvalues};
use basinscope::preset::Preset;
use basinscope::proof::{
    Certificate, CertificateFile, ExactProblem, SAME_LOSS, Verdict, certify, check,
};
use nalgebra::{DMatrix, DVector};
use num_rational::BigRational;
use num_traits::{One, ToPrimitive};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

/// The points of the facts that are minima, with their verdicts.
const MINIMA: [(&str, &str, Verdict); 27] = [
    ("sigmoid-ten-points", "bad minimum", Verdict::ProvenStrictMinimum),
    ("sigmoid-ten-points", "as printed", Verdict::ProvenStrictMinimum),
    ("sigmoid-eight-points", "bad minimum", Verdict::ProvenStrictMinimum),
    ("relu-line-of-minima", "line of minima", Verdict::ProvenFlatMinimum),
    ("relu-line-of-minima", "better", Verdict::ProvenFlatMinimum),
    ("two-relu-units", "bad minimum", Verdict::ProvenFlatMinimum),
    ("two-relu-units", "global minimum", Verdict::ProvenFlatMinimum),
    ("three-relu-units", "worse minimum", Verdict::ProvenFlatMinimum),
    ("three-relu-units", "better minimum", Verdict::ProvenFlatMinimum),
    ("dead-layer", "dead", Verdict::ProvenDeadRegion),
    ("dead-layer", "global minimum", Verdict::ProvenFlatMinimum),
    ("logistic-neuron", "global minimum", Verdict::ProvenStrictMinimum),
    ("logistic-neuron", "bad minimum", Verdict::ProvenStrictMinimum),
    ("logistic-neuron-2d", "global minimum", Verdict::ProvenStrictMinimum),
    ("logistic-neuron-2d", "worst minimum", Verdict::ProvenStrictMinimum),
    ("logistic-neuron-2d", "bad minimum, second weight", Verdict::ProvenStrictMinimum),
    ("logistic-neuron-2d", "bad minimum, first weight", Verdict::ProvenStrictMinimum),
    ("gaussian-stripe", "global minimum", Verdict::ProvenStrictMinimum),
    ("gaussian-stripe", "global minimum, mirrored", Verdict::ProvenStrictMinimum),
    ("gaussian-stripe", "bad minimum", Verdict::ProvenStrictMinimum),
    ("gaussian-stripe", "bad minimum, mirrored", Verdict::ProvenStrictMinimum),
    ("yun-sigmoid", "spurious minimum", Verdict::ProvenFlatMinimum),
    ("yun-tanh", "spurious minimum", Verdict::ProvenFlatMinimum),
    ("tanh-split-unit", "half and half", Verdict::ProvenFlatMinimum),
    ("tanh-split-unit", "four fifths", Verdict::ProvenFlatMinimum),
    ("safran-shamir-7", "spurious minimum", Verdict::ProvenStrictMinimum),
    ("safran-shamir-7", "global minimum", Verdict::ProvenStrictMinimum),
];

/// All other named points, but for the starts of descents.
const NO_MINIMA: [(&str, &str, Verdict); 17] = [
    // on the way to infinity, where the loss falls to 0
    ("sigmoid-ten-points", "ten right", Verdict::Disproved),
    ("sigmoid-eight-points", "eight right", Verdict::Disproved),
    ("two-relu-units", "global minimum as printed", Verdict::Disproved),
    ("two-relu-units", "bad minimum as printed", Verdict::Disproved),
    // where descents of the facts were stopped
    ("xor-relu", "three right", Verdict::Disproved),
    ("xor-relu", "four right", Verdict::Disproved),
    ("xor-sigmoid", "three right", Verdict::Disproved),
    ("xor-sigmoid", "four right", Verdict::Disproved),
    ("jellyfish-relu", "three right", Verdict::Disproved),
    ("jellyfish-relu", "four right", Verdict::Disproved),
    ("jellyfish-sigmoid", "three right", Verdict::Disproved),
    ("jellyfish-sigmoid", "four right", Verdict::Disproved),
    ("blind-spot", "nine right", Verdict::Disproved),
    // loss 0 to rounding: more weights than data, so that the Hessian is singular, and no unit
    // ignores the data
    ("yun-sigmoid", "global minimum", Verdict::Unproven),
    ("yun-tanh", "global minimum", Verdict::Unproven),
    ("tanh-split-unit", "three halves", Verdict::ProvenSaddle),
    ("tanh-split-unit", "better", Verdict::Disproved),
];

fn load(name: &str) -> Preset {
    Preset::load(name).unwrap_or_else(|error| panic!("{error}"))
}

fn certificate(preset: &str, point: &str) -> Certificate {
    let preset = load(preset);
    experiment::certify(&preset, &preset.point(point).unwrap().exact)
}

fn exact(x: f64) -> BigRational {
    BigRational::from_float(x).unwrap()
}

fn fraction(n: i64, d: i64) -> BigRational {
    BigRational::new(n.into(), d.into())
}

/// Loss and gradient norm by the reference in floating point.
fn measure(objective: &Objective, weights: &[f64]) -> (f64, Vec<f64>) {
    let mut gradient = vec![0.0; weights.len()];
    let loss = objective.value_and_gradient(weights, &mut gradient, &mut objective.workspace());
    (loss, gradient)
}

#[test]
fn one_line_of_a_copied_unit_is_made_of_minima_and_of_saddles() {
    for (point, verdict) in [
        ("half and half", Verdict::ProvenFlatMinimum),
        ("four fifths", Verdict::ProvenFlatMinimum),
        ("three halves", Verdict::ProvenSaddle),
    ] {
        let found = certificate("tanh-split-unit", point);
        assert_eq!(
            (found.verdict, found.not_global),
            (verdict, Some(true)),
            "{point}: {}",
            found.reason
        );
        assert!(found.loss[0] <= 3.314_221_043_103_013_5 && 3.314_221_043_103_013 <= found.loss[1]);
    }
}

#[test]
fn every_named_point_of_every_preset_has_the_verdict_of_the_tables() {
    let mut named = 0;
    for preset in Preset::shipped() {
        for point in preset.points.iter().filter(|point| !point.name.starts_with("start")) {
            named += 1;
            let mut rows = MINIMA.iter().chain(&NO_MINIMA);
            let row = rows
                .find(|(name, point_name, _)| *name == preset.name && *point_name == point.name);
            let (_, _, verdict) =
                row.unwrap_or_else(|| panic!("{}, {} is in no table", preset.name, point.name));
            let found = experiment::certify(&preset, &point.exact);
            assert_eq!(
                found.verdict, *verdict,
                "{}, {}: {}",
                preset.name, point.name, found.reason
            );
        }
    }
    assert_eq!(named, MINIMA.len() + NO_MINIMA.len(), "a row is of no point");
}

#[test]
fn bad_minima_are_proven_not_to_be_global_by_a_better_point() {
    for (name, point) in [
        ("sigmoid-ten-points", "bad minimum"),
        ("relu-line-of-minima", "line of minima"),
        ("two-relu-units", "bad minimum"),
        ("three-relu-units", "worse minimum"),
        ("dead-layer", "dead"),
        ("logistic-neuron", "bad minimum"),
        ("gaussian-stripe", "bad minimum"),
        ("yun-sigmoid", "spurious minimum"),
        ("yun-tanh", "spurious minimum"),
    ] {
        let found = certificate(name, point);
        assert_eq!(found.not_global, Some(true), "{name}, {point}");
        let (better, _) = measure(&load(name).objective(), &found.better_point.unwrap());
        assert!(better < found.loss[0], "{name}: {better}");
    }
    for (name, point) in [("two-relu-units", "global minimum"), ("dead-layer", "global minimum")] {
        assert_eq!(certificate(name, point).not_global, Some(false), "{name}");
    }
    // nothing better is known, and nothing shows that there is nothing
    assert_eq!(certificate("relu-line-of-minima", "better").not_global, None);
}

#[test]
fn losses_of_straight_pieces_and_of_constant_outputs_are_exact() {
    for (name, point, loss) in [
        ("relu-line-of-minima", "line of minima", fraction(18, 1)),
        ("two-relu-units", "bad minimum", fraction(8, 3)),
        ("two-relu-units", "bad minimum as printed", fraction(23, 3)),
        ("three-relu-units", "better minimum", fraction(1, 6)),
        ("three-relu-units", "worse minimum", fraction(2, 3)),
        ("dead-layer", "dead", fraction(10, 1)),
        // the best constants of smooth units: the same for all weights that ignore the data
        ("yun-sigmoid", "spurious minimum", fraction(1, 3)),
        ("yun-tanh", "spurious minimum", fraction(1, 3)),
    ] {
        assert_eq!(certificate(name, point).exact_loss, Some(loss), "{name}, {point}");
    }
}

#[test]
fn the_ten_points_have_the_loss_and_the_smallest_eigenvalue_of_the_facts() {
    let found = certificate("sigmoid-ten-points", "bad minimum");
    let [low, high] = found.loss;
    assert!((low - 5.777_378_449).abs() < 1e-9 && low < high && high - low < 1e-12, "{low} {high}");
    let [low, high] = found.smallest_eigenvalue.unwrap();
    assert!(0.0 < low && low <= 1.9404e-3 && (1.9404e-3..2.1e-3).contains(&high), "{low} {high}");
    assert!(found.radius.unwrap() > 1e-6);
}

#[test]
fn what_the_second_paper_prints_is_disproved_with_a_direction_in_which_the_loss_falls() {
    let preset = load("two-relu-units");
    let objective = preset.objective();
    for point in ["bad minimum as printed", "global minimum as printed"] {
        let found = certificate("two-relu-units", point);
        assert_eq!(found.verdict, Verdict::Disproved);
        let weights = &preset.point(point).unwrap().weights;
        let moved: Vec<f64> =
            weights.iter().zip(found.direction.unwrap()).map(|(w, d)| w + 1e-3 * d).collect();
        assert!(measure(&objective, &moved).0 < measure(&objective, weights).0);
    }
}

#[test]
fn the_printed_digits_of_the_ten_points_stand_for_the_minimum_next_to_them() {
    let refined = certificate("sigmoid-ten-points", "bad minimum");
    let printed = certificate("sigmoid-ten-points", "as printed");
    // the loss at the printed point is higher, and the enclosure holds both
    assert!(printed.loss[0] <= refined.loss[1] && refined.loss[1] < printed.loss[1]);
    assert!((3.4e-5..3.6e-5).contains(&printed.distance.unwrap()), "{:?}", printed.distance);
}

/// Inputs in other units, and the incoming weights of the first layer to match: the outputs are the
/// same, and so is everything that is said of the points.
#[test]
fn the_unit_of_the_inputs_changes_no_verdict() {
    // a population has one unit, its standard deviation
    let has_points = |preset: &Preset| !preset.dataset.is_empty();
    for preset in Preset::shipped().into_iter().filter(has_points) {
        let layout = preset.network.layout();
        for unit in [fraction(1, 1_000_000), fraction(1000, 1), fraction(1_000_000, 1)] {
            let mut problem = preset.exact_problem();
            problem.inputs.iter_mut().flatten().for_each(|x| *x *= &unit);
            for point in &preset.points {
                let own = experiment::certify(&preset, &point.exact);
                let mut weights = point.exact.to_vec();
                weights[layout[0].weights.clone()].iter_mut().for_each(|w| *w /= &unit);
                let found = certify(&problem, &weights, &[]);
                let what = format!("{}, {}, in units of {unit}", preset.name, point.name);
                assert_eq!(found.verdict, own.verdict, "{what}: {}", found.reason);
            }
        }
    }
}

/// Of a point beside a minimum nothing is said that holds for the minimum only.
#[test]
fn large_inputs_make_no_minimum_of_a_point_whose_loss_is_another() {
    // one sigmoid on two points a million apart: the minimum is at 1.9e-7
    let network = Network {
        layers: vec![1, 1],
        activation: Activation::Sigmoid,
        output_activation: Activation::Sigmoid,
        bias: false,
    };
    let problem = ExactProblem {
        network,
        inputs: vec![vec![fraction(1_000_000, 1)], vec![fraction(-6_000_000, 1)]],
        targets: vec![vec![fraction(4, 5)], vec![fraction(3, 10)]],
        teacher: vec![],
        kind: LossKind::Squared,
        reduction: Reduction::Sum,
        scale: BigRational::one(),
    };
    let found = certify(&problem, &[fraction(0, 1)], &[]);
    assert_eq!(found.verdict, Verdict::Disproved, "{}", found.reason);
    assert!((found.loss[0] - 0.13).abs() < 1e-12);
    let nearby = found.nearby.unwrap();
    assert_eq!(nearby.verdict, Verdict::ProvenStrictMinimum);
    assert!((1e-8..3e-7).contains(&nearby.distance) && nearby.loss[1] < 0.068, "{nearby:?}");
    let minimum = certify(&problem, &[exact(nearby.weights[0])], &[]);
    assert_eq!(minimum.verdict, Verdict::ProvenStrictMinimum, "{}", minimum.reason);
}

/// One unit `v s(u x + b) + c` on two points: for `u = 0` and the best constant `c + v s(b)`, all
/// derivatives are 0 only if the targets are uncorrelated with the inputs.
#[test]
fn units_that_ignore_the_data_are_judged_by_the_curvature_across_their_flat_set() {
    let network = |activation| Network {
        layers: vec![1, 1, 1],
        activation,
        output_activation: Activation::Identity,
        bias: true,
    };
    // targets 0, 1, 0 at -1, 0, 1: the residuals at the ends are positive, so the sign of v s''(b)
    // decides
    let column = |values: &[i64]| values.iter().map(|&x| vec![fraction(x, 1)]).collect::<Vec<_>>();
    let problem = |activation, targets: &[i64]| ExactProblem {
        network: network(activation),
        inputs: column(&[-1, 0, 1]),
        targets: column(targets),
        teacher: vec![],
        kind: LossKind::Squared,
        reduction: Reduction::Sum,
        scale: fraction(1, 1),
    };
    let at = |activation: Activation, v: f64, b: f64, mean: f64| {
        let weights = [0.0, b, v, mean - v * activation.value(b)];
        weights.map(exact).to_vec()
    };
    for activation in Activation::ALL.into_iter().filter(|f| !f.is_piecewise_linear()) {
        // all are convex at b = -1: d^2 L / du^2 = 4 v^2 s'^2 + 4/3 v s'', which is negative for
        // small negative v
        for (v, verdict) in [(1.0, Verdict::ProvenFlatMinimum), (-0.1, Verdict::ProvenSaddle)] {
            let point = at(activation, v, -1.0, 1.0 / 3.0);
            let found = certify(&problem(activation, &[0, 1, 0]), &point, &[]);
            assert_eq!(found.verdict, verdict, "{activation:?} {v}: {}", found.reason);
            assert_eq!(found.exact_loss, Some(fraction(2, 3)));
            let file = CertificateFile::new(&problem(activation, &[0, 1, 0]), &point, &[]).unwrap();
            check(&file).unwrap();
            let mut other = file.clone();
            other.verdict =
                if v > 0.0 { Verdict::ProvenSaddle } else { Verdict::ProvenFlatMinimum };
            assert!(check(&other).is_err());
            let mut other = file;
            other.targets[0][0] = "1/10".to_owned();
            assert!(check(&other).is_err());
        }
        // a slope in the data: the unit should follow it
        let sloped =
            certify(&problem(activation, &[0, 1, 2]), &at(activation, 1.0, -1.0, 1.0), &[]);
        assert_eq!(sloped.verdict, Verdict::Disproved, "{activation:?}: {}", sloped.reason);
        // not the best constant
        let off = certify(&problem(activation, &[0, 1, 0]), &at(activation, 1.0, -1.0, 0.3), &[]);
        assert_eq!(off.verdict, Verdict::Disproved, "{activation:?}: {}", off.reason);
        // v = 0: no curvature, although the point is critical
        let level =
            certify(&problem(activation, &[0, 1, 0]), &at(activation, 0.0, -1.0, 1.0 / 3.0), &[]);
        assert_eq!(level.verdict, Verdict::Unproven, "{activation:?}: {}", level.reason);
    }
}

#[test]
fn no_start_of_a_descent_is_called_a_minimum() {
    for preset in Preset::shipped() {
        for point in preset.points.iter().filter(|point| point.name.starts_with("start")) {
            let found = experiment::certify(&preset, &point.exact);
            assert_eq!(found.verdict, Verdict::Disproved, "{}, {}", preset.name, point.name);
        }
    }
}

#[test]
fn a_minimum_moved_in_any_direction_to_where_the_loss_is_another_is_disproved() {
    let mut random = ChaCha8Rng::seed_from_u64(5);
    for (name, point, _) in MINIMA {
        let preset = load(name);
        let (problem, centre) = (preset.exact_problem(), &preset.point(point).unwrap().exact);
        let objective = preset.objective();
        let here = measure(&objective, &preset.point(point).unwrap().weights).0;
        for _ in 0..1500 {
            let direction = unit_vector(centre.len(), &mut random);
            let by = |length: f64| -> Vec<BigRational> {
                centre.iter().zip(&direction).map(|(w, d)| w + exact(length * d)).collect()
            };
            let loss = |point: &[BigRational]| {
                let weights: Vec<f64> = point.iter().map(|w| w.to_f64().unwrap()).collect();
                measure(&objective, &weights).0
            };
            // as far as it takes to have another loss
            let mut length = 1e-3;
            while (loss(&by(length)) - here).abs() < 3.0 * SAME_LOSS * (1.0 + here) {
                length *= 1.5;
            }
            let moved = by(length);
            let found = certify(&problem, &moved, &[]);
            assert!(
                !found.verdict.is_minimum(),
                "{name}, {point}, moved by {direction:?}: {}",
                found.reason
            );
            // a generic step leaves the flat set as well
            assert_eq!(found.verdict, Verdict::Disproved, "{name}, {point}: {}", found.reason);
        }
    }
}

#[test]
fn a_minimum_with_a_changed_label_is_never_proven_where_the_gradient_is_not_zero() {
    let mut random = ChaCha8Rng::seed_from_u64(6);
    let mut tried = 0;
    for (name, point, _) in MINIMA {
        let preset = load(name);
        let point = preset.point(point).unwrap();
        for i in 0..preset.exact.targets.len() {
            for _ in 0..60 {
                let mut problem = preset.exact_problem();
                let old = &problem.targets[i][0];
                problem.targets[i][0] = match random.random_range(0..3) {
                    0 => BigRational::one() - old,
                    1 => old + fraction(1, 1000),
                    _ => old + exact(random.random_range(-1.0..1.0)),
                };
                // independent of the proofs: the loss is differentiable in the last layer's weights
                // everywhere, and a proof may only speak of a point whose loss is that of a minimum
                // to within a millionth: `|g|^2 / 2c` is above the least loss near by
                let objective = floating(&problem);
                let (value, gradient) = measure(&objective, &point.weights);
                let last = preset.network.layout().pop().unwrap();
                let curvature =
                    objective.hessian(&point.weights).iter().map(|h| h.abs()).sum::<f64>();
                let slope = norm(&gradient[last.weights.start..]);
                if slope.powi(2) < 4.0 * curvature * SAME_LOSS * (1.0 + value) {
                    continue;
                }
                tried += 1;
                let found = certify(&problem, &point.exact, &[]);
                assert!(!found.verdict.is_minimum(), "{name}, label {i}: {}", found.reason);
            }
        }
    }
    assert!(tried > 1500, "{tried}");
}

#[test]
fn critical_points_found_from_random_starts_are_proven_to_be_what_their_eigenvalues_say() {
    let mut random = ChaCha8Rng::seed_from_u64(7);
    let (mut saddles, mut minima, mut critical) = (0, 0, 0);
    for name in [
        "gaussian-stripe",
        "logistic-neuron-2d",
        "xor-sigmoid",
        "sigmoid-ten-points",
        "yun-sigmoid",
    ] {
        let preset = load(name);
        let (problem, objective) = (preset.exact_problem(), preset.objective());
        for _ in 0..700 {
            let start: Vec<f64> = (0..objective.parameter_count())
                .map(|_| {
                    let x: f64 = StandardNormal.sample(&mut random);
                    2.0 * x
                })
                .collect();
            let Some(at) = newton(&objective, start) else { continue };
            critical += 1;
            let values = eigenvalues(&objective.hessian(&at)).unwrap();
            let point: Vec<BigRational> = at.iter().map(|&w| exact(w)).collect();
            let found = certify(&problem, &point, &[]);
            let context = || format!("{name} at {at:?}: {values:?}, {}", found.reason);
            if values[0] < -1e-6 {
                assert!(!found.verdict.is_minimum(), "{}", context());
            }
            if found.verdict == Verdict::ProvenSaddle {
                saddles += 1;
                assert!(values[0] < 0.0 && values[values.len() - 1] > 0.0, "{}", context());
                // constant outputs come without a bound of the eigenvalue
                let [low, high] = found.smallest_eigenvalue.unwrap_or([f64::NEG_INFINITY, 0.0]);
                assert!(low <= values[0] && values[0] <= high, "{low} {high} {}", context());
            }
            if found.verdict == Verdict::ProvenStrictMinimum {
                minima += 1;
                assert!(values[0] > 0.0, "{}", context());
            }
        }
    }
    assert!(saddles > 80 && minima > 100, "{saddles} saddles and {minima} minima of {critical}");
}

/// A direction drawn uniformly from the sphere.
fn unit_vector(count: usize, random: &mut impl Rng) -> Vec<f64> {
    let v: Vec<f64> = (0..count).map(|_| StandardNormal.sample(random)).collect();
    let length = norm(&v);
    v.iter().map(|x| x / length).collect()
}

fn floating(problem: &ExactProblem) -> Objective {
    let array = |rows: &[Vec<BigRational>]| {
        let flat: Vec<f64> = rows.iter().flatten().map(|x| x.to_f64().unwrap()).collect();
        ndarray::Array2::from_shape_vec((rows.len(), rows[0].len()), flat).unwrap()
    };
    let dataset =
        basinscope::network::Dataset::new(array(&problem.inputs), array(&problem.targets));
    let scale = problem.scale.to_f64().unwrap();
    let loss = Loss { kind: problem.kind, reduction: problem.reduction, scale };
    Objective::new(problem.network.clone(), dataset, loss)
}

/// Newton's method with short steps, to a critical point of any kind.
fn newton(objective: &Objective, mut at: Vec<f64>) -> Option<Vec<f64>> {
    for _ in 0..60 {
        let (_, gradient) = measure(objective, &at);
        if norm(&gradient) < 1e-13 {
            // a plateau far out is no critical point
            return at.iter().all(|w| w.abs() < 30.0).then_some(at);
        }
        let hessian = objective.hessian(&at);
        let matrix = DMatrix::from_fn(at.len(), at.len(), |i, j| hessian[[i, j]]);
        let step = matrix.lu().solve(&DVector::from_column_slice(&gradient))?;
        let scale = (1.0 / step.norm()).min(1.0);
        at.iter_mut().zip(&step).for_each(|(w, s)| *w -= scale * s);
        if at.iter().any(|w| !w.is_finite()) {
            return None;
        }
    }
    None
}

#[test]
fn a_proof_whose_loss_has_an_infinite_bound_can_be_read_back_and_holds() {
    // the loss at 1e200 is beyond the largest double
    let problem = ExactProblem {
        network: Network {
            layers: vec![1, 1],
            activation: Activation::Relu,
            output_activation: Activation::Identity,
            bias: false,
        },
        inputs: vec![vec![fraction(1, 1)]],
        targets: vec![vec![fraction(0, 1)]],
        teacher: vec![],
        kind: LossKind::Squared,
        reduction: Reduction::Sum,
        scale: BigRational::one(),
    };
    let file = CertificateFile::new(&problem, &[exact(1e200)], &[]).unwrap();
    assert_eq!((file.verdict, file.loss[1]), (Verdict::Disproved, f64::INFINITY));
    let text = serde_json::to_string(&file).unwrap();
    let back: CertificateFile = serde_json::from_str(&text).unwrap();
    assert_eq!(back, file);
    check(&back).unwrap();
    assert!(serde_json::from_str::<CertificateFile>(&text.replace("inf", "big")).is_err());
}

#[test]
fn a_direction_beside_a_minimum_is_no_part_of_its_proof() {
    let preset = load("logistic-neuron");
    let point = preset.point("bad minimum").unwrap();
    let mut file = CertificateFile::new(&preset.exact_problem(), &point.exact, &[]).unwrap();
    check(&file).unwrap();
    file.direction = Some(vec!["1".to_owned()]);
    assert!(check(&file).unwrap_err().to_string().contains("direction"));
}
