//! Data changed by hand.

use egui_kittest::kittest::Queryable;

use super::{Window, app, click, drag, open, pause, place_of, rest, window, window_of};

const EDITED: &str = "edited:";

fn undo(window: &mut Window) {
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Z);
    rest(window);
}

/// The first data point, input and target.
pub fn first(window: &Window) -> [f64; 2] {
    let (inputs, targets) = app(window).data_point(0).unwrap();
    [inputs[0], targets[0]]
}

fn on_screen(window: &Window, at: [f64; 2]) -> egui::Pos2 {
    app(window).data_on_screen(at).expect("a data view")
}

/// Types a number into a field that is dragged or typed into.
pub fn type_into(window: &mut Window, field: &str, text: &str) {
    window.get_by_label(field).click();
    window.run_steps(2);
    window.key_combination_modifiers(egui::Modifiers::COMMAND, &[egui::Key::A]);
    window.step();
    window.event(egui::Event::Text(text.to_owned()));
    window.step();
    window.key_press(egui::Key::Enter);
    rest(window);
}

fn right_click(window: &mut Window, at: egui::Pos2) {
    window.hover_at(at);
    window.step();
    for pressed in [true, false] {
        window.event(egui::Event::PointerButton {
            pos: at,
            button: egui::PointerButton::Secondary,
            pressed,
            modifiers: egui::Modifiers::NONE,
        });
        window.step();
    }
    rest(window);
}

#[test]
fn a_dragged_data_point_changes_the_landscape_while_the_hand_moves_and_is_one_step_of_undo() {
    let mut window = window();
    let (before, losses) = (first(&window), app(&window).point_losses());
    let (verdict, proofs) = (app(&window).verdict(), app(&window).proofs());
    pause(&mut window);
    let from = on_screen(&window, before);
    let to = from + egui::vec2(14.0, -25.0);
    drag(&mut window, from, to);
    let held = first(&window);
    assert!(held[0] > before[0] && held[1] > before[1], "{held:?}");
    // the frame does not move under the hand
    assert!(on_screen(&window, before).distance(from) < 0.5);
    assert!(on_screen(&window, held).distance(to) < 2.0);
    // the hand rests for a while, button down, and goes on: still one step
    window.run_steps(60);
    assert_ne!(
        app(&window).point_losses(),
        losses,
        "the landscape follows before the hand lets go"
    );
    window.hover_at(to + egui::vec2(0.0, 10.0));
    window.run_steps(3);
    window.drop_at(to + egui::vec2(0.0, 10.0));
    rest(&mut window);
    assert!(window.query_by_label(EDITED).is_some());
    assert!(app(&window).verdict() != verdict && !app(&window).verdict().is_empty());
    assert_ne!(app(&window).proofs(), proofs, "what was proven is proven anew");
    undo(&mut window);
    assert_eq!(first(&window), before);
    assert_eq!(app(&window).point_losses(), losses);
    assert_eq!((app(&window).verdict(), app(&window).proofs()), (verdict, proofs));
    assert!(window.query_by_label(EDITED).is_none());
}

#[test]
fn a_double_click_adds_a_point_and_the_menu_takes_it_out_again() {
    let mut window = window();
    let count =
        |window: &Window| (0..1000).take_while(|i| app(window).data_point(*i).is_some()).count();
    let before = count(&window);
    let at = on_screen(&window, [0.5, 0.25]);
    for _ in 0..2 {
        window.hover_at(at);
        window.drag_at(at);
        window.drop_at(at);
        window.step();
    }
    rest(&mut window);
    assert_eq!(count(&window), before + 1);
    let (inputs, targets) = app(&window).data_point(before).unwrap();
    assert!(
        (inputs[0] - 0.5).abs() < 0.1 && (targets[0] - 0.25).abs() < 0.2,
        "{inputs:?} {targets:?}"
    );
    let at = on_screen(&window, [inputs[0], targets[0]]);
    right_click(&mut window, at);
    assert!(window.query_by_label("Flip the class").is_none(), "a number has no class");
    click(&mut window, "Delete the point");
    assert_eq!(count(&window), before);
    click(&mut window, "Revert");
    assert!(window.query_by_label(EDITED).is_none());
}

#[test]
fn a_class_is_flipped_by_the_menu_and_the_place_of_a_point_is_dragged() {
    let mut window = window();
    open(&mut window, "xor-sigmoid");
    let (inputs, targets) = app(&window).data_point(0).unwrap();
    let (place, class) = ([inputs[0], inputs[1]], targets[0]);
    let at = on_screen(&window, place);
    right_click(&mut window, at);
    click(&mut window, "Flip the class");
    assert_eq!(app(&window).data_point(0).unwrap().1, [1.0 - class]);
    drag(&mut window, at, at + egui::vec2(20.0, -10.0));
    window.drop_at(at + egui::vec2(20.0, -10.0));
    rest(&mut window);
    let (inputs, targets) = app(&window).data_point(0).unwrap();
    assert!(inputs[0] > place[0] && inputs[1] > place[1]);
    assert_eq!(targets, [1.0 - class], "a drag moves a point and leaves its class");
    // the claims of the preset are not made of other data
    assert!(window.query_by_label_contains("are about the preset before the edit").is_some());
    click(&mut window, "Revert");
    assert_eq!(app(&window).data_point(0).unwrap(), (&place[..], &[class][..]));
}

#[test]
fn classes_have_a_legend_and_are_chosen_in_the_menu_and_shares_are_typed() {
    let text = "title = \"Three classes\"\n[dataset]\n\
                inputs = [[0, 1], [1, -1], [-1, -1]]\n\
                targets = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]\n\
                [network]\nlayers = [2, 2, 3]\nactivation = \"tanh\"\n\
                [loss]\nkind = \"softmax\"\n\
                [descent]\noptimizer = \"adam\"\nlearning_rate = 0.05\nsteps = 50\n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("classes.toml");
    std::fs::write(&path, text).unwrap();
    let mut window = window_of(1360.0, 1500.0);
    window.state_mut().as_mut().unwrap().open_file(&path);
    rest(&mut window);
    for class in ["class 0", "class 1", "class 2"] {
        assert!(window.query_by_label(class).is_some(), "{class}");
    }
    let at = on_screen(&window, [1.0, -1.0]);
    right_click(&mut window, at);
    assert!(window.query_by_label("Make it class 1").is_none(), "it is that already");
    click(&mut window, "Make it class 2");
    assert_eq!(app(&window).data_point(1).unwrap().1, [0.0, 0.0, 1.0]);
    click(&mut window, "Data table");
    type_into(&mut window, "y[0] of point 2", "0.25");
    assert_eq!(app(&window).data_point(1).unwrap().1, [0.25, 0.0, 0.75]);
    type_into(&mut window, "y[1] of point 2", "0.5");
    assert_eq!(app(&window).data_point(1).unwrap().1, [0.125, 0.5, 0.375]);
    undo(&mut window);
    assert_eq!(app(&window).data_point(1).unwrap().1, [0.25, 0.0, 0.75]);
}

#[test]
fn exact_numbers_are_typed_into_the_table() {
    let mut window = window();
    click(&mut window, "Data table");
    type_into(&mut window, "y of point 1", "0.125");
    assert_eq!(first(&window)[1], 0.125);
    click(&mut window, "Add a point");
    click(&mut window, "Delete point 1");
    assert_ne!(first(&window)[1], 0.125);
    undo(&mut window);
    assert!(!app(&window).verdict().is_empty());
}

#[test]
fn the_start_is_dragged_on_the_map_and_the_path_follows_in_one_step_of_undo() {
    let mut window = window();
    let (start, verdict) = (app(&window).start_weights().unwrap(), app(&window).verdict());
    let ranges = app(&window).ranges();
    pause(&mut window);
    let from = place_of(&window, [start[0], start[1]]);
    let to = place_of(&window, [-1.5, 0.5]);
    drag(&mut window, from, to);
    let moved = app(&window).start_weights().unwrap();
    assert!((moved[0] + 1.5).abs() < 1e-3 && (moved[1] - 0.5).abs() < 1e-3, "{moved:?}");
    assert_eq!(moved[2..], start[2..], "only the weights of the plane change");
    window.run_steps(60);
    assert!(
        !app(&window).verdict().is_empty() && app(&window).verdict() != verdict,
        "before the hand lets go"
    );
    window.drop_at(to);
    rest(&mut window);
    assert_eq!(app(&window).ranges(), ranges, "the map stays where it is");
    undo(&mut window);
    assert_eq!(app(&window).start_weights().unwrap(), start);
    assert_eq!(app(&window).verdict(), verdict);
}

#[test]
fn a_single_weight_of_the_start_is_typed_and_the_descent_starts_there() {
    // tall enough for the whole side panel
    let mut window = window_of(1360.0, 1500.0);
    let start = app(&window).start_weights().unwrap();
    click(&mut window, "Weights of the start");
    type_into(&mut window, "Weight W2[0,0]", "-2.5");
    let changed = app(&window).start_weights().unwrap();
    assert_eq!(changed[2], -2.5);
    assert_eq!(
        (changed[..2].to_vec(), changed[3..].to_vec()),
        (start[..2].to_vec(), start[3..].to_vec())
    );
    assert!(window.query_by_label_contains("from weights set by hand").is_some());
}
