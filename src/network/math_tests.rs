//! Elementary functions against a library of at most 0.5 ulp.

use std::f64::consts::FRAC_1_SQRT_2;

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
fn worst(ours: impl Fn(f64) -> f64, reference: impl Fn(f64) -> f64, low: f64, high: f64) -> f64 {
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
        ("normal", worst(|z| normal(z).0, reference_normal, -37.0, 37.0), 6.0),
        ("its density", worst(|z| normal(z).1, reference_density, -37.0, 37.0), 4.0),
        ("gelu", worst(|z| gelu(z).0, |z| z * reference_normal(z), -37.0, 37.0), 7.0),
        ("exp_m1", worst(|x| exp_m1(x).0, pxfm::f_expm1, -708.0, 0.0), 1.0),
        ("its slope", worst(|x| exp_m1(x).1, pxfm::f_exp, -708.0, 0.0), 1.0),
        ("ln_1p", worst(ln_1p, pxfm::f_log1p, 0.0, 1e150), 1.0),
        ("ln_1p of a share", worst(ln_1p, pxfm::f_log1p, 0.0, 1.0), 1.0),
        ("sigmoid", worst(|z| sigmoid(z).0, pxfm::f_logistic, -708.0, 708.0), 2.0),
        ("slope of the sigmoid", worst(|z| sigmoid(z).1, reference_slope, -700.0, 700.0), 4.0),
        ("softplus", worst(|z| softplus(z).0, reference_softplus, -740.0, 700.0), 2.5),
        ("its slope", worst(|z| softplus(z).1, pxfm::f_logistic, -700.0, 700.0), 3.0),
        ("slope of tanh", worst(|x| tanh(x).1, |x| pxfm::f_cosh(x).powi(-2), -300.0, 300.0), 8.0),
    ] {
        assert!(error <= bound, "{name}: {error} ulp");
    }
}

#[test]
fn slopes_that_change_their_sign_are_within_an_absolute_error() {
    let silu_slope =
        |z: f64| pxfm::f_logistic(z).mul_add(z * pxfm::f_logistic(-z), pxfm::f_logistic(z));
    let mut rng = ChaCha8Rng::seed_from_u64(8);
    for _ in 0..1_000_000 {
        let z = rng.random_range(-40.0_f64..40.0);
        assert!((silu(z).1 - silu_slope(z)).abs() <= 5e-16, "{z}");
        let gelu_slope = z.mul_add(reference_density(z), reference_normal(z));
        assert!((gelu(z).1 - gelu_slope).abs() <= 5e-16, "{z}");
    }
}

/// `erfc(t) / 2` at `t = -z / sqrt 2`, which takes two numbers.
fn reference_normal(z: f64) -> f64 {
    let low_of_root = -4.833_646_656_726_457e-17;
    let t = -z * FRAC_1_SQRT_2;
    let low = (-z).mul_add(FRAC_1_SQRT_2, -t) - z * low_of_root;
    0.5 * pxfm::f_erfc(t) - low * pxfm::f_exp(-t * t) * std::f64::consts::FRAC_2_SQRT_PI * 0.5
}

/// `exp(-z^2 / 2) / sqrt(2 pi)` with what rounding takes from the square.
fn reference_density(z: f64) -> f64 {
    let square = z * z;
    let low = z.mul_add(z, -square);
    FRAC_1_SQRT_2PI * pxfm::f_exp(-0.5 * square) * (1.0 - 0.5 * low)
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
    assert_eq!((exp(f64::NEG_INFINITY), exp(f64::INFINITY), exp(0.0)), (0.0, f64::INFINITY, 1.0));
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
    assert_eq!((small_exp(f64::NEG_INFINITY), small_exp(-709.0), small_exp(-0.0)), (0.0, 0.0, 1.0));
    assert!(small_exp(f64::NAN).is_nan());
    for far in [1e5, 1e308, f64::INFINITY] {
        assert_eq!((silu(far), silu(-far)), ((far, 1.0), (0.0, 0.0)));
        assert_eq!((gelu(far), gelu(-far)), ((far, 1.0), (0.0, 0.0)));
    }
    assert_eq!((silu(0.0), silu(-0.0)), ((0.0, 0.5), (0.0, 0.5)));
    assert_eq!((gelu(0.0), gelu(-0.0)), ((0.0, 0.5), (0.0, 0.5)));
    assert!(gelu(f64::NAN).0.is_nan() && gelu(f64::NAN).1.is_nan());
    assert!(silu(f64::NAN).0.is_nan() && silu(f64::NAN).1.is_nan());
    assert_eq!((exp_m1(0.0), exp_m1(-0.0), exp_m1(-1e308).0), ((0.0, 1.0), (0.0, 1.0), -1.0));
    assert!(exp_m1(f64::NAN).0.is_nan() && exp_m1(f64::NAN).1.is_nan());
    assert!(exp(f64::NAN).is_nan() && clamped_exp(f64::NAN).is_nan() && ln_1p(f64::NAN).is_nan());
}
