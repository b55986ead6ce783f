//! What a cell says as a number, and which sign of a table stands before decimal places.
//!
//! A numeral is a sign, digits with at most one decimal sign, an exponent, and a percent sign, each
//! of them or none but the digits. Thousands may be apart by the other sign, by blanks or by
//! apostrophes, all of them by the same, if there is no exponent. Two readings of one cell
//! (`1,240`) are told apart by the other cells or by the person, never by a guess.

use std::borrow::Cow;

use super::cells::Cells;
use super::options::{Decimal, Separator};
use super::words::short;
use crate::preset::number::Number;

/// Characters that people and programs write for a minus: hyphens, dashes, the minus sign.
const MINUS: [char; 9] = [
    '-', '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2212}', '\u{fe63}', '\u{ff0d}',
    '\u{207b}',
];

/// Blanks and apostrophes between thousands.
const GROUPS: [char; 8] =
    [' ', '\u{a0}', '\u{2007}', '\u{2008}', '\u{2009}', '\u{202f}', '\'', '\u{2019}'];

/// Words for a value that is missing, in small letters.
const MISSING: [&str; 7] = ["", "na", "n/a", "nan", "null", "?", "-"];

/// The parts of a numeral.
struct Numeral<'c> {
    is_negative: bool,
    digits: &'c str,
    exponent: Option<&'c str>,
    is_percent: bool,
}

/// Takes a minus or plus off the front.
fn sign(text: &str) -> (bool, &str) {
    match text.strip_prefix(MINUS) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

impl<'c> Numeral<'c> {
    fn of(cell: &'c str) -> Option<Self> {
        let (is_negative, rest) = sign(cell);
        // a negative number may have its blank after the sign
        let rest = rest.trim_start();
        let (rest, is_percent) = match rest.strip_suffix('%') {
            Some(rest) => (rest.trim_end(), true),
            None => (rest, false),
        };
        let (digits, exponent) = match rest.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, Some(exponent)),
            None => (rest, None),
        };
        let is_part =
            |c: char| c.is_ascii_digit() || ['.', ','].contains(&c) || GROUPS.contains(&c);
        let are_digits =
            digits.contains(|c: char| c.is_ascii_digit()) && digits.chars().all(is_part);
        let is_exponent = exponent.is_none_or(|exponent| {
            let (_, exponent) = sign(exponent);
            !exponent.is_empty() && exponent.bytes().all(|byte| byte.is_ascii_digit())
        });
        (are_digits && is_exponent).then_some(Self { is_negative, digits, exponent, is_percent })
    }

    /// Whole part and decimal places, if the digits can be read so.
    fn split(&self, decimal: Decimal) -> Option<(&'c str, &'c str)> {
        let [point, other] = decimal.signs();
        let (whole, places) = self.digits.split_once(point).unwrap_or((self.digits, ""));
        let are_places = places.bytes().all(|byte| byte.is_ascii_digit());
        (are_places && self.is_whole(whole, other)).then_some((whole, places))
    }

    /// Whether this is digits, or groups of them: one to three that do not begin with 0, then
    /// three each.
    fn is_whole(&self, whole: &str, other: char) -> bool {
        let Some(mark) = whole.chars().find(|c| !c.is_ascii_digit()) else { return true };
        if self.exponent.is_some() || (mark != other && !GROUPS.contains(&mark)) {
            return false;
        }
        let mut groups = whole.split(mark);
        let first = groups.next().unwrap_or_default();
        let are_digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
        (1..=3).contains(&first.len())
            && !first.starts_with('0')
            && are_digits(first)
            && groups.all(|group| group.len() == 3 && are_digits(group))
    }
}

/// Whether a value is missing.
pub fn is_missing(cell: &str) -> bool {
    cell.len() < 4 && MISSING.iter().any(|word| cell.eq_ignore_ascii_case(word))
        || cell.eq_ignore_ascii_case("null")
        || (cell.chars().count() == 1 && cell.starts_with(MINUS))
}

/// The cell as [`Number::read`] reads it; `None` if it is no number.
fn plain(cell: &str, decimal: Decimal) -> Option<Cow<'_, str>> {
    if cell.bytes().all(|byte| byte.is_ascii_digit()) && !cell.is_empty() {
        return Some(cell.into());
    }
    if let Some((numerator, denominator)) = cell.split_once('/') {
        let (numerator, denominator) =
            (plain(numerator.trim(), decimal)?, plain(denominator.trim(), decimal)?);
        let is_simple = ![&numerator, &denominator].iter().any(|part| part.contains('/'));
        return is_simple.then(|| format!("{numerator}/{denominator}").into());
    }
    let numeral = Numeral::of(cell)?;
    let (whole, places) = numeral.split(decimal)?;
    let mut text = String::with_capacity(cell.len() + 4);
    if numeral.is_negative {
        text.push('-');
    }
    text.extend(whole.chars().filter(char::is_ascii_digit));
    if !places.is_empty() {
        text.push('.');
        text.push_str(places);
    }
    if let Some((is_negative, exponent)) = numeral.exponent.map(sign) {
        text.push_str(if is_negative { "e-" } else { "e" });
        text.push_str(exponent);
    }
    if numeral.is_percent {
        text.push_str("/100");
    }
    Some(text.into())
}

/// Whether a cell is a number, or meant as one that cannot be read, such as infinity.
pub fn is_number(cell: &str, decimal: Decimal) -> bool {
    plain(cell, decimal).is_some() || (cell.parse::<f64>().is_ok() && !is_missing(cell))
}

/// The number of a cell; the error is the end of a sentence.
pub fn number(cell: &str, decimal: Decimal) -> Result<Number, String> {
    match plain(cell, decimal) {
        Some(text) => Number::read(&text),
        None => Err(format!("a number, found {}", short(cell))),
    }
}

/// A number that was typed by itself; the error is the end of a sentence that starts with
/// "expected". Where a comma or a point may stand before decimal places it does: `1,240` is 1.24,
/// `1,391,500` is 1391500.
///
/// # Errors
/// What was expected, if `text` is no number.
pub fn typed_number(text: &str) -> Result<f64, String> {
    let text = text.trim();
    let comma = number(text, Decimal::Comma);
    let point = number(text, Decimal::Point);
    let read = if text.contains(',') { comma.or(point) } else { point.or(comma) };
    read.map(|number| number.nearest)
}

/// Whether a cell is a number however its signs are read, with a digit at either end.
pub fn is_plainly_number(cell: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit();
    sign(cell).1.starts_with(is_digit)
        && cell.trim_end_matches(['%', ' ']).ends_with(is_digit)
        && Decimal::ALL.iter().any(|decimal| plain(cell, *decimal).is_some())
}

/// The readings of a cell with a sign in it: with a decimal point, with a decimal comma.
fn readings(cell: &str) -> [bool; 2] {
    let has_sign = cell.contains(['.', ',']);
    Decimal::ALL.map(|decimal| has_sign && plain(cell, decimal).is_some())
}

/// Where cells that speak for a reading were first found.
#[derive(Default)]
struct Found {
    point: Option<[usize; 2]>,
    comma: Option<[usize; 2]>,
    either: Option<[usize; 2]>,
    has_comma: bool,
}

/// The sign before decimal places in the rows from `first` on, and whether the cells show it: where
/// every number is whole, none does.
///
/// The error is row and column of a cell that can be read in two ways, and the end of a sentence.
pub fn decimal(
    cells: &Cells,
    first: usize,
    separator: Separator,
) -> Result<Option<Decimal>, ([usize; 2], String)> {
    let mut found = Found::default();
    for row in first..cells.len() {
        for (column, cell) in cells.row(row).enumerate() {
            let (place, at) = match readings(cell) {
                [false, false] => continue,
                [true, false] => (&mut found.point, [row, column]),
                [false, true] => (&mut found.comma, [row, column]),
                [true, true] => {
                    found.has_comma |= cell.contains(',');
                    (&mut found.either, [row, column])
                }
            };
            place.get_or_insert(at);
        }
    }
    let shown = |[row, column]: [usize; 2]| cells.cell(row, column);
    match (found.point, found.comma, found.either) {
        (Some(point), Some(comma), _) => {
            let (point, comma, line) = (point.max(comma), point.min(comma), comma.min(point)[0]);
            let message = format!(
                "{} has another decimal sign than {} in line {}; --decimal comma or --decimal \
                    point decides",
                short(shown(point)),
                short(shown(comma)),
                cells.line(line)
            );
            Err((point, message))
        }
        (Some(_), None, _) => Ok(Some(Decimal::Point)),
        (None, Some(_), _) => Ok(Some(Decimal::Comma)),
        // where the comma separates, the point is what is left
        (None, None, Some(_)) if separator == Separator::Character(b',') && !found.has_comma => {
            Ok(Some(Decimal::Point))
        }
        (None, None, Some(at)) => {
            let cell = shown(at);
            let [whole, small] = both(cell);
            let message = format!(
                "{} may be {whole} or {small}, and no other cell decides: --decimal comma or \
                    --decimal point does",
                short(cell)
            );
            Err((at, message))
        }
        (None, None, None) => Ok(None),
    }
}

/// A cell that can be read in two ways in both of them, the larger first.
fn both(cell: &str) -> [String; 2] {
    let read = |decimal| {
        let number = number(cell, decimal).ok();
        number.map_or(f64::NAN, |number| number.nearest)
    };
    let mut both = Decimal::ALL.map(read);
    both.sort_by(|a, b| b.abs().total_cmp(&a.abs()));
    both.map(|value| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_rational::BigRational;

    fn ratio(numerator: i64, denominator: i64) -> BigRational {
        BigRational::new(numerator.into(), denominator.into())
    }

    fn read(cell: &str, decimal: Decimal) -> Option<BigRational> {
        number(cell, decimal).ok().map(|number| number.exact)
    }

    #[test]
    fn numbers_are_read_as_spreadsheets_and_people_write_them() {
        for (cell, point, comma) in [
            ("1240", Some(ratio(1240, 1)), Some(ratio(1240, 1))),
            ("1.5", Some(ratio(3, 2)), None),
            ("1,5", None, Some(ratio(3, 2))),
            (".28", Some(ratio(7, 25)), None),
            ("5.", Some(ratio(5, 1)), None),
            ("1,240", Some(ratio(1240, 1)), Some(ratio(31, 25))),
            ("0,240", None, Some(ratio(6, 25))),
            ("1,391,500", Some(ratio(1_391_500, 1)), None),
            ("1.391.500,5", None, Some(ratio(2_783_001, 2))),
            ("1 391 500,5", None, Some(ratio(2_783_001, 2))),
            ("1\u{a0}240", Some(ratio(1240, 1)), Some(ratio(1240, 1))),
            ("1\u{202f}240", Some(ratio(1240, 1)), Some(ratio(1240, 1))),
            ("1'240.5", Some(ratio(2481, 2)), None),
            ("1 24", None, None),
            ("\u{2212}0,5", None, Some(ratio(-1, 2))),
            ("\u{2013} 3", Some(ratio(-3, 1)), Some(ratio(-3, 1))),
            ("12,5 %", None, Some(ratio(1, 8))),
            ("45%", Some(ratio(9, 20)), Some(ratio(9, 20))),
            ("1.5e\u{2212}3", Some(ratio(3, 2000)), None),
            ("1,240e3", None, Some(ratio(1240, 1))),
            ("-13/3", Some(ratio(-13, 3)), Some(ratio(-13, 3))),
            ("1.2.2024", None, None),
            ("1/2/2024", None, None),
            ("1,2,3", None, None),
            ("1.391,500.5", None, None),
            ("e5", None, None),
            ("1 2", None, None),
        ] {
            assert_eq!(
                (read(cell, Decimal::Point), read(cell, Decimal::Comma)),
                (point, comma),
                "{cell:?}"
            );
        }
    }

    #[test]
    fn what_is_typed_by_itself_has_a_decimal_sign_where_it_can() {
        for (text, value) in [
            ("0,05", 0.05),
            ("\u{2212}0,5", -0.5),
            ("1,240", 1.24),
            ("1.240", 1.24),
            ("1,391,500", 1_391_500.0),
            ("1.391.500", 1_391_500.0),
            ("1.240,5", 1240.5),
            ("1,240.5", 1240.5),
            (" 1\u{2009}240 ", 1240.0),
            ("1e-3", 1e-3),
            ("1,5e-3", 1.5e-3),
            ("13/3", 13.0 / 3.0),
            ("50 %", 0.5),
        ] {
            assert_eq!(typed_number(text), Ok(value), "{text:?}");
        }
        for text in ["", "-", "0,0,5", "five", "nan", "inf", "1e999", "1/0"] {
            assert!(typed_number(text).is_err(), "{text:?}");
        }
        assert_eq!(typed_number("five").unwrap_err(), "a number, found \"five\"");
    }

    #[test]
    fn exponents_without_end_are_refused_at_once() {
        for cell in ["1e-9223372036854775808", "1e99999999999999999999", "1e401"] {
            assert!(is_number(cell, Decimal::Point) && number(cell, Decimal::Point).is_err());
        }
    }

    #[test]
    fn missing_values_have_their_usual_names() {
        for cell in ["", "NA", "n/a", "NaN", "null", "NULL", "?", "-", "\u{2013}"] {
            assert!(is_missing(cell), "{cell:?}");
        }
        assert!(!is_missing("0") && !is_missing("none") && !is_missing("--"));
    }

    fn decided(text: &str) -> Result<Option<Decimal>, String> {
        let separator = Separator::Character(if text.contains(';') { b';' } else { b',' });
        let cells = Cells::read(text, separator).unwrap();
        decimal(&cells, 0, separator).map_err(|(_, message)| message)
    }

    #[test]
    fn one_telling_cell_decides_for_the_whole_table() {
        use Decimal::{Comma, Point};
        for (text, sign) in [
            ("1;2\n3;4\n", None),
            ("1,240;3\n2,105;1,391,500\n", Some(Point)),
            ("1,240;3\n2,105;0,5\n", Some(Comma)),
            ("1.240;3\n2.105;0,5\n", Some(Comma)),
            ("1.240;3.4\n", Some(Point)),
            ("1.240,5.123\n", Some(Point)),
            ("\"1,5\",2\n", Some(Comma)),
            ("1,240;word, with comma\n0,5;other\n", Some(Comma)),
        ] {
            assert_eq!(decided(text), Ok(sign), "{text:?}");
        }
    }

    #[test]
    fn where_no_cell_decides_both_readings_are_named_and_the_option_that_does() {
        for text in ["1,240;3\n", "1.240;3\n", "\"1,240\",3\n", "1.240;2,105\n"] {
            let message = decided(text).unwrap_err();
            assert!(message.contains("may be 1240 or 1.24"), "{message}");
            assert!(message.contains("--decimal comma or --decimal point"), "{message}");
        }
        let message = decided("1,5;2\n3;4.25\n").unwrap_err();
        assert!(message.starts_with("\"4.25\" has another decimal sign than \"1,5\" in line 1"));
    }
}
