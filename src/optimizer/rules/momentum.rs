//! Momentum as PyTorch has it: `v <- mu v + g`, `w <- w - rate v`, with `v = g` at first.

use crate::optimizer::row::Row;
use crate::optimizer::settings::Settings;

#[inline(always)]
pub fn update<const N: usize>(settings: &Settings, row: Row<'_, N>) {
    let Row { weight, gradient, first: velocity, rate, .. } = row;
    for i in 0..N {
        // a zero velocity leads to the first gradient as well
        velocity[i] = settings.momentum.mul_add(velocity[i], gradient[i]);
        weight[i] = (-rate[i]).mul_add(velocity[i], weight[i]);
    }
}
