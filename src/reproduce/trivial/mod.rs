//! Proposition 5: with centred weights and biases, a random ReLU network is trivial (the same
//! output for all points) with a probability that goes to 1 with its depth.
//!
//! A network is trivial exactly if one of its hidden layers is dead (no unit fires on any point),
//! but for weights of probability 0: a unit that fires on one of two points that differ tells them
//! apart. A network of depth `d` is the beginning of one of depth `d + 1`, so one draw of the
//! deepest network gives the least depth at which it is trivial, and a curve never falls.

mod curve;
mod sample;

use anyhow::{Context, ensure};
use serde::Deserialize;

use self::curve::Curve;
use self::sample::first_dead;
use super::chart::{self, Chart, Point, Style};
use super::part::Part;
use crate::basins::share;
use crate::figure::{Axis, ScaleKind};
use crate::monitor::Monitor;
use crate::network::Law;
use crate::platform::Instant;
use crate::preset::Preset;

/// Depths of which the table tells.
const TOLD: [usize; 7] = [1, 2, 5, 10, 20, 50, 100];

/// About how many intervals a curve has.
const INTERVALS: usize = 20;

/// The protocol.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Protocol {
    title: String,
    preset: String,
    widths: Vec<usize>,
    depth: usize,
    law: String,
    networks: usize,
    seed: u64,
}

/// Samples and tells.
///
/// # Errors
/// If the protocol cannot be run, or was cancelled.
pub(super) fn part(
    seed: Option<u64>,
    on_part: &dyn Fn(&'static str) -> Monitor,
) -> anyhow::Result<Part> {
    let text = include_str!("../protocols/prop5.toml");
    let mut protocol: Protocol = toml::from_str(text).context("protocol prop5")?;
    protocol.seed = seed.unwrap_or(protocol.seed);
    let law = Law::from_name(&protocol.law)
        .filter(|law| !matches!(law, Law::Uniform { .. } | Law::Pytorch))
        .context("protocol prop5: expected the law normal, normal:SD, lecun, xavier or he")?;
    ensure!(protocol.depth >= 1 && protocol.networks >= 1, "protocol prop5: expected a network");
    let preset = Preset::load(&protocol.preset)?;
    let inputs = preset.dataset.inputs();
    let begun = Instant::now();
    let mut curves = Vec::new();
    for &width in &protocol.widths {
        let monitor = on_part("random networks");
        let dead =
            first_dead(inputs, width, &protocol.as_draws(law), &monitor).context("cancelled")?;
        let at = |depth| dead.iter().flatten().filter(|first| **first <= depth).count();
        curves.push(Curve { width, trivial: (1..=protocol.depth).map(at).collect() });
    }
    let seconds = begun.elapsed().as_secs_f64();
    Ok(protocol.told(&preset, &curves, seconds))
}

impl Protocol {
    fn as_draws(&self, law: Law) -> sample::Draws {
        sample::Draws { law, depth: self.depth, networks: self.networks, seed: self.seed }
    }

    fn told(&self, preset: &Preset, curves: &[Curve], seconds: f64) -> Part {
        let mut part = Part::new(&format!("prop5: {}", self.title));
        part.text(
            "The paper (Proposition 5) states that with E[w] = E[b] = 0 the probability that a \
                random ReLU network has the same output for all points goes to 1 with its depth, \
                for any data. Here it is sampled, with Wilson's 95 % intervals. A network is \
                trivial exactly if a hidden layer is dead on all points, and a deeper network is \
                drawn as a continuation, so that a curve never falls.",
        );
        part.open(&preset.name);
        let points = preset.dataset.len();
        part.text(&format!(
            "Protocol: the {points} inputs of {}; weights and biases by the law {}; {} networks of \
                each width, seed {}, the same for any number of threads; {seconds:.1} s.",
            preset.name, self.law, self.networks, self.seed
        ));
        part.chart(self.chart(curves));
        let depths: Vec<usize> = TOLD.into_iter().filter(|depth| *depth <= self.depth).collect();
        let heads: Vec<String> = depths.iter().map(|depth| format!("depth {depth}")).collect();
        let head: Vec<&str> =
            std::iter::once("width").chain(heads.iter().map(String::as_str)).collect();
        let row = |curve: &Curve| {
            let shares = depths.iter().map(|depth| {
                let found = share(curve.trivial[depth - 1], self.networks);
                let [at, low, high] = [found.share, found.low, found.high].map(|x| 100.0 * x);
                format!("{at:.1} [{low:.1}, {high:.1}]")
            });
            std::iter::once(curve.width.to_string()).chain(shares).collect::<Vec<_>>()
        };
        part.text("Sampled, per cent trivial:");
        part.numbers(&head, &curves.iter().map(row).collect::<Vec<_>>());
        let bound = |curve: &Curve| {
            // a unit's chance to be silent on one point is 1/2, given the layers before
            let dead = 0.5_f64.powf(curve.width as f64);
            let most = depths
                .iter()
                .map(|depth| format!("{:.2}", -100.0 * (*depth as f64 * (-dead).ln_1p()).exp_m1()));
            std::iter::once(curve.width.to_string()).chain(most).collect::<Vec<_>>()
        };
        part.text(
            "Derived, per cent, at most: a unit is silent on one given point that the layer \
                before tells from 0 with probability 1/2, so a layer of n units is dead with at \
                most 2^-n, and a network of d layers is trivial with at most 1 - (1 - 2^-n)^d.",
        );
        part.numbers(&head, &curves.iter().map(bound).collect::<Vec<_>>());
        part
    }

    /// Trivial networks against depth.
    fn chart(&self, curves: &[Curve]) -> Chart {
        let axis = |label: &str, range| Axis {
            label: label.to_owned(),
            range,
            spacing: ScaleKind::Linear,
        };
        let curve = |(number, curve): (usize, &Curve)| {
            let counts = curve.trivial.iter().enumerate();
            let points = counts.map(|(index, count)| {
                let point = Point::of_share(index as f64 + 1.0, share(*count, self.networks));
                let is_told = index % self.depth.div_ceil(INTERVALS) == 0;
                Point { interval: point.interval.filter(|_| is_told), ..point }
            });
            chart::Curve {
                name: format!("width {}", curve.width),
                color: chart::Curve::color_of(number),
                style: Style::Line,
                points: points.collect(),
            }
        };
        Chart {
            caption: format!(
                "Trivial networks, per cent, of {} against depth, with 95 % intervals",
                self.networks
            ),
            x: axis("hidden layers", [0.0, self.depth as f64]),
            y: axis("trivial, %", [0.0, 100.0]),
            curves: curves.iter().enumerate().map(curve).collect(),
        }
    }
}
