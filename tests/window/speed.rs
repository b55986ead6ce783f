//! How fast the landscape changes under the hand, without drawing: measured when asked for.
//!
//! `cargo test --test window speed -- --ignored --nocapture`, with nothing else running.

use std::time::{Duration, Instant};

use egui_kittest::kittest::Queryable;

use super::{Window, app, click, open, pause, window};

/// How long the hand moves.
const MOVES: Duration = Duration::from_secs(4);

/// Screens show no more frames than these a second.
const FRAME: Duration = Duration::from_micros(16_667);

/// Moves the pressed pointer around `at` in a window that draws a frame at every beat of the
/// screen, and tells how long frames took and how many landscapes were seen.
fn move_around(window: &mut Window, what: &str, at: egui::Pos2, reach: f32) {
    window.hover_at(at);
    window.step();
    window.drag_at(at);
    window.step();
    let (start, mut times, mut maps) = (Instant::now(), Vec::new(), Vec::new());
    while start.elapsed() < MOVES {
        let began = Instant::now();
        let turn = 6.0 * start.elapsed().as_secs_f32();
        window.hover_at(at + reach * egui::vec2(turn.sin(), turn.cos() - 1.0));
        window.step();
        times.push(1000.0 * began.elapsed().as_secs_f64());
        if start.elapsed() > Duration::from_secs(1) {
            maps.push(app(window).new_maps());
        }
        std::thread::sleep(FRAME.saturating_sub(began.elapsed()));
    }
    window.drop_at(at);
    pause(window);
    times.sort_by(f64::total_cmp);
    maps.sort_unstable();
    let share = |percent: usize| times[(times.len() - 1) * percent / 100];
    println!(
        "{what}: {} frames, {:.0} a second; median {:.1} ms, 99 % {:.1} ms, longest {:.1} ms; {} \
            new maps a second",
        times.len(),
        times.len() as f64 / MOVES.as_secs_f64(),
        share(50),
        share(99),
        share(100),
        maps[maps.len() / 2],
    );
}

#[test]
#[ignore = "a measurement"]
fn dragging_data_the_start_and_the_surface() {
    for preset in ["relu-line-of-minima", "sigmoid-ten-points", "xor-sigmoid"] {
        let mut window = window();
        open(&mut window, preset);
        let (inputs, targets) = app(&window).data_point(1).expect("two points");
        let numbers =
            if inputs.len() == 1 { [inputs[0], targets[0]] } else { [inputs[0], inputs[1]] };
        let at = app(&window).data_on_screen(numbers).expect("the data are seen");
        move_around(&mut window, &format!("{preset}, a data point"), at, 20.0);
        click(&mut window, "Surface");
        let middle = window.get_by_label("Loss surface: drag to turn it").rect().center();
        move_around(&mut window, &format!("{preset}, the surface"), middle, 60.0);
    }
}
