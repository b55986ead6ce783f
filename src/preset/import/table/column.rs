//! What a column holds: numbers, words, dates, row numbers.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::cells::Cells;
use super::numbers::{is_missing, is_number, number};
use super::options::Decimal;
use super::words::is_date;

/// Most classes of a column.
pub const MAX_CLASSES: usize = 50;

/// What the cells of a column are, names aside.
#[derive(Clone, Debug, Default)]
pub struct Holds {
    /// Cells that are numbers.
    pub numbers: usize,
    /// Cells that are dates or times.
    pub dates: usize,
    /// Cells that are other words.
    pub words: usize,
    /// Whether the cells are 0, 1, 2, .. or 1, 2, 3, ..
    pub count_rows: bool,
    /// Whether all cells are whole numbers.
    pub are_whole: bool,
    /// Number of different cells; above [`MAX_CLASSES`] it is counted only while none are alike.
    pub distinct: usize,
    /// Whether `-` is a word beside `+` and no missing value.
    has_plus: bool,
}

impl Holds {
    /// Looks at a column from row `first` on.
    pub fn of(cells: &Cells, column: usize, first: usize, decimal: Decimal) -> Self {
        let all = || (first..cells.len()).map(|row| cells.cell(row, column));
        let mut holds = Self { has_plus: all().any(|cell| cell == "+"), ..Self::default() };
        let mut seen = HashSet::new();
        holds.are_whole = true;
        let start = u64::from(first < cells.len() && cells.cell(first, column) == "1");
        holds.count_rows = first < cells.len();
        for (cell, wanted) in all().zip(start..) {
            let is_digits = cell.bytes().all(|byte| byte.is_ascii_digit());
            holds.count_rows &= is_digits && cell.parse() == Ok(wanted);
            if holds.is_missing(cell) {
                continue;
            }
            holds.are_whole = holds.are_whole
                && (is_digits
                    || number(cell, decimal).is_ok_and(|number| number.exact.is_integer()));
            if seen.len() == holds.filled() || seen.len() <= MAX_CLASSES {
                seen.insert(cell);
            }
            if is_number(cell, decimal) {
                holds.numbers += 1;
            } else if is_date(cell) {
                holds.dates += 1;
            } else {
                holds.words += 1;
            }
        }
        holds.distinct = seen.len();
        holds
    }

    /// Whether a cell of this column has no value.
    pub fn is_missing(&self, cell: &str) -> bool {
        is_missing(cell) && !(self.has_plus && cell == "-")
    }

    /// Cells that have a value.
    pub fn filled(&self) -> usize {
        self.numbers + self.dates + self.words
    }

    /// Whether no two cells are alike.
    pub fn are_different(&self) -> bool {
        self.distinct == self.filled()
    }

    /// Whether most cells are words.
    pub fn is_text(&self) -> bool {
        2 * self.words > self.filled()
    }

    /// Whether most cells are dates or times.
    pub fn is_dates(&self) -> bool {
        2 * self.dates > self.filled()
    }
}

/// The classes of a column, in their order: numbers by size, words by alphabet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Classes {
    /// What they are called.
    pub names: Vec<String>,
    /// Which one a cell is of.
    of_cell: HashMap<String, usize>,
}

impl Classes {
    /// The classes of a column from row `first` on.
    ///
    /// The error is a row and the end of a sentence.
    pub fn of(
        cells: &Cells,
        column: usize,
        first: usize,
        holds: &Holds,
        decimal: Decimal,
    ) -> Result<Self, (usize, String)> {
        let are_numbers = holds.numbers == holds.filled();
        let mut spelled: BTreeMap<Key, Vec<&str>> = BTreeMap::new();
        for row in first..cells.len() {
            let cell = cells.cell(row, column);
            if holds.is_missing(cell) {
                continue;
            }
            let value = match number(cell, decimal) {
                Ok(number) if are_numbers => number.nearest,
                Err(what) if are_numbers => return Err((row, format!("expected {what}"))),
                _ => 0.0,
            };
            let word = if are_numbers { "" } else { cell };
            let spellings = spelled.entry(Key { value, word }).or_default();
            if !spellings.contains(&cell) {
                spellings.push(cell);
            }
            if spelled.len() > MAX_CLASSES {
                let message = format!(
                    "expected a number, or one of at most {MAX_CLASSES} classes, found {}",
                    super::words::short(cell)
                );
                return Err((row, message));
            }
        }
        if spelled.len() < 2 {
            let what = if are_numbers { "value" } else { "word" };
            let message =
                format!("expected two classes or more, found the same {what} in every line");
            return Err((first, message));
        }
        let mut classes = Self::default();
        for (index, spellings) in spelled.into_values().enumerate() {
            classes.names.push(spellings[0].to_owned());
            classes.of_cell.extend(spellings.into_iter().map(|cell| (cell.to_owned(), index)));
        }
        Ok(classes)
    }

    /// The targets of a cell's class, each 0 or 1: one target for two classes, else one for each.
    pub fn targets(&self, cell: &str) -> Vec<bool> {
        let class = self.of_cell.get(cell).copied();
        match self.names.len() {
            2 => vec![class == Some(1)],
            count => (0..count).map(|index| class == Some(index)).collect(),
        }
    }
}

/// What one class is known by.
#[derive(PartialEq)]
struct Key<'c> {
    value: f64,
    word: &'c str,
}

impl Eq for Key<'_> {}

impl Ord for Key<'_> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.value.total_cmp(&other.value).then_with(|| self.word.cmp(other.word))
    }
}

impl PartialOrd for Key<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::super::options::Separator;
    use super::*;

    fn cells(text: &str) -> Cells {
        Cells::read(text, Separator::Character(b',')).unwrap()
    }

    fn holds(text: &str) -> Holds {
        Holds::of(&cells(text), 0, 0, Decimal::Point)
    }

    fn classes(text: &str) -> Result<Vec<String>, (usize, String)> {
        let holds = holds(text);
        Classes::of(&cells(text), 0, 0, &holds, Decimal::Point).map(|classes| classes.names)
    }

    #[test]
    fn a_column_is_known_by_what_most_of_its_cells_are() {
        assert!(holds("0,a\n1,a\n2,a\n").count_rows && holds("1,a\n2,a\n").count_rows);
        assert!(!holds("2,a\n3,a\n").count_rows && !holds("0,a\n1.0,a\n").count_rows);
        let mixed = holds("1,a\nNA,a\nx,a\n2024-01-31,a\n");
        assert_eq!([mixed.numbers, mixed.words, mixed.dates, mixed.filled()], [1, 1, 1, 3]);
        assert!(holds("a,1\nb,1\n1,1\n").is_text() && holds("a,1\nb,1\n").are_different());
        assert!(!holds("a,1\na,1\nb,1\n").are_different());
        assert!(holds("1.0,a\n-2,a\n").are_whole && !holds("1.5,a\n2,a\n").are_whole);
    }

    #[test]
    fn classes_are_in_the_order_of_their_numbers_or_of_the_alphabet() {
        let owned = |names: &[&str]| Ok(names.iter().map(|name| (*name).to_owned()).collect());
        assert_eq!(classes("10,x\n9,x\n1e1,x\n-1,x\n?,x\n"), owned(&["-1", "9", "10"]));
        assert_eq!(classes("rot,x\nblau,x\n10,x\n"), owned(&["10", "blau", "rot"]));
        // a minus is a class beside a plus, and a missing value elsewhere
        assert_eq!(classes("+,x\n-,x\n"), owned(&["+", "-"]));
        assert!(classes("a,x\n-,x\n").unwrap_err().1.contains("the same word in every line"));
        let many: Vec<String> = (0..=MAX_CLASSES).map(|i| format!("w{i},x\n")).collect();
        assert!(classes(&many.concat()).unwrap_err().1.contains("at most 50 classes"));
    }

    #[test]
    fn two_classes_have_one_target_and_more_one_each() {
        let of = |text: &str| {
            let holds = holds(text);
            Classes::of(&cells(text), 0, 0, &holds, Decimal::Point).unwrap()
        };
        let two = of("no,x\nyes,x\n");
        assert_eq!([two.targets("no"), two.targets("yes")], [[false], [true]]);
        let three = of("1,x\n2.0,x\n2,x\n3,x\n");
        assert_eq!(three.targets("2.0"), [false, true, false]);
        assert_eq!(three.targets("2"), three.targets("2.0"));
    }
}
