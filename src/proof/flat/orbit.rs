//! The curve of minima that rescaling the units of a minimum gives, where a plane through it meets
//! it.
//!
//! # The theorem
//! Let a network with one hidden layer have units with `f(a z) = a f(z)` for all `a > 0` (ReLU,
//! leaky ReLU, identity). For positive `a_j` let `φ_a` multiply the incoming weights and the bias
//! of each hidden unit `j` by `a_j` and divide its outgoing weights by it. Then `φ_a` is a
//! homeomorphism of weight space (its inverse is `φ_{1/a}`) that leaves the network's function,
//! hence the loss, alone. So **`φ_a(p)` is a local minimum if `p` is**, of the same loss.
//!
//! # Where the plane meets the orbit
//! The weight `p_i + s x_i + t y_i` must be `p_i` times `a_j`, `1 / a_j` or, for an output bias, 1.
//! Where no weight that is 0 and no output bias changes in the plane, that says `r_i = 1 + (s x_i +
//! t y_i) / p_i` is `a_j` for all incoming weights of `j`, and `1 / a_j` for all its outgoing ones.
//! If those of each side are the same affine function, `r_j` and `q_j`, what is left is `r_j q_j =
//! 1` with `r_j > 0` for each `j` with weights on both sides: a branch of a hyperbola through `p`
//! where `r_j` and `q_j` are independent. If all of these are one and the same hyperbola (two that
//! are equal have the same two functions), the plane meets the orbit in that branch, and **every
//! point of the branch is proven** at once.
//!
//! In all other cases of units with weights on both sides, the plane meets the orbit in finitely
//! many points. Two different conics have finitely many points in common, or a line, as a condition
//! that is linear has; and along a line `r_j q_j = 1` holds everywhere only if both are 1, so that
//! no weight would change along it.
//!
//! All this is decided in exact fractions; only where the branch is drawn is rounded.

use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};

use super::window::Window;
use crate::proof::problem::ExactProblem;

/// The part of the orbit in the plane.
pub(crate) enum Orbit {
    /// A branch of a hyperbola, as points in the window's coordinates, piece by piece.
    Curve(Vec<Vec<[f64; 2]>>),
    /// The orbit is more than a point, but the plane meets it in finitely many.
    Crossed,
    /// The orbit is a point, or more than a curve of it may lie in the plane.
    Open,
}

/// Points of a branch, at even ratios of `a`.
const SAMPLES: i32 = 2400;

/// `a` goes up to the exponential of this, and down to that of minus this.
const REACH: f64 = 24.0;

/// `1 + s alpha_0 + t alpha_1`, the ratio by which a weight changes.
type Ratio = [BigRational; 2];

/// What the conditions on one side of a unit come to.
struct Side {
    /// Whether any weight is not 0.
    has_weight: bool,
    /// The ratio by which all weights that are not 0 change; `None` if that is not one, or a weight
    /// that is 0 changes.
    ratio: Option<Ratio>,
}

/// The orbit of the window's point, which must be a proven minimum.
pub(crate) fn orbit(problem: &ExactProblem, window: &Window) -> Orbit {
    let layout = problem.network.layout();
    let ([hidden, output], true) =
        (layout.as_slice(), problem.network.activation.is_piecewise_linear())
    else {
        return Orbit::Open;
    };
    let moves =
        |index: usize| !(window.axes[0][index].is_zero() && window.axes[1][index].is_zero());
    let mut is_torn = output.biases.clone().any(moves);
    let (mut conics, mut is_more, mut has_orbit) = (Vec::<[Ratio; 2]>::new(), false, false);
    for unit in 0..hidden.units {
        let sides = [side(window, hidden.incoming(unit)), side(window, output.outgoing(unit))];
        match sides.each_ref().map(|side| side.has_weight) {
            [true, true] => has_orbit = true,
            [false, false] => {}
            // any factor is as good: a ray or more may lie in the plane
            _ => is_more = true,
        }
        match sides.map(|side| side.ratio) {
            [Some(r), Some(q)] if !(is_still(&r) && is_still(&q)) => conics.push([r, q]),
            [Some(_), Some(_)] => {}
            _ => is_torn = true,
        }
    }
    if is_more || !has_orbit {
        return Orbit::Open;
    }
    match conics.split_first() {
        Some(([r, q], others)) if !is_torn => {
            let is_curve = !(&r[0] * &q[1] - &r[1] * &q[0]).is_zero();
            let is_one = others.iter().all(|[r2, q2]| (r2 == r && q2 == q) || (r2 == q && q2 == r));
            if is_curve && is_one { Orbit::Curve(branch(window, [r, q])) } else { Orbit::Crossed }
        }
        _ => Orbit::Crossed,
    }
}

fn is_still(ratio: &Ratio) -> bool {
    ratio.iter().all(Zero::is_zero)
}

fn side(window: &Window, weights: impl Iterator<Item = usize>) -> Side {
    let mut common: Option<Ratio> = None;
    let mut is_torn = false;
    for index in weights {
        let weight = &window.point[index];
        let moves = window.axes.map(|axis| &axis[index]);
        if weight.is_zero() {
            is_torn |= moves.iter().any(|x| !x.is_zero());
            continue;
        }
        let ratio = moves.map(|x| x / weight);
        is_torn |= common.as_ref().is_some_and(|known| *known != ratio);
        common = Some(ratio);
    }
    let has_weight = common.is_some();
    let still = [BigRational::zero(), BigRational::zero()];
    Side { has_weight, ratio: (!is_torn).then(|| common.unwrap_or(still)) }
}

/// The branch `r q = 1`, `r > 0` inside the window.
fn branch(window: &Window, [r, q]: [&Ratio; 2]) -> Vec<Vec<[f64; 2]>> {
    let floats = |ratio: &Ratio| ratio.each_ref().map(|x| x.to_f64().unwrap_or(f64::NAN));
    let ([a, b], [c, d]) = (floats(r), floats(q));
    let determinant = a * d - b * c;
    let at = |k: i32| {
        let factor = REACH * f64::from(k) / f64::from(SAMPLES);
        let (u, v) = (pxfm::f_expm1(factor), pxfm::f_expm1(-factor));
        [(u * d - v * b) / determinant, (v * a - u * c) / determinant]
    };
    let mut pieces = vec![Vec::new()];
    for k in -SAMPLES..=SAMPLES {
        let point = at(k);
        let current: &mut Vec<[f64; 2]> = pieces.last_mut().expect("there is always one");
        if window.holds(point) {
            current.push(point);
        } else if !current.is_empty() {
            pieces.push(Vec::new());
        }
    }
    pieces.retain(|piece| piece.len() > 1);
    pieces
}
