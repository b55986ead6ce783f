//! Gradient descent: `w <- w - rate g`.

use crate::optimizer::row::Row;

#[inline(always)]
pub fn update<const N: usize>(Row { weight, gradient, rate, .. }: Row<'_, N>) {
    for i in 0..N {
        weight[i] = (-rate[i]).mul_add(gradient[i], weight[i]);
    }
}
