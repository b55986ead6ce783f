//! What is told of it.

use super::protocol::{Cell, Protocol};
use super::wide::output;
use crate::figure::{Axis, ScaleKind, format_significant};
use crate::reproduce::chart::{Chart, Curve, Point, Style};
use crate::reproduce::part::Part;

/// How many updates the paper made.
const PUBLISHED_STEPS: usize = 2_000_000;

/// Errors below are drawn at it.
const LEAST: f64 = 1e-4;

/// Places at which a solution is drawn, from one end of the points to the other and beyond.
const PLACES: usize = 401;

/// The part of the report.
pub(super) fn part(protocol: &Protocol, cells: &[Cell], seconds: f64) -> Part {
    let Protocol { points, steps, runs, seed, law, optimizer, learning_rate, .. } = protocol;
    let mut part = Part::new(&format!("fig5: {}", protocol.title));
    part.text(&format!(
        "The paper (Figure 5) fits points that alternate up and down by one hidden ReLU layer, \
            with the inputs multiplied by tau, and finds that the error after {PUBLISHED_STEPS} \
            updates grows as tau shrinks. Its points are only drawn, so these are ours: {points} \
            points, x_i = -1 + 2 i/{} for i = 0 to {}, y_i = -1 for even i and 1 for odd i. The \
            output 0 has the mean squared error 1.",
        points - 1,
        points - 1
    ));
    part.text(&format!(
        "Protocol: weights and biases by the law {law}, {optimizer} at the rate {learning_rate}, \
            {steps} updates on all points{}; {runs} starts of each width, the same ones at each \
            tau, seed {seed}, the same for any number of threads; {seconds:.1} s. More updates: a \
            protocol of one's own with --protocol.",
        if *steps < PUBLISHED_STEPS {
            let share = format_significant((PUBLISHED_STEPS as f64) / (*steps).max(1) as f64, 3);
            format!(", fewer than the paper's by a factor of {share}")
        } else {
            String::new()
        }
    ));
    let mut widths = protocol.widths.clone();
    widths.sort_unstable();
    widths.dedup();
    part.charts(vec![errors(protocol, cells, &widths)]);
    table(&mut part, cells, &widths, &protocol.taus);
    let [near, far] = [f64::min, f64::max]
        .map(|end| protocol.taus.iter().copied().reduce(end).expect("a protocol has a tau"));
    part.heading(&format!("The solutions at tau = {near}"));
    part.text(
        "Of each width the run with the error in the middle, over the points (rings), with the \
            inputs divided by tau again.",
    );
    let mut charts = vec![solutions(protocol, cells, &widths, near)];
    if far > near {
        charts.push(solutions(protocol, cells, &widths, far));
    }
    part.charts(charts);
    part
}

fn of(cells: &[Cell], width: usize, tau: f64) -> Option<&Cell> {
    cells.iter().find(|cell| cell.width == width && cell.tau == tau)
}

/// Errors against tau, a curve a width.
fn errors(protocol: &Protocol, cells: &[Cell], widths: &[usize]) -> Chart {
    let curve = |(number, width): (usize, &usize)| {
        let mut points: Vec<Point> = (protocol.taus.iter())
            .filter_map(|tau| of(cells, *width, *tau))
            .map(|cell| Point {
                x: cell.tau,
                y: cell.middle().max(LEAST),
                interval: Some(cell.ends().map(|end| end.max(LEAST))),
            })
            .collect();
        points.sort_by(|a, b| a.x.total_cmp(&b.x));
        Curve {
            name: format!("width {width}"),
            color: Curve::color_of(number),
            style: Style::Joined,
            points,
        }
    };
    let ends = |end: fn(f64, f64) -> f64, start| protocol.taus.iter().copied().fold(start, end);
    Chart {
        caption: format!(
            "Final mean squared error against tau: the middle of {} starts, from the least to the \
                greatest; what is below {LEAST} is drawn there",
            protocol.runs
        ),
        x: Axis::new(
            "tau",
            [0.8 * ends(f64::min, f64::INFINITY), 1.25 * ends(f64::max, 0.0)],
            ScaleKind::Log,
        ),
        y: Axis::new("mean squared error", [LEAST, 2.0], ScaleKind::Log),
        curves: widths.iter().enumerate().map(curve).collect(),
    }
}

/// The errors as numbers.
fn table(part: &mut Part, cells: &[Cell], widths: &[usize], taus: &[f64]) {
    let names = taus.iter().map(|tau| format!("tau {tau}"));
    let heads: Vec<String> = std::iter::once("width".to_owned()).chain(names).collect();
    let head: Vec<&str> = heads.iter().map(String::as_str).collect();
    let text = |error: f64| format_significant(error, 3);
    let row = |width: &usize| {
        let of_taus = taus.iter().map(|tau| {
            of(cells, *width, *tau).map_or_else(String::new, |cell| {
                let [low, high] = cell.ends().map(text);
                format!("{} [{low}, {high}]", text(cell.middle()))
            })
        });
        std::iter::once(width.to_string()).chain(of_taus).collect::<Vec<_>>()
    };
    part.text(
        "Mean squared errors at the end: that in the middle, with the least and the greatest.",
    );
    part.numbers(&head, &widths.iter().map(row).collect::<Vec<_>>());
}

/// What the networks of each width make of the points at a tau.
fn solutions(protocol: &Protocol, cells: &[Cell], widths: &[usize], tau: f64) -> Chart {
    let mut curves: Vec<Curve> = widths
        .iter()
        .enumerate()
        .filter_map(|(number, width)| {
            let weights = &of(cells, *width, tau)?.weights;
            let place = |k: usize| -1.05 + 2.1 * k as f64 / (PLACES - 1) as f64;
            let point = |x: f64| Point { x, y: output(weights, tau * x), interval: None };
            Some(Curve {
                name: format!("width {width}"),
                color: Curve::color_of(number),
                style: Style::Line,
                points: (0..PLACES).map(|k| point(place(k))).collect(),
            })
        })
        .collect();
    let points = protocol.points(1.0);
    curves.push(Curve {
        name: "the points".to_owned(),
        color: 7,
        style: Style::Rings,
        points: (points.inputs.iter().zip(&points.targets))
            .map(|(x, y)| Point { x: *x, y: *y, interval: None })
            .collect(),
    });
    let axis = |label: &str, range| Axis::new(label, range, ScaleKind::Linear);
    Chart {
        caption: format!("Solutions at tau = {tau}"),
        x: axis("input / tau", [-1.1, 1.1]),
        y: axis("output", [-1.6, 1.6]),
        curves,
    }
}
