//! What separates the cells of a table: told by the table itself.

use super::cells::{Cells, Wrong};
use super::numbers::{is_missing, is_plainly_number};
use super::options::Separator;
use super::words::short;

/// Bytes that are looked at.
const SAMPLE: usize = 1 << 16;

/// The separator of a text and the text that is to be read, which is without a first line such as
/// `sep=;`, by which spreadsheets say it.
///
/// Otherwise it is that by which most rows have as many cells as the others, at least two, and most
/// cells are numbers. Where two do alike and every cell is a number either way, the error says so.
pub fn separator(text: &str, wanted: Option<Separator>) -> Result<(Separator, &str), Wrong> {
    let (line, rest) = text.split_at(text.find(['\n', '\r']).unwrap_or(text.len()));
    let said = said(line);
    // the line stays, empty, so that the others keep their numbers
    let body = if said.is_some() { rest } else { text };
    let separator = match wanted.or(said) {
        Some(separator) => separator,
        None => told(body)?,
    };
    Ok((separator, body))
}

/// The separator that a line `sep=;` names.
fn said(line: &str) -> Option<Separator> {
    let line = line.trim_matches(|c| c == '"' || c == ' ');
    let (word, rest) = line.split_at_checked(4)?;
    word.eq_ignore_ascii_case("sep=").then(|| Separator::from_name(rest))?
}

/// How well a separator fits a sample.
struct Fit {
    separator: Separator,
    /// The share of rows of the most usual width times the share of cells that are numbers.
    score: f64,
    /// Whether all rows are of one width and all cells but names are numbers.
    is_perfect: bool,
    /// The width of the last row.
    width: usize,
}

fn told(text: &str) -> Result<Separator, Wrong> {
    let sample = sample(text);
    let fits = Separator::ALL.map(|separator| fit(sample, separator));
    let fits: Vec<Fit> = fits.into_iter().flatten().collect();
    let perfect: Vec<&Fit> = fits.iter().filter(|fit| fit.is_perfect).collect();
    if let [one, other, ..] = perfect[..]
        // a tab is a blank too, but whoever writes tabs means them
        && one.separator != Separator::Character(b'\t')
    {
        let line = sample.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let message = format!(
            "{} is {} cells apart by {}, or {} apart by {}, and nothing decides: --separator \
                \"{}\" or --separator {} does",
            short(line.trim()),
            one.width,
            one.separator.told(),
            other.width,
            other.separator.told(),
            one.separator.name(),
            other.separator.name()
        );
        return Err((None, message));
    }
    // of two that fit alike the first
    let better = |best: Fit, fit: Fit| if fit.score > best.score { fit } else { best };
    let best = fits.into_iter().reduce(better);
    let in_first_line = |separator: &Separator| match separator {
        Separator::Character(byte) => {
            sample.lines().next().is_some_and(|line| line.as_bytes().contains(byte))
        }
        Separator::Blanks => true,
    };
    let any = || Separator::ALL.into_iter().find(in_first_line).unwrap_or(Separator::Blanks);
    Ok(best.map_or_else(any, |fit| fit.separator))
}

/// The lines at the beginning.
fn sample(text: &str) -> &str {
    if text.len() <= SAMPLE {
        return text;
    }
    let sample = &text[..text.floor_char_boundary(SAMPLE)];
    sample.rfind('\n').map_or(sample, |end| &sample[..=end])
}

/// How well a separator fits; `None` if hardly a row has two cells.
fn fit(sample: &str, separator: Separator) -> Option<Fit> {
    let cells = Cells::of_part(sample, separator)?;
    let widths: Vec<usize> = (0..cells.len()).map(|row| cells.width(row)).collect();
    let of_width = |width: usize| widths.iter().filter(|own| **own == width).count();
    let (usual, rows) = widths
        .iter()
        .filter(|width| **width >= 2)
        .map(|&width| (width, of_width(width)))
        .max_by_key(|&(width, rows)| (rows, width))?;
    let (mut numbers, mut others, mut others_below) = (0, 0, 0);
    for row in (0..cells.len()).filter(|row| widths[*row] == usual) {
        let filled = cells.row(row).filter(|cell| !cell.is_empty());
        let (number, other): (Vec<&str>, Vec<&str>) =
            filled.partition(|cell| is_plainly_number(cell) || is_missing(cell));
        numbers += number.len();
        others += other.len();
        let are_names = row == 0 && number.is_empty();
        others_below += if are_names { 0 } else { other.len() };
    }
    let share = numbers as f64 / (numbers + others).max(1) as f64;
    Some(Fit {
        separator,
        // among tables of words the number of cells decides alone
        score: rows as f64 / widths.len() as f64 * (0.01 + share),
        is_perfect: rows == widths.len() && others_below == 0 && numbers > 0,
        width: widths.last().copied().unwrap_or(usual),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMA: Separator = Separator::Character(b',');
    const SEMICOLON: Separator = Separator::Character(b';');
    const TAB: Separator = Separator::Character(b'\t');

    fn of(text: &str) -> Separator {
        separator(text, None).unwrap().0
    }

    #[test]
    fn separators_are_told_from_the_lines_themselves() {
        for (text, separator) in [
            ("1,2\n3,4\n", COMMA),
            ("1;2\n3;4\n", SEMICOLON),
            ("1,5;2\n3;4,25\n", SEMICOLON),
            ("1,5;2,5\n3,5;4,25\n", SEMICOLON),
            ("1\t2\n3\t4\n", TAB),
            ("1,240\t3\n2,105\t4\n", TAB),
            ("1|2\n3|4\n", Separator::Character(b'|')),
            ("1 2\n3  4\n", Separator::Blanks),
            ("1,5 2\n2,5 3\n3,5 4\n", Separator::Blanks),
            ("1, 2\n3, 4\n", COMMA),
            ("1 ,2\n3 ,4\n", COMMA),
            ("\"1.5\", \"2.5\"\n\"3\", \"4\"\n", COMMA),
            ("dark red,very big,1\nred,big,2\n", COMMA),
            ("a;b;class\n0;0,5;no\n1;1;yes\n", SEMICOLON),
            ("a, b; c\n1;2\n3;4\n", SEMICOLON),
            // a mistake in one line is no other separator
            ("1,5;2\n1,6;2;3\n1,7;2\n1,8;2\n", SEMICOLON),
            ("2024-01-01 10:00,5.1,3\n2024-01-02 10:00,5.1,3\n", COMMA),
            ("hello", Separator::Blanks),
            ("", Separator::Blanks),
        ] {
            assert_eq!(of(text), separator, "{text:?}");
        }
    }

    #[test]
    fn a_first_line_of_a_spreadsheet_says_it_and_a_person_has_the_last_word() {
        let (found, text) = separator("sep=;\n1,5;2\n", None).unwrap();
        assert_eq!((found, text), (SEMICOLON, "\n1,5;2\n"));
        assert_eq!(of("\"SEP=|\"\r\n1,2|3,4\r\n"), Separator::Character(b'|'));
        assert_eq!(separator("sep=;\n1;2\n", Some(COMMA)).unwrap().0, COMMA);
        assert_eq!(of("sep\n1,2\n"), COMMA);
    }

    #[test]
    fn of_two_separators_that_do_alike_both_are_named() {
        let (_, message) = separator("1,2 345\n6,7 890\n", None).unwrap_err();
        assert_eq!(
            message,
            "\"6,7 890\" is 2 cells apart by ',', or 2 apart by blanks, and \
            nothing decides: --separator \",\" or --separator blanks does"
        );
    }

    #[test]
    fn of_a_long_text_the_beginning_decides() {
        let long = "1,5;\"2\n\"\n".repeat(SAMPLE / 8);
        assert_eq!(of(&long), SEMICOLON);
        assert_eq!(of(&format!("1{}", ",2".repeat(SAMPLE))), COMMA);
    }
}
