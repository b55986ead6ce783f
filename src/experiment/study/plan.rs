//! A whole study: its cells, its runs in order, and the numbers that each run depends on.

use std::collections::BTreeSet;
use std::ops::Range;

use anyhow::{Context, bail};
use sha2::{Digest, Sha256};

use super::cell::{Cell, Values};
use super::setting::{Key, Value};
use crate::experiment::npz::hexadecimal;
use crate::preset::Preset;

/// Most cells of a study.
pub const MAX_CELLS: usize = 10_000;

/// Most runs of a study, all cells together.
pub const MAX_ROWS: u64 = 10_000_000;

/// Runs of a cell that are made, kept and given to a shard together.
const BLOCK: u64 = 128;

/// Digits of a study's fingerprint.
const DIGITS: usize = 16;

/// What is asked for: values to be combined, and how many runs of each combination.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What its reports are headed.
    pub title: String,
    /// What there is to know about it.
    pub notes: String,
    /// The preset of cells that vary none.
    pub base: Preset,
    /// Lists of values, each combination of which is a cell: one part after the other.
    pub parts: Vec<Part>,
    /// Runs a cell.
    pub runs: u64,
    /// Seed of all runs.
    pub seed: u64,
    /// Mean loss below which a run counts as a success by its loss.
    pub threshold: f64,
}

/// Values by key, each of which is combined with each of the others.
#[derive(Clone, Debug, Default)]
pub struct Part {
    axes: Vec<(Key, Vec<Value>)>,
}

/// A study, ready to run.
#[derive(Clone, Debug)]
pub struct Study {
    /// What its reports are headed.
    pub title: String,
    /// What there is to know about it.
    pub notes: String,
    /// The keys that are told of each cell.
    pub keys: Vec<Key>,
    /// The cells.
    pub cells: Vec<Cell>,
    /// Runs a cell.
    pub runs: u64,
    /// Seed of all runs.
    pub seed: u64,
    /// Mean loss below which a run counts as a success by its loss.
    pub threshold: f64,
    /// Tells this study from others: what any of its rows depends on has a say in it.
    pub fingerprint: String,
}

/// The part of a study's runs that one process makes: number `index` of `count`, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Its number, from 1.
    pub index: u64,
    /// Into how many the study is cut.
    pub count: u64,
}

/// Runs of one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub cell: usize,
    pub runs: Range<u64>,
}

impl Shard {
    /// All runs.
    pub const WHOLE: Self = Self { index: 1, count: 1 };
}

impl Part {
    /// The values of `key`, in the place of others that it may have.
    pub(super) fn set(&mut self, key: Key, values: Vec<Value>) {
        self.axes.retain(|(other, _)| *other != key);
        self.axes.push((key, values));
        self.axes.sort_by_key(|(key, _)| *key);
    }

    /// The values of `key`, if it has any.
    pub(super) fn values(&self, key: Key) -> Option<&[Value]> {
        self.axes.iter().find(|(other, _)| *other == key).map(|(_, values)| values.as_slice())
    }

    /// Every combination, the last key's values running fastest.
    fn combinations(&self) -> anyhow::Result<Vec<Values>> {
        let count = self.axes.iter().try_fold(1_usize, |count, (_, values)| {
            count.checked_mul(values.len()).filter(|count| *count <= MAX_CELLS)
        });
        if count.is_none() {
            bail!("expected a study of at most {MAX_CELLS} combinations of values, found more");
        }
        let mut all = vec![Values::new()];
        for (key, values) in &self.axes {
            let with = |before: &Values| {
                let before = before.clone();
                values.iter().map(move |value| {
                    let mut with = before.clone();
                    with.insert(*key, value.clone());
                    with
                })
            };
            all = all.iter().flat_map(with).collect();
        }
        Ok(all)
    }
}

impl Plan {
    /// A study of one preset that varies nothing yet.
    #[must_use]
    pub fn of(base: Preset) -> Self {
        Self {
            title: base.title.clone(),
            notes: String::new(),
            base,
            parts: vec![Part::default()],
            runs: 1000,
            seed: 0,
            threshold: 0.01,
        }
    }

    /// Puts in `KEY=VALUES`, in the place of other values of that key.
    ///
    /// # Errors
    /// One sentence on what is wrong with it.
    pub fn vary(&mut self, text: &str) -> anyhow::Result<()> {
        let Some((key, values)) = text.split_once('=') else {
            bail!("expected KEY=VALUES such as hidden=2..7, found {text:?}");
        };
        let key = Key::from_name(key.trim()).map_err(anyhow::Error::msg)?;
        let load = |name: &str| Preset::load(name).map_err(|error| error.to_string());
        let values = key.values(values, &load).map_err(anyhow::Error::msg);
        let values = values.context(key.name())?;
        self.parts.iter_mut().for_each(|part| part.set(key, values.clone()));
        Ok(())
    }

    /// The study that it comes to.
    ///
    /// # Errors
    /// If values do not go together, two cells are one and the same, or there are too many runs.
    pub fn study(self) -> anyhow::Result<Study> {
        let mut keys: BTreeSet<Key> = BTreeSet::from([Key::Preset]);
        let mut cells = Vec::new();
        let mut texts = BTreeSet::new();
        for part in &self.parts {
            keys.extend(part.axes.iter().map(|(key, _)| *key));
            for values in part.combinations()? {
                let cell = Cell::new(&self.base, &values).map_err(anyhow::Error::msg)?;
                if !texts.insert(cell.text()) {
                    let told = told(&cell, keys.iter().copied());
                    bail!("expected cells that differ, found two with {told}");
                }
                cells.push(cell);
            }
            if cells.len() > MAX_CELLS {
                bail!("expected a study of at most {MAX_CELLS} cells, found {}", cells.len());
            }
        }
        let rows = self.runs.checked_mul(cells.len() as u64).filter(|rows| *rows <= MAX_ROWS);
        if self.runs == 0 || rows.is_none() {
            let (runs, cells) = (self.runs, cells.len());
            bail!(
                "expected at least 1 run a cell and at most {MAX_ROWS} in all, found {runs} runs \
                    of {cells} cells"
            );
        }
        let Self { title, notes, runs, seed, threshold, .. } = self;
        let keys = keys.into_iter().collect();
        let fingerprint = String::new();
        let mut study = Study { title, notes, keys, cells, runs, seed, threshold, fingerprint };
        study.fingerprint = study.digest();
        Ok(study)
    }
}

/// Values of a cell in words.
pub(super) fn told(cell: &Cell, keys: impl Iterator<Item = Key>) -> String {
    let told = |key: Key| {
        let value = cell.value(key);
        (!value.is_empty()).then(|| format!("{} {value}", key.name().replace('_', " ")))
    };
    keys.filter_map(told).collect::<Vec<_>>().join(", ")
}

impl Study {
    /// Number of runs, all cells together.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.runs * self.cells.len() as u64
    }

    /// The values of a cell that are told of it.
    #[must_use]
    pub fn values(&self, cell: usize) -> Vec<String> {
        self.keys.iter().map(|key| self.cells[cell].value(*key)).collect()
    }

    /// The seed of a run: below 2^53, so that any program reads it as it is written. It is made
    /// from the study's seed, what the cell's values are, and the run's number, and from nothing
    /// else.
    #[must_use]
    pub fn seed_of(&self, cell: usize, run: u64) -> u64 {
        let text = format!("{}\n{}{run}\n", self.seed, self.cells[cell].text());
        let digest = Sha256::digest(text.as_bytes());
        let first: [u8; 8] = digest[..8].try_into().expect("a digest is longer");
        u64::from_be_bytes(first) >> 11
    }

    /// The blocks of a shard, in the order of their rows: every `count`-th, so that cells that take
    /// long are shared out.
    pub(super) fn blocks(&self, shard: Shard) -> impl Iterator<Item = Block> {
        let of_cell = self.runs.div_ceil(BLOCK);
        let all = of_cell * self.cells.len() as u64;
        let step = usize::try_from(shard.count).unwrap_or(usize::MAX);
        (shard.index - 1..all).step_by(step).map(move |block| {
            let first = block % of_cell * BLOCK;
            #[expect(clippy::cast_possible_truncation, reason = "the number of a cell")]
            let cell = (block / of_cell) as usize;
            Block { cell, runs: first..self.runs.min(first + BLOCK) }
        })
    }

    /// The numbers of a shard's rows, in order.
    pub(super) fn rows_of(&self, shard: Shard) -> impl Iterator<Item = u64> {
        self.blocks(shard).flat_map(|block| {
            let before = block.cell as u64 * self.runs;
            block.runs.map(move |run| before + run)
        })
    }

    pub(super) fn digest(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(format!("{} {} {:?}\n", self.runs, self.seed, self.threshold));
        hash.update(format!("{:?}\n", self.keys));
        for cell in &self.cells {
            let preset = &cell.preset;
            hash.update(cell.text());
            hash.update(format!("{:?}\n", preset.network));
            hash.update(format!("{:?}\n{:?}\n", preset.loss, preset.descent.settings));
            let data = &preset.dataset;
            let teacher = data.teacher().into_iter().flatten();
            for number in data.inputs().iter().chain(data.targets()).chain(teacher) {
                hash.update(number.to_bits().to_le_bytes());
            }
        }
        hexadecimal(&hash)[..DIGITS].to_owned()
    }
}
