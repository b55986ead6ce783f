//! Where the plane of a preset meets the flat sets of its proven minima.

use num_rational::BigRational;
use num_traits::Zero;

use crate::monitor::Monitor;
use crate::network::norm;
use crate::plane::Plane;
use crate::preset::{PlaneKind, Preset};
use crate::proof::{Window, flat_parts};

/// A point further from the plane, as a share of `1 + |w|`, does not lie in it.
const IN_PLANE: f64 = 1e-9;

/// The part of a named point's flat set of proven minima that a plane shows.
#[derive(Clone, Debug, PartialEq)]
pub struct FlatSet {
    /// The place of the point among the preset's.
    pub point: usize,
    /// Lines, curves and regions of minima.
    pub patches: Vec<FlatPatch>,
    /// Whether a curve or more of minima goes through the point, but leaves the plane there.
    pub is_crossed: bool,
}

/// A piece of a flat set, in coordinates of the plane.
#[derive(Clone, Debug, PartialEq)]
pub enum FlatPatch {
    /// A segment (two points), or a curve through these points.
    Line(Vec<[f64; 2]>),
    /// A convex polygon, by its corners.
    Region(Vec<[f64; 2]>),
}

impl FlatPatch {
    /// Its points or corners.
    #[must_use]
    pub fn points(&self) -> &[[f64; 2]] {
        match self {
            Self::Line(points) | Self::Region(points) => points,
        }
    }

    /// Whether it is a region.
    #[must_use]
    pub fn is_region(&self) -> bool {
        matches!(self, Self::Region(_))
    }
}

/// The flat sets of those named points that lie in `plane`, as far as they are seen in `ranges` (of
/// the first and second coordinate, and a little beyond) and as [`flat_parts`] proves them; `None`
/// when cancelled.
///
/// The proofs are about the exact plane through the points that span it, or along the weights or
/// directions that do; only where they are drawn is rounded.
#[must_use]
pub fn flat_sets(
    preset: &Preset,
    plane: &Plane,
    ranges: [[f64; 2]; 2],
    monitor: &Monitor,
) -> Option<Vec<FlatSet>> {
    let (Some(axes), problem) = (exact_axes(preset, plane), preset.exact_problem()) else {
        return Some(Vec::new());
    };
    let mut sets = Vec::new();
    for (index, point) in preset.points.iter().enumerate() {
        if monitor.is_cancelled() {
            return None;
        }
        let at = plane.project(&point.weights);
        let is_in_plane = at.distance <= IN_PLANE * (1.0 + norm(&point.weights));
        let Some(chart) = Chart::new(plane, &point.weights, &axes).filter(|_| is_in_plane) else {
            continue;
        };
        let Some(corners) = chart.corners(ranges.map(beyond)) else { continue };
        let window = Window {
            point: &point.exact,
            axes: [axes[0].as_slice(), axes[1].as_slice()],
            corners: &corners,
        };
        let parts = flat_parts(&problem, &window);
        let mut patches = Vec::new();
        for patch in &parts.patches {
            let points = patch.iter().map(|corner| chart.place_exact(corner)).collect();
            patches.push(if patch.len() > 2 {
                FlatPatch::Region(points)
            } else {
                FlatPatch::Line(points)
            });
        }
        let curve = |curve: &Vec<[f64; 2]>| {
            FlatPatch::Line(curve.iter().map(|&at| chart.place(at)).collect())
        };
        patches.extend(parts.curves.iter().map(curve));
        if !patches.is_empty() || parts.is_crossed {
            sets.push(FlatSet { point: index, patches, is_crossed: parts.is_crossed });
        }
    }
    Some(sets)
}

/// Two directions that span the plane, as fractions.
fn exact_axes(preset: &Preset, plane: &Plane) -> Option<[Vec<BigRational>; 2]> {
    if let PlaneKind::Points { points } = &preset.plane.kind {
        let [a, b, c] =
            points.each_ref().map(|name| preset.point(name).ok().map(|point| point.exact.to_vec()));
        let a = a?;
        let to = |b: Vec<BigRational>| b.iter().zip(&a).map(|(b, a)| b - a).collect();
        return Some([to(b?), to(c?)]);
    }
    let exact = |direction: &[f64]| direction.iter().map(|&x| BigRational::from_float(x)).collect();
    let axes: [Option<Vec<_>>; 2] = [exact(&plane.x.direction), exact(&plane.y.direction)];
    let [Some(x), Some(y)] = axes else { return None };
    (!y.iter().all(Zero::is_zero)).then_some([x, y])
}

/// Half as far again, so that the edges of what is cut off are out of sight.
fn beyond([low, high]: [f64; 2]) -> [f64; 2] {
    let more = 0.25 * (high - low);
    [low - more, high + more]
}

/// Coordinates `(s, t)` of `point + s x + t y` as coordinates of the plane.
struct Chart {
    origin: [f64; 2],
    columns: [[f64; 2]; 2],
}

impl Chart {
    fn new(plane: &Plane, point: &[f64], axes: &[Vec<BigRational>; 2]) -> Option<Self> {
        use num_traits::ToPrimitive;
        let at = |weights: &[f64]| {
            let at = plane.project(weights);
            [at.x, at.y]
        };
        let zero = at(&plane.origin);
        let mut columns = [[0.0; 2]; 2];
        for (column, axis) in columns.iter_mut().zip(axes) {
            let axis: Vec<f64> = axis.iter().map(ToPrimitive::to_f64).collect::<Option<_>>()?;
            let end: Vec<f64> = plane.origin.iter().zip(&axis).map(|(o, x)| o + x).collect();
            let end = at(&end);
            *column = [end[0] - zero[0], end[1] - zero[1]];
        }
        Some(Self { origin: at(point), columns })
    }

    fn place_exact(&self, corner: &[BigRational; 2]) -> [f64; 2] {
        use num_traits::ToPrimitive;
        self.place(corner.each_ref().map(|x| x.to_f64().unwrap_or(f64::NAN)))
    }

    fn place(&self, [s, t]: [f64; 2]) -> [f64; 2] {
        let [x, y] = self.columns;
        [self.origin[0] + s * x[0] + t * y[0], self.origin[1] + s * x[1] + t * y[1]]
    }

    /// The corners of a rectangle of the plane.
    fn corners(&self, [x, y]: [[f64; 2]; 2]) -> Option<[[BigRational; 2]; 4]> {
        let [a, b] = self.columns;
        let determinant = a[0] * b[1] - a[1] * b[0];
        let corner = |px: f64, py: f64| {
            let (dx, dy) = (px - self.origin[0], py - self.origin[1]);
            let (s, t) =
                ((dx * b[1] - dy * b[0]) / determinant, (dy * a[0] - dx * a[1]) / determinant);
            Some([short(s)?, short(t)?])
        };
        Some([corner(x[0], y[0])?, corner(x[1], y[0])?, corner(x[1], y[1])?, corner(x[0], y[1])?])
    }
}

/// A corner only cuts off what is not seen: few digits keep the fractions short.
fn short(x: f64) -> Option<BigRational> {
    #[expect(clippy::cast_possible_truncation, reason = "a corner out of sight")]
    BigRational::from_float(x as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment;

    fn sets(name: &str) -> Vec<FlatSet> {
        let preset = Preset::load(name).unwrap();
        let view = experiment::view(&preset, &Monitor::default()).unwrap();
        flat_sets(&preset, &view.plane, [view.x_range, view.y_range], &Monitor::default()).unwrap()
    }

    #[test]
    fn the_better_minimum_of_one_relu_unit_is_drawn_as_half_a_line() {
        let sets = sets("relu-line-of-minima");
        // the other minimum is a curve in v, too, which this plane holds fast
        let [curve, sets @ ..] = &sets[..] else { panic!("{sets:?}") };
        assert!(curve.is_crossed && curve.patches.is_empty());
        let points = || sets[0].patches.iter().flat_map(FlatPatch::points);
        for [w, b] in points() {
            assert!((b - (3.0 + w)).abs() < 1e-12 && *w <= -1.5);
        }
        let ends = points().map(|[w, _]| *w);
        assert!(
            ends.clone().fold(f64::INFINITY, f64::min) < -2.99 && ends.fold(-9.0, f64::max) > -1.51
        );
    }

    #[test]
    fn a_dead_layer_seen_in_a_plane_through_points_is_a_line_along_which_the_output_stays() {
        let preset = Preset::load("dead-layer").unwrap();
        let view = experiment::view(&preset, &Monitor::default()).unwrap();
        let sets = sets("dead-layer");
        let dead = preset.points.iter().position(|point| point.name == "dead").unwrap();
        let set = sets.iter().find(|set| set.point == dead).unwrap();
        let objective = preset.objective();
        for [x, y] in set.patches.iter().flat_map(FlatPatch::points) {
            let loss = experiment::loss(&objective, &view.plane.point(*x, *y));
            assert!((loss - 10.0).abs() < 1e-9, "{loss}");
        }
    }

    #[test]
    fn points_off_the_plane_and_smooth_strict_minima_have_none() {
        assert!(sets("sigmoid-ten-points").is_empty());
        assert!(sets("gaussian-stripe").is_empty());
    }
}
