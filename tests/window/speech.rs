//! What a screen reader says.

use egui::accesskit::{Live, Role};
use egui_kittest::kittest::{NodeT, Queryable};

use super::{MAP, Window, app, click, open, rest, window};

fn description(window: &Window, picture: &str) -> String {
    let node = window.get_by_role_and_label(Role::Image, picture);
    node.accesskit_node().description().unwrap_or_default()
}

#[test]
fn the_map_tells_its_part_of_the_plane_what_is_on_it_and_what_is_proven() {
    let mut window = window();
    open(&mut window, "xor-relu");
    let told = description(&window, MAP);
    assert!(told.starts_with("Loss map, along from -3 to 8, across from -3 to 6."), "{told}");
    assert!(told.contains(" The loss goes from 0.06"), "{told}");
    assert!(told.contains("three right, loss 0.4775, Disproved"), "{told}");
    assert!(told.contains("start stuck, loss 0.7023;"), "{told}");
    click(&mut window, "Basin map");
    let (told, legend) = (description(&window, MAP), app(&window).basin_legend());
    assert!(!legend.is_empty());
    assert!(legend.iter().all(|line| told.contains(line)), "{told}");
}

#[test]
fn the_curve_tells_where_it_begins_and_ends() {
    let mut window = window();
    open(&mut window, "xor-relu");
    let told = description(&window, "Loss curve");
    let last = app(&window).last_step().unwrap();
    assert!(told.starts_with("gradient-descent: loss 0.7"), "{told}");
    assert!(told.ends_with(&format!("at step {last}, the last.")), "{told}");
}

#[test]
fn the_verdict_is_said_when_it_changes_and_so_are_messages() {
    let mut window = window();
    let is_live = |window: &Window, text: &str| {
        let node = window.get_by_role_and_label(Role::Label, text);
        node.accesskit_node().live() == Live::Polite
    };
    let first = app(&window).verdict();
    assert!(is_live(&window, &first));
    click(&mut window, "Random start");
    let second = app(&window).verdict();
    assert_ne!(first, second);
    assert!(is_live(&window, &second));
    click(&mut window, "Keep point");
    rest(&mut window);
    let message = app(&window).message().expect("a word").text.clone();
    assert!(is_live(&window, &message), "{message}");
}
