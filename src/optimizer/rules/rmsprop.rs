//! RMSProp (Hinton 2012): `s <- a s + (1-a) g^2`, `w <- w - rate g / (sqrt s + eps)`.

use crate::optimizer::row::Row;
use crate::optimizer::settings::Settings;
use crate::platform::Fused as _;

#[inline(always)]
pub fn update<const N: usize>(settings: &Settings, row: Row<'_, N>) {
    let Row { weight, gradient, second: mean, rate, .. } = row;
    let alpha = settings.alpha;
    for i in 0..N {
        mean[i] = alpha.fused(mean[i], (1.0 - alpha) * gradient[i] * gradient[i]);
        weight[i] -= rate[i] * gradient[i] / (mean[i].sqrt() + settings.epsilon);
    }
}
