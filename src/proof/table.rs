//! What the theorem of `piecewise.rs` looks at, as a table to be shown.

use num_rational::BigRational;
use num_traits::One;

use super::piecewise::Local;
use super::{ExactProblem, exact_network};

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

#[cfg(test)]
mod tests {
    use num_traits::{Signed, Zero};

    use super::*;
    use crate::preset::Preset;

    fn slopes(preset: &str, point: &str) -> Option<Vec<Move>> {
        let preset = Preset::load(preset).unwrap();
        moves(&preset.exact_problem(), &preset.point(point).unwrap().exact)
    }

    #[test]
    fn at_the_line_of_minima_no_move_has_a_negative_slope() {
        let moves = slopes("relu-line-of-minima", "line of minima").unwrap();
        // c and v; then the data point on the kink cuts the changes of (w, b) in two: a ray along
        // the cut and one into each half, and the ray against the cut
        assert_eq!(moves.len(), 2 + 4);
        assert!(moves[..2].iter().all(|m| m.slope.is_zero()));
        assert!(moves.iter().all(|m| !m.slope.is_negative()));
        assert_eq!(moves[2].direction.iter().map(|(index, _)| *index).collect::<Vec<_>>(), [0, 1]);
    }

    #[test]
    fn at_the_printed_point_of_proposition_2_some_move_leads_down() {
        let preset = Preset::load("two-relu-units").unwrap();
        let printed = preset.points.iter().find(|point| point.name.contains("printed")).unwrap();
        let moves = moves(&preset.exact_problem(), &printed.exact).unwrap();
        assert!(moves.iter().any(|m| !m.slope.is_zero()));
    }

    #[test]
    fn smooth_networks_have_no_such_table() {
        assert_eq!(slopes("sigmoid-ten-points", "bad minimum"), None);
    }
}
