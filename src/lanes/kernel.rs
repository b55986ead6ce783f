//! The kernel: an objective prepared for lanes, and the choice of instructions.

use multiversion::multiversion;

use super::network::Prepared;
use super::update::Block;
use super::{LANES, Lane};
use crate::descent::Settings;
use crate::objective::Objective;
use crate::plane::{Grid, Plane};

/// Which instructions a kernel may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The best that this machine has.
    Best,
    /// At most AVX2 with its fused multiply-add, where the machine has it. There, as is the next one, to
    /// show that results do not depend on it.
    Avx2,
    /// Those that the program was compiled for, and no more: slow, since most machines' least common
    /// instructions have no fused multiply-add.
    Plain,
}

/// An objective prepared for evaluation in blocks of [`LANES`] weight vectors.
#[derive(Clone, Debug)]
pub struct Kernel {
    prepared: Prepared,
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
    #[must_use]
    pub fn with_level(objective: &Objective, level: Level) -> Self {
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
            Level::Plain => value_with(&self.prepared, block, loss),
        }
    }

    /// The losses of a block; the gradients stay in it (see [`Block::gradient_norm`]).
    pub fn value_and_gradient(&self, block: &mut Block, loss: &mut Lane) {
        match self.level {
            Level::Best => value_and_gradient(&self.prepared, block, loss),
            Level::Avx2 => value_and_gradient_avx2(&self.prepared, block, loss),
            Level::Plain => value_and_gradient_with(&self.prepared, block, loss),
        }
    }

    /// `steps` full-batch updates of every lane of a block; `settings.steps` and `stop` are ignored.
    pub fn advance(&self, block: &mut Block, settings: &Settings, steps: usize) {
        match self.level {
            Level::Best => advance(&self.prepared, block, settings, steps),
            Level::Avx2 => advance_avx2(&self.prepared, block, settings, steps),
            Level::Plain => block.advance(&self.prepared, settings, steps),
        }
    }

    /// The losses of row `j` of a grid, into `row` (a number a column).
    pub fn slice_row(&self, plane: &Plane, grid: &Grid, j: usize, block: &mut Block, row: &mut [f64]) {
        match self.level {
            Level::Best => slice_row(&self.prepared, plane, grid, j, block, row),
            Level::Avx2 => slice_row_avx2(&self.prepared, plane, grid, j, block, row),
            Level::Plain => slice_row_with(&self.prepared, plane, grid, j, block, row),
        }
    }
}

/// A function compiled for several instruction sets, and again for the lower ones only.
macro_rules! compiled {
    ($best:ident, $avx2:ident, ($($argument:ident: $kind:ty),*), $body:expr) => {
        #[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+avx2+fma", "x86_64+avx2+fma", "aarch64+neon"))]
        fn $best($($argument: $kind),*) {
            $body;
        }

        #[multiversion(targets("x86_64+avx2+fma"))]
        fn $avx2($($argument: $kind),*) {
            $body;
        }
    };
}

compiled!(
    value,
    value_avx2,
    (prepared: &Prepared, block: &mut Block, loss: &mut Lane),
    value_with(prepared, block, loss)
);
compiled!(
    value_and_gradient,
    value_and_gradient_avx2,
    (prepared: &Prepared, block: &mut Block, loss: &mut Lane),
    value_and_gradient_with(prepared, block, loss)
);
compiled!(
    advance,
    advance_avx2,
    (prepared: &Prepared, block: &mut Block, settings: &Settings, steps: usize),
    block.advance(prepared, settings, steps)
);
compiled!(
    slice_row,
    slice_row_avx2,
    (prepared: &Prepared, plane: &Plane, grid: &Grid, j: usize, block: &mut Block, row: &mut [f64]),
    slice_row_with(prepared, plane, grid, j, block, row)
);

#[inline(always)]
fn value_with(prepared: &Prepared, block: &mut Block, loss: &mut Lane) {
    prepared.evaluate::<true, false>(&block.weights, &mut block.scratch, loss, &mut []);
}

#[inline(always)]
fn value_and_gradient_with(prepared: &Prepared, block: &mut Block, loss: &mut Lane) {
    prepared.evaluate::<true, true>(&block.weights, &mut block.scratch, loss, &mut block.gradient);
}

#[inline(always)]
fn slice_row_with(
    prepared: &Prepared,
    plane: &Plane,
    grid: &Grid,
    j: usize,
    block: &mut Block,
    row: &mut [f64],
) {
    let b = grid.y(j);
    let mut loss = [0.0; LANES];
    for (chunk, cells) in row.chunks_mut(LANES).enumerate() {
        let mut a = [0.0; LANES];
        for (i, a) in a.iter_mut().enumerate() {
            // lanes beyond the row's end repeat its last cell
            *a = grid.x((chunk * LANES + i).min(grid.width - 1));
        }
        let axes = plane.x.direction.iter().zip(&plane.y.direction);
        for ((weights, &origin), (&x, &y)) in block.weights.iter_mut().zip(&plane.origin).zip(axes) {
            for i in 0..LANES {
                weights[i] = origin + a[i] * x + b * y;
            }
        }
        value_with(prepared, block, &mut loss);
        cells.copy_from_slice(&loss[..cells.len()]);
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
