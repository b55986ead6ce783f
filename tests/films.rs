//! Films: every kind of them moves, is the same each time, and is read by others.

use std::path::Path;
use std::process::{Command, Output};

use basinscope::figure::Description;
use basinscope::figure::describe::{
    Film, Kind, Map, Motion, PanelDescription, Rival, Start, Style,
};
use basinscope::figure::film::{FilmFormat, film};
use basinscope::figure::recipe::{Recipe, recipe_in};
use basinscope::figure::{BasinView, FigureError};
use basinscope::monitor::Monitor;
use basinscope::optimizer::Optimizer;
use basinscope::preset::Preset;

fn basinscope(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_basinscope"));
    command.args(arguments).output().expect("the program runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// A small film of a preset in which something of this kind moves.
fn small(what: Motion) -> (Preset, Description) {
    let mut preset = Preset::load("two-relu-units").expect("shipped");
    // enough for cells to be decided one after the other
    preset.descent.settings.steps = if what == Motion::Basins { 20_000 } else { 300 };
    let basins = matches!(what, Motion::Basins | Motion::Rate | Motion::Decay);
    let race = vec![Rival { optimizer: Optimizer::Adam, learning_rate: Some(0.05) }];
    let map = PanelDescription {
        kind: if what == Motion::Orbit { Kind::Surface } else { Kind::Map },
        map: if basins { Map::Basins(BasinView::End) } else { Map::default() },
        cells: [16, 12],
        race: if what == Motion::Race { race } else { Vec::new() },
        ..PanelDescription::default()
    };
    let film = Film {
        what,
        to: if what == Motion::Data { vec![-0.5, 1.5] } else { Vec::new() },
        size: [160, 90],
        fps: 10,
        seconds: 0.7,
        hold: 0.5,
        ..Film::default()
    };
    let style = Style::Slide;
    (preset, Description { style, film: Some(film), panels: vec![map], ..Description::default() })
}

fn made(preset: &Preset, figure: &Description, format: FilmFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    film(preset, figure, format, &Monitor::default(), &mut bytes).expect("a film");
    bytes
}

/// The frames of a GIF, each whole, with how long they stay in hundredths of a second.
fn frames_of(gif: &[u8]) -> Vec<(Vec<u8>, u16)> {
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::RGBA);
    let mut reader = options.read_info(gif).expect("a GIF");
    let across = usize::from(reader.width());
    let mut canvas = vec![0; 4 * across * usize::from(reader.height())];
    let mut frames = Vec::new();
    while let Some(frame) = reader.read_next_frame().expect("a frame") {
        let (left, top) = (usize::from(frame.left), usize::from(frame.top));
        for (place, pixel) in frame.buffer.chunks_exact(4).enumerate() {
            let (x, y) = (place % usize::from(frame.width), place / usize::from(frame.width));
            if pixel[3] > 0 {
                let place = 4 * ((top + y) * across + left + x);
                canvas[place..place + 4].copy_from_slice(pixel);
            }
        }
        frames.push((canvas.clone(), frame.delay));
    }
    frames
}

#[test]
fn every_motion_has_the_frames_that_were_asked_for_and_moves() {
    for what in Motion::ALL {
        let (preset, figure) = small(what);
        let frames = frames_of(&made(&preset, &figure, FilmFormat::Gif));
        let delays: Vec<u16> = frames.iter().map(|(_, delay)| *delay).collect();
        assert_eq!(delays, [10, 10, 10, 10, 10, 10, 60], "{what:?}");
        let moving = frames.windows(2).filter(|pair| pair[0].0 != pair[1].0).count();
        assert!(moving >= 5, "{what:?}: {moving} changes");
    }
}

#[test]
fn a_film_is_the_same_bytes_for_any_number_of_threads_and_from_its_own_recipe() {
    for (what, format) in [
        (Motion::Race, FilmFormat::Webp),
        (Motion::Basins, FilmFormat::Gif),
        (Motion::Data, FilmFormat::Apng),
        (Motion::Rate, FilmFormat::Gif),
    ] {
        let (preset, figure) = small(what);
        let with_threads = |count: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build();
            pool.expect("threads").install(|| made(&preset, &figure, format))
        };
        let bytes = with_threads(1);
        assert!(bytes == with_threads(3), "{what:?} {format:?}");
        let recipe = recipe_in(&bytes).unwrap_or_else(|| panic!("{what:?} {format:?}"));
        let recipe = Recipe::parse(&recipe).expect("a recipe");
        assert_eq!(recipe.figure, figure);
        assert!(bytes == made(&recipe.preset, &recipe.figure, format), "{what:?} {format:?}");
    }
}

#[test]
fn a_cancelled_film_ends_and_leaves_no_file() {
    let (preset, figure) = small(Motion::Descent);
    for (format, _) in FilmFormat::ALL {
        let monitor = Monitor::default();
        monitor.cancel();
        let error = film(&preset, &figure, format, &monitor, &mut Vec::new()).unwrap_err();
        assert!(matches!(error, FigureError::Cancelled), "{error}");
    }
}

#[test]
fn what_cannot_move_is_told_with_what_was_expected() {
    let told = |what: Motion, change: &dyn Fn(&mut Preset, &mut PanelDescription, &mut Film)| {
        let (mut preset, mut figure) = small(what);
        let mut film_of = figure.film.take().expect("a film");
        change(&mut preset, &mut figure.panels[0], &mut film_of);
        figure.film = Some(film_of);
        let monitor = Monitor::default();
        let made = film(&preset, &figure, FilmFormat::Gif, &monitor, &mut Vec::new());
        made.unwrap_err().to_string()
    };
    for (message, expected) in [
        (told(Motion::Race, &|_, panel, _| panel.race.clear()), "such as --race"),
        (told(Motion::Basins, &|_, panel, _| panel.map = Map::default()), "with map basins"),
        (told(Motion::Orbit, &|_, panel, _| panel.kind = Kind::Map), "a panel surface"),
        (told(Motion::Data, &|_, _, film| film.point = 99), "expected its number from 0 to"),
        (told(Motion::Data, &|_, _, film| film.to.clear()), "its 1 input(s) and then its 1"),
        (
            told(Motion::Slide, &|preset, _, _| {
                *preset = Preset::load("logistic-neuron-2d").expect("shipped");
            }),
            "three weights or more, found 2",
        ),
        (
            told(Motion::Descent, &|_, panel, _| {
                panel.starts = Some(vec![Start::Point("nowhere".to_owned())]);
            }),
            "nowhere",
        ),
    ] {
        assert!(message.contains(expected), "{message}");
    }
}

/// The arguments of a small film that is written to `out`.
fn animate<'a>(what: &'a str, out: &'a str) -> Vec<&'a str> {
    let size = ["--size", "160x90", "--cells", "16x12", "--seconds", "0.5", "--fps", "10"];
    let mut arguments = vec!["animate", "two-relu-units", "--steps", "200", "--what", what];
    arguments.extend(size);
    if what == "data" {
        arguments.extend(["--point", "1", "--to", "-0.5,1.5"]);
    }
    if what == "race" {
        arguments.extend(["--race", "adam"]);
    }
    arguments.extend(["--out", out]);
    arguments
}

#[test]
fn a_film_is_made_again_by_the_command_and_one_that_was_altered_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let is_installed = is_installed("ffmpeg");
    for (ending, what) in [("gif", "basins"), ("webp", "data"), ("png", "race"), ("mp4", "slide")] {
        let (first, second) = (at(&format!("a.{ending}")), at(&format!("b.{ending}")));
        let output = basinscope(&animate(what, &first));
        if ending == "mp4" && !is_installed {
            continue;
        }
        assert!(output.status.success(), "{}", said(&output));
        let again = basinscope(&["animate", "--from", &first, "--out", &second]);
        assert!(again.status.success(), "{}", said(&again));
        let bytes = std::fs::read(&first).unwrap();
        assert!(bytes == std::fs::read(&second).unwrap(), "{ending}");
        let told = said(&basinscope(&["figure", "--check", &first]));
        assert!(told.contains("the numbers are the same"), "{told}");
        assert_eq!(told.contains("every byte"), ending != "mp4", "{told}");
        // a pixel, or so
        let mut altered = bytes.clone();
        let middle = bytes.len() / 3;
        altered[middle] ^= 1;
        std::fs::write(&second, &altered).unwrap();
        let told = said(&basinscope(&["figure", "--check", &second]));
        assert!(!told.contains("every byte"), "{ending}: {told}");
    }
    // a film carries a figure too, and takes no arguments beside its recipe
    let gif = at("a.gif");
    let drawn = basinscope(&["figure", "--from", &gif, "--out", &at("still.png")]);
    assert!(drawn.status.success(), "{}", said(&drawn));
    let output = basinscope(&["animate", "--from", &gif, "--fps", "5", "--out", &at("c.gif")]);
    assert_eq!(output.status.code(), Some(2));
    let output = basinscope(&["animate", "--from", &at("still.png"), "--out", &at("c.gif")]);
    assert!(said(&output).contains("is no film"), "{}", said(&output));
    // other numbers than those of the recipe
    let mut bytes = std::fs::read(&gif).unwrap();
    let place = bytes.windows(7).position(|part| part == b"numbers").expect("a recipe") + 8;
    bytes[place] = if bytes[place] == b'0' { b'1' } else { b'0' };
    std::fs::write(&gif, bytes).unwrap();
    let output = basinscope(&["figure", "--check", &gif]);
    assert!(said(&output).contains("the numbers are not those"), "{}", said(&output));
}

#[test]
fn without_ffmpeg_one_sentence_tells_so_and_nothing_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("a.mp4");
    let mut command = Command::new(env!("CARGO_BIN_EXE_basinscope"));
    command.args(animate("orbit", out.to_str().unwrap())).env("PATH", folder.path());
    let output = command.output().expect("the program runs");
    assert_eq!(output.status.code(), Some(2));
    let told = said(&output);
    assert!(told.contains("made by the program ffmpeg") && told.lines().count() == 1, "{told}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

fn is_installed(program: &str) -> bool {
    let version = if program == "identify" { "-version" } else { "-h" };
    Command::new(program).arg(version).output().is_ok()
}

/// What another program says, if it is installed.
fn other(program: &str, arguments: &[&str], file: &Path) -> Option<String> {
    let output = Command::new(program).args(arguments).arg(file).output().ok()?;
    assert!(output.status.success(), "{program}: {}", said(&output));
    Some(said(&output))
}

#[test]
fn other_decoders_find_the_frames_and_their_size() {
    let folder = tempfile::tempdir().unwrap();
    for ending in ["gif", "webp", "png", "mp4"] {
        let path = folder.path().join(format!("a.{ending}"));
        let output = basinscope(&animate("basins", path.to_str().unwrap()));
        if ending == "mp4" && !is_installed("ffmpeg") {
            continue;
        }
        assert!(output.status.success(), "{}", said(&output));
        // the hold is told by the last frame's time, in a video by 15 frames more
        let frames = if ending == "mp4" { 20 } else { 5 };
        let read = ["-v", "error", "-count_frames", "-select_streams", "v", "-of", "csv=p=0"];
        let asked = ["-show_entries", "stream=width,height,nb_read_frames"];
        let can_ffmpeg = ending != "webp";
        if can_ffmpeg && let Some(told) = other("ffprobe", &[&read[..], &asked].concat(), &path) {
            assert_eq!(told.trim(), format!("160,90,{frames}"), "{ending}");
        }
        if ending == "webp"
            && let Some(told) = other("webpinfo", &["-quiet"], &path)
        {
            assert!(!told.to_lowercase().contains("error"), "{told}");
            let told = other("webpinfo", &["-summary"], &path).expect("installed");
            assert!(told.contains("Number of frames: 5") || told.matches("ANMF").count() >= 5);
        }
        let counts = ["gif", "webp"].contains(&ending);
        if counts && let Some(told) = other("identify", &["-format", "%wx%h\n"], &path) {
            assert_eq!(told.lines().count(), 5, "{ending}: {told}");
        }
        let script = "import sys\ntry: from PIL import Image\nexcept ImportError: sys.exit()\n\
            f = Image.open(sys.argv[1]); n = 0\nfor n in range(f.n_frames): f.seek(n); f.load()\n\
            print(f.size, n + 1)";
        if ending != "mp4"
            && let Some(told) = other("python3", &["-c", script], &path)
        {
            assert!(told.is_empty() || told.trim() == "(160, 90) 5", "{ending}: {told}");
        }
    }
}
