//! From a [`Preset`] to the text of a file.

use std::fmt::Write;

use num_rational::BigRational;

use super::model::{DescentSpec, ExactData, Preset};
use super::number::literal;
use super::plane::{PlaneKind, PlaneSpec};
use super::points::NamedPoint;
use super::tour::{TourStart, TourStep};
use crate::network::Network;
use crate::optimizer::{Settings, Shape};

/// Line length that lists try to keep.
const WIDTH: usize = 100;

/// The text of the file; everything is written out, defaults of optimiser settings aside.
pub(super) fn preset(preset: &Preset) -> String {
    let mut out = String::new();
    entry(&mut out, "title", &quoted(&preset.title));
    entry(&mut out, "source", &quoted(&preset.source));
    entry(&mut out, "notes", &prose(&preset.notes));

    out.push_str("\n[dataset]\n");
    let ExactData { inputs, targets, teacher, .. } = &*preset.exact;
    let rows = |rows: &[Vec<BigRational>]| list("inputs", rows.iter().map(|row| numbers(row)));
    if teacher.is_empty() {
        entry(&mut out, "inputs", &rows(inputs));
        let flat = preset.network.output_count() == 1;
        let target = |row: &Vec<BigRational>| if flat { literal(&row[0]) } else { numbers(row) };
        entry(&mut out, "targets", &list("targets", targets.iter().map(target)));
    } else {
        entry(&mut out, "teacher", &rows(teacher));
    }
    let names = preset.dataset.names();
    for (key, names) in [("input_names", &names.inputs), ("class_names", &names.classes)] {
        if !names.is_empty() {
            entry(&mut out, key, &list(key, names.iter().map(|name| quoted(name))));
        }
    }

    out.push_str("\n[network]\n");
    let network = &preset.network;
    entry(&mut out, "layers", &list("layers", network.layers.iter().map(ToString::to_string)));
    entry(&mut out, "activation", &quoted(network.activation.name()));
    entry(&mut out, "output_activation", &quoted(network.output_activation.name()));
    entry(&mut out, "bias", &network.bias.to_string());

    out.push_str("\n[loss]\n");
    entry(&mut out, "kind", &quoted(preset.loss.kind.name()));
    entry(&mut out, "reduction", &quoted(preset.loss.reduction.name()));
    entry(&mut out, "scale", &literal(&preset.exact.scale));

    preset.points.iter().for_each(|point| write_point(&mut out, point, network));
    out.push_str("\n[plane]\n");
    plane_entries(&preset.plane).iter().for_each(|(key, value)| entry(&mut out, key, value));
    write_descent(&mut out, &preset.descent);
    preset.tour.iter().for_each(|step| write_step(&mut out, step));
    if !preset.figures.is_empty() {
        out.push('\n');
        out.push_str(&preset.figures);
    }
    out
}

fn entry(out: &mut String, key: &str, value: &str) {
    writeln!(out, "{key} = {value}").expect("a string takes any text");
}

fn write_point(out: &mut String, point: &NamedPoint, network: &Network) {
    out.push_str("\n[[points]]\n");
    entry(out, "name", &quoted(&point.name));
    entry(out, "note", &prose(&point.note));
    out.push_str("layers = [\n");
    for layer in network.layout() {
        let rows = point.exact[layer.weights.clone()].chunks(layer.inputs).map(numbers);
        let rows = rows.collect::<Vec<_>>().join(", ");
        let biases = &point.exact[layer.biases.clone()];
        let biases =
            if network.bias { format!(", biases = {}", numbers(biases)) } else { String::new() };
        writeln!(out, "    {{ weights = [{rows}]{biases} }},").expect("a string takes any text");
    }
    out.push_str("]\n");
}

/// The keys of a plane with their values.
fn plane_entries(plane: &PlaneSpec) -> Vec<(&'static str, String)> {
    let mut entries = vec![("kind", quoted(plane.kind.name()))];
    match &plane.kind {
        PlaneKind::Weights { x, y } => entries.extend([("x", quoted(x)), ("y", quoted(y))]),
        PlaneKind::Points { points } => {
            entries.push(("points", list("points", points.iter().map(|name| quoted(name)))));
        }
        PlaneKind::Directions { x, y } => {
            entries.extend([("x", floats("x", x)), ("y", floats("y", y))]);
        }
        PlaneKind::Random { seed } => entries.push(("seed", seed.to_string())),
        PlaneKind::FilterNormalised { seed, biases } => {
            entries.push(("seed", seed.to_string()));
            if !biases {
                entries.push(("biases", biases.to_string()));
            }
        }
        PlaneKind::Trajectory { start } => entries.push(("start", quoted(start))),
        PlaneKind::Eigenvectors { x, y } => {
            entries.extend([("x", x.to_string()), ("y", y.to_string())]);
        }
    }
    if let Some(origin) = &plane.origin
        && !matches!(plane.kind, PlaneKind::Points { .. })
    {
        entries.push(("origin", quoted(origin)));
    }
    for (key, range) in [("x_range", &plane.x_range), ("y_range", &plane.y_range)] {
        entries.extend(range.map(|range| (key, floats(key, &range))));
    }
    if let Some(slide) = &plane.slide {
        entries.extend([("slide", quoted(&slide.along.name())), ("offset", float(slide.offset))]);
    }
    entries
}

fn write_step(out: &mut String, step: &TourStep) {
    out.push_str("\n[[tour]]\n");
    entry(out, "text", &prose(&step.text));
    match &step.start {
        Some(TourStart::Point(name)) => entry(out, "start", &quoted(name)),
        Some(TourStart::Weights(weights)) => entry(out, "start", &floats("start", weights)),
        None => {}
    }
    for (key, range) in [("x_range", &step.x_range), ("y_range", &step.y_range)] {
        if let Some(range) = range {
            entry(out, key, &floats(key, range));
        }
    }
    if let Some(layer) = step.layer {
        entry(out, "layer", &quoted(layer.name()));
    }
    let flags = [
        ("surface", step.surface),
        ("profile", step.profile),
        ("contours", step.contours),
        ("labels", step.labels),
    ];
    for (key, flag) in flags {
        if let Some(flag) = flag {
            entry(out, key, &flag.to_string());
        }
    }
    if let Some(proof) = &step.proof {
        entry(out, "proof", &quoted(proof));
    }
    for (key, value) in step.plane.iter().flat_map(plane_entries) {
        entry(out, &format!("plane.{key}"), &value);
    }
}

fn write_descent(out: &mut String, descent: &DescentSpec) {
    let set = &descent.settings;
    let fresh = Settings::new(set.optimizer, set.learning_rate, set.steps);
    out.push_str("\n[descent]\n");
    entry(out, "optimizer", &quoted(set.optimizer.name()));
    entry(out, "learning_rate", &float(set.learning_rate));
    entry(out, "steps", &set.steps.to_string());
    for (key, value, default) in [
        ("momentum", set.momentum, fresh.momentum),
        ("beta1", set.beta1, fresh.beta1),
        ("beta2", set.beta2, fresh.beta2),
        ("alpha", set.alpha, fresh.alpha),
        ("epsilon", set.epsilon, fresh.epsilon),
        ("weight_decay", set.weight_decay, fresh.weight_decay),
    ] {
        if value != default {
            entry(out, key, &float(value));
        }
    }
    write_schedule(out, set);
    if let Some(batch_size) = set.batch_size {
        entry(out, "batch_size", &batch_size.to_string());
    }
    if set.seed != fresh.seed {
        entry(out, "seed", &set.seed.to_string());
    }
    if set.stop != fresh.stop {
        entry(out, "stop", &set.stop.to_string());
    }
    if !descent.starts.is_empty() {
        entry(out, "starts", &list("starts", descent.starts.iter().map(|name| quoted(name))));
    }
}

/// What changes from step to step, where it is not as it is by default.
fn write_schedule(out: &mut String, set: &Settings) {
    let shape = set.schedule.shape;
    if shape != Shape::Constant {
        entry(out, "schedule", &quoted(shape.name()));
    }
    if let Shape::Step { every: Some(steps), .. } | Shape::Cosine { steps: Some(steps), .. } = shape
    {
        entry(out, "schedule_steps", &steps.to_string());
    }
    match shape {
        Shape::Constant => {}
        Shape::Step { factor, .. } => entry(out, "schedule_factor", &float(factor)),
        Shape::Cosine { floor, .. } => entry(out, "schedule_floor", &float(floor)),
    }
    if set.schedule.warm_up != 0 {
        entry(out, "warm_up", &set.schedule.warm_up.to_string());
    }
    for (key, value) in [("noise", set.noise.deviation), ("noise_decay", set.noise.decay)] {
        if value != 0.0 {
            entry(out, key, &float(value));
        }
    }
    if set.noise.seed != 0 {
        entry(out, "noise_seed", &set.noise.seed.to_string());
    }
}

/// A float with the fewest digits that give it back; whole numbers without a point.
fn float(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        format!("{value:.0}")
    } else {
        format!("{value:?}")
    }
}

fn floats(key: &str, values: &[f64]) -> String {
    list(key, values.iter().map(|&value| float(value)))
}

/// A row of exact numbers on one line.
fn numbers(row: &[BigRational]) -> String {
    format!("[{}]", row.iter().map(literal).collect::<Vec<_>>().join(", "))
}

/// A list on one line if it fits behind its key, or else on as many as it needs.
fn list(key: &str, items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    let flat = format!("[{}]", items.join(", "));
    if key.len() + 3 + flat.len() <= WIDTH {
        return flat;
    }
    let mut lines = vec![String::from("   ")];
    for item in &items {
        let full =
            lines.last().is_some_and(|line| line.len() > 3 && line.len() + item.len() + 2 > WIDTH);
        if full {
            lines.push(String::from("   "));
        }
        let line = lines.last_mut().expect("never empty");
        write!(line, " {item},").expect("a string takes any text");
    }
    format!("[\n{}\n]", lines.join("\n"))
}

/// A text in quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text, false))
}

/// A text in three quotes if it has several lines.
fn prose(text: &str) -> String {
    // a carriage return inside three quotes would be taken for a line end
    if text.contains('\n') {
        format!("\"\"\"\n{}\"\"\"", escaped(text, true))
    } else {
        quoted(text)
    }
}

/// A text with quotes, backslashes and control characters escaped, line feeds only on one line.
fn escaped(text: &str, keep_lines: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' if keep_lines => out.push('\n'),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() => {
                write!(out, "\\u{:04X}", u32::from(c)).expect("a string takes any text");
            }
            c => out.push(c),
        }
    }
    out
}
