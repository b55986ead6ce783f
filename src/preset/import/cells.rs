//! A text as rows of cells, whatever separates them.

use std::borrow::Cow;

use super::error::ImportError;

/// Lines that are looked at to tell the separator.
const SAMPLE: usize = 20;

/// What stands between two cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    /// This character; cells may be quoted.
    Character(u8),
    /// Any number of blanks.
    Blanks,
}

/// One row.
#[derive(Debug)]
pub struct Row {
    /// Its line in the text, from 1.
    pub line: u64,
    /// Its cells without blanks around them.
    pub cells: Vec<String>,
}

/// The rows of a text; lines that are empty, or begin with `#`, or hold nothing but separators, are
/// left out.
pub fn rows(file: &str, text: &str) -> Result<(Separator, Vec<Row>), ImportError> {
    let text = text.trim_start_matches('\u{feff}');
    // old line ends would hide all lines but the first
    let text: Cow<str> = if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n").into()
    } else {
        text.into()
    };
    let separator = separator(&text);
    let rows = match separator {
        Separator::Character(character) => separated(file, &text, character)?,
        Separator::Blanks => blank_separated(&text),
    };
    Ok((
        separator,
        rows.into_iter().filter(|row| row.cells.iter().any(|cell| !cell.is_empty())).collect(),
    ))
}

/// The first of tab, semicolon and comma that is in every one of the first lines, or else in the
/// very first; blanks if there is none.
fn separator(text: &str) -> Separator {
    let is_content = |line: &&str| !line.trim().is_empty() && !line.starts_with('#');
    let sample: Vec<&str> = text.lines().filter(is_content).take(SAMPLE).collect();
    let in_lines = |character: char| sample.iter().filter(|line| line.contains(character)).count();
    let every =
        |character: &u8| !sample.is_empty() && in_lines(char::from(*character)) == sample.len();
    let candidates = [b'\t', b';', b','];
    // where no separator is in every line, the mistake is in the lines without that of the first
    let found = candidates.iter().find(|c| every(c)).or_else(|| {
        let has_blanks = sample.iter().all(|line| line.split_whitespace().count() > 1);
        let first = sample.first().copied().unwrap_or_default();
        candidates.iter().find(|c| first.contains(char::from(**c))).filter(|_| !has_blanks)
    });
    found.map_or(Separator::Blanks, |&character| Separator::Character(character))
}

fn separated(file: &str, text: &str, separator: u8) -> Result<Vec<Row>, ImportError> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .comment(Some(b'#'))
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| ImportError::of_file(file, error.to_string()))?;
        let line = record.position().map_or(0, |at| line_of(text, at));
        rows.push(Row { line, cells: record.iter().map(str::to_owned).collect() });
    }
    Ok(rows)
}

/// The line on which a record starts; the reader's own position is before the empty lines and
/// comments that it skips.
fn line_of(text: &str, at: &csv::Position) -> u64 {
    let from = usize::try_from(at.byte()).unwrap_or(text.len()).min(text.len());
    let skipped =
        text[from..].split('\n').take_while(|line| line.is_empty() || line.starts_with('#'));
    at.line() + skipped.count() as u64
}

fn blank_separated(text: &str) -> Vec<Row> {
    let lines = text.lines().zip(1..).filter(|(line, _)| !line.trim_start().starts_with('#'));
    lines
        .map(|(line, number)| Row {
            line: number,
            cells: line.split_whitespace().map(str::to_owned).collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Separator, Vec<(u64, Vec<String>)>) {
        let (separator, rows) = rows("file", text).unwrap();
        (separator, rows.into_iter().map(|row| (row.line, row.cells)).collect())
    }

    #[test]
    fn separators_are_told_from_the_lines_themselves() {
        for (text, separator) in [
            ("1,2\n3,4\n", Separator::Character(b',')),
            ("1;2\n3;4\n", Separator::Character(b';')),
            ("1,5;2\n3;4,25\n", Separator::Character(b';')),
            ("1\t2\n3\t4\n", Separator::Character(b'\t')),
            ("1 2\n3  4\n", Separator::Blanks),
        ] {
            let (found, rows) = read(text);
            assert_eq!(found, separator, "{text:?}");
            assert!(rows.len() == 2 && rows.iter().all(|(_, cells)| cells.len() == 2), "{text:?}");
        }
    }

    #[test]
    fn lines_are_counted_through_comments_empty_lines_and_old_line_ends() {
        let (_, rows) = read("\u{feff}# points\r\n\r\n1 ,\"2\"\r\n,\r\n3,4");
        let cells = |a: &str, b: &str| vec![a.to_owned(), b.to_owned()];
        assert_eq!(rows, [(3, cells("1", "2")), (5, cells("3", "4"))]);
        assert_eq!(read("1 2\r3 4").1.len(), 2);
        assert!(read("").1.is_empty());
    }
}
