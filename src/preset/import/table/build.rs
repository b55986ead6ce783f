//! From cells with roles to numbers.

use ndarray::Array2;
use num_rational::BigRational;
use num_traits::{One, Zero};

use super::cells::Cells;
use super::column::{Classes, Holds};
use super::numbers::number;
use super::options::{Decimal, Missing, Role};
use super::roles::Column;
use crate::network::Dataset;
use crate::preset::number::Number;

/// Lines that are told of those that were left out.
const TOLD: usize = 5;

/// A table whose columns have their roles.
pub struct Plan<'c> {
    /// All cells.
    pub cells: &'c Cells,
    /// The first row that is no row of names.
    pub first: usize,
    /// What the columns are for.
    pub columns: &'c [Column],
    /// What they hold.
    pub holds: &'c [Holds],
    /// The sign before decimal places.
    pub decimal: Decimal,
    /// What is done with missing values.
    pub missing: Missing,
}

/// The numbers of a table, in exact fractions and as the nearest `f64`.
pub struct Numbers {
    /// In floating point.
    pub dataset: Dataset,
    /// Inputs as written, a row a point.
    pub inputs: Vec<Vec<BigRational>>,
    /// Targets as written, a row a point.
    pub targets: Vec<Vec<BigRational>>,
    /// What the classes are called.
    pub classes: Vec<String>,
    /// The rows that were left out for a missing value.
    pub missing: LeftOut,
    /// Whether some are percentages.
    pub has_percent: bool,
}

/// How many rows are left out, and the lines of the first of them.
pub type LeftOut = (usize, Vec<u64>);

/// A mistake in a cell or in the whole: row and column, and a sentence.
pub type Mistake = (Option<[usize; 2]>, String);

impl Plan<'_> {
    /// All numbers of the columns that have a role.
    pub fn numbers(&self) -> Result<Numbers, Mistake> {
        let of = |role: Role| -> Vec<usize> {
            let columns = self.columns.iter().filter(|column| column.role == role);
            columns.map(|column| column.number - 1).collect()
        };
        let (inputs, targets, class) =
            (of(Role::Input), of(Role::Target), of(Role::Class).first().copied());
        let classes = class.map(|column| self.classes(column)).transpose()?;
        let (rows, missing) = self.rows(&[&inputs[..], &targets, class.as_slice()].concat())?;
        let (mut exact_inputs, mut exact_targets) =
            (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
        let (mut xs, mut ys) = (Vec::new(), Vec::new());
        for &row in &rows {
            exact_inputs.push(self.read(row, &inputs, &mut xs)?);
            exact_targets.push(match (&classes, class) {
                (Some(classes), Some(column)) => {
                    let targets = classes.targets(self.cells.cell(row, column));
                    ys.extend(targets.iter().map(|is_class| f64::from(u8::from(*is_class))));
                    let exact = |is_class| {
                        if is_class { BigRational::one() } else { BigRational::zero() }
                    };
                    targets.into_iter().map(exact).collect()
                }
                _ => self.read(row, &targets, &mut ys)?,
            });
        }
        let is_percent =
            |column: &usize| rows.iter().any(|row| self.cells.cell(*row, *column).ends_with('%'));
        let matrix = |values: Vec<f64>| {
            let shape = (rows.len(), values.len() / rows.len());
            Array2::from_shape_vec(shape, values).expect("every row has the same width")
        };
        Ok(Numbers {
            dataset: Dataset::new(matrix(xs), matrix(ys)),
            inputs: exact_inputs,
            targets: exact_targets,
            classes: classes.map(|classes| classes.names).unwrap_or_default(),
            missing,
            has_percent: inputs.iter().chain(&targets).any(is_percent),
        })
    }

    fn classes(&self, column: usize) -> Result<Classes, Mistake> {
        let holds = &self.holds[column];
        Classes::of(self.cells, column, self.first, holds, self.decimal)
            .map_err(|(row, message)| (Some([row, column]), message))
    }

    /// The rows with a value in each of these columns; how many are without, and their lines.
    fn rows(&self, columns: &[usize]) -> Result<(Vec<usize>, LeftOut), Mistake> {
        let (mut rows, mut count, mut lines) = (Vec::new(), 0, Vec::new());
        for row in self.first..self.cells.len() {
            let is_missing =
                |column: &&usize| self.holds[**column].is_missing(self.cells.cell(row, **column));
            match columns.iter().find(is_missing) {
                None => rows.push(row),
                Some(&column) if self.missing == Missing::Refuse => {
                    let message = "expected a value, found none; --missing drop leaves such rows \
                        out";
                    return Err((Some([row, column]), message.to_owned()));
                }
                Some(_) => {
                    count += 1;
                    if lines.len() < TOLD {
                        lines.push(self.cells.line(row));
                    }
                }
            }
        }
        if rows.is_empty() {
            let message = "expected at least one row with a value in every column of inputs and \
                targets, found none";
            return Err((None, message.to_owned()));
        }
        Ok((rows, (count, lines)))
    }

    /// The numbers of a row; the nearest `f64` are appended.
    fn read(
        &self,
        row: usize,
        columns: &[usize],
        values: &mut Vec<f64>,
    ) -> Result<Vec<BigRational>, Mistake> {
        let mut exact = Vec::with_capacity(columns.len());
        for &column in columns {
            let number = number(self.cells.cell(row, column), self.decimal)
                .map_err(|what| (Some([row, column]), format!("expected {what}")))?;
            values.push(number.nearest);
            exact.push(number.exact);
        }
        Ok(exact)
    }
}

impl Numbers {
    /// [Standardises](Dataset::standardised) the inputs.
    ///
    /// The error is the column of an input that is too large for that.
    pub fn standardise(&mut self) -> Result<(), usize> {
        let dataset = self.dataset.standardised()?;
        for (exact, row) in self.inputs.iter_mut().zip(dataset.inputs().rows()) {
            for (exact, value) in exact.iter_mut().zip(row) {
                // the shortest decimals that are this very number: they are what a file says
                let written = Number::read(&format!("{value:e}")).expect("a finite number");
                *exact = written.exact;
            }
        }
        self.dataset = dataset;
        Ok(())
    }
}
