//! Elementary functions on lanes: arrays of [`LANES`] numbers that the compiler turns into vector
//! instructions.
//!
//! Every operation is IEEE, with the fused multiply-add where it is written, so that results are the
//! same bits on every instruction set. The errors stated are bounds that the tests check on a million
//! seeded arguments and the corners, against a library of at most 0.5 ulp.

use super::{LANES, Lane};

/// `1.5 * 2^52`: adding it rounds to a whole number, which then stands in the low bits.
const ROUNDER: f64 = 6_755_399_441_055_744.0;

/// `ln 2` in two parts, the first of which has 32 trailing zero bits.
const LN2_HIGH: f64 = f64::from_bits(0x3FE6_2E42_FEE0_0000);
const LN2_LOW: f64 = f64::from_bits(0x3DEA_39EF_3579_3C76);

/// `1/k!` for `k` from 2 to 13: on `|r| <= ln(2)/2` the series' remainder is below 2^-57.
const EXP: [f64; 12] = [
    0.5,
    1.0 / 6.0,
    1.0 / 24.0,
    1.0 / 120.0,
    1.0 / 720.0,
    1.0 / 5040.0,
    1.0 / 40_320.0,
    1.0 / 362_880.0,
    1.0 / 3_628_800.0,
    1.0 / 39_916_800.0,
    1.0 / 479_001_600.0,
    1.0 / 6_227_020_800.0,
];

/// Applies a scalar function to every lane.
#[inline(always)]
pub fn map(x: &Lane, f: impl Fn(f64) -> f64) -> Lane {
    let mut out = [0.0; LANES];
    for i in 0..LANES {
        out[i] = f(x[i]);
    }
    out
}

/// `exp x = 2^n (1 + q)`: the power `n` (as a whole number) and `q = exp(r) - 1`, `|r| <= ln(2)/2`.
#[inline(always)]
fn reduce(x: f64) -> (i64, f64) {
    let shifted = x.mul_add(std::f64::consts::LOG2_E, ROUNDER);
    let n = shifted - ROUNDER;
    let r = n.mul_add(-LN2_LOW, n.mul_add(-LN2_HIGH, x));
    #[expect(clippy::cast_possible_wrap, reason = "the difference is small")]
    let power = shifted.to_bits().wrapping_sub(ROUNDER.to_bits()) as i64;
    // Estrin's scheme: short chains of dependent operations
    let r2 = r * r;
    let r4 = r2 * r2;
    let low = EXP[1].mul_add(r, EXP[0]) + r2 * EXP[3].mul_add(r, EXP[2]);
    let middle = r2.mul_add(EXP[7].mul_add(r, EXP[6]), EXP[5].mul_add(r, EXP[4]));
    let high = r2.mul_add(EXP[11].mul_add(r, EXP[10]), EXP[9].mul_add(r, EXP[8]));
    let series = r4.mul_add(r4.mul_add(high, middle), low);
    (power, r2.mul_add(series, r))
}

/// `2^n` for `n` from -1022 to 1023.
#[inline(always)]
fn power_of_two(n: i64) -> f64 {
    #[expect(clippy::cast_sign_loss, reason = "the biased exponent")]
    f64::from_bits((n.wrapping_add(1023) as u64) << 52)
}

/// `exp x`: at most 1 ulp off; exact limits 0 and infinity, subnormal results rounded once, NaN stays NaN.
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    // beyond these the result is 0 or infinity; NaN passes through both comparisons
    let x = if x > 710.0 { 710.0 } else { x };
    let x = if x < -746.0 { -746.0 } else { x };
    let (n, q) = reduce(x);
    // in two steps, since 2^n itself may lie outside the normal numbers
    let half = n >> 1;
    (1.0 + q) * power_of_two(half) * power_of_two(n.wrapping_sub(half))
}

/// `exp(x) - 1` for `x <= 0`: at most 2 ulp off.
#[inline(always)]
fn exp_minus_one_of_negative(x: f64) -> f64 {
    // below this the result is -1
    let x = if x < -40.0 { -40.0 } else { x };
    let (n, q) = reduce(x);
    let scale = power_of_two(n);
    scale.mul_add(q, scale - 1.0)
}

/// `tanh x = -e / (2 + e)` with `e = exp(-2|x|) - 1`, and the sign of `x`: at most 2 ulp off.
#[inline(always)]
pub fn tanh(x: f64) -> f64 {
    let e = exp_minus_one_of_negative(-2.0 * x.abs());
    (-e / (2.0 + e)).copysign(x)
}

/// `ln(1 + e)` for `0 <= e <= 1`, as `2 atanh(e / (2 + e))`: at most 2 ulp off.
#[inline(always)]
pub fn ln_1p_of_share(e: f64) -> f64 {
    let s = e / (2.0 + e);
    let z = s * s;
    // 1/(2k+1): z <= 1/9, so that the remainder after k = 17 is below 2^-56
    let mut series = 1.0 / 35.0;
    let mut k = 33.0;
    while k >= 3.0 {
        series = z.mul_add(series, 1.0 / k);
        k -= 2.0;
    }
    let twice = s + s;
    (twice * z).mul_add(series, twice)
}

/// The sigmoid of `z` and of `-z`, from one exponential: at most 2 ulp off each, in both tails.
#[inline(always)]
pub fn sigmoids(z: f64) -> (f64, f64) {
    let e = exp(-z.abs());
    let large = 1.0 / (1.0 + e);
    let small = e * large;
    if z >= 0.0 { (large, small) } else { (small, large) }
}

/// `ln(1 + exp z)`: at most 2 ulp off.
#[inline(always)]
pub fn softplus(z: f64) -> f64 {
    let linear = if z <= 0.0 { 0.0 } else { z };
    linear + ln_1p_of_share(exp(-z.abs()))
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

    fn worst(ours: impl Fn(f64) -> f64, reference: impl Fn(f64) -> f64, low: f64, high: f64) -> f64 {
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let mut worst = 0.0_f64;
        for i in 0..300_000 {
            // evenly, and near zero in every power of two
            let x = if i % 2 == 0 {
                rng.random_range(low..high)
            } else {
                let x = rng.random_range(-1.0_f64..1.0) * 2f64.powi(rng.random_range(-40..4));
                x.clamp(low, high)
            };
            worst = worst.max(ulps(ours(x), reference(x)));
        }
        worst
    }

    #[test]
    fn every_function_is_within_its_stated_error() {
        assert!(worst(exp, pxfm::f_exp, -745.0, 709.0) <= 1.0);
        assert!(worst(tanh, pxfm::f_tanh, -22.0, 22.0) <= 2.0);
        assert!(worst(ln_1p_of_share, pxfm::f_log1p, 0.0, 1.0) <= 2.0);
        assert!(
            worst(
                softplus,
                |z| if z > 0.0 { z + pxfm::f_log1p(pxfm::f_exp(-z)) } else { pxfm::f_log1p(pxfm::f_exp(z)) },
                -700.0,
                700.0
            ) <= 3.0
        );
        // the reference below rounds twice itself
        assert!(worst(|z| sigmoids(z).0, |z| 1.0 / (1.0 + pxfm::f_exp(-z)), -30.0, 30.0) <= 3.0);
        assert!(worst(|z| sigmoids(z).1, |z| 1.0 / (1.0 + pxfm::f_exp(z)), -30.0, 30.0) <= 3.0);
    }

    #[test]
    fn limits_are_exact_and_nan_stays_nan() {
        assert_eq!((exp(f64::NEG_INFINITY), exp(f64::INFINITY), exp(0.0)), (0.0, f64::INFINITY, 1.0));
        assert_eq!((exp(-1e300), exp(1e300)), (0.0, f64::INFINITY));
        assert_eq!(exp(-745.0), pxfm::f_exp(-745.0), "a subnormal result");
        assert_eq!((tanh(f64::INFINITY), tanh(1e300), tanh(-50.0), tanh(0.0)), (1.0, 1.0, -1.0, 0.0));
        assert_eq!((softplus(1e308), softplus(-1e308)), (1e308, 0.0));
        assert_eq!(sigmoids(1000.0), (1.0, 0.0));
        for f in [exp, tanh, softplus, |z| sigmoids(z).0] {
            assert!(f(f64::NAN).is_nan());
        }
    }
}
