//! What the runs say, in words, tables and charts.

use super::chart::Curves;
use super::data::Pictures;
use super::protocol::Protocol;
use super::spread::{Spread, confidence};
use super::train::{Group, Look, Run};
use crate::figure::settings_line;
use crate::reproduce::part::Part;

/// What is told.
pub(super) struct Story<'a> {
    pub item: &'a str,
    pub protocol: &'a Protocol,
    pub pictures: &'a Pictures,
    pub groups: &'a [Group],
    pub seconds: f64,
}

impl Story<'_> {
    /// The part of the report.
    pub fn part(&self) -> Part {
        let Self { item, protocol, pictures, groups, seconds } = self;
        let mut part = Part::new(&format!("{item}: {}", protocol.title));
        part.text(&protocol.notes.replace('\n', " "));
        let scale = protocol.scale;
        part.text(&format!(
            "Protocol: {}, with inputs from 0 to 1 (times τ, if there is one); {} hidden layers of \
                {} ReLU units; weights and biases by the law {} plus the mean; softmax, mean loss. \
                {} {} seeds of each kind, seed {}; runs of the same number begin with the same \
                draw and take the same batches, and permuted labels are in one order for all. \
                {seconds:.1} s.",
            pictures.name,
            list(&protocol.hidden_layers),
            scale.width,
            protocol.law.name(),
            settings_line(&protocol.settings(protocol.seed)),
            scale.seeds,
            protocol.seed
        ));
        part.text(&format!(
            "Numbers are of all {} points that are trained on. Each is the median over the seeds, \
                with the lowest and the highest: an interval that holds the median of all seeds \
                with probability {:.1} %.",
            pictures.len(),
            100.0 * confidence(scale.seeds)
        ));
        part.list(&groups.iter().flat_map(|group| self.sentences(group)).collect::<Vec<_>>());
        for group in *groups {
            self.group(&mut part, group);
        }
        part
    }

    fn group(&self, part: &mut Part, group: &Group) {
        let protocol = self.protocol;
        let title = of(group);
        part.heading(&title);
        let steps = protocol.looks();
        let names: Vec<String> =
            protocol.variants.iter().map(|variant| protocol.name(*variant)).collect();
        let chart = |label: &str, is_in_decades: bool, number: fn(&Look) -> f64| {
            let curve = |(name, runs): (&String, &Vec<Run>)| {
                let spreads = (0..steps.len()).map(|look| Spread::of(runs, look, number));
                (name.clone(), spreads.collect())
            };
            let caption = format!("{title}: {label} against steps");
            let named = names.iter().zip(&group.runs).map(curve).collect();
            Curves { label, caption, steps: &steps, named, is_in_decades }.chart()
        };
        let charts = [
            chart("mean loss", true, |look| look.loss),
            chart("mistakes, %", false, |look| 100.0 * look.mistakes),
        ];
        part.charts(charts.into());
        let rows: Vec<Vec<String>> = group
            .runs
            .iter()
            .zip(&names)
            .map(|(runs, name)| {
                let [loss, mistakes] = self.ends(runs);
                let stuck = self.stuck(runs);
                vec![
                    name.clone(),
                    words(loss),
                    format!("{:.2} [{:.2}, {:.2}]", mistakes.median, mistakes.low, mistakes.high),
                    format!("{stuck} of {}", runs.len()),
                ]
            })
            .collect();
        part.numbers(&["", "mean loss at the end", "mistakes at the end, %", "stuck"], &rows);
    }

    /// Loss, and mistakes in per cent, at the last look.
    fn ends(&self, runs: &[Run]) -> [Spread; 2] {
        let last = self.protocol.scale.looks;
        [
            Spread::of(runs, last, |look| look.loss),
            Spread::of(runs, last, |look| 100.0 * look.mistakes),
        ]
    }

    /// How many runs end no better than who always tells the most frequent class.
    fn stuck(&self, runs: &[Run]) -> usize {
        let most = 1.0 - self.pictures.share_of_one_class();
        let last = self.protocol.scale.looks;
        // shares of so many points differ by more
        runs.iter().filter(|run| run.0[last].mistakes >= most - 1e-9).count()
    }

    /// How the variants of a group compare with its first.
    fn sentences(&self, group: &Group) -> Vec<String> {
        let protocol = self.protocol;
        let (first, others) = group.runs.split_first().expect("a variant");
        let [base, _] = self.ends(first);
        let name = |k: usize| protocol.name(protocol.variants[k]);
        let mut told = Vec::new();
        let stuck = |(k, runs): (usize, &Vec<Run>)| {
            let count = self.stuck(runs);
            (count > 0).then(|| format!("{} of {} with {}", count, runs.len(), name(k)))
        };
        let stuck: Vec<String> = group.runs.iter().enumerate().filter_map(stuck).collect();
        let most = 100.0 * self.pictures.share_of_one_class();
        told.push(if stuck.is_empty() {
            format!("{}: no run is stuck.", of(group))
        } else {
            format!(
                "{}: stuck, right on no more points than who always tells the most frequent class \
                    ({most:.1} %), are {}.",
                of(group),
                stuck.join(", ")
            )
        });
        let mut compare = |is_told: &dyn Fn(Spread) -> bool, what: &str| {
            let names: Vec<String> = (1..)
                .zip(others)
                .filter(|(_, runs)| is_told(self.ends(runs)[0]))
                .map(|(k, _)| name(k))
                .collect();
            if !names.is_empty() {
                told.push(format!(
                    "{}: {what} with {} from every seed than with {} from any.",
                    of(group),
                    names.join(", "),
                    name(0)
                ));
            }
        };
        compare(&|spread| spread.is_above(base), "the loss ends higher");
        compare(&|spread| base.is_above(spread), "the loss ends lower");
        told
    }
}

/// What a group is called.
fn of(group: &Group) -> String {
    format!("{} hidden layers, {}", group.hidden, group.labels.words())
}

/// A loss with its interval.
fn words(loss: Spread) -> String {
    let number = |x: f64| if x >= 0.01 { format!("{x:.3}") } else { format!("{x:.1e}") };
    format!("{} [{}, {}]", number(loss.median), number(loss.low), number(loss.high))
}

/// `2 and 5`.
fn list(numbers: &[usize]) -> String {
    let words: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    words.join(" and ")
}
