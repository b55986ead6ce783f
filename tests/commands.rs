//! The commands, run as a person or a script runs them.

use std::path::Path;
use std::process::{Command, Output};

use ndarray::{Array1, Array2};
use ndarray_npy::NpzReader;
use serde_json::Value;

fn basinscope(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_basinscope"))
        .args(arguments)
        .output()
        .expect("the program runs")
}

fn json(arguments: &[&str]) -> Value {
    let output = basinscope(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON on the output")
}

/// The one sentence of a failure, whose exit code must be 2.
fn mistake(arguments: &[&str]) -> String {
    let output = basinscope(arguments);
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {text}");
    assert!(output.stdout.is_empty(), "{arguments:?} printed as if it had worked");
    assert!(!text.contains("panicked"), "{text}");
    text
}

fn temporary(name: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join(name).display().to_string();
    (folder, path)
}

fn text(path: &str) -> &str {
    Path::new(path).to_str().expect("UTF-8")
}

#[test]
fn presets_lists_every_shipped_preset_with_its_points() {
    let list = json(&["presets", "--json"]);
    let list = list.as_array().expect("a list");
    assert!(list.len() >= 12);
    for entry in list {
        for key in ["name", "title", "source"] {
            assert!(!entry[key].as_str().expect(key).is_empty(), "{entry}");
        }
        assert!(
            entry["points"]
                .as_array()
                .expect("points")
                .iter()
                .all(|p| p["name"].is_string() && p["note"].is_string())
        );
    }
    assert!(
        String::from_utf8_lossy(&basinscope(&["presets"]).stdout).contains("relu-line-of-minima")
    );
}

#[test]
fn evaluate_tells_loss_gradient_curvature_outputs_and_accuracy() {
    let e = json(&["evaluate", "sigmoid-ten-points", "--point", "bad minimum", "--json"]);
    assert!((e["loss"].as_f64().unwrap() - 5.777_378_449).abs() < 1e-9);
    assert!(e["gradient_norm"].as_f64().unwrap() < 1e-13);
    assert_eq!(e["gradient"].as_array().unwrap().len(), 9);
    assert_eq!(e["accuracy"].as_f64(), Some(0.4));
    assert_eq!(e["outputs"].as_array().unwrap().len(), 10);
    let eigenvalues: Vec<f64> =
        e["hessian_eigenvalues"].as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect();
    assert!((eigenvalues[0] - 1.9404e-3).abs() < 1e-7 && eigenvalues.is_sorted());
}

#[test]
fn a_weights_file_stands_for_a_point() {
    let (_folder, path) = temporary("w.json");
    std::fs::write(&path, "[1, -3, 1, 0]").unwrap();
    let e = json(&["evaluate", "relu-line-of-minima", "--weights", &path, "--json"]);
    assert_eq!(e["loss"].as_f64(), Some(18.0));
    assert!(e["accuracy"].is_null());
}

#[test]
fn descend_makes_exactly_the_steps_asked_for_unless_it_may_stop() {
    let arguments = [
        "descend",
        "relu-line-of-minima",
        "--seed",
        "3",
        "--steps",
        "1234",
        "--learning-rate",
        "0.001",
        "--json",
    ];
    let d = json(&arguments);
    assert_eq!(
        (d["steps"].as_u64(), d["optimizer"].as_str()),
        (Some(1234), Some("gradient-descent"))
    );
    assert_eq!(json(&arguments), d, "the same seed descends the same way");
    let stopped =
        json(&["descend", "relu-line-of-minima", "--steps", "1000000", "--stop", "--json"]);
    assert!(stopped["steps"].as_u64().unwrap() < 1_000_000);
    assert_eq!(stopped["verdict"].as_str(), Some("converged"));
    assert!((stopped["loss"].as_f64().unwrap() - 18.0).abs() < 1e-4);
}

#[test]
fn a_trajectory_is_written_as_a_table_and_as_an_archive() {
    let (_folder, csv) = temporary("path.csv");
    assert!(
        basinscope(&["descend", "xor-relu", "--seed", "7", "--steps", "100", "--out", &csv])
            .status
            .success()
    );
    let mut reader = csv::Reader::from_path(&csv).unwrap();
    assert_eq!(
        reader.headers().unwrap().iter().take(4).collect::<Vec<_>>(),
        ["step", "loss", "gradient_norm", "W1[0,0]"]
    );
    assert_eq!(reader.records().filter_map(Result::ok).count(), 101);

    let (_folder, npz) = temporary("path.npz");
    let d =
        json(&["descend", "xor-relu", "--seed", "7", "--steps", "100", "--out", &npz, "--json"]);
    let mut archive = NpzReader::new(std::fs::File::open(&npz).unwrap()).unwrap();
    let weights: Array2<f64> = archive.by_name("weights").unwrap();
    let loss: Array1<f64> = archive.by_name("loss").unwrap();
    assert_eq!((weights.dim(), loss.len()), ((101, 9), 101));
    assert_eq!(loss[100], d["loss"].as_f64().unwrap());
    assert_eq!(
        weights.row(100).to_vec(),
        d["weights"].as_array().unwrap().iter().map(|w| w.as_f64().unwrap()).collect::<Vec<_>>()
    );
}

#[test]
fn a_slice_holds_the_loss_of_each_cell_s_centre_with_the_lowest_row_first() {
    let (_folder, npz) = temporary("slice.npz");
    let out = basinscope(&[
        "slice",
        "relu-line-of-minima",
        "--size",
        "8x4",
        "--x-range",
        "-3,1",
        "--y-range",
        "-4,0",
        "--out",
        &npz,
    ]);
    assert!(out.status.success());
    assert!(out.stderr.is_empty(), "no progress bar in a pipe");
    let mut archive = NpzReader::new(std::fs::File::open(&npz).unwrap()).unwrap();
    let loss: Array2<f64> = archive.by_name("loss").unwrap();
    let (x, y): (Array1<f64>, Array1<f64>) =
        (archive.by_name("x").unwrap(), archive.by_name("y").unwrap());
    assert_eq!((loss.dim(), x[0], y[0], y[3]), ((4, 8), -2.75, -3.5, -0.5));
    // w = x, b = y, v = 1, c = 0 on the five points
    let data = [(5.0, 2.0), (4.0, 1.0), (3.0, 0.0), (1.0, -3.0), (-1.0, 3.0)];
    for ((j, i), value) in loss.indexed_iter() {
        let expected: f64 =
            data.iter().map(|(at, target)| ((x[i] * at + y[j]).max(0.0) - target).powi(2)).sum();
        assert!((value - expected).abs() < 1e-10);
    }
}

#[test]
fn a_slice_is_drawn_with_a_pixel_a_cell() {
    let (_folder, png) = temporary("slice.png");
    assert!(
        basinscope(&["slice", "gaussian-stripe", "--size", "30x20", "--out", &png])
            .status
            .success()
    );
    let reader = png::Decoder::new(std::io::BufReader::new(std::fs::File::open(&png).unwrap()))
        .read_info()
        .unwrap();
    assert_eq!((reader.info().width, reader.info().height), (30, 20));
}

#[test]
fn a_profile_is_nowhere_above_the_slice_and_a_saved_slide_is_followed() {
    let (_folder, npz) = temporary("slice.npz");
    let losses = |preset: &str, more: &[&str]| -> Array2<f64> {
        let output =
            basinscope(&[&["slice", preset, "--size", "24x20", "--out", &npz], more].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        NpzReader::new(std::fs::File::open(&npz).unwrap()).unwrap().by_name("loss").unwrap()
    };
    let (slice, profile) =
        (losses("relu-line-of-minima", &[]), losses("relu-line-of-minima", &["--profile"]));
    assert!(profile.iter().zip(&slice).all(|(profile, slice)| *profile <= slice * (1.0 + 1e-12)));
    assert!(profile.sum() < 0.5 * slice.sum());
    // the same plane one further along the output weight: v = 2 in place of 1
    let (_folder, toml) = temporary("slid.toml");
    let text = basinscope::preset::Preset::load("relu-line-of-minima").unwrap().to_toml();
    std::fs::write(&toml, text.replace("[plane]\n", "[plane]\nslide = \"W2[0,0]\"\noffset = 1\n"))
        .unwrap();
    let slid = losses(&toml, &["--x-range", "0,2", "--y-range", "-1,1"]);
    // w = 1.0417, b = 0.95 in the upper half of the middle
    let [w, b]: [f64; 2] = [2.0 * 12.5 / 24.0, -1.0 + 2.0 * 19.5 / 20.0];
    let data = [(5.0, 2.0), (4.0, 1.0), (3.0, 0.0), (1.0, -3.0), (-1.0, 3.0)];
    let expected: f64 = data.iter().map(|(x, y)| (2.0 * (w * x + b).max(0.0) - y).powi(2)).sum();
    assert!((slid[[19, 12]] - expected).abs() < 1e-9 * expected, "{} {expected}", slid[[19, 12]]);
    std::fs::write(
        &toml,
        std::fs::read_to_string(&toml).unwrap().replace("W2[0,0]\"\noffset", "W2[0,7]\"\noffset"),
    )
    .unwrap();
    assert!(mistake(&["slice", &toml, "--out", &npz]).contains("expected a parameter"));
}

#[test]
fn a_figure_of_the_surface_has_a_picture_and_the_names_of_its_axes() {
    let (_folder, path) = temporary("surface.svg");
    let draw = |more: &[&str]| {
        let arguments = [
            "figure",
            "relu-line-of-minima",
            "--size",
            "60x50",
            "--surface",
            "--names",
            "indices",
            "--out",
            &path,
        ];
        let output = basinscope(&[&arguments[..], more].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        std::fs::read_to_string(&path).expect("a figure")
    };
    let home = draw(&[]);
    assert!(
        home.contains("data:image/png")
            && home.contains(">W1[0,0]<")
            && home.contains(">start right<")
    );
    assert_ne!(draw(&["--azimuth", "-100", "--elevation", "20"]), home);
    assert_ne!(draw(&["--map", "basins"]), home);
    assert!(draw(&["--profile"]).contains(">least loss<"));
}

#[test]
fn a_figure_shows_basins_with_their_legend_or_their_numbers_with_a_bar() {
    let (_folder, path) = temporary("basins.svg");
    let draw = |map: &str| {
        let arguments =
            ["figure", "relu-line-of-minima", "--map", map, "--size", "40x30", "--out", &path];
        let output = basinscope(&arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        std::fs::read_to_string(&path).expect("a figure")
    };
    let basins = draw("basins");
    assert!(basins.contains(">flat minimum, loss 14: ") && !basins.contains(">loss<"), "a legend");
    assert!(draw("distance").contains(">distance<"), "a colour bar");
    let text = mistake(&["figure", "relu-line-of-minima", "--map", "depth", "--out", &path]);
    assert!(
        text.contains(
            "expected loss, gradient-norm, sharpness, basins, shaded, final-loss, steps or distance"
        ),
        "{text}"
    );
}

#[test]
fn a_slice_of_gradient_norms_is_what_evaluate_says_of_its_cells() {
    let (_folder, path) = temporary("slope.csv");
    let arguments =
        ["slice", "relu-line-of-minima", "--size", "3x2", "--quantity", "gradient-norm"];
    let output = basinscope(&[&arguments[..], &["--out", &path]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("gradient norm from "));
    let table = std::fs::read_to_string(&path).expect("a table");
    let mut lines = table.lines();
    assert!(lines.next().expect("a header").ends_with(",gradient_norm"));
    let (_folder, weights) = temporary("w.json");
    for line in lines {
        let numbers: Vec<f64> =
            line.split(',').map(|cell| cell.parse().expect("a number")).collect();
        // the plane of the first two weights through v = 1, c = 0
        std::fs::write(&weights, format!("[{}, {}, 1, 0]", numbers[0], numbers[1])).unwrap();
        let e = json(&["evaluate", "relu-line-of-minima", "--weights", &weights, "--json"]);
        let norm = e["gradient_norm"].as_f64().unwrap();
        assert!((norm - numbers[2]).abs() <= 1e-9 * (1.0 + norm), "{line}: {norm}");
    }
    let text = mistake(&["slice", "xor-relu", "--quantity", "slope", "--out", &path]);
    assert!(text.contains("expected loss, gradient-norm or sharpness"), "{text}");
    let (_folder, svg) = temporary("slope.svg");
    let figure = [
        "figure",
        "relu-line-of-minima",
        "--size",
        "40x30",
        "--map",
        "gradient-norm",
        "--out",
        &svg,
    ];
    assert!(basinscope(&figure).status.success());
    assert!(std::fs::read_to_string(&svg).expect("a figure").contains(">|∇L|</text>"));
}

#[test]
fn a_figure_of_a_race_tells_where_each_optimiser_ended() {
    let (_folder, path) = temporary("race.svg");
    let arguments = ["figure", "relu-line-of-minima", "--size", "40x30", "--race", "adam=0.05"];
    let output = basinscope(&[&arguments[..], &["--race", "momentum", "--out", &path]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let svg = std::fs::read_to_string(&path).expect("a figure");
    for told in [">gradient-descent, ", ">momentum, ", ">adam, learning rate 0.05, "] {
        assert!(svg.contains(told), "{told}");
    }
    let text = mistake(&[&arguments[..], &["--race", "sgd", "--out", &path]].concat());
    assert!(text.contains("expected one of gradient-descent"), "{text}");
}

#[test]
fn a_figure_is_written_as_a_drawing_and_as_a_picture() {
    let (_folder, svg) = temporary("figure.svg");
    assert!(
        basinscope(&[
            "figure",
            "two-relu-units",
            "--size",
            "40x30",
            "--steps",
            "200",
            "--out",
            &svg
        ])
        .status
        .success()
    );
    let text = std::fs::read_to_string(&svg).unwrap();
    assert!(text.starts_with("<svg") && text.contains(">bad minimum<"));
    let (_folder, pdf) = temporary("figure.pdf");
    assert!(basinscope(&["figure", "logistic-neuron", "--out", &pdf]).status.success());
    assert!(std::fs::read(&pdf).expect("a page").starts_with(b"%PDF-"));
    let (_folder, png) = temporary("figure.png");
    assert!(basinscope(&["figure", "logistic-neuron", "--out", &png]).status.success());
    assert_eq!(&std::fs::read(&png).unwrap()[..4], b"\x89PNG");
    assert!(
        mistake(&["figure", "xor-relu", "--start", "nowhere", "--out", &png]).contains("nowhere")
    );
}

#[test]
fn basins_in_which_descents_leap_are_those_of_every_step() {
    let basins = |more: &[&str]| {
        let arguments =
            ["basins", "gaussian-stripe", "--size", "12x12", "--steps", "20000", "--json"];
        json(&[&arguments[..], more].concat())
    };
    let leaps = basins(&[]);
    assert_eq!(leaps, basins(&["--every-step"]));
    assert!(leaps["undecided"].as_u64() > Some(20), "there are slow ones");
}

#[test]
fn basins_label_every_cell_and_the_same_bytes_come_from_any_threads_and_instructions() {
    let run = |threads: &str, instructions: &str| {
        let (_folder, npz) = temporary("basins.npz");
        let b = json(&[
            "basins",
            "logistic-neuron-2d",
            "--size",
            "48x40",
            "--threads",
            threads,
            "--instructions",
            instructions,
            "--out",
            &npz,
            "--json",
        ]);
        (b, std::fs::read(&npz).unwrap())
    };
    let (b, bytes) = run("1", "best");
    for (threads, instructions) in [("2", "best"), ("1", "avx2"), ("2", "plain")] {
        assert_eq!(
            (b.clone(), bytes.clone()),
            run(threads, instructions),
            "{threads} {instructions}"
        );
    }
    let attractors = b["attractors"].as_array().unwrap();
    assert_eq!(
        (attractors.len(), b["undecided"].as_u64(), b["diverged"].as_u64()),
        (4, Some(0), Some(0))
    );
    let shares: f64 = attractors.iter().map(|a| a["share"].as_f64().unwrap()).sum();
    assert!((shares - 1.0).abs() < 1e-12);
    assert!(
        attractors
            .iter()
            .all(|a| a["share_low"].as_f64() < a["share"].as_f64() && a["kind"] == "minimum")
    );
    assert!(b["basin_entropy"].as_f64().unwrap() > 0.0);
    let mut archive = NpzReader::new(std::io::Cursor::new(bytes)).unwrap();
    let label: Array2<i32> = archive.by_name("label").unwrap();
    let steps: Array2<u32> = archive.by_name("steps").unwrap();
    assert_eq!((label.dim(), steps.dim()), ((40, 48), (40, 48)));
    assert_eq!(
        label.iter().filter(|l| **l == 0).count() as f64 / 1920.0,
        attractors[0]["share"].as_f64().unwrap()
    );
}

#[test]
fn shares_of_random_starts_are_repeated_by_their_seed() {
    let run = |seed| {
        json(&[
            "shares", "xor-relu", "--init", "normal", "--runs", "200", "--seed", seed, "--steps",
            "2000", "--json",
        ])
    };
    let first = run("1");
    assert_eq!(first, run("1"));
    // seeds follow each other within a run, so a neighbouring one would share all starts but one
    assert_ne!(first, run("1000"));
    let ended: f64 = first["attractors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| 200.0 * a["share"].as_f64().unwrap())
        .sum();
    assert!(
        (ended + first["undecided"].as_f64().unwrap() + first["diverged"].as_f64().unwrap()
            - 200.0)
            .abs()
            < 1e-9
    );
    assert!(mistake(&["shares", "xor-relu", "--init", "gauss"]).contains("normal:SD"));
}

#[test]
fn the_same_slice_is_written_as_the_same_bytes() {
    let (_folder, first) = temporary("a.npz");
    let (_folder, second) = temporary("b.npz");
    for (path, threads) in [(&first, "1"), (&second, "2")] {
        let status = Command::new(env!("CARGO_BIN_EXE_basinscope"))
            .args(["slice", "sigmoid-ten-points", "--size", "40x30", "--out", path])
            .env("RAYON_NUM_THREADS", threads)
            .status();
        assert!(status.unwrap().success());
    }
    assert_eq!(std::fs::read(text(&first)).unwrap(), std::fs::read(text(&second)).unwrap());
}

#[test]
fn mistakes_are_told_in_one_sentence_with_what_was_expected() {
    assert!(mistake(&["evaluate", "xor-rellu"]).contains("did you mean \"xor-relu\"?"));
    assert!(
        mistake(&["evaluate", "relu-line-of-minima", "--point", "bettr"])
            .contains("did you mean \"better\"?")
    );
    assert!(mistake(&["evaluate", "no/such/file.toml"]).contains("no/such/file.toml"));
    assert!(mistake(&["slice", "xor-relu", "--out", "x.txt"]).contains(".npz or .csv or .png"));
    assert!(
        mistake(&["slice", "xor-relu", "--size", "1000000x1000000", "--out", "x.npz"])
            .contains("at most")
    );
    assert!(
        mistake(&["slice", "xor-relu", "--size", "8x8", "--out", "no/folder/x.npz"])
            .contains("there is no folder no/folder")
    );
    assert!(mistake(&["slice", "logistic-neuron", "--out", "x.npz"]).contains("single weight"));
    assert!(mistake(&["descend", "xor-relu", "--optimizer", "sgd"]).contains("gradient-descent"));
    assert!(mistake(&["descend", "xor-relu", "--learning-rate", "-1"]).contains("positive"));
    assert!(mistake(&["descend", "xor-relu", "--steps", "99999999999"]).contains("1000000000"));
}

#[test]
fn a_wrong_weights_file_is_told_by_name_and_number() {
    let (_folder, path) = temporary("w.json");
    for (content, expected) in [
        ("[1, 2]", "expected 4 weights, as the 1-1-1 network has, found 2"),
        ("{}", "expected a list of numbers"),
        ("[1, 2, 3, \"x\"]", "expected a list of numbers"),
        ("[1, 2, 3, 1e999]", "w.json"),
        ("", "expected a list of numbers"),
    ] {
        std::fs::write(&path, content).unwrap();
        let told = mistake(&["evaluate", "relu-line-of-minima", "--weights", &path]);
        assert!(told.contains(expected) && told.contains("w.json"), "{content}: {told}");
    }
    assert!(
        mistake(&["evaluate", "relu-line-of-minima", "--weights", "missing.json"])
            .contains("missing.json")
    );
}

#[test]
fn a_wrong_preset_file_is_told_by_line_and_key() {
    let (_folder, path) = temporary("mine.toml");
    std::fs::write(
        &path,
        "[dataset]\ninputs = [[1], [2]]\ntargets = [1, 2]\n[network]\nlayers = \
     [1, 2, 1]\nactivaton = \"relu\"\n[loss]\nkind = \"squared\"\nreduction = \"sum\"\n",
    )
    .unwrap();
    let told = mistake(&["evaluate", &path]);
    assert!(
        told.contains("line 6") && told.contains("activaton") && told.contains("activation"),
        "{told}"
    );
}

#[test]
fn a_data_set_and_a_network_alone_are_a_preset() {
    let (_folder, path) = temporary("mine.toml");
    std::fs::write(
        &path,
        "title = \"mine\"\nsource = \"me\"\n[dataset]\ninputs = [[1], \
     [2]]\ntargets = [1, \"5/2\"]\n[network]\nlayers = [1, 1]\nactivation = \
     \"relu\"\n[loss]\nkind = \"squared\"\nreduction = \"mean\"\n",
    )
    .unwrap();
    let d = json(&[
        "descend",
        &path,
        "--seed",
        "1",
        "--learning-rate",
        "0.1",
        "--steps",
        "20000",
        "--json",
    ]);
    assert!(d["loss"].as_f64().unwrap() < 1e-20, "a line through two points: {d}");
    let (_folder, png) = temporary("mine.png");
    assert!(basinscope(&["slice", &path, "--size", "8x8", "--out", &png]).status.success());
}

#[test]
fn help_of_every_command_has_an_example() {
    for command in
        ["open", "presets", "evaluate", "descend", "slice", "figure", "basins", "shares", "certify"]
    {
        let output = basinscope(&[command, "--help"]);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success() && text.contains(&format!("Example: basinscope {command}")),
            "{text}"
        );
    }
}

#[test]
#[cfg(all(feature = "app", target_os = "linux"))]
fn without_a_display_one_sentence_names_the_commands() {
    let run = |display: Option<&str>, arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_basinscope"));
        command.args(arguments);
        for name in ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"] {
            command.env_remove(name);
        }
        if let Some(display) = display {
            command.env("DISPLAY", display);
        }
        command.output().unwrap()
    };
    let ways: [&[&str]; 4] =
        [&[], &["open"], &["open", "--fresh"], &["open", "xor-relu", "--fresh"]];
    let none = ways.into_iter().map(|arguments| (None, arguments));
    for (display, arguments) in none.chain([(Some(":4711"), ways[0])]) {
        let output = run(display, arguments);
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(text.contains("no display") && text.contains("basinscope evaluate"), "{text}");
        assert_eq!(text.lines().count(), 1, "{text}");
    }
}

#[test]
fn certify_proves_the_bad_minimum_and_its_proof_passes_the_checker() {
    let (_folder, path) = temporary("proof.json");
    let arguments =
        ["certify", "sigmoid-ten-points", "--point", "bad minimum", "--json", "--out", &path];
    let proof = json(&arguments);
    assert_eq!(proof["verdict"], "proven-strict-minimum");
    assert_eq!(proof["not_global"], true);
    assert!(proof["loss"][0].as_f64().unwrap() > 5.777 && proof["radius"].as_f64().unwrap() > 0.0);
    assert!(proof["smallest_eigenvalue"][0].as_f64().unwrap() > 0.0);
    assert_eq!(json(&["certify", "--check", &path, "--json"])["verified"], true);

    // a proof of something else: the same evidence, another data set
    let changed = std::fs::read_to_string(&path).unwrap().replacen("14/5", "13/5", 1);
    std::fs::write(&path, changed).unwrap();
    assert!(mistake(&["certify", "--check", &path]).contains("does not hold"));
}

#[test]
fn certify_takes_a_named_point_as_written_and_shows_the_direction_of_a_disproof() {
    let exact = json(&["certify", "two-relu-units", "--point", "bad minimum", "--json"]);
    assert_eq!(
        (exact["verdict"].as_str(), exact["exact_loss"].as_str()),
        (Some("proven-flat-minimum"), Some("8/3"))
    );
    let printed =
        json(&["certify", "two-relu-units", "--point", "bad minimum as printed", "--json"]);
    assert_eq!(printed["verdict"], "disproved");
    assert_eq!(printed["direction"].as_array().unwrap().len(), 7);
    let (_folder, path) = temporary("weights.json");
    std::fs::write(&path, "[1, -3, 1, 0]").unwrap();
    assert_eq!(
        json(&["certify", "relu-line-of-minima", "--weights", &path, "--json"])["verdict"],
        "proven-flat-minimum"
    );
    // critical, but no curvature says of what kind
    std::fs::write(&path, "[0, 0, 0, 0, 0, 0, 0, 0, 0]").unwrap();
    let unproven = ["certify", "xor-sigmoid", "--weights", &path, "--out", &path];
    assert!(mistake(&unproven).contains("nothing is proven"));
    assert!(mistake(&["certify"]).contains("PRESET"));
}

#[test]
fn generate_writes_a_preset_that_the_other_commands_take() {
    let (folder, data) = temporary("data.csv");
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(&data, "x,y\n0,0\n1,1\n2,0\n3,1/3\n").unwrap();
    for (kind, verdict) in [("yun", "proven-flat-minimum"), ("dead", "proven-dead-region")] {
        let file = path(&format!("{kind}.toml"));
        let made = json(&["generate", kind, "--data", &data, "--out", &file, "--json"]);
        let certificate = &made["points"][0]["certificate"];
        assert_eq!(certificate["verdict"], verdict);
        assert_eq!(certificate["not_global"], true);
        assert_eq!(&json(&["certify", &file, "--json"]), certificate);
        assert!(
            basinscope(&["slice", &file, "--size", "8x8", "--out", &path("s.npz")])
                .status
                .success()
        );
    }
    let file = path("split.toml");
    let split = [
        "generate",
        "split",
        "yun-sigmoid",
        "--unit",
        "1",
        "--share",
        "1/3",
        "--out",
        &file,
        "--json",
    ];
    let made = json(&split);
    assert_eq!(made["points"][0]["name"], "split");
    assert!(made["points"].as_array().unwrap().len() == 3);
}

#[test]
fn generate_writes_nothing_where_there_is_nothing_to_show() {
    let (folder, data) = temporary("data.csv");
    let file = folder.path().join("out.toml");
    let out = file.display().to_string();
    std::fs::write(&data, "0,0\n1,1\n2,2\n").unwrap();
    assert!(
        mistake(&["generate", "yun", "--data", &data, "--out", &out])
            .contains("fits the data of data.csv exactly")
    );
    std::fs::write(&data, "0,0\n1,a\n2,2\n").unwrap();
    let told = mistake(&["generate", "dead", "--data", &data, "--out", &out]);
    assert!(told.contains("line 2, column 2: expected a number"), "{told}");
    assert!(
        mistake(&["generate", "yun", "no-such-preset", "--out", &out]).contains("no-such-preset")
    );
    assert!(mistake(&["generate", "yun", "xor-relu", "--out", &out]).contains("--squared-error"));
    assert!(
        mistake(&["generate", "split", "two-relu-units", "--unit", "9", "--out", &out])
            .contains("from 0 to 1")
    );
    assert!(
        mistake(&[
            "generate",
            "split",
            "two-relu-units",
            "--unit",
            "0",
            "--share",
            "x",
            "--out",
            &out
        ])
        .contains("expected")
    );
    assert!(
        mistake(&["generate", "yun", "two-relu-units", "--out", text("out.txt")]).contains(".toml")
    );
    assert!(!file.exists());
}

#[test]
fn a_hunt_that_is_resumed_finds_what_one_in_one_go_finds() {
    let (folder, _) = temporary("hunt");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let hunt = |out: &str, tries: &str| {
        let from = [
            "--from",
            "sigmoid-ten-points",
            "--loss",
            "cross-entropy",
            "--starts",
            "60",
            "--climb",
            "2",
        ];
        json(&[&["hunt", "--out", &path(out), "--tries", tries, "--json"], &from[..]].concat())
    };
    let whole = hunt("whole", "6");
    assert_eq!(hunt("parts", "2")["tries"], 2);
    assert_eq!(hunt("parts", "6"), whole);
    assert_eq!(hunt("parts", "3"), whole, "what is done stays done");
    let hits = whole["hits"].as_array().unwrap();
    assert!(!hits.is_empty());
    for hit in hits {
        let file = hit["file"].as_str().unwrap();
        assert_eq!(hit["verdict"], "proven-strict-minimum");
        let found = json(&["certify", &path(&format!("parts/{file}")), "--json"]);
        assert_eq!((&found["verdict"], &found["loss"]), (&hit["verdict"], &hit["loss"]));
        assert_eq!(found["not_global"], true);
    }
    let other = mistake(&["hunt", "--out", &path("parts"), "--tries", "9"]);
    assert!(other.contains("other settings"), "{other}");
    std::fs::write(path("parts/hunt.json"), "{}").unwrap();
    assert!(
        mistake(&["hunt", "--out", &path("parts"), "--tries", "9"]).contains("no state of a hunt")
    );
}

#[test]
fn a_hunt_that_cannot_be_is_told_in_one_sentence() {
    let (_folder, out) = temporary("hunt");
    let hunt = |rest: &[&str]| {
        let output = basinscope(&[&["hunt", "--out", &out], rest].concat());
        assert_eq!(output.status.code(), Some(2), "{rest:?}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    assert!(hunt(&["--from", "sigmoid-ten-points", "--points", "11"]).contains("at most 10"));
    assert!(hunt(&["--from", "two-relu-units", "--points", "3"]).contains("0 or 1"));
    assert!(hunt(&["--activation", "relu"]).contains("expected sigmoid"));
    assert!(hunt(&["--hidden", "50", "--inputs", "9"]).contains("too large for a proof"));
    assert!(hunt(&["--seconds", "0"]).contains("above 0"));
    assert!(!Path::new(&out).exists());
}

#[test]
fn data_from_a_table_take_the_place_of_the_presets_own() {
    let (_folder, path) = temporary("points.csv");
    std::fs::write(&path, "a;b;class\n0;0,5;no\n1;1;yes\n2;0;no\n").unwrap();
    let own = json(&["descend", "xor-sigmoid", "--data", &path, "--seed", "3", "--json"]);
    assert_eq!(
        own["start"].as_array().or(own["weights"].as_array()).map(Vec::len),
        Some(9),
        "{own}"
    );
    std::fs::write(&path, "1,2\n3,four\n5,6\n").unwrap();
    let told = mistake(&["slice", "xor-sigmoid", "--data", &path, "--out", "never.npz"]);
    assert!(told.contains("line 2, column 2: expected a number"), "{told}");
}
