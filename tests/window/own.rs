//! One's own data, weights, presets and sessions.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use basinscope::app::App;
use basinscope::preset::Preset;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

use super::{Dropped, MAP, Window, app, click, open, rest, window};

/// Drops a file of this name and content on the window.
pub fn drop_file(window: &mut Window, name: &str, content: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    open_path(window, &path);
}

fn open_path(window: &mut Window, path: &Path) {
    window.state_mut().as_mut().unwrap().open_file(path);
    rest(window);
}

/// Says that a table is read as it is meant.
pub fn take(window: &mut Window) {
    assert!(window.query_by_label("Use").is_some(), "the sheet of a table");
    window.key_press(egui::Key::Enter);
    rest(window);
}

fn undo(window: &mut Window) {
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Z);
    rest(window);
}

/// Answers the dialogue that asks for a path.
fn answer(window: &mut Window, path: &Path, button: &str) {
    window.get_by_label("Path of the file").focus();
    window.step();
    window.key_combination_modifiers(egui::Modifiers::COMMAND, &[egui::Key::A]);
    window.step();
    window.get_by_label("Path of the file").type_text(path.to_str().unwrap());
    window.step();
    click(window, button);
}

#[test]
fn a_table_of_ones_own_becomes_the_data_and_the_network_changes_its_width_to_fit() {
    let mut window = window();
    let before = app(&window).start_weights();
    drop_file(&mut window, "mine.csv", b"a;b;class\n0;0,5;no\n1;1;yes\n2;0;no\n0;3;yes\n");
    assert_eq!(app(&window).start_weights(), before, "nothing is replaced before the answer");
    take(&mut window);
    assert_eq!(app(&window).data_point(1).unwrap(), (&[1.0, 1.0][..], &[1.0][..]));
    assert!(window.query_by_label_contains("mine: 4 points, 2 inputs, 1 target").is_some());
    let told =
        "Read 4 points from mine.csv: inputs a, b, target class (2 classes: no = 0, yes = 1)";
    // in the message and in the notes
    assert_eq!(window.query_all_by_label_contains(told).count(), 2);
    assert!(window.query_by_label(MAP).is_some() && !app(&window).verdict().is_empty());
    assert_eq!(app(&window).start_weights().unwrap().len(), 2 + 1 + 1 + 1);
    undo(&mut window);
    assert_eq!(app(&window).start_weights(), before);
}

#[test]
fn a_table_pasted_from_a_spreadsheet_becomes_the_data() {
    let mut window = window();
    window.event(egui::Event::Paste("x\ty\r\n0\t0,25\r\n1\t-1\r\n".to_owned()));
    rest(&mut window);
    take(&mut window);
    assert_eq!(app(&window).data_point(0).unwrap(), (&[0.0][..], &[0.25][..]));
    // the network's shape is the same: its named points are still points, and say that they are old
    assert!(app(&window).point_names().contains(&"line of minima".to_owned()));
    window.event(egui::Event::Paste("dear all,\nno table here".to_owned()));
    rest(&mut window);
    let message = app(&window).message().expect("a message");
    assert!(message.is_error && message.text.starts_with("pasted table"), "{}", message.text);
    assert_eq!(app(&window).data_point(0).unwrap().1, [0.25]);
}

#[test]
fn a_wrong_table_is_told_with_line_and_column_and_the_window_stays_as_it_was() {
    let mut window = window();
    let verdict = app(&window).verdict();
    drop_file(&mut window, "wrong.csv", b"1,2\n3,four\n5,6\n");
    let told = "wrong.csv, line 2, column 2: expected a number, found \"four\"";
    assert!(window.query_by_label_contains(told).is_some());
    // there is nothing to be taken
    window.key_press(egui::Key::Enter);
    rest(&mut window);
    assert!(window.query_by_label_contains(told).is_some());
    window.key_press(egui::Key::Escape);
    rest(&mut window);
    assert!(window.query_by_label_contains(told).is_none());
    assert_eq!(app(&window).verdict(), verdict);
}

#[test]
fn weights_from_a_file_become_a_point_and_the_start_or_are_told_not_to_fit() {
    let mut window = window();
    drop_file(
        &mut window,
        "trained.json",
        br#"{"0.weight": [[0.5]], "0.bias": [-1], "2.weight": [[1.5]], "2.bias": [0.25]}"#,
    );
    assert_eq!(app(&window).start_weights().unwrap(), [0.5, -1.0, 1.5, 0.25]);
    assert!(app(&window).point_names().contains(&"trained".to_owned()));
    assert!(window.query_by_label_contains("from trained").is_some());
    drop_file(
        &mut window,
        "wide.json",
        br#"{"0.weight": [[1],[2]], "0.bias": [1,2], "2.weight": [[1,2]], "2.bias": [0]}"#,
    );
    let message = app(&window).message().expect("a message");
    assert!(
        message.is_error && message.text.contains("the file holds a 1-2-1 network"),
        "{}",
        message.text
    );
}

#[test]
fn weights_that_are_taken_in_are_told_with_their_layers() {
    let mut window = window();
    let content = br#"{"hidden.weight": [[0.5]], "hidden.bias": [-1], "out.weight": [[1.5]],
        "out.bias": [0.25], "epoch": 3}"#;
    drop_file(&mut window, "words.json", content);
    let message = app(&window).message().expect("a message");
    let told = "hidden.weight [1, 1] -> W1, hidden.bias [1] -> b1, out.weight [1, 1] -> W2";
    assert!(!message.is_error && message.text.contains(told), "{}", message.text);
    assert!(message.text.contains("left out as no weights: epoch"), "{}", message.text);
}

#[test]
fn a_network_that_a_file_describes_is_offered_and_made_if_it_is_wanted() {
    let mut window = window();
    let wide = br#"{"0.weight": [[1],[2]], "0.bias": [1,2], "2.weight": [[1,2]], "2.bias": [0]}"#;
    drop_file(&mut window, "wide.json", wide);
    click(&mut window, "Cancel");
    assert_eq!(app(&window).start_weights().unwrap().len(), 4);
    drop_file(&mut window, "wide.json", wide);
    click(&mut window, "Make it a 1-2-1 network");
    assert_eq!(app(&window).start_weights().unwrap(), [1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 0.0]);
    assert!(app(&window).point_names().contains(&"wide".to_owned()));
    undo(&mut window);
    assert_eq!(app(&window).start_weights().unwrap().len(), 4);
}

#[test]
fn matrices_that_could_be_either_way_are_asked_about() {
    let mut window = window();
    let arrays = r#"{"W1": [[0.5, 7], [0.5, 0.5]], "b1": [0, 0], "W2": [[1, 2], [3, 4]],
        "b2": [0, 0]}"#;
    let square = "[dataset]\ninputs = [[1, 0]]\ntargets = [[1, 0]]\n[network]\n\
        layers = [2, 2, 2]\nactivation = \"tanh\"\n";
    drop_file(&mut window, "square.toml", square.as_bytes());
    drop_file(&mut window, "either.json", arrays.as_bytes());
    click(&mut window, "[in, out], as Keras and Flax write");
    let start = app(&window).start_weights().unwrap();
    assert_eq!(start[..4], [0.5, 0.5, 7.0, 0.5]);
}

#[test]
fn weights_are_saved_and_come_back_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = window();
    let content =
        br#"{"a.weight": [[0.5]], "a.bias": [-1], "b.weight": [[1.5]], "b.bias": [0.25]}"#;
    drop_file(&mut window, "mine.json", content);
    window.key_press(egui::Key::Home);
    rest(&mut window);
    let shown = app(&window).start_weights().unwrap();
    for ending in ["safetensors", "npz", "json"] {
        let path = folder.path().join(format!("saved.{ending}"));
        click(&mut window, "File");
        click(&mut window, "Save weights…");
        answer(&mut window, &path, "Save");
        let read = basinscope::preset::import::Tensors::read(&path).unwrap();
        assert_eq!(read.all.len(), 4, "{ending}");
        let values: Vec<f64> = read.all.iter().flat_map(|tensor| tensor.values.clone()).collect();
        assert_eq!(values, shown, "{ending}");
    }
}

/// What the last frame put into the clipboard.
fn copied_text(window: &Window) -> Option<String> {
    window.output().platform_output.commands.iter().find_map(|command| match command {
        egui::OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    })
}

#[test]
fn code_is_copied_for_each_library() {
    let mut window = window();
    for (item, line) in [
        ("Copy as PyTorch code", "import torch"),
        ("Copy as Keras code", "import keras"),
        ("Copy as NumPy code", "import numpy as np"),
    ] {
        click(&mut window, "File");
        window.get_by_label(item).click();
        // pressed, then let go
        let mut copied = None;
        for _ in 0..4 {
            window.step();
            copied = copied.or_else(|| copied_text(&window));
        }
        assert!(copied.expect("a text").contains(line), "{item}");
        rest(&mut window);
        let message = app(&window).message().expect("a message");
        assert!(message.text.contains("are in the clipboard"), "{}", message.text);
    }
}

#[test]
fn files_over_the_window_are_told_apart_and_those_dropped_together_are_taken_in_together() {
    let folder = tempfile::tempdir().unwrap();
    let preset = Preset::load("two-relu-units").unwrap();
    let weights =
        r#"{"0.weight": [[0.5],[1]], "0.bias": [-1,0], "2.weight": [[1.5,1]], "2.bias": [0.25]}"#;
    let paths = [
        ("trained.json", weights),
        ("notes.docx", ""),
        ("mine.csv", "0,1\n2,3\n"),
        ("a.toml", &preset.to_toml()),
    ]
    .map(|(name, text)| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    });
    let mut window = window();
    let hovered =
        |path: &PathBuf| egui::HoveredFile { path: Some(path.clone()), ..Default::default() };
    window.input_mut().hovered_files = paths.iter().map(hovered).collect();
    // laid out, then drawn
    window.run_steps(3);
    for line in ["Drop to open", "trained.json: weights", "mine.csv: data", "a.toml: a preset"] {
        assert!(window.query_by_label(line).is_some(), "{line}");
    }
    window.input_mut().hovered_files.clear();
    window.input_mut().dropped_files =
        paths.iter().map(|path| Arc::new(Dropped(path.clone())) as _).collect();
    rest(&mut window);
    assert!(window.query_by_label("Drop to open").is_none());
    take(&mut window);
    assert_eq!(app(&window).start_weights().unwrap(), [0.5, 1.0, -1.0, 0.0, 1.5, 1.0, 0.25]);
    assert_eq!(app(&window).data_point(1).unwrap(), (&[2.0][..], &[3.0][..]));
    assert_eq!(app(&window).data_point(2), None);
    let message = app(&window).message().expect("a message");
    assert!(
        message.is_error && message.text.starts_with("notes.docx cannot be opened"),
        "{}",
        message.text
    );
    assert!(
        message.text.ends_with("\"trained\" is on the map, and the start."),
        "{}",
        message.text
    );
    undo(&mut window);
    assert!(
        app(&window).point_names().contains(&"line of minima".to_owned()),
        "one step takes back all of it"
    );
}

#[test]
fn a_saved_preset_opens_again_in_the_state_it_was_saved_in() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    let mut window = window();
    click(&mut window, "Random start");
    click(&mut window, "Data table");
    click(&mut window, "Add a point");
    window.key_press(egui::Key::Plus);
    rest(&mut window);
    let state = |window: &Window| {
        let app = app(window);
        let data: Vec<_> =
            (0..).map_while(|i| app.data_point(i)).map(|(x, y)| (x.to_vec(), y.to_vec())).collect();
        (app.start_weights(), app.ranges(), app.verdict(), data)
    };
    let before = state(&window);
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::S);
    rest(&mut window);
    answer(&mut window, &folder.path().join("mine"), "Save");
    let text = std::fs::read_to_string(&path).expect("the ending is added");
    assert!(text.contains("(edited)") && text.contains("Written before the edit"));
    open(&mut window, "xor-relu");
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::O);
    rest(&mut window);
    answer(&mut window, &path, "Open");
    assert_eq!(state(&window), before);
    assert!(Preset::load(path.to_str().unwrap()).is_ok());
}

/// A window whose sessions are kept in a folder.
pub(super) fn kept_window(folder: &Path, goes_on: bool) -> Window {
    let folder = folder.to_owned();
    let mut window =
        Harness::builder().with_size([1360.0, 860.0]).with_step_dt(1.0 / 60.0).build_ui_state(
            move |ui, app: &mut Option<App>| {
                app.get_or_insert_with(|| {
                    App::new(ui.ctx(), None).kept_in(ui.ctx(), &folder, goes_on)
                })
                .frame(ui);
            },
            None,
        );
    rest(&mut window);
    window
}

#[test]
fn the_next_window_goes_on_where_the_last_one_was_even_without_a_farewell() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = kept_window(folder.path(), true);
    drop_file(&mut window, "mine.csv", b"0,1\n2,3\n4,3\n");
    take(&mut window);
    click(&mut window, "Random start");
    click(&mut window, "Basin map");
    let start = app(&window).start_weights();
    // gone as in a crash: nothing is told to close
    drop(window);
    let window = kept_window(folder.path(), true);
    assert_eq!(app(&window).start_weights(), start);
    assert_eq!(app(&window).data_point(2).unwrap(), (&[4.0][..], &[3.0][..]));
    assert!(!app(&window).basin_legend().is_empty());
    drop(window);
    let mut window = kept_window(folder.path(), false);
    assert!(app(&window).point_names().contains(&"line of minima".to_owned()), "afresh");
    click(&mut window, "File");
    assert!(window.query_by_label("mine.csv").is_some(), "recent files come back all the same");
}

#[test]
fn a_broken_session_is_told_and_does_not_keep_the_window_from_opening() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("session.toml"), "version = 1\nname = 3").unwrap();
    let window = kept_window(folder.path(), true);
    let message = app(&window).message().expect("a message");
    assert!(message.is_error && message.text.starts_with("The last session could not be read"));
    assert!(app(&window).verdict().starts_with("Converged"));
}

#[test]
fn a_loss_too_large_to_change_visibly_is_drawn_all_the_same() {
    let mut window = window();
    window.event(egui::Event::Paste("x\ty\n0\t1e100\n1\t-1e100\n".to_owned()));
    rest(&mut window);
    take(&mut window);
    assert_eq!(app(&window).data_point(0).unwrap().1, [1e100]);
    assert!(window.query_by_label(MAP).is_some() && !app(&window).verdict().is_empty());
}

#[test]
fn a_single_huge_data_point_is_drawn_all_the_same() {
    let mut window = window();
    window.event(egui::Event::Paste("x\ty\n1e100\t-1e100\n1e100\t-1e100\n".to_owned()));
    rest(&mut window);
    take(&mut window);
    assert_eq!(app(&window).data_point(0).unwrap().0, [1e100]);
    assert!(window.query_by_label(MAP).is_some() && !app(&window).verdict().is_empty());
}
