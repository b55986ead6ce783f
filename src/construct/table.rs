//! Data from a table of comma-separated values.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::One;

use super::source::{GenerateError, Source};
use crate::objective::{LossKind, Reduction};
use crate::preset::import::Data;

/// Largest table that is read, in bytes.
pub const MAX_TABLE_BYTES: u64 = 8 << 20;

/// Reads the text of a table as [`Data::parse`] does: one point a row, its targets in the last
/// `targets` columns. The loss is the sum of squared errors.
///
/// # Errors
/// With the place of the first mistake.
pub fn table(name: &str, text: &str, targets: usize) -> Result<Source, GenerateError> {
    let data =
        Data::parse(name, text, Some(targets)).map_err(|error| GenerateError(error.to_string()))?;
    Ok(Source {
        name: name.to_owned(),
        inputs: data.inputs,
        targets: data.targets,
        kind: LossKind::Squared,
        reduction: Reduction::Sum,
        scale: BigRational::from_integer(BigInt::one()),
        network: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fractions(numbers: &[(i64, i64)]) -> Vec<BigRational> {
        numbers.iter().map(|&(n, d)| BigRational::new(n.into(), d.into())).collect()
    }

    #[test]
    fn a_table_is_read_with_or_without_names_and_keeps_its_numbers_exactly() {
        let plain = table("data.csv", "0.1, 2,-1\n1/3,4,5e-1\n", 1).unwrap();
        assert_eq!(plain.inputs, [fractions(&[(1, 10), (2, 1)]), fractions(&[(1, 3), (4, 1)])]);
        assert_eq!(plain.targets, [fractions(&[(-1, 1)]), fractions(&[(1, 2)])]);
        assert_eq!(table("data.csv", "a,b,y\n0.1,2,-1\n1/3,4,0.5", 1).unwrap(), plain);
        let two = table("data.csv", "0.1,2,-1\n1/3,4,0.5", 2).unwrap();
        assert_eq!(two.targets[0], fractions(&[(2, 1), (-1, 1)]));
    }

    #[test]
    fn a_wrong_table_is_told_with_its_place() {
        let mistake = |text: &str| table("data.csv", text, 1).unwrap_err().0;
        for (text, place) in [
            ("1,2\n3,x\n", "data.csv, line 2, column 2: expected a number"),
            ("1,2\n\n3\n", "data.csv, line 3: expected 2 columns as in line 1, found 1"),
            ("1\n2\n", "data.csv, line 1: expected at least 2 columns"),
            ("x,y\n", "data.csv: expected at least one row"),
            ("", "data.csv: expected at least one row"),
            ("1,nan\n", "line 1, column 2"),
            ("1,\n", "line 1, column 2"),
        ] {
            assert!(mistake(text).contains(place), "{text:?}: {}", mistake(text));
        }
    }
}
