//! Data from a table: the options of every command that reads one.

use std::path::PathBuf;

use clap::Args;

use super::choice::named;
use super::terminal::tell;
use crate::preset::Preset;
use crate::preset::import::{Data, Decimal, Encoding, Missing, Options, Separator};

/// A table and what there is to say of it.
#[derive(Args, Clone, Debug, Default)]
pub struct TableArguments {
    /// Data to take in place of the preset's: a .csv, .tsv or .txt table, a point a row
    #[arg(long, value_name = "FILE.csv")]
    pub data: Option<PathBuf>,
    /// The columns that are targets, by name or number from 1 [default: those called so, or the
    /// last]
    #[arg(long, value_name = "NAME,..", requires = "data", value_delimiter = ',')]
    target: Vec<String>,
    /// The columns that are inputs, by name or number from 1 [default: all other columns of
    /// numbers]
    #[arg(long, value_name = "NAME,..", requires = "data", value_delimiter = ',')]
    inputs: Vec<String>,
    /// The values of the target are names of classes, even if they are numbers
    #[arg(long, requires = "data")]
    classes: bool,
    /// What separates the cells: a character such as , or ;, or tab or blanks [default: told from
    /// the table]
    #[arg(long, value_name = "S", requires = "data", value_parser = separator)]
    separator: Option<Separator>,
    /// The sign before decimal places: comma or point [default: told from the table]
    #[arg(long, value_name = "D", requires = "data", value_parser = decimal)]
    decimal: Option<Decimal>,
    /// The encoding of the text, such as utf-8, utf-16le or windows-1252 [default: told from the
    /// table]
    #[arg(long, value_name = "E", requires = "data", value_parser = encoding)]
    encoding: Option<&'static Encoding>,
    /// What is done with a row in which a value is missing: drop leaves it out and counts it,
    /// refuse takes no such table
    #[arg(
        long, value_name = "M", requires = "data", default_value = "drop", value_parser = missing
    )]
    missing: Missing,
    /// Shift and scale each input to mean 0 and standard deviation 1
    #[arg(long, requires = "data")]
    standardise: bool,
}

impl TableArguments {
    /// Reads the table, if there is one.
    pub fn read(&self, last: Option<usize>) -> anyhow::Result<Option<Data>> {
        let Some(path) = &self.data else { return Ok(None) };
        let options = Options {
            target: self.target.clone(),
            last,
            are_classes: self.classes,
            inputs: self.inputs.clone(),
            roles: None,
            separator: self.separator,
            decimal: self.decimal,
            encoding: self.encoding,
            missing: self.missing,
            standardise: self.standardise,
        };
        Ok(Some(Data::read(path, &options)?))
    }

    /// The preset with the data of the table, if there is one, and says how they were read.
    pub fn put_into(&self, preset: Preset) -> anyhow::Result<Preset> {
        let Some(data) = self.read(None)? else { return Ok(preset) };
        let (preset, told) = data.put_into(&preset)?;
        tell(&told);
        Ok(preset)
    }
}

fn separator(text: &str) -> Result<Separator, String> {
    let expected = "expected one character that is no letter, digit, sign or quotation mark, or \
        tab, blanks, comma, semicolon or bar";
    Separator::from_name(text).ok_or_else(|| expected.to_owned())
}

fn decimal(text: &str) -> Result<Decimal, String> {
    named(text, &Decimal::ALL.map(|decimal| (decimal.name(), decimal)))
}

fn encoding(text: &str) -> Result<&'static Encoding, String> {
    let expected = "expected the name of an encoding, such as utf-8, utf-16le or windows-1252";
    Encoding::for_label(text.as_bytes()).ok_or_else(|| expected.to_owned())
}

fn missing(text: &str) -> Result<Missing, String> {
    named(text, &Missing::ALL.map(|missing| (missing.name(), missing)))
}
