//! A table on its way from bytes to data, as far as it comes.

use std::path::Path;

use encoding_rs::Encoding;

use super::build::{Mistake, Plan};
use super::cells::{Cells, Wrong};
use super::column::Holds;
use super::data::Data;
use super::dialect;
use super::numbers::{self, is_missing, is_number};
use super::options::{Decimal, Options, Role, Separator};
use super::reading::Reading;
use super::roles::{self, Column};
use super::text::decode;
use super::words;
use crate::preset::import::error::ImportError;
use crate::preset::import::file::{bytes, file_name};
use crate::preset::limits::MAX_TABLE_BYTES;

/// Rows and columns that are shown of a table.
const SHOWN: [usize; 2] = [8, 60];

impl Data {
    /// The bytes of a file with a table, unless they are too many.
    ///
    /// # Errors
    /// If it cannot be read, is too large, or changes meanwhile.
    pub fn bytes(path: &Path) -> Result<Vec<u8>, ImportError> {
        bytes(path, MAX_TABLE_BYTES)
    }

    /// Reads a file as [`Self::parse`] does.
    ///
    /// # Errors
    /// One sentence on the first mistake.
    pub fn read(path: &Path, options: &Options) -> Result<Self, ImportError> {
        Survey::of(&path.display().to_string(), Self::bytes(path)?, options).data
    }

    /// Reads a table: one point a row, in any encoding, separator and spelling of numbers that it
    /// shows or `options` name; with or without a row of names. Numbers keep the value they are
    /// written with.
    ///
    /// Unless `options` say otherwise, the targets are the columns that are called so, else the
    /// last one. A single one of words is one of classes.
    ///
    /// # Errors
    /// One sentence on the first mistake, with line and column.
    pub fn parse(file: &str, text: &str, options: &Options) -> Result<Self, ImportError> {
        Survey::of(file, text.as_bytes().to_vec(), options).data
    }
}

/// What is known of a table, also of one that is refused.
#[derive(Clone, Debug, PartialEq)]
pub struct Survey {
    /// The encoding of the text, if it was read.
    pub encoding: Option<&'static Encoding>,
    /// What separates the cells, if that is known.
    pub separator: Option<Separator>,
    /// The sign before decimal places, if that is known.
    pub decimal: Option<Decimal>,
    /// Names and roles of the columns, if every row has the same number of cells.
    pub columns: Vec<Column>,
    /// The first cells of the first rows, names aside.
    pub head: Vec<Vec<String>>,
    /// Number of rows, names aside.
    pub rows: usize,
    /// The data, or the first mistake.
    pub data: Result<Data, ImportError>,
}

impl Survey {
    /// Reads a table as [`Data::parse`] does.
    #[must_use]
    pub fn of(file: &str, bytes: Vec<u8>, options: &Options) -> Self {
        let mut survey = Self {
            encoding: None,
            separator: None,
            decimal: None,
            columns: Vec::new(),
            head: Vec::new(),
            rows: 0,
            data: Err(ImportError::of_file(file, "nothing was read")),
        };
        survey.data = survey.read(file, bytes, options);
        survey
    }

    fn read(&mut self, file: &str, bytes: Vec<u8>, options: &Options) -> Result<Data, ImportError> {
        let in_line =
            |(line, message): Wrong| ImportError { line, ..ImportError::of_file(file, message) };
        let (text, encoding) = decode(bytes, options.encoding).map_err(in_line)?;
        self.encoding = Some(encoding);
        let (separator, body) = dialect::separator(&text, options.separator).map_err(in_line)?;
        self.separator = Some(separator);
        let cells = Cells::read(body, separator).map_err(in_line)?;
        drop(text);
        let in_cell = |(place, message): Mistake| ImportError {
            line: place.map(|[row, _]| cells.line(row)),
            column: place.map(|[_, column]| column + 1),
            ..ImportError::of_file(file, message)
        };
        let (names, first) = Self::names(file, &cells)?;
        self.rows = cells.len() - first;
        if self.rows == 0 {
            return Err(none(file));
        }
        let shown = first..cells.len().min(first + SHOWN[0]);
        self.head =
            shown.map(|row| cells.row(row).take(SHOWN[1]).map(words::name).collect()).collect();
        // roles can be told without the sign, and are shown where it cannot
        let decimal = match options.decimal {
            Some(decimal) => Ok(Some(decimal)),
            None => numbers::decimal(&cells, first, separator),
        };
        let sign = decimal.as_ref().ok().copied().flatten().unwrap_or(Decimal::Point);
        let holds: Vec<Holds> =
            (0..names.len()).map(|column| Holds::of(&cells, column, first, sign)).collect();
        let (columns, told) = roles::roles(&names, &holds, options);
        self.columns = columns;
        self.decimal = decimal.map_err(|(place, message)| in_cell((Some(place), message)))?;
        told.map_err(|(column, message)| ImportError {
            column: column.map(|column| column + 1),
            ..ImportError::of_file(file, message)
        })?;
        let plan = Plan {
            cells: &cells,
            first,
            columns: &self.columns,
            holds: &holds,
            decimal: sign,
            missing: options.missing,
        };
        let mut numbers = plan.numbers().map_err(in_cell)?;
        if options.standardise {
            numbers.standardise().map_err(|input| {
                let mut inputs = self.columns.iter().filter(|column| column.role == Role::Input);
                let column = inputs.nth(input).map(|column| column.number);
                let message = "expected numbers below 1e150 in size to standardise";
                ImportError { column, ..ImportError::of_file(file, message) }
            })?;
        }
        let reading = Reading {
            file: file_name(file),
            points: numbers.dataset.len(),
            columns: self.columns.clone(),
            classes: numbers.classes,
            separator,
            decimal: self.decimal,
            encoding,
            missing: numbers.missing,
            comments: cells.comments,
            has_percent: numbers.has_percent,
            is_standardised: options.standardise,
        };
        Ok(Data {
            file: file.to_owned(),
            dataset: numbers.dataset,
            inputs: numbers.inputs,
            targets: numbers.targets,
            reading,
        })
    }

    /// The names of the columns, empty ones without a row of names, and the first row below.
    fn names(file: &str, cells: &Cells) -> Result<(Vec<String>, usize), ImportError> {
        if cells.len() == 0 {
            return Err(none(file));
        }
        let in_line = |row: usize, message: String| ImportError {
            line: Some(cells.line(row)),
            ..ImportError::of_file(file, message)
        };
        let first = usize::from(has_names(cells));
        let mut names: Vec<String> = match first {
            1 => cells.row(0).map(str::to_owned).collect(),
            _ => vec![String::new(); cells.width(0)],
        };
        // R names the columns but not that of the row names
        let lacks_name = first == 1 && cells.len() > 1 && cells.width(1) == names.len() + 1;
        if lacks_name {
            // unless it is a separator at the end of every line
            let is_last_empty = |row: usize| cells.row(row).nth(names.len()) == Some("");
            let is_end = (1..cells.len()).all(is_last_empty);
            names.insert(if is_end { names.len() } else { 0 }, String::new());
        }
        let width = names.len();
        if width < 2 {
            let message = format!(
                "expected at least 2 columns (inputs and a target), found {width}; --separator \
                    names what stands between them"
            );
            return Err(in_line(0, message));
        }
        let start = usize::from(lacks_name);
        if let Some(row) = (start..cells.len()).find(|row| cells.width(*row) != width) {
            let (line, found) = (cells.line(start), cells.width(row));
            let message = format!("expected {width} columns as in line {line}, found {found}");
            return Err(in_line(row, message));
        }
        Ok((names, first))
    }
}

/// Whether the first row is one of names: words and no number; or the numbers 0, 1, 2, .. that
/// pandas writes beside an empty cell.
fn has_names(cells: &Cells) -> bool {
    let is_numeric = |cell: &str| Decimal::ALL.iter().any(|decimal| is_number(cell, *decimal));
    let are_words = cells.row(0).any(|cell| !is_missing(cell)) && !cells.row(0).any(is_numeric);
    let are_numbers = cells.width(0) > 1
        && cells.cell(0, 0).is_empty()
        && cells.row(0).skip(1).zip(0_usize..).all(|(cell, number)| cell == number.to_string())
        && cells.len() > 1
        && !is_missing(cells.cell(1, 0));
    are_words || are_numbers
}

fn none(file: &str) -> ImportError {
    let message = "expected at least one row of numbers (inputs and a target), found none";
    ImportError::of_file(file, message)
}
