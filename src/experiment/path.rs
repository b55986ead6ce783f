//! Where weights and descents are drawn.

use crate::descent::Trajectory;
use crate::plane::{Plane, Projection, Projector};

/// Where weights of this loss are drawn: their projection onto the plane, or, where a single weight
/// makes it a line, their place on the loss curve.
#[must_use]
pub fn place(plane: &Plane, weights: &[f64], loss: f64) -> Projection {
    placed(&mut Projector::new(plane), weights, loss)
}

fn placed(projector: &mut Projector, weights: &[f64], loss: f64) -> Projection {
    let at = projector.project(weights);
    if weights.len() == 1 { Projection { y: loss, ..at } } else { at }
}

/// Where each record of a trajectory is drawn.
#[must_use]
pub fn path(plane: &Plane, trajectory: &Trajectory) -> Vec<Projection> {
    let mut projector = Projector::new(plane);
    trajectory
        .records
        .iter()
        .map(|record| placed(&mut projector, &record.weights, record.loss))
        .collect()
}
