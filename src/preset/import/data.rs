//! A table as a data set.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use ndarray::Array2;
use num_rational::BigRational;
use num_traits::{One, Zero};

use super::cells::{Row, Separator, rows};
use super::error::ImportError;
use super::file::{MAX_FILE_BYTES, bytes, stem};
use crate::network::{Dataset, limits};
use crate::objective::LossKind;
use crate::preset::{ExactData, MAX_POINTS, Number, Preset};

/// Most classes that words in the last column are read as.
const MAX_CLASSES: usize = 50;

/// Names that columns of targets have.
const TARGET_NAMES: [&str; 5] = ["y", "target", "label", "class", "output"];

/// A data set with its numbers as they are written.
#[derive(Clone, Debug, PartialEq)]
pub struct Data {
    /// Where it comes from: a path, or what else there is to say.
    pub file: String,
    /// The data in floating point.
    pub dataset: Dataset,
    /// Inputs as written, a row a point.
    pub inputs: Vec<Vec<BigRational>>,
    /// Targets as written, a row a point.
    pub targets: Vec<Vec<BigRational>>,
    /// Names of the columns; empty without a row of names.
    pub columns: Vec<String>,
    /// The words of the classes in their order, if the last column holds words: two are 0 and 1,
    /// more have an output each.
    pub classes: Vec<String>,
}

impl Data {
    /// Reads a file; the last `targets` columns are targets, or those that [`Data::parse`] takes.
    ///
    /// # Errors
    /// One sentence on the first mistake.
    pub fn read(path: &Path, targets: Option<usize>) -> Result<Self, ImportError> {
        let file = path.display().to_string();
        let text = String::from_utf8(bytes(path, MAX_FILE_BYTES)?).map_err(|error| {
            let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = good.split(|&byte| byte == b'\n').count() as u64;
            let message = "expected UTF-8 text, found other bytes".to_owned();
            ImportError { file: file.clone(), line: Some(line), column: None, message }
        })?;
        Self::parse(&file, &text, targets)
    }

    /// Reads a table: one point a row; cells apart by tabs, semicolons, commas or blanks; with or
    /// without a row of names. Numbers keep the value they are written with; where the comma is not
    /// the separator it may be the decimal sign.
    ///
    /// Without a number of `targets`, those are the last columns that are called so (`y1, y2`, or
    /// `target`s), at least the last one. If that is a single one and holds words, they are
    /// classes.
    ///
    /// # Errors
    /// One sentence on the first mistake, with line and column.
    pub fn parse(file: &str, text: &str, targets: Option<usize>) -> Result<Self, ImportError> {
        let (separator, rows) = rows(file, text)?;
        Reader { file, takes_decimal_comma: separator != Separator::Character(b',') }
            .data(&rows, targets)
    }

    /// The preset with these data in place of its own. Sizes of the network's first and last layer
    /// follow; if they change, named points, starts and the plane go, as they have no meaning any
    /// more.
    ///
    /// # Errors
    /// If the network would be too large.
    pub fn put_into(&self, preset: &Preset) -> Result<Preset, ImportError> {
        let mut preset = preset.clone();
        let mut network = preset.network.clone();
        let last = network.layers.len() - 1;
        network.layers[0] = self.dataset.input_count();
        network.layers[last] = self.dataset.target_count();
        if network.parameter_count() > limits::READ {
            return Err(ImportError::of_file(
                &self.file,
                format!(
                    "expected at most {} weights, a {} network has more",
                    limits::READ,
                    network.shape_name()
                ),
            ));
        }
        preset.set_network(network);
        preset.dataset = self.dataset.clone();
        preset.exact = Arc::new(ExactData {
            inputs: self.inputs.clone(),
            targets: self.targets.clone(),
            scale: preset.exact.scale.clone(),
        });
        let fits_cross_entropy = self.dataset.targets().iter().all(|y| (0.0..=1.0).contains(y));
        if preset.loss.kind == LossKind::CrossEntropy && !fits_cross_entropy {
            preset.loss.kind = LossKind::Squared;
        }
        let batch = &mut preset.descent.settings.batch_size;
        *batch = batch.map(|size| size.min(self.dataset.len()));
        preset.plane.x_range = None;
        preset.plane.y_range = None;
        preset.name = stem(&self.file);
        preset.title = format!("{}: {}", preset.name, self.summary());
        preset.source = format!("Data from {}", self.file);
        preset.notes = self.notes();
        Ok(preset)
    }

    /// `120 points, 2 inputs, 1 target`.
    #[must_use]
    pub fn summary(&self) -> String {
        let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
        format!(
            "{}, {}, {}",
            count(self.dataset.len(), "point"),
            count(self.dataset.input_count(), "input"),
            count(self.dataset.target_count(), "target")
        )
    }

    fn notes(&self) -> String {
        let mut notes = Vec::new();
        if !self.columns.is_empty() {
            notes.push(format!("Columns: {}.", self.columns.join(", ")));
        }
        match &self.classes[..] {
            [] => {}
            [low, high] => notes.push(format!("Class 0 is \"{low}\", class 1 is \"{high}\".")),
            all => notes.push(format!("Classes, one output each: {}.", all.join(", "))),
        }
        notes.join(" ")
    }
}

struct Reader<'a> {
    file: &'a str,
    takes_decimal_comma: bool,
}

impl Reader<'_> {
    fn wrong(&self, line: u64, column: Option<usize>, message: String) -> ImportError {
        ImportError { file: self.file.to_owned(), line: Some(line), column, message }
    }

    fn number(&self, cell: &str) -> Result<Number, String> {
        match cell.split_once(',') {
            Some((whole, places)) if self.takes_decimal_comma && !whole.contains('.') => {
                Number::read(&format!("{whole}.{places}"))
            }
            _ => Number::read(cell),
        }
    }

    fn data(&self, rows: &[Row], targets: Option<usize>) -> Result<Data, ImportError> {
        let none = || {
            ImportError::of_file(
                self.file,
                "expected at least one row of numbers (inputs, then the target), found none",
            )
        };
        let first = rows.first().ok_or_else(none)?;
        let width = first.cells.len();
        let least = targets.unwrap_or(1) + 1;
        if width < least {
            let message = format!(
                "expected at least {least} columns (inputs, then the target), found {width}"
            );
            return Err(self.wrong(first.line, None, message));
        }
        if let Some(row) = rows.iter().find(|row| row.cells.len() != width) {
            let found = row.cells.len();
            let message =
                format!("expected {width} columns as in line {}, found {found}", first.line);
            return Err(self.wrong(row.line, None, message));
        }
        let is_number = |cell: &String| self.number(cell).is_ok();
        // what is no number here but one elsewhere, such as NaN or 1e99999, is a mistake and no
        // name
        let is_meant_as_number = |cell: &String| is_number(cell) || cell.parse::<f64>().is_ok();
        let has_names = !first.cells[..width - 1].iter().any(is_meant_as_number);
        let columns = if has_names { first.cells.clone() } else { Vec::new() };
        let rows = if has_names { &rows[1..] } else { rows };
        if rows.is_empty() {
            return Err(none());
        }
        if rows.len() > MAX_POINTS {
            return Err(ImportError::of_file(
                self.file,
                format!("expected at most {MAX_POINTS} points"),
            ));
        }
        let targets = targets.unwrap_or_else(|| count_targets(&columns)).min(width - 1);
        let words = rows.iter().filter(|row| !is_number(&row.cells[width - 1])).count();
        let classes =
            if targets == 1 && 2 * words > rows.len() { self.classes(rows)? } else { Vec::new() };
        let (mut inputs, mut outputs) = (Vec::new(), Vec::new());
        let (mut xs, mut ys) = (Vec::new(), Vec::new());
        for row in rows {
            let (left, right) = row.cells.split_at(width - targets);
            let read = |cells: &[String], from: usize, values: &mut Vec<f64>| {
                let numbers = cells.iter().enumerate().map(|(column, cell)| {
                    let number = self.number(cell);
                    number.map_err(|what| {
                        self.wrong(row.line, Some(from + column + 1), format!("expected {what}"))
                    })
                });
                let numbers = numbers.collect::<Result<Vec<Number>, ImportError>>()?;
                values.extend(numbers.iter().map(|number| number.nearest));
                Ok::<_, ImportError>(
                    numbers.into_iter().map(|number| number.exact).collect::<Vec<_>>(),
                )
            };
            inputs.push(read(left, 0, &mut xs)?);
            outputs.push(if classes.is_empty() {
                read(right, width - targets, &mut ys)?
            } else {
                let row = one_of(&classes, &right[0]);
                ys.extend(row.iter().map(|&is_class| f64::from(u8::from(is_class))));
                row.into_iter()
                    .map(|is| if is { BigRational::one() } else { BigRational::zero() })
                    .collect()
            });
        }
        let matrix = |values: Vec<f64>| {
            let shape = (rows.len(), values.len() / rows.len());
            Array2::from_shape_vec(shape, values).expect("every row has the same width")
        };
        let dataset = Dataset::new(matrix(xs), matrix(ys));
        Ok(Data { file: self.file.to_owned(), dataset, inputs, targets: outputs, columns, classes })
    }

    /// The words of the last column, in alphabetical order.
    fn classes(&self, rows: &[Row]) -> Result<Vec<String>, ImportError> {
        let mut classes = BTreeSet::new();
        for row in rows {
            let column = row.cells.len();
            let word = &row.cells[column - 1];
            if word.is_empty() {
                let message =
                    "expected a class as in the other lines, found an empty cell".to_owned();
                return Err(self.wrong(row.line, Some(column), message));
            }
            classes.insert(word.clone());
            if classes.len() > MAX_CLASSES {
                let message = format!(
                    "expected a number, or one of at most {MAX_CLASSES} classes, found {word:?}"
                );
                return Err(self.wrong(row.line, Some(column), message));
            }
        }
        if classes.len() < 2 {
            let (line, column) = (rows[0].line, rows[0].cells.len());
            let message =
                "expected two classes or more, found the same word in every line".to_owned();
            return Err(self.wrong(line, Some(column), message));
        }
        Ok(classes.into_iter().collect())
    }
}

/// How many of the last columns are called targets, at least one: `y1, y2` are two, but after the
/// plane's `x, y` a `class` is one.
fn count_targets(columns: &[String]) -> usize {
    let base = |name: &String| {
        let name = name.to_lowercase();
        name.trim_end_matches(|c: char| c.is_ascii_digit() || "[]()_ ".contains(c)).to_owned()
    };
    let Some(last) = columns.last().map(base).filter(|name| TARGET_NAMES.contains(&name.as_str()))
    else {
        return 1;
    };
    columns.iter().rev().take_while(|name| base(name) == last).count()
}

/// The outputs of a class: one for two classes, else one for each.
fn one_of(classes: &[String], word: &str) -> Vec<bool> {
    match classes {
        [_, high] => vec![high == word],
        all => all.iter().map(|class| class == word).collect(),
    }
}
