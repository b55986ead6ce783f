//! Gradient descent: `w <- w - rate g`.

use crate::optimizer::row::Row;
use crate::platform::Fused as _;

#[inline(always)]
pub fn update<const N: usize>(Row { weight, gradient, rate, .. }: Row<'_, N>) {
    for i in 0..N {
        weight[i] = (-rate[i]).fused(gradient[i], weight[i]);
    }
}
