//! Zooming, going back, and undo.

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;

use super::{MAP, Window, app, click, pause, rest, window, window_of};

#[test]
fn back_and_forward_lead_through_the_ranges_that_were_looked_at() {
    let mut window = window();
    let home = app(&window).ranges().unwrap();
    window.key_press(egui::Key::Plus);
    pause(&mut window);
    let near = app(&window).ranges().unwrap();
    for _ in 0..2 {
        window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::ArrowRight);
    }
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
    // what is below the edge of the window is not there to be found
    let mut window = window_of(1360.0, 1000.0);
    click(&mut window, "+");
    pause(&mut window);
    click(&mut window, "Random start");
    pause(&mut window);
    let weights = app(&window).start_weights();
    window
        .get_by_role_and_label(Role::Button, "Ten points, two sigmoid units: a strict bad minimum")
        .click();
    pause(&mut window);
    assert_eq!(app(&window).start_weights().map(|w| w.len()), Some(9));
    click(&mut window, "Undo");
    assert_eq!(app(&window).start_weights(), weights);
    assert!(window.query_by_label_contains("Edited: this is no longer").is_some());
    assert!(window.query_by_label(MAP).is_some());
    assert!(!app(&window).verdict().is_empty());
}
