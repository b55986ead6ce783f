//! One update by any of the rules.

use super::row::{Powers, Row};
use super::rule::Optimizer;
use super::rules::{adagrad, adam, gradient_descent, momentum, nesterov, rmsprop};
use super::settings::Settings;

impl Settings {
    /// One update of one weight of `N` weight vectors from its gradients there, to which weight
    /// decay is added first. `powers` are those after this step.
    #[inline(always)]
    pub fn update<const N: usize>(&self, powers: &Powers<N>, row: Row<'_, N>) {
        if self.weight_decay != 0.0 {
            for i in 0..N {
                if self.optimizer == Optimizer::Adamw {
                    row.weight[i] *= 1.0 - self.learning_rate * self.weight_decay;
                } else {
                    row.gradient[i] += self.weight_decay * row.weight[i];
                }
            }
        }
        match self.optimizer {
            Optimizer::GradientDescent => gradient_descent::update(self, row),
            Optimizer::Momentum => momentum::update(self, row),
            Optimizer::Nesterov => nesterov::update(self, row),
            Optimizer::Adagrad => adagrad::update(self, row),
            Optimizer::Rmsprop => rmsprop::update(self, row),
            Optimizer::Adam | Optimizer::Adamw => adam::update(self, powers, row),
        }
    }
}
