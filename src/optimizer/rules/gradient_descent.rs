//! Gradient descent: `w <- w - rate g`.

use crate::optimizer::row::Row;
use crate::optimizer::settings::Settings;

#[inline(always)]
pub fn update<const N: usize>(settings: &Settings, Row { weight, gradient, .. }: Row<'_, N>) {
    for i in 0..N {
        weight[i] = (-settings.learning_rate).mul_add(gradient[i], weight[i]);
    }
}
