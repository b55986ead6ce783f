//! Counter-examples made in the window, and flat sets of proven minima on the map.

use egui_kittest::kittest::Queryable;

use super::own::kept_window;
use super::{app, click, click_at, open, place_of, rest, window};

#[test]
fn the_better_minimum_of_one_relu_unit_is_drawn_as_a_line_and_its_proof_says_so() {
    let mut window = window();
    assert_eq!(app(&window).flat_sets(), [("better".to_owned(), 2)]);
    let at = place_of(&window, [-2.0, 1.0]);
    click_at(&mut window, at);
    assert!(window.query_by_label_contains("All weights on the green line are minima").is_some());
    let at = place_of(&window, [1.0, -3.0]);
    click_at(&mut window, at);
    assert!(window.query_by_label_contains("All weights on the green line are minima").is_none());
    assert!(window.query_by_label_contains("it only crosses it at this point").is_some());
}

#[test]
fn a_hunt_goes_on_where_it_stopped_when_the_window_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let opened = || {
        let mut window = kept_window(folder.path(), true);
        click(&mut window, "Make a counter-example…");
        window
    };
    let hunt_past = |window: &mut super::Window, tries: u64| {
        window.get_by_label("Hunt").click();
        let start = std::time::Instant::now();
        while app(window).hunted() == 0 || app(window).hunt_tries() <= tries {
            window.step();
            assert!(start.elapsed() < super::PATIENCE, "nothing found");
        }
        window.get_by_label("Stop the hunt").click();
        rest(window);
    };
    let mut window = opened();
    assert_eq!(app(&window).hunt_tries(), 0);
    hunt_past(&mut window, 0);
    let before = (app(&window).hunt_tries(), app(&window).hunted());
    drop(window);
    // the tries that were under way are not counted, so that none is left out
    let mut window = opened();
    assert_eq!((app(&window).hunt_tries(), app(&window).hunted()), before);
    assert!(window.query_by_label_contains("it goes on from there").is_some());
    hunt_past(&mut window, before.0);
    assert!(app(&window).hunted() >= before.1);
    // a find of the first window opens from its file
    window.get_all_by_label_contains("of starts").next().expect("a find").click();
    rest(&mut window);
    assert_eq!(app(&window).proofs()[0], ("bad minimum".to_owned(), "proven-strict-minimum"));
}

#[test]
fn a_linear_fit_and_a_dead_layer_are_made_for_the_data_shown_and_are_proven() {
    let mut window = window();
    open(&mut window, "xor-relu");
    click(&mut window, "Make a counter-example…");
    for (button, verdict) in
        [("Linear fit", "proven-flat-minimum"), ("Dead layer", "proven-dead-region")]
    {
        click(&mut window, button);
        let proofs = app(&window).proofs();
        assert_eq!(proofs[0].1, verdict, "{button}: {proofs:?}");
    }
    window.key_press(egui::Key::Escape);
    rest(&mut window);
    assert!(window.query_by_label("Linear fit").is_none());
}

#[test]
fn a_split_unit_of_the_ten_points_is_a_line_of_proven_saddles() {
    let mut window = window();
    open(&mut window, "sigmoid-ten-points");
    click(&mut window, "Make a counter-example…");
    click(&mut window, "Split");
    let proofs = app(&window).proofs();
    assert_eq!(proofs.len(), 3);
    assert!(proofs.iter().all(|(_, verdict)| *verdict == "proven-saddle"), "{proofs:?}");
}

#[test]
fn what_cannot_be_made_is_told_in_a_sentence() {
    let mut window = window();
    open(&mut window, "relu-line-of-minima");
    click(&mut window, "Make a counter-example…");
    click(&mut window, "Split");
    assert_eq!(app(&window).proofs().len(), 3);
    open(&mut window, "logistic-neuron");
    // no hidden layer, so there is no unit to be split
    assert!(window.query_by_label("Split").is_none());
}

#[test]
fn a_hunt_is_started_and_stopped_and_its_finds_open_as_presets() {
    let mut window = window();
    click(&mut window, "Make a counter-example…");
    window.get_by_label("Hunt").click();
    let start = std::time::Instant::now();
    while app(&window).hunted() == 0 {
        window.step();
        assert!(start.elapsed() < super::PATIENCE, "nothing found");
    }
    window.get_by_label("Stop the hunt").click();
    rest(&mut window);
    let hit = window.get_all_by_label_contains("of starts").next().expect("a find");
    hit.click();
    rest(&mut window);
    assert_eq!(app(&window).proofs()[0], ("bad minimum".to_owned(), "proven-strict-minimum"));
}
