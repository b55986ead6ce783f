//! Numbers as all the libraries take them.

use crate::network::LayerLayout;
use crate::preset::Preset;

/// The rows of a matrix, and a line each.
pub fn rows<'a>(all: impl Iterator<Item = &'a [f64]>) -> String {
    let rows: Vec<String> = all.map(|row| format!("{row:?}")).collect();
    format!("[{}]", rows.join(",\n     "))
}

/// Inputs and targets, a row a point.
pub fn data(preset: &Preset) -> [String; 2] {
    let data = &preset.dataset;
    let points = 0..data.len();
    [
        rows(points.clone().map(|point| data.input(point))),
        rows(points.map(|point| data.target(point))),
    ]
}

/// A layer's weight matrix, a row a unit.
pub fn matrix(layer: &LayerLayout, weights: &[f64]) -> String {
    rows((0..layer.units).map(|unit| &weights[layer.row(unit)]))
}

/// Points of a step, where they are not all.
pub fn batch(preset: &Preset) -> Option<usize> {
    let points = preset.dataset.len();
    preset.descent.settings.batch_size.filter(|size| *size < points)
}
