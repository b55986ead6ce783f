//! Where things are on the screen: from the first frame on, in narrow windows, and afterwards.

use basinscope::app::App;
use egui::accesskit::Role;
use egui::epaint::Shape;
use egui::{Modifiers, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

use super::{Window, app, call, click, drag, open, rest, window, window_of};

/// The width of the gallery, by the field on top of it.
fn gallery(window: &Window) -> f32 {
    window.get_by_role_and_label(Role::TextInput, "Search presets").rect().width()
}

fn resize(window: &mut Window, size: Vec2) {
    window.set_size(size);
    rest(window);
}

#[test]
fn a_panel_has_its_size_again_after_a_narrow_window() {
    let (wide, narrow) = (vec2(1360.0, 860.0), vec2(760.0, 520.0));
    let mut window = window();
    let usual = gallery(&window);
    resize(&mut window, narrow);
    assert!(gallery(&window) < usual);
    resize(&mut window, wide);
    assert_eq!(gallery(&window), usual);
    // and the size that was chosen by hand
    let field = window.get_by_role_and_label(Role::TextInput, "Search presets").rect();
    let edge = egui::pos2(field.right() + 8.0, 500.0);
    drag(&mut window, edge, edge - vec2(60.0, 0.0));
    window.drop_at(edge - vec2(60.0, 0.0));
    rest(&mut window);
    let chosen = gallery(&window);
    assert!((usual - chosen - 60.0).abs() < 10.0, "{usual} {chosen}");
    resize(&mut window, narrow);
    assert!(gallery(&window) < chosen);
    resize(&mut window, wide);
    assert_eq!(gallery(&window), chosen);
}

#[test]
fn a_window_as_narrow_as_a_phone_is_one_column_without_anything_cut() {
    let mut window = window();
    for size in [vec2(360.0, 740.0), vec2(768.0, 1024.0)] {
        resize(&mut window, size);
        for name in ["File", "Presets", "Tour", "Reset", "Experiments", "All actions"] {
            let place = window.get_by_label(name).rect();
            assert!(place.left() >= 0.0 && place.right() <= size.x, "{name}: {place}");
        }
        let map = window.get_by_label("Weight-space map: click to start a descent").rect();
        assert!(map.left() >= 0.0 && map.right() <= size.x && map.width() > 0.45 * size.x, "{map}");
        // the gallery stands in the place of the map until something is chosen
        click(&mut window, "Presets");
        assert!(gallery(&window) > 0.8 * size.x);
        open(&mut window, "xor-relu");
        rest(&mut window);
        window.get_by_label("Weight-space map: click to start a descent");
    }
}

#[test]
fn the_first_map_that_is_seen_stands_where_the_next_one_does() {
    let mut window =
        Harness::builder().with_size([1360.0, 860.0]).with_step_dt(1.0 / 60.0).build_ui_state(
            |ui, app: &mut Option<App>| {
                app.get_or_insert_with(|| App::new(ui.ctx(), None)).frame(ui);
            },
            None,
        );
    let place = |window: &Window| app(window).place_on_screen([0.0, 0.0]);
    let first = (0..10_000).find_map(|_| {
        window.step();
        place(&window)
    });
    assert!(first.is_some());
    for _ in 0..3 {
        window.step();
        assert_eq!(place(&window), first);
    }
}

/// Texts that reach over what they are clipped to, of those that hold `part`.
fn cut(window: &Window, part: &str) -> Vec<bool> {
    let shapes = window.output().shapes.iter();
    let texts = shapes.filter_map(|clipped| match &clipped.shape {
        Shape::Text(text) if text.galley.text().contains(part) => {
            let seen = text.visual_bounding_rect().shrink(2.0);
            Some(!clipped.clip_rect.contains_rect(seen))
        }
        _ => None,
    });
    texts.collect()
}

#[test]
fn what_is_written_into_the_map_is_never_cut() {
    let mut window = window_of(760.0, 520.0);
    open(&mut window, "xor-relu");
    call(&mut window, "Slice or profile");
    let notes = cut(&window, "Profile: ");
    assert!(!notes.is_empty() && notes.iter().all(|is_cut| !is_cut), "{notes:?}");
}

fn choose(window: &mut Window, preset: &str) {
    window.get_by_role_and_label(Role::Button, preset).click();
    rest(window);
}

#[test]
fn a_chosen_layer_stays_with_the_next_preset_but_not_with_a_tour() {
    let mut window = window();
    let is_basins = |window: &Window| app(window).basin_cells().is_some();
    assert!(!is_basins(&window));
    click(&mut window, "Basin map");
    assert!(is_basins(&window));
    let first = app(&window).point_names();
    choose(&mut window, "XOR with two ReLU units: three points of four");
    assert_ne!(app(&window).point_names(), first);
    assert!(is_basins(&window));
    click(&mut window, "Gradient map");
    choose(&mut window, "XOR with two sigmoid units: three points of four");
    assert_eq!(app(&window).map_quantity(), Some("|∇L|"));
    click(&mut window, "Tour");
    assert_eq!(app(&window).map_quantity(), Some("loss"));
}

#[test]
fn a_layer_that_there_is_none_of_gives_way_to_the_loss_and_says_why() {
    let mut window = window();
    open(&mut window, "xor-relu");
    click(&mut window, "Sharpness");
    assert_eq!(app(&window).map_quantity(), Some("sharpness"));
    let width = window.get_by_role_and_label(Role::SpinButton, "Width of hidden layer 1");
    width.set_value_accesskit(60.0);
    rest(&mut window);
    assert_eq!(app(&window).map_quantity(), Some("loss"));
    let told = &app(&window).message().expect("a word").text;
    assert!(told.starts_with("The sharpness needs") && told.ends_with("this is the loss."));
    window.key_press_modifiers(Modifiers::COMMAND, egui::Key::Z);
    rest(&mut window);
    assert_eq!(app(&window).map_quantity(), Some("sharpness"));
}
