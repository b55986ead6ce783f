//! Sliding the plane through weight space, and the profile over it.

use std::time::Instant;

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;

use super::basins::{assert_same, seen};
use super::{MAP, PATIENCE, Window, app, click, click_at, open, pause, place_of, rest, window};

fn slide_to(window: &mut Window, offset: f64) {
    let slider = window.get_by_role_and_label(Role::Slider, "Offset of the plane");
    slider.set_value_accesskit(offset);
    rest(window);
}

fn choose(window: &mut Window, direction: &str) {
    window.get_by_role_and_label(Role::ComboBox, "Slide along").click();
    rest(window);
    click(window, direction);
}

#[test]
fn the_plane_slides_along_a_weight_and_a_click_starts_in_the_slid_plane() {
    let mut window = window();
    assert_eq!(app(&window).slide(), Some(("W2[0,0]".to_owned(), 0.0)));
    pause(&mut window);
    slide_to(&mut window, -0.5);
    assert_eq!(app(&window).slide().unwrap().1, -0.5);
    assert!(window.query_by_label("W2[0,0] = 0.5").is_some(), "the weight's own value");
    // changes in quick succession would be one
    pause(&mut window);
    let place = place_of(&window, [1.0, 1.0]);
    click_at(&mut window, place);
    let start = app(&window).start_weights().unwrap();
    assert!((start[0] - 1.0).abs() < 0.05 && (start[1] - 1.0).abs() < 0.05, "{start:?}");
    assert_eq!(start[2..], [0.5, 0.0]);
    pause(&mut window);
    // undo takes back the start, then the slide; the button brings it back to 0
    click(&mut window, "Undo");
    pause(&mut window);
    assert_eq!(app(&window).slide().unwrap().1, -0.5);
    click(&mut window, "Undo");
    assert_eq!(app(&window).slide().unwrap().1, 0.0);
    pause(&mut window);
    click(&mut window, "Redo");
    assert_eq!(app(&window).slide().unwrap().1, -0.5);
    click(&mut window, "Offset back to 0");
    assert_eq!(app(&window).slide().unwrap().1, 0.0);
}

#[test]
fn flat_sets_are_shown_only_where_the_plane_meets_them_and_basins_follow() {
    let mut window = window();
    assert!(!app(&window).flat_sets().is_empty());
    slide_to(&mut window, 0.25);
    assert!(app(&window).flat_sets().is_empty(), "the points are off the plane now");
    click(&mut window, "Basin map");
    let (maps, before) = (app(&window).basin_maps_begun(), app(&window).cell_verdict([1.0, 1.0]));
    assert!(before.is_some());
    slide_to(&mut window, 0.75);
    assert!(app(&window).basin_maps_begun() > maps);
    assert_ne!(app(&window).cell_verdict([1.0, 1.0]), before);
    slide_to(&mut window, 0.0);
    assert!(!app(&window).flat_sets().is_empty());
}

#[test]
fn other_directions_start_at_0_and_planes_of_other_kinds_slide_too() {
    let mut window = window();
    slide_to(&mut window, 0.25);
    for (direction, name) in [
        ("the gradient", "gradient"),
        ("the flattest direction", "flattest"),
        ("a random direction", "random 0"),
    ] {
        choose(&mut window, direction);
        assert_eq!(app(&window).slide(), Some((name.to_owned(), 0.0)));
        slide_to(&mut window, 0.5);
        assert_eq!(app(&window).slide(), Some((name.to_owned(), 0.5)));
        assert!(window.query_by_label(MAP).is_some());
    }
    // planes of two weights, through points, and of eigenvectors
    for preset in ["sigmoid-ten-points", "two-relu-units", "dead-layer"] {
        open(&mut window, preset);
        slide_to(&mut window, 0.5);
        assert_eq!(app(&window).slide().map(|(_, offset)| offset), Some(0.5), "{preset}");
        assert!(window.query_by_label(MAP).is_some(), "{preset}");
    }
    // a plane of two weights out of two leaves no direction
    open(&mut window, "logistic-neuron-2d");
    assert!(window.query_by_label("Offset of the plane").is_none());
}

#[test]
fn the_profile_is_never_above_the_slice_and_says_what_it_is() {
    let mut window = window();
    let at = [1.5, -2.0];
    let place = place_of(&window, at);
    pause(&mut window);
    window.hover_at(place);
    rest(&mut window);
    let slice = app(&window).value_on_map(at).unwrap();
    click(&mut window, "Profile");
    let profile = app(&window).value_on_map(at).unwrap();
    assert!(profile < 0.9 * slice, "{profile} against {slice}");
    assert_eq!(
        app(&window).map_note().as_deref(),
        Some("Profile: smallest loss found over the other 2 directions")
    );
    pause(&mut window);
    click(&mut window, "Undo");
    assert_eq!((app(&window).value_on_map(at), app(&window).map_note()), (Some(slice), None));
}

#[test]
fn the_basins_follow_the_plane_while_it_slides_under_the_hand() {
    let mut window = window();
    click(&mut window, "Basin map");
    let handle = window.get_by_role_and_label(Role::Slider, "Offset of the plane").rect();
    let at =
        |share: f32| egui::pos2(handle.left() + share * 0.5 * handle.width(), handle.center().y);
    window.hover_at(at(0.5));
    window.step();
    window.drag_at(at(0.5));
    window.step();
    let (shown, start) = (app(&window).basins_shown(), Instant::now());
    let mut moves = 0_u8;
    while app(&window).basins_shown() < shown + 4 {
        moves = (moves + 1) % 40;
        window.hover_at(at(0.5 + 0.005 * f32::from(moves)));
        window.step();
        assert!(start.elapsed() < PATIENCE, "the basins do not follow");
    }
    assert_ne!(app(&window).slide().expect("a third direction").1, 0.0);
    window.drop_at(at(0.6));
    rest(&mut window);
    let followed = seen(&window);
    // the same plane computed without a hand
    click(&mut window, "Tell copies apart");
    click(&mut window, "Tell copies apart");
    assert_same(&window, &followed);
}
