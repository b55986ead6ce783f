//! How numbers are written on screen and in figures.

/// A number with four significant digits, for people: `5.777`, `0.5`, `1e-3`, `20000`, `-1.5e7`.
///
/// Trailing zeros are dropped, and the minus is the plain ASCII one, so that the text can be pasted
/// into a program. Whole parts below a million are written out.
#[must_use]
pub fn format_number(value: f64) -> String {
    format_significant(value, 4)
}

/// As [`format_number`], with a given number of significant digits (1 to 17).
#[must_use]
#[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::cast_sign_loss)]
pub fn format_significant(value: f64, digits: usize) -> String {
    if value == 0.0 {
        return "0".into();
    }
    if !value.is_finite() {
        return if value.is_nan() { "NaN".into() } else { format!("{value}") };
    }
    let digits = digits.clamp(1, 17);
    // Let the formatter round first: 9.9996 has the exponent of 10.00.
    let scientific = format!("{value:.*e}", digits - 1);
    let (mantissa, exponent) = scientific.split_once('e').expect("an exponent");
    let exponent: i32 = exponent.parse().expect("a whole exponent");
    if (-2..6).contains(&exponent) {
        let decimals = (digits as i32 - 1 - exponent).max(0) as usize;
        trimmed(&format!("{value:.decimals$}")).into()
    } else {
        format!("{}e{exponent}", trimmed(mantissa))
    }
}

/// Without the zeros after the last digit of a fraction.
fn trimmed(number: &str) -> &str {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number }
}

/// A multiple of `step`, with as many digits as tell it from its neighbours.
#[must_use]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 1..=17")]
pub fn format_step(value: f64, step: f64) -> String {
    if value.abs() < 0.5 * step {
        return "0".into();
    }
    let digits =
        (pxfm::f_log10(value.abs()).floor() - pxfm::f_log10(step).floor() + 1.0).clamp(1.0, 17.0);
    format_significant(value, digits as usize)
}

/// Multiples of 1, 2 or 5 times a power of ten from `low` to `high`, about `count` of them, and
/// the step between them. Empty unless `low < high`, both finite.
#[must_use]
pub fn nice_steps(low: f64, high: f64, count: usize) -> (Vec<f64>, f64) {
    let raw = (high / 2.0 - low / 2.0) / (count.max(1) as f64 / 2.0);
    if !(low < high && raw.is_finite() && raw >= f64::MIN_POSITIVE) {
        return (Vec::new(), 0.0);
    }
    let decade = pxfm::f_log10(raw).floor();
    let power = pxfm::f_pow(10f64, decade);
    // Geometric means of neighbouring factors decide between them.
    let factor = match raw / power {
        ratio if ratio < 2f64.sqrt() => 1.0,
        ratio if ratio < 10f64.sqrt() => 2.0,
        ratio if ratio < 50f64.sqrt() => 5.0,
        _ => 10.0,
    };
    let step = factor * power;
    // Dividing by a whole power of ten gives 0.3, where 3 * 0.1 is not.
    let multiple = |k: f64| {
        if (-22.0..0.0).contains(&decade) {
            k * factor / pxfm::f_pow(10f64, -decade)
        } else {
            k * step
        }
    };
    let (first, last) = ((low / step).floor(), (high / step).ceil());
    if first.abs().max(last.abs()) > 9e15 {
        return (Vec::new(), step); // the step is below the resolution of the numbers
    }
    let mut steps = Vec::new();
    let mut k = first;
    while k <= last {
        let value = multiple(k);
        if (low..=high).contains(&value) {
            steps.push(value + 0.0); // no -0
        }
        k += 1.0;
    }
    (steps, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_plain() {
        let cases = [
            (5.777_378_449, "5.777"),
            (0.0, "0"),
            (-0.0, "0"),
            (0.5, "0.5"),
            (18.0, "18"),
            (8.0 / 3.0, "2.667"),
            (0.001, "1e-3"),
            (-0.003_749_353, "-3.749e-3"),
            (0.037_49, "0.03749"),
            (9.999_96, "10"),
            (0.009_999_99, "0.01"),
            (12_345.6, "12346"),
            (20_000.0, "20000"),
            (999_999.9, "1e6"),
            (-1.5e7, "-1.5e7"),
            (5e-324, "4.941e-324"),
            (f64::MAX, "1.798e308"),
            (f64::NAN, "NaN"),
            (f64::INFINITY, "inf"),
            (f64::NEG_INFINITY, "-inf"),
        ];
        for (value, text) in cases {
            assert_eq!(format_number(value), text);
        }
    }

    #[test]
    fn steps_are_round_numbers_inside_the_range() {
        assert_eq!(nice_steps(-3.0, 3.0, 6), (vec![-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0], 1.0));
        assert_eq!(nice_steps(0.0, 0.5, 5).0, [0.0, 0.1, 0.2, 0.3, 0.4, 0.5]);
        assert_eq!(nice_steps(3.1, 3.9, 4).0, [3.2, 3.4, 3.6, 3.8]);
        for (low, high) in [(1.0, 1.0), (2.0, 1.0), (f64::NAN, 1.0), (0.0, f64::INFINITY)] {
            assert!(nice_steps(low, high, 5).0.is_empty());
        }
        assert!(!nice_steps(-f64::MAX, f64::MAX, 5).0.is_empty());
    }

    #[test]
    fn step_labels_keep_the_digits_that_tell_them_apart() {
        assert_eq!(format_step(5.777_38, 1e-5), "5.77738");
        assert_eq!(format_step(1e-19, 0.5), "0");
        assert_eq!(format_step(-2.5, 0.5), "-2.5");
        assert_eq!(format_step(1_234_000.0, 1000.0), "1.234e6");
    }
}
