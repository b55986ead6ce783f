//! The proof card: what was proven of a named point, in words and numbers.

use eframe::egui::{self, Grid, RichText, ScrollArea, Ui};
use num_rational::BigRational;
use num_traits::{Signed, Zero};

use crate::app::cards::spectrum;
use crate::app::jobs::model::{Model, PlacedPoint};
use crate::app::jobs::outcome::Proof;
use crate::app::state::command::{Command, Found};
use crate::app::theme;
use crate::figure::{format_number, format_significant};
use crate::proof::{Certificate, Move, Verdict};

/// Tallest table of moves before it scrolls.
const TABLE_HEIGHT: f32 = 150.0;

/// Draws the card of a named point; `flat` says what the map shows of its flat set, `names` are
/// those of the weights.
pub fn ui(
    ui: &mut Ui,
    point: &PlacedPoint,
    proof: &Proof,
    flat: Option<&str>,
    model: &Model,
    names: &[String],
    commands: &mut Vec<Command>,
) {
    let certificate = &proof.certificate;
    card(
        ui,
        commands,
        |ui| {
            let (sign, color) = theme::proof_mark(ui, certificate.verdict);
            ui.label(RichText::new(sign).color(color).size(16.0));
            theme::title_ui(ui, &point.label, false);
        },
        |ui, commands| {
            ui.label(RichText::new(format!("{}.", statement(certificate))).strong());
            ui.label(sentence(&certificate.reason));
            if let Some(flat) = flat {
                ui.label(RichText::new(flat).color(theme::PROVEN));
            }
            ui.add_space(2.0);
            Grid::new("proof").num_columns(2).spacing([10.0, 4.0]).show(ui, |ui| {
                facts_ui(ui, proof);
                if let Some(direction) = &certificate.direction {
                    let help =
                        "Along it the loss falls; entries below a thousandth of the largest are \
                            left out";
                    fact(ui, "Direction", help, main_part(direction, names));
                }
                nearby_ui(ui, certificate, &point.name, commands);
                better_ui(ui, certificate, model, commands);
            });
            if let Some(moves) = &proof.moves {
                ui.add_space(2.0);
                moves_ui(ui, moves, names);
            }
            ui.add_space(4.0);
            spectrum::ui(ui, &point.name, &proof.spectrum, model.objective.has_kinks(), commands);
        },
    );
}

/// Draws the card of a named point while its proof is being looked for.
pub fn proving_ui(ui: &mut Ui, point: &PlacedPoint, commands: &mut Vec<Command>) {
    card(
        ui,
        commands,
        |ui| theme::title_ui(ui, &point.label, true),
        |ui, _| {
            ui.label("Proving…");
        },
    );
}

fn card(
    ui: &mut Ui,
    commands: &mut Vec<Command>,
    title: impl FnOnce(&mut Ui),
    content: impl FnOnce(&mut Ui, &mut Vec<Command>),
) {
    theme::card(ui, "Close the proof", Command::CloseProof, commands, title, content);
}

/// What a verdict means, with whether the loss is lower elsewhere.
pub fn statement(certificate: &Certificate) -> String {
    let what = match certificate.verdict {
        Verdict::ProvenStrictMinimum => "Proven: a strict local minimum",
        Verdict::ProvenFlatMinimum => "Proven: a local minimum, not isolated",
        Verdict::ProvenDeadRegion => "Proven: a local minimum inside a dead region",
        Verdict::ProvenSaddle => "Proven: a critical point that is no minimum",
        Verdict::Disproved => "Disproved: not a local minimum",
        Verdict::Unproven => "Not proven",
    };
    let global = match certificate.not_global {
        Some(true) => ", and not global",
        Some(false) => ", and global",
        None => "",
    };
    format!("{what}{global}")
}

/// The reason as a sentence.
fn sentence(reason: &str) -> String {
    let mut letters = reason.chars();
    letters
        .next()
        .map_or(String::new(), |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

fn fact(ui: &mut Ui, name: &str, help: &str, value: impl Into<String>) {
    ui.label(RichText::new(name).weak()).on_hover_text(help);
    ui.add(egui::Label::new(value.into()).wrap());
    ui.end_row();
}

fn facts_ui(ui: &mut Ui, proof: &Proof) {
    let certificate = &proof.certificate;
    match &certificate.exact_loss {
        Some(loss) => fact(ui, "Loss", "As a fraction", format!("{loss} exactly")),
        None if certificate.loss.iter().all(|end| end.is_finite()) => {
            fact(ui, "Loss", "Both ends are proven", enclosure(certificate.loss, 13));
        }
        None => {}
    }
    if let Some(radius) = certificate.radius {
        let (name, help) = if certificate.smallest_eigenvalue.is_some() {
            (
                "Box radius",
                "Half the longest side of a box of weights in which there is this critical point \
                    and no other",
            )
        } else {
            (
                "Radius",
                "The exact critical point, of which all this is said, has no weight that is \
                    further off",
            )
        };
        fact(ui, name, help, format_number(radius));
    }
    if let Some(distance) = certificate.distance.filter(|_| certificate.radius.is_some()) {
        let help = "No weight of the critical point, of which all this is said, is further off";
        fact(ui, "Distance", help, format!("at most {}", outward(distance, 2, 1.0)));
    }
    if let Some(eigenvalue) = certificate.smallest_eigenvalue {
        let help = "The Hessian's smallest eigenvalue, anywhere in the box";
        fact(ui, "Smallest eigenvalue", help, enclosure(eigenvalue, 4));
    }
    let arithmetic =
        if proof.is_exact() { "exact fractions" } else { "intervals, rounded outwards" };
    fact(
        ui,
        "Arithmetic",
        "What the proof rests on; floating-point evidence is no proof",
        arithmetic,
    );
    fact(ui, "Time", "To find the proof", duration(proof.seconds));
}

/// The critical point beside the one given, to be marked at its own place.
fn nearby_ui(ui: &mut Ui, certificate: &Certificate, name: &str, commands: &mut Vec<Command>) {
    let Some(nearby) = &certificate.nearby else { return };
    let help = "It is this critical point about which something is proven, not the one shown";
    ui.label(RichText::new("Nearby").weak()).on_hover_text(help);
    // what it is, the reason says
    if ui.button("Mark it").on_hover_text("Keep it as a named point").clicked() {
        let found = Found {
            name: format!("beside {name}"),
            note: sentence(&nearby.sentence()),
            weights: nearby.weights.clone(),
            exact: None,
        };
        let summary = format!("Marked as \"{}\" at its own place.", found.name);
        commands.push(Command::KeepFound { points: vec![found], summary });
    }
    ui.end_row();
}

/// The named point whose loss is lower, to go to.
fn better_ui(ui: &mut Ui, certificate: &Certificate, model: &Model, commands: &mut Vec<Command>) {
    let Some(better) = &certificate.better_point else { return };
    ui.label(RichText::new("Better point").weak()).on_hover_text("Its loss is proven to be lower");
    if let Some(index) = model.points.iter().position(|point| &point.weights == better) {
        let point = &model.points[index];
        let text = format!("{}, loss {}", point.label, format_number(point.loss));
        if ui.button(text).on_hover_text("Start there").clicked() {
            commands.push(Command::StartAtPoint(index));
        }
    } else {
        let weights: Vec<String> = better.iter().map(|w| format_number(*w)).collect();
        ui.add(egui::Label::new(weights.join("  ")).wrap());
    }
    ui.end_row();
}

/// The slopes of the loss along the moves to which the theorem reduces all nearby weights.
fn moves_ui(ui: &mut Ui, moves: &[Move], names: &[String]) {
    ui.label(RichText::new("Slopes of the loss, exactly").strong()).on_hover_text(
        "The loss is convex in the outputs. Near the point every change of the weights is made up \
            of these \
            moves: where no slope is negative, no nearby weights do better.",
    );
    ScrollArea::both().id_salt("moves").max_height(TABLE_HEIGHT).auto_shrink([false, true]).show(
        ui,
        |ui| {
            Grid::new("moves").num_columns(2).striped(true).spacing([10.0, 3.0]).show(ui, |ui| {
                for Move { direction, slope } in moves {
                    let text = RichText::new(slope.to_string()).monospace();
                    let color = if slope.is_negative() {
                        ui.visuals().error_fg_color
                    } else {
                        ui.visuals().text_color()
                    };
                    ui.label(combination(direction, names));
                    ui.label(text.color(color));
                    ui.end_row();
                }
            });
        },
    );
}

/// A move in the names of the weights: `b1[0] - 3 W1[0,0]`.
fn combination(direction: &[(usize, BigRational)], names: &[String]) -> String {
    let mut text = String::new();
    for (index, size) in direction.iter().filter(|(_, size)| !size.is_zero()) {
        let name = names.get(*index).map_or("?", String::as_str);
        add_term(&mut text, size.is_negative(), &size.abs().to_string(), name);
    }
    text
}

/// Adds `size name` to a sum, or takes it away.
fn add_term(sum: &mut String, is_negative: bool, size: &str, name: &str) {
    let sign = match (sum.is_empty(), is_negative) {
        (true, false) => "",
        (true, true) => "−",
        (false, false) => " + ",
        (false, true) => " − ",
    };
    let factor = if size == "1" { String::new() } else { format!("{size} ") };
    *sum += &format!("{sign}{factor}{name}");
}

/// The large entries of a direction, in the names of the weights.
fn main_part(direction: &[f64], names: &[String]) -> String {
    let largest = direction.iter().fold(0.0, |most: f64, entry| most.max(entry.abs()));
    let mut text = String::new();
    for (entry, name) in
        direction.iter().zip(names).filter(|(entry, _)| entry.abs() > 1e-3 * largest)
    {
        add_term(&mut text, *entry < 0.0, &format_significant(entry.abs(), 3), name);
    }
    text
}

/// An interval with `digits` significant digits at each end, none of which is rounded inwards.
fn enclosure([low, high]: [f64; 2], digits: usize) -> String {
    if low == high {
        return format!("{low} exactly");
    }
    format!("between {} and {}", outward(low, digits, -1.0), outward(high, digits, 1.0))
}

/// A number in `digits` digits, not below (`side` = 1) or not above (-1) it.
fn outward(value: f64, digits: usize, side: f64) -> String {
    let text = format_significant(value, digits);
    let is_outside = text.parse::<f64>().is_ok_and(|written| side * (written - value) >= 0.0);
    if is_outside || value == 0.0 || !value.is_finite() {
        return text;
    }
    // one unit of the last digit further out
    let last = i32::try_from(digits).unwrap_or(i32::MAX).saturating_sub(1);
    let unit = pxfm::f_pow(10f64, pxfm::f_log10(value.abs()).floor() - f64::from(last));
    format_significant(value + side * unit, digits)
}

fn duration(seconds: f64) -> String {
    match seconds {
        s if s < 0.001 => "below 1 ms".to_owned(),
        s if s < 1.0 => format!("{:.0} ms", 1000.0 * s),
        s => format!("{s:.1} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_an_enclosure_are_rounded_outwards() {
        assert_eq!(enclosure([0.000_968_942_6, 0.002_006_954_3], 3), "between 9.68e-4 and 2.01e-3");
        assert_eq!(enclosure([-1.234_9, 5.0], 3), "between -1.24 and 5");
        assert_eq!(enclosure([2.0, 2.0], 3), "2 exactly");
        for value in [5.777_378_449_063_024, 1e-30, -3.999_999, 0.099_999_9] {
            for digits in 1..=13 {
                let [low, high] =
                    [-1.0, 1.0].map(|side| outward(value, digits, side).parse::<f64>().unwrap());
                assert!(low <= value && value <= high, "{low} {value} {high}");
            }
        }
    }

    #[test]
    fn a_move_is_written_in_the_names_of_the_weights() {
        let names = ["W1[0,0]", "b1[0]"].map(str::to_owned);
        let number = |n: i64| BigRational::from_integer(n.into());
        assert_eq!(combination(&[(0, number(1)), (1, number(-3))], &names), "W1[0,0] − 3 b1[0]");
        assert_eq!(combination(&[(0, number(-1)), (1, number(0))], &names), "−W1[0,0]");
        assert_eq!(main_part(&[1e-9, -0.25], &names), "−0.25 b1[0]");
    }
}
