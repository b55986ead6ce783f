//! A block of weight vectors, and optimiser steps on it.

use super::LANES;
use super::buffer::Rows;
use super::network::{Prepared, Scratch};
use crate::optimizer::{Clock, Optimizer, Row, Settings, State};
use crate::platform::Fused as _;

/// A block of weight vectors under way, with what the optimiser remembers of each.
#[derive(Clone, Debug)]
pub struct Block {
    /// The weights, a row a parameter.
    pub weights: Rows,
    first: Rows,
    second: Rows,
    clock: Clock<LANES>,
    pub(super) gradient: Rows,
    pub(super) scratch: Scratch,
    /// Scratch memory of a sweep.
    pub(super) middles: Vec<f64>,
}

impl Block {
    pub(super) fn new(prepared: &Prepared, parameters: usize) -> Self {
        let rows = Rows::new(parameters);
        Self {
            weights: rows.clone(),
            first: rows.clone(),
            second: rows.clone(),
            clock: Clock::START,
            gradient: rows,
            scratch: prepared.scratch(),
            middles: Vec::new(),
        }
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

    /// Puts a new start into lane `lane`, whose optimiser forgets everything.
    pub fn load(&mut self, lane: usize, start: &[f64]) {
        self.restore(lane, &State::new(start));
    }

    /// What lane `lane` holds, to be put into a lane again.
    #[must_use]
    pub fn state(&self, lane: usize) -> State {
        let column = |rows: &Rows| rows.iter().map(|row| row[lane]).collect();
        State {
            weights: column(&self.weights),
            first: column(&self.first),
            second: column(&self.second),
            clock: self.clock.lane(lane),
        }
    }

    /// Puts into lane `lane` what a lane of this kernel's blocks held; it goes on as that would
    /// have.
    pub fn restore(&mut self, lane: usize, state: &State) {
        for (rows, column) in [
            (&mut self.weights, &state.weights),
            (&mut self.first, &state.first),
            (&mut self.second, &state.second),
        ] {
            rows.iter_mut().zip(column).for_each(|(row, number)| row[lane] = *number);
        }
        self.clock.set_lane(lane, &state.clock);
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
    fn step(&mut self, settings: &Settings) {
        if settings.noise.is_on() {
            settings.noise.add(&self.clock.steps, &mut self.gradient);
        }
        let has_decay = settings.weight_decay != 0.0;
        let is_plain = settings.optimizer == Optimizer::GradientDescent && !has_decay;
        if is_plain && settings.schedule.is_constant() {
            // the same arithmetic in one long loop, since it is so little
            let gradient = self.gradient.as_flattened();
            for (w, g) in self.weights.as_flattened_mut().iter_mut().zip(gradient) {
                *w = (-settings.learning_rate).fused(*g, *w);
            }
            self.clock.steps.iter_mut().for_each(|steps| *steps += 1);
            return;
        }
        let rate = &settings.rates(&self.clock.steps);
        self.clock.advance(settings);
        for k in 0..self.weights.len() {
            let row = Row {
                weight: &mut self.weights[k],
                gradient: &mut self.gradient[k],
                first: &mut self.first[k],
                second: &mut self.second[k],
                rate,
            };
            settings.update(&self.clock, row);
        }
    }
}
