//! Figures as numbers for other tools, and many figures at once.

use std::path::Path;
use std::process::{Command, Output};

use basinscope::figure::describe::{Kind, Map, PanelDescription, Shared, Style};
use basinscope::figure::{BasinView, Description, export, make};
use basinscope::monitor::Monitor;
use basinscope::preset::Preset;

fn basinscope(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_basinscope"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Every kind of panel over few cells.
fn of_all_kinds(preset: &mut Preset) -> Description {
    preset.descent.settings.steps = preset.descent.settings.steps.min(200);
    let of_kind = |kind| PanelDescription { kind, cells: [12, 8], ..PanelDescription::default() };
    let of_map = |map| PanelDescription { map, ..of_kind(Kind::Map) };
    let basins = of_map(Map::Basins(BasinView::End));
    let mut panels = vec![basins, of_map(Map::Basins(BasinView::Steps))];
    panels.extend(Kind::ALL.map(of_kind));
    Description { style: Style::Page, panels, ..Description::default() }
}

/// Whether a program is installed.
fn is_there(program: &str, arguments: &[&str]) -> bool {
    let is_there = Command::new(program).args(arguments).output();
    let is_there = is_there.is_ok_and(|output| output.status.success());
    if !is_there {
        eprintln!("{program} {} is not installed: not tried", arguments.join(" "));
    }
    is_there
}

#[test]
fn matplotlib_and_pgfplots_draw_every_kind_of_panel_from_the_numbers() {
    let python = ["python3", "/usr/bin/python3"];
    let python = python.into_iter().find(|it| is_there(it, &["-c", "import matplotlib"]));
    let has_latex = is_there("kpsewhich", &["pgfplots.sty"]);
    for name in ["xor-relu", "relu-line-of-minima", "logistic-neuron"] {
        let mut preset = Preset::load(name).expect("shipped");
        let mut description = of_all_kinds(&mut preset);
        if !preset.has_plane() {
            description.panels.retain(|panel| panel.kind != Kind::Shares);
        }
        let figure = make(&preset, &description, &|_| Monitor::default()).expect("a figure");
        let folder = tempfile::tempdir().unwrap();
        let files = export::write_all(&figure, folder.path()).expect("files");
        assert!(files.iter().all(|file| file.exists()) && files.len() > 20, "{files:?}");
        for (is_there, program, arguments, drawn) in [
            (python.is_some(), python.unwrap_or_default(), vec!["draw.py"], "draw-matplotlib.pdf"),
            (has_latex, "pdflatex", vec!["-halt-on-error", "draw.tex"], "draw.pdf"),
        ] {
            if is_there {
                let mut command = Command::new(program);
                let output = command.args(arguments).current_dir(folder.path()).output().unwrap();
                assert!(output.status.success(), "{name}: {}", said(&output));
                let bytes = std::fs::read(folder.path().join(drawn)).expect("a picture");
                assert!(bytes.starts_with(b"%PDF"), "{name}");
            }
        }
    }
}

#[test]
fn tables_and_archives_hold_the_same_numbers() {
    let mut preset = Preset::load("xor-relu").expect("shipped");
    let description = of_all_kinds(&mut preset);
    let figure = make(&preset, &description, &|_| Monitor::default()).expect("a figure");
    let folder = tempfile::tempdir().unwrap();
    export::write_all(&figure, folder.path()).expect("files");
    // the third panel is the loss over the plane
    let text = std::fs::read_to_string(folder.path().join("panel-c.csv")).unwrap();
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(rows.headers().unwrap(), vec!["x", "y", "loss"]);
    let rows: Vec<Vec<f64>> = rows.deserialize().collect::<Result<_, _>>().unwrap();
    let mut archive = ndarray_npy::NpzReader::new(
        std::fs::File::open(folder.path().join("panel-c.npz")).unwrap(),
    )
    .unwrap();
    let loss: ndarray::Array2<f64> = archive.by_name("loss").unwrap();
    let x: ndarray::Array1<f64> = archive.by_name("x").unwrap();
    let y: ndarray::Array1<f64> = archive.by_name("y").unwrap();
    assert_eq!((rows.len(), loss.dim()), (96, (8, 12)));
    for (row, ((j, i), value)) in rows.iter().zip(loss.indexed_iter()) {
        assert_eq!(row[..], [x[i], y[j], *value]);
    }
}

#[test]
fn an_archive_of_a_slice_or_of_basins_says_how_it_was_made_and_tells_an_altered_number() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| basinscope(folder.path(), arguments);
    for (command, more) in [
        ("slice", &["--quantity", "gradient-norm"][..]),
        ("slice", &["--x-range", "-1,2"]),
        ("basins", &["--learning-rate", "0.3", "--steps", "500"]),
    ] {
        let mut arguments = vec![command, "xor-relu", "--size", "16x12", "--out", "a.npz"];
        arguments.extend(more);
        let output = run(&arguments);
        assert!(output.status.success(), "{}", said(&output));
        let output = run(&["figure", "--check", "a.npz"]);
        assert_eq!(said(&output), "a.npz: the numbers are the same\n");
        let output = run(&["figure", "--from", "a.npz", "--out", "a.svg"]);
        assert!(output.status.success(), "{}", said(&output));
        let path = folder.path().join("a.npz");
        let mut bytes = std::fs::read(&path).unwrap();
        // behind the headers of the first array
        bytes[300] ^= 1;
        std::fs::write(&path, bytes).unwrap();
        let output = run(&["figure", "--check", "a.npz"]);
        assert!(!output.status.success() && said(&output).contains("altered"), "{}", said(&output));
    }
}

#[test]
fn several_presets_are_drawn_into_a_folder_with_a_page_that_shows_them() {
    let folder = tempfile::tempdir().unwrap();
    let output = basinscope(
        folder.path(),
        &[
            "figure",
            "xor-relu",
            "logistic-neuron-2d",
            "--size",
            "20x16",
            "--out",
            "all",
            "--dpi",
            "60",
        ],
    );
    assert!(output.status.success(), "{}", said(&output));
    let page = std::fs::read_to_string(folder.path().join("all/index.html")).unwrap();
    for name in ["xor-relu", "logistic-neuron-2d"] {
        assert!(folder.path().join(format!("all/{name}.png")).exists());
        assert!(page.contains(&format!("src=\"{name}.png\"")));
        assert!(page.contains(&format!("basinscope figure {name} --out {name}.png")));
    }
    let output = basinscope(folder.path(), &["figure", "xor-relu", "xor-tanh", "--out", "a.pdf"]);
    assert!(!output.status.success());
}

#[test]
fn panels_that_share_say_once_what_they_have_in_common_and_are_as_wide() {
    let mut preset = Preset::load("xor-relu").expect("shipped");
    preset.descent.settings.steps = 50;
    let map = PanelDescription { cells: [8, 6], ..PanelDescription::default() };
    let panels =
        vec![map.clone(), PanelDescription { profile: true, ..map.clone() }, map.clone(), map];
    let share = Shared::ALL.to_vec();
    let page = Description { style: Style::Page, panels, ..Description::default() };
    let drawn = |page: &Description| {
        let figure = make(&preset, page, &|_| Monitor::default()).expect("a figure");
        let widths = (0..4).map(|place| figure.inner(place).unwrap());
        let widths: Vec<f64> = widths.map(|[left, right, ..]| right - left).collect();
        (figure.svg().expect("room"), widths)
    };
    let count = |svg: &str, text: &str| svg.matches(&format!(">{text}</text>")).count();
    let (apart, _) = drawn(&page);
    assert_eq!([count(&apart, "along"), count(&apart, "loss")], [4, 3]);
    let (shared, widths) = drawn(&Description { share, ..page });
    // one name below each column, one beside each row; the profile has a scale of its own
    assert_eq!([count(&shared, "along"), count(&shared, "across")], [2, 2]);
    assert_eq!([count(&shared, "loss"), count(&shared, "least loss")], [2, 1]);
    assert!(widths.iter().all(|width| (width - widths[0]).abs() < 1e-9), "{widths:?}");
}

#[test]
fn a_figure_is_set_in_the_font_of_a_file_and_names_its_author() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| basinscope(folder.path(), arguments);
    // the bundled font under a name of its own
    let font = include_bytes!("../src/figure/fonts/DejaVuSans.ttf").to_vec();
    let name: Vec<u8> = "DejaVu Sans".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let other: Vec<u8> = "DejaVu Sonx".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut renamed = font.clone();
    for at in 0..font.len() - name.len() {
        if font[at..].starts_with(&name) {
            renamed[at..at + name.len()].copy_from_slice(&other);
        }
    }
    std::fs::write(folder.path().join("own.ttf"), renamed).unwrap();
    let small = ["figure", "logistic-neuron-2d", "--size", "8x6"];
    let with = |more: &[&str]| run(&[&small[..], more].concat());
    let output = with(&["--font", "own.ttf", "--author", "A. Person", "--out", "a.pdf"]);
    assert!(output.status.success(), "{}", said(&output));
    let bytes = std::fs::read(folder.path().join("a.pdf")).unwrap();
    let has = |text: &[u8]| bytes.windows(text.len()).any(|part| part == text);
    assert!(has(b"A. Person"));
    let output = with(&["--font", "own.ttf", "--out", "a.svg"]);
    assert!(output.status.success(), "{}", said(&output));
    let svg = std::fs::read_to_string(folder.path().join("a.svg")).unwrap();
    assert!(svg.contains("font-family=\"DejaVu Sonx\""));
    // it is not in the file: without it the figure cannot be drawn again
    let output = run(&["figure", "--from", "a.svg", "--out", "b.svg"]);
    let told = "the figure is set in DejaVu Sonx: give its file by --font";
    assert!(!output.status.success() && said(&output).contains(told), "{}", said(&output));
    let output = run(&["figure", "--from", "a.svg", "--font", "own.ttf", "--out", "b.svg"]);
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(svg, std::fs::read_to_string(folder.path().join("b.svg")).unwrap());
    std::fs::write(folder.path().join("no.ttf"), "no font").unwrap();
    let output = with(&["--font", "no.ttf", "--out", "a.png"]);
    assert!(said(&output).contains("no.ttf: expected a TrueType or OpenType font"));
}
