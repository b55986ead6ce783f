//! The machine's peak.

use std::hint::black_box;
use std::time::Duration;

use multiversion::multiversion;
use rayon::prelude::*;

use super::timing::shortest;

/// Operations of a round of [`multiply_adds`].
const ROUND: usize = 2 * 128;
const ROUNDS: usize = 10_000;

/// `rounds` times 128 multiply-adds that do not wait for each other.
#[multiversion(targets(
    "x86_64+avx512f+avx512dq+avx512vl+avx2+fma",
    "x86_64+avx2+fma",
    "aarch64+neon"
))]
#[expect(
    clippy::needless_range_loop,
    reason = "the loop over lanes, which becomes vector \
    instructions"
)]
#[must_use]
pub fn multiply_adds(rounds: usize, factor: f64, term: f64) -> f64 {
    let mut rows = [[1.0_f64; 16]; 8];
    for _ in 0..rounds {
        for i in 0..16 {
            // written out, or the loop over lanes is not the one that becomes vector instructions
            rows[0][i] = rows[0][i].mul_add(factor, term);
            rows[1][i] = rows[1][i].mul_add(factor, term);
            rows[2][i] = rows[2][i].mul_add(factor, term);
            rows[3][i] = rows[3][i].mul_add(factor, term);
            rows[4][i] = rows[4][i].mul_add(factor, term);
            rows[5][i] = rows[5][i].mul_add(factor, term);
            rows[6][i] = rows[6][i].mul_add(factor, term);
            rows[7][i] = rows[7][i].mul_add(factor, term);
        }
    }
    rows.iter().flatten().sum()
}

/// Floating-point operations a second on all threads; a multiply-add is two.
#[must_use]
pub fn operations(budget: Duration) -> f64 {
    let tasks = 16 * rayon::current_num_threads();
    let time = shortest(budget, || {
        let sum: f64 = (0..tasks)
            .into_par_iter()
            .map(|_| multiply_adds(ROUNDS, black_box(0.999), black_box(0.001)))
            .sum();
        black_box(sum);
    });
    (tasks * ROUNDS * ROUND) as f64 / time.as_secs_f64()
}
