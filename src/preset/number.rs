//! Numbers as they are written: `2.8` is 14/5, `"13/3"` is 13/3, and each has a nearest `f64`.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// Longest numeral that is read, in characters; the exact decimal expansion of any `f64` fits.
const MAX_NUMERAL: usize = 1200;
/// Largest exponent of ten that is read; beyond it an `f64` is infinite or 0.
const MAX_EXPONENT: i64 = 400;
/// Most decimal places that [`literal`] writes before it prefers a fraction.
const MAX_PLACES: u32 = 40;

/// A number of a preset file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Number {
    /// The value as written.
    pub exact: BigRational,
    /// The `f64` nearest to it (ties to even), always finite.
    pub nearest: f64,
}

impl Number {
    /// Reads `5`, `-2.5`, `1e-3`, and with a bar also `13/3`.
    ///
    /// The error says what is wrong, as the end of a sentence that starts with "expected".
    pub fn read(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.len() > MAX_NUMERAL {
            return Err(format!(
                "a number of at most {MAX_NUMERAL} characters, found one of {}",
                text.len()
            ));
        }
        let Some((numerator, denominator)) = text.split_once('/') else {
            return Self::of(decimal(text)?, text);
        };
        let denominator = decimal(denominator.trim())?;
        if denominator.is_zero() {
            return Err(format!("a denominator other than 0, found {text:?}"));
        }
        Self::of(decimal(numerator.trim())? / denominator, text)
    }

    /// An exact value with its nearest `f64`; `text` is how it was written.
    fn of(exact: BigRational, text: &str) -> Result<Self, String> {
        // the quotient of two big integers is rounded once, to nearest, ties to even
        let nearest = exact.to_f64().filter(|value| value.is_finite());
        match nearest {
            Some(nearest) => Ok(Self { nearest: nearest + 0.0, exact }),
            None => Err(format!("a number below 1.8e308 in size, found {text}")),
        }
    }
}

/// An exact decimal numeral: sign, digits, point, exponent.
fn decimal(text: &str) -> Result<BigRational, String> {
    let wrong = || format!("a number or a fraction such as \"13/3\", found {text:?}");
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().map_err(|_| wrong())?),
        None => (text, 0),
    };
    if exponent.unsigned_abs() > MAX_EXPONENT.unsigned_abs() {
        return Err(format!(
            "an exponent of ten from -{MAX_EXPONENT} to {MAX_EXPONENT}, found {text:?}"
        ));
    }
    let (whole, places) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let (negative, whole) = match whole.as_bytes().first() {
        Some(b'-') => (true, &whole[1..]),
        Some(b'+') => (false, &whole[1..]),
        _ => (false, whole),
    };
    let digits = format!("{whole}{places}");
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong());
    }
    let digits: BigInt = digits.parse().map_err(|_| wrong())?;
    let digits = if negative { -digits } else { digits };
    let shift = exponent - i64::try_from(places.len()).map_err(|_| wrong())?;
    let power = num_traits::pow(
        BigInt::from(10),
        usize::try_from(shift.unsigned_abs()).map_err(|_| wrong())?,
    );
    Ok(if shift >= 0 { BigRational::from(digits * power) } else { BigRational::new(digits, power) })
}

/// Writes an exact value so that [`Number::read`] gives it back: `3`, `2.8`, or `"13/3"` with its
/// quotes, as it stands in a file.
pub(super) fn literal(exact: &BigRational) -> String {
    if exact.is_integer() && exact.numer().to_i64().is_some() {
        return exact.numer().to_string();
    }
    let shortest =
        exact.to_f64().filter(|value| value.is_finite()).map(|value| format!("{value:?}"));
    if let Some(text) = shortest
        && Number::read(&text).is_ok_and(|number| number.exact == *exact)
    {
        return text;
    }
    plain_decimal(exact).unwrap_or_else(|| format!("\"{}/{}\"", exact.numer(), exact.denom()))
}

/// The value with all its decimal places, if it has few.
fn plain_decimal(exact: &BigRational) -> Option<String> {
    let ten = BigInt::from(10);
    let mut scaled = exact.abs();
    let mut places = 0;
    while !scaled.denom().is_one() {
        places += 1;
        if places > MAX_PLACES {
            return None;
        }
        scaled *= &ten;
    }
    if places == 0 {
        return None;
    }
    let digits = format!("{:0>width$}", scaled.numer().to_string(), width = places as usize + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places as usize);
    let sign = if exact.is_negative() { "-" } else { "" };
    Some(format!("{sign}{whole}.{fraction}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ratio(numerator: i64, denominator: i64) -> BigRational {
        BigRational::new(numerator.into(), denominator.into())
    }

    #[test]
    fn a_numeral_keeps_the_value_it_was_written_with() {
        let cases = [
            ("2.8", ratio(14, 5)),
            ("13/3", ratio(13, 3)),
            ("-1/2", ratio(-1, 2)),
            ("-0.50", ratio(-1, 2)),
            ("+3", ratio(3, 1)),
            (" 1.5e2 ", ratio(150, 1)),
            ("25E-1", ratio(5, 2)),
            ("-1.5/0.25", ratio(-6, 1)),
            ("-0.0", ratio(0, 1)),
        ];
        for (text, exact) in cases {
            assert_eq!(Number::read(text).unwrap().exact, exact, "{text}");
        }
        assert_eq!(Number::read("13/3").unwrap().nearest, 13.0 / 3.0);
        assert_eq!(Number::read("1e-300").unwrap().nearest, 1e-300);
        assert!(Number::read("-0.0").unwrap().nearest.is_sign_positive());
    }

    #[test]
    fn what_is_no_finite_number_is_refused() {
        for text in [
            "",
            "-",
            ".",
            "1/0",
            "nan",
            "inf",
            "1e",
            "1e401",
            "1e999999999999999999999",
            "1e-9223372036854775808",
            "1e309",
            "--1",
            "1/2/3",
            "٣",
        ] {
            assert!(Number::read(text).is_err(), "{text}");
        }
        assert!(Number::read(&"1".repeat(MAX_NUMERAL + 1)).is_err());
    }

    proptest! {
        #[test]
        fn a_written_float_is_read_as_the_same_float(bits: u64) {
            let value = f64::from_bits(bits);
            prop_assume!(value.is_finite());
            prop_assert_eq!(Number::read(&format!("{value:e}")).unwrap().nearest, value);
        }

        #[test]
        fn a_written_fraction_is_read_as_the_same_fraction(
            n: i128,
            d in 1..i128::MAX,
            places in 0_u32..50,
        ) {
            for exact in [
                BigRational::new(n.into(), d.into()),
                BigRational::new(n.into(), num_traits::pow(BigInt::from(10), places as usize)),
            ] {
                let text = literal(&exact);
                prop_assert_eq!(Number::read(text.trim_matches('"')).unwrap().exact, exact);
            }
        }
    }
}
