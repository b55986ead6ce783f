//! Networks with one hidden layer of ReLU, leaky ReLU or identity units: decided in exact
//! fractions.
//!
//! # The theorem
//! Let `out_ik(w) = sum_j V_kj f(U_j · x_i) + c_k`, where `x_i` has a 1 appended if there are
//! biases (then `U_j` holds the bias too; without biases `c = 0`), and `f(z) = s+ z` for `z >= 0`,
//! `s- z` for `z <= 0`. Let the loss be `F(out)` with `F` convex and differentiable, and at the
//! point `w_0 = (U, V, c)`
//!
//! - `g_ik = dF / d out_ik`,
//! - `H_kj = sum_i g_ik f(U_j · x_i)` and, for a change `u` of `U_j`, its one-sided derivative
//!   `H'_kj(u) = sum_i g_ik f'(U_j · x_i; u · x_i)`. Here `f'(z; e)` is `s± e` by the sign of `z`,
//!   and `f(e)` if `z = 0`: the data point then sits on the kink and goes either way.
//!
//! The hyperplanes `u · x_i = 0` of the data points on the kink of unit `j` cut the changes `u`
//! into cones on each of which `H'_j` is linear: these are the activation patterns that meet at the
//! point.
//!
//! **If** `sum_i g_ik = 0` (with biases) and `H_kj = 0` for all `k, j`, and every ray `u` of those
//! cones has `H'_j(u) = 0` or `V_j · H'_j(u) > 0`, **then** `w_0` is a local minimum.
//!
//! *Proof.* `F` is convex, so `F(out(w)) - F(out(w_0)) >= sum_ik g_ik (out_ik(w) - out_ik(w_0))`.
//! Take `w = (U + u, V + v, c + e)` so close that no `U_j · x_i` other than those equal to 0
//! changes its sign; then `f((U_j + u_j) · x_i) = f(U_j · x_i) + f'(U_j · x_i; u_j · x_i)` exactly.
//! Insert it, drop the sums that are 0, and what is left of the right side is `sum_j (V_j + v_j) ·
//! H'_j(u_j)`. On a ray it is not negative: there `H'_j` is 0, or `V_j · H'_j > 0`, which a small
//! `v_j` does not change (there are finitely many rays). On a cone `H'_j` is linear and every `u_j`
//! is a sum of the cone's rays with coefficients that are not negative. ∎
//!
//! In particular it holds where the derivative of the loss with respect to the outputs is
//! orthogonal to every feature column `(a_ij x_i)_i` of every pattern `a` that meets at the point:
//! then all `H'_j = 0`.
//!
//! **Otherwise** there is a direction `d` with `L(w_0 + t d) < L(w_0)` for all small `t > 0`,
//! except in one case: a non-zero `sum_i g_ik` or `H_kj` gives a direction in `c` or `V` with a
//! negative derivative, and a ray with `V_j · H'_j(u) < 0` one in `U`. If `V_j · H'_j(u) = 0` but
//! `H'_j(u) != 0`, the direction `u` in `U_j` together with `-λ H'_j(u)` in `V_j` has derivative 0,
//! and a second-order term that is computed exactly for several `λ`; when `V_j = 0`, as it must be
//! with one output, it is negative for small `λ > 0`. So with one output the question is decided
//! whenever `g` is a fraction.
//!
//! The minimum is never strict: if `U_j` or `V_j` is not 0, then `(αU_j, V_j/α)` gives the same
//! outputs for every `α > 0`; if both are 0, then so does any `V_j`.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::elimination::dot;
use super::exact::ExactNetwork;
use super::rays::rays;
use crate::network::LayerLayout;
use crate::proof::problem::ExactProblem;
use crate::proof::verdict::{Finding, Verdict};

/// How many `λ` are tried for a descent of second order, each a quarter of the one before.
const LAMBDAS: usize = 40;

/// Index and value of the entries that need not be 0: wide networks have many directions.
type Direction = Vec<(usize, BigRational)>;

/// A direction with the exact one-sided derivative of the loss along it.
struct Candidate {
    direction: Direction,
    derivative: BigRational,
}

/// A change `u` of one hidden unit's incoming weights along a ray of its cones.
struct Ray {
    along: Candidate,
    unit: usize,
    /// `H'_kj(u)`, one entry an output.
    change: Vec<BigRational>,
}

/// The point with the derivatives of the loss.
pub(crate) struct Local<'a> {
    problem: &'a ExactProblem,
    network: &'a ExactNetwork<'a>,
    g: Vec<Vec<BigRational>>,
    half_second: BigRational,
    hidden: LayerLayout,
    output: LayerLayout,
    /// The inputs with a 1 appended where there are biases.
    inputs: Vec<Vec<BigRational>>,
}

/// Decides whether the point of a network with one hidden layer is a local minimum.
pub(crate) fn decide(problem: &ExactProblem, network: &ExactNetwork) -> Finding {
    let Some(local) = Local::new(problem, network) else {
        return Finding::unproven(
            "the derivative of the cross-entropy is no fraction here, so that it cannot be shown \
                to be exactly \
                orthogonal to the features",
        );
    };
    let (mut candidates, mut second_order) = (local.outgoing(), Vec::new());
    let mut crowded_unit = None;
    for unit in 0..local.hidden.units {
        let Some(rays) = local.rays(unit) else {
            crowded_unit = Some(unit);
            continue;
        };
        for ray in rays {
            if ray.along.derivative.is_negative() {
                candidates.push(ray.along);
            } else if ray.along.derivative.is_zero() && ray.change.iter().any(|h| !h.is_zero()) {
                second_order.push(ray);
            }
        }
    }
    if let Some(Candidate { direction, derivative }) = steepest(candidates) {
        let near = derivative.to_f64().unwrap_or(f64::NAN);
        let reason = format!(
            "the loss falls along the direction shown: its one-sided derivative there is exactly \
                {derivative} \
                (about {near:.3e})"
        );
        return Finding::disproved(local.whole(&direction), reason);
    }
    if let Some(finding) = second_order.iter().find_map(|ray| local.falls_to_second_order(ray)) {
        return finding;
    }
    if let Some(unit) = crowded_unit {
        return Finding::unproven(&format!(
            "too many data points lie on the kink of hidden unit {unit}"
        ));
    }
    if !second_order.is_empty() {
        return Finding::unproven(
            "every one-sided derivative is at least 0, but to second order the outputs disagree",
        );
    }
    let kinks: usize = (0..local.hidden.units).map(|unit| local.kinks(unit).len()).sum();
    let reason = format!(
        "no nearby weights do better: whichever way the data points on kinks go (there are \
            {kinks}), no change of a unit's weights has a negative derivative, in exact fractions, \
            and the loss is convex in the outputs; the minimum is flat since scaling a unit's \
            incoming weights up and its outgoing ones down changes nothing"
    );
    Finding { verdict: Verdict::ProvenFlatMinimum, nearby: None, direction: None, reason }
}

impl<'a> Local<'a> {
    /// `None` where the derivatives of the loss are no fractions.
    pub fn new(problem: &'a ExactProblem, network: &'a ExactNetwork<'a>) -> Option<Self> {
        let (g, half_second) = network.loss_derivatives()?;
        let [hidden, output] = problem.network.layout().try_into().ok()?;
        let one = (!hidden.biases.is_empty()).then(BigRational::one);
        let inputs =
            problem.inputs.iter().map(|x| x.iter().chain(&one).cloned().collect()).collect();
        Some(Self { problem, network, g, half_second, hidden, output, inputs })
    }

    /// `sum_i g_ik value(i)`.
    fn weighted(&self, k: usize, value: impl Fn(usize) -> BigRational) -> BigRational {
        let terms = self.g.iter().enumerate().filter(|(_, g)| !g[k].is_zero());
        terms.fold(BigRational::zero(), |sum, (i, g)| sum + &g[k] * value(i))
    }

    /// A direction with all its entries.
    fn whole(&self, direction: &[(usize, BigRational)]) -> Vec<BigRational> {
        let mut whole = vec![BigRational::zero(); self.problem.network.parameter_count()];
        for (index, value) in direction {
            whole[*index] = value.clone();
        }
        whole
    }

    fn outgoing_index(&self, k: usize, unit: usize) -> usize {
        self.output.weights.start + k * self.hidden.units + unit
    }

    /// How many hidden units there are.
    pub fn hidden_units(&self) -> usize {
        self.hidden.units
    }

    /// The slope of the loss along every ray of a hidden unit's cones.
    pub fn slopes_of_rays(&self, unit: usize) -> Option<Vec<(Direction, BigRational)>> {
        Some(
            self.rays(unit)?
                .into_iter()
                .map(|ray| (ray.along.direction, ray.along.derivative))
                .collect(),
        )
    }

    /// The derivative of the loss by each output weight and bias.
    pub fn outgoing_slopes(&self) -> Vec<(usize, BigRational)> {
        let mut slopes = Vec::new();
        for k in 0..self.output.units {
            if let Some(bias) = self.output.biases.clone().nth(k) {
                slopes.push((bias, self.weighted(k, |_| BigRational::one())));
            }
            for unit in 0..self.hidden.units {
                let slope = self.weighted(k, |i| self.network.post[i][1][unit].clone());
                slopes.push((self.outgoing_index(k, unit), slope));
            }
        }
        slopes
    }

    /// The moves of single output weights and biases along which the loss falls.
    fn outgoing(&self) -> Vec<Candidate> {
        self.outgoing_slopes()
            .into_iter()
            .filter(|(_, slope)| !slope.is_zero())
            .map(|(index, slope)| Candidate {
                direction: vec![(index, -slope.signum())],
                derivative: -slope.abs(),
            })
            .collect()
    }

    /// The inputs of the data points on the kink of a hidden unit.
    fn kinks(&self, unit: usize) -> Vec<Vec<BigRational>> {
        let on_kink =
            |i: &usize| self.network.has_kink(0) && self.network.pre[*i][0][unit].is_zero();
        (0..self.inputs.len()).filter(on_kink).map(|i| self.inputs[i].clone()).collect()
    }

    /// All rays of a hidden unit's cones; `None` if there are too many.
    fn rays(&self, unit: usize) -> Option<Vec<Ray>> {
        let rays = rays(&self.kinks(unit), self.inputs[0].len())?;
        Some(rays.into_iter().map(|u| self.ray(unit, &u)).collect())
    }

    fn ray(&self, unit: usize, u: &[BigRational]) -> Ray {
        let first = self.hidden.weights.start + unit * self.hidden.inputs;
        let indices =
            (first..first + self.hidden.inputs).chain(self.hidden.biases.clone().nth(unit));
        let direction = indices.zip(u.iter().cloned()).collect();
        let moved = |i: usize| {
            self.network.one_sided(0, &self.network.pre[i][0][unit], &dot(u, &self.inputs[i]))
        };
        let change: Vec<BigRational> =
            (0..self.output.units).map(|k| self.weighted(k, moved)).collect();
        let outgoing = |k: usize| &self.network.weights()[self.outgoing_index(k, unit)];
        let derivative = change
            .iter()
            .enumerate()
            .fold(BigRational::zero(), |sum, (k, h)| sum + outgoing(k) * h);
        Ray { along: Candidate { direction, derivative }, unit, change }
    }

    /// A disproof along `u` together with `-λ H'(u)` in the outgoing weights, if one of several `λ`
    /// gives it.
    fn falls_to_second_order(&self, ray: &Ray) -> Option<Finding> {
        let quarter = BigRational::new(BigInt::one(), BigInt::from(4));
        let lambdas =
            std::iter::successors(Some(BigRational::one()), |lambda| Some(lambda * &quarter));
        lambdas.take(LAMBDAS).find_map(|lambda| {
            let mut direction = self.whole(&ray.along.direction);
            for (k, h) in ray.change.iter().enumerate() {
                direction[self.outgoing_index(k, ray.unit)] = -(h * &lambda);
            }
            let [first, second] =
                expansion(self.problem, self.network, &self.g, &self.half_second, &direction);
            (first.is_zero() && second.is_negative()).then(|| {
                let reason = format!(
                    "the loss falls along the direction shown: its derivative there is 0, and its \
                        second-order \
                        coefficient is exactly {second}"
                );
                Finding::disproved(direction, reason)
            })
        })
    }
}

/// The coefficients of `t` and `t^2` of `L(w_0 + t d)` as `t -> 0+`, for one hidden layer.
pub(crate) fn expansion(
    problem: &ExactProblem,
    network: &ExactNetwork,
    g: &[Vec<BigRational>],
    half_second: &BigRational,
    direction: &[BigRational],
) -> [BigRational; 2] {
    let layout = problem.network.layout();
    let (hidden, output) = (&layout[0], &layout[1]);
    let [mut first, mut second] = [BigRational::zero(), BigRational::zero()];
    for (i, g) in g.iter().enumerate() {
        let changes = network.output_derivative(i, direction);
        for (k, p) in changes.iter().enumerate() {
            // the product of the changes of the two layers
            let mut q = BigRational::zero();
            for j in 0..hidden.units {
                let dv = &direction[output.weights.start + k * hidden.units + j];
                if dv.is_zero() {
                    continue;
                }
                let row = &direction[hidden.weights.start + j * hidden.inputs..][..hidden.inputs];
                let mut dz = dot(row, &problem.inputs[i]);
                if let Some(bias) = hidden.biases.clone().nth(j) {
                    dz += &direction[bias];
                }
                q += dv * network.one_sided(0, &network.pre[i][0][j], &dz);
            }
            first += &g[k] * p;
            second += &g[k] * &q + half_second * p * p;
        }
    }
    [first, second]
}

/// The candidate with the most negative derivative for its length.
fn steepest(candidates: Vec<Candidate>) -> Option<Candidate> {
    let slope = |c: &Candidate| {
        let length =
            c.direction.iter().filter_map(|(_, x)| x.to_f64()).map(|x| x * x).sum::<f64>().sqrt();
        c.derivative.to_f64().unwrap_or(0.0) / length
    };
    candidates.into_iter().min_by(|a, b| slope(a).total_cmp(&slope(b)))
}
