//! Elementary functions: scalar code without branches, which the compiler turns into vector
//! instructions in a loop over an array.
//!
//! Every operation is IEEE, with the fused multiply-add where it is written, so that results are
//! the same bits on every instruction set. The errors stated are bounds that the tests check on a
//! million seeded arguments and the corners, against a library of at most 0.5 ulp.

// the functions must be inlined into multiversioned callers to get their instructions
#![allow(clippy::inline_always, clippy::unreadable_literal)]

use crate::platform::Fused as _;

/// `1 / sqrt(2 pi)`, the greatest density of the normal distribution.
pub const FRAC_1_SQRT_2PI: f64 = 0.398_942_280_401_432_7;

/// `1.5 * 2^52`: adding it rounds to a whole number, which then stands in the low bits.
const UNBIASED: f64 = 6_755_399_441_055_744.0;

/// The same with the bias of an exponent, which is then in the low bits as well.
const ROUNDER: f64 = UNBIASED + 1023.0;

/// `ln 2` in two parts, the first of which has 32 trailing zero bits.
const LN2_HIGH: f64 = f64::from_bits(0x3FE6_2E42_FEE0_0000);
const LN2_LOW: f64 = f64::from_bits(0x3DEA_39EF_3579_3C76);

/// `(exp(r) - 1 - r) / r^2` on `|r| <= ln(2)/2`: the polynomial of degree 9 of least greatest error
/// (Remez), which is below `0.1 * 2^-53` of `exp r`.
const EXP: [f64; 10] = [
    0.500_000_000_000_001_1,
    0.166_666_666_666_664_13,
    0.041_666_666_666_530_155,
    0.008_333_333_333_494_463,
    0.001_388_888_894_363_085_1,
    0.000_198_412_695_065_709_39,
    2.480_149_309_811_82e-5,
    2.755_758_638_512_543e-6,
    2.763_024_866_065_372e-7,
    2.500_005_688_945_574e-8,
];

/// `(2 atanh(s)/s - 2) / s^2` as a polynomial of degree 6 in `s^2 <= 0.0295`, interpolated at
/// Chebyshev points; its error is below `0.05 * 2^-53` of the logarithm.
const LN: [f64; 7] = [
    0.666666666666667,
    0.39999999999899444,
    0.2857142862600327,
    0.22222211130259878,
    0.18182889455674947,
    0.15331710618210773,
    0.14616585424888623,
];

/// Operations of the functions below, as [`Operations`](crate::lanes::Operations) counts them; a
/// test counts them in the code.
pub mod operations {
    pub const REDUCE: u64 = 29;
    pub const EXP: u64 = REDUCE + 3;
    pub const CLAMPED_EXP: u64 = REDUCE + 2;
    pub const QUOTIENT: u64 = 20;
    pub const SIGMOID: u64 = QUOTIENT + 3;
    pub const NORMAL: u64 = CLAMPED_EXP + 62;
    pub const EXP_M1: u64 = REDUCE + 5;
    pub const LN_1P: u64 = 38;
}

/// `x = n ln 2 + r` with `|r| <= ln(2)/2`: `n + rounder` as bits, and `r`.
#[inline(always)]
fn split(x: f64, rounder: f64) -> (u64, f64) {
    let shifted = x.fused(std::f64::consts::LOG2_E, rounder);
    let n = shifted - rounder;
    (shifted.to_bits(), n.fused(-LN2_LOW, n.fused(-LN2_HIGH, x)))
}

/// `exp x = 2^n (1 + q)`: `n + 1023` in the low bits, and `q = exp(r) - 1` with `|r| <= ln(2)/2`.
#[inline(always)]
fn reduce(x: f64) -> (u64, f64) {
    let (bits, r) = split(x, ROUNDER);
    // Estrin's scheme: short chains of dependent operations
    let r2 = r * r;
    let r4 = r2 * r2;
    let first = EXP[3].fused(r, EXP[2]).fused(r2, EXP[1].fused(r, EXP[0]));
    let second = EXP[7].fused(r, EXP[6]).fused(r2, EXP[5].fused(r, EXP[4]));
    let last = EXP[9].fused(r, EXP[8]);
    let series = last.fused(r4, second).fused(r4, first);
    (bits, r2.fused(series, r))
}

/// `x` within `[low, high]`; NaN stays NaN.
#[inline(always)]
fn clamp(x: f64, low: f64, high: f64) -> f64 {
    let x = if high < x { high } else { x };
    if low > x { low } else { x }
}

/// `exp x`: at most 1 ulp off; exact limits 0 and infinity, subnormal results rounded once more,
/// NaN stays NaN.
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    // beyond these the result is 0 or infinity
    let (bits, q) = reduce(clamp(x, -746.0, 710.0));
    // in two steps, since 2^n itself may lie outside the normal numbers
    #[expect(clippy::cast_possible_wrap, reason = "the difference is small")]
    let n = bits.wrapping_sub(ROUNDER.to_bits()) as i64;
    let half = n >> 1;
    (1.0 + q) * power_of_two(half) * power_of_two(n.wrapping_sub(half))
}

/// `2^n` for `n` from -1022 to 1023.
#[inline(always)]
fn power_of_two(n: i64) -> f64 {
    #[expect(clippy::cast_sign_loss, reason = "the biased exponent")]
    f64::from_bits((n.wrapping_add(1023) as u64) << 52)
}

/// `exp x` for `|x| <= 708`, beyond which it stays what it is there: at most 1 ulp off; NaN stays
/// NaN.
#[inline(always)]
pub fn clamped_exp(x: f64) -> f64 {
    let (bits, q) = reduce(clamp(x, -708.0, 708.0));
    let scale = f64::from_bits(bits << 52);
    scale.fused(q, scale)
}

/// `exp x` for `x <= 0`: at most 1 ulp off; results below 1e-307 are 0, NaN stays NaN.
#[inline(always)]
pub fn small_exp(x: f64) -> f64 {
    let y = if -708.0 > x { -708.0 } else { x };
    let (bits, q) = reduce(y);
    let scale = f64::from_bits(bits << 52);
    if x < -708.0 { 0.0 } else { scale.fused(q, scale) }
}

/// `r coth(r/2) = 2 + t P(t)` with `t = r^2` and `|r| <= ln(2)/2`: the `P` of degree 4 with which
/// [`quotient`] has the least greatest error (Remez), which is below `0.003 * 2^-53` of `exp r`.
const COTH: [f64; 5] = [
    0.166_666_666_666_665_55,
    -0.002_777_777_777_669_262,
    6.613_756_249_187_585e-5,
    -1.653_383_620_998_586e-6,
    4.136_013_892_608_713e-8,
];

/// `(down, up)` with `exp x = up / down` and `down` between 1 and 3, for `|x| <= 708`; where `x` is
/// NaN, `down` is.
///
/// It is `2^n (c + r) / (c - r)` with `c = r coth(r/2)` and `|r| <= ln(2)/2`. A function of which a
/// quotient is taken anyway has this one for nothing, and `c` takes half of the arithmetic of `exp
/// r`.
#[inline(always)]
fn quotient(x: f64) -> (f64, f64) {
    let (bits, r) = split(x, UNBIASED);
    let t = r * r;
    let series = COTH[4].fused(t, COTH[3]).fused(t, COTH[2]).fused(t, COTH[1]).fused(t, COTH[0]);
    let c = series.fused(t, 2.0);
    // both are normal numbers, so that the power may be added to the bits of the exponent
    (c - r, f64::from_bits((c + r).to_bits().wrapping_add(bits << 52)))
}

/// The sigmoid at most 2 ulp off, and its derivative at most 4. Results below 1e-307 are 0.
///
/// The smaller of `s(z)` and `s(-z)` is a quotient, the larger is what it leaves of 1, and the
/// derivative is their product.
#[inline(always)]
pub fn sigmoid(z: f64) -> (f64, f64) {
    let y = -z.abs();
    let (down, up) = quotient(if -708.0 > y { -708.0 } else { y });
    let small = if y < -708.0 { 0.0 } else { up / (down + up) };
    let large = 1.0 - small;
    (if z < 0.0 { small } else { large }, small * large)
}

/// `(off + on exp x) / (1 + exp x)`, which lies between the two, from -708 to 700, beyond which it
/// stays what it is there, so that `on` may be in the thousands without an overflow; NaN stays NaN.
#[inline(always)]
pub fn between(off: f64, on: f64, x: f64) -> f64 {
    let (down, up) = quotient(clamp(x, -708.0, 700.0));
    on.fused(up, off * down) / (down + up)
}

/// `tanh x`, at most 2 ulp off, and its derivative, at most 8.
///
/// With `m = exp(-2|x|) - 1` they are `-m / (2 + m)`, with the sign of `x`, and `4 (1 + m) / (2 +
/// m)^2`; neither cancels.
#[inline(always)]
pub fn tanh(x: f64) -> (f64, f64) {
    let y = -2.0 * x.abs();
    let (bits, q) = reduce(if -708.0 > y { -708.0 } else { y });
    let scale = f64::from_bits(bits << 52);
    let less = scale - 1.0;
    let m = scale.fused(q, less);
    // what rounding took from it, exactly
    let low = scale.fused(q, less - m);
    let e = scale.fused(q, scale);
    let d = 2.0 + m;
    let inverse = 1.0 / d;
    // one Newton step on the quotient, cheaper than a second division
    let t = -m * inverse;
    let left = (-1.0 - t).fused(low, (-t).fused(d, -m));
    let t = left.fused(inverse, t);
    (t.copysign(x), 4.0 * (e * inverse) * inverse)
}

/// `exp(x) - 1` for `x <= 0`, at most 1 ulp off, and `exp x`, at most 1; where that is below 1e-307
/// they are those of -708.
#[inline(always)]
pub fn exp_m1(x: f64) -> (f64, f64) {
    let (bits, q) = reduce(if -708.0 > x { -708.0 } else { x });
    let scale = f64::from_bits(bits << 52);
    (scale.fused(q, scale - 1.0), scale.fused(q, scale))
}

/// `ln(1 + p)` for `0 <= p < infinity`: at most 1 ulp off; NaN stays NaN.
#[inline(always)]
pub fn ln_1p(p: f64) -> f64 {
    // u + rest = 1 + p exactly
    let u = 1.0 + p;
    let back = u - 1.0;
    let rest = (p - back) + (1.0 - (u - back));
    // u = 2^k m with m from sqrt(1/2) to sqrt(2)
    let k = u.to_bits().wrapping_sub(std::f64::consts::FRAC_1_SQRT_2.to_bits()) >> 52;
    let m = f64::from_bits(u.to_bits().wrapping_sub(k << 52));
    let shrink = f64::from_bits(1023_u64.wrapping_sub(k) << 52);
    // the whole number k as a float, through the low bits of 2^52
    let power = f64::from_bits(k | 0x4330_0000_0000_0000) - 4_503_599_627_370_496.0;
    // ln(1 + f) = f - (f^2/2 - s (f^2/2 + R)) with s = f / (2 + f), as in Sun's fdlibm
    let f = rest.fused(shrink, m - 1.0);
    let s = f / (2.0 + f);
    let z = s * s;
    let z2 = z * z;
    let low = LN[3].fused(z, LN[2]).fused(z2, LN[1].fused(z, LN[0]));
    let high = LN[6].fused(z2, LN[5].fused(z, LN[4]));
    let series = z * high.fused(z2 * z2, low);
    let half = 0.5 * f * f;
    let small = s.fused(half + series, power * LN2_LOW) - half;
    power.fused(LN2_HIGH, small + f)
}

/// `z s(z)` with the sigmoid `s`, at most 3 ulp off, and its derivative `s(z) + z s(z) s(-z)`, off
/// by at most 5e-16; beyond 1e4 `z` is taken for that in products with what has long underflowed.
#[inline(always)]
pub fn silu(z: f64) -> (f64, f64) {
    let (share, slope) = sigmoid(z);
    let y = if -1e4 > z { -1e4 } else { z };
    (y * share, clamp(z, -1e4, 1e4).fused(slope, share))
}

/// `Φ(-x) exp(x^2/2) (x + 4)` as a polynomial in `u = (x - 4) / (x + 4)` for `x` from 0 to 40,
/// interpolated at Chebyshev points; its error is below `0.7 * 2^-53` of it (the variable is that
/// of Shepherd and Laframboise 1981, Mathematics of Computation 36, 249).
const NORMAL: [f64; 24] = [
    0.755_285_130_415_751_5,
    -0.607_896_641_971_892_1,
    0.387_137_400_742_214_7,
    -0.186_521_857_959_659_23,
    0.060_396_574_890_927_625,
    -0.007_540_188_966_665_622,
    -0.003_479_692_367_192_169,
    0.001_630_818_456_731_690_5,
    0.000_133_344_310_038_413_13,
    -0.000_231_094_928_674_879_3,
    -1.908_241_959_973_906e-6,
    3.514_465_721_657_656_5e-5,
    7.165_938_105_445_352e-7,
    -5.920_096_787_811_881e-6,
    -6.294_906_095_499_973e-7,
    1.021_438_822_755_982_3e-6,
    2.714_268_850_174_776e-7,
    -1.548_913_669_790_519_4e-7,
    -8.497_706_441_900_809e-8,
    1.331_443_883_431_681_2e-8,
    1.934_066_255_997_545e-8,
    1.838_774_305_028_081_4e-9,
    -2.444_130_112_234_883e-9,
    -6.916_032_302_791_483e-10,
];

/// The normal distribution `Φ(z)`, at most 6 ulp off, and its density, at most 4; results below
/// 1e-307 are 0, NaN stays NaN.
#[inline(always)]
pub fn normal(z: f64) -> (f64, f64) {
    let x = clamp(z, -40.0, 40.0).abs();
    let square = x * x;
    let e = small_exp(-0.5 * square);
    // what rounding took from the square
    let e = (-0.5 * e).fused(x.fused(x, -square), e);
    let q = 1.0 / (x + 4.0);
    let u = (x - 4.0) * q;
    let u2 = u * u;
    let even = NORMAL[22]
        .fused(u2, NORMAL[20])
        .fused(u2, NORMAL[18])
        .fused(u2, NORMAL[16])
        .fused(u2, NORMAL[14])
        .fused(u2, NORMAL[12])
        .fused(u2, NORMAL[10])
        .fused(u2, NORMAL[8])
        .fused(u2, NORMAL[6])
        .fused(u2, NORMAL[4])
        .fused(u2, NORMAL[2])
        .fused(u2, NORMAL[0]);
    let odd = NORMAL[23]
        .fused(u2, NORMAL[21])
        .fused(u2, NORMAL[19])
        .fused(u2, NORMAL[17])
        .fused(u2, NORMAL[15])
        .fused(u2, NORMAL[13])
        .fused(u2, NORMAL[11])
        .fused(u2, NORMAL[9])
        .fused(u2, NORMAL[7])
        .fused(u2, NORMAL[5])
        .fused(u2, NORMAL[3])
        .fused(u2, NORMAL[1]);
    let small = e * (odd.fused(u, even) * q);
    (if z < 0.0 { small } else { 1.0 - small }, FRAC_1_SQRT_2PI * e)
}

/// `z Φ(z)`, at most 7 ulp off, and its derivative `Φ(z) + z φ(z)`, off by at most 5e-16; beyond 40
/// `z` is taken for that in products with what has underflowed.
#[inline(always)]
pub fn gelu(z: f64) -> (f64, f64) {
    let (share, density) = normal(z);
    let y = if -40.0 > z { -40.0 } else { z };
    (y * share, clamp(z, -40.0, 40.0).fused(density, share))
}

/// `ln(1 + exp z)`, at most 2 ulp off, and its derivative, the sigmoid, at most 3.
#[inline(always)]
pub fn softplus(z: f64) -> (f64, f64) {
    let e = exp(-z.abs());
    let linear = if z <= 0.0 { 0.0 } else { z };
    let large = 1.0 / (1.0 + e);
    (linear + ln_1p(e), if z >= 0.0 { large } else { e * large })
}

#[cfg(test)]
#[path = "math_tests.rs"]
mod tests;
