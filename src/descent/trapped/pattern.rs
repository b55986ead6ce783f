//! The least cross-entropy that a network with one hidden layer of piecewise-linear units can fall
//! to while no unit changes sides on any point.
//!
//! Let `m_ui` be the slope of unit `u` at point `i` (0 or 1 for ReLU). As long as all of them stay,
//! the output `o_i = c + sum_u m_ui v_u (w_u . x_i + b_u)` lies in the span of the columns `1`,
//! `m_ui` and `m_ui x_i`, and the infimum of the loss over that span is a convex problem, solved
//! here by Newton's method in the outputs. Where it is attained at no finite output (some points
//! can be told apart for good, while others contradict each other) a descent that stays in the
//! pattern runs to infinity, and falls towards this infimum or stays above it; one that is beside
//! it already has nowhere else to go.

use nalgebra::{Cholesky, DMatrix, DVector};

use crate::descent::extrapolation::at;
use crate::descent::record::Record;
use crate::descent::tolerance::{NEAR, NOTHING, ROUNDING};
use crate::network::{Activation, limits, norm};
use crate::objective::{LossKind, Objective};

/// Most points for which it is computed.
const MOST_POINTS: usize = 256;

/// Multiples of `1 + |w|` along the gradient within which no unit may change sides. Weights on an
/// exponential tail grow like the logarithm of time, and never get so far.
const CLEAR: f64 = 4.0;

/// Error of a limit that was estimated from a trend, as a share of `1 +` it, that is to be reckoned
/// with.
const ESTIMATE: f64 = 5e-3;

/// Newton steps.
const STEPS: usize = 100;

/// A logit, or the last Newton step of one, beyond which an infimum is attained at no finite
/// output.
const LARGE: f64 = 25.0;
const LONG: f64 = 0.5;

/// The infimum of the pattern that was looked at last, if no finite outputs attain it: a run keeps
/// its pattern for long.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    slopes: Vec<f64>,
    infimum: Option<f64>,
}

/// The infimum in the pattern that the run has come to keep, if no finite outputs attain it and the
/// run is beside it; `None` also for other networks, losses or outputs.
pub(crate) fn beside_infimum(
    objective: &Objective,
    records: &[Record],
    known: &mut Known,
) -> Option<f64> {
    let (middle, end) = (at(records, 0.5), at(records, 1.0));
    let grows = norm(&end.weights) > norm(&middle.weights);
    if !is_told(objective) || end.loss > middle.loss || !grows {
        return None;
    }
    let slopes = pattern(objective, &end.weights)?;
    if pattern(objective, &middle.weights)? != slopes {
        return None;
    }
    known.infimum(objective, &end.weights, slopes).filter(|infimum| {
        *infimum < end.loss
            && end.loss - infimum <= NEAR * (1.0 + infimum)
            && keeps_sides(objective, &middle.weights, &end.weights)
    })
}

/// The infimum in the pattern at `end`, in place of an estimate of it; the `estimate` where there
/// is none beside it.
pub(crate) fn exact(objective: &Objective, end: &Record, estimate: f64, known: &mut Known) -> f64 {
    let slopes = is_told(objective).then(|| pattern(objective, &end.weights)).flatten();
    let infimum = slopes.and_then(|slopes| known.infimum(objective, &end.weights, slopes));
    let is_beside = |infimum: &f64| {
        *infimum < end.loss && (infimum - estimate).abs() <= ESTIMATE * (1.0 + estimate.abs())
    };
    infimum.filter(is_beside).unwrap_or(estimate)
}

impl Known {
    /// The infimum of the pattern of these slopes, which holds at `weights`.
    fn infimum(&mut self, objective: &Objective, weights: &[f64], slopes: Vec<f64>) -> Option<f64> {
        if self.slopes != slopes {
            let infimum = Infimum::over(objective, weights, &slopes);
            let infimum = infimum.filter(|it| it.is_at_infinity).map(|it| it.loss);
            *self = Self { slopes, infimum };
        }
        self.infimum
    }
}

fn is_told(objective: &Objective) -> bool {
    let [hidden, output] = objective.layout() else { return false };
    objective.has_kinks()
        && objective.loss().kind == LossKind::CrossEntropy
        && output.activation == Activation::Identity
        && output.units == 1
        && objective.dataset().len() <= MOST_POINTS
        && hidden.units * (hidden.inputs + 1) < limits::NEWTON
}

/// The slopes of all hidden units, point after point; `None` if one is on its kink.
fn pattern(objective: &Objective, weights: &[f64]) -> Option<Vec<f64>> {
    let hidden = &objective.layout()[0];
    let data = objective.dataset();
    let mut work = objective.workspace();
    let mut slopes = Vec::with_capacity(data.len() * hidden.units);
    for i in 0..data.len() {
        let x = data.input(i);
        let pre = &objective.pre_activations(weights, x, &mut work)[0];
        for (unit, &z) in pre.iter().enumerate() {
            let row = &weights[hidden.weights.clone()][unit * hidden.inputs..][..hidden.inputs];
            let size: f64 = row.iter().zip(x).map(|(w, x)| (w * x).abs()).sum();
            if z.abs() <= NOTHING * (z.abs() + size) {
                return None;
            }
            slopes.push(hidden.activation.jet(z).first);
        }
    }
    Some(slopes)
}

/// Whether no unit changes sides along the negative gradient, nor along the way that the run took
/// of late (with Adam another one), for as far as it could matter.
fn keeps_sides(objective: &Objective, middle: &[f64], end: &[f64]) -> bool {
    let mut work = objective.workspace();
    let mut downhill = vec![0.0; end.len()];
    objective.value_and_gradient(end, &mut downhill, &mut work);
    downhill.iter_mut().for_each(|g| *g = -*g);
    let travel: Vec<f64> = end.iter().zip(middle).map(|(e, m)| e - m).collect();
    let far = CLEAR * (1.0 + norm(end));
    [downhill, travel].into_iter().all(|direction| {
        let length = norm(&direction);
        // pre-activations are affine in the weights: the sides at both ends are those between them
        let ahead: Vec<f64> =
            end.iter().zip(&direction).map(|(w, d)| w + far / length * d).collect();
        let data = objective.dataset();
        (0..data.len()).all(|i| {
            let here = objective.pre_activations(end, data.input(i), &mut work)[0].clone();
            let there = &objective.pre_activations(&ahead, data.input(i), &mut work)[0];
            // false too if there is no direction
            here.iter().zip(there).all(|(a, b)| a * b > 0.0)
        })
    })
}

/// The infimum of the loss over the outputs of a pattern.
struct Infimum {
    loss: f64,
    is_at_infinity: bool,
}

impl Infimum {
    /// From the outputs at `weights`, where the hidden units have these slopes.
    fn over(objective: &Objective, weights: &[f64], slopes: &[f64]) -> Option<Self> {
        let basis = basis(objective, slopes)?;
        let targets: Vec<f64> = objective.dataset().targets().iter().copied().collect();
        let mut outputs =
            DVector::from_iterator(targets.len(), objective.outputs(weights).iter().copied());
        let loss = objective.loss();
        let factor = loss.factor(targets.len());
        let total = |outputs: &DVector<f64>| -> f64 {
            factor * outputs.iter().zip(&targets).map(|(&o, &y)| loss.kind.value(o, y)).sum::<f64>()
        };
        let (mut value, mut last) = (total(&outputs), 0.0);
        for _ in 0..STEPS {
            let pairs = || outputs.iter().zip(&targets);
            let first = DVector::from_iterator(
                targets.len(),
                pairs().map(|(&o, &y)| factor * loss.kind.first(o, y)),
            );
            let second = DVector::from_iterator(
                targets.len(),
                pairs().map(|(&o, _)| factor * loss.kind.second(o)),
            );
            let gradient = basis.tr_mul(&first);
            let mut bent = basis.clone();
            bent.row_iter_mut().zip(&second).for_each(|(mut row, factor)| row *= *factor);
            let curvature = basis.tr_mul(&bent);
            // points that are told apart for good no longer curve the loss
            let Some(factors) = Cholesky::new(curvature) else { break };
            let step = &basis * factors.solve(&gradient);
            let gain = step.dot(&first);
            let found = (0..40).map(|k| 0.5_f64.powi(k)).find_map(|share| {
                let ahead = &outputs - share * &step;
                let lower = total(&ahead);
                (lower <= value - 1e-4 * share * gain).then_some((
                    ahead,
                    lower,
                    share * step.amax(),
                ))
            });
            let Some((ahead, lower, length)) = found else { break };
            (outputs, value, last) = (ahead, lower, length);
            if gain <= ROUNDING * (1.0 + value) {
                break;
            }
        }
        let is_finite = outputs.iter().all(|o| o.is_finite()) && value.is_finite();
        let is_right = |o: f64, y: f64| (y > 0.5) == (o > 0.0);
        let largest = outputs.iter().zip(&targets).filter(|(o, y)| is_right(**o, **y));
        let largest = largest.map(|(o, _)| o.abs()).fold(0.0, f64::max);
        is_finite.then_some(Self { loss: value, is_at_infinity: last >= LONG || largest >= LARGE })
    }
}

/// An orthonormal basis of the outputs that a pattern allows, a row a point.
fn basis(objective: &Objective, slopes: &[f64]) -> Option<DMatrix<f64>> {
    let hidden = &objective.layout()[0];
    let has_bias = !hidden.biases.is_empty();
    let data = objective.dataset();
    let inputs = hidden.inputs;
    let per_unit = inputs + usize::from(has_bias);
    let columns = hidden.units * per_unit + usize::from(has_bias);
    let matrix = DMatrix::from_fn(data.len(), columns, |i, k| {
        let (unit, entry) = (k / per_unit, k % per_unit);
        if unit == hidden.units {
            return 1.0;
        }
        slopes[i * hidden.units + unit] * data.input(i).get(entry).copied().unwrap_or(1.0)
    });
    let columns = orthonormal(matrix);
    (!columns.is_empty()).then(|| DMatrix::from_columns(&columns))
}

/// What the columns span, by Gram and Schmidt: the longest of what is left first, until only
/// rounding is. A singular value decomposition would take the system's functions.
fn orthonormal(mut left: DMatrix<f64>) -> Vec<DVector<f64>> {
    let (mut found, mut greatest) = (Vec::<DVector<f64>>::new(), 0.0);
    while found.len() < left.nrows() {
        let longer =
            |best: (usize, f64), (k, length)| if length > best.1 { (k, length) } else { best };
        let lengths = left.column_iter().map(|column| column.norm()).enumerate();
        let (k, length) = lengths.fold((0, 0.0), longer);
        greatest = length.max(greatest);
        if length <= 1e-11 * greatest || !length.is_finite() {
            break;
        }
        let mut next = left.column(k) / length;
        // once more, as rounding has left something of the others
        for known in &found {
            next.axpy(-known.dot(&next), known, 1.0);
        }
        next /= next.norm();
        for mut column in left.column_iter_mut() {
            let share = next.dot(&column);
            column.axpy(-share, &next, 1.0);
        }
        found.push(next);
    }
    found
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;
    use crate::network::{Dataset, Network};
    use crate::objective::{Loss, Reduction};

    /// One unit on the points -1 of class 1, and 1 of both classes.
    fn objective() -> Objective {
        let network = Network {
            layers: vec![1, 1, 1],
            activation: Activation::Relu,
            output_activation: Activation::Identity,
            bias: true,
        };
        let data = Dataset::new(array![[-1.0], [1.0], [1.0]], array![[1.0], [0.0], [1.0]]);
        let loss = Loss { kind: LossKind::CrossEntropy, reduction: Reduction::Mean, scale: 1.0 };
        Objective::new(network, data, loss)
    }

    /// A run over these weights `[w, b, v, c]`.
    fn run(weights: [[f64; 4]; 3]) -> Vec<Record> {
        let objective = objective();
        let record = |(k, weights): (usize, [f64; 4])| {
            let mut gradient = [0.0; 4];
            let loss =
                objective.value_and_gradient(&weights, &mut gradient, &mut objective.workspace());
            Record { step: 50 * k, weights: weights.to_vec(), loss, gradient_norm: norm(&gradient) }
        };
        weights.into_iter().enumerate().map(record).collect()
    }

    fn told(records: &[Record]) -> Option<f64> {
        beside_infimum(&objective(), records, &mut Known::default())
    }

    #[test]
    fn a_contradiction_is_what_is_left_when_the_other_point_is_told_apart_for_good() {
        // the unit sees the first point alone; the two others cost ln 2 each
        let records =
            run([[-1.0, 0.0, 20.0, 1e-3], [-1.0, 0.0, 30.0, 1e-3], [-1.0, 0.0, 40.0, 1e-3]]);
        let limit = told(&records).expect("a limit");
        assert!((limit - 2.0 / 3.0 * 2.0_f64.ln()).abs() < 1e-12, "{limit}");
    }

    #[test]
    fn a_run_that_rises_or_just_changed_sides_or_soon_will_is_told_nothing() {
        let told = |weights| told(&run(weights));
        assert_eq!(
            told([[-1.0, 0.0, 2.0, 0.1], [-1.0, 0.0, 4.0, 0.1], [-1.0, 0.0, 3.0, 0.1]]),
            None
        );
        // before, the unit saw the two other points as well
        assert_eq!(
            told([[-1.0, 2.0, 2.0, 0.1], [-1.0, 2.0, 0.1, 0.1], [-1.0, 0.0, 4.0, 0.1]]),
            None
        );
        // on its way the bias grows until it sees them
        assert_eq!(
            told([[-1.0, 0.0, 4.0, 0.1], [-1.0, 0.2, 4.0, 0.1], [-1.0, 0.4, 4.0, 0.1]]),
            None
        );
    }

    #[test]
    fn an_infimum_that_finite_outputs_attain_is_no_limit_at_infinity() {
        // the unit sees the two contradicting points, and all outputs are the same constant
        // otherwise
        let data =
            Dataset::new(array![[-1.0], [-1.0], [1.0], [1.0]], array![[1.0], [0.0], [0.0], [1.0]]);
        let objective = Objective::new(objective().network().clone(), data, objective().loss());
        let weights = [1.0, 0.0, 0.5, 0.2];
        let slopes = pattern(&objective, &weights).expect("no unit on its kink");
        let infimum = Infimum::over(&objective, &weights, &slopes).expect("it is found");
        assert!(!infimum.is_at_infinity, "{}", infimum.loss);
    }
}
