//! The sheet on which a table is looked at before it is taken in.

use egui_kittest::kittest::Queryable;

use super::own::{drop_file, take};
use super::{Window, app, click, rest, window};

fn press(window: &mut Window, key: egui::Key) {
    window.key_press(key);
    rest(window);
}

/// Chooses in a box by what it shows now.
fn choose(window: &mut Window, shown: &str, wanted: &str) {
    click(window, shown);
    click(window, wanted);
}

#[test]
fn what_a_column_is_for_is_changed_by_a_click() {
    let mut window = window();
    drop_file(&mut window, "leaf.csv", b"a,b,c\n1,5,2\n2,6,1\n1,7,2\n");
    assert!(window.query_by_label_contains("inputs a, b, target c").is_some());
    // input, target, class: the only target then
    click(&mut window, "Role of a: input");
    click(&mut window, "Role of a: target");
    assert!(window.query_by_label("Role of c: input").is_some());
    assert!(window.query_by_label_contains("target a (2 classes: 1 = 0, 2 = 1)").is_some());
    for role in ["input", "target", "class"] {
        click(&mut window, &format!("Role of b: {role}"));
        if role == "class" {
            break;
        }
    }
    // a class in b made a an input; left out now, b lacks a target
    assert!(window.query_by_label_contains("expected at least one column as target").is_some());
    click(&mut window, "Role of a: input");
    take(&mut window);
    assert_eq!(app(&window).data_point(1).unwrap(), (&[1.0][..], &[2.0][..]));
}

#[test]
fn numbers_that_can_be_read_in_two_ways_wait_for_a_choice() {
    let mut window = window();
    let before = app(&window).start_weights();
    drop_file(&mut window, "prices.tsv", b"area\tprice\n1,240\t245,000\n2,105\t391,500\n");
    assert!(window.query_by_label_contains("may be 1240 or 1.24").is_some());
    press(&mut window, egui::Key::Enter);
    assert!(window.query_by_label_contains("may be 1240 or 1.24").is_some(), "nothing to take");
    choose(&mut window, "Decimal sign: not known", "point");
    take(&mut window);
    assert_eq!(app(&window).data_point(0).unwrap(), (&[1240.0][..], &[245_000.0][..]));
    super::pause(&mut window);
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Z);
    rest(&mut window);
    assert_eq!(app(&window).start_weights(), before);
}

#[test]
fn separator_and_encoding_are_chosen_and_the_columns_follow() {
    let mut window = window();
    drop_file(&mut window, "wide.csv", b"gr\xf6\xdfe;b\n1;2\n3;4\n");
    assert!(window.query_by_label("Role of gr\u{f6}\u{df}e: input").is_some());
    choose(&mut window, "Encoding: windows-1252", "windows-1251");
    assert!(window.query_by_label("Role of gr\u{446}\u{42f}e: input").is_some());
    choose(&mut window, "Separator: semicolon", "comma");
    assert!(window.query_by_label_contains("expected at least 2 columns").is_some());
    choose(&mut window, "Separator: comma", "as told from the table");
    take(&mut window);
    assert_eq!(app(&window).data_point(1).unwrap(), (&[3.0][..], &[4.0][..]));
}

#[test]
fn inputs_are_standardised_on_request_and_the_notes_say_so() {
    let mut window = window();
    drop_file(&mut window, "far.csv", b"x,y\n1001,0\n1003,1\n");
    click(&mut window, "Standardise inputs");
    take(&mut window);
    assert_eq!(app(&window).data_point(0).unwrap(), (&[-1.0][..], &[0.0][..]));
    let mut told = window.query_all_by_label_contains("inputs standardised (mean 0");
    assert!(told.next().is_some());
}

#[test]
fn rows_and_columns_that_are_left_out_are_told_and_esc_leaves_everything_as_it_was() {
    let mut window = window();
    let before = app(&window).data_point(0).map(|(x, y)| (x.to_vec(), y.to_vec()));
    drop_file(&mut window, "gaps.csv", b"Id,a,y\n1,5,2\n2,,1\n3,7,2\n");
    let told = "left out: Id (row numbers), 1 row with missing values (line 3)";
    assert!(window.query_by_label_contains(told).is_some());
    press(&mut window, egui::Key::Escape);
    assert!(window.query_by_label("Use").is_none());
    assert_eq!(app(&window).data_point(0).map(|(x, y)| (x.to_vec(), y.to_vec())), before);
}

#[test]
fn of_a_table_of_very_many_columns_the_first_are_shown() {
    let mut window = window();
    let row = "1,".repeat(5000) + "2\n";
    drop_file(&mut window, "wide.csv", row.repeat(12).as_bytes());
    assert!(window.query_by_label_contains("4\u{2009}941 more columns").is_some());
    assert!(window.query_by_label_contains("4 more rows").is_some());
    press(&mut window, egui::Key::Escape);
}

#[test]
fn missing_values_can_be_refused_and_three_classes_announce_their_loss() {
    let mut window = window();
    let table = "a,b,kind\n1,2,red\n,3,blue\n3,1,green\n4,5,blue\n";
    window.event(egui::Event::Paste(table.to_owned()));
    rest(&mut window);
    window.get_by_label_contains("softmax cross-entropy over the 3 classes");
    click(&mut window, "Refuse missing values");
    window.get_by_label_contains("line 3");
}
