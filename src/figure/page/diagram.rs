//! A network with its weights.

use super::frame::{Frame, Parts};
use super::svg::{Anchor, Svg, TextStyle};
use super::text::TYPE;
use crate::figure::picture::Diagram;
use crate::figure::plan::{Dash, Ink, Shape};
use crate::figure::scale::format_number;

/// Colours of weights above and below zero; below is dashed as well.
pub(super) const ABOVE: [u8; 3] = [213, 94, 0];
pub(super) const BELOW: [u8; 3] = [0, 114, 178];

/// The widest and the narrowest line.
const WIDTHS: [f64; 2] = [0.3, 3.4];

/// Greatest radius of a unit.
const RADIUS: f64 = 9.0;

/// At most so many weights are written beside their lines.
const WRITTEN: usize = 8;

/// What stands around a network.
pub(super) fn parts(letter: String) -> Parts {
    Parts { letter, ratio: Some(0.7), ..Parts::default() }
}

/// Draws a network from the left to the right.
pub(super) fn draw(diagram: &Diagram, svg: &mut Svg, frame: &Frame) {
    let inner = frame.inner;
    let most = diagram.layers.iter().copied().max().unwrap_or(1) as f64;
    let radius = RADIUS.min(0.42 * inner.height() / most);
    let columns = (diagram.layers.len() - 1).max(1) as f64;
    let at = |layer: usize, unit: usize| {
        let across = inner.width() - 2.0 * (radius + 2.0);
        let (units, step) = (diagram.layers[layer] as f64, inner.height() / most);
        let y = f64::midpoint(inner.top, inner.bottom) + (unit as f64 - 0.5 * (units - 1.0)) * step;
        [inner.left + radius + 2.0 + layer as f64 / columns * across, y]
    };
    let greatest = diagram.edges.iter().map(|edge| edge.weight.abs()).fold(0.0, f64::max);
    let strength = |weight: f64| if greatest > 0.0 { weight.abs() / greatest } else { 0.0 };
    let mut edges: Vec<_> = diagram.edges.iter().collect();
    edges.sort_by(|a, b| a.weight.abs().total_cmp(&b.weight.abs()));
    for edge in &edges {
        let (ends, share) =
            ([at(edge.layer, edge.from), at(edge.layer + 1, edge.to)], strength(edge.weight));
        let color = if edge.weight < 0.0 { BELOW } else { ABOVE };
        let pen = Ink::of(color).pen(WIDTHS[0] + share * (WIDTHS[1] - WIDTHS[0]));
        let dash = (edge.weight < 0.0).then_some(Dash { lengths: [5.0, 3.0], offset: 0.0 });
        svg.shapes(&[Shape::Line { points: ends.to_vec(), pen, dash }]);
    }
    for (layer, &units) in diagram.layers.iter().enumerate() {
        for unit in 0..units {
            let bias = layer.checked_sub(1).and_then(|l| diagram.biases[l].get(unit)).copied();
            let fill = match bias {
                Some(bias) if bias < 0.0 => BELOW,
                Some(_) => ABOVE,
                None => [255; 3],
            };
            let pale = fill.map(|c| 255 - (255 - c) / 3);
            svg.shapes(&[Shape::disc(at(layer, unit), radius, Ink::of(pale), Ink::BLACK.pen(0.9))]);
        }
    }
    if diagram.edges.len() <= WRITTEN {
        for edge in &edges {
            let ([ax, ay], [bx, by]) = (at(edge.layer, edge.from), at(edge.layer + 1, edge.to));
            // a third of the way, where lines that cross in the middle are apart
            let (x, y) = (ax + 0.36 * (bx - ax), ay + 0.36 * (by - ay));
            let style = TextStyle { has_halo: true, ..TextStyle::plain(TYPE, Anchor::Middle) };
            svg.text(
                x,
                y + 0.35 * TYPE,
                &format_number(edge.weight).replace('-', "\u{2212}"),
                style,
            );
        }
    }
}
