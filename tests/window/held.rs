//! What the optimiser holds, drawn at the playhead.

use basinscope::optimizer::Optimizer;
use basinscope::preset::Preset;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;

use super::{Window, app, click, pause, rest, window};

fn choose(window: &mut Window, method: &str) {
    window.get_by_role_and_label(Role::ComboBox, "Method").click();
    rest(window);
    // the race lists names too, but not as something to be chosen
    click(window, method);
}

fn press(window: &mut Window, key: egui::Key) {
    window.key_press(key);
    rest(window);
}

#[test]
fn the_state_at_the_playhead_is_that_of_the_same_descent_stepped_by_hand() {
    let mut window = window();
    choose(&mut window, "momentum");
    assert!(app(&window).held().is_none());
    click(&mut window, "Optimiser's state");
    press(&mut window, egui::Key::Home);
    for _ in 0..3 {
        press(&mut window, egui::Key::ArrowRight);
    }
    let held = app(&window).held().expect("a state").clone();
    assert_eq!((held.step, app(&window).shown_step()), (3, Some(3)));

    let preset = Preset::load("relu-line-of-minima").unwrap();
    let own = &preset.descent.settings;
    let settings = own.with_optimizer(Optimizer::Momentum, own.learning_rate);
    let objective = preset.objective();
    let (mut weights, mut work) = (app(&window).start_weights().unwrap(), objective.workspace());
    let mut gradient = vec![0.0; weights.len()];
    let mut velocity = vec![0.0; weights.len()];
    for _ in 0..3 {
        objective.value_and_gradient(&weights, &mut gradient, &mut work);
        for ((w, v), g) in weights.iter_mut().zip(&mut velocity).zip(&gradient) {
            *v = settings.momentum * *v + g;
            *w -= settings.learning_rate * *v;
        }
    }
    objective.value_and_gradient(&weights, &mut gradient, &mut work);
    // the plane is that of the first and the third parameter of the vector, as the map's axes say
    let norm = |v: &[f64]| v.iter().map(|c| c * c).sum::<f64>().sqrt();
    assert!((held.gradient.norm - norm(&gradient)).abs() < 1e-12 * (1.0 + norm(&gradient)));
    let memory = held.memory.expect("a velocity");
    assert!((memory.norm - norm(&velocity)).abs() < 1e-12 * (1.0 + norm(&velocity)));
    // the plane of this preset is that of the first two weights
    for k in 0..2 {
        assert!(
            (held.gradient.at[k] + gradient[k]).abs() < 1e-12,
            "{:?} {gradient:?}",
            held.gradient
        );
        assert!((memory.at[k] + velocity[k]).abs() < 1e-12, "{memory:?} {velocity:?}");
    }
    assert_eq!(held.spread, None);
}

#[test]
fn the_card_says_what_is_drawn_for_each_method_and_follows_the_playhead() {
    let mut window = window();
    click(&mut window, "Optimiser's state");
    assert!(window.query_by_label("→ −∇L").is_some() && window.query_by_label("→ Δw").is_some());
    assert!(window.query_by_label("→ −v").is_none());
    choose(&mut window, "adam");
    for label in ["→ −m", "○ √v"] {
        assert!(window.query_by_label(label).is_some(), "{label}");
    }
    assert!(window.query_by_label_contains("Rate along ").is_some());
    press(&mut window, egui::Key::Home);
    let held = app(&window).held().unwrap();
    assert_eq!((held.step, held.memory.unwrap().norm, held.spread_norm), (0, 0.0, 0.0));
    press(&mut window, egui::Key::End);
    let held = app(&window).held().unwrap();
    assert_eq!(Some(held.step), app(&window).last_step());
    assert!(held.memory.unwrap().norm > 0.0 && held.spread_norm > 0.0);
}

#[test]
fn the_state_is_switched_by_the_card_and_by_undo() {
    let mut window = window();
    pause(&mut window);
    click(&mut window, "Optimiser's state");
    pause(&mut window);
    click(&mut window, "Close the optimiser's state");
    assert!(app(&window).held().is_none());
    pause(&mut window);
    click(&mut window, "Undo");
    assert!(app(&window).held().is_some());
    pause(&mut window);
    click(&mut window, "Undo");
    assert!(app(&window).held().is_none());
}
