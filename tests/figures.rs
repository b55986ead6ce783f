//! Figures can be drawn again from what their files say.

use std::process::{Command, Output};

use basinscope::experiment::Format;
use basinscope::figure::describe::{Kind, PanelDescription, Style, Theme};
use basinscope::figure::recipe::{Recipe, VERSION, digest, recipe_in};
use basinscope::figure::{BasinView, Description, Figure, make};
use basinscope::monitor::Monitor;
use basinscope::preset::Preset;

fn basinscope(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_basinscope"))
        .args(arguments)
        .output()
        .expect("the program runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn drawn(preset: &Preset, description: &Description) -> Figure {
    make(preset, description, &|_| Monitor::default()).expect("a figure")
}

/// A figure of few cells and steps of a preset, with as many kinds of panels as it has.
fn small(preset: &mut Preset) -> Description {
    preset.descent.settings.steps = preset.descent.settings.steps.min(200);
    let mut description = Description::of_map();
    description.panels[0].cells = [8, 6];
    if preset.has_plane() {
        let basins = basinscope::figure::describe::Map::Basins(BasinView::End);
        let map = description.panels[0].clone();
        description.panels.push(PanelDescription { map: basins, ..map.clone() });
        description.panels.push(PanelDescription { kind: Kind::Surface, ..map });
    }
    if preset.dataset.input_count() <= 2 {
        description.panels.push(PanelDescription { kind: Kind::Data, ..Default::default() });
    }
    description
}

#[test]
fn every_preset_is_drawn_again_byte_for_byte_from_each_format() {
    for mut preset in Preset::shipped() {
        let description = small(&mut preset);
        let figure = drawn(&preset, &description);
        for format in Figure::FORMATS {
            let bytes = figure.file(format, 100.0).expect("a file");
            let recipe = recipe_in(&bytes).unwrap_or_else(|| panic!("{} {format:?}", preset.name));
            let recipe = Recipe::parse(&recipe).expect("a recipe");
            assert_eq!((recipe.version.as_str(), &recipe.preset.name), (VERSION, &preset.name));
            let again = drawn(&recipe.preset, &recipe.figure);
            assert_eq!(digest(&again), recipe.numbers);
            assert!(again.file(format, 100.0).expect("a file") == bytes, "{}", preset.name);
        }
    }
}

#[test]
fn the_figures_that_presets_describe_can_be_drawn() {
    let mut count = 0;
    for preset in Preset::shipped() {
        for mut figure in Description::all_of(&preset).expect("figures") {
            figure.panels.iter_mut().for_each(|panel| panel.cells = [20, 16]);
            let svg = drawn(&preset, &figure).file(Format::Svg, 0.0).expect("a drawing");
            assert!(svg.starts_with(b"<svg"), "{}", preset.name);
            count += 1;
        }
    }
    assert!(count >= 4, "figures 3 and 4 of the paper");
}

#[test]
fn a_file_that_was_altered_in_one_number_is_told_as_altered() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.svg");
    let name = path.to_str().unwrap();
    let draw = ["figure", "relu-line-of-minima", "--size", "20x16", "--out", name];
    assert!(basinscope(&draw).status.success());
    let check = || basinscope(&["figure", "--check", name]);
    let told = said(&check());
    assert!(told.contains("the numbers are the same, and every byte"), "{told}");
    let original = std::fs::read_to_string(&path).unwrap();
    // a weight of the recipe: other numbers than those that were drawn
    let altered = original.replacen("inputs = [[5]", "inputs = [[5.001]", 1);
    assert_ne!(altered, original);
    std::fs::write(&path, altered).unwrap();
    let output = check();
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("the numbers are not those of its recipe"), "{}", said(&output));
    // something in the picture itself
    std::fs::write(&path, original.replacen("fill=\"white\"", "fill=\"pink\"", 1)).unwrap();
    assert!(said(&check()).contains("not byte for byte"), "{}", said(&check()));
    std::fs::write(&path, "<svg/>").unwrap();
    let output = check();
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("carries no recipe"), "{}", said(&output));
}

#[test]
fn a_figure_is_drawn_again_by_the_command_and_its_caption_stands_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let size = ["--size", "20x16", "--dpi", "100", "--panels", "map,data,curve", "--style", "page"];
    for ending in ["svg", "pdf", "png"] {
        let (first, second) = (at(&format!("a.{ending}")), at(&format!("b.{ending}")));
        let draw = [&["figure", "two-relu-units", "--out", &first], &size[..]].concat();
        assert!(basinscope(&draw).status.success(), "{}", said(&basinscope(&draw)));
        let again = basinscope(&["figure", "--from", &first, "--out", &second]);
        assert!(again.status.success(), "{}", said(&again));
        assert!(std::fs::read(&first).unwrap() == std::fs::read(&second).unwrap(), "{ending}");
    }
    let caption = std::fs::read_to_string(at("a.caption.txt")).unwrap();
    assert!(caption.starts_with("Preset two-relu-units.") && caption.contains("(a) "), "{caption}");
    // a personal path is no part of a figure
    let table = at("points.csv");
    std::fs::write(&table, "x,y\n1,2\n2,3\n4,5\n").unwrap();
    let (svg, data) = (at("own.svg"), ["figure", "relu-line-of-minima", "--data", &table]);
    let output = basinscope(&[&data[..], &["--size", "8x6", "--out", &svg]].concat());
    assert!(output.status.success(), "{}", said(&output));
    let text = std::fs::read_to_string(&svg).unwrap();
    assert!(text.contains("points.csv") && !text.contains(folder.path().to_str().unwrap()));
}

#[test]
fn a_mistake_in_a_figure_is_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("a.svg").to_str().unwrap().to_owned();
    for (arguments, told) in [
        (&["relu-line-of-minima", "--figure", "7"][..], "has no figure \"7\""),
        (&["relu-line-of-minima", "--width", "5"], "expected 20 to 2000 millimetres"),
        (&["relu-line-of-minima", "--height", "20"], "has no room for"),
        (&["relu-line-of-minima", "--panels", "pie"], "expected map, surface, data"),
        (&["relu-line-of-minima", "--point", "nowhere", "--panels", "data"], "nowhere"),
        (&["relu-line-of-minima", "--dpi", "0"], "expected 10 to 10000 pixels an inch"),
    ] {
        let output = basinscope(&[&["figure"], arguments, &["--out", &out]].concat());
        let text = said(&output);
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(text.contains(told), "{told}: {text}");
    }
}

#[test]
fn a_page_of_each_style_and_theme_has_its_size() {
    let preset = Preset::load("two-relu-units").unwrap();
    for style in Style::ALL {
        for theme in Theme::ALL {
            let mut description = Description { style, theme, ..Description::of_map() };
            description.panels[0].cells = [8, 6];
            let svg = drawn(&preset, &description).svg().expect("room");
            let [width, _] = style.size_mm();
            let width = format!("width=\"{}mm\"", width.unwrap());
            assert!(svg.contains(&width), "{style:?}");
        }
    }
}

/// What a program prints, if it is installed.
fn program(name: &str, arguments: &[&str]) -> Option<String> {
    let Ok(output) = Command::new(name).args(arguments).output() else {
        eprintln!("{name} is not installed: what it reads is not checked");
        return None;
    };
    assert!(output.status.code().is_some_and(|code| code < 2), "{name}: {}", said(&output));
    Some(said(&output))
}

#[test]
fn other_programs_read_the_files_where_they_are_installed() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (svg, pdf, png, other) = (at("a.svg"), at("a.pdf"), at("a.png"), at("b.png"));
    let size = ["--size", "60x50", "--dpi", "192", "--panels", "map,data", "--style", "page"];
    for out in [&svg, &pdf, &png] {
        let draw = [&["figure", "relu-line-of-minima", "--out", out], &size[..]].concat();
        assert!(basinscope(&draw).status.success());
    }
    if let Some(fonts) = program("pdffonts", &[&pdf]) {
        // embedded, a subset, with its characters, and no Type 3
        let font = fonts.lines().find(|line| line.contains("DejaVuSans")).expect("the typeface");
        assert!(font.contains("yes yes yes") && !fonts.contains("Type 3"), "{fonts}");
    }
    if let Some(text) = program("pdftotext", &[&pdf, "-"]) {
        assert!(text.contains("line of minima") && text.contains("loss"), "{text}");
    }
    if let Some(info) = program("pdfinfo", &[&pdf]) {
        assert!(info.contains("Title:") && info.contains("One ReLU unit"), "{info}");
        assert!(info.contains("Page size:       504.567 x "), "178 mm: {info}");
    }
    if let Some(told) = program("xmllint", &["--noout", &svg]) {
        assert_eq!(told, "");
    }
    if program("rsvg-convert", &["-d", "192", "-p", "192", &svg, "-o", &other]).is_some() {
        let pixels = |path: &str| {
            let file = std::io::BufReader::new(std::fs::File::open(path).unwrap());
            let mut reader = png::Decoder::new(file).read_info().unwrap();
            let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
            let info = reader.next_frame(&mut pixels).unwrap();
            let bytes = info.color_type.samples();
            (info.width as usize, info.height as usize, bytes, pixels)
        };
        let (ours, theirs) = (pixels(&png), pixels(&other));
        assert!(ours.0.abs_diff(theirs.0) <= 1 && ours.1.abs_diff(theirs.1) <= 1);
        let (width, height) = (ours.0.min(theirs.0), ours.1.min(theirs.1));
        let color = |(across, _, bytes, pixels): &(usize, usize, usize, Vec<u8>), x, y| {
            let at = (y * across + x) * bytes;
            [pixels[at], pixels[at + 1], pixels[at + 2]]
        };
        let is_off = |(a, b): (u8, u8)| a.abs_diff(b) > 26;
        let differ = (0..height)
            .flat_map(|y| (0..width).map(move |x| (x, y)))
            .filter(|&(x, y)| color(&ours, x, y).into_iter().zip(color(&theirs, x, y)).any(is_off))
            .count();
        // edges of letters, which the two smooth each in its own way
        assert!(50 * differ < width * height, "{differ} of {width} x {height} pixels differ");
    }
}
