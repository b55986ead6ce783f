//! Gradients of one weight vector after the other, by whichever passes are faster.

use super::evaluate::{Matrices, Threads, Work};
use crate::objective::{Objective, Workspace};

/// Loss and gradient of one weight vector at a time: by [`Matrices`] where the objective is large
/// enough for them, otherwise by the objective itself, point by point.
#[derive(Clone, Debug)]
pub struct Gradients<'a> {
    objective: &'a Objective,
    passes: Passes,
}

#[derive(Clone, Debug)]
enum Passes {
    Points(Workspace),
    Matrices(Matrices, Work),
}

impl<'a> Gradients<'a> {
    /// What these threads share.
    #[must_use]
    pub fn new(objective: &'a Objective, threads: Threads) -> Self {
        let passes = match Matrices::new(objective) {
            Some(matrices) => {
                let work = matrices.work(threads);
                Passes::Matrices(matrices, work)
            }
            None => Passes::Points(objective.workspace()),
        };
        Self { objective, passes }
    }

    /// `L(w)` and its gradient in `gradient` (length `P`, overwritten); of a batch, these points
    /// alone, with a mean taken over them.
    pub fn value_and_gradient(
        &mut self,
        weights: &[f64],
        batch: Option<&[usize]>,
        gradient: &mut [f64],
    ) -> f64 {
        match (&mut self.passes, batch) {
            (Passes::Matrices(matrices, work), batch) => {
                matrices.value_and_gradient(weights, batch, gradient, work)
            }
            (Passes::Points(work), None) => {
                self.objective.value_and_gradient(weights, gradient, work)
            }
            (Passes::Points(work), Some(batch)) => {
                self.objective.value_and_gradient_on(weights, batch, gradient, work)
            }
        }
    }
}
