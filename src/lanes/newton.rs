//! The steps of a regularised Newton's method, those of [`continued`](crate::descent::continued),
//! for a block.

use super::buffer::Rows;
use super::hessian::Hessian;
use super::linear::{cholesky, eigenpairs, frobenius, solve};
use super::network::Prepared;
use super::update::Block;
use super::{LANES, Lane};
use crate::network::limits;
use crate::platform::Fused as _;

/// One Newton step of every lane of a block, and the memory to find it.
#[derive(Clone, Debug)]
pub struct Newton {
    /// Lanes whose steps are wanted; those of the others need not be right.
    pub is_wanted: [bool; LANES],
    /// The loss.
    pub loss: Lane,
    /// The step, a row a parameter.
    pub step: Rows,
    /// Gain in loss expected to first order, `-g . step`.
    pub gain: Lane,
    /// The greatest curvature by its modulus, or, where all curvatures are positive, at most
    /// `sqrt(P)` times that: the Frobenius norm of the Hessian. Not finite where that is not.
    pub greatest: Lane,
    /// The least curvature; 0 where all are positive.
    pub least: Lane,
    hessian: Hessian,
    factor: Rows,
    vectors: Rows,
}

impl Newton {
    pub(super) fn new(prepared: &Prepared, parameters: usize) -> Option<Self> {
        if parameters > limits::NEWTON_IN_LANES {
            return None;
        }
        let hessian = Hessian::new(prepared, parameters);
        Some(Self {
            is_wanted: [true; LANES],
            loss: [0.0; LANES],
            step: Rows::new(parameters),
            gain: [0.0; LANES],
            greatest: [0.0; LANES],
            least: [0.0; LANES],
            factor: hessian.entries.clone(),
            vectors: hessian.entries.clone(),
            hessian,
        })
    }

    /// Replaces the steps of lanes that are not convex.
    #[inline(always)]
    fn step_by_eigenpairs(&mut self, gradient: &[Lane], is_convex: &Lane, shift: &Lane) {
        let size = self.step.len();
        let (mut greatest, mut least) = ([0.0; LANES], [f64::INFINITY; LANES]);
        for step in self.step.iter_mut() {
            for l in 0..LANES {
                step[l] = if is_convex[l] == 0.0 { 0.0 } else { step[l] };
            }
        }
        for j in 0..size {
            let curvature = self.hessian.entries[j * size + j];
            let mut length = [0.0; LANES];
            for i in 0..size {
                let (vector, slope) = (&self.vectors[i * size + j], &gradient[i]);
                for l in 0..LANES {
                    length[l] = vector[l].fused(slope[l], length[l]);
                }
            }
            for l in 0..LANES {
                let modulus = curvature[l].abs();
                greatest[l] = if modulus > greatest[l] { modulus } else { greatest[l] };
                least[l] = if curvature[l] < least[l] { curvature[l] } else { least[l] };
                let by = length[l] / (modulus + shift[l]);
                // no slope, no step, however flat it is
                length[l] = if length[l] == 0.0 || is_convex[l] != 0.0 { 0.0 } else { by };
            }
            for i in 0..size {
                let (vector, step) = (&self.vectors[i * size + j], &mut self.step[i]);
                for l in 0..LANES {
                    step[l] = (-length[l]).fused(vector[l], step[l]);
                }
            }
        }
        for l in 0..LANES {
            let is_kept = is_convex[l] != 0.0;
            // a norm that is not finite stays, to tell of it
            let is_norm = is_kept || !self.greatest[l].is_finite();
            self.greatest[l] = if is_norm { self.greatest[l] } else { greatest[l] };
            self.least[l] = if is_kept { 0.0 } else { least[l] };
        }
    }
}

impl Prepared {
    /// The Newton step of every lane, `-sum_i v_i (v_i . g) / (|l_i| + 2 |g| / (1 + |w|))`, from
    /// `block.weights`.
    #[inline(always)]
    pub fn newton(&self, block: &mut Block, newton: &mut Newton) {
        newton.loss = self.survey(block, &mut newton.hessian);
        let size = newton.step.len();
        let (gradient, weights) = (norms(&block.gradient), norms(&block.weights));
        let mut shift = [0.0; LANES];
        for l in 0..LANES {
            shift[l] = 2.0 * gradient[l] / (1.0 + weights[l]);
        }
        let mut is_convex =
            cholesky(size, &newton.hessian.entries, &[0.0; LANES], &mut newton.factor);
        cholesky(size, &newton.hessian.entries, &shift, &mut newton.factor);
        for (step, gradient) in newton.step.iter_mut().zip(block.gradient.iter()) {
            *step = gradient.map(|g| -g);
        }
        solve(size, &newton.factor, &mut newton.step);
        newton.greatest = frobenius(size, &newton.hessian.entries);
        newton.least = [0.0; LANES];
        for l in 0..LANES {
            is_convex[l] = if newton.is_wanted[l] { is_convex[l] } else { 1.0 };
        }
        if is_convex.contains(&0.0) {
            // those that are done without eigenpairs are not to be waited for
            for row in newton.hessian.entries.iter_mut() {
                for l in 0..LANES {
                    row[l] = if is_convex[l] == 0.0 { row[l] } else { 0.0 };
                }
            }
            eigenpairs(size, &mut newton.hessian.entries, &mut newton.vectors);
            newton.step_by_eigenpairs(&block.gradient, &is_convex, &shift);
        }
        newton.gain = [0.0; LANES];
        for (step, gradient) in newton.step.iter().zip(block.gradient.iter()) {
            for l in 0..LANES {
                newton.gain[l] = (-step[l]).fused(gradient[l], newton.gain[l]);
            }
        }
    }
}

#[inline(always)]
fn norms(rows: &[Lane]) -> Lane {
    let mut squares = [0.0; LANES];
    for row in rows {
        for l in 0..LANES {
            squares[l] = row[l].fused(row[l], squares[l]);
        }
    }
    squares.map(f64::sqrt)
}

#[cfg(test)]
#[path = "newton_tests.rs"]
mod tests;
