//! One update by any of the rules.

use super::clock::Clock;
use super::row::Row;
use super::rule::Optimizer;
use super::rules::{adagrad, adam, gradient_descent, lion, momentum, nadam, nesterov, rmsprop};
use super::settings::Settings;

impl Settings {
    /// One update of one weight of `N` weight vectors from its gradients there, to which weight
    /// decay is added first. `clock` is that after this step.
    #[inline(always)]
    pub fn update<const N: usize>(&self, clock: &Clock<N>, row: Row<'_, N>) {
        if self.weight_decay != 0.0 {
            for i in 0..N {
                if self.optimizer.decouples_decay() {
                    row.weight[i] *= 1.0 - row.rate[i] * self.weight_decay;
                } else {
                    row.gradient[i] += self.weight_decay * row.weight[i];
                }
            }
        }
        match self.optimizer {
            Optimizer::GradientDescent => gradient_descent::update(row),
            Optimizer::Momentum => momentum::update(self, row),
            Optimizer::Nesterov => nesterov::update(self, row),
            Optimizer::Adagrad => adagrad::update(self, row),
            Optimizer::Rmsprop => rmsprop::update(self, row),
            Optimizer::Adam | Optimizer::Adamw => adam::update(self, clock, row),
            Optimizer::Nadam => nadam::update(self, clock, row),
            Optimizer::Lion => lion::update(self, row),
        }
    }
}
