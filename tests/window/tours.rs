//! Tours, by the keyboard alone and by their card.

use std::time::Instant;

use basinscope::preset::Preset;
use egui::Key;
use egui_kittest::kittest::Queryable;

use super::{PATIENCE, Window, app, click, open, pause, rest, window, window_of};

/// Lets frames pass until the tour shows this step on a map; its basins may go on being computed.
fn arrive(window: &mut Window, step: usize) {
    let start = Instant::now();
    loop {
        window.step();
        let is_there = app(window).tour().is_some_and(|(_, number, _)| number == step);
        if is_there && app(window).place_on_screen([0.0, 0.0]).is_some() {
            return;
        }
        assert!(start.elapsed() < PATIENCE, "step {step} of {:?}", app(window).tour());
    }
}

#[test]
fn every_tour_of_every_preset_is_led_to_its_end_and_back_by_keys_alone() {
    let mut window = window_of(900.0, 600.0);
    for preset in Preset::shipped() {
        open(&mut window, &preset.name);
        let count = preset.tour.len();
        assert!(count >= 2, "{} has no tour", preset.name);
        for step in 1..=count {
            window.key_press(Key::PageDown);
            arrive(&mut window, step);
            let text = &preset.tour[step - 1].text;
            assert_eq!(app(&window).tour(), Some((text.as_str(), step, count)), "{}", preset.name);
            let words: String = text.trim().chars().take(30).collect();
            assert!(window.query_by_label_contains(&words).is_some(), "{words}");
            let named = preset.tour[..step].iter().rev().find_map(|step| step.start.as_ref());
            if let Some(basinscope::preset::TourStart::Point(name)) = named {
                let start = app(&window).start_weights().expect("a start");
                assert_eq!(
                    start,
                    preset.point(name).unwrap().weights,
                    "{}, step {step}",
                    preset.name
                );
            }
        }
        // there is nothing after the last step
        window.key_press(Key::PageDown);
        arrive(&mut window, count);
        window.key_press(Key::PageUp);
        arrive(&mut window, count - 1);
        window.key_press(Key::Escape);
        window.step();
        window.step();
        assert_eq!(app(&window).tour(), None, "{}", preset.name);
    }
}

#[test]
fn a_tour_starts_descents_changes_planes_shows_proofs_and_basins() {
    let mut window = window();
    let home = app(&window).ranges();
    click(&mut window, "Tour");
    assert!(app(&window).verdict().contains("loss 18.00"));
    assert!(window.query_by_label("1 of 5").is_some());
    click(&mut window, "Next in the tour");
    assert!(window.query_by_label("18 exactly").is_some(), "the proof is shown");
    click(&mut window, "Next in the tour");
    assert!(window.query_by_label("18 exactly").is_none(), "and only in its step");
    assert_eq!(app(&window).ranges(), Some([[-2.8, 9.0], [-0.95, 4.0]]));
    click(&mut window, "Next in the tour");
    assert_eq!(app(&window).ranges(), home);
    assert!(app(&window).verdict().contains("loss 14.00"));
    click(&mut window, "Next in the tour");
    assert!(app(&window).basin_legend().iter().any(|line| line.starts_with("dead region")));
    click(&mut window, "Back in the tour");
    assert!(app(&window).basin_legend().is_empty());
    click(&mut window, "Close the tour");
    assert_eq!(app(&window).tour(), None);
    assert!(app(&window).verdict().contains("loss 14.00"), "what was set stays");
}

#[test]
fn a_step_of_a_tour_is_one_change_that_undo_takes_back() {
    let mut window = window();
    pause(&mut window);
    let before = (app(&window).ranges(), app(&window).start_weights());
    click(&mut window, "Tour");
    pause(&mut window);
    for _ in 0..3 {
        window.key_press(Key::PageDown);
        pause(&mut window);
    }
    assert!(app(&window).verdict().contains("loss 14.00"));
    let undo = |window: &mut Window| {
        window.key_press_modifiers(egui::Modifiers::COMMAND, Key::Z);
        pause(window);
    };
    undo(&mut window);
    assert_eq!(app(&window).tour().map(|(_, number, _)| number), Some(3));
    assert_eq!(app(&window).ranges(), Some([[-2.8, 9.0], [-0.95, 4.0]]));
    assert!(app(&window).verdict().contains("loss 18.00"));
    undo(&mut window);
    assert!(window.query_by_label("18 exactly").is_some(), "the proof comes back with its step");
    undo(&mut window);
    undo(&mut window);
    assert_eq!(app(&window).tour(), None);
    assert_eq!((app(&window).ranges(), app(&window).start_weights()), before);
}

#[test]
fn a_tour_tells_of_the_preset_as_it_was_opened_whatever_was_changed() {
    let mut window = window();
    click(&mut window, "+");
    click(&mut window, "Random start");
    assert!(window.query_by_label_contains("Edited: this is no longer").is_some());
    window.key_press(Key::PageDown);
    rest(&mut window);
    assert!(app(&window).verdict().contains("loss 18.00"), "{}", app(&window).verdict());
    assert!(window.query_by_label_contains("Edited: this is no longer").is_none());
}
