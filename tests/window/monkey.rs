//! A monkey at the window: random events, none of which may end it.
//!
//! Each seed runs in a process and a folder of its own, where whatever the monkey saves stays. More
//! of it: `SEEDS="7 8" EVENTS=100000 cargo test --test window monkey`, where the seeds share the
//! events.

mod acts;
mod watch;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use basinscope::app::App;
use basinscope::preset::Preset;
use egui_kittest::{Harness, TestRenderer};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use self::acts::Monkey;
use super::{PATIENCE, Window, app};

/// Seeds and events of a run that asks for no others.
const SEEDS: &str = "1 2 3 4";
const EVENTS: usize = 2000;

/// Most bytes that the window may hold at rest, whatever was done before: a picture of each kind,
/// the descents on screen, and what can be undone.
const MOST: usize = 100_000_000;

/// Holds seed and events in the processes that are the monkey.
const ORDER: &str = "MONKEY";

#[test]
fn random_events_end_in_no_panic_and_the_window_answers_afterwards() {
    if let Ok(order) = std::env::var(ORDER) {
        let order: Vec<u64> = order.split(' ').map(|number| number.parse().unwrap()).collect();
        run(order[0], order[1]);
        return;
    }
    let seeds = std::env::var("SEEDS").unwrap_or_else(|_| SEEDS.to_owned());
    let seeds: Vec<&str> = seeds.split_whitespace().collect();
    let events = std::env::var("EVENTS")
        .map_or(EVENTS, |events| events.parse().expect("a number of events"));
    for seed in &seeds {
        let folder = tempfile::tempdir().unwrap();
        let mut monkey = Command::new(std::env::current_exe().unwrap());
        monkey
            .args([
                "--exact",
                "monkey::random_events_end_in_no_panic_and_the_window_answers_afterwards",
            ])
            .arg("--nocapture")
            .current_dir(folder.path())
            .env(ORDER, format!("{seed} {}", events / seeds.len()))
            .env("RUST_BACKTRACE", "1")
            .env("HOME", folder.path())
            // the dialogues of the desktop are out of its reach
            .env("PATH", "")
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/no/such/bus")
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .stdout(Stdio::null());
        let status = monkey.status().unwrap();
        assert!(status.success(), "the monkey of seed {seed} ended with {status}: see above");
    }
}

/// Nothing is drawn, and textures for it are not kept: egui_kittest's own would gather them for a
/// picture.
struct Nothing;

impl TestRenderer for Nothing {
    fn handle_delta(&mut self, delta: &mut egui::TexturesDelta) {
        delta.clear();
    }
}

/// A window that keeps its session in `folder`.
fn kept_window(folder: &Path) -> Window {
    let folder = folder.to_owned();
    Harness::builder()
        .with_size([1360.0, 860.0])
        .with_step_dt(1.0 / 60.0)
        .renderer(Nothing)
        .build_ui_state(
            move |ui, app: &mut Option<App>| {
                let start = || App::new(ui.ctx(), None).kept_in(ui.ctx(), &folder, true);
                app.get_or_insert_with(start).frame(ui);
            },
            None,
        )
}

/// Lets frames pass until `is_done`.
fn wait(window: &mut Window, what: &str, is_done: impl Fn(&Window) -> bool) {
    let start = Instant::now();
    while !is_done(window) {
        watch::frame(window, vec![]);
        std::thread::sleep(Duration::from_millis(1));
        assert!(
            start.elapsed() < PATIENCE,
            "{what} takes more than {PATIENCE:?}: {:?}",
            app(window).jobs()
        );
    }
}

/// What goes on until it is stopped or done, whatever else is looked at: a hunt, and items of the
/// paper.
const LASTING: [&str; 2] = ["making a counter-example", "running experiments"];

/// Whether nothing is computed, apart from what lasts.
fn is_at_rest(window: &Window) -> bool {
    app(window).jobs().iter().all(|(name, _)| LASTING.contains(name))
}

fn run(seed: u64, events: u64) {
    let folder = std::env::current_dir().unwrap().join("own");
    std::fs::create_dir(&folder).unwrap();
    watch::begin(seed);
    let mut monkey = Monkey::new(ChaCha8Rng::seed_from_u64(seed), kept_window(&folder), &folder);
    for event in 1..=events {
        monkey.act();
        if event % (events / 20).max(1000) == 0 {
            watch::tell(&monkey.jobs());
        }
    }
    let mut window = monkey.let_go();
    watch::note("the end: a preset is opened".to_owned());
    for _ in 0..8 {
        window.key_press(egui::Key::Escape);
        window.step();
    }
    let preset = Preset::load("xor-sigmoid").unwrap();
    let path = folder.join("last.toml");
    std::fs::write(&path, preset.to_toml()).unwrap();
    window.state_mut().as_mut().unwrap().open_file(&path);
    let names: Vec<String> = preset.points.iter().map(|point| point.name.clone()).collect();
    wait(&mut window, "opening a preset", |window| {
        app(window).point_names() == names
            && is_at_rest(window)
            && !app(window).verdict().is_empty()
    });
    // the session is written once it has been quiet for a while
    let is_kept = |_: &Window| {
        std::fs::read_to_string(folder.join("session.toml"))
            .is_ok_and(|text| text.contains(&preset.title))
    };
    wait(&mut window, "keeping the session", is_kept);
    let live = watch::live();
    assert!(live < MOST, "{:.1} MB are held at rest", live as f64 / 1e6);
    let mut again = kept_window(&folder);
    wait(&mut again, "going on with the session", |window| {
        is_at_rest(window) && !app(window).verdict().is_empty()
    });
    assert_eq!(app(&again).point_names(), names);
    assert!(
        app(&again).message().is_none_or(|message| !message.is_error),
        "{:?}",
        app(&again).message()
    );
    if std::env::var_os("EVENTS").is_some() {
        watch::tell(&[]);
    }
}
