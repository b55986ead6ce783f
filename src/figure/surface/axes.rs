//! The box around the surface: its edges, and the marks and names of its axes.

use super::{Eye, Frame, HALF_HEIGHT};
use crate::figure::scale::{format_step, nice_steps};

/// Marks along an axis of the plane, about.
const MARKS: usize = 5;

/// A text beside the box.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// The pixel that it belongs to.
    pub at: [f64; 2],
    /// The direction in which the text lies from there, of length 1.
    pub out: [f64; 2],
    /// The text.
    pub text: String,
}

/// What is drawn of the box.
#[derive(Clone, Debug, PartialEq)]
pub struct Axes {
    /// Edges behind the surface, as places in the box.
    pub edges: Vec<[[f64; 3]; 2]>,
    /// Lines at the marks of the loss on the walls behind the surface.
    pub levels: Vec<Vec<[f64; 3]>>,
    /// The marks of each axis: first coordinate, second coordinate, loss.
    pub marks: [Vec<Mark>; 3],
    /// The name of each axis.
    pub names: [Mark; 3],
}

/// The box as `eye` sees it, for axes that are called `names`.
#[must_use]
pub fn axes(frame: &Frame, names: [&str; 3], eye: &Eye) -> Axes {
    let toward = eye.toward();
    // the corner of the floor nearest to the eye
    let near = [0, 1].map(|axis| if toward[axis] >= 0.0 { 1.0 } else { -1.0 });
    let (floor, lid) = (-HALF_HEIGHT, HALF_HEIGHT);
    let [x, y] = near;
    let corner = |x: f64, y: f64, z: f64| [x, y, z];
    let edges = vec![
        [corner(-x, y, floor), corner(x, y, floor)],
        [corner(x, -y, floor), corner(x, y, floor)],
        [corner(-x, -y, floor), corner(x, -y, floor)],
        [corner(-x, -y, floor), corner(-x, y, floor)],
        [corner(-x, -y, floor), corner(-x, -y, lid)],
        [corner(-x, y, floor), corner(-x, y, lid)],
        [corner(x, -y, floor), corner(x, -y, lid)],
        [corner(-x, -y, lid), corner(-x, y, lid)],
        [corner(-x, -y, lid), corner(x, -y, lid)],
    ];
    // the loss is told along the upright edge that is farthest to the left
    let upright = if eye.project(corner(-x, y, 0.0)).x <= eye.project(corner(x, -y, 0.0)).x {
        [-x, y]
    } else {
        [x, -y]
    };
    let beside = |at: [f64; 3], away: [f64; 3], text: String| {
        let from = eye.project(at);
        let to = eye.project([at[0] + 0.2 * away[0], at[1] + 0.2 * away[1], at[2] + 0.2 * away[2]]);
        let way = [to.x - from.x, to.y - from.y];
        let size = pxfm::f_hypot(way[0], way[1]);
        let out = if size > 1e-9 { way.map(|w| w / size) } else { [0.0, 1.0] };
        Mark { at: [from.x, from.y], out, text }
    };
    let along_x = |share: f64, text: String| beside([share, y, floor], [0.0, y, 0.0], text);
    let along_y = |share: f64, text: String| beside([x, share, floor], [x, 0.0, 0.0], text);
    let along_z = |height: f64, text: String| Mark {
        out: [-1.0, 0.0],
        ..beside([upright[0], upright[1], height], [0.0, 0.0, 1.0], text)
    };
    let coordinate = |range: [f64; 2]| {
        let (values, step) = nice_steps(range[0], range[1], MARKS);
        let inside = values.into_iter().filter(move |v| (range[0]..=range[1]).contains(v));
        inside.map(move |v| {
            (2.0 * (v - range[0]) / (range[1] - range[0]) - 1.0, format_step(v, step))
        })
    };
    let ticks = frame.scale.ticks();
    let height = |position: f64| (2.0 * position - 1.0) * HALF_HEIGHT;
    Axes {
        levels: ticks
            .iter()
            .map(|tick| {
                let z = height(tick.position);
                vec![corner(-x, y, z), corner(-x, -y, z), corner(x, -y, z)]
            })
            .collect(),
        marks: [
            coordinate(frame.x_range).map(|(share, text)| along_x(share, text)).collect(),
            coordinate(frame.y_range).map(|(share, text)| along_y(share, text)).collect(),
            ticks.into_iter().map(|tick| along_z(height(tick.position), tick.label)).collect(),
        ],
        names: [
            along_x(0.0, names[0].to_owned()),
            along_y(0.0, names[1].to_owned()),
            Mark { out: [0.0, -1.0], ..along_z(lid, names[2].to_owned()) },
        ],
        edges,
    }
}
