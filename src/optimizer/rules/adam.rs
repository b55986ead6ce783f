//! Adam (Kingma and Ba 2015, arXiv 1412.6980), with bias correction:
//! `m <- b1 m + (1-b1) g`, `v <- b2 v + (1-b2) g^2`,
//! `w <- w - rate m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + eps)`.

use crate::optimizer::clock::Clock;
use crate::optimizer::row::Row;
use crate::optimizer::settings::Settings;
use crate::platform::Fused as _;

#[inline(always)]
pub fn update<const N: usize>(settings: &Settings, clock: &Clock<N>, row: Row<'_, N>) {
    let Row { weight, gradient: g, first, second, rate } = row;
    let (beta1, beta2) = (settings.beta1, settings.beta2);
    for i in 0..N {
        first[i] = beta1.fused(first[i], (1.0 - beta1) * g[i]);
        second[i] = beta2.fused(second[i], (1.0 - beta2) * g[i] * g[i]);
        let step = rate[i] / (1.0 - clock.beta1[i]);
        let root = (1.0 - clock.beta2[i]).sqrt();
        weight[i] -= step * first[i] / (second[i].sqrt() / root + settings.epsilon);
    }
}
