//! The map, the descent on it, and the controls.

use basinscope::preset::Preset;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;

use super::{MAP, app, call, click, click_at, place_of, rest, window, window_of};

#[test]
fn it_opens_on_the_line_of_minima_with_a_descent_into_it() {
    let window = window();
    assert!(
        app(&window).verdict().starts_with("Converged to a point: loss 18.00"),
        "{}",
        app(&window).verdict()
    );
    assert!(window.query_by_label(MAP).is_some());
    assert!(
        window.query_by_label_contains("Converged to a point").is_some(),
        "the verdict is written out"
    );
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
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::ArrowRight);
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
    assert_eq!(
        app(&window).start_weights().map(|weights| weights.len()),
        Some(1 + 1 + 2 + 2 + 2 + 1)
    );
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
fn the_gradient_map_colours_the_plane_by_the_gradient_s_norm_and_hover_reads_it() {
    let mut window = window();
    assert_eq!(app(&window).map_quantity(), Some("loss"));
    click(&mut window, "Gradient map");
    assert_eq!(app(&window).map_quantity(), Some("|∇L|"));
    window.hover_at(window.get_by_label(MAP).rect().center());
    window.run_steps(2);
    assert!(window.query_by_label_contains("|∇L| = ").is_some(), "the line below the map");
    click(&mut window, "Undo");
    assert_eq!(app(&window).map_quantity(), Some("loss"));
    window.hover_at(window.get_by_label(MAP).rect().center());
    window.run_steps(2);
    assert!(window.query_by_label_contains("|∇L| = ").is_none());
}

#[test]
fn a_tour_can_show_the_gradient_map() {
    let mut window = window();
    let text = Preset::load("gaussian-stripe").unwrap().to_toml();
    let text = text.split("[[tour]]").next().unwrap().to_owned()
        + "[[tour]]\ntext = \"Where it is flat\"\nlayer = \"gradient-norm\"\n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("own.toml");
    std::fs::write(&path, text).unwrap();
    window.state_mut().as_mut().unwrap().open_file(&path);
    rest(&mut window);
    assert_eq!(app(&window).map_quantity(), Some("loss"));
    window.key_press(egui::Key::PageDown);
    rest(&mut window);
    assert_eq!(app(&window).tour().map(|step| step.0), Some("Where it is flat"));
    assert_eq!(app(&window).map_quantity(), Some("|∇L|"));
}

#[test]
fn from_a_small_laptop_to_a_large_screen_nothing_wraps_or_sticks_out() {
    for (width, height) in [(1024.0, 700.0), (1280.0, 720.0), (1920.0, 1080.0)] {
        let mut window = window_of(width, height);
        let screen = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(width, height));
        for layer in ["Loss map", "Gradient map", "Basin map"] {
            call(&mut window, layer);
            let (back, map) = (window.get_by_label("Back").rect(), window.get_by_label(MAP).rect());
            // one row above the map: the plot's frame begins right below it
            assert!(map.top() - back.bottom() < 24.0, "{layer} at {width}: {back:?} {map:?}");
            let step = window.get_by_label("Step of the descent").rect();
            let play = window.get_by_label("Play").rect();
            assert!((step.center().y - play.center().y).abs() < 6.0, "{width}: {step:?} {play:?}");
            assert!(
                map.width() > 0.25 * width && map.height() > 0.25 * height,
                "{layer} at {width}: {map:?}"
            );
            let side = window.get_by_label("Data space").rect().left();
            for label in ["Back", "Step of the descent", "Slide along", "More", "Keep point"] {
                for node in window.query_all_by_label(label) {
                    assert!(
                        screen.contains_rect(node.rect()) && node.rect().right() < side,
                        "{label} at {width}"
                    );
                }
            }
        }
    }
}

#[test]
fn two_clicks_show_two_starts_with_different_fates_on_one_map() {
    let mut window = window();
    assert_eq!(app(&window).fate_before(), None);
    for (start, before) in [
        ([0.5, -1.0], None),
        ([-1.0, 0.0], Some("before: flat minimum, loss 18")),
        ([-1.0, 0.0], Some("before: flat minimum, loss 18")),
        ([0.5, -1.0], Some("before: flat minimum, loss 14")),
    ] {
        let at = place_of(&window, start);
        click_at(&mut window, at);
        assert_eq!(app(&window).fate_before().as_deref(), before, "{start:?}");
    }
    // a double click is no start, and other data or another optimiser have other fates
    click(&mut window, "Run again");
    assert!(app(&window).fate_before().is_some());
    click(&mut window, "×10");
    assert_eq!(app(&window).fate_before(), None);
}
