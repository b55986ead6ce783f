//! Proofs about named points.

use egui_kittest::kittest::Queryable;

use super::{Window, app, click, click_at, drag, open, place_of, rest, window};

#[test]
fn the_bad_minimum_is_proven_and_the_proof_can_be_read() {
    let window = window();
    let proofs = app(&window).proofs();
    assert!(proofs.contains(&("line of minima".to_owned(), "proven-flat-minimum")), "{proofs:?}");
    assert!(proofs.contains(&("start left".to_owned(), "disproved")), "{proofs:?}");
}

#[test]
fn a_click_on_a_proven_point_opens_its_proof_and_escape_closes_it() {
    let mut window = window();
    let at = place_of(&window, [1.0, -3.0]);
    click_at(&mut window, at);
    assert!(
        window.query_by_label("Proven: a local minimum, not isolated, and not global.").is_some()
    );
    assert!(window.query_by_label("18 exactly").is_some());
    assert!(window.query_by_label("Slopes of the loss, exactly").is_some());
    assert!(window.query_by_label("Smallest eigenvalue").is_none());
    window.key_press(egui::Key::Escape);
    rest(&mut window);
    assert!(window.query_by_label("18 exactly").is_none());
    // the better point is one click away, and has a card of its own
    click_at(&mut window, at);
    click(&mut window, "better, loss 14");
    assert_eq!(app(&window).start_weights().unwrap()[..2], [-2.0, 1.0]);
    assert!(window.query_by_label("14 exactly").is_some());
    click(&mut window, "Close the proof");
    assert!(window.query_by_label("14 exactly").is_none());
}

#[test]
fn of_two_points_in_one_place_the_proven_one_is_meant() {
    let mut window = window();
    open(&mut window, "sigmoid-ten-points");
    let at = place_of(&window, [0.0, 0.0]);
    click_at(&mut window, at);
    assert!(window.query_by_label("Proven: a strict local minimum, and not global.").is_some());
    assert!(window.query_by_label_contains("between 5.7773784").is_some());
}

#[test]
fn the_proof_about_a_smooth_network_tells_its_box_and_its_eigenvalue() {
    let mut window = window();
    open(&mut window, "gaussian-stripe");
    let at = place_of(&window, [1.0, -1.0]);
    click_at(&mut window, at);
    for label in ["Proven: a strict local minimum.", "Box radius", "Smallest eigenvalue", "Time"] {
        assert!(window.query_by_label(label).is_some(), "{label}");
    }
    assert!(window.query_by_label("intervals, rounded outwards").is_some());
}

#[test]
fn the_spectrum_of_a_point_can_be_read_and_looked_along() {
    let mut window = window();
    open(&mut window, "sigmoid-ten-points");
    let at = place_of(&window, [0.0, 0.0]);
    click_at(&mut window, at);
    assert!(window.query_by_label("Hessian spectrum").is_some());
    assert_eq!(window.query_all_by_label_contains("Look along eigenvector").count(), 9);
    click(&mut window, "Look along eigenvector 8");
    // the plane goes through the point, which is its origin now, and the ranges are others
    let ranges = app(&window).ranges().unwrap();
    assert!(ranges.iter().all(|[low, high]| *low < 0.0 && *high > 0.0), "{ranges:?}");
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Z);
    rest(&mut window);
    assert_ne!(app(&window).ranges().unwrap(), ranges, "undo turns it back");
}

#[test]
fn a_search_puts_the_saddles_of_the_logistic_neuron_on_the_map_with_their_proofs() {
    let mut window = window();
    open(&mut window, "logistic-neuron-2d");
    let before = app(&window).point_names().len();
    click(&mut window, "Find minima");
    rest(&mut window);
    // the four minima have names already; the saddles between them and the maximum in the middle
    // have not
    let proofs = app(&window).proofs();
    assert_eq!(proofs.len(), before + 5, "{proofs:?}");
    let saddles = proofs
        .iter()
        .filter(|(name, verdict)| name.starts_with("saddle") && *verdict == "proven-saddle");
    assert_eq!(saddles.count(), 4, "{proofs:?}");
    assert!(app(&window).message().unwrap().text.contains("4 minima, 5 saddles and maxima"));
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Z);
    rest(&mut window);
    assert_eq!(app(&window).point_names().len(), before);
}

/// Takes what the palette finds, while the hand holds something.
fn call_with_full_hands(window: &mut Window, letters: &str) {
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::K);
    window.run_steps(2);
    window.get_by_label("Search actions, presets and points").type_text(letters);
    window.step();
    window.key_press(egui::Key::Enter);
    window.run_steps(3);
}

#[test]
fn the_card_of_a_point_that_is_gone_to_before_its_proof_is_there_opens_with_it() {
    for goes_elsewhere in [false, true] {
        let mut window = window();
        // while the hand moves data nothing is proven
        let from = app(&window).data_on_screen([1.0, -3.0]).expect("a data view");
        let to = from + egui::vec2(0.0, -20.0);
        drag(&mut window, from, to);
        call_with_full_hands(&mut window, "line of minima");
        assert!(app(&window).proofs().iter().all(|(_, verdict)| verdict.is_empty()));
        assert!(window.query_by_label("Proving…").is_some());
        if goes_elsewhere {
            call_with_full_hands(&mut window, "Random start");
            assert!(window.query_by_label("Proving…").is_none());
        }
        window.drop_at(to);
        rest(&mut window);
        assert!(window.query_by_label("Proving…").is_none());
        let is_open = window.query_by_label("Close the proof").is_some();
        assert_eq!(is_open, !goes_elsewhere, "{:?}", app(&window).proofs());
    }
}
