//! Several optimisers from one start.

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;

use super::own::kept_window;
use super::{Window, app, click, drag, pause, place_of, rest, window};

fn names(window: &Window) -> Vec<&'static str> {
    app(window).runners().into_iter().map(|(name, ..)| name).collect()
}

fn fate(window: &Window, name: &str) -> String {
    let runners = app(window).runners();
    let found = runners.iter().find(|runner| runner.0 == name);
    found.unwrap_or_else(|| panic!("{name} is not in {runners:?}")).2.to_owned()
}

fn losses(window: &Window) -> Vec<f64> {
    app(window).runners().into_iter().map(|(_, loss, _)| loss).collect()
}

fn press(window: &mut Window, key: egui::Key) {
    window.key_press(key);
    rest(window);
}

fn set(window: &mut Window, label: &str, value: f64) {
    window.get_by_role_and_label(Role::SpinButton, label).set_value_accesskit(value);
    rest(window);
}

#[test]
fn a_race_shows_several_optimisers_with_name_rate_loss_and_verdict_and_ends_without_a_trace() {
    let mut window = window();
    let before = (app(&window).verdict(), app(&window).last_step());
    assert!(app(&window).runners().is_empty());
    click(&mut window, "Race optimisers…");
    assert_eq!(names(&window), ["gradient-descent", "momentum", "rmsprop", "adam"]);
    assert_eq!(fate(&window, "gradient-descent"), "flat minimum, loss 18");
    assert_eq!(app(&window).verdict(), before.0, "the descent itself is as it was");
    for name in names(&window) {
        assert!(window.query_by_label(&format!("Race {name}")).is_some(), "{name}");
        assert!(window.query_by_label(&format!("Learning rate of {name}")).is_some(), "{name}");
    }
    assert!(window.query_all_by_label_contains("→ flat minimum, loss 18").count() >= 2);
    click(&mut window, "End the race");
    assert!(app(&window).runners().is_empty());
    assert_eq!((app(&window).verdict(), app(&window).last_step()), before);
    assert!(window.query_by_label("Race adam").is_none());
}

#[test]
fn ticks_and_rates_choose_who_runs_and_how() {
    let mut window = window();
    click(&mut window, "Race optimisers…");
    click(&mut window, "Race momentum");
    click(&mut window, "Race adamw");
    assert_eq!(names(&window), ["gradient-descent", "rmsprop", "adam", "adamw"]);
    let at_end = losses(&window);
    set(&mut window, "Learning rate of adam", 1e-7);
    assert_eq!(losses(&window)[..2], at_end[..2], "the others stay");
    assert_ne!(losses(&window)[2], at_end[2]);
    assert!(fate(&window, "adam") == "undecided", "{}", fate(&window, "adam"));
    // one that diverges leaves the others their whole way
    set(&mut window, "Learning rate of adam", 1e6);
    let end = app(&window).last_step();
    set(&mut window, "Learning rate of gradient-descent", 1e6);
    assert!(fate(&window, "gradient-descent") == "diverged");
    assert!(app(&window).last_step() >= end, "the playhead goes on to the end of the longest run");
    assert!(app(&window).verdict().starts_with("Diverged"));
}

#[test]
fn who_is_taken_out_hands_the_descent_to_the_next_and_the_last_stays() {
    let mut window = window();
    click(&mut window, "Race optimisers…");
    let before = losses(&window);
    click(&mut window, "Race gradient-descent");
    assert_eq!(names(&window), ["momentum", "rmsprop", "adam"]);
    assert_eq!(losses(&window), before[1..], "they run as they did");
    click(&mut window, "Race rmsprop");
    click(&mut window, "Race adam");
    assert_eq!(names(&window), ["momentum"]);
    click(&mut window, "Race momentum");
    assert_eq!(names(&window), ["momentum"]);
    click(&mut window, "Race gradient-descent");
    assert_eq!(names(&window), ["momentum", "gradient-descent"]);
    assert_eq!(losses(&window), [before[1], before[0]], "at the rate it had");
}

#[test]
fn ends_in_the_same_words_say_how_far_they_are_apart() {
    let mut window = window();
    click(&mut window, "Race optimisers…");
    let same = fate(&window, "momentum");
    assert_eq!(same, fate(&window, "gradient-descent"));
    let told = window.query_all_by_label_contains(" from that of gradient-descent").count();
    assert!(told >= 1, "the minima are a line: {same}");
}

#[test]
fn the_playhead_moves_all_runners_to_the_same_step() {
    let mut window = window();
    click(&mut window, "Race optimisers…");
    press(&mut window, egui::Key::Home);
    let at_start = losses(&window);
    assert!(at_start.iter().all(|loss| *loss == at_start[0]), "{at_start:?}");
    press(&mut window, egui::Key::ArrowRight);
    assert_eq!(app(&window).shown_step(), Some(1));
    let after_one = losses(&window);
    assert!(after_one.iter().zip(&at_start).all(|(now, before)| now != before), "{after_one:?}");
    assert!(after_one.windows(2).any(|pair| pair[0] != pair[1]), "{after_one:?}");
    press(&mut window, egui::Key::End);
    assert!(losses(&window).iter().zip(&at_start).all(|(now, before)| now < before));
}

#[test]
fn moving_the_start_runs_the_race_again_from_there() {
    let mut window = window();
    click(&mut window, "Race optimisers…");
    press(&mut window, egui::Key::Home);
    let before = losses(&window);
    let start = app(&window).start_weights().unwrap();
    let from = place_of(&window, [start[0], start[1]]);
    let to = place_of(&window, [start[0] + 0.4, start[1] + 0.3]);
    drag(&mut window, from, to);
    window.drop_at(to);
    rest(&mut window);
    assert_ne!(app(&window).start_weights().unwrap(), start, "the start was dragged");
    press(&mut window, egui::Key::Home);
    let after = losses(&window);
    assert_eq!(after.len(), before.len());
    assert!(
        after.iter().all(|loss| *loss == after[0] && *loss != before[0]),
        "{before:?} {after:?}"
    );
}

#[test]
fn a_race_can_be_undone_and_is_kept_for_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = kept_window(folder.path(), false);
    click(&mut window, "Race optimisers…");
    pause(&mut window);
    click(&mut window, "Race nesterov");
    pause(&mut window);
    set(&mut window, "Learning rate of adam", 0.125);
    pause(&mut window);
    click(&mut window, "Undo");
    pause(&mut window);
    assert_eq!(names(&window).len(), 5);
    click(&mut window, "Undo");
    assert_eq!(names(&window).len(), 4);
    click(&mut window, "Undo");
    assert!(app(&window).runners().is_empty());
    for _ in 0..3 {
        pause(&mut window);
        click(&mut window, "Redo");
    }
    let ended = app(&window).runners().into_iter().map(|(name, _, fate)| (name, fate.to_owned()));
    let ended: Vec<(&str, String)> = ended.collect();
    pause(&mut window);
    drop(window);
    let window = kept_window(folder.path(), true);
    let again = app(&window).runners().into_iter().map(|(name, _, fate)| (name, fate.to_owned()));
    assert_eq!(again.collect::<Vec<_>>(), ended);
    assert_eq!(ended.len(), 5);
}

#[test]
fn escape_stops_a_race_that_takes_long() {
    let mut window = window();
    click(&mut window, "Race optimisers…");
    let is_racing = |window: &Window| app(window).jobs().iter().any(|(name, _)| *name == "racing");
    window.get_by_role_and_label(Role::SpinButton, "Steps").set_value_accesskit(1e7);
    window.run_steps(3);
    assert!(is_racing(&window));
    window.key_press(egui::Key::Escape);
    window.run_steps(2);
    assert!(!is_racing(&window));
    rest(&mut window);
    assert!(!is_racing(&window), "nor does it begin again");
}

#[test]
fn in_presenter_mode_the_runners_stand_beside_the_map() {
    let mut window = window();
    click(&mut window, "Race optimisers…");
    press(&mut window, egui::Key::F5);
    assert!(window.query_by_label("Race adam").is_none(), "no controls");
    assert!(window.query_by_label("adam").is_some() && window.query_by_label("adamw").is_none());
    assert!(window.query_all_by_label_contains("→ flat minimum, loss 18").count() >= 2);
}
