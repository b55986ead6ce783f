//! What the network computes over its data.

use std::sync::Arc;

use super::work::Work;
use crate::figure::data::{DataModel, DataPicture, HIGH, LOW, OutputScale, frame, greatest};
use crate::figure::describe::PanelDescription;
use crate::figure::error::FigureError;
use crate::figure::map::label_color;
use crate::figure::picture::{Axis, Chart, Key, Line, Mark, MarkShape};
use crate::figure::scale::ScaleKind;

/// Colours of outputs, in order, and of lines where units change sides.
const OUTPUTS: [[u8; 3]; 4] = [[0, 114, 178], [213, 94, 0], [0, 158, 115], [204, 121, 167]];
const UNITS: [u8; 3] = [90; 3];
const UNIT_DASH: [f64; 2] = [3.0, 2.5];

/// Most classes that a key names.
const NAMED: usize = 8;

fn axis(label: &str, own: Option<&String>, range: [f64; 2]) -> Axis {
    let label = own.cloned().unwrap_or_else(|| label.to_owned());
    Axis { label, range, spacing: ScaleKind::Linear }
}

/// A fit over one input, or regions over two.
pub(super) fn panel(work: &mut Work, panel: &PanelDescription) -> Result<Chart, FigureError> {
    let (name, weights) = work.at(panel)?;
    work.say(format!("Data space: the network at {name}."));
    let objective = Arc::new(work.objective.clone());
    let mut ranges = frame(&objective);
    for (range, own) in ranges.iter_mut().zip([panel.x_range, panel.y_range]) {
        *range = own.unwrap_or(*range);
    }
    let picture = DataPicture::new(&objective, &weights, ranges);
    let data = objective.dataset();
    let labels = [panel.x_label.as_ref(), panel.y_label.as_ref()];
    let line = |points, color, width, dash| Line { points, color, width, dash };
    match picture.model {
        DataModel::Curve { x, outputs, kinks } => {
            let kinks = kinks.iter().map(|k| {
                let ends = ranges[1].map(|y| [*k, y]);
                line(ends.to_vec(), UNITS, 0.8, Some(UNIT_DASH))
            });
            let fits = outputs.iter().enumerate().map(|(k, out)| {
                let points = x.iter().zip(out).map(|(x, y)| [*x, *y]).collect();
                line(points, OUTPUTS[k % OUTPUTS.len()], 1.8, None)
            });
            let marks = (0..data.target_count()).flat_map(|k| {
                let color =
                    if data.target_count() > 1 { OUTPUTS[k % OUTPUTS.len()] } else { [0; 3] };
                (0..data.len()).map(move |i| Mark {
                    at: [data.input(i)[0], data.target(i)[k]],
                    shape: MarkShape::Disc,
                    color,
                    is_crossed: false,
                })
            });
            Ok(Chart {
                x: axis(data.names().inputs.first().map_or("x", |name| name), labels[0], ranges[0]),
                y: axis("y", labels[1], ranges[1]),
                image: None,
                lines: kinks.chain(fits).collect(),
                marks: marks.collect(),
                key: Vec::new(),
            })
        }
        DataModel::Regions { image, lines } => {
            let has_classes = !objective.loss().kind.is_separable();
            let is_binary = data.is_binary();
            let scale = OutputScale::of(&objective);
            let class_of = |y: &[f64]| {
                if has_classes { greatest(y) } else { usize::from(is_binary && y[0] > 0.5) }
            };
            let shown = if has_classes { data.target_count() } else { 1 };
            let marks = (0..data.len()).map(|i| {
                let y = data.target(i);
                let out = &picture.outputs[i];
                Mark {
                    at: [data.input(i)[0], data.input(i)[1]],
                    shape: MarkShape::of_class(class_of(y)),
                    color: scale.color_of_targets(y),
                    is_crossed: is_binary && !objective.is_right(&out[..shown], &y[..shown]),
                }
            });
            let marks: Vec<Mark> = marks.collect();
            let class = |class: usize, color| Key {
                color,
                shape: Some(MarkShape::of_class(class)),
                dash: None,
                text: data.class_name(class),
            };
            let mut key = match (has_classes, is_binary) {
                (true, _) => (0..shown.min(NAMED)).map(|k| class(k, label_color(k))).collect(),
                (false, true) => vec![class(1, HIGH), class(0, LOW)],
                (false, false) => Vec::new(),
            };
            let lines: Vec<Line> =
                lines.iter().map(|ends| line(ends.to_vec(), UNITS, 0.9, Some(UNIT_DASH))).collect();
            if !lines.is_empty() {
                let text = "a unit changes its side".to_owned();
                key.push(Key { color: UNITS, shape: None, dash: Some(UNIT_DASH), text });
            }
            Ok(Chart {
                x: axis(&data.input_name(0), labels[0], ranges[0]),
                y: axis(&data.input_name(1), labels[1], ranges[1]),
                image: Some(image),
                lines,
                marks,
                key,
            })
        }
        DataModel::Population => Err(FigureError::Panel(
            "a panel of data shows points, and a population has none: leave it out".to_owned(),
        )),
        DataModel::Table => Err(FigureError::Panel(format!(
            "a panel of data shows one or two inputs, the network has {}: leave it out",
            data.input_count()
        ))),
    }
}
