//! The basin map: a label for every cell of a grid.

use std::sync::Arc;

use ndarray::Array2;

use super::attractor::Attractor;
use super::cluster::Attractors;
use super::scouts;
use crate::descent::{Decider, Dynamics, Ending, Ground, Termination, TrappingRegions};
use crate::lanes::Level;
use crate::monitor::Monitor;
use crate::objective::Objective;
use crate::optimizer::Settings;
use crate::plane::{Grid, Plane};

/// Label of a cell whose descent was still moving when the budget was spent.
pub const UNDECIDED: i32 = -1;
/// Label of a cell whose descent left the finite numbers.
pub const DIVERGED: i32 = -2;
/// Label of a cell that is not computed yet.
pub const NOT_COMPUTED: i32 = -3;

/// Most cells of the first, coarsest pass, which makes the first picture.
const FIRST_CELLS: usize = 64;

/// Which attractor each cell's descent ends in.
#[derive(Clone, Debug)]
pub struct BasinMap {
    /// The grid.
    pub grid: Grid,
    /// Place in [`Self::attractors`], or [`UNDECIDED`], [`DIVERGED`], [`NOT_COMPUTED`]; `height x
    /// width`, row 0 at the lowest `y`.
    pub label: Array2<i32>,
    /// Loss where each descent ended; NaN where not computed.
    pub loss: Array2<f64>,
    /// Steps until it ended.
    pub steps: Array2<u32>,
    /// Euclidean distance in weight space from the cell to where its descent ended; NaN where not
    /// computed.
    pub distance: Array2<f64>,
    /// The attractors, lowest loss first.
    pub attractors: Vec<Attractor>,
    /// In how many cells of each attractor the descent was found trapped; of the others the limit
    /// was extrapolated.
    pub trapped: Vec<usize>,
    /// The trapping regions that were known beforehand.
    pub regions: Arc<TrappingRegions>,
    /// Whether descents that creep made stabilised steps.
    pub leaps: bool,
}

impl BasinMap {
    /// Memory of a cell: label, loss, steps and distance.
    pub const BYTES_PER_CELL: usize = 2 * size_of::<i32>() + 2 * size_of::<f64>();

    /// Nothing computed yet, by descents that know of nothing.
    #[must_use]
    pub fn new(grid: &Grid) -> Self {
        let size = (grid.height, grid.width);
        Self {
            grid: grid.clone(),
            label: Array2::from_elem(size, NOT_COMPUTED),
            loss: Array2::from_elem(size, f64::NAN),
            steps: Array2::zeros(size),
            distance: Array2::from_elem(size, f64::NAN),
            attractors: Vec::new(),
            trapped: Vec::new(),
            regions: Arc::default(),
            leaps: true,
        }
    }

    /// What the descents of its cells ran by, so that one of them can be run again and recorded.
    #[must_use]
    pub fn dynamics<'a>(
        &'a self,
        objective: &'a Objective,
        settings: &'a Settings,
    ) -> Dynamics<'a> {
        Dynamics {
            regions: Some(&self.regions),
            leaps: self.leaps,
            ..Dynamics::plain(objective, settings)
        }
    }

    /// How many cells carry `label`.
    #[must_use]
    pub fn count(&self, label: i32) -> usize {
        self.label.iter().filter(|l| **l == label).count()
    }

    /// What it rests on that the cells of the attractor at `place` end there, in a word or two:
    /// `trapped`, `extrapolated`, or `93 % trapped`, where the limits of the rest are extrapolated.
    #[must_use]
    pub fn ground(&self, place: usize) -> String {
        let count = self.label.iter().filter(|l| usize::try_from(**l) == Ok(place)).count();
        match self.trapped.get(place) {
            Some(&trapped) if trapped > 0 && trapped < count => {
                let share = (100.0 * trapped as f64 / count as f64).clamp(1.0, 99.0);
                format!("{share:.0} % {}", Ground::Trapped.name())
            }
            Some(&trapped) if trapped > 0 => Ground::Trapped.name().to_owned(),
            _ => Ground::Extrapolated.name().to_owned(),
        }
    }

    /// Whether no cell with this label has neighbours of the same label on all four sides: the
    /// starts there are a thin set, such as an axis of symmetry that leads to a saddle.
    #[must_use]
    pub fn is_thin(&self, label: i32) -> bool {
        self.label.windows((3, 3)).into_iter().all(|cells| {
            [[1, 1], [0, 1], [1, 0], [1, 2], [2, 1]].iter().any(|&place| cells[place] != label)
        })
    }

    /// How many cells are computed.
    #[must_use]
    pub fn computed(&self) -> usize {
        self.label.len() - self.count(NOT_COMPUTED)
    }

    /// Whether all cells are.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.count(NOT_COMPUTED) == 0
    }

    /// The label that an ending has by this map's attractors; [`NOT_COMPUTED`] for an attractor
    /// that no computed cell reaches. `tells_copies_apart` is what the map was computed with.
    #[must_use]
    pub fn label_of(
        &self,
        objective: &Objective,
        ending: &Ending,
        tells_copies_apart: bool,
    ) -> i32 {
        match Attractor::reached(objective, ending) {
            Some(reached) => Attractors::known(self.attractors.clone(), tells_copies_apart)
                .find(objective, &reached)
                .map_or(NOT_COMPUTED, label),
            None if ending.termination == Termination::Diverged => DIVERGED,
            None => UNDECIDED,
        }
    }

    /// The computed cell that stands for cell `i`, `j` while that is not computed itself: the
    /// nearest below and to the left on the finest grid that has one; `None` if there is none.
    #[must_use]
    pub fn shown_cell(&self, i: usize, j: usize) -> Option<[usize; 2]> {
        let strides = std::iter::successors(Some(1), |stride| Some(2 * stride));
        strides
            .take_while(|stride| *stride <= 2 * i.max(j).max(1))
            .map(|stride| [j - j % stride, i - i % stride])
            .find(|&cell| self.label[cell] != NOT_COMPUTED)
    }

    /// What to show as the label of cell `i`, `j`: that of [`Self::shown_cell`].
    #[must_use]
    pub fn shown_label(&self, i: usize, j: usize) -> i32 {
        self.shown_cell(i, j).map_or(NOT_COMPUTED, |cell| self.label[cell])
    }
}

/// How to compute a map.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Whether attractors that compute the same function from different weights are told apart.
    pub tells_copies_apart: bool,
    /// The instructions to use at most; the map is the same, bit for bit.
    pub level: Level,
    /// Whether descents that creep leap over many steps at once ([`crate::lanes::Rkc`]);
    /// otherwise every step is made. An error of at most a thousandth of its length is allowed to a
    /// leap, so that few cells, beside borders and where verdicts only just fall within the budget,
    /// may have another label.
    pub leaps: bool,
    /// A decider that is left out, to see what it is worth.
    pub without: Option<Decider>,
}

impl Default for Options {
    fn default() -> Self {
        Self { tells_copies_apart: false, level: Level::Best, leaps: true, without: None }
    }
}

/// Runs `settings` from every cell of `grid`; `settings.steps` is each cell's budget. `None` when
/// cancelled.
///
/// The same map, bit for bit, comes from any number of threads.
#[must_use]
pub fn compute(
    objective: &Objective,
    plane: &Plane,
    grid: &Grid,
    settings: &Settings,
    monitor: &Monitor,
) -> Option<BasinMap> {
    compute_with(objective, plane, grid, settings, Options::default(), monitor, |_| {})
}

/// As [`compute`], with `options`, and handing over the map after each of its passes, coarse to
/// fine: cells of the coarse ones are cells of the map and are kept. The very first is a sketch of
/// the coarsest pass by the scouts, whose ends become [`TrappingRegions`] for all.
#[must_use]
pub fn compute_with(
    objective: &Objective,
    plane: &Plane,
    grid: &Grid,
    settings: &Settings,
    options: Options,
    monitor: &Monitor,
    mut on_pass: impl FnMut(&BasinMap) + Send,
) -> Option<BasinMap> {
    let Options { level, leaps, without, .. } = options;
    let order = Order::new(grid);
    let start = |k: usize, weights: &mut [f64]| {
        let [j, i] = order.cell(k);
        plane.point_into(grid.x(i), grid.y(j), weights);
    };
    let made = |ending: Ending| {
        let reached = Attractor::reached(objective, &ending);
        (ending, reached)
    };
    let plain = Dynamics::plain(objective, settings);
    let cells = grid.width * grid.height;
    let mut regions = Arc::new(TrappingRegions::default());
    let has_scouts = order.ends.len() > 1 && TrappingRegions::are_told(objective, settings);
    let scouts = if has_scouts { order.ends[0] } else { 0 };
    monitor.set_total((scouts + cells) as u64);
    if scouts > 0 {
        let mut sketch = Sketch::new(grid, options, Arc::clone(&regions));
        let mut endings = Vec::new();
        let dynamics = Dynamics { regions: Some(&regions), leaps, level, without, ..plain };
        dynamics.run_in_order(scouts, start, monitor, made, |k, (ending, reached)| {
            sketch.put(objective, order.cell(k), &ending, reached);
            endings.push(ending);
        })?;
        sketch.finish(objective);
        on_pass(&sketch.map);
        regions = Arc::new(scouts::regions(objective, settings, &endings));
    }
    let mut sketch = Sketch::new(grid, options, Arc::clone(&regions));
    let dynamics = Dynamics { regions: Some(&regions), leaps, level, without, ..plain };
    // attractors are told apart one cell after the other, in the same order always
    dynamics.run_in_order(cells, start, monitor, made, |k, (ending, reached)| {
        sketch.put(objective, order.cell(k), &ending, reached);
        if order.ends.contains(&(k + 1)) {
            sketch.finish(objective);
            on_pass(&sketch.map);
        }
    })?;
    Some(sketch.map)
}

/// A map under way.
struct Sketch {
    map: BasinMap,
    found: Attractors,
}

impl Sketch {
    fn new(grid: &Grid, options: Options, regions: Arc<TrappingRegions>) -> Self {
        let map = BasinMap { regions, leaps: options.leaps, ..BasinMap::new(grid) };
        Self { map, found: Attractors::new(options.tells_copies_apart) }
    }

    fn put(
        &mut self,
        objective: &Objective,
        cell: [usize; 2],
        ending: &Ending,
        reached: Option<Attractor>,
    ) {
        let map = &mut self.map;
        map.loss[cell] = reached.as_ref().map_or(ending.loss, |reached| reached.loss);
        map.label[cell] = match reached {
            Some(reached) => {
                let place = self.found.place(objective, reached);
                map.trapped.resize(self.found.list().len(), 0);
                map.trapped[place] += usize::from(ending.ground() == Some(Ground::Trapped));
                label(place)
            }
            None if ending.termination == Termination::Diverged => DIVERGED,
            None => UNDECIDED,
        };
        map.steps[cell] = u32::try_from(ending.steps).unwrap_or(u32::MAX);
        map.distance[cell] = ending.distance;
    }

    /// Puts the attractors in order.
    fn finish(&mut self, objective: &Objective) {
        let place = self.found.sort(objective);
        self.map
            .label
            .mapv_inplace(|old| usize::try_from(old).map_or(old, |old| label(place[old])));
        self.map.attractors = self.found.list().to_vec();
        let mut trapped = vec![0; self.map.attractors.len()];
        self.map.trapped.iter().zip(place).for_each(|(count, place)| trapped[place] += count);
        self.map.trapped = trapped;
    }
}

/// The order of the cells: pass by pass, row by row. Each pass halves the distance between computed
/// cells.
struct Order {
    width: usize,
    /// For each pass, coarsest first, the first place in the order that is not in it any more.
    ends: Vec<usize>,
}

impl Order {
    fn new(grid: &Grid) -> Self {
        let cells = |stride: usize| grid.width.div_ceil(stride) * grid.height.div_ceil(stride);
        let strides = std::iter::successors(Some(1), |stride| Some(2 * stride));
        let mut ends: Vec<usize> =
            strides.map(cells).take_while(|cells| *cells > FIRST_CELLS).collect();
        ends.push(cells(1 << ends.len()));
        ends.reverse();
        Self { width: grid.width, ends }
    }

    /// Row and column of the cell in this place of the order.
    fn cell(&self, k: usize) -> [usize; 2] {
        let pass = self.ends.partition_point(|end| *end <= k);
        let stride = 1 << (self.ends.len() - 1 - pass);
        let across = self.width.div_ceil(stride);
        if pass == 0 {
            return [k / across * stride, k % across * stride];
        }
        // every second row has cells of the passes before in its even places
        let k = k - self.ends[pass - 1];
        let (pair, rest) = (k / (across / 2 + across), k % (across / 2 + across));
        let [row, column] = if rest < across / 2 {
            [2 * pair, 2 * rest + 1]
        } else {
            [2 * pair + 1, rest - across / 2]
        };
        [row * stride, column * stride]
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "far fewer attractors"
)]
fn label(place: usize) -> i32 {
    place as i32
}
