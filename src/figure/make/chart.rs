//! Losses of descents, eigenvalues, and the network itself.

use super::work::Work;
use crate::figure::describe::PanelDescription;
use crate::figure::error::FigureError;
use crate::figure::picture::{Axis, Chart, Diagram, Edge, Key, Line, Mark, MarkShape};
use crate::figure::plan::runner_color;
use crate::figure::scale::ScaleKind;
use crate::network::limits;
use crate::objective::eigenvalues;

/// Colours of descents from several starts, in order; they stay apart for colour-blind eyes (Okabe
/// and Ito 2008), and their dashes for those that see none.
const RUNS: [[u8; 3]; 4] = [[213, 94, 0], [204, 121, 167], [86, 180, 233], [0, 114, 178]];
const DASHES: [Option<[f64; 2]>; 4] = [None, Some([6.0, 2.5]), Some([2.0, 2.0]), Some([9.0, 3.0])];

/// Most weights of a network that is drawn.
const DRAWN: usize = 2_000;

/// Eigenvalues this small against the largest are rounding.
const ROUNDING: f64 = 1e-12;

/// Decades below the greatest that a log scale spans at most.
const DECADES: f64 = 14.0;

/// The loss of each descent against its steps; both axes show ratios, steps counted from 1.
pub(super) fn curve(work: &mut Work, panel: &PanelDescription) -> Result<Chart, FigureError> {
    let runs = work.runs(panel)?;
    if runs.is_empty() {
        return Err(FigureError::Panel(
            "a curve of losses needs a start: expected starts in the panel or in [descent]"
                .to_owned(),
        ));
    }
    let losses = || runs.iter().flat_map(|run| &run.trajectory.records).map(|record| record.loss);
    let high = losses().filter(|loss| loss.is_finite()).fold(f64::NEG_INFINITY, f64::max);
    let low = losses().filter(|loss| loss.is_finite()).fold(f64::INFINITY, f64::min);
    let is_log = panel.scale == ScaleKind::Log && high > 0.0;
    let range = if is_log {
        let low = losses().filter(|loss| *loss > 0.0).fold(high, f64::min);
        let low = low.max(high * pxfm::f_pow(10f64, -DECADES));
        let pad = pxfm::f_pow(high / low, 0.05).max(1.05);
        [low / pad, high * pad]
    } else {
        let pad = (0.05 * (high - low)).max(1e-9 * high.abs()).max(f64::MIN_POSITIVE);
        [low - pad, high + pad]
    };
    let fits = |[low, _]: &[f64; 2], is_log: bool| !is_log || *low > 0.0;
    let range = panel.y_range.filter(|own| fits(own, is_log)).unwrap_or(range);
    let steps = runs.iter().map(|run| run.trajectory.steps).max().unwrap_or(0);
    let line = |k: usize| {
        let run = &runs[k];
        let shown = run.trajectory.records.iter();
        let step = panel.step.unwrap_or(usize::MAX);
        let shown = shown.take_while(|record| record.step <= step);
        let points = shown.map(|record| [record.step as f64 + 1.0, record.loss]).collect();
        let color = run.runner.as_ref().map_or(RUNS[k % RUNS.len()], |(who, _)| runner_color(*who));
        Line { points, color, width: 1.6, dash: DASHES[k % DASHES.len()] }
    };
    let lines: Vec<Line> = (0..runs.len()).map(line).collect();
    let key = |k: usize| Key {
        color: lines[k].color,
        shape: runs[k].runner.as_ref().map(|(who, _)| MarkShape::Runner(*who)),
        dash: lines[k].dash,
        text: match &runs[k].runner {
            Some((who, _)) => who.name().to_owned(),
            None => format!("from {}", runs[k].start),
        },
    };
    let is_single = runs.len() == 1 && runs[0].runner.is_none();
    let x_label = panel.x_label.clone().unwrap_or_else(|| "step, counted from 1".to_owned());
    let y_label = panel.y_label.clone().unwrap_or_else(|| "loss".to_owned());
    let spacing = if is_log { ScaleKind::Log } else { ScaleKind::Linear };
    Ok(Chart {
        x: Axis {
            label: x_label,
            range: panel
                .x_range
                .filter(|own| fits(own, true))
                .unwrap_or([1.0, (steps as f64 + 1.0).max(2.0)]),
            spacing: ScaleKind::Log,
        },
        y: Axis { label: y_label, range, spacing },
        image: None,
        key: (0..runs.len()).filter(|_| !is_single).map(key).collect(),
        lines,
        marks: Vec::new(),
    })
}

/// The eigenvalues of the Hessian at a point, in ascending order.
pub(super) fn spectrum(work: &mut Work, panel: &PanelDescription) -> Result<Chart, FigureError> {
    let count = work.objective.parameter_count();
    if count > limits::HESSIAN_OF_VIEW {
        return Err(FigureError::Panel(format!(
            "a spectrum is of at most {} weights, the network has {count}",
            limits::HESSIAN_OF_VIEW
        )));
    }
    let (name, weights) = work.at(panel)?;
    work.say(format!("Spectrum: the eigenvalues of the Hessian at {name}."));
    let values = eigenvalues(&work.objective.hessian(&weights)).ok_or_else(|| {
        FigureError::Panel(format!("the Hessian at {name} is not finite: choose another point"))
    })?;
    let (low, high) = values.iter().fold((0.0_f64, 0.0_f64), |(l, h), v| (l.min(*v), h.max(*v)));
    let pad = (0.06 * (high - low)).max(1e-300);
    let stem = |(i, v): (usize, &f64)| {
        let x = i as f64 + 1.0;
        // what is nothing but rounding has no sign
        let color = match *v {
            v if v.abs() <= ROUNDING * high.max(-low) => [150; 3],
            v if v < 0.0 => RUNS[0],
            _ => RUNS[3],
        };
        let line = Line { points: vec![[x, 0.0], [x, *v]], color, width: 1.2, dash: None };
        (line, Mark { at: [x, *v], shape: MarkShape::Disc, color, is_crossed: false })
    };
    let (stems, marks): (Vec<Line>, Vec<Mark>) = values.iter().enumerate().map(stem).unzip();
    let ends = [0.5, count as f64 + 0.5];
    let zero =
        Line { points: ends.map(|x| [x, 0.0]).to_vec(), color: [0; 3], width: 0.6, dash: None };
    let x_label = panel.x_label.clone().unwrap_or_else(|| "number".to_owned());
    let y_label = panel.y_label.clone().unwrap_or_else(|| "eigenvalue".to_owned());
    Ok(Chart {
        x: Axis { label: x_label, range: ends, spacing: ScaleKind::Linear },
        y: Axis { label: y_label, range: [low - pad, high + pad], spacing: ScaleKind::Linear },
        image: None,
        lines: [zero].into_iter().chain(stems).collect(),
        marks,
        key: Vec::new(),
    })
}

/// The network with its weights at a point.
pub(super) fn network(work: &mut Work, panel: &PanelDescription) -> Result<Diagram, FigureError> {
    let count = work.objective.parameter_count();
    if count > DRAWN {
        return Err(FigureError::Panel(format!(
            "a network is drawn with at most {DRAWN} weights, this one has {count}"
        )));
    }
    let (name, weights) = work.at(panel)?;
    work.say(format!(
        "Network: the weights at {name}; lines are as wide as weights are large, dashed below zero."
    ));
    let network = work.objective.network();
    let mut edges = Vec::new();
    let mut biases = Vec::new();
    for (index, layer) in network.layout().iter().enumerate() {
        for (place, weight) in weights[layer.weights.clone()].iter().enumerate() {
            let (to, from) = (place / layer.inputs, place % layer.inputs);
            edges.push(Edge { layer: index, from, to, weight: *weight });
        }
        biases.push(weights[layer.biases.clone()].to_vec());
    }
    Ok(Diagram { layers: network.layers.clone(), edges, biases })
}
