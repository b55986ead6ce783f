//! Losses that were computed elsewhere.

use basinscope::app::Message;
use basinscope::experiment::Npz;
use basinscope::preset::Preset;
use egui_kittest::kittest::{NodeT, Queryable};
use ndarray::{Array1, Array2};

use super::{app, click, open, rest, window};

const PICTURE: &str = "Landscape: losses over a plane";

#[test]
fn losses_computed_elsewhere_take_the_place_of_the_map_until_they_are_closed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.npz");
    let at: Array1<f64> = (0..21).map(|i| f64::from(i) / 10.0 - 1.0).collect();
    let values = Array2::from_shape_fn((21, 21), |(j, i)| 1.0 + at[i] * at[i] + at[j]);
    let archive = Npz::new().add("train_loss", &values).unwrap();
    let archive = archive.add("xcoordinates", &at).unwrap().add("ycoordinates", &at).unwrap();
    archive.write(&path).unwrap();
    let mut window = window();
    open(&mut window, "xor-relu");
    window.state_mut().as_mut().unwrap().open_file(&path);
    rest(&mut window);
    window.get_by_label_contains("Read 21 x 21 numbers \"train loss\" from");
    window.get_by_label(PICTURE);
    assert!(window.query_by_label("Random start").is_none());
    window.get_by_label("They need the network and its data; the file holds losses alone.");
    // the number under the pointer is that of its cell
    let place = window.get_by_label(PICTURE).rect();
    window.hover_at(place.center());
    rest(&mut window);
    let line = window.get_by_label_contains(": train loss ").accesskit_node();
    let line = line.label().or(line.value()).expect("words");
    let number = |after: &str| -> f64 {
        let rest = line.split(after).nth(1).unwrap();
        rest.split([',', ':']).next().unwrap().parse().unwrap()
    };
    let [x, y, loss] = ["x ", "y ", "loss "].map(number);
    assert!((1.0 + x * x + y - loss).abs() < 1e-3, "{line}");
    click(&mut window, "surface");
    let figure = folder.path().join("figure.svg");
    window.get_by_label("File to save the figure").focus();
    rest(&mut window);
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    rest(&mut window);
    window.get_by_label("File to save the figure").type_text(figure.to_str().unwrap());
    rest(&mut window);
    click(&mut window, "Save figure");
    let saved = format!("Saved {}", figure.display());
    assert_eq!(app(&window).message(), Some(&Message::done(saved)));
    assert!(std::fs::read_to_string(figure).unwrap().contains("train loss"));
    click(&mut window, "Close the landscape");
    assert!(window.query_by_label(PICTURE).is_none());
    window.get_by_label("Random start");
}

#[test]
fn the_archive_of_a_slice_opens_its_experiment_at_its_view() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("slice.npz");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_basinscope"))
        .args(["slice", "xor-sigmoid", "--size", "16x16", "--x-range", "-1,2", "--out"])
        .arg(&path)
        .output()
        .unwrap();
    assert!(output.status.success());
    let mut window = window();
    window.state_mut().as_mut().unwrap().open_file(&path);
    rest(&mut window);
    let points = Preset::load("xor-sigmoid").unwrap().points;
    let names: Vec<String> = points.iter().map(|point| point.name.clone()).collect();
    assert_eq!(app(&window).point_names(), names);
    assert_eq!(app(&window).ranges().unwrap()[0], [-1.0, 2.0]);
}
