//! Data from a table of comma-separated values.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::One;

use super::{GenerateError, Source};
use crate::objective::{LossKind, Reduction};
use crate::preset::Number;

/// Largest table that is read, in bytes.
pub const MAX_TABLE_BYTES: u64 = 8 << 20;

/// Reads the text of a table: one point a row, its targets in the last `targets` columns, with or without a row
/// of names on top. Numbers keep the value they are written with. The loss is the sum of squared errors.
///
/// # Errors
/// With the place of the first mistake.
pub fn table(name: &str, text: &str, targets: usize) -> Result<Source, GenerateError> {
    let text = text.trim_start_matches('\u{feff}');
    let wrong = |line: u64, what: String| GenerateError(format!("{name}, line {line}: {what}"));
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let (mut inputs, mut outputs) = (Vec::new(), Vec::new());
    let mut width = None;
    for (index, record) in reader.records().enumerate() {
        let record = record.map_err(|error| GenerateError(format!("{name}: {error}")))?;
        let line = record.position().map_or(0, |at| line_of(text, at));
        let columns = *width.get_or_insert(record.len());
        if columns <= targets {
            let expected = targets + 1;
            return Err(wrong(
                line,
                format!(
                    "expected at least {expected} columns (inputs, then {targets} of targets), found {columns}"
                ),
            ));
        }
        if record.len() != columns {
            return Err(wrong(line, format!("expected {columns} columns as above, found {}", record.len())));
        }
        if index == 0 && record.iter().all(|cell| Number::read(cell).is_err()) {
            continue;
        }
        let mut row = Vec::with_capacity(columns);
        for (column, cell) in record.iter().enumerate() {
            let number = Number::read(cell)
                .map_err(|what| wrong(line, format!("column {}: expected {what}", column + 1)))?;
            row.push(number.exact);
        }
        outputs.push(row.split_off(columns - targets));
        inputs.push(row);
    }
    if inputs.is_empty() {
        return Err(GenerateError(format!("{name}: expected at least one row of numbers, found none")));
    }
    Ok(Source {
        name: name.to_owned(),
        inputs,
        targets: outputs,
        kind: LossKind::Squared,
        reduction: Reduction::Sum,
        scale: BigRational::from_integer(BigInt::one()),
        network: None,
    })
}

/// The line on which a record starts; the reader's own position is before empty lines that it skips.
fn line_of(text: &str, at: &csv::Position) -> u64 {
    let from = usize::try_from(at.byte()).unwrap_or(text.len()).min(text.len());
    let empty = text.as_bytes()[from..].iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
    at.line() + empty.map(|&byte| u64::from(byte == b'\n')).sum::<u64>()
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
            ("1,2\n3,x\n", "data.csv, line 2: column 2: expected a number"),
            ("1,2\n\n3\n", "data.csv, line 3: expected 2 columns as above, found 1"),
            ("1\n2\n", "data.csv, line 1: expected at least 2 columns"),
            ("x,y\n", "data.csv: expected at least one row"),
            ("", "data.csv: expected at least one row"),
            ("1,nan\n", "line 1: column 2"),
            ("1,\n", "line 1: column 2"),
        ] {
            assert!(mistake(text).contains(place), "{text:?}: {}", mistake(text));
        }
    }
}
