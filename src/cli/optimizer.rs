//! Arguments for the optimiser.

use clap::Args;

use super::arguments::{number, steps};
use super::schedule::ScheduleArgument;
use crate::optimizer::{Optimizer, Settings};
use crate::preset::Preset;

/// The optimiser, where it differs from the preset's.
#[derive(Args)]
pub struct OptimizerArgument {
    /// gradient-descent, momentum, nesterov, adagrad, rmsprop, adam, adamw, nadam or lion [default:
    /// the preset's]
    #[arg(long, value_name = "O", value_parser = optimizer)]
    optimizer: Option<Optimizer>,
    /// Learning rate, a positive number [default: the preset's]
    #[arg(long, value_name = "X", value_parser = learning_rate)]
    learning_rate: Option<f64>,
    /// Number of steps [default: the preset's]
    #[arg(long, value_name = "N", value_parser = steps)]
    steps: Option<usize>,
    #[command(flatten)]
    schedule: ScheduleArgument,
}

impl OptimizerArgument {
    /// The preset's settings with what was named on the command line put in; fails where that does
    /// not go together.
    ///
    /// Another optimiser starts from its own defaults, not from the preset's momentum or moments.
    pub fn settings(&self, preset: &Preset) -> anyhow::Result<Settings> {
        let own = preset.descent.settings.clone();
        let mut settings = match self.optimizer {
            Some(optimizer) if optimizer != own.optimizer => {
                Settings { stop: false, ..own.with_optimizer(optimizer, own.learning_rate) }
            }
            _ => own,
        };
        settings.learning_rate = self.learning_rate.unwrap_or(settings.learning_rate);
        settings.steps = self.steps.unwrap_or(settings.steps);
        self.schedule.put_into(&mut settings)?;
        Ok(settings)
    }
}

fn optimizer(text: &str) -> Result<Optimizer, String> {
    Optimizer::from_name(text).ok_or_else(|| {
        let names: Vec<&str> = Optimizer::ALL.iter().map(|o| o.name()).collect();
        format!("expected one of {}", names.join(", "))
    })
}

/// `NAME` or `NAME=RATE`, an optimiser of a race.
pub fn rival(text: &str) -> Result<(Optimizer, Option<f64>), String> {
    let (name, rate) = text.split_once('=').map_or((text, None), |(name, rate)| (name, Some(rate)));
    Ok((optimizer(name)?, rate.map(learning_rate).transpose()?))
}

fn learning_rate(text: &str) -> Result<f64, String> {
    number(text, "a positive finite number", |rate| rate > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rival_has_a_name_and_perhaps_a_rate() {
        assert_eq!(rival("adam"), Ok((Optimizer::Adam, None)));
        assert_eq!(rival("momentum=0.05"), Ok((Optimizer::Momentum, Some(0.05))));
        for wrong in ["sgd", "adam=", "adam=-1", "=0.1"] {
            assert!(rival(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_learning_rate_is_positive_and_finite() {
        assert_eq!(learning_rate("0.1"), Ok(0.1));
        for wrong in ["0", "-1", "nan", "inf", "x"] {
            assert!(learning_rate(wrong).is_err(), "{wrong}");
        }
    }
}
