//! Proposition 5: with centred weights and biases, a random ReLU network is trivial (the same
//! output for all points) with a probability that goes to 1 with its depth.
//!
//! A network is trivial exactly if one of its hidden layers is dead (no unit fires on any point),
//! but for weights of probability 0: a unit that fires on one of two points that differ tells them
//! apart. A network of depth `d` is the beginning of one of depth `d + 1`, so one draw of the
//! deepest network gives the least depth at which it is trivial, and a curve never falls.

mod bound;
mod curve;

use anyhow::{Context, ensure};
use serde::Deserialize;

use self::curve::Curve;
use super::chart::{self, Chart, Point, Style};
use super::first_dead::{Draws, first_dead};
use super::part::Part;
use super::sentence::share_words;
use super::task::Task;
use crate::basins::share;
use crate::figure::{Axis, ScaleKind, format_significant};
use crate::network::Law;
use crate::platform::Instant;
use crate::preset::Preset;

/// Depths of which the table tells.
const TOLD: [usize; 7] = [1, 2, 5, 10, 20, 50, 100];

/// About how many intervals a curve has.
const INTERVALS: usize = 20;

/// What a protocol may ask for.
const MOST_DEPTH: usize = 100_000;
const MOST_WIDTH: usize = 10_000;

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
pub(super) fn part(task: &Task) -> anyhow::Result<Part> {
    let choices = task.choices;
    let mut protocol: Protocol = choices.protocol(include_str!("../protocols/prop5.toml"))?;
    protocol.seed = choices.seed.unwrap_or(protocol.seed);
    protocol.networks = choices.runs_or(protocol.networks);
    let law = Law::from_name(&protocol.law)
        .filter(|law| !matches!(law, Law::Uniform { .. } | Law::Pytorch))
        .context("protocol prop5: expected the law normal, normal:SD, lecun, xavier or he")?;
    ensure!(
        (1..=MOST_DEPTH).contains(&protocol.depth)
            && protocol.networks >= 1
            && protocol.widths.iter().all(|width| (1..=MOST_WIDTH).contains(width)),
        "protocol prop5: expected a network at least, a depth from 1 to {MOST_DEPTH} and widths \
            from 1 to {MOST_WIDTH}"
    );
    let preset = Preset::load(&protocol.preset)?;
    let inputs = preset.dataset.inputs();
    let begun = Instant::now();
    let mut curves = Vec::new();
    let cost = |width: usize| (width * width) as u64;
    task.monitor.set_total(protocol.widths.iter().map(|width| cost(*width)).sum());
    for &width in &protocol.widths {
        let monitor = task.monitor.share(cost(width));
        let draws = Draws {
            deviations: &|fan_in, fan_out| deviations(law, fan_in, fan_out),
            mean: 0.0,
            depth: protocol.depth,
            networks: protocol.networks,
            seed: protocol.seed,
        };
        let dead = first_dead(inputs, width, &draws, &monitor).context("cancelled")?;
        let at = |depth| dead.iter().flatten().filter(|first| **first <= depth).count();
        curves.push(Curve { width, trivial: (1..=protocol.depth).map(at).collect() });
    }
    let seconds = begun.elapsed().as_secs_f64();
    Ok(protocol.told(&preset, law, &curves, seconds))
}

/// Standard deviations of weights and of biases.
fn deviations(law: Law, fan_in: f64, fan_out: f64) -> [f64; 2] {
    match law {
        Law::Normal { sd } => [sd, sd],
        Law::Xavier => [(2.0 / (fan_in + fan_out)).sqrt(), 0.0],
        Law::He => [(2.0 / fan_in).sqrt(), 0.0],
        Law::Lecun | Law::Uniform { .. } | Law::Pytorch => [(1.0 / fan_in).sqrt(), 0.0],
    }
}

impl Protocol {
    fn told(&self, preset: &Preset, law: Law, curves: &[Curve], seconds: f64) -> Part {
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
        let has_biases = matches!(law, Law::Normal { .. });
        let dead_at_least = |width| bound::dead_at_least(width, points, has_biases);
        part.chart(self.chart(curves, &dead_at_least));
        let depths: Vec<usize> = TOLD.into_iter().filter(|depth| *depth <= self.depth).collect();
        let heads: Vec<String> = depths.iter().map(|depth| format!("depth {depth}")).collect();
        let head: Vec<&str> =
            std::iter::once("width").chain(heads.iter().map(String::as_str)).collect();
        let row = |curve: &Curve| {
            let found = |depth: &usize| share(curve.trivial[depth - 1], self.networks);
            let shares = depths.iter().map(|depth| share_words(found(depth)));
            std::iter::once(curve.width.to_string()).chain(shares).collect::<Vec<_>>()
        };
        part.text("Sampled, per cent trivial:");
        part.numbers(&head, &curves.iter().map(row).collect::<Vec<_>>());
        let of_depths = |trivial: &dyn Fn(usize, usize) -> f64| -> Vec<Vec<String>> {
            let row = |curve: &Curve| {
                let shares = depths.iter().map(|depth| per_cent(trivial(curve.width, *depth)));
                std::iter::once(curve.width.to_string()).chain(shares).collect()
            };
            curves.iter().map(row).collect()
        };
        part.text(
            "Derived, per cent, at most: a unit is silent on one given point that the layer \
                before tells from 0 with probability 1/2, so a layer of n units is dead with at \
                most 2^-n, and a network of d layers is trivial with at most 1 - (1 - 2^-n)^d.",
        );
        part.numbers(&head, &of_depths(&|width, depth| bound::trivial_at_most(width, depth)));
        part.text(&format!(
            "Derived, per cent, at least. {} {} So the limit is 1 for every width and any data, as \
                the paper states; how slowly it is reached stands in the last column, the depth \
                from which this bound is 99 %.",
            bound::WHY,
            if has_biases {
                "Here p = 2^-min(P, n + 1), biases being drawn too."
            } else {
                "Here p = 2^-min(P, n), biases being 0."
            }
        ));
        let mut rows =
            of_depths(&|width, depth| bound::trivial_at_least(dead_at_least(width), depth));
        for (row, curve) in rows.iter_mut().zip(curves) {
            row.push(format_significant(bound::depth_for(dead_at_least(curve.width), 0.99), 3));
        }
        part.numbers(&[&head[..], &["99 % from depth"]].concat(), &rows);
        part
    }

    /// Trivial networks against depth.
    fn chart(&self, curves: &[Curve], dead_at_least: &dyn Fn(usize) -> f64) -> Chart {
        let axis = |label: &str, range| Axis::new(label, range, ScaleKind::Linear);
        let proven = |(number, curve): (usize, &Curve)| chart::Curve {
            name: String::new(),
            color: chart::Curve::color_of(number),
            style: Style::Dashed,
            points: (1..=self.depth)
                .map(|depth| {
                    let least = bound::trivial_at_least(dead_at_least(curve.width), depth);
                    Point { x: depth as f64, y: 100.0 * least, interval: None }
                })
                .collect(),
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
                "Trivial networks, per cent, of {} against depth, with 95 % intervals; dashed: at \
                    least so many, proven",
                self.networks
            ),
            x: axis("hidden layers", [0.0, self.depth as f64]),
            y: axis("trivial, %", [0.0, 100.0]),
            curves: (curves.iter().enumerate().map(proven))
                .chain(curves.iter().enumerate().map(curve))
                .collect(),
        }
    }
}

fn per_cent(share: f64) -> String {
    format_significant(100.0 * share, 4)
}
