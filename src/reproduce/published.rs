//! Table 1 of the paper (Swirszcz, Czarnecki, Pascanu 2017, arXiv 1611.06310): the share of random
//! starts that reach no training error, in whole per cent.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::basins::{Share, share};
use crate::experiment::study::{Cell, Key};

/// Runs of each cell of the paper, as its whole per cents suggest; it does not say.
pub const PUBLISHED_RUNS: usize = 100;

/// What the paper names of a cell.
const KEYS: [Key; 4] = [Key::Preset, Key::Activation, Key::Optimizer, Key::Hidden];

/// What it does not name is as plain as can be.
const PLAIN: [(Key, &str); 7] = [
    (Key::DataNoise, "0"),
    (Key::Standardize, "no"),
    (Key::Depth, "1"),
    (Key::BatchSize, "all"),
    (Key::Schedule, "constant"),
    (Key::WeightDecay, "0"),
    (Key::Noise, "0"),
];

/// The per cent by the values of [`KEYS`].
static TABLE: LazyLock<BTreeMap<[String; 4], usize>> = LazyLock::new(|| {
    let text = include_str!("table1.csv");
    let rows = text.lines().skip(1).map(|line| {
        let mut cells = line.split(',').map(str::to_owned);
        let mut next = || cells.next().expect("five cells a line");
        let key = [next(), next(), next(), next()];
        (key, next().parse().expect("a whole number"))
    });
    rows.collect()
});

/// The paper's share of a cell, with the interval that so few runs give it; `None` where the paper
/// has none.
pub(super) fn published(cell: &Cell) -> Option<Share> {
    let is_plain = PLAIN.iter().all(|(key, plain)| cell.value(*key) == *plain);
    let key = KEYS.map(|key| cell.value(key));
    TABLE.get(&key).filter(|_| is_plain).map(|percent| share(*percent, PUBLISHED_RUNS))
}
