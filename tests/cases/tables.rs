//! Tables of data, and presets in the encodings of other desktops.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use basinscope::preset::Preset;
use basinscope::preset::import::{Data, Options};
use serde_json::Value;

/// What nobody would call a hang.
const AT_ONCE: Duration = Duration::from_secs(10);

fn case(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name).display().to_string()
}

fn run(arguments: &[&str]) -> Output {
    let begun = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_basinscope")).args(arguments).output();
    assert!(begun.elapsed() < AT_ONCE, "{arguments:?} took {:?}", begun.elapsed());
    output.expect("the program runs")
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What a table was read as, and what was said of it.
struct Seen {
    inputs: Vec<Vec<f64>>,
    targets: Vec<Vec<f64>>,
    line: String,
    preset: Preset,
}

/// Has a preset made for the data of a table, as the preset has its numbers as they were read.
fn seen(file: &str, options: &[&str]) -> Seen {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("seen.toml").display().to_string();
    let start = ["generate", "dead", "--data", file, "--hidden", "2", "--out", &out];
    let output = run(&[&start[..], options].concat());
    assert!(output.status.success(), "{file}: {}", told(&output));
    let preset = Preset::load(&out).unwrap();
    let rows = |of: &dyn Fn(usize) -> Vec<f64>| (0..preset.dataset.len()).map(of).collect();
    Seen {
        inputs: rows(&|i| preset.dataset.input(i).to_vec()),
        targets: rows(&|i| preset.dataset.target(i).to_vec()),
        line: told(&output).trim_end().to_owned(),
        preset,
    }
}

/// The one sentence of a refusal.
fn refused(file: &str, options: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("never.toml");
    let shown = out.display().to_string();
    let start = ["generate", "dead", "--data", file, "--hidden", "2", "--out", &shown];
    let output = run(&[&start[..], options].concat());
    assert!(output.status.code() == Some(2) && output.stdout.is_empty() && !out.exists());
    let told = told(&output);
    assert_eq!(told.trim_end().lines().count(), 1, "{told}");
    told
}

fn own(text: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("own.csv");
    std::fs::write(&path, text).unwrap();
    (folder, path.display().to_string())
}

#[test]
fn thousands_in_a_table_of_tabs_are_never_taken_for_decimals_in_silence() {
    let file = case("01-tsv-thousands/ambiguous.tsv");
    let told = refused(&file, &[]);
    assert!(told.contains("line 2, column 1: \"1,240\" may be 1240 or 1.24"), "{told}");
    assert!(told.contains("--decimal comma or --decimal point"), "{told}");
    let point = seen(&file, &["--decimal", "point"]);
    assert_eq!(point.inputs, [[1240.0, 3.0], [2105.0, 4.0], [1875.0, 2.0]]);
    assert_eq!(point.targets, [[245_000.0], [391_500.0], [198_250.0]]);
    let comma = seen(&file, &["--decimal", "comma"]);
    assert_eq!(comma.inputs, [[1.24, 3.0], [2.105, 4.0], [1.875, 2.0]]);
    assert!(comma.line.ends_with("separator tab, decimal comma"), "{}", comma.line);
}

#[test]
fn one_cell_that_can_be_read_in_one_way_settles_thousands_for_the_table() {
    let telling = seen(&case("01-tsv-thousands/telling.tsv"), &[]);
    assert_eq!(telling.inputs, [[1240.0, 3.0], [2105.0, 4.0], [1875.0, 2.0]]);
    assert_eq!(telling.targets, [[245_000.0], [1_391_500.0], [198_250.0]]);
}

#[test]
fn tables_and_presets_in_utf_16_are_read() {
    let table = seen(&case("03-encodings/unicode-text.txt"), &[]);
    assert_eq!(table.inputs, [[0.5, 1.0], [1.0, -2.0], [-1.0, 0.25]]);
    assert_eq!(table.targets, [[0.0], [1.0], [1.0]]);
    assert!(table.line.ends_with("encoding UTF-16LE"), "{}", table.line);
    for name in ["powershell", "notepad"] {
        let file = case(&format!("03-encodings/{name}.toml"));
        let output = run(&["evaluate", &file, "--json"]);
        let e: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(e["loss"].as_f64(), Some(1000.5 * 1000.5 + 9.0), "{name}");
        assert_eq!(Preset::load(&file).unwrap().title, "Zwei Punkte, ein Gewicht – Prüfung");
    }
}

#[test]
fn a_number_without_a_digit_before_its_point_is_told_what_it_lacks() {
    let output = run(&["evaluate", &case("03-encodings/dot.toml"), "--json"]);
    let told = told(&output);
    assert!(output.status.code() == Some(2) && told.contains("line 12"), "{told}");
    assert!(told.contains("a digit must stand before the point: 0.05"), "{told}");
}

#[test]
fn row_numbers_without_a_name_are_no_input_and_that_is_told() {
    for (name, called) in [("frame", "column 1"), ("unnamed", "Unnamed: 0")] {
        let frame = seen(&case(&format!("04-pandas-index-column/{name}.csv")), &[]);
        assert_eq!(frame.inputs, [[0.1, 0.9], [0.8, 0.2], [0.4, 0.7], [0.9, 0.1]]);
        assert_eq!(frame.targets, [[1.0], [0.0], [1.0], [0.0]]);
        let told = format!("left out: {called} (row numbers)");
        assert!(frame.line.ends_with(&told), "{}", frame.line);
        // kept if a person says so
        let kept =
            seen(&case(&format!("04-pandas-index-column/{name}.csv")), &["--inputs", "1,x1,x2"]);
        assert_eq!(kept.inputs[2], [2.0, 0.4, 0.7]);
    }
}

#[test]
fn a_class_in_the_first_column_is_the_target_and_names_carry_no_quotation_marks() {
    for name in ["leaf", "leaf-plain"] {
        let leaf = seen(&case(&format!("05-class-column-first/{name}.csv")), &[]);
        let rows =
            [[0.28, 2.29], [0.3, 2.81], [0.61, 1.1], [0.58, 1.25], [0.45, 4.05], [0.47, 3.98]];
        assert_eq!(leaf.inputs, rows);
        let told = "inputs width, height, target class (3 classes: 1, 2, 3)";
        assert!(leaf.line.contains(told), "{}", leaf.line);
        let class = |i: usize| leaf.targets[i].iter().position(|y| *y == 1.0);
        assert_eq!([0, 1, 2, 3, 4, 5].map(class), [0, 0, 1, 1, 2, 2].map(Some));
        assert!(leaf.targets.iter().all(|row| row.iter().sum::<f64>() == 1.0));
    }
}

#[test]
fn a_typographic_minus_is_a_minus() {
    let supplier = seen(&case("07-unicode-minus/supplier.csv"), &[]);
    assert_eq!(supplier.inputs, [[1.5, -0.5], [2.0, -3.25], [-0.75, 1.0]]);
    assert_eq!(supplier.targets, [[1.0], [0.0], [1.0]]);
}

#[test]
fn cells_quoted_after_a_blank_and_decimal_commas_between_blanks_are_numbers() {
    let quoted = seen(&case("26-found-by-fuzzing/quoted-after-blank.csv"), &[]);
    assert_eq!(
        (quoted.inputs, quoted.targets),
        (vec![vec![1.5], vec![3.0], vec![5.0]], vec![vec![2.5], vec![4.0], vec![6.25]],)
    );
    let blanks = seen(&case("26-found-by-fuzzing/decimal-comma-blanks.txt"), &[]);
    assert_eq!(
        (blanks.inputs, blanks.targets),
        (vec![vec![1.5], vec![2.5], vec![3.5]], vec![vec![2.0], vec![3.0], vec![4.0]],)
    );
}

#[test]
fn an_exponent_without_end_is_refused_at_once_wherever_it_stands() {
    let told_of = refused(&case("26-found-by-fuzzing/exponent.csv"), &[]);
    assert!(told_of.contains("line 1, column 1: expected an exponent of ten"), "{told_of}");
    let output = run(&["evaluate", &case("26-found-by-fuzzing/exponent.toml")]);
    assert!(output.status.code() == Some(2) && told(&output).contains("an exponent of ten"));
}

#[test]
fn what_was_read_is_told_in_one_line_and_stands_in_the_notes() {
    let (_folder, file) =
        own("ort;klasse;größe\nA;ja;1,5\nB;nein;\nC;nein;2,5\nD;ja;3\nE;nein;4\n");
    let table = seen(&file, &["--target", "klasse"]);
    let line = "read 4 points from own.csv: input größe, target klasse (2 classes: ja = 0, nein = \
        1), separator ';', decimal comma; left out: ort (another word in every row), 1 row with \
        missing values (line 3)";
    assert_eq!(table.line, line);
    assert!(table.preset.notes.contains(&format!("R{}.", &line[1..])), "{}", table.preset.notes);
    // the same columns by number, and nothing missing allowed
    assert_eq!(seen(&file, &["--target", "2", "--inputs", "3"]).inputs, table.inputs);
    let told = refused(&file, &["--target", "klasse", "--missing", "refuse"]);
    assert!(told.contains("line 3, column 3: expected a value, found none"), "{told}");
    let told = refused(&file, &["--target", "klase"]);
    assert!(told.contains("(did you mean \"klasse\"?)"), "{told}");
}

#[test]
fn every_command_says_how_a_table_was_read_and_what_became_of_the_loss() {
    let (_folder, file) = own("x1,x2,y\n0,0.5,0\n1,1,2.5\n");
    let output = run(&["evaluate", "xor-relu", "--data", &file, "--json"]);
    assert_eq!(
        told(&output),
        "read 2 points from own.csv: inputs x1, x2, target y, separator ',', decimal point; \
            squared error in place of cross-entropy, as a target is 2.5\n"
    );
    let output = run(&["evaluate", "xor-sigmoid", "--data", &file, "--separator", ";", "--json"]);
    assert!(told(&output).contains("expected at least 2 columns"), "{}", told(&output));
    for (option, value) in [("--decimal", "dot"), ("--encoding", "klingon"), ("--separator", "7")] {
        let output = run(&["evaluate", "xor-relu", "--data", &file, option, value]);
        assert!(output.status.code() == Some(2) && told(&output).contains("expected"));
    }
    let output = run(&["evaluate", "xor-relu", "--target", "y"]);
    assert!(told(&output).contains("--data"), "{}", told(&output));
}

/// A file of this text over and over, and a last line.
fn long(text: &str, times: usize, last: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long.csv");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).unwrap());
    (0..times).for_each(|_| file.write_all(text.as_bytes()).unwrap());
    file.write_all(last.as_bytes()).unwrap();
    (folder, path)
}

#[test]
fn tables_beyond_a_limit_are_refused_in_little_memory() {
    const MEGABYTE: usize = 1_000_000;
    for (text, times, last, most, told) in [
        ("1,2\n", 30_000_000, "", 500, "at most 64 MiB"),
        ("1,2\n", 16_000_000, "", 500, "line 1000002: expected at most 1000000 points"),
        ("1,", 50_000_000, "", 500, "at most 64 MiB"),
        ("1,", 30_000_000, "", 500, "line 1: expected at most 100000 columns"),
        ("1,2,3\n", 999_999, "1,x,2\n", 500, "line 1000000, column 2: expected a number"),
        ("1,2\n", 249_000, "1,x\n", 100, "expected a number"),
        ("1,", 499_000, "", 100, "at most 100000 columns"),
        ("1,\"\n", 199_999, "", 100, "a quotation mark is opened here"),
    ] {
        let (_folder, path) = long(text, times, last);
        let now = crate::ALLOCATOR.allocated();
        crate::ALLOCATOR.set_limit(now + most * MEGABYTE).unwrap();
        let mistake = Data::read(&path, &Options::default()).unwrap_err().to_string();
        crate::ALLOCATOR.set_limit(usize::MAX).unwrap();
        assert!(mistake.contains(told), "{text:?}: {mistake}");
    }
}

#[cfg(unix)]
#[test]
fn devices_end_at_the_limit_and_pipes_are_read() {
    let told = refused("/dev/zero", &[]);
    assert!(told.contains("/dev/zero: expected a file of at most 64 MiB"), "{told}");
    let mut child = Command::new(env!("CARGO_BIN_EXE_basinscope"))
        .args(["evaluate", "xor-relu", "--data", "/dev/stdin", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"0,1,1\n1,0,0\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert!(self::told(&output).starts_with("read 2 points from stdin"), "{}", self::told(&output));
}
