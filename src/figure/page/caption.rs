//! What stands below a figure: where it comes from and what the descents did.

use ndarray::Array2;

use crate::descent::Trajectory;
use crate::figure::scale::format_number;
use crate::optimizer::Settings;
use crate::preset::Preset;

/// What a profile over a plane in a space of `parameters` weights is.
#[must_use]
pub fn profile_line(parameters: usize) -> String {
    let others = parameters.saturating_sub(2);
    let directions =
        if others == 1 { "direction".to_owned() } else { format!("{others} directions") };
    format!("Profile: smallest loss found over the other {directions}")
}

/// What the line over a map of sharpness is drawn at, or that there is none in sight.
#[must_use]
pub fn edge_line(edge: f64, sharpness: &Array2<f64>) -> String {
    let numbers = || sharpness.iter().filter(|value| value.is_finite());
    let (least, most) = numbers()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), &s| (least.min(s), most.max(s)));
    let what = match (least > edge, most < edge) {
        (true, _) => "Sharpness above",
        (_, true) => "Sharpness below",
        (false, false) => "Line: sharpness",
    };
    let edge = format_number(edge);
    format!("{what} {edge}, the most at which descent at this learning rate stays at a minimum")
}

/// The name of the preset, by which the figure can be made again, and its source.
#[must_use]
pub fn source_line(preset: &Preset) -> String {
    format!("Preset {}. {}", preset.name, preset.source)
}

/// What the descent from a start did.
#[must_use]
pub fn run_line(start: &str, run: &Trajectory, settings: &Settings) -> String {
    let stopped = if run.steps < settings.steps {
        format!(" (stopped after {} steps)", run.steps)
    } else {
        String::new()
    };
    format!("From {start}{stopped}: {}", lower_first(&run.sentence()))
}

/// How an optimiser of a race ran, and where it ended.
#[must_use]
pub fn runner_line(settings: &Settings, run: &Trajectory, fate: &str) -> String {
    let (name, rate) = (settings.optimizer.name(), format_number(settings.learning_rate));
    format!("{name}, learning rate {rate}, {} steps: {fate}", run.steps)
}

/// How the descents ran.
#[must_use]
pub fn settings_line(settings: &Settings) -> String {
    let name = settings.optimizer.name();
    let rate = format_number(settings.learning_rate);
    let most = if settings.stop { "at most " } else { "" };
    let Settings { steps, schedule, noise, .. } = settings;
    let changes = schedule.words(*steps) + &noise.words();
    let mut line = format!("Optimiser {name}, learning rate {rate}{changes}, {most}{steps} steps");
    if let Some(size) = settings.batch_size {
        line += &format!(", batches of {size}, seed {}", settings.seed);
    }
    line + "."
}

fn lower_first(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_lowercase().chain(rest).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descent::descend;
    use crate::monitor::Monitor;
    use crate::optimizer::{Noise, Schedule, Shape};

    #[test]
    fn the_lines_tell_how_the_figure_can_be_made_again() {
        let preset = Preset::load("gaussian-stripe").unwrap();
        assert!(source_line(&preset).starts_with("Preset gaussian-stripe. A unit"));
        let mut settings = preset.descent.settings.clone();
        (settings.steps, settings.batch_size, settings.seed) = (7, Some(2), 5);
        let line = settings_line(&settings);
        assert!(line.ends_with("learning rate 0.5, 7 steps, batches of 2, seed 5."), "{line}");
        let changed = Settings {
            schedule: Schedule { warm_up: 2, shape: Shape::Cosine { steps: Some(5), floor: 0.25 } },
            noise: Noise { deviation: 0.5, decay: 0.55, seed: 3 },
            ..settings.clone()
        };
        let told = "learning rate 0.5, warm-up of 2 steps, cosine to 0.25 of it over 5 steps, \
            gradient noise 0.5, decay 0.55, seed 3, 7 steps";
        let line = settings_line(&changed);
        assert!(line.contains(told), "{line}");
        let start = &preset.point("start bad").unwrap().weights;
        let run = descend(&preset.objective(), start, &settings, &Monitor::default()).unwrap();
        let line = run_line("start bad", &run, &settings);
        assert!(line.starts_with("From start bad: still moving after 7 steps"), "{line}");
        settings.steps = 8;
        let line = run_line("start bad", &run, &settings);
        assert!(line.starts_with("From start bad (stopped after 7 steps): "), "{line}");
    }
}
