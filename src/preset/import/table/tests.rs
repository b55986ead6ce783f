//! Tables of all kinds, from their text to their numbers.

use num_rational::BigRational;
use num_traits::ToPrimitive;
use proptest::prelude::*;

use super::*;
use crate::objective::LossKind;
use crate::preset::{PlaneKind, Preset};

fn with(text: &str, options: &Options) -> Result<Data, String> {
    Data::parse("folder/data.csv", text, options).map_err(|error| error.to_string())
}

fn data(text: &str) -> Data {
    with(text, &Options::default()).unwrap_or_else(|mistake| panic!("{text:?}: {mistake}"))
}

fn told(text: &str) -> String {
    data(text).reading.to_string()
}

fn mistake(text: &str) -> String {
    with(text, &Options::default()).unwrap_err()
}

fn ratio(numerator: i64, denominator: i64) -> BigRational {
    BigRational::new(numerator.into(), denominator.into())
}

#[test]
fn a_table_is_the_same_data_whatever_separates_its_cells() {
    let comma = data("0.1,2,-1\n1/3,4,5e-1\n");
    assert_eq!(comma.inputs, [[ratio(1, 10), ratio(2, 1)], [ratio(1, 3), ratio(4, 1)]]);
    assert_eq!(comma.targets, [[ratio(-1, 1)], [ratio(1, 2)]]);
    for text in [
        "a,b,y\n0.1,2,-1\n1/3,4,0.5",
        "0,1;2;-1\n1/3;4;0,5",
        "a\tb\ty\n0,1\t2\t\u{2212}1\r\n1/3\t4\t0,5\n",
        "# two points\n\n0.1 2 -1\n1/3   4 0.5\n",
        "\"0.1\", \"2\", \"-1\"\n1/3,4,50 %\n,,\n",
        "sep=|\n0,1|2|-1\n1/3|4|0,5\n",
        "a b y\n\"row 1\" 0.1 2 -1\n\"row 2\" 1/3 4 0.5\n",
    ] {
        let other = data(text);
        assert_eq!((&other.inputs, &other.targets), (&comma.inputs, &comma.targets), "{text:?}");
    }
}

#[test]
fn how_a_table_was_read_is_told_in_one_line() {
    for (text, line) in [
        (
            "a,b,c,d,kind\n1.5,2,3,4,x\n1,2,3,4,y\n1,2,3,4,z\n",
            "read 3 points from data.csv: inputs a .. d (4), target kind (3 classes: x, y, z), \
                separator ',', decimal point",
        ),
        (
            "x;y\n1,5;2\n2;NA\n3;4\n",
            "read 2 points from data.csv: input x, target y, separator ';', decimal comma; left \
                out: 1 row with missing values (line 3)",
        ),
        (
            "1 2 3\n4 5 6",
            "read 2 points from data.csv: inputs column 1, column 2, target column 3, \
            separator blanks",
        ),
        (
            "# by hand\n\"\"\tclass\tsize\tday\n1\tno\t5 %\t1.1.2024\n2\tyes\t6 %\t2.1.2024\n",
            "read 2 points from data.csv: input size, target class (2 classes: no = 0, yes = 1), \
                separator tab, percentages as hundredths; left out: column 1 (row numbers), day \
                (dates), 1 comment",
        ),
    ] {
        assert_eq!(told(text), line);
    }
    let many = (0..20).map(|i| format!("a{i}")).collect::<Vec<_>>().join(",");
    let cells = "1,".repeat(20);
    let inputs = vec!["a3".to_owned()];
    let few = with(&format!("{many},y\n{cells}2\n"), &Options { inputs, ..Options::default() });
    assert!(few.unwrap().reading.to_string().ends_with(
        "left out: a0 (not asked for), a1 (not asked for), a2 (not asked for), a4 (not asked for), \
            a5 (not asked for), 14 more columns"
    ));
}

#[test]
fn a_first_row_of_what_is_meant_as_numbers_is_no_row_of_names() {
    for text in ["1e99999,1\n2,3\n4,5", "-inf,1\n2,3\n4,5"] {
        assert!(mistake(text).contains("line 1, column 1"), "{text:?}: {}", mistake(text));
    }
    assert_eq!(data("NaN,1\n2,3\n4,5").reading.missing, (1, vec![1]));
    // a separator at the end of every line but the first
    assert_eq!(data("a,y\n1,2,\n3,4,\n").targets, [[ratio(2, 1)], [ratio(4, 1)]]);
    // pandas without names
    assert_eq!(data(",0,1\n0,0.5,7\n1,0.25,8\n").inputs, [[ratio(1, 2)], [ratio(1, 4)]]);
}

#[test]
fn words_are_classes_and_so_are_numbers_called_so() {
    let two = data("x,y,class\n0,1,yes\n1,0,no\n1,1,yes\n");
    assert_eq!(two.reading.classes, ["no", "yes"]);
    assert_eq!(two.dataset.targets().as_slice().unwrap(), [1.0, 0.0, 1.0]);
    let three = data("0;rot\n1;blau\n2;gelb\n");
    assert_eq!(three.reading.classes, ["blau", "gelb", "rot"]);
    assert_eq!(three.dataset.target(2), [0.0, 1.0, 0.0]);
    assert_eq!(three.targets[0], [ratio(0, 1), ratio(0, 1), ratio(1, 1)]);
    let first = data("class,a\n3,7\n1,8\n2,9\n");
    assert_eq!((first.dataset.target(0), first.dataset.input(0)), (&[0., 0., 1.][..], &[7.0][..]));
    let are_classes = Options { are_classes: true, ..Options::default() };
    assert_eq!(with("7,1\n8,5\n", &are_classes).unwrap().dataset.target(1), [1.0]);
    assert_eq!(data("7,1\n8,5\n").dataset.target(1), [5.0]);
}

#[test]
fn rows_without_a_value_are_left_out_and_counted_or_refused() {
    let text = "a,b,y\n1,,0\n2,3,?\n4,5,6\nnull,7,8\n9,-,1\n1,1,1\nNA,1,1\n?,1,1\n";
    let some = data(text);
    assert_eq!(some.inputs, [[ratio(4, 1), ratio(5, 1)], [ratio(1, 1), ratio(1, 1)]]);
    assert_eq!(some.reading.missing, (6, vec![2, 3, 5, 6, 8]));
    assert!(told(text).ends_with("6 rows with missing values (lines 2, 3, 5, 6, 8, ..)"));
    let refuse = Options { missing: Missing::Refuse, ..Options::default() };
    let refused = with(text, &refuse).unwrap_err();
    assert!(refused.contains("line 2, column 2: expected a value, found none"), "{refused}");
    // a column that is not used lacks nothing
    let inputs = vec!["a".to_owned()];
    assert_eq!(with("a,b,y\n1,,0\n", &Options { inputs, ..refuse }).unwrap().dataset.len(), 1);
    assert!(mistake("a,y\n,1\n2,\n").contains("at least one row with a value"));
}

#[test]
fn a_wrong_table_is_told_in_a_sentence_with_line_and_column() {
    for (text, told) in [
        ("1,2\n3,x\n4,5\n", "folder/data.csv, line 2, column 2: expected a number, found \"x\""),
        ("x,y\n1,2\n\nz,5\n", "line 4, column 1: expected a number"),
        ("1,2\n\n3\n", "line 3: expected 2 columns as in line 1, found 1"),
        ("1\n2\n", "line 1: expected at least 2 columns"),
        ("x,y\n", "expected at least one row of numbers"),
        ("", "expected at least one row of numbers"),
        ("hello", "line 1: expected at least 2 columns"),
        ("1,2,a\n3,4,a\n", "line 1, column 3: expected two classes or more"),
        ("1,inf\n2,3\n4,5\n", "line 1, column 2: expected a number, found \"inf\""),
        ("a,b,y\nred,1,2\nblue,1,2\nred,3,4\n", "column 1: expected numbers as input"),
        ("1,\"2\n3,4\n", "line 1: a quotation mark is opened here"),
        ("a;y\n1,240;2\n3;4\n", "line 2, column 1: \"1,240\" may be 1240 or 1.24"),
        ("1e-9223372036854775808,1\n2,3\n", "line 1, column 1: expected"),
    ] {
        assert!(mistake(text).contains(told), "{text:?}: {}", mistake(text));
    }
}

#[test]
fn inputs_are_standardised_to_mean_0_and_deviation_1_where_they_differ() {
    let options = Options { standardise: true, ..Options::default() };
    let some = with("a,b,y\n1,5,10\n2,5,20\n3,5,30\n4,5,40\n", &options).unwrap();
    let a: Vec<f64> = some.dataset.inputs().column(0).to_vec();
    // (1 - 2.5) / sqrt(1.25)
    let expected = [-1.341_640_786_499_874, -0.447_213_595_499_958];
    assert!((a[0] - expected[0]).abs() < 1e-15 && (a[1] - expected[1]).abs() < 1e-15, "{a:?}");
    assert!(some.dataset.inputs().column(1).iter().all(|b| *b == 0.0));
    assert_eq!(some.dataset.target(3), [40.0]);
    let nearest: Vec<f64> = some.inputs.iter().map(|row| row[0].to_f64().unwrap()).collect();
    assert_eq!(nearest, a);
    assert!(some.reading.to_string().contains("standardised"));
    assert!(with("1e200,1\n-1e200,2\n", &options).unwrap_err().contains("column 1"));
}

#[test]
fn data_of_another_width_change_the_network_and_what_depended_on_it() {
    let preset = Preset::load("xor-sigmoid").unwrap();
    let (own, told) = data("a,b,c,y\n1,2,3,0\n3,2,1,2.5\n").put_into(&preset).unwrap();
    assert_eq!(own.network.layers, [3, 2, 1]);
    assert!(own.points.is_empty() && own.descent.starts.is_empty());
    assert!(matches!(own.plane.kind, PlaneKind::Weights { .. }));
    assert_eq!((own.dataset.len(), own.name.as_str()), (2, "data"));
    assert!(own.notes.starts_with("Read 2 points from data.csv: inputs a, b, c"));
    assert_eq!(own.notes[1..own.notes.len() - 1], told[1..]);
    // it can be written and read like any preset
    let again = Preset::parse("data", &own.to_toml()).unwrap();
    assert_eq!(
        (&again.dataset, &again.exact, &again.notes),
        (&own.dataset, &own.exact, &own.notes)
    );
}

#[test]
fn another_loss_for_targets_that_cross_entropy_does_not_take_is_told() {
    let mut logistic = Preset::load("xor-sigmoid").unwrap();
    logistic.loss.kind = LossKind::CrossEntropy;
    let (own, told) = data("1,2,2.5").put_into(&logistic).unwrap();
    assert_eq!(own.loss.kind, LossKind::Squared);
    assert!(told.ends_with("; squared error in place of cross-entropy, as a target is 2.5"));
    let (own, told) = data("1,2,1").put_into(&logistic).unwrap();
    assert_eq!(own.loss.kind, LossKind::CrossEntropy);
    assert!(!told.contains("squared error"));
}

#[test]
fn of_a_refused_table_is_shown_what_could_be_read() {
    let survey = |text: &[u8]| Survey::of("a.csv", text.to_vec(), &Options::default());
    let ambiguous = survey(b"area;y\n1,240;3\n2,105;4\n");
    assert!(ambiguous.data.is_err() && ambiguous.decimal.is_none());
    assert_eq!((ambiguous.rows, ambiguous.head[1].join(" ")), (2, "2,105 4".to_owned()));
    assert_eq!(ambiguous.columns[1].role, Role::Target);
    let ragged = survey(b"1,2\n3\n");
    assert!(ragged.columns.is_empty() && ragged.separator.is_some());
    assert!(survey(&[0; 9]).encoding.is_none());
}

/// A number and its spelling with this sign, in one of the ways in which it can be read only so.
fn spelled(tenths: i64, sign: char, style: u8) -> (BigRational, String) {
    let (whole, places) = (tenths.abs() / 10, tenths.abs() % 10);
    let minus = if tenths < 0 { ["-", "\u{2212}"][usize::from(style) % 2] } else { "" };
    let digits = whole.to_string();
    let groups: Vec<&str> = match digits.len() {
        4..=6 => vec![&digits[..digits.len() - 3], &digits[digits.len() - 3..]],
        _ => vec![&digits],
    };
    let other = if sign == ',' { "." } else { "," };
    let mark = ["", "\u{a0}", "\u{202f}", other, "'"][usize::from(style) % 5];
    (ratio(tenths, 10), format!("{minus}{}{sign}{places}", groups.join(mark)))
}

proptest! {
    #[test]
    fn a_table_written_in_any_dialect_reads_back_the_same_numbers(
        rows in prop::collection::vec(
            prop::collection::vec((-9_999_999_i64..9_999_999, any::<u8>()), 3), 1..12
        ),
        separator in prop::sample::select(Separator::ALL.to_vec()),
        decimal in prop::sample::select(Decimal::ALL.to_vec()),
        encoding in prop::sample::select(vec![0, 1, 2, 3]),
        (has_names, is_quoted, line_end) in
            (any::<bool>(), any::<bool>(), prop::sample::select(vec!["\n", "\r\n", "\r"])),
    ) {
        let mark = match separator {
            Separator::Character(byte) => char::from(byte).to_string(),
            Separator::Blanks => "   ".to_owned(),
        };
        let mut text = String::new();
        if has_names {
            text += &["größe", "b", "c"].join(&mark);
            text += line_end;
        }
        let mut exact = Vec::new();
        for row in &rows {
            let row = row.iter().map(|&(tenths, style)| spelled(tenths, decimal.signs()[0], style));
            let (numbers, cells): (Vec<BigRational>, Vec<String>) = row.unzip();
            exact.push(numbers);
            let is_needed = |cell: &String| is_quoted || cell.contains(&mark);
            let quote = |cell: String| {
                if is_needed(&cell) { format!(" \"{cell}\"") } else { cell }
            };
            text += &cells.into_iter().map(quote).collect::<Vec<_>>().join(&mark);
            text += line_end;
        }
        let bytes = match encoding {
            0 => text.clone().into_bytes(),
            1 => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            2 => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            _ => [&[0xfe, 0xff][..],
                &text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>()].concat(),
        };
        let data = Survey::of("file", bytes, &Options::default()).data;
        let data = data.map_err(|error| TestCaseError::fail(format!("{text:?}: {error}")))?;
        let read: Vec<Vec<BigRational>> = data.inputs.iter().zip(&data.targets)
            .map(|(inputs, targets)| [&inputs[..], targets].concat())
            .collect();
        prop_assert_eq!(read, exact, "{:?}", text);
    }

    #[test]
    fn no_bytes_whatever_end_the_program(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Survey::of("file", bytes, &Options::default());
    }

    #[test]
    fn no_text_of_signs_ends_the_program(text in "[-0-9,.;|\t \"'#%eE/xn\n\r−]{0,80}") {
        let _ = Survey::of("file", text.into_bytes(), &Options::default());
    }
}
