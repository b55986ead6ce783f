//! AdaGrad (Duchi, Hazan and Singer 2011): `s <- s + g^2`, `w <- w - rate g / (sqrt s + eps)`.

use crate::optimizer::row::Row;
use crate::optimizer::settings::Settings;
use crate::platform::Fused as _;

#[inline(always)]
pub fn update<const N: usize>(settings: &Settings, row: Row<'_, N>) {
    let Row { weight, gradient, second: sum, rate, .. } = row;
    for i in 0..N {
        sum[i] = gradient[i].fused(gradient[i], sum[i]);
        weight[i] -= rate[i] * gradient[i] / (sum[i].sqrt() + settings.epsilon);
    }
}
