//! The window, used as a person uses it: widgets are found by what they are called.
#![cfg(feature = "app")]

mod basins;
mod data;
mod experiments;
mod files;
mod held;
mod history;
mod landscape;
mod lecture;
mod make;
mod map;
// elsewhere it could open the system's own dialogues
#[cfg(target_os = "linux")]
mod monkey;
mod optimizer;
mod own;
mod proofs;
mod race;
mod sheet;
mod sizes;
mod slide;
mod speech;
mod speed;
mod surface;
mod tours;
mod typing;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use basinscope::app::App;
use basinscope::preset::Preset;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

/// Longest wait for a computation, far above what any preset takes.
const PATIENCE: Duration = Duration::from_mins(1);

/// How long a frame lasts on the window's clock.
const FRAME: Duration = Duration::from_micros(16_667);

const MAP: &str = "Weight-space map: click to start a descent";

type Window = Harness<'static, Option<App>>;

/// A file that is dropped on the window.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

fn window() -> Window {
    window_of(1360.0, 860.0)
}

/// A window of this size.
fn window_of(width: f32, height: f32) -> Window {
    let mut window = Harness::builder()
        .with_size([width, height])
        .with_step_dt(FRAME.as_secs_f32())
        .build_ui_state(
            |ui, app: &mut Option<App>| {
                app.get_or_insert_with(|| App::new(ui.ctx(), None)).frame(ui);
            },
            None,
        );
    rest(&mut window);
    window
}

fn app(window: &Window) -> &App {
    window.state().as_ref().expect("made in the first frame")
}

/// Lets frames pass until nothing is computed or played any more.
fn rest(window: &mut Window) {
    let start = Instant::now();
    let mut idle_frames = 0;
    // a click needs a frame to be seen and one to be answered
    while idle_frames < 4 {
        let frame = Instant::now();
        window.step();
        idle_frames = if app(window).is_idle() { idle_frames + 1 } else { 0 };
        // the window's clock must not run ahead of a computation, or messages go before its end
        if !app(window).jobs().is_empty() {
            std::thread::sleep(FRAME.saturating_sub(frame.elapsed()));
        }
        assert!(start.elapsed() < PATIENCE, "still busy after {PATIENCE:?}");
    }
}

/// Lets half a second pass, so that the next change is one of its own.
fn pause(window: &mut Window) {
    rest(window);
    window.run_steps(30);
    rest(window);
}

/// Where coordinates of the plane are on the screen.
fn place_of(window: &Window, at: [f64; 2]) -> egui::Pos2 {
    app(window).place_on_screen(at).expect("a map")
}

/// Presses at one place and moves to another, without letting go.
fn drag(window: &mut Window, from: egui::Pos2, to: egui::Pos2) {
    window.hover_at(from);
    window.step();
    window.drag_at(from);
    window.step();
    for share in [0.25, 0.5, 0.75, 1.0] {
        window.hover_at(from.lerp(to, share));
        window.step();
    }
}

fn click_at(window: &mut Window, at: egui::Pos2) {
    window.hover_at(at);
    window.drag_at(at);
    window.drop_at(at);
    rest(window);
}

/// Opens a shipped preset as its file.
fn open(window: &mut Window, preset: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("preset.toml");
    std::fs::write(&path, Preset::load(preset).unwrap().to_toml()).unwrap();
    window.state_mut().as_mut().unwrap().open_file(&path);
    rest(window);
}

fn click(window: &mut Window, label: &str) {
    window.get_by_label(label).scroll_to_me();
    rest(window);
    window.get_by_label(label).click();
    rest(window);
}

/// Opens the palette, types a few letters, and takes the first line.
fn call(window: &mut Window, letters: &str) {
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::K);
    rest(window);
    window.get_by_label("Search actions, presets and points").type_text(letters);
    window.step();
    window.key_press(egui::Key::Enter);
    rest(window);
}
