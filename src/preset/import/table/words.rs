//! Cells that are no numbers: dates, names, and how they are told.

/// Longest text of a table that is told.
const LONGEST: usize = 40;

/// Whether a cell is a date or a time of day: `2024-01-31`, `31.1.2024`, `1/31/2024 10:30`.
pub fn is_date(cell: &str) -> bool {
    let mut parts = cell.split(['T', ' ']).filter(|part| !part.is_empty());
    let Some(first) = parts.next() else { return false };
    let is_day = ['-', '.', '/'].iter().any(|mark| {
        let numbers: Vec<&str> = first.trim_end_matches('.').split(*mark).collect();
        let lengths: Vec<usize> = numbers.iter().map(|number| number.len()).collect();
        let are_digits =
            numbers.iter().all(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
        are_digits && matches!(lengths[..], [4, 1..=2, 1..=2] | [1..=2, 1..=2, 2 | 4])
    });
    (is_day || is_time(first)) && parts.all(is_time)
}

/// `10:30`, `10:30:00.5Z`, `am`
fn is_time(part: &str) -> bool {
    let part = part.trim_end_matches(['Z', 'z']);
    let (clock, _) = part.split_once(['+', '-', '.']).unwrap_or((part, ""));
    let numbers: Vec<&str> = clock.split(':').collect();
    let is_two = |number: &&str| number.len() <= 2 && number.parse::<u8>().is_ok();
    ["am", "pm"].iter().any(|half| part.eq_ignore_ascii_case(half))
        || ((2..=3).contains(&numbers.len()) && numbers.iter().all(is_two))
}

/// A text in quotation marks, in one line and not too long.
pub fn short(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return format!("{text:?}");
    }
    let start: String = text.chars().take(LONGEST).collect();
    let shown = format!("{start:?}");
    format!("{}..\"", shown.strip_suffix('"').unwrap_or(&shown))
}

/// A name in one line and not too long, without quotation marks.
pub fn name(text: &str) -> String {
    let line: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
        .collect();
    let line = line.join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}..", &line[..end]),
        None => line,
    }
}

/// `1 point`, `3 points`
pub fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// `a, b, c`, or of more than `most` the first and `..`.
pub fn list(names: &[String], most: usize) -> String {
    let shown = names.iter().take(most).map(|text| name(text)).collect::<Vec<_>>().join(", ");
    if names.len() > most { format!("{shown}, ..") } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times_are_told_from_numbers_and_words() {
        for date in [
            "2024-01-31",
            "31.1.2024",
            "31.01.24",
            "1/31/2024",
            "2024-01-31T10:30:00Z",
            "2024-01-31 10:30",
            "10:30",
            "1/31/2024 9:05 PM",
            "2024-01-31T10:30:00.123+02:00",
        ] {
            assert!(is_date(date), "{date}");
        }
        for other in ["", "1.5", "1/3", "2024", "12-14", "1-2-3-4", "a:b", "setosa", "1.391.500"] {
            assert!(!is_date(other), "{other}");
        }
    }

    #[test]
    fn long_texts_and_line_breaks_are_told_in_one_short_line() {
        assert_eq!(short("a\nb"), "\"a\\nb\"");
        assert_eq!(short(&"x".repeat(100)), format!("\"{}..\"", "x".repeat(40)));
        assert_eq!(name("a\nb \u{1b}c"), "a b c");
        assert_eq!(name(&"ä".repeat(100)), format!("{}..", "ä".repeat(40)));
        assert_eq!(list(&["a", "b", "c"].map(str::to_owned), 2), "a, b, ..");
    }
}
