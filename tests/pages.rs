//! What the pages for people say is so: keys, presets and files.

use std::collections::BTreeSet;
use std::path::Path;

use basinscope::preset::Preset;
use basinscope::preset::import::{Data, Options};

const FORMAT: &str = include_str!("../src/preset/format.md");
const TABLES: &str = include_str!("../src/preset/tables.md");

/// The least that is a preset.
const LEAST: &str = "[dataset]\ninputs = [[0]]\ntargets = [0]\n[network]\nlayers = [1, 1]\n";

/// What stands between each pair of marks.
fn between(text: &str, mark: char) -> impl Iterator<Item = &str> {
    text.split(mark).skip(1).step_by(2)
}

/// The cells of the table's row that begins with `first`.
fn row<'t>(page: &'t str, first: &str) -> &'t str {
    let start = format!("| {first} |");
    page.lines().find_map(|line| line.strip_prefix(&start)).expect(first)
}

/// The keys that a table may have, by what is said of one that it may not have.
fn known(text: &str) -> BTreeSet<String> {
    let message = Preset::parse("some", text).expect_err("zzz is no key").message;
    let (_, keys) = message.split_once("expected ").expect("the keys are told");
    between(keys, '"').map(str::to_owned).collect()
}

#[test]
fn the_example_of_the_format_is_a_preset() {
    let example = FORMAT.split("```").find_map(|part| part.strip_prefix("toml\n")).unwrap();
    let preset = Preset::parse("example", example).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((preset.dataset.len(), preset.descent.settings.steps), (5, 20_000));
}

#[test]
fn every_key_of_the_format_is_one_that_the_parser_knows_and_the_other_way_round() {
    for (table, text) in [
        ("the file", format!("zzz = 1\n{LEAST}")),
        ("`dataset`", LEAST.replace("[dataset]", "[dataset]\nzzz = 1")),
        ("`network`", LEAST.replace("[network]", "[network]\nzzz = 1")),
        ("`loss`", format!("{LEAST}[loss]\nzzz = 1\n")),
        ("`points`", format!("{LEAST}[[points]]\nzzz = 1\n")),
        ("`plane`", format!("{LEAST}[plane]\nzzz = 1\n")),
        ("`descent`", format!("{LEAST}[descent]\nzzz = 1\n")),
        ("`tour`", format!("{LEAST}[[tour]]\nzzz = 1\n")),
    ] {
        let mut known = known(&text);
        if table == "`points`" {
            let layer = "[[points]]\nname = \"a\"\nlayers = [{ zzz = 1 }]\n";
            known.extend(self::known(&format!("{LEAST}{layer}")));
        }
        let told: BTreeSet<String> = between(row(FORMAT, table), '`').map(str::to_owned).collect();
        assert_eq!(told, known, "{table}");
    }
}

#[test]
fn every_shipped_preset_has_a_row_of_its_own_or_shares_one() {
    let table = FORMAT.rsplit("| preset |").next().unwrap();
    let told: BTreeSet<&str> = table.lines().filter_map(|line| line.split('|').nth(1)).collect();
    let told: BTreeSet<&str> = told.into_iter().flat_map(|cell| between(cell, '`')).collect();
    assert_eq!(told, Preset::shipped_names().collect());
}

/// A table that shows what a row of the page is about, and how it was read or why not.
fn read(text: &str) -> String {
    match Data::parse("iris.csv", text, &Options::default()) {
        Ok(data) => data.reading.to_string(),
        Err(mistake) => mistake.message,
    }
}

#[test]
fn every_sentence_of_the_page_on_tables_is_one_that_is_said() {
    let many = |text: &str, times: usize| read(&text.repeat(times));
    let words: Vec<String> = (0..51).map(|i| format!("1,w{i}\n")).collect();
    let said = [
        read("1,2\n3,\0\n"),
        read("1,2 345\n6,7 890\n"),
        read("1,\"2\n3,4\n"),
        read("1,2\n3,4,5\n"),
        read("1,240;2\n3;4\n"),
        read("1,5;2\n3;4.25\n"),
        read("1,2\n3,x\n4,5\n"),
        read("1e999,2\n"),
        read("class,a,target\n1,2,3\n"),
        read("1,a\n2,a\n"),
        read(&words.concat()),
        read("colour,y\nred,1\nred,2\nblue,3\n"),
        many("1,2\n", 1_000_002),
        many("1,", 100_001),
        many(&format!("{}\n", "1,".repeat(9_999)), 301),
    ];
    // what only an option or the size of a file makes is shown by tests/cases
    let by_option = ["expected a value, found none", "expected a file of at most 64 MiB"];
    let table = TABLES.lines().filter(|line| line.starts_with("| ")).skip(1);
    let mut seen = 0;
    for line in table {
        let refused = line.split('|').nth(3).unwrap();
        for sentence in between(refused, '`') {
            let end = sentence.trim_start_matches(".. ");
            let is_said = said.iter().any(|said| said.contains(end)) || by_option.contains(&end);
            assert!(is_said, "{sentence}");
            seen += 1;
        }
    }
    assert!(seen > 12, "sentences were looked at: {seen}");
    let example = TABLES.split("```text\n").nth(1).unwrap().lines().next().unwrap();
    let flowers = "sepal_length;sepal_width;petal_length;petal_width;class\n";
    let rows = ["setosa", "versicolor", "virginica"].map(|class| format!("5,1;3;1;0,2;{class}\n"));
    assert_eq!(read(&format!("{flowers}{}", rows.concat().repeat(50))), example);
}

#[test]
fn every_option_of_the_page_on_tables_is_one_of_the_commands() {
    let help = std::process::Command::new(env!("CARGO_BIN_EXE_basinscope"))
        .args(["evaluate", "--help"])
        .output()
        .unwrap();
    let help = String::from_utf8_lossy(&help.stdout).into_owned();
    let options: BTreeSet<&str> =
        between(TABLES, '`').filter(|text| text.starts_with("--")).collect();
    assert!(options.len() >= 8, "{options:?}");
    for option in options {
        let name = option.split(' ').next().unwrap();
        assert!(help.contains(name), "{name}");
    }
}

/// The Markdown files of a folder and those below it.
fn pages(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            pages(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "md" || ending == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn every_file_that_a_page_names_exists() {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = vec![home.join("README.md"), home.join("CONTRIBUTING.md")];
    pages(&home.join("src"), &mut all);
    let is_named = |word: &&str| {
        let folders = ["src/", "tests/", "benches/", "presets/", "pictures/", ".ci/"];
        folders.iter().any(|folder| word.starts_with(folder))
            && word.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c))
    };
    let mut seen = 0;
    for page in all {
        let text = std::fs::read_to_string(&page).unwrap();
        let is_page = page.extension().is_some_and(|ending| ending == "md");
        for line in text.lines().filter(|line| is_page || line.trim_start().starts_with("//!")) {
            let links = line.split("](").skip(1).filter_map(|rest| rest.split(')').next());
            // pictures are told from the folder of their page
            let near = links.clone().filter(|link| link.starts_with("../"));
            for link in near {
                assert!(page.parent().unwrap().join(link).exists(), "{}: {link}", page.display());
            }
            for name in links.chain(between(line, '`')).filter(is_named) {
                seen += 1;
                assert!(home.join(name).exists(), "{}: {name}", page.display());
            }
        }
    }
    assert!(seen > 20, "files are named: {seen}");
}
