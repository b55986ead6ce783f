//! What the theorem of `piecewise.rs` looks at, as a table to be shown.

use num_rational::BigRational;
use num_traits::One;

use super::exact::exact_network;
use super::piecewise::Local;
use crate::proof::problem::ExactProblem;

/// A move of some weights at a point, with the slope of the loss along it.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// Place in the flat parameter vector and size of each entry that changes.
    pub direction: Vec<(usize, BigRational)>,
    /// The one-sided derivative of the loss along it.
    pub slope: BigRational,
}

/// The moves to which the theorem of the exact proofs reduces all nearby weights, for a network of
/// straight pieces with one hidden layer: each output bias and output weight (whose slope must be
/// 0), and each ray of the cones in which a hidden unit's incoming weights and bias keep to one
/// activation pattern (whose slope must not be negative). `None` for other networks, where the loss
/// has no fractions for derivatives, and where more data points lie on a kink than are looked at.
#[must_use]
pub fn moves(problem: &ExactProblem, point: &[BigRational]) -> Option<Vec<Move>> {
    problem.check(point).ok()?;
    let network = exact_network(problem, point)?;
    let local = Local::new(problem, &network)?;
    let outgoing = local.outgoing_slopes().into_iter();
    let mut moves: Vec<Move> = outgoing
        .map(|(index, slope)| Move { direction: vec![(index, BigRational::one())], slope })
        .collect();
    for unit in 0..local.hidden_units() {
        moves.extend(
            local
                .slopes_of_rays(unit)?
                .into_iter()
                .map(|(direction, slope)| Move { direction, slope }),
        );
    }
    Some(moves)
}
