//! Studies of random restarts: what a row rests on, and what shards, threads and kills leave of it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use basinscope::descent::descend;
use basinscope::experiment::study::{Plan, Shard, Study, Summary};
use basinscope::monitor::Monitor;
use basinscope::optimizer::Settings;

/// A study of some seconds at most: two methods, two widths, more than one block of runs.
const STUDY: [&str; 12] = [
    "xor-relu",
    "--vary",
    "hidden=2..3",
    "--vary",
    "optimizer=gradient-descent,adam",
    "--vary",
    "steps=100",
    "--runs",
    "150",
    "--seed",
    "7",
    "--out",
];

fn command(arguments: &[&str], threads: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_basinscope"));
    command.args(arguments).env("RAYON_NUM_THREADS", threads);
    command
}

fn basinscope(arguments: &[&str]) -> Output {
    command(arguments, "2").output().expect("the program runs")
}

fn done(arguments: &[&str]) -> String {
    let output = basinscope(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The one sentence of a failure.
fn mistake(arguments: &[&str]) -> String {
    let output = basinscope(arguments);
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {text}");
    assert_eq!(text.trim_end().lines().count(), 1, "{text}");
    text
}

/// Runs [`STUDY`] into a file of the folder.
fn study(folder: &Path, name: &str, more: &[&str]) -> PathBuf {
    let path = folder.join(name);
    let out = path.display().to_string();
    done(&[&["study"], &STUDY[..], &[out.as_str()], more].concat());
    path
}

fn journal(path: &Path) -> PathBuf {
    path.with_file_name(format!("{}.part", path.file_name().unwrap().to_string_lossy()))
}

#[test]
fn shards_in_any_order_merge_to_the_bytes_of_one_run_in_either_format() {
    let folder = tempfile::tempdir().unwrap();
    for ending in ["csv", "json"] {
        let whole = study(folder.path(), &format!("whole.{ending}"), &[]);
        let mut parts: Vec<String> = Vec::new();
        for shard in ["3/3", "1/3", "2/3"] {
            let name = format!("part-{}.{ending}", &shard[..1]);
            let path = study(folder.path(), &name, &["--shard", shard]);
            parts.push(path.display().to_string());
        }
        // a shard that is made twice is the same, and may be given twice
        let again = study(folder.path(), &format!("again.{ending}"), &["--shard", "1/3"]);
        assert_eq!(fs::read(&again).unwrap(), fs::read(&parts[1]).unwrap());
        parts.push(again.display().to_string());
        let merged = folder.path().join(format!("merged.{ending}"));
        let mut line = vec!["merge"];
        line.extend(parts.iter().map(String::as_str));
        let out = merged.display().to_string();
        let told = done(&[&line[..], &["--out", &out]].concat());
        assert_eq!(fs::read(&merged).unwrap(), fs::read(&whole).unwrap(), "{ending}");
        assert!(!journal(&whole).exists());
        // the summary is that of the whole run
        let whole = whole.display().to_string();
        assert_eq!(told, done(&[&["study"], &STUDY[..], &[whole.as_str()]].concat()));
    }
}

#[test]
fn a_run_that_was_cut_off_anywhere_goes_on_to_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    for ending in ["csv", "json"] {
        let whole = fs::read(study(folder.path(), &format!("whole.{ending}"), &[])).unwrap();
        let path = folder.path().join(format!("cut.{ending}"));
        let lines: Vec<usize> =
            (0..whole.len()).filter(|&at| whole[at] == b'\n').map(|at| at + 1).collect();
        // nothing, half a header, half a row, whole rows, in the middle of a block, all
        let middle = lines[200] + 11;
        for kept in [0, 5, lines[0], lines[0] + 3, lines[130], middle, whole.len()] {
            fs::remove_file(&path).ok();
            fs::write(journal(&path), &whole[..kept]).unwrap();
            study(folder.path(), &format!("cut.{ending}"), &[]);
            assert_eq!(fs::read(&path).unwrap(), whole, "{ending}: {kept} bytes were kept");
            assert!(!journal(&path).exists());
        }
        // what a disk that lost its power may leave behind the last row
        fs::remove_file(&path).ok();
        fs::write(journal(&path), [&whole[..lines[140]], &[0; 300]].concat()).unwrap();
        study(folder.path(), &format!("cut.{ending}"), &[]);
        assert_eq!(fs::read(&path).unwrap(), whole);
    }
}

#[test]
fn a_run_that_is_killed_again_and_again_ends_as_one_that_was_not() {
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole.csv").display().to_string();
    let killed = folder.path().join("killed.csv").display().to_string();
    let line = |out: &str| {
        let mut line = ["study"].iter().chain(&STUDY).map(ToString::to_string).collect::<Vec<_>>();
        line.push(out.to_owned());
        let steps = line.iter().position(|word| word == "steps=100").unwrap();
        line[steps] = "steps=20000".to_owned();
        line
    };
    let words = |line: &[String]| line.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
    let run = |out: &str| {
        let line = line(out);
        command(&line.iter().map(String::as_str).collect::<Vec<_>>(), "2")
    };
    for pause in [20, 150, 60, 250, 90, 200, 40, 120, 10, 180] {
        let mut child = run(&killed).stderr(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(pause));
        child.kill().ok();
        child.wait().unwrap();
    }
    for out in [&killed, &whole] {
        let output = run(out).output().unwrap();
        assert!(output.status.success(), "{}", words(&line(out)));
    }
    assert_eq!(fs::read(&killed).unwrap(), fs::read(&whole).unwrap());
}

#[test]
fn one_thread_writes_the_bytes_of_two() {
    let folder = tempfile::tempdir().unwrap();
    let variants = ["noise=0,0.1", "batch_size=2,all", "until=told,budget"];
    for vary in variants {
        let files = ["1", "2"].map(|threads| {
            let path = folder.path().join(format!("{threads}.csv"));
            let out = path.display().to_string();
            let line = [&["study"], &STUDY[..], &[out.as_str(), "--vary", vary]].concat();
            assert!(command(&line, threads).output().unwrap().status.success(), "{vary}");
            let bytes = fs::read(&path).unwrap();
            fs::remove_file(path).unwrap();
            bytes
        });
        assert_eq!(files[0], files[1], "{vary}");
    }
}

fn planned(preset: &str, varied: &[&str], runs: u64) -> Study {
    let mut plan = Plan::load(preset).unwrap();
    varied.iter().for_each(|text| plan.vary(text).unwrap());
    plan.runs = runs;
    plan.study().unwrap()
}

/// The rows of a study: cell by cell and run by run, its columns by name.
fn rows(study: &Study) -> Vec<std::collections::HashMap<String, String>> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.csv");
    study
        .work(&path, Shard::WHOLE, &Monitor::default(), &mut |_| {})
        .unwrap()
        .expect("nobody cancels");
    let mut reader = csv::Reader::from_path(&path).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

#[test]
fn what_is_seen_on_the_way_only_grows_and_is_the_summary_of_the_rows_at_the_end() {
    let study = planned("xor-relu", &["hidden=2,3", "steps=50"], 300);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.csv");
    let mut seen: Vec<Summary> = Vec::new();
    let monitor = Monitor::default();
    let work = study.work(&path, Shard::WHOLE, &monitor, &mut |now| seen.push(now.clone()));
    work.unwrap().expect("nobody cancels");
    let runs = |summary: &Summary| summary.cells.iter().map(|(_, tally)| tally.runs).sum::<usize>();
    assert!(seen.is_sorted_by_key(runs) && seen.len() > 4);
    assert_eq!(runs(&seen[0]), 0);
    assert_eq!(seen.last(), Some(&Summary::read(&path).unwrap()));
    assert!(monitor.fraction() > 0.999, "all of it is done");
}

#[test]
fn a_row_is_the_end_of_the_descent_from_its_start() {
    for (preset, varied) in [
        ("xor-relu", vec!["hidden=2,5", "optimizer=gradient-descent,adam,momentum", "steps=777"]),
        ("jellyfish-sigmoid", vec!["hidden=3", "noise=0,0.2", "steps=300", "init=pytorch"]),
        ("xor-sigmoid", vec!["batch_size=2", "steps=300", "optimizer=rmsprop"]),
        ("sigmoid-ten-points", vec!["steps=400", "schedule=cosine,step"]),
    ] {
        let study = planned(preset, &varied, 3);
        let rows = rows(&study);
        assert_eq!(rows.len() as u64, study.rows());
        for (index, row) in rows.iter().enumerate() {
            let (cell, run) = (index / 3, (index % 3) as u64);
            assert_eq!(row["seed"], study.seed_of(cell, run).to_string());
            let (objective, start, settings) = study.start(cell, run);
            let settings = Settings { stop: false, ..settings };
            let path = descend(&objective, &start, &settings, &Monitor::default()).unwrap();
            let points = objective.dataset().len();
            let mean = path.end().loss / (objective.loss().factor(points) * points as f64);
            let told: f64 = row["mean_loss"].parse().unwrap();
            // plain code and lanes round differently
            assert!((told - mean).abs() <= 1e-9 * mean, "{preset} {row:?}: {mean}");
            let accuracy = objective.accuracy(&path.end().weights).unwrap();
            assert_eq!(row["accuracy"].parse::<f64>().unwrap(), accuracy, "{preset} {row:?}");
            assert_eq!(row["all_right"], (accuracy == 1.0).to_string());
            assert_eq!(row["low_loss"], (mean < 0.01).to_string());
        }
    }
}

/// Gradient descent of a 2-h-1 network of sigmoids on XOR with mean cross-entropy, written for this
/// test alone, on the flat vector `W1, b1, W2, b2`.
fn by_hand(weights: &mut [f64], hidden: usize, rate: f64, steps: usize) -> f64 {
    let data = [([0.0, 0.0], 0.0), ([0.0, 1.0], 1.0), ([1.0, 0.0], 1.0), ([1.0, 1.0], 0.0)];
    let sigmoid = |z: f64| 1.0 / (1.0 + (-z).exp());
    let mut loss = 0.0;
    for step in 0..=steps {
        let mut gradient = vec![0.0; weights.len()];
        loss = 0.0;
        for (x, y) in data {
            let unit = |j: usize| {
                weights[2 * j] * x[0] + weights[2 * j + 1] * x[1] + weights[2 * hidden + j]
            };
            let out: Vec<f64> = (0..hidden).map(|j| sigmoid(unit(j))).collect();
            let logit = weights[4 * hidden]
                + (0..hidden).map(|j| weights[3 * hidden + j] * out[j]).sum::<f64>();
            loss += ((1.0 + logit.exp()).ln() - y * logit) / 4.0;
            let slope = (sigmoid(logit) - y) / 4.0;
            gradient[4 * hidden] += slope;
            for j in 0..hidden {
                gradient[3 * hidden + j] += slope * out[j];
                let back = slope * weights[3 * hidden + j] * out[j] * (1.0 - out[j]);
                gradient[2 * j] += back * x[0];
                gradient[2 * j + 1] += back * x[1];
                gradient[2 * hidden + j] += back;
            }
        }
        if step < steps {
            weights.iter_mut().zip(&gradient).for_each(|(w, g)| *w -= rate * g);
        }
    }
    loss
}

#[test]
fn a_row_of_a_wider_network_agrees_with_a_descent_written_by_hand() {
    let varied = ["hidden=2,4", "optimizer=gradient-descent", "learning_rate=0.5", "steps=1000"];
    let study = planned("xor-sigmoid", &varied, 4);
    for (index, row) in rows(&study).iter().enumerate() {
        let (cell, run) = (index / 4, (index % 4) as u64);
        let (_, mut weights, _) = study.start(cell, run);
        let expected = by_hand(&mut weights, [2, 4][cell], 0.5, 1000);
        let told: f64 = row["mean_loss"].parse().unwrap();
        assert!((told / expected - 1.0).abs() < 1e-8, "{row:?}: {expected}");
    }
}

#[test]
fn a_run_is_the_same_whatever_else_is_varied_and_however_it_is_said() {
    let seeds = |study: &Study| -> BTreeSet<(String, u64)> {
        let value = |cell: usize| {
            study
                .keys
                .iter()
                .zip(study.values(cell))
                .filter(|(key, _)| key.name() == "hidden")
                .map(|(_, value)| value)
                .collect::<String>()
        };
        (0..study.cells.len()).map(|cell| (value(cell), study.seed_of(cell, 5))).collect()
    };
    let plain = planned("xor-relu", &["hidden=2..4", "learning_rate=0.1"], 9);
    // another order, another spelling, more widths, and a value that the preset has anyway
    let other = planned(
        "xor-relu",
        &["learning_rate=1e-1", "optimizer=gradient-descent", "hidden=4,6,3,2"],
        20,
    );
    assert_eq!(
        plain.cells[0].value(basinscope::experiment::study::Key::Optimizer),
        "gradient-descent"
    );
    assert!(seeds(&other).is_superset(&seeds(&plain)));
    assert_ne!(plain.fingerprint, other.fingerprint);
    let all: BTreeSet<u64> = (0..3)
        .flat_map(|cell| (0..9).map(move |run| (cell, run)))
        .map(|(cell, run)| plain.seed_of(cell, run))
        .collect();
    assert_eq!(all.len(), 27, "each run has a seed of its own");
    assert!(all.iter().all(|seed| *seed < 1 << 53));
}

#[test]
fn runs_with_noise_each_meet_their_own() {
    let study = planned("xor-relu", &["noise=0.5", "steps=1", "learning_rate=0.1"], 2);
    let noise = |run| {
        let (objective, start, settings) = study.start(0, run);
        let quiet = Settings { noise: basinscope::optimizer::Noise::default(), ..settings.clone() };
        let end = |settings: &Settings| {
            let path = descend(&objective, &start, settings, &Monitor::default()).unwrap();
            path.end().weights.clone()
        };
        let pairs = end(&settings).into_iter().zip(end(&quiet));
        pairs.map(|(noisy, plain)| noisy - plain).collect::<Vec<f64>>()
    };
    assert_ne!(noise(0), noise(1));
}

#[test]
fn runs_that_are_followed_to_their_end_are_judged_by_it() {
    let varied = ["until=told", "optimizer=gradient-descent", "learning_rate=0.1", "steps=100000"];
    let study = planned("xor-relu", &varied, 40);
    let rows = rows(&study);
    for row in &rows {
        let mean_loss: f64 = row["mean_loss"].parse().unwrap();
        // right for good on all points is a loss that falls to nothing, long before the budget ends
        if row["ended"] == "escaping" && row["all_right"] == "true" {
            assert!(mean_loss < 1e-9 && row["low_loss"] == "true", "{row:?}");
        }
    }
    let right = rows.iter().filter(|row| row["all_right"] == "true").count();
    assert!((3..30).contains(&right), "{right} of 40");
}

#[test]
fn wrong_studies_are_told_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let out = at("out.csv");
    for (words, part) in [
        ("xor-relu --vary hidden", "--vary hidden: expected KEY=VALUES such as hidden=2..7"),
        ("xor-relu --vary hiden=2", "(did you mean \"hidden\"?)"),
        ("xor-relu --vary hidden=7..2", "hidden: expected a range LOW..HIGH"),
        ("xor-relu --vary hidden=2..x", "expected a whole number from 1 to 1000000, found \"x\""),
        ("xor-relu --vary hidden=0", "hidden: expected a whole number from 1"),
        ("xor-relu --vary hidden=1000000", "hidden: expected a network of at most 1000000 weights"),
        (
            "xor-relu --vary hidden=3,3",
            "expected cells that differ, found two with preset xor-relu",
        ),
        ("xor-relu --vary learning_rate=-1", "learning_rate: expected a number above 0, found"),
        ("xor-relu --vary learning_rate=nan", "expected a number above 0, found \"nan\""),
        ("xor-relu --vary optimizer=adm", "found \"adm\" (did you mean \"adam\"?)"),
        ("xor-relu --vary momentum=0.5", "momentum: expected the optimizer momentum or nesterov"),
        ("xor-relu --vary batch_size=5", "batch_size: expected at most the 4 points there are"),
        ("xor-relu --vary preset=xor-rel", "(did you mean \"xor-relu\"?)"),
        ("xor-relu --vary init=gauss", "init: expected normal, normal:SD"),
        ("logistic-neuron --vary hidden=2", "hidden: expected a network with a hidden layer"),
        ("xor-relu --vary steps=1..99999", "expected a range LOW..HIGH of at most 1000 values"),
        ("xor-relu --vary hidden=1..500 --vary steps=1..500", "at most 10000 combinations"),
        ("xor-relu --runs 0", "expected a whole number from 1"),
        ("xor-relu --vary hidden=1..5 --runs 10000000", "at most 10000000 in all"),
        ("xor-relu --shard 3/2", "expected I/N with I from 1 to N"),
        ("no-such", "expected a shipped preset or the path of a .toml file"),
    ] {
        let mut line = vec!["study"];
        line.extend(words.split(' '));
        let told = mistake(&[&line[..], &["--out", &out]].concat());
        assert!(told.contains(part), "{words}: {told}");
    }
    let told = mistake(&["study", "xor-relu", "--runs", "1", "--out", &at("out.txt")]);
    assert!(told.contains("should end in .csv or .json"), "{told}");
    for (text, part) in [
        ("[study]\nruns = 5\n", "expected the preset of its cells"),
        ("[vary]\npreset = \"xor-relu\"\nhiden = 2\n", "line 3, vary.hiden: unknown key (did you"),
        ("[vary]\npreset = \"xor-relu\"\nhidden = \"2..x\"\n", "line 3, vary.hidden: expected a"),
        ("[vary]\npreset = \"xor-relu\"\n[[cells]]\nhidden = []\n", "cells[0].hidden: expected at"),
        ("[vary]\npreset = \"xor-relu\"\n[study]\nruns = 0\n", "study.runs: expected a whole"),
        ("[vary]\npreset = \"xor-relu\"\nnoise = true\n", "expected a number or a text in quotes"),
        ("[vary]\npreset = xor\n", "the text is no valid TOML"),
    ] {
        fs::write(at("study.toml"), text).unwrap();
        let told = mistake(&["study", &at("study.toml"), "--out", &out]);
        assert!(told.contains("study.toml") && told.contains(part), "{text}: {told}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else was written");
}

#[test]
fn files_that_do_not_fit_are_not_merged_and_another_study_s_journal_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let path = |name: &str, more: &[&str]| study(folder.path(), name, more).display().to_string();
    let [one, two] = [path("1.csv", &["--shard", "1/2"]), path("2.csv", &["--shard", "2/2"])];
    let other = path("other.csv", &["--shard", "2/2", "--vary", "hidden=2,4"]);
    let out = at("merged.csv");
    let told = mistake(&["merge", &one, "--out", &out]);
    assert!(told.contains("rows 128 to 149 of 600 (counted from 0) are in none"), "{told}");
    let told = mistake(&["merge", &one, &other, "--out", &out]);
    assert!(told.contains("runs of different studies"), "{told}");
    let changed = fs::read_to_string(&one).unwrap().replacen("false", "true", 1);
    fs::write(at("changed.csv"), changed).unwrap();
    let told = mistake(&["merge", &one, &two, &at("changed.csv"), "--out", &out]);
    assert!(told.contains("is not the same in"), "{told}");
    let half = fs::read(&two).unwrap();
    fs::write(at("half.csv"), &half[..half.len() - 3]).unwrap();
    let told = mistake(&["merge", &one, &at("half.csv"), "--out", &out]);
    assert!(told.contains("expected a whole row, found the beginning of one"), "{told}");
    fs::write(at("table.csv"), "a,b\n1,2\n").unwrap();
    let told = mistake(&["merge", &one, &at("table.csv"), "--out", &out]);
    assert!(told.contains("table.csv, line 2: expected a row of a study"), "{told}");
    let told = mistake(&["merge", &one, &two, "--out", &at("merged.json")]);
    assert!(told.contains("merge keeps the format"), "{told}");
    assert!(!Path::new(&out).exists() && !Path::new(&at("merged.json")).exists());

    let left = at("new.csv.part");
    fs::copy(&other, &left).unwrap();
    let new = at("new.csv");
    let line = [&["study"], &STUDY[..], &[new.as_str()]].concat();
    let told = mistake(&line);
    assert!(told.contains("holds runs of another study"), "{told}");
    assert_eq!(fs::read(&left).unwrap(), fs::read(&other).unwrap());
    fs::copy(&two, &left).unwrap();
    assert!(mistake(&line).contains("holds runs of another shard"));
}

#[test]
fn a_study_in_a_file_has_parts_of_its_own_and_presets_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let own = basinscope::preset::Preset::load("xor-relu").unwrap().to_toml();
    fs::write(folder.path().join("mine.toml"), own).unwrap();
    let text = "[study]\nruns = 3\nseed = 5\n[vary]\npreset = [\"mine.toml\", \"xor-sigmoid\"]\n\
        hidden = \"2..3\"\nsteps = 10\n[[cells]]\noptimizer = \"momentum\"\nmomentum = [0, 0.5]\n\
        [[cells]]\noptimizer = \"adam\"\nhidden = 7\n";
    let path = folder.path().join("study.toml");
    fs::write(&path, text).unwrap();
    let study = Plan::load(path.to_str().unwrap()).unwrap().study().unwrap();
    assert_eq!((study.cells.len(), study.runs, study.seed), (2 * 2 * 2 + 2, 3, 5));
    let names: Vec<&str> = study.keys.iter().map(|key| key.name()).collect();
    assert_eq!(names, ["preset", "hidden", "optimizer", "momentum", "steps"]);
    assert_eq!(study.values(0), ["mine", "2", "momentum", "0", "10"]);
    assert_eq!(study.values(9), ["xor-sigmoid", "7", "adam", "", "10"]);
    // what the command line varies takes the place of the file's, or comes to it
    let (out, study) = (folder.path().join("out.csv"), path.display().to_string());
    let file = out.display().to_string();
    let varied = ["--vary", "preset=xor-relu,xor-sigmoid", "--vary", "init=he,lecun"];
    done(&[&["study", study.as_str(), "--out", &file], &varied[..]].concat());
    let summary = Summary::read(&out).unwrap();
    assert_eq!(summary.cells.len(), 2 * (2 * 2 * 2 + 2));
    assert!(summary.cells.iter().all(|(_, tally)| tally.runs == 3));
}
