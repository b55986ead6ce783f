//! How thick and how dark things are, on paper and on a screen.

use super::shape::{Ink, Pen};

/// The colour of what is proven to be a minimum.
pub const PROVEN: [u8; 3] = [0, 158, 115];

/// Of what is proven not to be one.
pub const DISPROVED: [u8; 3] = [213, 60, 0];

/// How strongly lines are drawn that a surface hides.
pub const HIDDEN: f64 = 0.28;

/// How strongly marks are drawn that it hides.
pub const FAINT: f64 = 0.45;

/// The dark of the screen's lines.
const DARK: Ink = Ink::of([12, 14, 20]);

/// How a path is drawn in the plane, or off it.
pub(super) struct PathStyle {
    /// How much wider the dark rim is than the path, and its ink.
    pub rim: f64,
    pub ink: Ink,
    /// How much thinner the path itself is than its width.
    pub thinner: f64,
}

/// How flat minima are drawn.
pub(super) struct FlatStyle {
    /// The lines, from the lowest to the topmost.
    pub pens: &'static [Pen],
    /// The lines of the hatching of a region, and the distance between them.
    pub hatch: [Pen; 2],
    pub distance: f64,
    /// How strongly lines are drawn that a surface hides.
    pub hidden: f64,
}

/// How named points are drawn.
pub(super) struct PointStyle {
    pub radius: f64,
    /// The corners of a start's triangle, from its middle.
    pub start: [[f64; 2]; 3],
    /// The line around a point in the plane, and around one off it.
    pub rim: Pen,
    pub rim_off: Pen,
    /// The line that shows a point off the plane on dark colours.
    pub light: Pen,
    /// The radius of that line as a circle around the point; without one it lies in the rim.
    pub halo: Option<f64>,
}

/// How the mark of a runner is drawn.
pub(super) struct RunnerStyle {
    pub rim: Pen,
    /// Whether the mark lies on its rim, or the rim on it.
    pub is_rim_below: bool,
}

/// How everything is drawn.
pub struct Style {
    /// Contours on the map from above.
    pub contour: Pen,
    /// The one contour that marks an edge: its rim and itself.
    pub edge: [Pen; 2],
    /// Contours on a surface.
    pub contour_in_space: Pen,
    /// The grid in their place.
    pub grid_in_space: Pen,
    pub(super) in_plane: PathStyle,
    pub(super) off_plane: PathStyle,
    pub(super) dash: [f64; 2],
    /// Points of a path that are closer together are one.
    pub(super) apart: f64,
    pub(super) flat: FlatStyle,
    pub(super) flat_in_space: FlatStyle,
    pub(super) point: PointStyle,
    pub(super) runner: RunnerStyle,
}

const PAGE_HATCH: [Pen; 2] = [Ink::WHITE.pen(2.6), Ink::of(PROVEN).pen(1.5)];
const SCREEN_HATCH: [Pen; 2] = [DARK.faded(0.5).pen(2.6), Ink::of(PROVEN).pen(1.4)];

/// On paper.
pub const PAGE: Style = Style {
    contour: Ink::WHITE.faded(0.45).pen(0.6),
    edge: [Ink::BLACK.pen(2.4), Ink::WHITE.pen(1.2)],
    contour_in_space: Ink::WHITE.faded(0.5).pen(0.5),
    grid_in_space: Ink::BLACK.faded(0.3).pen(0.5),
    in_plane: PathStyle { rim: 1.2, ink: Ink::BLACK, thinner: 0.0 },
    off_plane: PathStyle { rim: 1.2, ink: Ink::BLACK, thinner: 0.0 },
    dash: [5.0, 3.0],
    apart: 0.25,
    flat: FlatStyle {
        pens: &[Ink::BLACK.pen(5.0), Ink::WHITE.pen(4.0), Ink::of(PROVEN).pen(2.4)],
        hatch: PAGE_HATCH,
        distance: 6.0,
        hidden: 0.0,
    },
    flat_in_space: FlatStyle {
        pens: &[Ink::WHITE.pen(3.2), Ink::of(PROVEN).pen(2.0)],
        hatch: PAGE_HATCH,
        distance: 6.0,
        hidden: 0.0,
    },
    point: PointStyle {
        radius: 3.2,
        start: [[-3.0, -4.2], [4.5, 0.0], [-3.0, 4.2]],
        rim: Ink::BLACK.pen(1.2),
        rim_off: Ink::BLACK.pen(2.8),
        light: Ink::WHITE.pen(1.2),
        halo: None,
    },
    runner: RunnerStyle { rim: Ink::BLACK.pen(1.0), is_rim_below: false },
};

/// On a screen, a little larger.
pub const SCREEN: Style = Style {
    contour: Ink::WHITE.faded(70.0 / 255.0).pen(0.8),
    edge: [DARK.pen(3.6), Ink::WHITE.pen(1.6)],
    contour_in_space: Ink::WHITE.faded(95.0 / 255.0).pen(0.9),
    grid_in_space: Ink::BLACK.faded(80.0 / 255.0).pen(0.7),
    in_plane: PathStyle { rim: 2.1, ink: DARK.faded(0.75), thinner: 0.0 },
    off_plane: PathStyle { rim: 1.6, ink: DARK.faded(0.6), thinner: 0.2 },
    dash: [7.0, 5.0],
    apart: 0.5,
    flat: FlatStyle {
        pens: &[DARK.faded(0.7).pen(7.2), Ink::WHITE.pen(5.6), Ink::of(PROVEN).pen(3.4)],
        hatch: SCREEN_HATCH,
        distance: 6.364,
        hidden: HIDDEN,
    },
    flat_in_space: FlatStyle {
        pens: &[Ink::WHITE.faded(0.8).pen(4.0), Ink::of(PROVEN).pen(2.4)],
        hatch: SCREEN_HATCH,
        distance: 6.364,
        hidden: HIDDEN,
    },
    point: PointStyle {
        radius: 5.0,
        start: [[-4.55, -6.5], [6.5, 0.0], [-4.55, 6.5]],
        rim: DARK.pen(2.0),
        rim_off: DARK.pen(2.0),
        light: Ink::WHITE.pen(1.5),
        halo: Some(6.5),
    },
    runner: RunnerStyle { rim: DARK.pen(2.6), is_rim_below: true },
};
