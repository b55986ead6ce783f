//! Networks with one or two inputs, one hidden layer of up to four units and one output, with
//! biases: the passes with sizes known to the compiler, four points at a time.

use super::{LANES, Lane};
use crate::platform::Fused as _;

/// Hidden pre-activations of all points, a row a point and unit; or what a ReLU makes of them, if
/// `RELU`.
#[inline(always)]
pub(super) fn hidden<const D: usize, const H: usize, const RELU: bool>(
    weights: &[Lane],
    inputs: &[f64],
    rows: &mut [Lane],
) {
    let (w, b) = weights[..H * D + H].split_at(H * D);
    let (inputs, _) = inputs.as_chunks::<D>();
    let (rows, _) = rows.as_chunks_mut::<H>();
    let (inputs_by_four, inputs) = inputs.as_chunks::<4>();
    let (rows_by_four, rows) = rows.as_chunks_mut::<4>();
    for (x, z) in inputs_by_four.iter().zip(rows_by_four) {
        for i in 0..LANES {
            for u in 0..H {
                for p in 0..4 {
                    let mut sum = b[u][i];
                    for k in 0..D {
                        sum = w[u * D + k][i].fused(x[p][k], sum);
                    }
                    z[p][u][i] = if RELU && sum <= 0.0 { 0.0 } else { sum };
                }
            }
        }
    }
    for (x, z) in inputs.iter().zip(rows) {
        for i in 0..LANES {
            for u in 0..H {
                let mut sum = b[u][i];
                for k in 0..D {
                    sum = w[u * D + k][i].fused(x[k], sum);
                }
                z[u][i] = if RELU && sum <= 0.0 { 0.0 } else { sum };
            }
        }
    }
}

/// Pre-activations of the output, a row a point.
#[inline(always)]
pub(super) fn output<const D: usize, const H: usize>(
    weights: &[Lane],
    hidden: &[Lane],
    out: &mut [Lane],
) {
    let w = &weights[H * D + H..][..=H];
    for (h, z) in hidden.as_chunks::<H>().0.iter().zip(out) {
        for i in 0..LANES {
            let mut sum = w[H][i];
            for u in 0..H {
                sum = w[u][i].fused(h[u][i], sum);
            }
            z[i] = sum;
        }
    }
}

/// The gradient from the derivatives `delta` with respect to the output's pre-activation; replaces
/// what is in `gradient` if `is_first`, otherwise adds to it. `slopes` are not looked at if `RELU`.
#[inline(always)]
pub(super) fn gradient<const D: usize, const H: usize, const RELU: bool>(
    is_first: bool,
    weights: &[Lane],
    inputs: &[f64],
    values: &[Lane],
    slopes: &[Lane],
    delta: &[Lane],
    gradient: &mut [Lane],
) {
    let w = &weights[H * D + H..][..H];
    let g = &mut gradient[..=H * D + 2 * H];
    let (x4, x) = inputs.as_chunks::<D>().0.as_chunks::<4>();
    let (h4, h) = values.as_chunks::<H>().0.as_chunks::<4>();
    let (s4, s) = slopes.as_chunks::<H>().0.as_chunks::<4>();
    let (d4, d) = delta.as_chunks::<4>();
    let mut is_first = is_first;
    for (((x, h), s), d) in x4.iter().zip(h4).zip(s4).zip(d4) {
        if is_first {
            add::<D, H, 4, RELU, true>(w, x, h, s, d, g);
        } else {
            add::<D, H, 4, RELU, false>(w, x, h, s, d, g);
        }
        is_first = false;
    }
    for (((x, h), s), d) in x.iter().zip(h).zip(s).zip(d) {
        if is_first {
            add::<D, H, 1, RELU, true>(
                w,
                &[*x],
                std::array::from_ref(h),
                std::array::from_ref(s),
                &[*d],
                g,
            );
        } else {
            add::<D, H, 1, RELU, false>(
                w,
                &[*x],
                std::array::from_ref(h),
                std::array::from_ref(s),
                &[*d],
                g,
            );
        }
        is_first = false;
    }
}

/// [`gradient`] of `N` points.
#[inline(always)]
fn add<const D: usize, const H: usize, const N: usize, const RELU: bool, const FIRST: bool>(
    w: &[Lane],
    x: &[[f64; D]; N],
    h: &[[Lane; H]; N],
    s: &[[Lane; H]; N],
    d: &[Lane; N],
    g: &mut [Lane],
) {
    for i in 0..LANES {
        for u in 0..H {
            let mut out = if FIRST { 0.0 } else { g[H * D + H + u][i] };
            let mut bias = if FIRST { 0.0 } else { g[H * D + u][i] };
            let mut each = [0.0; D];
            for k in 0..D {
                each[k] = if FIRST { 0.0 } else { g[u * D + k][i] };
            }
            for p in 0..N {
                out = d[p][i].fused(h[p][u][i], out);
                let up = d[p][i] * w[u][i];
                let down = if !RELU {
                    up * s[p][u][i]
                } else if h[p][u][i] > 0.0 {
                    up
                } else {
                    0.0
                };
                bias += down;
                for k in 0..D {
                    each[k] = down.fused(x[p][k], each[k]);
                }
            }
            g[H * D + H + u][i] = out;
            g[H * D + u][i] = bias;
            for k in 0..D {
                g[u * D + k][i] = each[k];
            }
        }
        let mut sum = if FIRST { 0.0 } else { g[H * D + 2 * H][i] };
        for p in 0..N {
            sum += d[p][i];
        }
        g[H * D + 2 * H][i] = sum;
    }
}
