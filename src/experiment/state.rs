//! What an optimiser holds in memory, step by step, as it is seen in a plane.

use crate::descent::{Dynamics, StateAt};
use crate::monitor::Monitor;
use crate::network::norm;
use crate::plane::Plane;

/// A vector of weight space as it is seen in a plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shadow {
    /// Its shadow's coordinates along the plane's two directions.
    pub at: [f64; 2],
    /// Its length in weight space.
    pub norm: f64,
    /// The length of its part in the plane.
    pub in_plane: f64,
}

impl Shadow {
    fn of(plane: &Plane, vector: &[f64]) -> Self {
        let shadow = plane.project_vector(vector);
        let norm = norm(vector);
        let in_plane = ((norm - shadow.distance) * (norm + shadow.distance)).max(0.0).sqrt();
        Self { at: [shadow.x, shadow.y], norm, in_plane }
    }
}

/// What an optimiser holds before one of its updates, as it is seen in a plane.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// Number of updates made before.
    pub step: usize,
    /// Minus the gradient over all points.
    pub gradient: Shadow,
    /// Minus the velocity, or minus Adam's first moment without its bias; see [`StateAt::first`].
    pub memory: Option<Shadow>,
    /// The shadow of the ellipsoid whose half axes along the weights are [`StateAt::second`], as
    /// the matrix `M = sum_k s_k^2 p_k p_k'`, where `p_k` are the coordinates of weight `k`'s unit
    /// vector: the shadow is `{ M^(1/2) u : |u| <= 1 }`.
    pub spread: Option<[[f64; 2]; 2]>,
    /// The length of [`StateAt::second`].
    pub spread_norm: f64,
    /// The step along each of the plane's directions by which a gradient of length 1 along it moves
    /// the weights: `sum_k r_k e_k^2` for the direction's unit vector `e` and the weights' rates
    /// `r`.
    pub rates: [f64; 2],
    /// The update that is made next.
    pub update: Shadow,
}

impl Held {
    /// `units` are the coordinates of the weights' unit vectors.
    fn of(plane: &Plane, units: &[[f64; 2]], state: &StateAt) -> Self {
        let minus = |vector: &[f64]| -> Vec<f64> { vector.iter().map(|c| -c).collect() };
        let spread = |roots: &Vec<f64>| {
            let mut matrix = [[0.0; 2]; 2];
            for (root, unit) in roots.iter().zip(units) {
                let p = unit.map(|c| root * c);
                for i in 0..2 {
                    for j in 0..2 {
                        matrix[i][j] += p[i] * p[j];
                    }
                }
            }
            matrix
        };
        let rate = |direction: &[f64]| {
            let squares = direction.iter().map(|c| c * c);
            let along: f64 =
                squares.clone().zip(&state.rates).map(|(square, rate)| square * rate).sum();
            let length: f64 = squares.sum();
            if length == 0.0 { 0.0 } else { along / length }
        };
        Self {
            step: state.step,
            gradient: Shadow::of(plane, &minus(&state.gradient)),
            memory: state.first.as_ref().map(|first| Shadow::of(plane, &minus(first))),
            spread: state.second.as_ref().map(spread),
            spread_norm: state.second.as_ref().map_or(0.0, |second| norm(second)),
            rates: [rate(&plane.x.direction), rate(&plane.y.direction)],
            update: Shadow::of(plane, &state.update),
        }
    }
}

/// What the optimiser of a descent holds at each of `steps` (ascending), by running it again;
/// `None` when cancelled.
#[must_use]
pub fn held(
    dynamics: &Dynamics,
    plane: &Plane,
    start: &[f64],
    steps: &[usize],
    monitor: &Monitor,
) -> Option<Vec<Held>> {
    let mut all = Vec::with_capacity(steps.len());
    let units = units(plane);
    let push = |state: StateAt| all.push(Held::of(plane, &units, &state));
    dynamics.states(start, steps, monitor, push)?;
    Some(all)
}

/// The coordinates of each weight's unit vector in the plane.
fn units(plane: &Plane) -> Vec<[f64; 2]> {
    let mut unit = vec![0.0; plane.origin.len()];
    let of = |k: usize| {
        unit[k] = 1.0;
        let shadow = plane.project_vector(&unit);
        unit[k] = 0.0;
        [shadow.x, shadow.y]
    };
    (0..plane.origin.len()).map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plane::Axis;

    fn plane(x: [f64; 3], y: [f64; 3]) -> Plane {
        let axis =
            |direction: [f64; 3]| Axis { direction: direction.to_vec(), label: String::new() };
        Plane { origin: vec![5.0; 3], x: axis(x), y: axis(y) }
    }

    fn state() -> StateAt {
        StateAt {
            step: 4,
            weights: vec![0.0; 3],
            gradient: vec![-3.0, 0.0, 4.0],
            first: Some(vec![0.0, 6.0, 0.0]),
            second: Some(vec![2.0, 3.0, 100.0]),
            update: vec![1.0, 2.0, 2.0],
            rates: vec![0.1, 0.4, 7.0],
        }
    }

    fn seen_in(plane: &Plane) -> Held {
        Held::of(plane, &units(plane), &state())
    }

    #[test]
    fn in_a_plane_of_two_weights_shadows_are_those_weights() {
        // the second direction is two units long
        let held = seen_in(&plane([1.0, 0.0, 0.0], [0.0, 2.0, 0.0]));
        assert_eq!(held.gradient, Shadow { at: [3.0, 0.0], norm: 5.0, in_plane: 3.0 });
        assert_eq!(held.memory, Some(Shadow { at: [0.0, -3.0], norm: 6.0, in_plane: 6.0 }));
        assert_eq!(held.update.at, [1.0, 1.0]);
        assert_eq!(held.spread, Some([[4.0, 0.0], [0.0, 2.25]]));
        assert_eq!((held.step, held.rates), (4, [0.1, 0.4]));
    }

    #[test]
    fn along_oblique_directions_the_nearest_point_counts() {
        let (x, y) = ([1.0, 1.0, 0.0], [0.0, 1.0, 0.0]);
        let held = seen_in(&plane(x, y));
        // (3, 0, -4) is 3 x - 3 y and what is off the plane
        assert!(held.gradient.at.iter().zip([3.0, -3.0]).all(|(a, b)| (a - b).abs() < 1e-12));
        assert!((held.rates[0] - 0.25).abs() < 1e-12, "halfway between the two weights' rates");
        // the unit vectors of the weights have the coordinates (1, -1), (0, 1) and (0, 0)
        let spread = held.spread.unwrap();
        for (found, expected) in spread.iter().flatten().zip([4.0, -4.0, -4.0, 13.0]) {
            assert!((found - expected).abs() < 1e-12, "{spread:?}");
        }
    }
}
