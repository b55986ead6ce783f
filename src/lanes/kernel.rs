//! The kernel: an objective prepared for lanes, and the choice of instructions.

use std::ops::Range;

use multiversion::multiversion;
use multiversion::target::match_target;

use super::network::Prepared;
use super::newton::Newton;
use super::sweep::{Raster, Sweep};
use super::update::Block;
use super::{LANES, Lane};
use crate::objective::Objective;
use crate::optimizer::Settings;

/// Which instructions a kernel may use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// The best that this machine has.
    #[default]
    Best,
    /// At most AVX2 with its fused multiply-add, where the machine has it. There, as is the next
    /// one, to show that results do not depend on it.
    Avx2,
    /// Those that the program was compiled for, and no more: slow, since most machines' least
    /// common instructions have no fused multiply-add.
    Plain,
}

/// An objective prepared for evaluation in blocks of [`LANES`] weight vectors.
#[derive(Clone, Debug)]
pub struct Kernel {
    pub(super) prepared: Prepared,
    parameters: usize,
    level: Level,
}

impl Kernel {
    /// A kernel with the best instructions of this machine.
    #[must_use]
    pub fn new(objective: &Objective) -> Self {
        Self::with_level(objective, Level::Best)
    }

    /// A kernel with the given instructions.
    ///
    /// # Panics
    /// Over a population, which has no points.
    #[must_use]
    pub fn with_level(objective: &Objective, level: Level) -> Self {
        assert!(!objective.is_population(), "lanes of an objective that has points");
        Self { prepared: Prepared::new(objective), parameters: objective.parameter_count(), level }
    }

    /// A block of this kernel's size, all weights zero.
    #[must_use]
    pub fn block(&self) -> Block {
        Block::new(&self.prepared, self.parameters)
    }

    /// The losses of a block.
    pub fn value(&self, block: &mut Block, loss: &mut Lane) {
        match self.level {
            Level::Best => value(&self.prepared, block, loss),
            Level::Avx2 => value_avx2(&self.prepared, block, loss),
            Level::Plain => value_plain(&self.prepared, block, loss),
        }
    }

    /// The losses of a block; the gradients stay in it (see [`Block::gradient_norm`]).
    pub fn value_and_gradient(&self, block: &mut Block, loss: &mut Lane) {
        self.value(block, loss);
        self.gradient(block);
    }

    /// The gradients of a block, which stay in it.
    pub fn gradient(&self, block: &mut Block) {
        self.steps(block, None, 1);
    }

    /// Memory for Newton steps of this kernel's blocks; `None` for networks whose Hessians are not
    /// computed in lanes: of more than 24 weights.
    #[must_use]
    pub fn newton(&self) -> Option<Newton> {
        Newton::new(&self.prepared, self.parameters)
    }

    /// The Newton step of every lane of a block from where it stands, with the loss there; the
    /// gradients stay in the block.
    pub fn newton_step(&self, block: &mut Block, newton: &mut Newton) {
        match self.level {
            Level::Best => newton_step(&self.prepared, block, newton),
            Level::Avx2 => newton_step_avx2(&self.prepared, block, newton),
            Level::Plain => newton_step_plain(&self.prepared, block, newton),
        }
    }

    /// `steps` full-batch updates of every lane of a block; `settings.steps` and `stop` are
    /// ignored.
    pub fn advance(&self, block: &mut Block, settings: &Settings, steps: usize) {
        self.steps(block, Some(settings), steps);
    }

    /// `count` times the gradient, and an update by it if there are settings.
    fn steps(&self, block: &mut Block, settings: Option<&Settings>, count: usize) {
        match self.level {
            Level::Best => steps(&self.prepared, block, settings, count),
            Level::Avx2 => steps_avx2(&self.prepared, block, settings, count),
            Level::Plain => steps_plain(&self.prepared, block, settings, count),
        }
    }

    /// What computes the rows of a slice: cell by cell, or with less arithmetic where the first
    /// layer is of sigmoid units.
    #[must_use]
    pub fn slicer<'a>(&'a self, raster: Raster<'a>) -> Slicer<'a> {
        Slicer { kernel: self, sweep: Sweep::new(&self.prepared, &raster), raster }
    }
}

/// The rows of one slice.
#[derive(Clone, Debug)]
pub struct Slicer<'a> {
    kernel: &'a Kernel,
    raster: Raster<'a>,
    sweep: Option<Sweep>,
}

impl Slicer<'_> {
    /// The losses of the row at `b` into `row`, a number a column; `block` is scratch memory.
    pub fn row(&self, b: f64, block: &mut Block, row: &mut [f64]) {
        self.fill(row, |chunk, a| self.block(chunk, a, b, block));
    }

    /// The norms of the gradients of the row at `b` into `row`, a number a column; `block` is
    /// scratch memory.
    pub fn gradient_row(&self, b: f64, block: &mut Block, row: &mut [f64]) {
        let kernel = self.kernel;
        self.fill(row, |_, a| {
            place(&self.raster, 0..kernel.parameters, a, b, &mut block.weights);
            kernel.steps(block, None, 1);
            std::array::from_fn(|lane| block.gradient_norm(lane))
        });
    }

    /// Fills a row with numbers of its chunks of cells, given by their number and first
    /// coordinates.
    fn fill(&self, row: &mut [f64], mut numbers: impl FnMut(usize, &Lane) -> Lane) {
        for (chunk, cells) in row.chunks_mut(LANES).enumerate() {
            // lanes beyond the row's end repeat its last cell
            let a = std::array::from_fn(|i| {
                self.raster.column((chunk * LANES + i).min(self.raster.width - 1))
            });
            cells.copy_from_slice(&numbers(chunk, &a)[..cells.len()]);
        }
    }

    fn block(&self, chunk: usize, a: &Lane, b: f64, block: &mut Block) -> Lane {
        let mut loss = [0.0; LANES];
        let kernel = self.kernel;
        if let Some(sweep) = &self.sweep {
            place(&self.raster, sweep.later_weights.clone(), a, b, &mut block.weights);
            let middle = [sweep.middle(&self.raster, chunk), b];
            let mut is_done = false;
            match kernel.level {
                Level::Best => {
                    swept(&kernel.prepared, sweep, middle, block, &mut loss, &mut is_done);
                }
                Level::Avx2 => {
                    swept_avx2(&kernel.prepared, sweep, middle, block, &mut loss, &mut is_done);
                }
                Level::Plain => {
                    swept_plain(&kernel.prepared, sweep, middle, block, &mut loss, &mut is_done);
                }
            }
            if is_done {
                return loss;
            }
        }
        place(&self.raster, 0..kernel.parameters, a, b, &mut block.weights);
        kernel.value(block, &mut loss);
        loss
    }
}

/// A function compiled for several instruction sets, again for the lower ones only, and for none.
/// Where the machine has none of them the first two call the last, since every copy costs time to
/// compile.
///
/// On other machines than x86-64 the last is the best: 64-bit ARM always has vectors and the fused
/// multiply-add.
macro_rules! compiled {
    ($best:ident, $avx2:ident, $plain:ident, ($($argument:ident: $kind:ty),*), $body:expr) => {
        #[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+avx2+fma", "x86_64+avx2+fma"))]
        fn $best($($argument: $kind),*) {
            match_target! { "x86_64+avx2+fma" => $body, _ => $plain($($argument),*) }
        }

        #[multiversion(targets("x86_64+avx2+fma"))]
        fn $avx2($($argument: $kind),*) {
            match_target! { "x86_64+avx2+fma" => $body, _ => $plain($($argument),*) }
        }

        #[inline(never)]
        fn $plain($($argument: $kind),*) {
            $body;
        }
    };
}

compiled!(
    value,
    value_avx2,
    value_plain,
    (prepared: &Prepared, block: &mut Block, loss: &mut Lane),
    prepared.evaluate::<true, false>(&block.weights, &mut block.scratch, loss, &mut [])
);
compiled!(
    steps,
    steps_avx2,
    steps_plain,
    (prepared: &Prepared, block: &mut Block, settings: Option<&Settings>, count: usize),
    block.steps(prepared, settings, count)
);
compiled!(
    newton_step,
    newton_step_avx2,
    newton_step_plain,
    (prepared: &Prepared, block: &mut Block, newton: &mut Newton),
    prepared.newton(block, newton)
);
compiled!(
    swept,
    swept_avx2,
    swept_plain,
    (
        prepared: &Prepared,
        sweep: &Sweep,
        middle: [f64; 2],
        block: &mut Block,
        loss: &mut Lane,
        is_done: &mut bool
    ),
    *is_done = prepared.sweep(sweep, middle, block, loss)
);

/// The weights in `range` of the points `(a, b)` of a plane.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+avx2+fma", "x86_64+avx2+fma"))]
fn place(raster: &Raster, range: Range<usize>, a: &Lane, b: f64, weights: &mut [Lane]) {
    let axes = raster.x[range.clone()].iter().zip(&raster.y[range.clone()]);
    let rows = weights[range.clone()].iter_mut().zip(&raster.origin[range]);
    for ((weights, &origin), (&x, &y)) in rows.zip(axes) {
        for i in 0..LANES {
            weights[i] = origin + a[i] * x + b * y;
        }
    }
}

#[cfg(test)]
#[path = "tests.rs"]
pub(super) mod tests;
