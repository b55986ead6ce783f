//! The window, used as a person uses it: widgets are found by what they are called.
#![cfg(feature = "app")]

use std::time::{Duration, Instant};

use basinscope::app::{App, Message};
use basinscope::preset::Preset;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

/// Longest wait for a computation, far above what any preset takes.
const PATIENCE: Duration = Duration::from_mins(1);

const MAP: &str = "Weight-space map: click to start a descent";

type Window = Harness<'static, Option<App>>;

fn window() -> Window {
    let mut window = Harness::builder().with_size([1360.0, 860.0]).with_step_dt(1.0 / 60.0).build_ui_state(
        |ui, app: &mut Option<App>| app.get_or_insert_with(|| App::new(ui.ctx(), None)).frame(ui),
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
        window.step();
        idle_frames = if app(window).is_idle() { idle_frames + 1 } else { 0 };
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
    window.get_by_label(label).click();
    rest(window);
}

#[test]
fn it_opens_on_the_line_of_minima_with_a_descent_into_it() {
    let window = window();
    assert!(
        app(&window).verdict().starts_with("Converged to a point: loss 18.00"),
        "{}",
        app(&window).verdict()
    );
    assert!(window.query_by_label(MAP).is_some());
    assert!(window.query_by_label_contains("Converged to a point").is_some(), "the verdict is written out");
}

#[test]
fn every_preset_of_the_gallery_opens_and_descends() {
    let mut window = window();
    for preset in Preset::shipped() {
        // the list scrolls: searching brings each entry into view
        window.get_by_label("Search presets").focus();
        window.step();
        window.get_by_label("Search presets").type_text(&preset.title);
        window.step();
        window.get_by_role_and_label(Role::Button, &preset.title).click();
        rest(&mut window);
        assert!(!app(&window).verdict().is_empty(), "{}", preset.name);
        assert!(window.query_by_label(MAP).is_some(), "{}", preset.name);
        window.get_by_label("Search presets").focus();
        window.key_combination_modifiers(egui::Modifiers::COMMAND, &[egui::Key::A]);
        window.key_press(egui::Key::Delete);
        window.step();
    }
}

#[test]
fn a_click_on_the_map_starts_a_descent_from_that_point() {
    let mut window = window();
    let before = app(&window).start_weights().expect("the first start");
    click(&mut window, MAP);
    let after = app(&window).start_weights().expect("the clicked start");
    assert_ne!(before, after);
    // the middle of the preset's ranges: W1[0,0] = 0 and b1[0] = -1, the others those of the plane
    assert!((after[0]).abs() < 0.1 && (after[1] + 1.0).abs() < 0.1, "{after:?}");
    assert_eq!(after[2..], [1.0, 0.0]);
}

#[test]
fn a_double_click_resets_the_view_and_leaves_the_start_alone() {
    let mut window = window();
    let home = app(&window).ranges().expect("ranges");
    window.key_press(egui::Key::Plus);
    rest(&mut window);
    assert!(app(&window).ranges().unwrap()[0][1] < home[0][1], "+ zooms in");
    let start = app(&window).start_weights();
    let at = window.get_by_label(MAP).rect().center();
    for _ in 0..2 {
        window.hover_at(at);
        window.drag_at(at);
        window.drop_at(at);
    }
    rest(&mut window);
    assert_eq!(app(&window).ranges(), Some(home));
    assert_eq!(app(&window).start_weights(), start);
}

#[test]
fn the_keyboard_pans_zooms_and_resets() {
    let mut window = window();
    let home = app(&window).ranges().unwrap();
    window.key_press(egui::Key::ArrowRight);
    rest(&mut window);
    let right = app(&window).ranges().unwrap();
    assert!(right[0][0] > home[0][0] && right[1] == home[1]);
    window.key_press(egui::Key::Minus);
    rest(&mut window);
    assert!(app(&window).ranges().unwrap()[1][1] > home[1][1]);
    window.key_press(egui::Key::R);
    rest(&mut window);
    assert_eq!(app(&window).ranges(), Some(home));
}

#[test]
fn another_optimiser_runs_at_once_from_the_same_start() {
    let mut window = window();
    let start = app(&window).start_weights();
    window.get_by_role_and_label(Role::ComboBox, "Method").click();
    rest(&mut window);
    click(&mut window, "adam");
    assert_eq!(app(&window).start_weights(), start);
    assert!(window.query_by_label_contains("adam at rate").is_some());
}

#[test]
fn a_wider_network_is_drawn_and_random_starts_run_on_it() {
    let mut window = window();
    click(&mut window, "+");
    assert!(window.query_by_label(MAP).is_some(), "the map of the wider network");
    click(&mut window, "Random start");
    assert_eq!(app(&window).start_weights().map(|weights| weights.len()), Some(1 + 1 + 2 + 2 + 2 + 1));
    assert!(!app(&window).verdict().is_empty());
}

#[test]
fn basins_colour_the_map_and_tell_where_a_start_ends() {
    let mut window = window();
    click(&mut window, "Basin map");
    let legend = app(&window).basin_legend();
    assert!(legend.iter().any(|line| line.starts_with("flat minimum, loss 18")), "{legend:?}");
    assert!(legend.iter().any(|line| line.starts_with("dead region")), "{legend:?}");
    click(&mut window, "Loss map");
    assert!(app(&window).basin_legend().is_empty());
}

#[test]
fn other_maps_of_the_basins_are_painted_without_computing_them_again() {
    let mut window = window();
    click(&mut window, "Basin map");
    assert_eq!((app(&window).basin_maps_begun(), app(&window).basin_quantity()), (1, None));
    let names = app(&window).basin_legend();
    for (label, quantity) in [
        ("Shaded", None),
        ("Final loss", Some("final loss")),
        ("Steps", Some("steps")),
        ("Distance", Some("distance")),
        ("End reached", None),
    ] {
        window.get_by_role_and_label(Role::Button, label).click();
        rest(&mut window);
        assert_eq!(app(&window).basin_quantity(), quantity, "{label}");
    }
    assert_eq!(app(&window).basin_legend(), names);
    assert_eq!(app(&window).basin_maps_begun(), 1);
}

#[test]
fn a_click_on_the_basin_map_replays_the_descent_of_the_cell_under_the_pointer() {
    let mut window = window();
    click(&mut window, "Basin map");
    // the middle of the map is W1[0,0] = 0, b1[0] = -1, in the dead region
    let verdict = app(&window).cell_verdict([0.0, -1.0]).expect("a computed cell");
    assert!(verdict.starts_with("dead region, loss 21.2\nreached loss 21.2 after"), "{verdict}");
    window.hover_at(window.get_by_label(MAP).rect().center());
    rest(&mut window);
    assert!(window.query_by_label_contains("ends in: dead region").is_some(), "the line below the map");
    click(&mut window, MAP);
    let start = app(&window).start_weights().expect("the clicked start");
    let cell = 6.0 / app(&window).basin_cells().expect("a map")[0] as f64;
    let columns = (start[0] + 3.0) / cell - 0.5;
    assert!((columns - columns.round()).abs() < 1e-9, "the centre of a cell: {columns}");
    assert!(start[0].abs() <= cell, "under the pointer: {start:?}");
    let [fate, end] = app(&window).replay().expect("a replay");
    assert!(fate.starts_with("dead region") && fate == end, "{fate} and {end}");
    assert!(window.query_by_label_contains("As on the map: dead region").is_some());
    // another start is no replay
    click(&mut window, "Random start");
    assert_eq!(app(&window).replay(), None);
}

#[test]
fn copies_of_a_minimum_are_told_apart_when_asked() {
    let mut window = window();
    open(&mut window, "logistic-neuron-2d");
    click(&mut window, "Basin map");
    let merged = app(&window).basin_legend();
    click(&mut window, "Tell copies apart");
    assert_eq!(app(&window).basin_maps_begun(), 2);
    // no two units to swap here: the four minima are four functions already
    assert_eq!(app(&window).basin_legend(), merged);
    open(&mut window, "gaussian-stripe");
    click(&mut window, "Basin map");
    let merged = app(&window).basin_legend().len();
    click(&mut window, "Tell copies apart");
    assert!(app(&window).basin_legend().len() > merged, "w and -w are two");
}

#[test]
fn the_bad_minimum_is_proven_and_the_proof_can_be_read() {
    let window = window();
    let proofs = app(&window).proofs();
    assert!(proofs.contains(&("line of minima".to_owned(), "proven-flat-minimum")), "{proofs:?}");
    assert!(proofs.contains(&("start left".to_owned(), "disproved")), "{proofs:?}");
}

#[test]
fn back_and_forward_lead_through_the_ranges_that_were_looked_at() {
    let mut window = window();
    let home = app(&window).ranges().unwrap();
    window.key_press(egui::Key::Plus);
    pause(&mut window);
    let near = app(&window).ranges().unwrap();
    window.key_press(egui::Key::ArrowRight);
    window.key_press(egui::Key::ArrowRight);
    pause(&mut window);
    let right = app(&window).ranges().unwrap();
    window.key_press(egui::Key::Backspace);
    rest(&mut window);
    assert_eq!(app(&window).ranges(), Some(near), "presses in quick succession are one step");
    click(&mut window, "Back");
    assert_eq!(app(&window).ranges(), Some(home));
    window.key_press_modifiers(egui::Modifiers::ALT, egui::Key::ArrowRight);
    rest(&mut window);
    click(&mut window, "Forward");
    assert_eq!(app(&window).ranges(), Some(right));
    window.key_press_modifiers(egui::Modifiers::ALT, egui::Key::ArrowLeft);
    rest(&mut window);
    assert_eq!(app(&window).ranges(), Some(near));
}

#[test]
fn zooming_ends_with_a_word_where_the_digits_are_spent() {
    let mut window = window();
    for _ in 0..400 {
        window.key_press(egui::Key::Plus);
        window.step();
        if app(&window).message().is_some() {
            break;
        }
    }
    rest(&mut window);
    let message = app(&window).message().expect("a message");
    assert!(message.text.starts_with("No further: the digits"), "{}", message.text);
    let [x, y] = app(&window).ranges().unwrap();
    assert!(x[1] > x[0] && y[1] > y[0] && y[1] - y[0] < 1e-11, "{x:?} {y:?}");
    assert!(window.query_by_label(MAP).is_some());
}

#[test]
fn an_attractor_keeps_its_name_and_colour_while_the_view_moves() {
    let mut window = window();
    click(&mut window, "Basin map");
    let all = app(&window).basin_colors();
    assert!(all.len() >= 4, "{all:?}");
    // down and to the right only some of the basins are left
    for key in [egui::Key::ArrowDown, egui::Key::ArrowRight, egui::Key::Plus] {
        for _ in 0..4 {
            window.key_press(key);
            window.step();
        }
    }
    rest(&mut window);
    let some = app(&window).basin_colors();
    assert!(some.len() < all.len(), "{some:?}");
    for entry in &some {
        assert!(all.contains(entry), "{entry:?} of {all:?}");
    }
    window.key_press(egui::Key::R);
    rest(&mut window);
    assert_eq!(app(&window).basin_colors(), all);
    // and so it does where the best attractor is out of sight at first
    let mut other = self::window();
    for key in [egui::Key::ArrowDown, egui::Key::ArrowRight, egui::Key::Plus] {
        for _ in 0..4 {
            other.key_press(key);
            other.step();
        }
    }
    click(&mut other, "Basin map");
    for entry in &some {
        assert!(app(&other).basin_colors().contains(entry), "{entry:?}");
    }
}

#[test]
fn random_starts_are_counted_while_they_run_and_stop_when_the_panel_is_closed() {
    let mut window = window();
    click(&mut window, "Many random starts");
    let counted = app(&window).random_starts();
    assert!(counted.iter().any(|(name, _)| name.starts_with("flat minimum, loss 18")), "{counted:?}");
    assert_eq!(counted.iter().map(|(_, count)| count).sum::<usize>(), 2000);
    assert!(window.query_by_label("Of 2\u{2009}000 random starts end in").is_some());
    // another law is another count
    window.get_by_role_and_label(Role::ComboBox, "Law of the initial weights").click();
    rest(&mut window);
    click(&mut window, "He");
    let other = app(&window).random_starts();
    assert_ne!(other, counted);
    // the attractors have the colours that they have on the map
    window.key_press(egui::Key::Escape);
    rest(&mut window);
    assert!(app(&window).random_starts().is_empty());
    assert!(window.query_by_label_contains("random starts end in").is_none());
}

#[test]
fn a_click_on_a_proven_point_opens_its_proof_and_escape_closes_it() {
    let mut window = window();
    let at = place_of(&window, [1.0, -3.0]);
    click_at(&mut window, at);
    assert!(window.query_by_label("Proven: a local minimum, not isolated, and not global.").is_some());
    assert!(window.query_by_label("18 exactly").is_some());
    assert!(window.query_by_label("Slopes of the loss, exactly").is_some());
    assert!(window.query_by_label("Smallest eigenvalue").is_none());
    window.key_press(egui::Key::Escape);
    rest(&mut window);
    assert!(window.query_by_label("18 exactly").is_none());
    // the better point is one click away, and has a card of its own
    click_at(&mut window, at);
    click(&mut window, "better, loss 14");
    assert_eq!(app(&window).start_weights().unwrap()[..2], [-2.0, 1.0]);
    assert!(window.query_by_label("14 exactly").is_some());
    click(&mut window, "Close the proof");
    assert!(window.query_by_label("14 exactly").is_none());
}

#[test]
fn the_proof_about_a_smooth_network_tells_its_box_and_its_eigenvalue() {
    let mut window = window();
    open(&mut window, "gaussian-stripe");
    let at = place_of(&window, [1.0, -1.0]);
    click_at(&mut window, at);
    for label in ["Proven: a strict local minimum.", "Box radius", "Smallest eigenvalue", "Time"] {
        assert!(window.query_by_label(label).is_some(), "{label}");
    }
    assert!(window.query_by_label("intervals, rounded outwards").is_some());
}

#[test]
fn every_change_can_be_taken_back_and_made_again() {
    let mut window = window();
    let undo = |window: &mut Window| {
        window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Z);
        pause(window);
    };
    let start = app(&window).start_weights();
    let home = app(&window).ranges();
    pause(&mut window);
    window.get_by_role_and_label(Role::ComboBox, "Method").click();
    rest(&mut window);
    click(&mut window, "adam");
    pause(&mut window);
    window.key_press(egui::Key::Plus);
    pause(&mut window);
    click(&mut window, "Basin map");
    pause(&mut window);
    click(&mut window, "Random start");
    pause(&mut window);
    assert_ne!(app(&window).start_weights(), start);
    undo(&mut window);
    assert_eq!(app(&window).start_weights(), start);
    assert!(!app(&window).basin_legend().is_empty());
    undo(&mut window);
    assert!(app(&window).basin_legend().is_empty());
    assert_ne!(app(&window).ranges(), home);
    undo(&mut window);
    assert_eq!(app(&window).ranges(), home);
    assert!(window.query_by_label_contains("adam at rate").is_some());
    undo(&mut window);
    assert!(window.query_by_label_contains("gradient-descent at rate").is_some());
    let both = egui::Modifiers::COMMAND | egui::Modifiers::SHIFT;
    window.key_press_modifiers(both, egui::Key::Z);
    pause(&mut window);
    assert!(window.query_by_label_contains("adam at rate").is_some());
    click(&mut window, "Redo");
    assert_ne!(app(&window).ranges(), home);
}

#[test]
fn undo_brings_back_the_preset_before_with_its_edited_network() {
    let mut window = window();
    click(&mut window, "+");
    pause(&mut window);
    click(&mut window, "Random start");
    pause(&mut window);
    let weights = app(&window).start_weights();
    window.get_by_role_and_label(Role::Button, "Ten points, two sigmoid units: a strict bad minimum").click();
    pause(&mut window);
    assert_eq!(app(&window).start_weights().map(|w| w.len()), Some(9));
    click(&mut window, "Undo");
    assert_eq!(app(&window).start_weights(), weights);
    assert!(window.query_by_label_contains("Edited: this is no longer").is_some());
    assert!(window.query_by_label(MAP).is_some());
    assert!(!app(&window).verdict().is_empty());
}

#[test]
fn a_kept_point_gets_a_name_on_the_map() {
    let mut window = window();
    let points = app(&window).point_names().len();
    click(&mut window, "Keep point");
    assert_eq!(app(&window).point_names().len(), points + 1);
    assert!(app(&window).point_names().contains(&"kept 1".to_owned()));
}

#[test]
fn ctrl_e_saves_the_view_as_a_picture() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("view.png");
    let mut window = window();
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::E);
    rest(&mut window);
    window.get_by_label("File to save").focus();
    window.step();
    window.key_combination_modifiers(egui::Modifiers::COMMAND, &[egui::Key::A]);
    window.step();
    window.get_by_label("File to save").type_text(path.to_str().unwrap());
    window.step();
    click(&mut window, "Save");
    let picture =
        png::Decoder::new(std::io::BufReader::new(std::fs::File::open(&path).unwrap())).read_info().unwrap();
    assert!(picture.info().width > 600);
    assert_eq!(app(&window).message(), Some(&Message::done(format!("Saved {}", path.display()))));
}

#[test]
fn a_picture_that_cannot_be_saved_is_told_and_nothing_is_lost() {
    let mut window = window();
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::E);
    rest(&mut window);
    window.get_by_label("File to save").focus();
    window.step();
    window.key_combination_modifiers(egui::Modifiers::COMMAND, &[egui::Key::A]);
    window.step();
    window.get_by_label("File to save").type_text("/no/such/folder/view.png");
    window.step();
    click(&mut window, "Save");
    let message = app(&window).message().expect("a message");
    assert!(message.is_error && message.text.contains("/no/such/folder"), "{}", message.text);
    assert!(app(&window).verdict().starts_with("Converged"));
}

#[test]
fn a_wrong_preset_file_is_told_and_the_window_stays_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wrong.toml");
    std::fs::write(&path, "[dataset]\ninputs = [[1]]\ntargets = [1, 2]\n[network]\nlayers = [1, 1]\n")
        .unwrap();
    let mut window = window();
    let verdict = app(&window).verdict();
    window.state_mut().as_mut().unwrap().open_file(&path);
    rest(&mut window);
    let message = app(&window).message().expect("a message");
    assert!(message.is_error && message.text.contains("wrong.toml, line"), "{}", message.text);
    assert_eq!(app(&window).verdict(), verdict);
}

#[test]
fn a_preset_of_ones_own_opens_from_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    let text = Preset::load("xor-sigmoid").unwrap().to_toml().replace("title = \"", "title = \"My own ");
    std::fs::write(&path, text).unwrap();
    let mut window = window();
    window.state_mut().as_mut().unwrap().open_file(&path);
    rest(&mut window);
    assert!(window.query_by_label_contains("My own XOR").is_some());
    assert!(!app(&window).verdict().is_empty());
}
