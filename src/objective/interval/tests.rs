use num_rational::BigRational;
use num_traits::Zero;
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{Interval, jet};
use crate::network::Activation;

/// `function argument below above` of every line of the table of high-precision values.
fn table() -> impl Iterator<Item = (&'static str, f64, f64, f64)> {
    include_str!("testdata/elementary.txt").lines().filter(|line| !line.starts_with('#')).map(
        |line| {
            let mut fields = line.split(' ');
            let function = fields.next().unwrap();
            let mut number =
                || f64::from_bits(u64::from_str_radix(fields.next().unwrap(), 16).unwrap());
            (function, number(), number(), number())
        },
    )
}

fn enclosure(function: &str, x: Interval) -> Interval {
    let activation = |a: Activation| jet(a, x);
    match function {
        "exp" => x.exp(),
        "ln_1p" => x.ln_1p(),
        "softplus" => x.softplus(),
        "sigmoid" => activation(Activation::Sigmoid).value,
        "sigmoid_first" => activation(Activation::Sigmoid).first,
        "sigmoid_second" => activation(Activation::Sigmoid).second,
        "tanh" => activation(Activation::Tanh).value,
        "tanh_first" => activation(Activation::Tanh).first,
        "tanh_second" => activation(Activation::Tanh).second,
        "elu" => activation(Activation::Elu).value,
        "elu_first" => activation(Activation::Elu).first,
        "elu_second" => activation(Activation::Elu).second,
        "silu" => activation(Activation::Silu).value,
        "silu_first" => activation(Activation::Silu).first,
        "silu_second" => activation(Activation::Silu).second,
        "erfc" => x.erfc(),
        "gelu" => activation(Activation::Gelu).value,
        "gelu_first" => activation(Activation::Gelu).first,
        "gelu_second" => activation(Activation::Gelu).second,
        "gaussian" => activation(Activation::Gaussian).value,
        "gaussian_first" => activation(Activation::Gaussian).first,
        "gaussian_second" => activation(Activation::Gaussian).second,
        _ => panic!("{function} is not known"),
    }
}

/// Numbers of every size, zeros and neighbours of round numbers among them.
fn any_number(random: &mut impl Rng) -> f64 {
    match random.random_range(0..8) {
        0 => 0.0,
        1 => f64::from(random.random_range(-4_i32..5)),
        2 => f64::from(random.random_range(-4_i32..5)).next_up(),
        3 => {
            let x = f64::from_bits(random.random());
            if x.is_finite() { x } else { f64::MAX }
        }
        4 => random.random_range(-1e-3..1e-3),
        _ => random.random_range(-20.0..20.0),
    }
}

fn any_interval(random: &mut impl Rng) -> Interval {
    let (a, b) = (any_number(random), any_number(random));
    match random.random_range(0..6) {
        0 => Interval::from(a),
        1 => Interval::new(a, a + 1e-9 * a.abs()),
        2 => Interval::new(a, f64::INFINITY),
        3 => Interval::new(f64::NEG_INFINITY, a),
        _ => Interval::new(a.min(b), a.max(b)),
    }
}

/// A number of the interval: an end, the middle or any other.
fn member(x: Interval, random: &mut impl Rng) -> f64 {
    let (lo, hi) = (x.lo().max(f64::MIN), x.hi().min(f64::MAX));
    match random.random_range(0..4) {
        0 => lo,
        1 => hi,
        2 => x.midpoint(),
        _ => (lo + (hi - lo) * random.random::<f64>()).clamp(lo, hi),
    }
}

/// A little more than the interval: two evaluations of a function may differ in their last digits.
fn widened(x: Interval) -> Interval {
    let a_little = 1e-14;
    Interval::new(
        x.lo() - a_little * x.lo().abs() - 1e-300,
        x.hi() + a_little * x.hi().abs() + 1e-300,
    )
}

fn exact(x: f64) -> BigRational {
    BigRational::from_float(x).unwrap()
}

#[test]
fn every_high_precision_value_lies_in_a_narrow_enclosure() {
    let mut count = 0;
    for (function, x, below, above) in table() {
        let found = enclosure(function, Interval::from(x));
        assert!(found.lo() <= below && above <= found.hi(), "{function}({x:e}): {found:?}");
        let relative = found.width() / (below.abs().max(above.abs())).max(1e-290);
        // exp(-x^2) loses digits to the rounding of x^2, and g'' cancels at its turning points
        let has_square = function.starts_with("gaussian") || function.starts_with("gelu");
        let wide = if has_square { 1e-9 } else { 1e-12 };
        let overflows = above > 1e308;
        let cancels = function == "gaussian_second" && found.width() < 1e-14;
        assert!(
            overflows || cancels || relative < wide,
            "{function}({x:e}): {found:?} is too wide"
        );
        count += 1;
    }
    assert!(count > 1900, "{count} values");
}

#[test]
fn an_enclosure_over_an_interval_holds_every_high_precision_value_inside_it() {
    let rows: Vec<_> = table().collect();
    let mut random = ChaCha8Rng::seed_from_u64(1);
    for _ in 0..300 {
        let x = any_interval(&mut random);
        for &(function, at, below, above) in &rows {
            if x.contains(at) {
                let found = enclosure(function, x);
                assert!(
                    found.lo() <= below && above <= found.hi(),
                    "{function}({x:?}) at {at:e}: {found:?}"
                );
            }
        }
    }
}

#[test]
fn sums_and_products_hold_the_exact_fractions() {
    let mut random = ChaCha8Rng::seed_from_u64(2);
    for _ in 0..20_000 {
        let (x, y) = (any_interval(&mut random), any_interval(&mut random));
        let (a, b) = (member(x, &mut random), member(y, &mut random));
        let (ea, eb) = (exact(a), exact(b));
        assert!((x + y).contains_rational(&(&ea + &eb)), "{a} + {b} in {x:?} + {y:?}");
        assert!((x - y).contains_rational(&(&ea - &eb)), "{a} - {b} in {x:?} - {y:?}");
        assert!((x * y).contains_rational(&(&ea * &eb)), "{a} * {b} in {x:?} * {y:?}");
        assert!(x.square().contains_rational(&(&ea * &ea)), "{a}^2 in {x:?}");
        if !eb.is_zero() {
            assert!((x / y).contains_rational(&(&ea / &eb)), "{a} / {b} in {x:?} / {y:?}");
        }
        let third = &ea / &BigRational::from_integer(3.into());
        assert!(Interval::from_rational(&third).contains_rational(&third));
    }
}

#[test]
fn a_fraction_is_enclosed_by_itself_or_by_two_neighbours() {
    let mut random = ChaCha8Rng::seed_from_u64(8);
    // 2^e n / d, from far below the smallest number to far above the largest
    for e in (-1200..1200).step_by(3) {
        let (n, d) =
            (random.random_range(-1_000_000..1_000_000_i64), random.random_range(1..1_000_i64));
        let two = BigRational::from_integer(2.into());
        let value = two.pow(e) * BigRational::new(n.into(), d.into());
        let found = Interval::from_rational(&value);
        // compared as fractions, which is another way than the enclosure's
        assert!(
            BigRational::from_float(found.lo()).is_none_or(|lo| lo <= value),
            "{value}: {found:?}"
        );
        assert!(
            BigRational::from_float(found.hi()).is_none_or(|hi| value <= hi),
            "{value}: {found:?}"
        );
        assert!(
            found.lo() == found.hi() || found.lo().next_up() == found.hi(),
            "{value}: {found:?}"
        );
        let is_number = BigRational::from_float(found.lo()).is_some_and(|lo| lo == value);
        assert_eq!(found.lo() == found.hi(), is_number, "{value}: {found:?}");
    }
}

/// The rounded result of floating-point numbers lies in the interval result of intervals that hold
/// them, since the exact result does and each end is rounded outward past its nearest number.
#[test]
fn two_million_random_operations_hold_the_rounded_result() {
    let mut random = ChaCha8Rng::seed_from_u64(3);
    for _ in 0..400_000 {
        let (x, y) = (any_interval(&mut random), any_interval(&mut random));
        let (a, b) = (member(x, &mut random), member(y, &mut random));
        let finite = |z: f64| z.clamp(f64::MIN, f64::MAX);
        assert!((x + y).contains(finite(a + b)), "{a} + {b} in {x:?} + {y:?}");
        assert!((x - y).contains(finite(a - b)), "{a} - {b} in {x:?} - {y:?}");
        assert!((x * y).contains(finite(a * b)), "{a} * {b} in {x:?} * {y:?}");
        assert!(b == 0.0 || (x / y).contains(finite(a / b)), "{a} / {b} in {x:?} / {y:?}");
        assert!(x.square().contains(finite(a * a)), "{a}^2 in {x:?}");
    }
}

#[test]
fn a_part_of_an_interval_has_a_part_of_its_image() {
    let mut random = ChaCha8Rng::seed_from_u64(4);
    for _ in 0..40_000 {
        let (x, y) = (any_interval(&mut random), any_interval(&mut random));
        let (a, b) = (member(x, &mut random), member(x, &mut random));
        let part = Interval::new(a.min(b), a.max(b));
        assert!((part + y).is_subset(x + y));
        assert!((part * y).is_subset(x * y), "{part:?} {x:?} {y:?}");
        assert!((part / y).is_subset(x / y), "{part:?} {x:?} {y:?}");
        assert!((y / part).is_subset(y / x) || x.contains(0.0), "{part:?} {x:?} {y:?}");
        assert!(part.square().is_subset(x.square()));
        for f in Activation::ALL {
            let (inner, outer) = (jet(f, part), jet(f, x));
            assert!(inner.value.is_subset(widened(outer.value)), "{f} {part:?} {x:?}");
            assert!(inner.first.is_subset(widened(outer.first)), "{f}' {part:?} {x:?}");
            assert!(inner.second.is_subset(widened(outer.second)), "{f}'' {part:?} {x:?}");
        }
    }
}

#[test]
fn the_piecewise_linear_units_have_exact_jets_off_their_kink() {
    let relu = jet(Activation::Relu, Interval::new(1.0, 2.0));
    assert_eq!((relu.value, relu.first), (Interval::new(1.0, 2.0), Interval::ONE));
    assert_eq!(jet(Activation::Relu, Interval::new(-2.0, -1.0)).value, Interval::ZERO);
    let leaky = jet(Activation::LeakyRelu, Interval::new(-100.0, 1.0));
    assert!(leaky.value.contains(-1.0) && leaky.value.contains(1.0) && leaky.value.width() < 2.001);
    assert_eq!(jet(Activation::Relu, Interval::new(0.0, 1.0)).second, Interval::ENTIRE);
}

#[test]
fn what_is_not_a_number_is_the_whole_line() {
    assert_eq!(Interval::from(f64::NAN), Interval::ENTIRE);
    assert_eq!(Interval::from(f64::INFINITY), Interval::ENTIRE);
    assert_eq!(Interval::new(2.0, 1.0), Interval::ENTIRE);
    assert_eq!(Interval::ONE / Interval::new(-1.0, 1.0), Interval::ENTIRE);
    assert_eq!(Interval::new(-3.0, -2.0).ln_1p(), Interval::ENTIRE);
    for f in Activation::ALL {
        let jet = jet(f, Interval::ENTIRE);
        assert!(
            !jet.value.lo().is_nan() && !jet.first.hi().is_nan() && !jet.second.hi().is_nan(),
            "{f}"
        );
    }
}
