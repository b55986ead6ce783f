//! What a lecturer uses: presenter mode, the palette, the playing keys, and the frame times.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;

use super::{MAP, Window, app, call, click, open, rest, window, window_of};

fn press(window: &mut Window, key: Key) {
    window.key_press(key);
    rest(window);
}

#[test]
fn f5_leaves_the_map_the_data_and_the_player_and_f5_or_esc_ends_it() {
    let mut window = window();
    let map = window.get_by_label(MAP).rect();
    for end in [Key::F5, Key::Escape] {
        press(&mut window, Key::F5);
        assert!(app(&window).is_presenting());
        assert!(window.query_by_label("Search presets").is_none(), "no gallery");
        assert!(window.query_by_label("Optimiser").is_none(), "no controls");
        for label in [MAP, "Data space", "Playing speed", "Step of the descent"] {
            assert!(window.query_by_label(label).is_some(), "{label}");
        }
        press(&mut window, end);
        assert!(!app(&window).is_presenting());
        assert!(window.query_by_label("Search presets").is_some());
        assert_eq!(window.get_by_label(MAP).rect(), map);
    }
}

#[test]
fn esc_in_presenter_mode_stops_what_runs_then_closes_cards_and_only_then_leaves() {
    let mut window = window();
    open(&mut window, "sigmoid-ten-points");
    press(&mut window, Key::F5);
    call(&mut window, "bad minimum");
    call(&mut window, "Optimiser's state");
    // the basins of these data take seconds
    window.key_press_modifiers(Modifiers::COMMAND, Key::K);
    window.run_steps(2);
    window.get_by_label("Search actions, presets and points").type_text("Basin map");
    window.step();
    window.key_press(Key::Enter);
    window.run_steps(3);
    let computes =
        |window: &Window| app(window).jobs().iter().any(|(name, _)| *name == "computing basins");
    assert!(computes(&window), "{:?}", app(&window).jobs());
    window.key_press(Key::Escape);
    window.run_steps(2);
    assert!(
        !app(&window).jobs().iter().any(|(name, done)| *name == "computing basins" && *done < 0.9)
    );
    assert!(app(&window).is_presenting());
    assert!(window.query_by_label("Close the proof").is_some());
    press(&mut window, Key::Escape);
    assert!(window.query_by_label("Close the proof").is_none());
    assert!(app(&window).is_presenting());
    press(&mut window, Key::Escape);
    assert!(app(&window).held().is_none());
    assert!(app(&window).is_presenting());
    // in the window the map has another size, but nobody asked for the basins again
    let begun = app(&window).basin_maps_begun();
    press(&mut window, Key::Escape);
    assert!(!app(&window).is_presenting());
    assert_eq!(app(&window).basin_maps_begun(), begun);
}

#[test]
fn random_starts_are_seen_in_presenter_mode_and_stopped_by_esc() {
    let mut window = window();
    open(&mut window, "sigmoid-ten-points");
    window.get_by_label("Many random starts").click();
    window.run_steps(3);
    window.key_press(Key::F5);
    let counts = |window: &Window| {
        app(window).jobs().iter().any(|(name, _)| *name == "counting random starts")
    };
    let start = std::time::Instant::now();
    while app(&window).random_starts().is_empty() {
        window.step();
        assert!(start.elapsed() < super::PATIENCE);
    }
    assert!(counts(&window) && app(&window).is_presenting());
    assert!(
        window.query_by_label("Law of the initial weights").is_none(),
        "what is counted, not what could be"
    );
    window.key_press(Key::Escape);
    rest(&mut window);
    assert!(!counts(&window) && app(&window).is_presenting());
    let counted = app(&window).random_starts();
    assert!(
        !counted.is_empty() && counted.iter().map(|(_, count)| count).sum::<usize>() < 2000,
        "{counted:?}"
    );
    assert!(window.query_by_label("Stopped: 2\u{2009}000 were asked for.").is_some());
    // the next one closes the card, and the last one leaves
    press(&mut window, Key::Escape);
    assert!(
        app(&window).is_presenting()
            && window.query_by_label_contains("random starts end in").is_none()
    );
    press(&mut window, Key::Escape);
    assert!(!app(&window).is_presenting());
}

#[test]
fn in_presenter_mode_nothing_sticks_out_of_a_small_screen() {
    // 1360 x 860 and 1024 x 700 pixels at the presenter's zoom
    for (width, height) in [(971.0, 614.0), (731.0, 500.0)] {
        let mut window = window_of(width * 1.4, height * 1.4);
        open(&mut window, "two-relu-units");
        press(&mut window, Key::F5);
        press(&mut window, Key::PageDown);
        let screen =
            egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(width, height)).expand(1.0);
        let labels = [
            MAP,
            "Next in the tour",
            "Close the tour",
            "Step of the descent",
            "Playing speed",
            "loop",
        ];
        for label in labels {
            let rect = window.get_by_label(label).rect();
            assert!(screen.contains_rect(rect), "{label} at {rect:?} of {screen:?}");
        }
        let map = window.get_by_label(MAP).rect();
        assert!(map.height() > 0.4 * height && map.width() > 0.4 * width, "{map:?}");
    }
}

#[test]
fn the_palette_finds_an_action_by_some_of_its_letters() {
    let mut window = window();
    call(&mut window, "bsnmap");
    assert!(!app(&window).basin_legend().is_empty());
    call(&mut window, "undo");
    assert!(app(&window).basin_legend().is_empty());
    assert!(window.query_by_label("Search actions, presets and points").is_none(), "it closes");
}

#[test]
fn the_palette_opens_a_preset_by_its_name() {
    let mut window = window();
    call(&mut window, "gaussian");
    assert!(app(&window).point_names().contains(&"start plateau".to_owned()));
    // as files and commands name it
    call(&mut window, "two-relu-units");
    assert!(app(&window).point_names().contains(&"global minimum as printed".to_owned()));
}

#[test]
fn the_palette_tells_keys_is_walked_by_arrows_and_closed_by_escape() {
    let mut window = window();
    press(&mut window, Key::F1);
    for name in
        ["Play or pause (Space)", "One step on (Right)", "Presenter mode (F5)", "Linear scale"]
    {
        assert!(window.query_by_label(name).is_some(), "{name}");
    }
    let verdict = app(&window).verdict();
    press(&mut window, Key::Escape);
    assert!(window.query_by_label("Search actions, presets and points").is_none());
    assert_eq!(app(&window).verdict(), verdict);
    // ten steps on is the first line, ten steps back the second
    press(&mut window, Key::Home);
    call(&mut window, "steps");
    assert_eq!(app(&window).shown_step(), Some(10));
    window.key_press_modifiers(Modifiers::COMMAND, Key::K);
    rest(&mut window);
    window.get_by_label("Search actions, presets and points").type_text("steps");
    window.step();
    press(&mut window, Key::ArrowDown);
    press(&mut window, Key::Enter);
    assert_eq!(app(&window).shown_step(), Some(0));
}

#[test]
fn keys_move_through_the_steps_of_a_descent() {
    let mut window = window();
    press(&mut window, Key::Home);
    assert_eq!(app(&window).shown_step(), Some(0));
    press(&mut window, Key::ArrowRight);
    assert_eq!(app(&window).shown_step(), Some(1));
    window.key_press_modifiers(Modifiers::SHIFT, Key::ArrowRight);
    rest(&mut window);
    assert_eq!(app(&window).shown_step(), Some(11));
    press(&mut window, Key::ArrowLeft);
    assert_eq!(app(&window).shown_step(), Some(10));
    press(&mut window, Key::End);
    assert_eq!(app(&window).shown_step(), app(&window).last_step());
    press(&mut window, Key::ArrowRight);
    assert_eq!(app(&window).shown_step(), app(&window).last_step());
    window.key_press_modifiers(Modifiers::SHIFT, Key::ArrowLeft);
    press(&mut window, Key::Home);
    assert_eq!(app(&window).shown_step(), Some(0));
    // space plays to the end
    press(&mut window, Key::Space);
    assert_eq!(app(&window).shown_step(), app(&window).last_step());
}

#[test]
fn a_loop_starts_over_until_it_is_switched_off() {
    let mut window = window();
    window.get_by_label("loop").click();
    window.run_steps(2);
    window.key_press(Key::Space);
    // three seconds to play, and a rest at the end
    let mut steps = Vec::new();
    for _ in 0..300 {
        window.step();
        steps.extend(app(&window).shown_step());
    }
    let falls = steps.windows(2).filter(|pair| pair[1] < pair[0]).count();
    assert!(falls >= 1 && steps.contains(&app(&window).last_step().unwrap()), "{falls}");
    window.get_by_label("loop").click();
    rest(&mut window);
    assert_eq!(app(&window).shown_step(), app(&window).last_step());
}

#[test]
fn r_returns_to_the_whole_plane_and_to_the_same_initial_weights() {
    let mut window = window();
    let (home, start) = (app(&window).ranges(), app(&window).start_weights());
    press(&mut window, Key::Plus);
    assert_ne!(app(&window).ranges(), home);
    press(&mut window, Key::R);
    assert_eq!((app(&window).ranges(), app(&window).shown_step()), (home, Some(0)));
    assert_eq!(app(&window).start_weights(), start);
    click(&mut window, "Random start");
    assert_ne!(app(&window).start_weights(), start);
}

#[test]
fn f12_shows_the_frame_times_and_the_jobs() {
    let mut window = window();
    press(&mut window, Key::F12);
    for label in ["99th percentile", "median", "worst", "No jobs"] {
        assert!(window.query_by_label(label).is_some(), "{label}");
    }
    let times = app(&window).frame_times().expect("frames");
    assert!(times.median <= times.percentile_99 && times.percentile_99 <= times.worst);
    // a job that takes a while is named
    window.get_by_label("Many random starts").click();
    let mut was_named = false;
    for _ in 0..100 {
        window.step();
        was_named |= window.query_by_label_contains("counting random starts").is_some();
    }
    assert!(was_named);
    rest(&mut window);
    press(&mut window, Key::F12);
    assert!(window.query_by_label("99th percentile").is_none());
}

#[test]
fn in_presenter_mode_data_of_many_inputs_are_listed_beside_the_basins() {
    let mut window = window();
    window.event(egui::Event::Paste("1,2,3,4\n5,6,7,8\n9,1,2,3\n".to_owned()));
    rest(&mut window);
    press(&mut window, Key::Enter);
    press(&mut window, Key::F5);
    assert!(window.query_by_label("output").is_some());
    press(&mut window, Key::F5);
    click(&mut window, "Basin map");
    press(&mut window, Key::F5);
    assert!(window.query_by_label("output").is_some());
}

#[test]
fn ctrl_and_minus_stop_while_the_window_can_still_be_read() {
    let mut window = window();
    for _ in 0..30 {
        window.key_press_modifiers(Modifiers::COMMAND, Key::Minus);
        window.step();
    }
    rest(&mut window);
    let zoom = window.ctx.zoom_factor();
    assert!((0.5..1.0).contains(&zoom), "{zoom}");
}
