use num_rational::BigRational;
use num_traits::{One, ToPrimitive};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use crate::minima::{CriticalKind, Settings, search};
use crate::monitor::Monitor;
use crate::network::{Activation, Network};
use crate::objective::{LossKind, Objective, Reduction, eigenvalues};
use crate::proof::problem::floating;
use crate::proof::{Certificate, CertificateFile, ExactProblem, Verdict, certify, check};

fn exact(x: f64) -> BigRational {
    BigRational::from_float(x).unwrap()
}

/// A network with one hidden unit, with one strict minimum of it.
struct Narrow {
    problem: ExactProblem,
    minimum: Vec<BigRational>,
}

/// With biases the matrix of Fukumizu and Amari is hardly ever definite, without them it often is.
fn narrow(activation: Activation, outputs: usize, seed: u64) -> Option<Narrow> {
    let (inputs, bias) =
        [(1, false), (2, false), (1, true)][usize::try_from(seed / 4 % 3).unwrap()];
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut row = |count: usize| -> Vec<BigRational> {
        (0..count).map(|_| exact(f64::from(random.random_range(-8_i32..=8)) / 4.0)).collect()
    };
    let problem = ExactProblem {
        network: Network {
            layers: vec![inputs, 1, outputs],
            activation,
            output_activation: Activation::Identity,
            bias,
        },
        inputs: (0..7).map(|_| row(inputs)).collect(),
        targets: (0..7).map(|_| row(outputs)).collect(),
        teacher: vec![],
        kind: LossKind::Squared,
        reduction: Reduction::Sum,
        scale: BigRational::one(),
    };
    let settings = Settings { starts: 4, seed, known: Vec::new() };
    let found = search(&floating(&problem).unwrap(), &settings, &Monitor::default()).unwrap();
    let outgoing = problem.network.layout()[1].weights.start;
    let is_tame = |w: &[f64]| w.iter().all(|w| w.abs() < 4.0) && w[outgoing].abs() > 1e-2;
    let mut minima = found.points.into_iter().filter(|p| p.kind == CriticalKind::StrictMinimum);
    let minimum = minima.find(|p| is_tame(&p.weights))?.weights;
    Some(Narrow { problem, minimum: minimum.into_iter().map(exact).collect() })
}

impl Narrow {
    /// The one hidden unit copied, one copy a share; those in `mirrored` with the other sign.
    fn wide(&self, shares: &[BigRational], mirrored: &[bool]) -> (ExactProblem, Vec<BigRational>) {
        let outputs = self.problem.network.output_count();
        let mut problem = self.problem.clone();
        problem.network.layers[1] = shares.len();
        let odd = problem.network.activation == Activation::Tanh;
        let turned = |x: &BigRational, turn: bool| if turn { -x } else { x.clone() };
        let layout = self.problem.network.layout();
        let (u, rest) = self.minimum.split_at(layout[1].weights.start);
        let (v, c) = rest.split_at(outputs);
        let mut weights = Vec::new();
        // rows of weights, then the biases
        let (rows, bias) = u.split_at(layout[0].inputs);
        for &m in mirrored {
            weights.extend(rows.iter().map(|w| turned(w, m)));
        }
        for b in bias {
            weights.extend(mirrored.iter().map(|&m| turned(b, m)));
        }
        for v in v {
            weights.extend(
                shares.iter().zip(mirrored).map(|(share, &m)| turned(&(share * v), m && odd)),
            );
        }
        weights.extend_from_slice(c);
        (problem, weights)
    }

    /// The eigenvalues of `A = sum_i r_i v f''(u x_i + b) x_i x_i^T`, from a plain formula.
    fn matrix(&self) -> Vec<f64> {
        let w = floats(&self.minimum);
        let objective = floating(&self.problem).unwrap();
        let outputs = objective.outputs(&w);
        let count = self.problem.network.layout()[1].weights.start;
        let mut matrix = ndarray::Array2::zeros((count, count));
        for (i, (x, y)) in self.problem.inputs.iter().zip(&self.problem.targets).enumerate() {
            let mut x = floats(x);
            x.resize(count, 1.0);
            let z = x.iter().zip(&w).map(|(x, w)| x * w).sum();
            let residual = 2.0 * (outputs[[i, 0]] - y[0].to_f64().unwrap());
            let bend = residual * w[count] * self.problem.network.activation.jet(z).second;
            for ((r, c), entry) in matrix.indexed_iter_mut() {
                *entry += bend * x[r] * x[c];
            }
        }
        eigenvalues(&matrix).unwrap()
    }
}

/// All activations that are not made of straight pieces.
fn smooth() -> impl Iterator<Item = Activation> + Clone {
    Activation::ALL.into_iter().filter(|f| !f.is_piecewise_linear())
}

fn fraction(n: i64, d: i64) -> BigRational {
    BigRational::new(n.into(), d.into())
}

fn floats(weights: &[BigRational]) -> Vec<f64> {
    weights.iter().map(|w| w.to_f64().unwrap()).collect()
}

fn moved(weights: &[f64], direction: &[f64], t: f64) -> Vec<f64> {
    weights.iter().zip(direction).map(|(w, d)| w + t * d).collect()
}

/// What a verdict says must show in plain floating point too, and the checker must agree.
fn assert_holds(
    problem: &ExactProblem,
    weights: &[BigRational],
    found: &Certificate,
    random: &mut impl Rng,
) {
    let objective: Objective = floating(problem).unwrap();
    let loss = |w: &[f64]| objective.value(w, &mut objective.workspace());
    let here = floats(weights);
    let at = loss(&here);
    match found.verdict {
        Verdict::ProvenFlatMinimum => {
            for k in 0..200 {
                let step: Vec<f64> = here.iter().map(|_| StandardNormal.sample(random)).collect();
                let t = 10.0_f64.powi(-3 - k % 3);
                assert!(loss(&moved(&here, &step, t)) >= at - 1e-13 * (1.0 + at), "{problem:?}");
            }
        }
        Verdict::ProvenSaddle => {
            let direction = found.direction.as_ref().unwrap();
            let falls = (2..16).any(|k| {
                [1.0, -1.0].iter().any(|s| {
                    loss(&moved(&here, direction, s * 0.5_f64.powi(k))) < at - 1e-14 * (1.0 + at)
                })
            });
            assert!(falls, "{problem:?}");
        }
        _ => {}
    }
    check(&CertificateFile::new(problem, weights, &[]).unwrap()).unwrap();
    let [low, high] = found.loss;
    assert!(low - 1e-9 <= at && at <= high + 1e-9 && found.radius.unwrap() < 1e-4);
}

#[test]
fn shares_between_0_and_1_give_minima_or_saddles_as_fukumizu_and_amari_say() {
    let mut random = ChaCha8Rng::seed_from_u64(5);
    let (mut positive, mut negative, mut indefinite) = (0, 0, 0);
    for (seed, activation) in (0..105).zip(smooth().cycle()) {
        let Some(narrow) = narrow(activation, 1, seed) else { continue };
        let eigenvalues = narrow.matrix();
        let [low, high] = [eigenvalues[0], eigenvalues[eigenvalues.len() - 1]];
        if low.abs().min(high.abs()) < 1e-2 {
            continue;
        }
        for share in [fraction(1, 3), fraction(5, 4), fraction(-1, 2), fraction(1, 1)] {
            let rest = BigRational::one() - &share;
            let inside = (&share * &rest).to_f64().unwrap();
            let (problem, weights) = narrow.wide(&[share, rest], &[false, false]);
            let found = certify(&problem, &weights, &[]);
            let is_minimum = inside * low > 0.0 && inside * high > 0.0;
            let expected =
                if is_minimum { Verdict::ProvenFlatMinimum } else { Verdict::ProvenSaddle };
            assert_eq!(
                found.verdict, expected,
                "{activation:?} {seed} {inside} {low} {high}: {}",
                found.reason
            );
            assert_holds(&problem, &weights, &found, &mut random);
        }
        match (low > 0.0, high > 0.0) {
            (true, true) => positive += 1,
            (false, false) => negative += 1,
            _ => indefinite += 1,
        }
    }
    assert!(positive > 5 && negative > 0 && indefinite > 5, "{positive} {negative} {indefinite}");
}

#[test]
fn three_copies_are_judged_by_the_signs_of_all_their_shares() {
    let mut random = ChaCha8Rng::seed_from_u64(6);
    let mut definite = 0;
    for (seed, activation) in (0..105).zip(smooth().cycle()) {
        let Some(narrow) = narrow(activation, 1, seed) else { continue };
        let eigenvalues = narrow.matrix();
        let [low, high] = [eigenvalues[0], eigenvalues[eigenvalues.len() - 1]];
        if low * high <= 0.0 || low.abs().min(high.abs()) < 1e-2 {
            continue;
        }
        definite += 1;
        // the form sum_l λ_l d_l^2 on sum_l λ_l d_l = 0 has one positive sign less than the shares
        // have
        for (shares, sign) in [([1, 1, 1], 1.0), ([5, -1, -1], -1.0), ([2, 2, -1], 0.0)] {
            let shares = shares.map(|share| fraction(share, 3));
            let (problem, weights) = narrow.wide(&shares, &[false; 3]);
            let found = certify(&problem, &weights, &[]);
            let expected =
                if sign * low > 0.0 { Verdict::ProvenFlatMinimum } else { Verdict::ProvenSaddle };
            assert_eq!(found.verdict, expected, "{seed} {shares:?} {low} {high}: {}", found.reason);
            assert_holds(&problem, &weights, &found, &mut random);
        }
    }
    assert!(definite > 3);
}

#[test]
fn a_mirrored_copy_counts_where_the_activation_has_the_symmetry() {
    for activation in smooth() {
        let Some(narrow) = (0..20).find_map(|seed| narrow(activation, 1, 4 * seed)) else {
            panic!()
        };
        let shares = [fraction(1, 2), fraction(1, 2)];
        let plain = narrow.wide(&shares, &[false, false]);
        let mirrored = narrow.wide(&shares, &[false, true]);
        let [plain, mirrored] =
            [plain, mirrored].map(|(problem, weights)| certify(&problem, &weights, &[]));
        let has_symmetry = matches!(activation, Activation::Tanh | Activation::Gaussian);
        assert_eq!(plain.verdict == mirrored.verdict, has_symmetry, "{activation:?}");
    }
}

#[test]
fn with_two_outputs_a_copy_makes_a_saddle() {
    let mut random = ChaCha8Rng::seed_from_u64(7);
    let mut seen = 0;
    for (seed, activation) in (0..24).zip(smooth().cycle()) {
        let Some(narrow) = narrow(activation, 2, seed) else { continue };
        let (problem, weights) = narrow.wide(&[fraction(1, 3), fraction(2, 3)], &[false, false]);
        let found = certify(&problem, &weights, &[]);
        // a unit that sees all but one point in its tails can leave the curvature open
        assert!(!found.verdict.is_minimum());
        if found.verdict == Verdict::ProvenSaddle {
            assert_holds(&problem, &weights, &found, &mut random);
            seen += 1;
        }
    }
    assert!(seen > 5, "{seen}");
}

/// Weights that are moved so far, in any way but along the line, that the loss is another, other
/// targets, and a narrow point that is no critical one, are never proven.
#[test]
fn what_is_no_copy_of_a_critical_point_is_never_proven() {
    let mut random = ChaCha8Rng::seed_from_u64(8);
    let mut tried = 0;
    for (seed, activation) in (0..48).zip(smooth().cycle()) {
        let Some(narrow) = narrow(activation, 1, seed) else { continue };
        let (problem, weights) = narrow.wide(&[fraction(1, 3), fraction(2, 3)], &[false, false]);
        let own = certify(&problem, &weights, &[]);
        if own.verdict == Verdict::Unproven {
            continue;
        }
        for k in 0..40 {
            let (mut problem, mut weights) = (problem.clone(), weights.clone());
            if k % 4 == 0 {
                let i = random.random_range(0..problem.targets.len());
                problem.targets[i][0] += fraction(1, 10);
                let (objective, mut gradient) = (floating(&problem).unwrap(), floats(&weights));
                let here = gradient.clone();
                objective.value_and_gradient(&here, &mut gradient, &mut objective.workspace());
                if gradient.iter().all(|g| g.abs() < 1e-2) {
                    // the unit is 0 at that point, or nearly so
                    continue;
                }
            } else if k % 4 == 1 {
                let at = random.random_range(0..weights.len());
                weights[at] += fraction(1, 1000);
            } else {
                for w in &mut weights {
                    let step: f64 = StandardNormal.sample(&mut random);
                    *w += exact(1e-3 * step);
                }
            }
            let found = certify(&problem, &weights, &[]);
            if k % 4 != 0 && found.loss[1] - own.loss[0] < 1e-6 * (1.0 + own.loss[1]) {
                continue;
            }
            assert!(
                matches!(found.verdict, Verdict::Unproven | Verdict::Disproved),
                "{seed} {k}: {:?} {}",
                found.verdict,
                found.reason
            );
            tried += 1;
        }
    }
    assert!(tried > 300, "{tried}");
}

fn twins(file: &mut CertificateFile) -> &mut super::TwinEvidence {
    file.twins.as_mut().unwrap()
}

#[test]
fn a_certificate_of_copies_with_a_changed_number_fails() {
    let narrow =
        (0..80).filter_map(|seed| narrow(Activation::Tanh, 1, seed)).find(|n| n.matrix()[0] > 1e-2);
    let narrow = narrow.unwrap();
    for (shares, what) in [
        ([fraction(1, 3), fraction(2, 3)], Verdict::ProvenFlatMinimum),
        ([fraction(4, 3), fraction(-1, 3)], Verdict::ProvenSaddle),
        ([fraction(0, 1), fraction(1, 1)], Verdict::ProvenSaddle),
    ] {
        let (problem, weights) = narrow.wide(&shares, &[false, true]);
        let file = CertificateFile::new(&problem, &weights, &[]).unwrap();
        assert_eq!(file.verdict, what);
        check(&file).unwrap();
        let fails = |change: &dyn Fn(&mut CertificateFile), what: &str| {
            let mut changed = file.clone();
            change(&mut changed);
            assert!(check(&changed).is_err(), "{what}");
        };
        for verdict in [Verdict::ProvenStrictMinimum, Verdict::ProvenDeadRegion, Verdict::Disproved]
        {
            fails(&|f| f.verdict = verdict, "verdict");
        }
        let other = match what {
            Verdict::ProvenSaddle => Verdict::ProvenFlatMinimum,
            _ => Verdict::ProvenSaddle,
        };
        fails(&|f| f.verdict = other, "the other verdict");
        fails(&|f| f.twins = None, "no evidence");
        fails(&|f| f.twins.as_mut().unwrap().copy_of = vec![0, 1], "no copies");
        fails(&|f| twins(f).copy_of = vec![1, 0], "numbering");
        fails(&|f| twins(f).mirrored = vec![false, false], "not mirrored");
        fails(&|f| twins(f).mirrored = vec![true, false], "the other one mirrored");
        fails(&|f| twins(f).narrow.centre[0] += 1e-3, "centre");
        fails(&|f| twins(f).narrow.radius = 1e-3, "radius");
        fails(&|f| twins(f).narrow.inverse[0][0] = 0.0, "inverse");
        fails(&|f| twins(f).vectors.clear(), "no vectors");
        fails(&|f| twins(f).vectors.iter_mut().flatten().for_each(|x| *x = 0.0), "vectors");
        fails(&|f| f.point[0] = "1/3".to_owned(), "point");
        fails(&|f| f.targets[0][0] = "100".to_owned(), "target");
        fails(&|f| f.loss[1] = f.loss[0] - 1e-6, "loss");
        fails(&|f| f.direction = Some(vec!["0".to_owned(); weights.len()]), "direction");
    }
}

#[test]
fn all_shares_on_the_line_of_a_proven_minimum_are_minima() {
    let narrow =
        (0..80).filter_map(|seed| narrow(Activation::Tanh, 1, seed)).find(|n| n.matrix()[0] > 1e-2);
    let narrow = narrow.unwrap();
    let (problem, weights) = narrow.wide(&[fraction(1, 3), fraction(2, 3)], &[false, false]);
    let lines = super::lines(&problem, &weights);
    let [[first, last]] = lines.as_slice() else { panic!("{lines:?}") };
    for share in [0.01, 0.3, 0.5, 0.77, 0.99] {
        let at: Vec<BigRational> =
            first.iter().zip(last).map(|(a, b)| exact(a + share * (b - a))).collect();
        assert_eq!(certify(&problem, &at, &[]).verdict, Verdict::ProvenFlatMinimum, "{share}");
    }
    for share in [-0.1, 1.1] {
        let at: Vec<BigRational> =
            first.iter().zip(last).map(|(a, b)| exact(a + share * (b - a))).collect();
        assert_eq!(certify(&problem, &at, &[]).verdict, Verdict::ProvenSaddle, "{share}");
    }
    // a saddle has no line of minima
    let (problem, weights) = narrow.wide(&[fraction(4, 3), fraction(-1, 3)], &[false, false]);
    assert!(super::lines(&problem, &weights).is_empty());
}
