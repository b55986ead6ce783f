//! The loss against the step, the verdict, and the controls that play a descent.

mod plot;
mod thin;

use eframe::egui::{self, RichText, Slider, Ui};

use crate::app::input::keys;
use crate::app::jobs::live::Live;
use crate::app::jobs::outcome::{MapCell, Run};
use crate::app::number::number;
use crate::app::state::command::Command;
use crate::app::state::player::{FASTEST, Player, SLOWEST};
use crate::app::theme;
use crate::descent::Termination;
use crate::figure::format_number;

/// Room for the player on one row.
const ROW: f32 = 688.0;

/// Width of the slider over the steps, and where the row has little room.
const SLIDER: f32 = 100.0;
const SHORT_SLIDER: f32 = 60.0;

/// Least room for some words of how a descent ran.
const HOW: f32 = 80.0;

/// Draws the panel.
pub fn ui(
    ui: &mut Ui,
    live: &Live,
    player: &Player,
    speed: f32,
    is_race: bool,
    commands: &mut Vec<Command>,
) {
    let Some(run) = &live.run else {
        waiting_ui(ui, live, commands);
        return;
    };
    verdict_ui(ui, run);
    let has_room = ui.available_width() >= ROW;
    ui.horizontal(|ui| {
        player_ui(ui, live, run, player, if has_room { SLIDER } else { SHORT_SLIDER }, commands);
        if has_room {
            pace_ui(ui, player, speed, commands);
            run_ui(ui, commands);
        } else {
            let menu = |ui: &mut Ui| {
                pace_ui(ui, player, speed, commands);
                run_ui(ui, commands);
            };
            ui.menu_button("More", menu)
                .response
                .on_hover_text("Playing speed, loop, run again, keep point");
        }
    });
    if live.descent_progress().is_some() {
        ui.horizontal(|ui| progress_ui(ui, live, commands));
    }
    ui.add_space(2.0);
    plot::ui(ui, live, live.step(player), is_race);
}

/// The verdict and the player alone, as wide as there is room.
pub fn bar_ui(ui: &mut Ui, live: &Live, player: &Player, speed: f32, commands: &mut Vec<Command>) {
    let Some(run) = &live.run else {
        ui.horizontal(|ui| {
            ui.label(RichText::new("Click the map to start a descent.").weak());
            progress_ui(ui, live, commands);
        });
        return;
    };
    let (symbol, color) = verdict_mark(ui, run.trajectory.termination);
    ui.horizontal(|ui| {
        ui.label(RichText::new(symbol).color(color).size(16.0));
        let sentence = RichText::new(run.trajectory.sentence()).strong().size(15.0);
        theme::announce(&ui.add(egui::Label::new(sentence).truncate()));
    });
    let slider = if ui.available_width() < ROW { SHORT_SLIDER } else { SLIDER };
    ui.horizontal_wrapped(|ui| {
        player_ui(ui, live, run, player, slider, commands);
        pace_ui(ui, player, speed, commands);
        progress_ui(ui, live, commands);
    });
}

/// The loss against the step alone.
pub fn plot_of(ui: &mut Ui, live: &Live, player: &Player, is_race: bool) {
    if live.run.is_some() {
        plot::ui(ui, live, live.step(player), is_race);
    }
}

fn waiting_ui(ui: &mut Ui, live: &Live, commands: &mut Vec<Command>) {
    if live.is_descending() {
        // two widgets that fill the panel each would make it twice as high
        ui.horizontal(|ui| progress_ui(ui, live, commands));
        return;
    }
    ui.centered_and_justified(|ui| {
        ui.label(
            RichText::new("Click the map: the descent's loss, step by step, is drawn here.").weak(),
        );
    });
}

fn progress_ui(ui: &mut Ui, live: &Live, commands: &mut Vec<Command>) {
    if let Some(fraction) = live.descent_progress() {
        #[expect(clippy::cast_possible_truncation, reason = "between 0 and 1")]
        ui.add(egui::ProgressBar::new(fraction as f32).desired_width(120.0).text("descending"));
        if ui.small_button("Stop").clicked() {
            commands.push(Command::StopDescent);
        }
    }
}

/// Plays, steps and scrubs, and says where the playhead is.
fn player_ui(
    ui: &mut Ui,
    live: &Live,
    run: &Run,
    player: &Player,
    slider: f32,
    commands: &mut Vec<Command>,
) {
    ui.spacing_mut().item_spacing.x = 5.0;
    let count = live.timeline().len();
    let context = ui.ctx().clone();
    let keys_of = |name: &str| keys::keys_of(&context, name);
    let label = if player.is_playing { "Pause" } else { "Play" };
    if ui
        .add_sized([58.0, 22.0], egui::Button::new(label))
        .on_hover_text(keys_of("Play or pause"))
        .clicked()
    {
        commands.push(Command::TogglePlay);
    }
    for (sign, name, command) in [
        ("|◀", "First step", Command::Step(isize::MIN)),
        ("◀", "One step back", Command::Step(-1)),
        ("▶", "One step on", Command::Step(1)),
    ] {
        let button = ui.small_button(sign).on_hover_text(format!("{name} ({})", keys_of(name)));
        if button.clicked() {
            commands.push(command);
        }
        button.accessible_name(name);
    }
    let mut at = player.record(count);
    ui.spacing_mut().slider_width = slider;
    let slider =
        Slider::new(&mut at, 0..=count.saturating_sub(1)).show_value(false).logarithmic(true);
    if ui.add(slider).accessible_name("Step of the descent").changed() {
        commands.push(Command::Seek(at));
    }
    let (step, loss) = (live.step(player), live.record(run, player).loss);
    ui.add_sized(
        [152.0, 18.0],
        egui::Label::new(format!("step {}   loss {}", theme::whole(step), format_number(loss))),
    );
}

/// How fast it plays, and whether over and over.
fn pace_ui(ui: &mut Ui, player: &Player, speed: f32, commands: &mut Vec<Command>) {
    let mut faster = speed;
    let field = number("Playing speed", &mut faster, |field| {
        field.range(SLOWEST..=FASTEST).speed(0.05).max_decimals(1).suffix("×")
    });
    if ui.add(field).on_hover_text("Playing speed (. faster, , slower)").changed() {
        commands.push(Command::SetSpeed(faster));
    }
    let mut loops = player.is_looping;
    if ui.checkbox(&mut loops, "loop").on_hover_text(keys::keys_of(ui.ctx(), "Loop")).changed() {
        commands.push(Command::ToggleLoop);
    }
}

fn run_ui(ui: &mut Ui, commands: &mut Vec<Command>) {
    if ui.button("Run again").on_hover_text("Same start, same settings").clicked() {
        commands.push(Command::Restart);
    }
    if ui
        .button("Keep point")
        .on_hover_text("Keep the weights at this step as a named point")
        .clicked()
    {
        commands.push(Command::KeepPoint);
    }
}

/// What became of the descent, and from where and how it ran.
fn verdict_ui(ui: &mut Ui, run: &Run) {
    let (symbol, color) = verdict_mark(ui, run.trajectory.termination);
    ui.horizontal(|ui| {
        ui.label(RichText::new(symbol).color(color).size(16.0));
        let sentence = RichText::new(run.trajectory.sentence()).strong().size(15.0);
        theme::announce(&ui.add(egui::Label::new(sentence).truncate()));
        if run.cell.is_none() {
            how_ui(ui, run);
        }
    });
    if let Some(fate) = run.cell.as_ref().and_then(MapCell::fate) {
        ui.horizontal(|ui| {
            ui.label(format!("As on the map: {fate}."))
                .on_hover_text("The map's own descent from the centre of the clicked cell");
            how_ui(ui, run);
        });
    }
}

/// From where and how it ran, if room is left.
fn how_ui(ui: &mut Ui, run: &Run) {
    if ui.available_width() < HOW {
        return;
    }
    let how = format!(
        "from {}, {} at rate {}, {} steps",
        run.start.name,
        run.settings.optimizer.name(),
        format_number(run.settings.learning_rate),
        theme::whole(run.trajectory.steps),
    );
    ui.add(egui::Label::new(RichText::new(&how).weak().size(12.5)).truncate()).on_hover_text(&how);
}

/// A sign and a colour for each verdict.
fn verdict_mark(ui: &Ui, verdict: Termination) -> (&'static str, egui::Color32) {
    match verdict {
        Termination::Converged => ("●", theme::HIGH),
        Termination::Undecided => ("◌", ui.visuals().weak_text_color()),
        Termination::Escaping { .. } => ("↗", theme::PATH),
        Termination::Cycling => ("↔", theme::HIGH),
        Termination::Dead => ("■", ui.visuals().weak_text_color()),
        Termination::Diverged => ("✖", ui.visuals().error_fg_color),
    }
}
