//! The parts of a path that are in view, cut out in double precision: deep inside a zoom the rest
//! of the path is billions of screens long.

/// The pieces of the polyline through `points` inside the box from `low` to `high`. A segment with
/// an end that is not finite is left out.
///
/// Each segment is cut by the parameter intervals of Liang and Barsky 1984 (ACM Trans. Graphics 3,
/// 1).
pub(super) fn clip(points: &[[f64; 2]], low: [f64; 2], high: [f64; 2]) -> Vec<Vec<[f64; 2]>> {
    let mut pieces: Vec<Vec<[f64; 2]>> = Vec::new();
    for (&from, &to) in points.iter().zip(points.iter().skip(1)) {
        let Some([enter, leave]) = visible(from, to, low, high) else { continue };
        match pieces.last_mut() {
            Some(piece) if piece.last() == Some(&enter) => piece.push(leave),
            _ => pieces.push(vec![enter, leave]),
        }
    }
    pieces
}

/// The ends of the part of a segment inside the box.
fn visible(from: [f64; 2], to: [f64; 2], low: [f64; 2], high: [f64; 2]) -> Option<[[f64; 2]; 2]> {
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for axis in 0..2 {
        let way = to[axis] - from[axis];
        if !way.is_finite() {
            return None;
        }
        if way == 0.0 {
            if !(low[axis]..=high[axis]).contains(&from[axis]) {
                return None;
            }
            continue;
        }
        let [a, b] = [(low[axis] - from[axis]) / way, (high[axis] - from[axis]) / way];
        (enter, leave) = (enter.max(a.min(b)), leave.min(a.max(b)));
    }
    // ends that are inside stay as they are, so that pieces join
    let at = |t: f64, end: f64, point: [f64; 2]| {
        if t == end { point } else { [0, 1].map(|axis| from[axis] + t * (to[axis] - from[axis])) }
    };
    (enter <= leave).then(|| [at(enter, 0.0, from), at(leave, 1.0, to)])
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNIT: [[f64; 2]; 2] = [[0.0, 0.0], [1.0, 1.0]];

    #[test]
    fn what_is_inside_stays_in_one_piece_and_what_is_outside_goes() {
        let inside = [[0.1, 0.1], [0.5, 0.9], [0.8, 0.2]];
        assert_eq!(clip(&inside, UNIT[0], UNIT[1]), [inside.to_vec()]);
        assert!(clip(&[[2.0, 0.0], [2.0, 1.0], [3.0, 9.0]], UNIT[0], UNIT[1]).is_empty());
        assert!(clip(&[[-1.0, 1.5], [0.5, 3.0]], UNIT[0], UNIT[1]).is_empty());
    }

    #[test]
    fn a_path_that_leaves_and_comes_back_is_two_pieces_that_end_at_the_border() {
        let path = [[0.5, 0.5], [2.5, 0.5], [2.5, 0.25], [0.5, 0.25]];
        let pieces = clip(&path, UNIT[0], UNIT[1]);
        assert_eq!(pieces, [vec![[0.5, 0.5], [1.0, 0.5]], vec![[1.0, 0.25], [0.5, 0.25]]]);
    }

    #[test]
    fn a_box_far_smaller_than_the_path_still_sees_it_pass_where_it_does() {
        let (low, high) = ([1.0 - 1e-12, 1.0 - 1e-12], [1.0 + 1e-12, 1.0 + 1e-12]);
        let pieces = clip(&[[-1e3, -1e3], [1e3, 1e3]], low, high);
        assert_eq!(pieces.len(), 1);
        assert!(
            pieces[0].iter().all(|at| (at[0] - at[1]).abs() < 1e-12 && (at[0] - 1.0).abs() < 2e-12)
        );
    }

    #[test]
    fn numbers_that_are_not_finite_are_left_out() {
        let path = [[0.1, 0.1], [0.2, 0.2], [f64::NAN, 0.3], [0.4, f64::INFINITY], [0.5, 0.5]];
        assert_eq!(clip(&path, UNIT[0], UNIT[1]), [vec![[0.1, 0.1], [0.2, 0.2]]]);
    }
}
