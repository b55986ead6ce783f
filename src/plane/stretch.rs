//! A projected path, cut where it leaves the plane, so that it is never drawn as if it stayed in
//! it.

use super::Projection;

/// A piece of a path that is all in the plane or all off it.
pub struct Stretch<'a> {
    /// Its points, ends included.
    pub points: &'a [Projection],
    /// Whether it is in the plane.
    pub is_in_plane: bool,
    /// Greatest distance from the plane.
    pub distance: f64,
}

/// Cuts a path where it leaves or enters the plane, and longer pieces off the plane so that their
/// strength can follow the distance; neighbours share their end. A step counts as in the plane if
/// both its ends are within `tolerance` of it.
#[must_use]
pub fn stretches(path: &[Projection], tolerance: f64) -> Vec<Stretch<'_>> {
    const LONGEST: usize = 64;
    let is_in = |i: usize| path[i].distance <= tolerance;
    let mut all = Vec::new();
    let mut first = 0;
    while first + 1 < path.len() {
        let is_in_plane = is_in(first) && is_in(first + 1);
        let mut last = first + 1;
        while last + 1 < path.len()
            && (is_in(last) && is_in(last + 1)) == is_in_plane
            && (is_in_plane || last - first < LONGEST)
        {
            last += 1;
        }
        let points = &path[first..=last];
        let distance = points.iter().map(|at| at.distance).fold(0.0, f64::max);
        all.push(Stretch { points, is_in_plane, distance });
        first = last;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(distances: &[f64]) -> Vec<Projection> {
        distances.iter().map(|&distance| Projection { x: 0.0, y: 0.0, distance }).collect()
    }

    #[test]
    fn a_path_is_solid_only_where_both_ends_of_a_step_are_in_the_plane() {
        let path = path(&[0.0, 0.0, 1.0, 2.0, 0.0, 0.0]);
        let pieces = stretches(&path, 0.1);
        let found: Vec<(usize, bool, f64)> =
            pieces.iter().map(|s| (s.points.len(), s.is_in_plane, s.distance)).collect();
        assert_eq!(found, [(2, true, 0.0), (4, false, 2.0), (2, true, 0.0)]);
    }
}
