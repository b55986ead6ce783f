//! Losses of a turn: points in rows, so that the outputs of a point are neighbours.

use multiversion::multiversion;

use crate::lanes::Lane;
use crate::network::{ln_1p, math};
use crate::objective::LossKind;

/// The sum of the losses of outputs `out` against `targets`, so many a point; their derivatives in
/// `rows`, which is scratch memory otherwise, if `GRADIENT`.
pub(super) fn losses<const GRADIENT: bool>(
    kind: LossKind,
    outputs: usize,
    [out, targets]: [&[f64]; 2],
    rows: &mut [Lane],
) -> f64 {
    if kind == LossKind::Softmax {
        return softmaxes::<GRADIENT>(outputs, out, targets, rows);
    }
    let pairs = || out.iter().zip(targets);
    if GRADIENT {
        let slopes = rows.as_flattened_mut().iter_mut();
        slopes.zip(pairs()).for_each(|(slope, (out, y))| *slope = kind.first(*out, *y));
    }
    pairs().map(|(out, y)| kind.value(*out, *y)).sum()
}

/// The formulas are those of the objective's own; all exponentials are taken at once.
fn softmaxes<const GRADIENT: bool>(
    outputs: usize,
    out: &[f64],
    targets: &[f64],
    rows: &mut [Lane],
) -> f64 {
    let each = out.chunks_exact(outputs).zip(rows.as_flattened_mut().chunks_exact_mut(outputs));
    for (out, row) in each {
        let top = greatest(out);
        // the greatest may be infinite
        let below = |z: f64| if z == top { 0.0 } else { z - top };
        row.iter_mut().zip(out).for_each(|(x, z)| *x = below(*z));
    }
    exponentials(&mut rows[..out.len().div_ceil(crate::lanes::LANES)]);
    let each = out.chunks_exact(outputs).zip(targets.chunks_exact(outputs));
    let mut sum = 0.0;
    for ((out, y), row) in each.zip(rows.as_flattened_mut().chunks_exact_mut(outputs)) {
        let top = greatest(out);
        // what the others add to the 1 of the greatest is kept apart, so that no small one is lost
        let (mut rest, mut ones) = (0.0, -1.0);
        for e in &*row {
            if *e == 1.0 {
                ones += 1.0;
            } else {
                rest += e;
            }
        }
        let (rest, total) = (rest + ones, y.iter().sum::<f64>());
        let below = |(z, y): (&f64, &f64)| if *y == 0.0 || *z == top { 0.0 } else { y * (top - z) };
        sum += total * ln_1p(rest) + out.iter().zip(y).map(below).sum::<f64>();
        if GRADIENT {
            let inverse = 1.0 / (1.0 + rest);
            for (slope, y) in row.iter_mut().zip(y) {
                let own = *slope;
                let others = if own == 1.0 { rest } else { 1.0 + rest - own };
                *slope = ((total - y) * own - y * others) * inverse;
            }
        }
    }
    sum
}

fn greatest(out: &[f64]) -> f64 {
    out.iter().copied().fold(f64::NEG_INFINITY, |top, z| if z > top { z } else { top })
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+avx2+fma", "x86_64+avx2+fma"))]
fn exponentials(rows: &mut [Lane]) {
    rows.as_flattened_mut().iter_mut().for_each(|x| *x = math::small_exp(*x));
}
