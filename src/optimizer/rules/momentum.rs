//! Momentum as PyTorch has it: `v <- mu v + g`, `w <- w - rate v`, with `v = g` at first.

use crate::optimizer::row::Row;
use crate::optimizer::settings::Settings;
use crate::platform::Fused as _;

#[inline(always)]
pub fn update<const N: usize>(settings: &Settings, row: Row<'_, N>) {
    let Row { weight, gradient, first: velocity, rate, .. } = row;
    for i in 0..N {
        // a zero velocity leads to the first gradient as well
        velocity[i] = settings.momentum.fused(velocity[i], gradient[i]);
        weight[i] = (-rate[i]).fused(velocity[i], weight[i]);
    }
}
