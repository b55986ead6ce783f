//! Basins and random starts.

use std::time::Instant;

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;

use super::{MAP, PATIENCE, Window, app, call, click, open, rest, window, window_of};

/// The attractors of the legend and what else it tells, without shares and without the smallest:
/// how fine a map ends, and so how narrow the intervals are and which of the smallest basins show,
/// depends on how quick the machine is at the time.
fn names(window: &Window) -> Vec<String> {
    let legend = app(window).basin_legend();
    let large = legend
        .iter()
        .filter(|line| !line.contains("below 0.1 %") && !line.starts_with("undecided"));
    large.map(|line| line.split(':').next().unwrap_or_default().to_owned()).collect()
}

/// Fails where the basins are not those that were seen before: their names, and all of the legend
/// if the map is as fine.
pub fn assert_same(window: &Window, before: &(Option<[usize; 2]>, Vec<String>, Vec<String>)) {
    let now = seen(window);
    assert_eq!(now.2, before.2);
    if now.0 == before.0 {
        assert_eq!(now.1, before.1);
    }
}

/// The cells of the map, its legend, and the names in it.
pub fn seen(window: &Window) -> (Option<[usize; 2]>, Vec<String>, Vec<String>) {
    (app(window).basin_cells(), app(window).basin_legend(), names(window))
}

#[test]
fn basins_colour_the_map_and_tell_where_a_start_ends() {
    let mut window = window();
    click(&mut window, "Basin map");
    let legend = app(&window).basin_legend();
    assert!(legend.iter().any(|line| line.starts_with("flat minimum, loss 18")), "{legend:?}");
    assert!(legend.iter().any(|line| line.starts_with("dead region")), "{legend:?}");
    click(&mut window, "Loss map");
    assert!(app(&window).basin_legend().is_empty());
}

#[test]
fn a_quick_basin_map_ends_with_a_cell_a_pixel_and_keeps_the_basins_that_it_had() {
    // small, so that it is quick on a busy machine too
    let mut window = window_of(1024.0, 700.0);
    call(&mut window, "Basin map");
    let pixels = window.get_by_label(MAP).rect().size();
    let [width, height] = app(&window).basin_cells().expect("a map").map(|cells| cells as f32);
    assert!(
        (width - pixels.x).abs() <= 1.0 && (height - pixels.y).abs() <= 1.0,
        "{width} x {height}"
    );
    let fine = app(&window).basin_colors();
    // a new view is coarse at first; what is whole stays when the finer one is stopped
    window.key_press(egui::Key::Plus);
    window.step();
    wait(&mut window, "a whole map", |window| {
        let cells = app(window).basin_cells().expect("a map")[0] as f32;
        let is_whole = !app(window).basin_legend().iter().any(|line| line.contains("coarse"));
        app(window).basin_maps_begun() == 2
            && is_whole
            && (cells < 0.5 * pixels.x || app(window).is_idle())
    });
    window.key_press(egui::Key::Escape);
    rest(&mut window);
    assert!(app(&window).basin_cells().expect("a map")[0] as f32 <= pixels.x);
    assert!(app(&window).basin_colors().iter().all(|one| fine.contains(one)));
    assert_eq!(app(&window).basin_maps_begun(), 2);
    call(&mut window, "Loss map");
    call(&mut window, "Basin map");
    assert_eq!(app(&window).basin_maps_begun(), 2, "it was whole");
}

#[test]
fn other_maps_of_the_basins_are_painted_without_computing_them_again() {
    let mut window = window();
    click(&mut window, "Basin map");
    assert_eq!((app(&window).basin_maps_begun(), app(&window).basin_quantity()), (1, None));
    let names = app(&window).basin_legend();
    for (label, quantity) in [
        ("Shaded", None),
        ("Final loss", Some("final loss")),
        ("Steps", Some("steps")),
        ("Distance", Some("distance")),
        ("End reached", None),
    ] {
        // there is no room for all of them side by side
        window.get_by_role_and_label(Role::ComboBox, "Shown of the basins").click();
        rest(&mut window);
        window.get_by_role_and_label(Role::Button, label).click();
        rest(&mut window);
        assert_eq!(app(&window).basin_quantity(), quantity, "{label}");
    }
    assert_eq!(app(&window).basin_legend(), names);
    assert_eq!(app(&window).basin_maps_begun(), 1);
}

#[test]
fn a_click_on_the_basin_map_replays_the_descent_of_the_cell_under_the_pointer() {
    let mut window = window();
    click(&mut window, "Basin map");
    // the middle of the map is W1[0,0] = 0, b1[0] = -1, in the dead region
    let verdict = app(&window).cell_verdict([0.0, -1.0]).expect("a computed cell");
    assert!(verdict.starts_with("dead region, loss 21.2\nreached loss 21.2 after"), "{verdict}");
    window.hover_at(window.get_by_label(MAP).rect().center());
    rest(&mut window);
    assert!(
        window.query_by_label_contains("ends in: dead region").is_some(),
        "the line below the map"
    );
    click(&mut window, MAP);
    let start = app(&window).start_weights().expect("the clicked start");
    let cell = 6.0 / app(&window).basin_cells().expect("a map")[0] as f64;
    let columns = (start[0] + 3.0) / cell - 0.5;
    assert!((columns - columns.round()).abs() < 1e-9, "the centre of a cell: {columns}");
    assert!(start[0].abs() <= cell, "under the pointer: {start:?}");
    let [fate, end] = app(&window).replay().expect("a replay");
    assert!(fate.starts_with("dead region") && fate == end, "{fate} and {end}");
    assert!(window.query_by_label_contains("As on the map: dead region").is_some());
    // another start is no replay
    click(&mut window, "Random start");
    assert_eq!(app(&window).replay(), None);
}

#[test]
fn copies_of_a_minimum_are_told_apart_when_asked() {
    let mut window = window_of(1000.0, 640.0);
    open(&mut window, "gaussian-stripe");
    call(&mut window, "Basin map");
    let merged = seen(&window);
    click(&mut window, "Tell copies apart");
    let apart = names(&window);
    assert!(apart.len() > merged.2.len(), "w and -w are two");
    click(&mut window, "Tell copies apart");
    assert_same(&window, &merged);
}

/// Moves the map by a key: arrows do so with Ctrl.
fn move_by(window: &mut Window, key: egui::Key) {
    let modifiers =
        if key == egui::Key::Plus { egui::Modifiers::NONE } else { egui::Modifiers::COMMAND };
    window.key_press_modifiers(modifiers, key);
    window.step();
}

#[test]
fn an_attractor_keeps_its_name_and_colour_while_the_view_moves() {
    let mut window = window();
    click(&mut window, "Basin map");
    let all = app(&window).basin_colors();
    assert!(all.len() >= 4, "{all:?}");
    // down and to the right only some of the basins are left
    for key in [egui::Key::ArrowDown, egui::Key::ArrowRight, egui::Key::Plus] {
        for _ in 0..4 {
            move_by(&mut window, key);
        }
    }
    rest(&mut window);
    let some = app(&window).basin_colors();
    assert!(some.len() < all.len(), "{some:?}");
    for entry in &some {
        assert!(all.contains(entry), "{entry:?} of {all:?}");
    }
    window.key_press(egui::Key::R);
    rest(&mut window);
    assert_eq!(app(&window).basin_colors(), all);
    // and so it does where the best attractor is out of sight at first
    let mut other = super::window();
    for key in [egui::Key::ArrowDown, egui::Key::ArrowRight, egui::Key::Plus] {
        for _ in 0..4 {
            move_by(&mut other, key);
        }
    }
    click(&mut other, "Basin map");
    for entry in &some {
        assert!(app(&other).basin_colors().contains(entry), "{entry:?}");
    }
}

#[test]
fn random_starts_are_counted_while_they_run_and_stop_when_the_panel_is_closed() {
    let mut window = window();
    click(&mut window, "Many random starts");
    let counted = app(&window).random_starts();
    assert!(
        counted.iter().any(|(name, _)| name.starts_with("flat minimum, loss 18")),
        "{counted:?}"
    );
    assert_eq!(counted.iter().map(|(_, count)| count).sum::<usize>(), 2000);
    assert!(window.query_by_label("Of 2\u{2009}000 random starts end in").is_some());
    // another law is another count
    window.get_by_role_and_label(Role::ComboBox, "Law of the initial weights").click();
    rest(&mut window);
    click(&mut window, "He");
    let other = app(&window).random_starts();
    assert_ne!(other, counted);
    // the attractors have the colours that they have on the map
    window.key_press(egui::Key::Escape);
    rest(&mut window);
    assert!(app(&window).random_starts().is_empty());
    assert!(window.query_by_label_contains("random starts end in").is_none());
}

/// Lets frames pass until something is so, while the hand may still be holding something.
fn wait(window: &mut Window, what: &str, is_so: impl Fn(&Window) -> bool) {
    let start = Instant::now();
    while !is_so(window) {
        window.step();
        assert!(start.elapsed() < PATIENCE, "{what}");
    }
}

#[test]
fn the_legend_leaves_the_map_free_and_tells_what_is_undecided_in_every_view() {
    for (width, height) in [(1024.0, 700.0), (1360.0, 860.0)] {
        let mut window = window_of(width, height);
        call(&mut window, "Basin map");
        let map = window.get_by_label(MAP).rect();
        assert!(!map.intersects(window.get_by_label("Where descent ends").rect()), "{map:?}");
        let legend = app(&window).basin_legend();
        for line in &legend {
            let (name, share) = line.rsplit_once(": ").expect("a share");
            for part in [name, share] {
                let rect = window.get_by_label(part).rect();
                assert!(!map.intersects(rect) && rect.right() <= width, "{part} at {rect:?}");
            }
        }
        window.get_by_role_and_label(Role::ComboBox, "Shown of the basins").click();
        rest(&mut window);
        window.get_by_role_and_label(Role::Button, "Steps").click();
        rest(&mut window);
        let mut others = legend
            .iter()
            .filter(|line| line.starts_with("undecided") || line.starts_with("diverged"));
        assert!(others.clone().next().is_some(), "{legend:?}");
        assert!(
            others.all(|line| window.query_by_label(line.rsplit_once(": ").unwrap().0).is_some())
        );
        assert!(
            window.query_by_label("dead region, loss 21.2").is_none(),
            "colours are numbers now"
        );
    }
}

#[test]
fn in_presenter_mode_small_basins_share_a_line_that_a_click_unfolds() {
    let mut window = window_of(1280.0, 720.0);
    open(&mut window, "two-relu-units");
    call(&mut window, "Basin map");
    window.key_press(egui::Key::F5);
    rest(&mut window);
    let names = |window: &Window| -> Vec<String> {
        let lines = app(window).basin_legend();
        lines.iter().filter_map(|line| Some(line.rsplit_once(": ")?.0.to_owned())).collect()
    };
    let all = names(&window);
    let is_seen = |window: &Window, name: &String| window.query_by_label(name).is_some();
    assert_eq!(all.len(), 6, "{all:?}");
    assert_eq!(all.iter().filter(|name| is_seen(&window, name)).count(), 4);
    window.get_by_label_contains("and 2 more: ").click();
    rest(&mut window);
    assert!(all.iter().all(|name| is_seen(&window, name)), "{all:?}");
    // the map keeps nearly half of the screen
    let map = window.get_by_label(MAP).rect();
    assert!(map.width() > 0.45 * 1280.0 / 1.4, "{map:?}");
    click(&mut window, "show fewer");
    assert_eq!(all.iter().filter(|name| is_seen(&window, name)).count(), 4);
}

#[test]
fn the_basins_follow_a_data_point_under_the_hand_and_are_those_of_the_data_in_the_end() {
    let mut window = window();
    click(&mut window, "Basin map");
    let (inputs, targets) = app(&window).data_point(1).expect("a data point");
    let from = app(&window).data_on_screen([inputs[0], targets[0]]).expect("a data view");
    window.hover_at(from);
    window.step();
    window.drag_at(from);
    window.step();
    // the hand never rests, and yet basins of other data are shown again and again
    let (shown, start) = (app(&window).basins_shown(), Instant::now());
    let mut moves = 0_u8;
    while app(&window).basins_shown() < shown + 5 {
        moves = (moves + 1) % 40;
        window.hover_at(from + egui::vec2(0.0, -1.0 - f32::from(moves)));
        window.step();
        assert!(start.elapsed() < PATIENCE, "the basins do not follow");
    }
    let legend = window.get_by_label("Data space").rect();
    window.hover_at(from + egui::vec2(0.0, -30.0));
    window.step();
    assert_eq!(
        window.get_by_label("Data space").rect(),
        legend,
        "nothing slips from under the hand"
    );
    window.drop_at(from + egui::vec2(0.0, -30.0));
    rest(&mut window);
    let followed = seen(&window);
    // the same data without a hand: taken back, and made again
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Z);
    rest(&mut window);
    assert_ne!(app(&window).basin_legend(), followed.1);
    window.key_press_modifiers(egui::Modifiers::COMMAND | egui::Modifiers::SHIFT, egui::Key::Z);
    rest(&mut window);
    assert_same(&window, &followed);
}

#[test]
fn a_basin_map_that_was_stopped_says_so_and_is_begun_again() {
    let mut window = window();
    open(&mut window, "sigmoid-ten-points");
    window.get_by_label("Basin map").click();
    wait(&mut window, "a first picture", |window| !app(window).basin_legend().is_empty());
    window.key_press(egui::Key::Escape);
    rest(&mut window);
    assert!(window.query_by_label("coarse so far: cells between are filled in").is_some());
    let begun = app(&window).basin_maps_begun();
    click(&mut window, "Loss map");
    window.get_by_label("Basin map").click();
    wait(&mut window, "another map", |window| app(window).basin_maps_begun() > begun);
}
