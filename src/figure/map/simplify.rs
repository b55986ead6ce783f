//! Lines of fewer points.

/// Some of the points of a line, its ends among them, so that no point that is left out is farther
/// than `tolerance` from the line through the two that are kept before and after it. Distances are
/// measured in `unit`s along the axes.
///
/// The method of Ramer (1972) and of Douglas and Peucker (1973); `O(n log n)` for most lines of `n`
/// points, `O(n^2)` at worst. Coordinates must be finite.
#[must_use]
pub fn simplified(line: &[[f64; 2]], unit: [f64; 2], tolerance: f64) -> Vec<[f64; 2]> {
    let Some(last) = line.len().checked_sub(1) else { return Vec::new() };
    let mut is_kept = vec![false; line.len()];
    (is_kept[0], is_kept[last]) = (true, true);
    let mut pieces = vec![(0, last)];
    while let Some((from, to)) = pieces.pop() {
        let away = |k: &usize| distance(line[*k], line[from], line[to], unit);
        let farthest = (from + 1..to).max_by(|a, b| away(a).total_cmp(&away(b)));
        if let Some(middle) = farthest.filter(|middle| away(middle) > tolerance) {
            is_kept[middle] = true;
            pieces.extend([(from, middle), (middle, to)]);
        }
    }
    line.iter().zip(is_kept).filter(|(_, is_kept)| *is_kept).map(|(at, _)| *at).collect()
}

/// The distance of a point from the segment between two others.
fn distance(at: [f64; 2], from: [f64; 2], to: [f64; 2], unit: [f64; 2]) -> f64 {
    let from_to = |a: [f64; 2], b: [f64; 2]| [0, 1].map(|axis| (b[axis] - a[axis]) / unit[axis]);
    let (along, away) = (from_to(from, to), from_to(from, at));
    let square = along[0] * along[0] + along[1] * along[1];
    let share = (away[0] * along[0] + away[1] * along[1]) / square;
    // a closed line begins where it ends
    let share = if square > 0.0 { share.clamp(0.0, 1.0) } else { 0.0 };
    pxfm::f_hypot(away[0] - share * along[0], away[1] - share * along[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_keeps_few_points_and_its_shape_and_stays_closed() {
        let circle: Vec<[f64; 2]> = (0..=1000_u32)
            .map(|k| std::f64::consts::TAU * f64::from(k % 1000) / 1000.0)
            .map(|angle| [3.0 * angle.cos(), 200.0 * angle.sin()])
            .collect();
        // in these units it is round, with a radius of 100
        let unit = [0.03, 2.0];
        let few = simplified(&circle, unit, 0.1);
        assert!(few.len() <= 150 && few.len() >= 60, "{}", few.len());
        assert_eq!((few.first(), few.last()), (circle.first(), circle.last()));
        let nearest = |at: &[f64; 2]| {
            few.windows(2)
                .map(|pair| distance(*at, pair[0], pair[1], unit))
                .fold(f64::INFINITY, f64::min)
        };
        assert!(circle.iter().map(nearest).all(|distance| distance <= 0.1));
        assert_eq!(simplified(&circle, unit, 0.0).len(), circle.len());
    }

    #[test]
    fn of_a_straight_line_the_ends_are_left_and_nothing_of_nothing() {
        let straight: Vec<[f64; 2]> = (0..50).map(|k| [f64::from(k), 0.5 * f64::from(k)]).collect();
        assert_eq!(simplified(&straight, [1.0; 2], 1e-9), [[0.0, 0.0], [49.0, 24.5]]);
        assert!(simplified(&[], [1.0; 2], 1.0).is_empty());
        assert_eq!(simplified(&[[1.0, 2.0]], [1.0; 2], 1.0), [[1.0, 2.0]]);
    }
}
