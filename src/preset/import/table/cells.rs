//! From a text to rows of cells, once it is known what separates them.

use csv::{ReaderBuilder, Trim};

use super::options::Separator;
use crate::preset::limits::{MAX_POINTS, MAX_TABLE_CELLS, MAX_TABLE_COLUMNS};

/// The cells of a table, row by row, without blanks around them. Rows without any are left out.
#[derive(Debug, Default)]
pub struct Cells {
    text: String,
    /// Where each cell ends in the text.
    ends: Vec<usize>,
    /// Number of the first cell and the line of each row.
    rows: Vec<(usize, u64)>,
    /// Lines that begin with `#`, which are left out.
    pub comments: usize,
}

/// What is wrong in a line of a text, as the end of a sentence.
pub type Wrong = (Option<u64>, String);

impl Cells {
    /// Reads rows: cells may be in quotation marks, with separators and line breaks inside and
    /// blanks before, and a mark inside is doubled.
    pub fn read(text: &str, separator: Separator) -> Result<Self, Wrong> {
        let plain = plain(text, separator)?;
        if let Some(line) = plain.open {
            let message = "a quotation mark is opened here and never closed".to_owned();
            return Err((Some(line), message));
        }
        Self::of(&plain, separator)
    }

    /// Reads the rows that a part of a text holds whole, however it ends.
    pub fn of_part(text: &str, separator: Separator) -> Option<Self> {
        let plain = plain(text, separator).ok()?;
        let mut cells = Self::of(&plain, separator).ok()?;
        if plain.open.is_some() {
            cells.rows.pop();
        }
        Some(cells)
    }

    fn of(plain: &Plain, separator: Separator) -> Result<Self, Wrong> {
        let text = &plain.text;
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(match separator {
                Separator::Character(byte) => byte,
                Separator::Blanks => b' ',
            })
            .trim(Trim::All)
            .from_reader(text.as_bytes());
        let mut cells = Self { comments: plain.comments, ..Self::default() };
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record).map_err(|error| (None, error.to_string()))? {
            if record.iter().all(str::is_empty) {
                continue;
            }
            let line = record.position().map_or(0, |at| line_of(text, at));
            cells.rows.push((cells.ends.len(), line));
            for cell in &record {
                cells.text.push_str(cell);
                cells.ends.push(cells.text.len());
            }
        }
        Ok(cells)
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Number of cells in a row.
    pub fn width(&self, row: usize) -> usize {
        let end = self.rows.get(row + 1).map_or(self.ends.len(), |next| next.0);
        end - self.rows[row].0
    }

    /// The cell in this row and column.
    pub fn cell(&self, row: usize, column: usize) -> &str {
        let index = self.rows[row].0 + column;
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.text[start..self.ends[index]]
    }

    /// The cells of a row.
    pub fn row(&self, row: usize) -> impl ExactSizeIterator<Item = &str> {
        (0..self.width(row)).map(move |column| self.cell(row, column))
    }

    /// The line on which a row begins, from 1.
    pub fn line(&self, row: usize) -> u64 {
        self.rows[row].1
    }
}

/// The line on which a record starts; the reader's own position is before the empty lines that it
/// skips.
fn line_of(text: &str, at: &csv::Position) -> u64 {
    let from = usize::try_from(at.byte()).unwrap_or(text.len()).min(text.len());
    let skipped = text[from..].bytes().take_while(|byte| *byte == b'\n').count();
    at.line() + skipped as u64
}

/// A text in which every line ends with a line feed, comments are empty lines, nothing stands
/// between a separator and a quotation mark, and a single blank stands for several that separate.
struct Plain {
    text: String,
    comments: usize,
    /// The line of a quotation mark that is not closed.
    open: Option<u64>,
}

/// Where the reading of a line is.
#[derive(PartialEq)]
enum At {
    Line,
    Cell,
    Inside,
    Quoted,
}

/// Brings a text into its plain form, and counts on the way what is limited.
fn plain(text: &str, separator: Separator) -> Result<Plain, Wrong> {
    let separates = |byte: u8| match separator {
        Separator::Character(character) => byte == character,
        Separator::Blanks => is_blank(byte),
    };
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let (mut at, mut line, mut quoted_since, mut comments) = (At::Line, 1, 1, 0);
    let mut count = Count::default();
    let mut i = 0;
    while let Some(&byte) = bytes.get(i) {
        i += 1;
        if byte == b'\n' || byte == b'\r' {
            i += usize::from(byte == b'\r' && bytes.get(i) == Some(&b'\n'));
            out.push(b'\n');
            line += 1;
            if at != At::Quoted {
                at = At::Line;
            }
            continue;
        }
        if at == At::Quoted {
            out.push(byte);
            if byte == b'"' {
                if bytes.get(i) == Some(&b'"') {
                    out.push(b'"');
                    i += 1;
                } else {
                    at = At::Inside;
                }
            }
            continue;
        }
        let is_first = at == At::Line;
        if is_first {
            if byte == b'#' {
                comments += 1;
                i += until(&bytes[i..], |next| next == b'\n' || next == b'\r');
                continue;
            }
            count.row(line)?;
            at = At::Cell;
        }
        if separates(byte) || is_blank(byte) {
            let gap = until(&bytes[i..], |next| !is_blank(next) || separates(next));
            let next = bytes.get(i + gap).copied();
            if !separates(byte) {
                // a blank inside a cell, or one before a quotation mark
                if at == At::Inside || next != Some(b'"') {
                    out.push(byte);
                } else {
                    i += gap;
                }
                continue;
            }
            if separator == Separator::Blanks {
                let run = until(&bytes[i..], |next| !is_blank(next));
                i += run;
                let ends = bytes.get(i).is_none_or(|next| *next == b'\n' || *next == b'\r');
                if is_first || ends {
                    continue;
                }
                out.push(b' ');
            } else {
                out.push(byte);
            }
            count.cell(line)?;
            at = At::Cell;
            continue;
        }
        if byte == b'"' && at != At::Inside {
            (at, quoted_since) = (At::Quoted, line);
        } else {
            at = At::Inside;
        }
        out.push(byte);
    }
    let open = (at == At::Quoted).then_some(quoted_since);
    let text = String::from_utf8(out).expect("only ASCII was taken out or put in");
    Ok(Plain { text, comments, open })
}

fn is_blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

/// How many bytes come before the first that is so.
fn until(bytes: &[u8], is_so: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|byte| is_so(*byte)).unwrap_or(bytes.len())
}

/// What has been seen of what is limited.
#[derive(Default)]
struct Count {
    rows: usize,
    cells: usize,
    in_row: usize,
}

impl Count {
    /// A row begins, with its first cell.
    fn row(&mut self, line: u64) -> Result<(), Wrong> {
        self.rows += 1;
        self.in_row = 0;
        // one more for the names
        if self.rows > MAX_POINTS + 1 {
            return Err((Some(line), format!("expected at most {MAX_POINTS} points")));
        }
        self.cell(line)
    }

    fn cell(&mut self, line: u64) -> Result<(), Wrong> {
        self.in_row += 1;
        self.cells += 1;
        if self.in_row > MAX_TABLE_COLUMNS {
            return Err((Some(line), format!("expected at most {MAX_TABLE_COLUMNS} columns")));
        }
        if self.cells > MAX_TABLE_CELLS {
            return Err((Some(line), format!("expected at most {MAX_TABLE_CELLS} cells in all")));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, separator: Separator) -> Vec<(u64, Vec<String>)> {
        let cells = Cells::read(text, separator).unwrap();
        let row = |row| (cells.line(row), cells.row(row).map(str::to_owned).collect());
        (0..cells.len()).map(row).collect()
    }

    fn rows(all: &[(u64, &[&str])]) -> Vec<(u64, Vec<String>)> {
        let owned = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect();
        all.iter().map(|(line, cells)| (*line, owned(cells))).collect()
    }

    const COMMA: Separator = Separator::Character(b',');

    #[test]
    fn lines_are_counted_through_comments_empty_lines_and_old_line_ends() {
        let text = "# points\r\n\r\n1 ,\"2\"\r\n,\r\n3,4";
        assert_eq!(read(text, COMMA), rows(&[(3, &["1", "2"]), (5, &["3", "4"])]));
        assert_eq!(Cells::read(text, COMMA).unwrap().comments, 1);
        assert_eq!(read("1 2\r3 4", Separator::Blanks).len(), 2);
        assert!(read("", COMMA).is_empty());
    }

    #[test]
    fn quoted_cells_hold_separators_line_breaks_and_quotation_marks() {
        let text = "a,  \"b, \"\"c\"\"\nd\" ,e\n\"1\", \"2\",\t\"3\"\n";
        let expected = rows(&[(1, &["a", "b, \"c\"\nd", "e"]), (3, &["1", "2", "3"])]);
        assert_eq!(read(text, COMMA), expected);
        // inside a cell a mark is a mark: inches
        assert_eq!(read("5\",6\n", COMMA), rows(&[(1, &["5\"", "6"])]));
        let (line, message) = Cells::read("1,2\n3,\"4\n5,6\n", COMMA).unwrap_err();
        assert!(line == Some(2) && message.contains("never closed"), "{message}");
    }

    #[test]
    fn any_number_of_blanks_separates_once() {
        let text = "  a \t b  \n\"c d\"   2\n\n# no\n3  \"4\"\n";
        let expected = rows(&[(1, &["a", "b"]), (2, &["c d", "2"]), (5, &["3", "4"])]);
        assert_eq!(read(text, Separator::Blanks), expected);
        let tab = Separator::Character(b'\t');
        assert_eq!(read("\t1\t2 3\t\n", tab), rows(&[(1, &["", "1", "2 3", ""])]));
    }

    #[test]
    fn too_many_rows_columns_or_cells_are_told_while_they_are_counted() {
        let told = |text: &str| plain(text, COMMA).err().expect("too much").1;
        assert!(told(&"1,2\n".repeat(MAX_POINTS + 2)).contains("points"));
        assert!(told(&"1,".repeat(MAX_TABLE_COLUMNS + 1)).contains("columns"));
        let wide = format!("{}\n", "1,".repeat(MAX_TABLE_COLUMNS - 1));
        assert!(
            told(&wide.repeat(MAX_TABLE_CELLS / MAX_TABLE_COLUMNS + 1)).contains("cells in all")
        );
        let part = Cells::of_part("1,2\n3,\"4\n5", COMMA).unwrap();
        assert_eq!((part.len(), part.cell(0, 1)), (1, "2"));
    }
}
