//! Lion (Chen et al. 2023, "Symbolic discovery of optimization algorithms", arXiv 2302.06675):
//! `w <- w - rate sign(b1 m + (1-b1) g)`, `m <- b2 m + (1-b2) g`.

use crate::optimizer::row::Row;
use crate::optimizer::settings::Settings;
use crate::platform::Fused as _;

#[inline(always)]
pub fn update<const N: usize>(settings: &Settings, row: Row<'_, N>) {
    let Row { weight, gradient: g, first, rate, .. } = row;
    let (beta1, beta2) = (settings.beta1, settings.beta2);
    for i in 0..N {
        let way = beta1.fused(first[i], (1.0 - beta1) * g[i]);
        first[i] = beta2.fused(first[i], (1.0 - beta2) * g[i]);
        // 0 has no sign, and what is not a number stays none
        weight[i] -= if way == 0.0 { 0.0 } else { rate[i] * way.signum() };
    }
}
