//! Elementary functions on lanes: scalar code without branches, which the compiler turns into
//! vector instructions in a loop over an array.
//!
//! Every operation is IEEE, with the fused multiply-add where it is written, so that results are
//! the same bits on every instruction set. The errors stated are bounds that the tests check on a
//! million seeded arguments and the corners, against a library of at most 0.5 ulp.

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

/// Operations of the functions below, as [`Operations`](super::Operations) counts them; a test
/// counts them in the code.
pub mod operations {
    pub const REDUCE: u64 = 29;
    pub const EXP: u64 = REDUCE + 3;
    pub const CLAMPED_EXP: u64 = REDUCE + 2;
    pub const QUOTIENT: u64 = 20;
    pub const SIGMOID: u64 = QUOTIENT + 3;
    pub const EXP_M1: u64 = REDUCE + 5;
    pub const LN_1P: u64 = 38;
}

/// `x = n ln 2 + r` with `|r| <= ln(2)/2`: `n + rounder` as bits, and `r`.
#[inline(always)]
fn split(x: f64, rounder: f64) -> (u64, f64) {
    let shifted = x.mul_add(std::f64::consts::LOG2_E, rounder);
    let n = shifted - rounder;
    (shifted.to_bits(), n.mul_add(-LN2_LOW, n.mul_add(-LN2_HIGH, x)))
}

/// `exp x = 2^n (1 + q)`: `n + 1023` in the low bits, and `q = exp(r) - 1` with `|r| <= ln(2)/2`.
#[inline(always)]
fn reduce(x: f64) -> (u64, f64) {
    let (bits, r) = split(x, ROUNDER);
    // Estrin's scheme: short chains of dependent operations
    let r2 = r * r;
    let r4 = r2 * r2;
    let first = EXP[3].mul_add(r, EXP[2]).mul_add(r2, EXP[1].mul_add(r, EXP[0]));
    let second = EXP[7].mul_add(r, EXP[6]).mul_add(r2, EXP[5].mul_add(r, EXP[4]));
    let last = EXP[9].mul_add(r, EXP[8]);
    let series = last.mul_add(r4, second).mul_add(r4, first);
    (bits, r2.mul_add(series, r))
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
    scale.mul_add(q, scale)
}

/// `exp x` for `x <= 0`: at most 1 ulp off; results below 1e-307 are 0, NaN stays NaN.
#[inline(always)]
pub fn small_exp(x: f64) -> f64 {
    let y = if -708.0 > x { -708.0 } else { x };
    let (bits, q) = reduce(y);
    let scale = f64::from_bits(bits << 52);
    if x < -708.0 { 0.0 } else { scale.mul_add(q, scale) }
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
    let series =
        COTH[4].mul_add(t, COTH[3]).mul_add(t, COTH[2]).mul_add(t, COTH[1]).mul_add(t, COTH[0]);
    let c = series.mul_add(t, 2.0);
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
    on.mul_add(up, off * down) / (down + up)
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
    let m = scale.mul_add(q, less);
    // what rounding took from it, exactly
    let low = scale.mul_add(q, less - m);
    let e = scale.mul_add(q, scale);
    let d = 2.0 + m;
    let inverse = 1.0 / d;
    // one Newton step on the quotient, cheaper than a second division
    let t = -m * inverse;
    let left = (-1.0 - t).mul_add(low, (-t).mul_add(d, -m));
    let t = left.mul_add(inverse, t);
    (t.copysign(x), 4.0 * (e * inverse) * inverse)
}

/// `exp(x) - 1` for `x <= 0`, at most 1 ulp off, and `exp x`, at most 1; where that is below 1e-307
/// they are those of -708.
#[inline(always)]
pub fn exp_m1(x: f64) -> (f64, f64) {
    let (bits, q) = reduce(if -708.0 > x { -708.0 } else { x });
    let scale = f64::from_bits(bits << 52);
    (scale.mul_add(q, scale - 1.0), scale.mul_add(q, scale))
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
    let f = rest.mul_add(shrink, m - 1.0);
    let s = f / (2.0 + f);
    let z = s * s;
    let z2 = z * z;
    let low = LN[3].mul_add(z, LN[2]).mul_add(z2, LN[1].mul_add(z, LN[0]));
    let high = LN[6].mul_add(z2, LN[5].mul_add(z, LN[4]));
    let series = z * high.mul_add(z2 * z2, low);
    let half = 0.5 * f * f;
    let small = s.mul_add(half + series, power * LN2_LOW) - half;
    power.mul_add(LN2_HIGH, small + f)
}

/// `z s(z)` with the sigmoid `s`, at most 3 ulp off, and its derivative `s(z) + z s(z) s(-z)`, off
/// by at most 5e-16; beyond 1e4 `z` is taken for that in products with what has long underflowed.
#[inline(always)]
pub fn silu(z: f64) -> (f64, f64) {
    let (share, slope) = sigmoid(z);
    let y = if -1e4 > z { -1e4 } else { z };
    (y * share, clamp(z, -1e4, 1e4).mul_add(slope, share))
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
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    /// Distance in units in the last place of the reference.
    fn ulps(ours: f64, reference: f64) -> f64 {
        if ours == reference || (ours.is_nan() && reference.is_nan()) {
            return 0.0;
        }
        let ulp = (reference.abs().next_up() - reference.abs()).max(f64::from_bits(1));
        (ours - reference).abs() / ulp
    }

    /// The greatest error on a million arguments: evenly spread, and near zero in every power of
    /// two.
    fn worst(
        ours: impl Fn(f64) -> f64,
        reference: impl Fn(f64) -> f64,
        low: f64,
        high: f64,
    ) -> f64 {
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        (0..1_000_000)
            .map(|i| match i % 4 {
                0 => rng.random_range(low..high),
                1 => rng.random_range(-40.0_f64..40.0).clamp(low, high),
                _ => {
                    let x = rng.random_range(-1.0_f64..1.0) * 2f64.powi(rng.random_range(-60..4));
                    x.clamp(low, high)
                }
            })
            .map(|x| ulps(ours(x), reference(x)))
            .fold(0.0, f64::max)
    }

    #[test]
    fn every_function_is_within_its_stated_error() {
        for (name, error, bound) in [
            ("exp", worst(exp, pxfm::f_exp, -745.0, 709.7), 1.0),
            ("clamped exp", worst(clamped_exp, pxfm::f_exp, -708.0, 708.0), 1.0),
            ("small exp", worst(small_exp, pxfm::f_exp, -707.0, 0.0), 1.0),
            ("tanh", worst(|x| tanh(x).0, pxfm::f_tanh, -400.0, 400.0), 2.0),
            ("silu", worst(|z| silu(z).0, |z| z * pxfm::f_logistic(z), -700.0, 700.0), 3.0),
            ("exp_m1", worst(|x| exp_m1(x).0, pxfm::f_expm1, -708.0, 0.0), 1.0),
            ("its slope", worst(|x| exp_m1(x).1, pxfm::f_exp, -708.0, 0.0), 1.0),
            ("ln_1p", worst(ln_1p, pxfm::f_log1p, 0.0, 1e150), 1.0),
            ("ln_1p of a share", worst(ln_1p, pxfm::f_log1p, 0.0, 1.0), 1.0),
            ("sigmoid", worst(|z| sigmoid(z).0, pxfm::f_logistic, -708.0, 708.0), 2.0),
            ("slope of the sigmoid", worst(|z| sigmoid(z).1, reference_slope, -700.0, 700.0), 4.0),
            ("softplus", worst(|z| softplus(z).0, reference_softplus, -740.0, 700.0), 2.5),
            ("its slope", worst(|z| softplus(z).1, pxfm::f_logistic, -700.0, 700.0), 3.0),
            (
                "slope of tanh",
                worst(|x| tanh(x).1, |x| pxfm::f_cosh(x).powi(-2), -300.0, 300.0),
                8.0,
            ),
        ] {
            assert!(error <= bound, "{name}: {error} ulp");
        }
    }

    #[test]
    fn slopes_that_change_their_sign_are_within_an_absolute_error() {
        let reference =
            |z: f64| pxfm::f_logistic(z).mul_add(z * pxfm::f_logistic(-z), pxfm::f_logistic(z));
        let mut rng = ChaCha8Rng::seed_from_u64(8);
        for _ in 0..1_000_000 {
            let z = rng.random_range(-40.0_f64..40.0);
            assert!((silu(z).1 - reference(z)).abs() <= 5e-16, "{z}");
        }
    }

    /// Itself off by 1 ulp.
    fn reference_slope(z: f64) -> f64 {
        pxfm::f_logistic(z) * pxfm::f_logistic(-z)
    }

    /// Itself off by 1 ulp.
    fn reference_softplus(z: f64) -> f64 {
        z.max(0.0) + pxfm::f_log1p(pxfm::f_exp(-z.abs()))
    }

    #[test]
    fn limits_are_exact_and_nan_stays_nan() {
        assert_eq!(
            (exp(f64::NEG_INFINITY), exp(f64::INFINITY), exp(0.0)),
            (0.0, f64::INFINITY, 1.0)
        );
        assert_eq!((exp(-1e300), exp(1e300)), (0.0, f64::INFINITY));
        assert_eq!(exp(-745.0), pxfm::f_exp(-745.0), "a subnormal result");
        assert_eq!(tanh(f64::INFINITY), (1.0, tanh(1e9).1));
        assert_eq!((tanh(1e300).0, tanh(-50.0).0, tanh(0.0)), (1.0, -1.0, (0.0, 1.0)));
        assert_eq!((softplus(1e308), softplus(-1e308)), ((1e308, 1.0), (0.0, 0.0)));
        let all = [1000.0, f64::INFINITY, -1000.0, f64::NEG_INFINITY].map(sigmoid);
        assert_eq!(all, [(1.0, 0.0), (1.0, 0.0), (0.0, 0.0), (0.0, 0.0)]);
        assert_eq!((sigmoid(0.0), ln_1p(0.0), ln_1p(1e-320)), ((0.5, 0.25), 0.0, 1e-320));
        let all = [sigmoid(f64::NAN), tanh(f64::NAN), softplus(f64::NAN)];
        assert!(all.iter().all(|(value, slope)| value.is_nan() && slope.is_nan()));
        assert_eq!(
            (small_exp(f64::NEG_INFINITY), small_exp(-709.0), small_exp(-0.0)),
            (0.0, 0.0, 1.0)
        );
        assert!(small_exp(f64::NAN).is_nan());
        for far in [1e5, 1e308, f64::INFINITY] {
            assert_eq!((silu(far), silu(-far)), ((far, 1.0), (0.0, 0.0)));
        }
        assert_eq!((silu(0.0), silu(-0.0)), ((0.0, 0.5), (0.0, 0.5)));
        assert!(silu(f64::NAN).0.is_nan() && silu(f64::NAN).1.is_nan());
        assert_eq!((exp_m1(0.0), exp_m1(-0.0), exp_m1(-1e308).0), ((0.0, 1.0), (0.0, 1.0), -1.0));
        assert!(exp_m1(f64::NAN).0.is_nan() && exp_m1(f64::NAN).1.is_nan());
        assert!(
            exp(f64::NAN).is_nan() && clamped_exp(f64::NAN).is_nan() && ln_1p(f64::NAN).is_nan()
        );
    }
}
