//! The runs of a protocol beside what is published.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::published::published;
use crate::basins::Share;
use crate::experiment::study::{Key, Study, Summary, Tally};

/// What counts as a success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Criterion {
    /// Every point is right.
    Right,
    /// The mean loss is below the protocol's threshold.
    Low,
}

/// A protocol that was run.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The protocol's name.
    pub name: String,
    /// What was run.
    pub study: Study,
    /// The file with its rows.
    pub rows: PathBuf,
    /// Cells that differ by their width alone, one curve each.
    pub groups: Vec<Group>,
    /// How long it took, and how many of the runs were there before.
    pub took: Duration,
    /// See `took`.
    pub found: u64,
}

/// Cells that differ by their width alone.
#[derive(Clone, Debug)]
pub struct Group {
    /// The preset's name.
    pub preset: String,
    /// What tells it from the other groups of the preset, in words.
    pub method: String,
    /// The first of its cells in the study, which tells what all have in common.
    pub first: usize,
    /// Cell by cell.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Clone, Debug)]
pub struct Cell {
    /// Hidden units.
    pub hidden: String,
    /// What became of its runs.
    pub tally: Tally,
    /// The paper's share of successes, with the interval that its runs give it.
    pub published: Option<Share>,
}

impl Criterion {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Right, Self::Low];

    /// In words, for a study with this threshold.
    #[must_use]
    pub fn words(self, threshold: f64) -> String {
        match self {
            Self::Right => "all points right".to_owned(),
            Self::Low => format!("mean loss below {threshold}"),
        }
    }

    /// What a failure is, in words.
    #[must_use]
    pub fn failure_words(self, threshold: f64) -> String {
        match self {
            Self::Right => "not all points right".to_owned(),
            Self::Low => format!("mean loss not below {threshold}"),
        }
    }
}

impl Cell {
    /// The share of successes; `None` where the criterion has no say.
    #[must_use]
    pub fn share(&self, criterion: Criterion) -> Option<Share> {
        match criterion {
            Criterion::Right => self.tally.right_share(),
            Criterion::Low => Some(self.tally.low_share()),
        }
    }

    /// Ours and the paper's.
    #[must_use]
    pub fn both(&self, criterion: Criterion) -> Option<(Share, Share)> {
        self.share(criterion).zip(self.published)
    }

    /// Whether the interval and the paper's have a share in common.
    #[must_use]
    pub fn overlaps(&self, criterion: Criterion) -> Option<bool> {
        self.both(criterion).map(|(ours, other)| ours.low <= other.high && other.low <= ours.high)
    }
}

impl Group {
    /// How many of the cells overlap the paper's, of how many that it has.
    #[must_use]
    pub fn overlaps(&self, criterion: Criterion) -> [usize; 2] {
        let known = self.cells.iter().filter_map(|cell| cell.overlaps(criterion));
        known.fold([0, 0], |[yes, all], it| [yes + usize::from(it), all + 1])
    }
}

impl Outcome {
    /// Puts the rows of a study, counted, beside what is published.
    #[must_use]
    pub fn new(name: &str, study: Study, rows: &Path, summary: &Summary) -> Self {
        let mut groups: Vec<(Vec<String>, Group)> = Vec::new();
        for (index, (_, tally)) in summary.cells.iter().enumerate().take(study.cells.len()) {
            let of_cell = |key: Key| study.cells[index].value(key);
            let others = study.keys.iter().filter(|key| **key != Key::Hidden);
            let values: Vec<String> = others.map(|key| of_cell(*key)).collect();
            let cell = Cell {
                hidden: of_cell(Key::Hidden),
                tally: tally.clone(),
                published: published(&study.cells[index]),
            };
            if let Some((_, group)) = groups.iter_mut().find(|(known, _)| *known == values) {
                group.cells.push(cell);
                continue;
            }
            let (preset, method) = (of_cell(Key::Preset), String::new());
            groups.push((values, Group { preset, method, first: index, cells: vec![cell] }));
        }
        let mut groups: Vec<Group> = groups.into_iter().map(|(_, group)| group).collect();
        let methods: Vec<String> =
            groups.iter().map(|group| method(&study, group, &groups)).collect();
        groups.iter_mut().zip(methods).for_each(|(group, method)| group.method = method);
        let (name, rows) = (name.to_owned(), rows.to_owned());
        Self { name, study, rows, groups, took: Duration::ZERO, found: 0 }
    }

    /// The presets, in order.
    #[must_use]
    pub fn presets(&self) -> Vec<&str> {
        let mut all: Vec<&str> = Vec::new();
        for group in &self.groups {
            if !all.contains(&group.preset.as_str()) {
                all.push(&group.preset);
            }
        }
        all
    }

    /// The groups of a preset.
    pub fn groups_of(&self, preset: &str) -> impl Iterator<Item = &Group> {
        self.groups.iter().filter(move |group| group.preset == preset)
    }

    /// How many cells overlap the paper's, of how many that it has.
    #[must_use]
    pub fn overlaps(&self, criterion: Criterion) -> [usize; 2] {
        let groups = self.groups.iter().map(|group| group.overlaps(criterion));
        groups.fold([0, 0], |[yes, all], [of, known]| [yes + of, all + known])
    }
}

/// What tells a group from the others of its preset: the values of the keys that differ there.
fn method(study: &Study, group: &Group, all: &[Group]) -> String {
    let value = |group: &Group, key: Key| study.cells[group.first].value(key);
    let same: Vec<&Group> = all.iter().filter(|other| other.preset == group.preset).collect();
    let is_told = |key: &&Key| {
        **key == Key::Optimizer
            || (**key != Key::Hidden
                && same.iter().any(|other| value(other, **key) != value(group, **key)))
    };
    let words = study.keys.iter().filter(is_told).filter_map(|key| {
        let value = value(group, *key);
        match key {
            _ if value.is_empty() => None,
            Key::Optimizer | Key::Activation => Some(value),
            Key::DataNoise | Key::Noise if value == "0" => None,
            Key::BatchSize if value == "all" => None,
            key => Some(format!("{} {value}", key.name().replace('_', " "))),
        }
    });
    words.collect::<Vec<_>>().join(", ")
}
