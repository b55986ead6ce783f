//! Learning-rate schedules: a factor on the rate that is a pure function of the step.

use std::f64::consts::PI;

/// How the learning rate changes over the steps: the factor on it is never above 1, so that no step
/// is longer than the rate itself allows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Schedule {
    /// Steps of a linear warm-up before anything else (Goyal et al. 2017, arXiv 1706.02677): step
    /// `t = 0, 1, ..` of `n` is made at `(t + 1) / n` of the rate.
    pub warm_up: usize,
    /// What comes after it; its steps `t = 0, 1, ..` are counted from there.
    pub shape: Shape,
}

/// How the rate falls after the warm-up.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Shape {
    /// Not at all.
    #[default]
    Constant,
    /// `factor^floor(t / every)`, PyTorch's `StepLR`.
    Step {
        /// Steps from one fall to the next, at least 1; a third of what the warm-up leaves of the
        /// run if `None`.
        every: Option<usize>,
        /// What the rate is multiplied with at each, above 0 and at most 1.
        factor: f64,
    },
    /// `floor + (1 - floor) (1 + cos(pi t / n)) / 2` (Loshchilov and Hutter 2017, arXiv 1608.03983,
    /// without restarts), then `floor` for ever; PyTorch's `CosineAnnealingLR` over its half
    /// period.
    Cosine {
        /// Its length `n`, at least 1; what the warm-up leaves of the run if `None`.
        steps: Option<usize>,
        /// The share of the rate that it ends at, from 0 to 1.
        floor: f64,
    },
}

impl Shape {
    /// Every shape by its name, with its own defaults; a fall is by PyTorch's factor of a tenth.
    pub const ALL: [(&'static str, Self); 3] = [
        ("constant", Self::Constant),
        ("step", Self::Step { every: None, factor: 0.1 }),
        ("cosine", Self::Cosine { steps: None, floor: 0.0 }),
    ];

    /// The name used in preset files and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Constant => "constant",
            Self::Step { .. } => "step",
            Self::Cosine { .. } => "cosine",
        }
    }
}

impl Schedule {
    /// The factor on the learning rate of the step after `step` others, in a run of `budget` steps.
    #[must_use]
    pub fn factor(&self, step: usize, budget: usize) -> f64 {
        if step < self.warm_up {
            return (step + 1) as f64 / self.warm_up as f64;
        }
        let after = step - self.warm_up;
        match self.shape {
            Shape::Constant => 1.0,
            Shape::Step { factor, .. } => {
                let falls = after / self.length(budget);
                factor.powi(i32::try_from(falls).unwrap_or(i32::MAX))
            }
            Shape::Cosine { floor, .. } => {
                let length = self.length(budget);
                if after >= length {
                    return floor;
                }
                let turn = PI * after as f64 / length as f64;
                floor + (1.0 - floor) * 0.5 * (1.0 + pxfm::f_cos(turn))
            }
        }
    }

    /// Steps from one fall of the rate to the next, or those that it falls over, in a run of
    /// `budget` steps; at least 1.
    #[must_use]
    pub fn length(&self, budget: usize) -> usize {
        let left = budget.saturating_sub(self.warm_up);
        let length = match self.shape {
            Shape::Constant => left,
            Shape::Step { every, .. } => every.unwrap_or(left.div_ceil(3)),
            Shape::Cosine { steps, .. } => steps.unwrap_or(left),
        };
        length.max(1)
    }

    /// Whether the rate is the same at every step.
    #[must_use]
    pub fn is_constant(&self) -> bool {
        *self == Self::default()
    }

    /// What it does in a run of `budget` steps, in words that follow the learning rate's; empty if
    /// that stays as it is.
    #[must_use]
    pub fn words(&self, budget: usize) -> String {
        let length = self.length(budget);
        let shape = match self.shape {
            Shape::Constant => String::new(),
            Shape::Step { factor, .. } => format!(", times {factor} every {length} steps"),
            Shape::Cosine { floor, .. } => format!(", cosine to {floor} of it over {length} steps"),
        };
        match self.warm_up {
            0 => shape,
            steps => format!(", warm-up of {steps} steps{shape}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factors(schedule: Schedule, steps: &[usize]) -> Vec<f64> {
        steps.iter().map(|step| schedule.factor(*step, 12)).collect()
    }

    #[test]
    fn every_shape_is_called_by_its_name_and_starts_at_the_full_rate() {
        for (name, shape) in Shape::ALL {
            assert_eq!(shape.name(), name);
            assert_eq!(Schedule { shape, warm_up: 0 }.factor(0, 100), 1.0, "{name}");
        }
        assert!(Schedule::default().is_constant());
        assert_eq!(factors(Schedule::default(), &[0, 5, 1_000_000]), [1.0; 3]);
    }

    #[test]
    fn a_step_schedule_falls_by_its_factor_after_so_many_steps() {
        let shape = Shape::Step { every: Some(4), factor: 0.5 };
        let found = factors(Schedule { shape, warm_up: 0 }, &[0, 3, 4, 7, 8, 4000]);
        assert_eq!(found, [1.0, 1.0, 0.5, 0.5, 0.25, 0.5_f64.powi(1000)]);
        // twice in the run by default
        let shape = Shape::Step { every: None, factor: 0.5 };
        let found = factors(Schedule { shape, warm_up: 0 }, &[3, 4, 7, 8, 11]);
        assert_eq!(found, [1.0, 0.5, 0.5, 0.25, 0.25]);
    }

    #[test]
    fn a_cosine_goes_through_the_middle_to_its_floor_and_stays_there() {
        let shape = Shape::Cosine { steps: Some(8), floor: 0.2 };
        let found = factors(Schedule { shape, warm_up: 0 }, &[0, 4, 8, 9, 16, 1000]);
        for (found, expected) in found.iter().zip([1.0, 0.6, 0.2, 0.2, 0.2, 0.2]) {
            assert!((found - expected).abs() < 1e-15, "{found} {expected}");
        }
        // over the whole run by default
        let shape = Shape::Cosine { steps: None, floor: 0.0 };
        let found = factors(Schedule { shape, warm_up: 0 }, &[6, 12]);
        assert!((found[0] - 0.5).abs() < 1e-15 && found[1] == 0.0, "{found:?}");
    }

    #[test]
    fn a_warm_up_rises_linearly_and_the_shape_begins_after_it() {
        let shape = Shape::Cosine { steps: None, floor: 0.0 };
        let found = factors(Schedule { shape, warm_up: 4 }, &[0, 1, 2, 3, 4, 8, 12]);
        for (found, expected) in found.iter().zip([0.25, 0.5, 0.75, 1.0, 1.0, 0.5, 0.0]) {
            assert!((found - expected).abs() < 1e-15, "{found} {expected}");
        }
        let shape = Shape::Step { every: Some(2), factor: 0.1 };
        assert_eq!(factors(Schedule { shape, warm_up: 3 }, &[2, 3, 4, 5]), [1.0, 1.0, 1.0, 0.1]);
    }
}
