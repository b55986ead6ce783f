//! Network, loss, plane and colours, and the optimiser: what can be changed by hand.

use eframe::egui::{ComboBox, RichText, Ui};

use crate::app::number::number;
use crate::app::panels::optimizer;
use crate::app::panels::rows::{choice, row, section};
use crate::app::state::command::Command;
use crate::app::state::session::Session;
use crate::figure::{Colormap, ScaleKind};
use crate::network::{Activation, Network};
use crate::objective::{Loss, LossKind, Reduction};
use crate::preset::{PlaneKind, PlaneSpec};

/// Widest layer and greatest number of layers that the controls offer; a preset file may go
/// further.
const MAX_WIDTH: usize = 64;
const MAX_HIDDEN_LAYERS: usize = 6;

/// Draws all controls.
pub fn ui(ui: &mut Ui, session: &Session, commands: &mut Vec<Command>) {
    section(ui, "Optimiser", true, |ui| optimizer::ui(ui, session, commands));
    let is_timed = session.preset.descent.settings.is_timed();
    section(ui, "Schedule and noise", is_timed, |ui| optimizer::timed_ui(ui, session, commands));
    if session.preset.has_plane() {
        section(ui, "Plane", true, |ui| plane_ui(ui, session, commands));
    }
    section(ui, "Network and loss", true, |ui| network_ui(ui, session, commands));
    section(ui, "Colours", false, |ui| look_ui(ui, session, commands));
    if session.is_edited {
        ui.label(
            RichText::new("Edited: this is no longer the preset as shipped.").weak().size(12.0),
        );
    }
}

fn network_ui(ui: &mut Ui, session: &Session, commands: &mut Vec<Command>) {
    let network = &session.preset.network;
    if session.preset.dataset.teacher().is_some() {
        // in a grid, where nothing wraps
        let scale = session.preset.loss.scale;
        let units = format!("{} of {} inputs", network.output_count(), network.input_count());
        for (name, help, text) in [
            ("Units", "ReLU units without biases, whose outputs are summed", units),
            ("Loss", "Over all inputs, in closed form", format!("{scale} × expected square")),
        ] {
            row(ui, name, help, |ui| drop(ui.label(text)));
        }
        return;
    }
    let mut changed = network.clone();
    row(
        ui,
        "Hidden layers",
        "Widths of the hidden layers; inputs and outputs belong to the data",
        |ui| {
            let last = changed.layers.len() - 1;
            for (l, width) in changed.layers[1..last].iter_mut().enumerate() {
                let name = format!("Width of hidden layer {}", l + 1);
                ui.add(number(name, width, |field| field.range(1..=MAX_WIDTH).speed(0.05)));
            }
            if ui.small_button("−").on_hover_text("Remove the last hidden layer").clicked()
                && last > 1
            {
                changed.layers.remove(last - 1);
            }
            if ui.small_button("+").on_hover_text("Add a hidden layer").clicked()
                && last <= MAX_HIDDEN_LAYERS
            {
                changed.layers.insert(last, 2);
            }
        },
    );
    row(ui, "Hidden units", network.activation.formula(), |ui| {
        let chosen = choice(ui, "Hidden units", network.activation, &Activation::ALL, |a| {
            a.name().to_owned()
        });
        changed.activation = chosen.unwrap_or(changed.activation);
    });
    row(ui, "Output unit", network.output_activation.formula(), |ui| {
        let kind = session.preset.loss.kind;
        let fits = |f: &Activation| {
            let network = Network { output_activation: *f, ..network.clone() };
            kind.objection(&network).is_none()
        };
        let units: Vec<Activation> = Activation::ALL.into_iter().filter(fits).collect();
        let chosen =
            choice(ui, "Output unit", network.output_activation, &units, |a| a.name().to_owned());
        changed.output_activation = chosen.unwrap_or(changed.output_activation);
    });
    row(ui, "Biases", "Whether every unit has a bias", |ui| {
        ui.checkbox(&mut changed.bias, "with biases");
    });
    if changed != *network {
        commands.push(Command::SetNetwork {
            layers: changed.layers,
            activation: changed.activation,
            output_activation: changed.output_activation,
            bias: changed.bias,
        });
    }
    let kinds: Vec<LossKind> =
        LossKind::ALL.into_iter().filter(|kind| session.preset.can_have(*kind)).collect();
    loss_ui(ui, session.preset.loss, &kinds, commands);
}

fn loss_ui(ui: &mut Ui, loss: Loss, kinds: &[LossKind], commands: &mut Vec<Command>) {
    let mut changed = loss;
    row(
        ui,
        "Loss",
        "Squared error (out − y)², cross-entropy softplus(z) − y z of the logit, or softmax of all",
        |ui| {
            changed.kind =
                choice(ui, "Loss", loss.kind, kinds, |k| k.name().to_owned()).unwrap_or(loss.kind);
        },
    );
    row(ui, "Over points", "Sum or mean over the data points", |ui| {
        let both = [Reduction::Sum, Reduction::Mean];
        changed.reduction =
            choice(ui, "Over points", loss.reduction, &both, |r| r.name().to_owned())
                .unwrap_or(loss.reduction);
    });
    if changed != loss {
        commands.push(Command::SetLoss(changed));
    }
}

/// The kinds of planes that can be picked here.
const KINDS: [&str; 6] =
    ["two weights", "three points", "random", "filter-normalised", "trajectory", "eigenvectors"];

fn kind_index(kind: &PlaneKind) -> Option<usize> {
    match kind {
        PlaneKind::Weights { .. } => Some(0),
        PlaneKind::Points { .. } => Some(1),
        PlaneKind::Random { .. } => Some(2),
        PlaneKind::FilterNormalised { .. } => Some(3),
        PlaneKind::Trajectory { .. } => Some(4),
        PlaneKind::Eigenvectors { .. } => Some(5),
        PlaneKind::Directions { .. } => None,
    }
}

fn plane_ui(ui: &mut Ui, session: &Session, commands: &mut Vec<Command>) {
    let spec = &session.preset.plane;
    let names = session.preset.network.parameter_names();
    let points: Vec<String> =
        session.preset.points.iter().map(|point| point.name.clone()).collect();
    let mut kind = spec.kind.clone();
    let mut origin = spec.origin.clone();
    row(ui, "Kind", "Which two directions of weight space the map shows", |ui| {
        let offered: Vec<usize> = (0..KINDS.len())
            .filter(|&k| match k {
                1 => points.len() >= 3,
                4 => !points.is_empty(),
                _ => true,
            })
            .collect();
        let current = kind_index(&spec.kind);
        let label = |k: Option<usize>| {
            k.map_or_else(|| "given directions".to_owned(), |k| KINDS[k].to_owned())
        };
        let all: Vec<Option<usize>> = offered.into_iter().map(Some).collect();
        if let Some(Some(chosen)) = choice(ui, "Kind of plane", current, &all, label) {
            kind = fresh_kind(chosen, &names, &points);
        }
    });
    match &mut kind {
        PlaneKind::Weights { x, y } => {
            name_row(ui, "Across", x, &names);
            name_row(ui, "Up", y, &names);
        }
        PlaneKind::Points { points: through } => {
            for (label, name) in ["First", "Second", "Third"].into_iter().zip(through) {
                name_row(ui, label, name, &points);
            }
        }
        PlaneKind::Random { seed } => seed_row(ui, seed),
        PlaneKind::FilterNormalised { seed, biases } => {
            seed_row(ui, seed);
            let help = "Whether biases move along with their units; in the code of Li et al. they \
                stay";
            row(ui, "Biases", help, |ui| {
                ui.checkbox(biases, "move");
            });
        }
        PlaneKind::Trajectory { start } => name_row(ui, "Run from", start, &points),
        PlaneKind::Eigenvectors { x, y } => {
            let last = names.len().saturating_sub(1);
            for (label, index) in [("Across", x), ("Up", y)] {
                row(
                    ui,
                    label,
                    "Number of the Hessian's eigenvector, 0 = smallest eigenvalue",
                    |ui| {
                        let name = format!("Eigenvector {label}");
                        ui.add(number(name, index, |field| field.range(0..=last)));
                    },
                );
            }
        }
        PlaneKind::Directions { .. } => {}
    }
    let has_origin = !matches!(kind, PlaneKind::Points { .. } | PlaneKind::Trajectory { .. });
    if has_origin && let Some(first) = points.first() {
        let mut name = origin.clone().unwrap_or_else(|| first.clone());
        name_row(ui, "Through", &mut name, &points);
        if origin.is_some() || &name != first {
            origin = Some(name);
        }
    }
    if kind != spec.kind || origin != spec.origin {
        commands.push(Command::SetPlane(PlaneSpec::of_kind(kind, origin)));
    }
}

fn seed_row(ui: &mut Ui, seed: &mut u64) {
    row(ui, "Seed", "Another seed, other directions", |ui| {
        ui.add(number("Seed of the plane", seed, |field| field));
    });
}

/// A plane of another kind, with the first names that can be.
fn fresh_kind(index: usize, names: &[String], points: &[String]) -> PlaneKind {
    let name = |list: &[String], i: usize| list.get(i).cloned().unwrap_or_default();
    match index {
        0 => PlaneKind::Weights { x: name(names, 0), y: name(names, 1) },
        1 => PlaneKind::Points { points: [name(points, 0), name(points, 1), name(points, 2)] },
        2 => PlaneKind::Random { seed: 0 },
        3 => PlaneKind::FilterNormalised { seed: 0, biases: true },
        4 => PlaneKind::Trajectory { start: name(points, 0) },
        _ => PlaneKind::Eigenvectors { x: 0, y: 1 },
    }
}

fn name_row(ui: &mut Ui, label: &str, name: &mut String, all: &[String]) {
    row(ui, label, "", |ui| {
        let response = ComboBox::from_id_salt(label)
            .selected_text(name.as_str())
            .width(150.0)
            .show_ui(ui, |ui| {
                for item in all {
                    ui.selectable_value(name, item.clone(), item);
                }
            })
            .response;
        response.accessible_name(format!("Plane: {label}"));
    });
}

fn look_ui(ui: &mut Ui, session: &Session, commands: &mut Vec<Command>) {
    let look = &session.look;
    row(ui, "Scale", "Logarithmic shows small losses apart; linear shows true differences", |ui| {
        for (kind, label) in [(ScaleKind::Log, "log"), (ScaleKind::Linear, "linear")] {
            if ui.selectable_label(look.scale == kind, label).clicked() {
                commands.push(Command::SetScale(kind));
            }
        }
    });
    row(ui, "Colours", "All are even to the eye and safe for colour-blind viewers", |ui| {
        if let Some(map) =
            choice(ui, "Colour map", look.colormap, &Colormap::ALL, |m| m.name().to_owned())
        {
            commands.push(Command::SetColormap(map));
        }
    });
    row(ui, "Show", "", |ui| {
        let (mut contours, mut labels) = (look.contours, look.labels);
        if ui.checkbox(&mut contours, "contours").changed() {
            commands.push(Command::SetContours(contours));
        }
        if ui.checkbox(&mut labels, "names").changed() {
            commands.push(Command::SetLabels(labels));
        }
    });
}
