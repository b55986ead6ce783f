//! The page of experiments: what helps with the preset on screen, and the paper run again.

use std::time::{Duration, Instant};

use eframe::egui::accesskit::Role;
use egui_kittest::kittest::Queryable;

use super::data::type_into;
use super::own::kept_window;
use super::{MAP, PATIENCE, Window, app, click, open, rest, window};

const TABLE: &str = "Table 1: how often training ends well";
const IMAGES: &str = "Figure 2: images scaled";
const THEOREM: &str = "Theorem 1: ten points, a strict bad minimum";

/// Lets frames pass until this is so.
fn until(window: &mut Window, is_so: impl Fn(&Window) -> bool) {
    let start = Instant::now();
    while !is_so(window) {
        window.step();
        std::thread::sleep(Duration::from_millis(5));
        assert!(start.elapsed() < PATIENCE, "not so after {PATIENCE:?}");
    }
}

/// Clicks without waiting for what it begins.
fn press(window: &mut Window, label: &str) {
    window.get_by_label(label).click();
    window.run_steps(3);
}

/// Chooses an item of the list, whose state stands behind its title.
fn choose(window: &mut Window, title: &str) {
    window.query_all_by_label_contains(title).next().expect("an item").click();
    window.run_steps(3);
}

#[test]
fn what_helps_is_counted_for_each_change_and_opens_with_that_change() {
    let mut window = window();
    open(&mut window, "jellyfish-relu");
    press(&mut window, "Experiments");
    until(&mut window, |window| window.query_all_by_label("Open").count() >= 6);
    window.get_by_label_contains("What helps: ");
    assert!(window.query_by_label(MAP).is_none());
    for change in ["as it is", "twice as wide", "momentum", "standardised inputs"] {
        window.get_by_label(change);
    }
    // the second bar is that of the wider network
    window.query_all_by_label("Open").nth(1).expect("a bar").click();
    rest(&mut window);
    assert!(window.query_by_label(MAP).is_some(), "the map is back");
    let starts = app(&window).random_starts();
    assert!(!starts.is_empty(), "its random starts are counted");
    assert_eq!(app(&window).start_weights().map(|weights| weights.len()), Some(17));
}

#[test]
fn a_report_is_made_in_the_background_shown_and_there_again_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = kept_window(folder.path(), true);
    press(&mut window, "Experiments");
    choose(&mut window, THEOREM);
    window.get_by_label_contains("Not run yet.");
    click(&mut window, "Run");
    window.get_by_label("Open as a page");
    window.get_by_label("Errata");
    assert!(folder.path().join("experiments/theorem1.html").is_file());
    click(&mut window, "Show sigmoid-ten-points");
    window.get_by_label(MAP);
    drop(window);

    let mut window = kept_window(folder.path(), true);
    press(&mut window, "Experiments");
    choose(&mut window, THEOREM);
    window.get_by_label("Errata");
    click(&mut window, "Discard");
    window.get_by_label_contains("Not run yet.");
    assert!(!folder.path().join("experiments/theorem1.html").exists());
}

#[test]
fn what_is_chosen_of_an_item_is_run_and_stands_there_again_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = kept_window(folder.path(), true);
    press(&mut window, "Experiments");
    choose(&mut window, IMAGES);
    window.get_by_role_and_label(Role::ComboBox, "Budget").click();
    window.run_steps(3);
    click(&mut window, "small (seconds)");
    press(&mut window, "Run");
    let report =
        |window: &Window| window.query_by_label_contains("2 seeds of each kind, seed 0;").is_some();
    until(&mut window, report);
    let page = std::fs::read_to_string(folder.path().join("experiments/fig2.html")).unwrap();
    assert!(page.contains("basinscope reproduce fig2 --out FOLDER --budget small"));
    drop(window);

    let mut window = kept_window(folder.path(), true);
    press(&mut window, "Experiments");
    choose(&mut window, IMAGES);
    until(&mut window, report);
    let budget = window.get_by_role_and_label(Role::ComboBox, "Budget");
    assert_eq!(budget.value().as_deref(), Some("small"));
    assert!(window.query_by_label("Run again").is_none(), "nothing is chosen otherwise");
    press(&mut window, "Own seed");
    type_into(&mut window, "Seed", "7");
    press(&mut window, "Run again");
    until(&mut window, |window| {
        window.query_by_label_contains("2 seeds of each kind, seed 7;").is_some()
    });
}

#[test]
fn a_study_is_seen_while_it_runs_and_goes_on_where_it_was_paused() {
    let folder = tempfile::tempdir().unwrap();
    let rows = folder.path().join("experiments/table1-matching.csv.part");
    let length = || std::fs::metadata(&rows).map_or(0, |file| file.len());
    let mut window = kept_window(folder.path(), true);
    press(&mut window, "Experiments");
    choose(&mut window, TABLE);
    press(&mut window, "Run");
    until(&mut window, |window| {
        window.query_by_label_contains("xor-relu, failures: not all points right").is_some()
    });
    // the map can be looked at meanwhile
    press(&mut window, "⬅ Back to the map");
    window.get_by_label(MAP);
    window.get_by_label_contains("Experiments, ").click();
    window.run_steps(3);
    choose(&mut window, TABLE);
    press(&mut window, "Pause");
    rest(&mut window);
    window.get_by_label_contains("Paused: the runs that were made are kept");
    let kept = length();
    assert!(kept > 1000, "{kept} bytes of rows");
    drop(window);

    let mut window = kept_window(folder.path(), true);
    press(&mut window, "Experiments");
    choose(&mut window, TABLE);
    press(&mut window, "Go on");
    until(&mut window, |_| length() > kept);
    press(&mut window, "Pause");
    click(&mut window, "Discard");
    window.get_by_label_contains("Not run yet.");
    assert_eq!(length(), 0);
}
