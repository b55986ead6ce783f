//! How long frames take, measured by the program itself, and what runs beside them.

use std::collections::VecDeque;

use eframe::egui::{self, Align2, Context, Frame, Grid, RichText, vec2};

use crate::app::jobs::rate::Rate;
use crate::platform::{self, Instant};

/// Frames that are looked back on.
const MOST: usize = 300;

/// What is said of the arithmetic.
const SAME_BITS: &str = "Products and sums are rounded once: the same bits on every machine";
const OTHER_BITS: &str = "Products and sums are rounded twice here: last digits may differ";

/// The times of the last frames.
#[derive(Default)]
pub struct Frames {
    /// Whether they are shown.
    is_open: bool,
    seconds: VecDeque<f32>,
    rate: Rate,
}

/// What there is to say of the last frames, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FrameTimes {
    /// How many there are.
    pub count: usize,
    /// The last one.
    pub last: f32,
    /// Half of them took no longer.
    pub median: f32,
    /// 99 of 100 took no longer.
    pub percentile_99: f32,
    /// The longest.
    pub worst: f32,
    /// Frames in the last second.
    pub per_second: usize,
}

impl Frames {
    /// Whether they are shown.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// Shows the times, or hides them.
    pub fn toggle(&mut self) {
        self.is_open = !self.is_open;
    }

    /// Takes in how long a frame took.
    pub fn push(&mut self, seconds: f32) {
        if self.seconds.len() == MOST {
            self.seconds.pop_front();
        }
        self.seconds.push_back(seconds);
        self.rate.note(Instant::now());
    }

    /// What there is to say of the last frames.
    pub fn times(&self) -> Option<FrameTimes> {
        let mut sorted: Vec<f32> = self.seconds.iter().map(|seconds| 1000.0 * seconds).collect();
        sorted.sort_by(f32::total_cmp);
        // the smallest time that this share of the frames did not exceed
        let at_share = |percent: usize| sorted[(sorted.len() * percent).div_ceil(100).max(1) - 1];
        let last = 1000.0 * self.seconds.back()?;
        Some(FrameTimes {
            count: sorted.len(),
            last,
            median: at_share(50),
            percentile_99: at_share(99),
            worst: at_share(100),
            per_second: self.rate.per_second(Instant::now()),
        })
    }

    /// Draws the times and the jobs over everything.
    pub fn ui(&self, context: &Context, new_maps: usize, jobs: &[(&'static str, f64)]) {
        let Some(times) = self.times() else { return };
        let area = egui::Area::new(egui::Id::unique("frame times"))
            .order(egui::Order::Foreground)
            .interactable(false)
            .anchor(Align2::RIGHT_BOTTOM, vec2(-12.0, -12.0));
        area.show(context, |ui| {
            Frame::popup(ui.style()).show(ui, |ui| {
                let title = format!("Frame times, last {}", times.count);
                ui.label(RichText::new(title).strong());
                Grid::new("frame times").num_columns(2).spacing([14.0, 2.0]).show(ui, |ui| {
                    for (name, value) in [
                        ("last", times.last),
                        ("median", times.median),
                        ("99th percentile", times.percentile_99),
                        ("worst", times.worst),
                    ] {
                        ui.label(name);
                        ui.label(RichText::new(format!("{value:6.2} ms")).monospace());
                        ui.end_row();
                    }
                    // an idle window draws none
                    for (name, count) in [
                        ("frames, last second", times.per_second),
                        ("new maps, last second", new_maps),
                    ] {
                        ui.label(name);
                        ui.label(RichText::new(format!("{count:6}")).monospace());
                        ui.end_row();
                    }
                });
                let bits = if platform::rounds_once() { SAME_BITS } else { OTHER_BITS };
                ui.label(bits);
                ui.separator();
                ui.label(RichText::new(if jobs.is_empty() { "No jobs" } else { "Jobs" }).strong());
                for (name, progress) in jobs {
                    ui.label(format!("{name}: {:.0} %", 100.0 * progress));
                }
            });
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn median_percentile_and_worst_are_those_of_the_frames_that_are_kept() {
        let mut frames = Frames::default();
        assert_eq!(frames.times(), None);
        for i in 1..=100 {
            frames.push(0.001 * i as f32);
        }
        let times = frames.times().unwrap();
        assert_eq!(times.count, 100);
        for (found, expected) in [
            (times.last, 100.0),
            (times.median, 50.0),
            (times.percentile_99, 99.0),
            (times.worst, 100.0),
        ] {
            assert!((found - expected).abs() < 1e-3, "{times:?}");
        }
        for _ in 0..MOST {
            frames.push(0.002);
        }
        let times = frames.times().unwrap();
        assert_eq!((times.count, times.worst), (MOST, times.last));
    }
}
