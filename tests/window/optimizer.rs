//! Schedule and noise, found by what they are called.

use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};

use super::own::kept_window;
use super::{Window, app, click, pause, rest, window};

fn set(window: &mut Window, label: &str, value: f64) {
    window.get_by_role_and_label(Role::SpinButton, label).set_value_accesskit(value);
    rest(window);
}

fn choose(window: &mut Window, schedule: &str) {
    window.get_by_role_and_label(Role::ComboBox, "Schedule").click();
    rest(window);
    click(window, schedule);
}

fn number(window: &Window, label: &str) -> Option<f64> {
    let found = window.query_by_role_and_label(Role::SpinButton, label)?;
    found.accesskit_node().numeric_value()
}

fn moves(window: &Window) -> bool {
    let verdict = app(window).verdict();
    verdict.starts_with("Still moving") || verdict.starts_with("Stands still")
}

#[test]
fn a_schedule_is_chosen_with_its_numbers_and_the_descent_follows_it() {
    let mut window = window();
    let before = app(&window).verdict();
    click(&mut window, "Schedule and noise");
    assert!(!moves(&window), "{before}");
    choose(&mut window, "cosine");
    assert_eq!(number(&window, "Floor of the schedule"), Some(0.0));
    assert_eq!(number(&window, "Steps of the schedule"), number(&window, "Steps"));
    // a rate that went to 0 within a few steps leaves the descent on its way
    set(&mut window, "Steps of the schedule", 20.0);
    assert!(moves(&window), "{}", app(&window).verdict());
    choose(&mut window, "step");
    assert!(number(&window, "Floor of the schedule").is_none());
    set(&mut window, "Factor of the schedule", 0.5);
    set(&mut window, "Steps of the schedule", 20.0);
    assert!(moves(&window), "{}", app(&window).verdict());
    choose(&mut window, "constant");
    assert!(number(&window, "Steps of the schedule").is_none());
    assert_eq!(app(&window).verdict(), before);
    set(&mut window, "Warm-up", 1e7);
    assert!(moves(&window), "{}", app(&window).verdict());
}

#[test]
fn noise_is_set_with_its_decay_and_seed_undone_and_kept_for_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = kept_window(folder.path(), false);
    let before = app(&window).verdict();
    pause(&mut window);
    click(&mut window, "Schedule and noise");
    assert!(number(&window, "Decay of the noise").is_none());
    set(&mut window, "Noise", 0.25);
    assert!(moves(&window), "{}", app(&window).verdict());
    pause(&mut window);
    let first = app(&window).verdict();
    set(&mut window, "Seed of the noise", 9.0);
    assert_ne!(app(&window).verdict(), first, "another seed, another path");
    pause(&mut window);
    click(&mut window, "Undo");
    assert_eq!(app(&window).verdict(), first);
    pause(&mut window);
    click(&mut window, "Undo");
    assert_eq!(app(&window).verdict(), before);
    pause(&mut window);
    click(&mut window, "Redo");
    pause(&mut window);
    set(&mut window, "Decay of the noise", 0.55);
    pause(&mut window);
    choose(&mut window, "cosine");
    pause(&mut window);
    let last = app(&window).verdict();
    drop(window);
    let window = kept_window(folder.path(), true);
    assert_eq!(app(&window).verdict(), last);
    assert_eq!(number(&window, "Noise"), Some(0.25));
    assert_eq!(number(&window, "Decay of the noise"), Some(0.55));
    assert_eq!(number(&window, "Floor of the schedule"), Some(0.0));
}
