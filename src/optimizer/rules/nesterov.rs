//! Nesterov's momentum as PyTorch has it: `v <- mu v + g`, `w <- w - rate (g + mu v)`.

use crate::optimizer::row::Row;
use crate::optimizer::settings::Settings;
use crate::platform::Fused as _;

#[inline(always)]
pub fn update<const N: usize>(settings: &Settings, row: Row<'_, N>) {
    let Row { weight, gradient, first: velocity, rate, .. } = row;
    for i in 0..N {
        velocity[i] = settings.momentum.fused(velocity[i], gradient[i]);
        let ahead = settings.momentum.fused(velocity[i], gradient[i]);
        weight[i] = (-rate[i]).fused(ahead, weight[i]);
    }
}
