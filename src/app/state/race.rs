//! A race: several optimisers from the start of the descent, on one map.

use std::ops::RangeInclusive;

use crate::experiment;
use crate::optimizer::{Optimizer, Settings};

/// Those that run unless others are chosen.
const FIRST: [Optimizer; 4] =
    [Optimizer::GradientDescent, Optimizer::Momentum, Optimizer::Rmsprop, Optimizer::Adam];

/// The learning rates that can be chosen.
pub const RATES: RangeInclusive<f64> = 1e-9..=1e6;

/// What is chosen of one optimiser.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// Which it is.
    pub optimizer: Optimizer,
    /// Whether it runs.
    pub is_in: bool,
    /// Its learning rate, if another than [`experiment::rival_rate`] was chosen.
    pub learning_rate: Option<f64>,
}

/// Who runs, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Race {
    /// Whether there is a race at all.
    pub is_on: bool,
    /// Every optimiser, in the order of menus.
    pub entries: [Entry; Optimizer::ALL.len()],
}

impl Entry {
    /// The rate of an optimiser: that of the descent for the descent's `own`; else the chosen one,
    /// or the one that suits the experiment as it was `opened`.
    pub fn rate(self, own: &Settings, opened: &Settings) -> f64 {
        if self.optimizer == own.optimizer {
            return own.learning_rate;
        }
        self.learning_rate.unwrap_or_else(|| experiment::rival_rate(opened, self.optimizer))
    }
}

impl Default for Race {
    fn default() -> Self {
        let entry =
            |optimizer| Entry { optimizer, is_in: FIRST.contains(&optimizer), learning_rate: None };
        Self { is_on: false, entries: Optimizer::ALL.map(entry) }
    }
}

impl Race {
    /// The race on, or off.
    #[must_use]
    pub fn switched(&self) -> Self {
        Self { is_on: !self.is_on, ..self.clone() }
    }

    /// The settings of all that run against the descent's `own` ones; none while the race is off.
    pub fn rivals(&self, own: &Settings, opened: &Settings) -> Vec<Settings> {
        let rivals = self
            .entries
            .iter()
            .filter(|entry| self.is_on && entry.is_in && entry.optimizer != own.optimizer);
        rivals.map(|entry| own.with_optimizer(entry.optimizer, entry.rate(own, opened))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_descent_s_own_method_is_no_rival_of_itself_and_rates_are_those_chosen() {
        let own = Settings::new(Optimizer::Momentum, 0.3, 50);
        let mut race = Race::default();
        assert!(race.rivals(&own, &own).is_empty(), "off at first");
        race.is_on = true;
        let called = |race: &Race| -> Vec<(Optimizer, f64, usize)> {
            race.rivals(&own, &own)
                .iter()
                .map(|s| (s.optimizer, s.learning_rate, s.steps))
                .collect()
        };
        let expected = [
            (Optimizer::GradientDescent, 0.3, 50),
            (Optimizer::Rmsprop, 0.01, 50),
            (Optimizer::Adam, 0.01, 50),
        ];
        assert_eq!(called(&race), expected);
        race.entries[5].learning_rate = Some(0.2);
        race.entries[0].is_in = false;
        assert_eq!(called(&race), [(Optimizer::Rmsprop, 0.01, 50), (Optimizer::Adam, 0.2, 50)]);
        assert_eq!(race.entries[1].rate(&own, &own), 0.3);
    }
}
