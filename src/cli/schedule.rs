//! Arguments for what changes from step to step: the learning rate's schedule and the noise.

use anyhow::bail;
use clap::Args;

use super::arguments::{MAX_STEPS, number, seed, steps, whole};
use super::choice::named;
use crate::optimizer::{Settings, Shape};

/// Schedule and noise, where they differ from the preset's.
#[derive(Args)]
pub struct ScheduleArgument {
    /// How the learning rate falls: constant, step or cosine [default: the preset's]
    #[arg(long, value_name = "S", value_parser = shape)]
    schedule: Option<Shape>,
    /// Steps from one fall to the next (step), or until the floor (cosine) [default: a third of the
    /// run, or all of it]
    #[arg(long, value_name = "N", value_parser = at_least_1)]
    schedule_steps: Option<usize>,
    /// What the rate is multiplied with at each fall (step), above 0 and at most 1 [default: 0.1]
    #[arg(long, value_name = "X", value_parser = factor)]
    schedule_factor: Option<f64>,
    /// Share of the rate that it falls to (cosine), from 0 to 1 [default: 0]
    #[arg(long, value_name = "X", value_parser = share)]
    schedule_floor: Option<f64>,
    /// Steps over which the learning rate rises first [default: the preset's]
    #[arg(long, value_name = "N", value_parser = steps)]
    warm_up: Option<usize>,
    /// Standard deviation of the Gaussian noise added to the gradient [default: the preset's]
    #[arg(long, value_name = "X", value_parser = at_least_0)]
    noise: Option<f64>,
    /// Power of the time with which the noise's variance falls [default: the preset's]
    #[arg(long, value_name = "X", value_parser = at_least_0)]
    noise_decay: Option<f64>,
    /// Seed of the noise [default: the preset's]
    #[arg(long, value_name = "N", value_parser = seed)]
    noise_seed: Option<u64>,
}

impl ScheduleArgument {
    /// Puts what was named on the command line into `settings`; fails where it belongs to another
    /// schedule.
    pub fn put_into(&self, settings: &mut Settings) -> anyhow::Result<()> {
        let schedule = &mut settings.schedule;
        schedule.shape = self.schedule.unwrap_or(schedule.shape);
        let mut given = [
            ("--schedule-steps", "step or cosine", self.schedule_steps.is_some()),
            ("--schedule-factor", "step", self.schedule_factor.is_some()),
            ("--schedule-floor", "cosine", self.schedule_floor.is_some()),
        ];
        match &mut schedule.shape {
            Shape::Constant => {}
            Shape::Step { every, factor } => {
                *every = self.schedule_steps.or(*every);
                *factor = self.schedule_factor.unwrap_or(*factor);
                (given[0].2, given[1].2) = (false, false);
            }
            Shape::Cosine { steps, floor } => {
                *steps = self.schedule_steps.or(*steps);
                *floor = self.schedule_floor.unwrap_or(*floor);
                (given[0].2, given[2].2) = (false, false);
            }
        }
        if let Some((name, of, _)) = given.iter().find(|(.., is_stray)| *is_stray) {
            let shape = schedule.shape.name();
            bail!("{name} goes with --schedule {of}, and the schedule is {shape}");
        }
        schedule.warm_up = self.warm_up.unwrap_or(schedule.warm_up);
        let noise = &mut settings.noise;
        noise.deviation = self.noise.unwrap_or(noise.deviation);
        noise.decay = self.noise_decay.unwrap_or(noise.decay);
        noise.seed = self.noise_seed.unwrap_or(noise.seed);
        Ok(())
    }
}

fn shape(text: &str) -> Result<Shape, String> {
    named(text, &Shape::ALL)
}

fn at_least_1(text: &str) -> Result<usize, String> {
    whole(1..=MAX_STEPS)(text)
}

fn at_least_0(text: &str) -> Result<f64, String> {
    number(text, "a finite number of at least 0", |x| x >= 0.0)
}

fn factor(text: &str) -> Result<f64, String> {
    number(text, "a number above 0 and at most 1", |x| x > 0.0 && x <= 1.0)
}

fn share(text: &str) -> Result<f64, String> {
    number(text, "a number from 0 to 1", |x| (0.0..=1.0).contains(&x))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::optimizer::{Noise, Optimizer, Schedule};

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        schedule: ScheduleArgument,
    }

    /// The settings of a preset with what a command line names put in, or what is told about it.
    fn settings(own: &Settings, line: &str) -> Result<Settings, String> {
        let mut settings = own.clone();
        let words = ["test"].into_iter().chain(line.split_whitespace());
        let line = Line::try_parse_from(words).map_err(|error| error.to_string())?;
        line.schedule.put_into(&mut settings).map_err(|error| error.to_string())?;
        Ok(settings)
    }

    #[test]
    fn what_is_named_takes_the_place_of_the_preset_s() {
        let plain = Settings::new(Optimizer::Adam, 0.1, 600);
        assert_eq!(settings(&plain, ""), Ok(plain.clone()));
        let line = "--schedule cosine --schedule-floor 0.1 --warm-up 7 --noise 0.5 \
            --noise-decay 0.55 --noise-seed 3";
        let schedule = Schedule { warm_up: 7, shape: Shape::Cosine { steps: None, floor: 0.1 } };
        let noise = Noise { deviation: 0.5, decay: 0.55, seed: 3 };
        let expected = Settings { schedule, noise, ..plain.clone() };
        assert_eq!(settings(&plain, line), Ok(expected.clone()));
        let longer = settings(&expected, "--schedule-steps 9").unwrap();
        assert_eq!(longer.schedule.shape, Shape::Cosine { steps: Some(9), floor: 0.1 });
        assert_eq!((longer.schedule.warm_up, longer.noise), (7, noise), "the rest stays");
        let other = settings(&expected, "--schedule step --schedule-factor 0.5").unwrap();
        assert_eq!(other.schedule.shape, Shape::Step { every: None, factor: 0.5 });
    }

    #[test]
    fn what_belongs_to_another_schedule_or_is_beyond_its_limits_is_told() {
        let plain = Settings::new(Optimizer::Adam, 0.1, 600);
        for (line, part) in [
            ("--schedule-steps 5", "--schedule-steps goes with --schedule step or cosine, and the"),
            (
                "--schedule step --schedule-floor 0.1",
                "--schedule-floor goes with --schedule cosine",
            ),
            (
                "--schedule cosine --schedule-factor 1",
                "--schedule-factor goes with --schedule step",
            ),
            ("--schedule sine", "expected constant, step or cosine"),
            ("--schedule step --schedule-steps 0", "a whole number from 1"),
            ("--schedule step --schedule-factor 0", "above 0 and at most 1"),
            ("--schedule cosine --schedule-floor 1.1", "from 0 to 1"),
            ("--warm-up=-1", "a whole number from 0"),
            ("--noise=-1", "a finite number of at least 0"),
            ("--noise inf", "a finite number of at least 0"),
        ] {
            let told = settings(&plain, line).unwrap_err();
            assert!(told.contains(part), "{line}: {told}");
        }
    }
}
