//! Optimiser steps on a block, lane by lane the formulas of [`Stepper`](crate::optimizer::Stepper).

use super::buffer::Rows;
use super::network::{Prepared, Scratch};
use super::{LANES, Lane};
use crate::optimizer::{Optimizer, Settings};

/// A block of weight vectors under way, with what the optimiser remembers of each.
#[derive(Clone, Debug)]
pub struct Block {
    /// The weights, a row a parameter.
    pub weights: Rows,
    first: Rows,
    second: Rows,
    /// Powers of the betas, a lane each: lanes start at different times.
    powers: [Lane; 2],
    pub(super) gradient: Rows,
    pub(super) scratch: Scratch,
    /// Scratch memory of a sweep.
    pub(super) middles: Vec<f64>,
}

/// A weight vector under way, out of its lane, with what the optimiser remembers of it.
#[derive(Clone, Debug)]
pub struct Memory(Vec<f64>);

impl Block {
    pub(super) fn new(prepared: &Prepared, parameters: usize) -> Self {
        let rows = Rows::new(parameters);
        Self {
            weights: rows.clone(),
            first: rows.clone(),
            second: rows.clone(),
            powers: [[1.0; LANES]; 2],
            gradient: rows,
            scratch: prepared.scratch(),
            middles: Vec::new(),
        }
    }

    /// Puts a new start into lane `lane`, whose optimiser forgets everything.
    pub fn load(&mut self, lane: usize, start: &[f64]) {
        for (k, &w) in start.iter().enumerate() {
            self.weights[k][lane] = w;
            self.first[k][lane] = 0.0;
            self.second[k][lane] = 0.0;
        }
        self.powers[0][lane] = 1.0;
        self.powers[1][lane] = 1.0;
    }

    /// The weights of lane `lane`.
    #[must_use]
    pub fn lane(&self, lane: usize) -> Vec<f64> {
        self.weights.iter().map(|row| row[lane]).collect()
    }

    /// Writes the weights of lane `lane` into `weights`.
    pub fn lane_into(&self, lane: usize, weights: &mut [f64]) {
        weights.iter_mut().zip(self.weights.iter()).for_each(|(w, row)| *w = row[lane]);
    }

    /// What lane `lane` holds, to be put into a lane again.
    #[must_use]
    pub fn memory(&self, lane: usize) -> Memory {
        let rows =
            [&self.weights, &self.first, &self.second].into_iter().flat_map(|rows| rows.iter());
        Memory(rows.chain(&self.powers).map(|row| row[lane]).collect())
    }

    /// Puts into lane `lane` what a lane of this kernel's blocks held; it goes on as that would
    /// have.
    pub fn restore(&mut self, lane: usize, memory: &Memory) {
        let rows = [&mut self.weights, &mut self.first, &mut self.second].into_iter();
        let rows = rows.flat_map(|rows| rows.iter_mut()).chain(&mut self.powers);
        rows.zip(&memory.0).for_each(|(row, number)| row[lane] = *number);
    }

    /// Sets the velocities of all lanes to `share` of their gradients.
    pub(super) fn settle(&mut self, share: f64) {
        for (first, gradient) in
            self.first.as_flattened_mut().iter_mut().zip(self.gradient.as_flattened())
        {
            *first = share * gradient;
        }
    }

    /// The gradient of lane `lane`, as last evaluated.
    pub fn gradient_of(&self, lane: usize) -> impl Iterator<Item = f64> + '_ {
        self.gradient.iter().map(move |row| row[lane])
    }

    /// Norm of the gradient of lane `lane`, as last evaluated.
    #[must_use]
    pub fn gradient_norm(&self, lane: usize) -> f64 {
        crate::network::norm(&self.gradient_of(lane).collect::<Vec<_>>())
    }

    /// `count` times the gradient, and an update by it if there are settings.
    #[inline(always)]
    pub(super) fn steps(&mut self, prepared: &Prepared, settings: Option<&Settings>, count: usize) {
        let mut unused = [0.0; LANES];
        for _ in 0..count {
            prepared.evaluate::<false, true>(
                &self.weights,
                &mut self.scratch,
                &mut unused,
                &mut self.gradient,
            );
            if let Some(settings) = settings {
                self.step(settings);
            }
        }
    }

    #[inline(always)]
    fn step(&mut self, s: &Settings) {
        let rate = s.learning_rate;
        if s.optimizer == Optimizer::GradientDescent && s.weight_decay == 0.0 {
            let gradient = self.gradient.as_flattened();
            for (w, g) in self.weights.as_flattened_mut().iter_mut().zip(gradient) {
                *w = (-rate).mul_add(*g, *w);
            }
            return;
        }
        let decoupled = s.optimizer == Optimizer::Adamw;
        for i in 0..LANES {
            self.powers[0][i] *= s.beta1;
            self.powers[1][i] *= s.beta2;
        }
        for k in 0..self.weights.len() {
            let (w, g) = (&mut self.weights[k], &mut self.gradient[k]);
            let (first, second) = (&mut self.first[k], &mut self.second[k]);
            if s.weight_decay != 0.0 {
                for i in 0..LANES {
                    if decoupled {
                        w[i] *= 1.0 - rate * s.weight_decay;
                    } else {
                        g[i] += s.weight_decay * w[i];
                    }
                }
            }
            match s.optimizer {
                Optimizer::GradientDescent => {
                    for i in 0..LANES {
                        w[i] = (-rate).mul_add(g[i], w[i]);
                    }
                }
                Optimizer::Momentum | Optimizer::Nesterov => {
                    let ahead = if s.optimizer == Optimizer::Nesterov { s.momentum } else { 0.0 };
                    for i in 0..LANES {
                        // the velocity starts at the first gradient, to which a zero velocity leads
                        // as well
                        first[i] = s.momentum.mul_add(first[i], g[i]);
                        let move_by =
                            if ahead == 0.0 { first[i] } else { ahead.mul_add(first[i], g[i]) };
                        w[i] = (-rate).mul_add(move_by, w[i]);
                    }
                }
                Optimizer::Adagrad => {
                    for i in 0..LANES {
                        second[i] = g[i].mul_add(g[i], second[i]);
                        w[i] -= rate * g[i] / (second[i].sqrt() + s.epsilon);
                    }
                }
                Optimizer::Rmsprop => {
                    for i in 0..LANES {
                        second[i] = s.alpha.mul_add(second[i], (1.0 - s.alpha) * g[i] * g[i]);
                        w[i] -= rate * g[i] / (second[i].sqrt() + s.epsilon);
                    }
                }
                Optimizer::Adam | Optimizer::Adamw => {
                    for i in 0..LANES {
                        first[i] = s.beta1.mul_add(first[i], (1.0 - s.beta1) * g[i]);
                        second[i] = s.beta2.mul_add(second[i], (1.0 - s.beta2) * g[i] * g[i]);
                        let step = rate / (1.0 - self.powers[0][i]);
                        let root = (1.0 - self.powers[1][i]).sqrt();
                        w[i] -= step * first[i] / (second[i].sqrt() / root + s.epsilon);
                    }
                }
            }
        }
    }
}
