//! The loss as a surface in space.

use egui::Key;
use egui_kittest::kittest::Queryable;

use super::{
    MAP, app, call, click, click_at, drag, open, pause, place_of, rest, window, window_of,
};

const SURFACE: &str = "Loss surface: drag to turn it";

#[test]
fn a_key_and_a_button_put_the_surface_in_place_of_the_map_and_undo_takes_it_back() {
    let mut window = window();
    window.key_press(Key::Num3);
    pause(&mut window);
    assert!(window.query_by_label(SURFACE).is_some() && window.query_by_label(MAP).is_none());
    click(&mut window, "Map");
    assert!(window.query_by_label(SURFACE).is_none() && window.query_by_label(MAP).is_some());
    pause(&mut window);
    click(&mut window, "Undo");
    assert!(window.query_by_label(SURFACE).is_some());
    // a single weight has a curve and no surface
    open(&mut window, "logistic-neuron");
    assert!(window.query_by_label("Surface").is_none());
    window.key_press(Key::Num3);
    rest(&mut window);
    assert!(window.query_by_label(SURFACE).is_none());
}

#[test]
fn a_drag_turns_the_surface_as_one_change_and_a_double_click_resets_it() {
    let mut window = window();
    click(&mut window, "Surface");
    pause(&mut window);
    let home = app(&window).camera();
    let middle = window.get_by_label(SURFACE).rect().center();
    drag(&mut window, middle, middle + egui::vec2(50.0, 20.0));
    window.drop_at(middle + egui::vec2(50.0, 20.0));
    pause(&mut window);
    let turned = app(&window).camera();
    assert!((turned.azimuth - home.azimuth + 20.0).abs() < 2.5, "{turned:?}");
    assert!((turned.elevation - home.elevation - 8.0).abs() < 1.5, "{turned:?}");
    click(&mut window, "Undo");
    assert_eq!(app(&window).camera(), home);
    window.key_press_modifiers(egui::Modifiers::COMMAND, Key::ArrowUp);
    rest(&mut window);
    assert!(app(&window).camera().elevation > home.elevation);
    window.key_press(Key::Plus);
    rest(&mut window);
    assert!(app(&window).camera().zoom > 1.0);
    let start = app(&window).start_weights();
    for _ in 0..2 {
        window.hover_at(middle);
        window.drag_at(middle);
        window.drop_at(middle);
    }
    rest(&mut window);
    assert_eq!((app(&window).camera(), app(&window).start_weights()), (home, start));
}

#[test]
fn the_pointer_reads_the_surface_and_a_click_starts_a_descent_there() {
    let mut window = window();
    click(&mut window, "Surface");
    let at = [1.0, 1.0];
    let place = place_of(&window, at);
    window.hover_at(place);
    rest(&mut window);
    let seen = app(&window).hovered().expect("the surface is under the pointer");
    assert!((seen[0] - at[0]).abs() < 0.05 && (seen[1] - at[1]).abs() < 0.1, "{seen:?}");
    assert!(window.query_by_label_contains("loss =").is_some());
    assert!(window.query_by_label_contains("under the pointer").is_some(), "the data view follows");
    click_at(&mut window, place);
    let start = app(&window).start_weights().unwrap();
    assert!((start[0] - at[0]).abs() < 0.05 && (start[1] - at[1]).abs() < 0.1, "{start:?}");
    assert_eq!(start[2..], [1.0, 0.0]);
    // beside the surface there is nothing to read
    window.hover_at(window.get_by_label(SURFACE).rect().left_top() + egui::vec2(3.0, 3.0));
    rest(&mut window);
    assert_eq!(app(&window).hovered(), None);
}

#[test]
fn the_surface_shows_basins_and_works_in_presenter_mode_on_a_small_screen() {
    let mut window = window_of(1024.0, 700.0);
    call(&mut window, "Surface or flat map");
    call(&mut window, "Basin map");
    assert!(!app(&window).basin_legend().is_empty());
    window.key_press(Key::F5);
    rest(&mut window);
    let rect = window.get_by_label(SURFACE).rect();
    assert!(rect.width() > 250.0 && rect.height() > 200.0, "{rect:?}");
}
