//! What was read of a table, told in one line.

use std::fmt;

use encoding_rs::{Encoding, UTF_8};

use super::options::{Decimal, Role, Separator};
use super::roles::Column;
use super::words::{count, list};
use crate::network::DataNames;

/// Most classes, columns or lines that are listed.
const LISTED: usize = 5;

/// How a table was understood.
///
/// Its `Display` is one line: `read 150 points from iris.csv: inputs a .. d (4), target class (3
/// classes: ..), separator ';', decimal comma`, with all that was left out and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The file without its folder, or what else the table came from.
    pub file: String,
    /// Number of points.
    pub points: usize,
    /// The columns with their roles.
    pub columns: Vec<Column>,
    /// What the classes are called, if the target is one.
    pub classes: Vec<String>,
    /// What separates the cells.
    pub separator: Separator,
    /// The sign before decimal places, if the numbers have any.
    pub decimal: Option<Decimal>,
    /// The encoding of the text.
    pub encoding: &'static Encoding,
    /// How many rows were left out for a missing value, and the lines of the first.
    pub missing: (usize, Vec<u64>),
    /// Lines that begin with `#`.
    pub comments: usize,
    /// Whether there are percentages, which are hundredths.
    pub has_percent: bool,
    /// Whether the inputs were shifted and scaled.
    pub is_standardised: bool,
}

impl Reading {
    fn of(&self, role: Role) -> Vec<String> {
        self.columns.iter().filter(|column| column.role == role).map(Column::told).collect()
    }

    /// What inputs and classes are called; nothing of inputs where the table has no header.
    #[must_use]
    pub fn names(&self) -> DataNames {
        let mut inputs = self.columns.iter().filter(|column| column.role == Role::Input);
        let has_header = inputs.any(|column| !column.name.is_empty());
        let inputs = if has_header { self.of(Role::Input) } else { Vec::new() };
        DataNames { inputs, classes: self.classes.clone() }
    }

    fn inputs(&self) -> String {
        match &self.of(Role::Input)[..] {
            [one] => format!("input {one}"),
            all @ ([_, _] | [_, _, _]) => format!("inputs {}", all.join(", ")),
            all => {
                let [first, last] = [&all[0], &all[all.len() - 1]];
                format!("inputs {first} .. {last} ({})", all.len())
            }
        }
    }

    fn targets(&self) -> String {
        let classes = self.classes.len();
        match (&self.classes[..], &self.of(Role::Target)[..]) {
            ([low, high], _) => {
                let [low, high] = [low, high].map(|class| list(std::slice::from_ref(class), 1));
                format!("target {} (2 classes: {low} = 0, {high} = 1)", self.class())
            }
            ([_, ..], _) => {
                let names = list(&self.classes, LISTED);
                format!("target {} ({classes} classes: {names})", self.class())
            }
            ([], [one]) => format!("target {one}"),
            ([], all) => format!("targets {} ({})", list(all, LISTED), all.len()),
        }
    }

    fn class(&self) -> String {
        self.of(Role::Class).concat()
    }

    /// What was left out, and why: `Id (row numbers), 2 lines ..`.
    #[must_use]
    pub fn left_out(&self) -> Option<String> {
        let columns: Vec<&Column> =
            self.columns.iter().filter(|column| column.role == Role::LeftOut).collect();
        let mut parts: Vec<String> = columns
            .iter()
            .take(LISTED)
            .map(|column| format!("{} ({})", column.told(), column.why))
            .collect();
        if columns.len() > LISTED {
            parts.push(format!("{} more columns", columns.len() - LISTED));
        }
        let (rows, lines) = &self.missing;
        if *rows > 0 {
            let lines: Vec<String> = lines.iter().map(u64::to_string).collect();
            let word = if *rows == 1 { "line" } else { "lines" };
            let more = if *rows > lines.len() { ", .." } else { "" };
            let what = count(*rows, "row");
            parts.push(format!("{what} with missing values ({word} {}{more})", lines.join(", ")));
        }
        if self.comments > 0 {
            parts.push(count(self.comments, "comment"));
        }
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let points = count(self.points, "point");
        let (inputs, targets) = (self.inputs(), self.targets());
        write!(f, "read {points} from {}: {inputs}, {targets}", self.file)?;
        write!(f, ", separator {}", self.separator.told())?;
        if let Some(decimal) = self.decimal {
            write!(f, ", decimal {}", decimal.name())?;
        }
        if self.encoding != UTF_8 {
            write!(f, ", encoding {}", self.encoding.name())?;
        }
        if self.has_percent {
            f.write_str(", percentages as hundredths")?;
        }
        if self.is_standardised {
            f.write_str(", inputs standardised (mean 0, standard deviation 1)")?;
        }
        match self.left_out() {
            Some(left_out) => write!(f, "; left out: {left_out}"),
            None => Ok(()),
        }
    }
}
