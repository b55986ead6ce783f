//! What is typed: numbers as people write them, shortcuts on other keyboards, input methods.

use egui::accesskit::Role;
use egui::{Event, ImeEvent, Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};

use super::{Window, app, call, click, open, rest, window};

fn type_into(window: &mut Window, field: &str, text: &str) {
    window.get_by_role_and_label(Role::SpinButton, field).click();
    rest(window);
    window.event(Event::Text(text.to_owned()));
    rest(window);
}

fn leave(window: &mut Window) {
    window.key_press(Key::Enter);
    rest(window);
}

fn number(window: &Window, field: &str) -> Option<f64> {
    window.get_by_role_and_label(Role::SpinButton, field).accesskit_node().numeric_value()
}

fn says(window: &Window, text: &str) -> bool {
    window.query_by_label_contains(text).is_some()
}

#[test]
fn a_decimal_comma_and_a_minus_sign_are_read_in_every_number_field() {
    let mut window = window();
    type_into(&mut window, "Learning rate", "0,05");
    leave(&mut window);
    assert_eq!(number(&window, "Learning rate"), Some(0.05));
    type_into(&mut window, "Steps", "1\u{a0}240");
    leave(&mut window);
    assert_eq!(number(&window, "Steps"), Some(1240.0));
    click(&mut window, "Schedule and noise");
    type_into(&mut window, "Warm-up", "20 steps");
    leave(&mut window);
    assert_eq!(number(&window, "Warm-up"), Some(20.0));
    click(&mut window, "Data table");
    window.get_by_role_and_label(Role::SpinButton, "x of point 1").click();
    rest(&mut window);
    window.event(Event::Paste("\u{2212}0,5".to_owned()));
    leave(&mut window);
    assert_eq!(number(&window, "x of point 1"), Some(-0.5));
    assert!(!says(&window, "stays as it was"));
}

#[test]
fn what_is_no_number_is_refused_in_a_sentence_unless_esc_takes_it_back() {
    let mut window = window();
    let before = number(&window, "Learning rate");
    type_into(&mut window, "Learning rate", "a tenth");
    assert!(!says(&window, "stays as it was"), "it may become one");
    leave(&mut window);
    assert_eq!(number(&window, "Learning rate"), before);
    assert!(says(&window, "Learning rate stays as it was: expected a number, found \"a tenth\""));

    window.run_steps(60 * 20);
    type_into(&mut window, "Learning rate", "half");
    window.key_press(Key::Escape);
    rest(&mut window);
    assert_eq!(number(&window, "Learning rate"), before);
    assert!(!says(&window, "found \"half\""));
}

#[test]
fn a_number_that_a_field_does_not_take_is_refused_and_not_moved_into_its_range() {
    let mut window = window();
    let before = number(&window, "Learning rate");
    type_into(&mut window, "Learning rate", "-3");
    leave(&mut window);
    assert_eq!(number(&window, "Learning rate"), before);
    assert!(says(&window, "Learning rate stays as it was: expected a number "));
    let before = number(&window, "Steps");
    type_into(&mut window, "Steps", "12.5");
    leave(&mut window);
    assert_eq!(number(&window, "Steps"), before);
    assert!(says(&window, "Steps stays as it was: expected a whole number from 0 to "));
    assert!(says(&window, "found 12.5"));
}

#[test]
fn esc_in_a_field_leaves_it_and_does_nothing_else() {
    let mut window = window();
    let close = "Close the optimiser's state";
    window.get_by_label("Optimiser's state").click();
    rest(&mut window);
    assert!(says(&window, close));
    type_into(&mut window, "Learning rate", "half");
    window.key_press(Key::Escape);
    rest(&mut window);
    assert!(says(&window, close));
    window.key_press(Key::Escape);
    rest(&mut window);
    assert!(!says(&window, close));
}

fn press(window: &mut Window, key: Key, place: Key, modifiers: Modifiers) {
    for pressed in [true, false] {
        let physical_key = Some(place);
        window.event(Event::Key { key, physical_key, pressed, repeat: false, modifiers });
    }
    rest(window);
}

#[test]
fn signs_and_digits_are_shortcuts_with_shift_and_without() {
    let mut window = window();
    let speed = |window: &Window| number(window, "Playing speed").unwrap();
    let width = |window: &Window| app(window).ranges().map(|[x, _]| x[1] - x[0]).unwrap();
    let (before, whole) = (speed(&window), width(&window));
    // on a French keyboard a full stop is a shifted semicolon, and a 3 a shifted quotation mark
    press(&mut window, Key::Period, Key::Semicolon, Modifiers::SHIFT);
    assert_eq!(speed(&window), 2.0 * before);
    press(&mut window, Key::Comma, Key::M, Modifiers::NONE);
    assert_eq!(speed(&window), before);
    press(&mut window, Key::Plus, Key::Equals, Modifiers::SHIFT);
    let near = width(&window);
    assert!(near < whole);
    // on a German one + has a key of its own
    press(&mut window, Key::Plus, Key::CloseBracket, Modifiers::NONE);
    assert!(width(&window) < near);
    press(&mut window, Key::Minus, Key::Slash, Modifiers::NONE);
    assert!((width(&window) / near - 1.0).abs() < 1e-9);
    // with other keys held they mean nothing
    press(&mut window, Key::Minus, Key::Slash, Modifiers::ALT);
    assert!((width(&window) / near - 1.0).abs() < 1e-9);
}

fn compose(window: &mut Window, text: &str) {
    let text = text.to_owned();
    window.event(Event::Ime(ImeEvent::Preedit { text, active_range_chars: None }));
}

#[test]
fn an_input_method_keeps_its_keys_to_itself() {
    let mut window = window();
    open(&mut window, "xor-relu");
    window.key_press_modifiers(Modifiers::COMMAND, Key::K);
    rest(&mut window);
    let search = "Search actions, presets and points";
    let field = |window: &Window| {
        window.query_by_label(search).and_then(|field| field.accesskit_node().value())
    };
    window.event(Event::Text("xor".to_owned()));
    rest(&mut window);
    for letters in ["c", "ce", "ces"] {
        compose(&mut window, letters);
        rest(&mut window);
    }
    // both the method and the window are told of the key
    for (key, left) in [(Key::Backspace, "ce"), (Key::Enter, "ce"), (Key::Backspace, "")] {
        window.key_press(key);
        compose(&mut window, left);
        rest(&mut window);
    }
    assert_eq!(field(&window).as_deref(), Some("xor"));
    compose(&mut window, "ce");
    rest(&mut window);
    window.key_press(Key::Escape);
    compose(&mut window, "");
    rest(&mut window);
    assert_eq!(field(&window).as_deref(), Some("xor"), "Esc was the method's");
    compose(&mut window, "ce");
    window.event(Event::Ime(ImeEvent::Commit("é".to_owned())));
    rest(&mut window);
    assert_eq!(field(&window).as_deref(), Some("xoré"));
    // its own keys again
    window.key_press(Key::Backspace);
    rest(&mut window);
    assert_eq!(field(&window).as_deref(), Some("xor"));
    window.key_press(Key::Escape);
    rest(&mut window);
    assert!(field(&window).is_none());
}

#[test]
fn a_composition_that_was_never_ended_does_not_hold_the_keys() {
    let mut window = window();
    window.key_press_modifiers(Modifiers::COMMAND, Key::K);
    rest(&mut window);
    compose(&mut window, "ce");
    rest(&mut window);
    window.get_by_label_contains("Random start").click();
    rest(&mut window);
    call(&mut window, "Play faster");
    assert!(window.query_by_label("Search actions, presets and points").is_none());
}
