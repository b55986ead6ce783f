//! NAdam (Dozat 2016, "Incorporating Nesterov momentum into Adam") as PyTorch has it, with a
//! momentum `mu_t` that grows to `b1` ([`nadam_momentum`]): `m <- b1 m + (1-b1) g`,
//! `v <- b2 v + (1-b2) g^2`, `d = sqrt(v / (1 - b2^t)) + eps`,
//! `w <- w - rate ((1 - mu_t) g / (1 - mu_1 .. mu_t) + mu_(t+1) m / (1 - mu_1 .. mu_(t+1))) / d`.

use crate::optimizer::clock::{Clock, FADE, nadam_momentum};
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
        let (now, product) = (nadam_momentum(beta1, clock.fade[i]), clock.product[i]);
        let next = nadam_momentum(beta1, FADE * clock.fade[i]);
        let of_gradient = (1.0 - now) / (1.0 - product);
        let of_first = next / (1.0 - product * next);
        let root = (1.0 - clock.beta2[i]).sqrt();
        let step = of_gradient.fused(g[i], of_first * first[i]);
        weight[i] -= rate[i] * step / (second[i].sqrt() / root + settings.epsilon);
    }
}
