//! The kernel: an objective prepared for lanes, and the choice of instructions.

use multiversion::multiversion;
use multiversion::target::match_target;

use super::network::Prepared;
use super::update::Block;
use super::{LANES, Lane};
use crate::descent::Settings;
use crate::objective::Objective;
use crate::plane::{Grid, Plane};

/// Which instructions a kernel may use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// The best that this machine has.
    #[default]
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
            Level::Plain => value_plain(&self.prepared, block, loss),
        }
    }

    /// The losses of a block; the gradients stay in it (see [`Block::gradient_norm`]).
    pub fn value_and_gradient(&self, block: &mut Block, loss: &mut Lane) {
        self.value(block, loss);
        self.steps(block, None, 1);
    }

    /// `steps` full-batch updates of every lane of a block; `settings.steps` and `stop` are ignored.
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

    /// The losses of row `j` of a grid, into `row` (a number a column).
    pub fn slice_row(&self, plane: &Plane, grid: &Grid, j: usize, block: &mut Block, row: &mut [f64]) {
        self.row(plane, grid, j, block, row, |block| {
            let mut loss = [0.0; LANES];
            self.value(block, &mut loss);
            loss
        });
    }

    /// The norms of the gradients of row `j` of a grid, into `row` (a number a column).
    pub fn gradient_row(&self, plane: &Plane, grid: &Grid, j: usize, block: &mut Block, row: &mut [f64]) {
        self.row(plane, grid, j, block, row, |block| {
            self.steps(block, None, 1);
            std::array::from_fn(|lane| block.gradient_norm(lane))
        });
    }

    /// Numbers of the weights of row `j` of a grid, into `row` (a number a column).
    fn row(
        &self,
        plane: &Plane,
        grid: &Grid,
        j: usize,
        block: &mut Block,
        row: &mut [f64],
        numbers: impl Fn(&mut Block) -> Lane,
    ) {
        let b = grid.y(j);
        for (chunk, cells) in row.chunks_mut(LANES).enumerate() {
            // lanes beyond the row's end repeat its last cell
            let a = std::array::from_fn(|i| grid.x((chunk * LANES + i).min(grid.width - 1)));
            place(plane, &a, b, &mut block.weights);
            cells.copy_from_slice(&numbers(block)[..cells.len()]);
        }
    }
}

/// A function compiled for several instruction sets, again for the lower ones only, and for none. Where
/// the machine has none of them the first two call the last, since every copy costs time to compile.
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

/// The weights of the points `(a, b)` of a plane.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+avx2+fma", "x86_64+avx2+fma"))]
fn place(plane: &Plane, a: &Lane, b: f64, weights: &mut [Lane]) {
    let axes = plane.x.direction.iter().zip(&plane.y.direction);
    for ((weights, &origin), (&x, &y)) in weights.iter_mut().zip(&plane.origin).zip(axes) {
        for i in 0..LANES {
            weights[i] = origin + a[i] * x + b * y;
        }
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
