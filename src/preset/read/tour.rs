//! `[[tour]]`, one table a step.

use super::sections::{self, Context};
use super::walk::{Node, Table};
use crate::plane::Layer;
use crate::preset::error::PresetError;
use crate::preset::tour::{TourStart, TourStep};

const KEYS: &[&str] = &[
    "text", "start", "plane", "x_range", "y_range", "layer", "surface", "profile", "contours",
    "labels", "proof",
];

/// Reads the tables `[[tour]]`.
pub(super) fn tour(node: Option<&Node>, context: &Context) -> Result<Vec<TourStep>, PresetError> {
    let Some(node) = node else { return Ok(Vec::new()) };
    let list = node.list("tables [[tour]]")?;
    node.items(list).map(|node| step(&node.table(KEYS)?, context)).collect()
}

fn step(table: &Table, context: &Context) -> Result<TourStep, PresetError> {
    let text = table.require("text", "what is said in this step")?;
    if text.text()?.trim().is_empty() {
        return Err(text.expected("a text that is not blank"));
    }
    let range = |key| table.get(key).map(|node| sections::range(&node)).transpose();
    let truth = |key| table.get(key).map(|node| node.truth()).transpose();
    let layers = Layer::ALL.map(|layer| (layer.name(), layer));
    Ok(TourStep {
        text: text.text()?.to_owned(),
        start: table.get("start").map(|node| start(&node, context)).transpose()?,
        plane: table.get("plane").map(|node| sections::plane(Some(&node), context)).transpose()?,
        x_range: range("x_range")?,
        y_range: range("y_range")?,
        layer: table.get("layer").map(|node| node.choice("a layer", &layers)).transpose()?,
        surface: truth("surface")?,
        profile: truth("profile")?,
        contours: truth("contours")?,
        labels: truth("labels")?,
        proof: table.get("proof").map(|node| context.point(&node)).transpose()?,
    })
}

fn start(node: &Node, context: &Context) -> Result<TourStart, PresetError> {
    if node.text().is_ok() {
        return Ok(TourStart::Point(context.point(node)?));
    }
    let what = format!("the name of a point or {}", context.vector());
    let weights = context.weights(node, &what)?;
    Ok(TourStart::Weights(weights))
}
