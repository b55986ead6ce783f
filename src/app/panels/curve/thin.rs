//! Fewer points for the same picture: of the points of a curve over one column of pixels, the
//! first, the lowest, the highest and the last draw all that is seen of them (Jugel, Jerzak,
//! Hackenbroich and Markl 2014, "M4").

/// The points of a curve from left to right that draw it, where a column of pixels is `column`
/// wide, in the order in which they were. Coordinates are finite.
pub fn thinned(points: impl IntoIterator<Item = [f64; 2]>, column: f64) -> Vec<[f64; 2]> {
    let mut kept = Vec::new();
    let mut over: Option<Column> = None;
    for (place, at) in points.into_iter().enumerate() {
        let number = (at[0] / column).floor();
        match &mut over {
            Some(over) if over.number == number => over.add(place, at),
            _ => {
                kept.extend(over.take().into_iter().flat_map(Column::points));
                over = Some(Column { number, marks: [(place, at); 4] });
            }
        }
    }
    kept.extend(over.into_iter().flat_map(Column::points));
    kept
}

/// Points over one column, with their places in the curve.
struct Column {
    number: f64,
    /// The first, the lowest, the highest and the last.
    marks: [(usize, [f64; 2]); 4],
}

impl Column {
    fn add(&mut self, place: usize, at: [f64; 2]) {
        let [_, lowest, highest, last] = &mut self.marks;
        if at[1] < lowest.1[1] {
            *lowest = (place, at);
        }
        if at[1] > highest.1[1] {
            *highest = (place, at);
        }
        *last = (place, at);
    }

    /// Each once, in order.
    fn points(mut self) -> impl Iterator<Item = [f64; 2]> {
        self.marks.sort_by_key(|(place, _)| *place);
        let marks = self.marks;
        (0..4).filter(move |&k| k == 0 || marks[k].0 != marks[k - 1].0).map(move |k| marks[k].1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dense_curve_keeps_its_ends_and_every_peak_and_a_sparse_one_all() {
        let height = |k: usize| if k == 7_777 { 5.0 } else { (k as f64 / 100.0).sin() };
        let curve: Vec<[f64; 2]> = (0..10_000).map(|k| [k as f64 / 1000.0, height(k)]).collect();
        let thin = thinned(curve.clone(), 0.1);
        assert!(thin.len() <= 4 * 101, "{}", thin.len());
        assert_eq!((thin.first(), thin.last()), (curve.first(), curve.last()));
        assert!(thin.contains(&[7.777, 5.0]), "a single peak is seen");
        assert!(
            thin.windows(2).all(|pair| pair[0][0] < pair[1][0]),
            "nothing twice, nothing out of order"
        );
        // over every column the same heights are reached
        for column in 0..100 {
            let over = |points: &[[f64; 2]]| {
                let over = points
                    .iter()
                    .filter(|at| (at[0] / 0.1).floor() == f64::from(column))
                    .map(|at| at[1]);
                over.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], y| {
                    [y.min(low), y.max(high)]
                })
            };
            assert_eq!(over(&thin), over(&curve), "column {column}");
        }
        assert_eq!(thinned(curve.iter().copied().step_by(200), 0.1).len(), 50);
        assert!(thinned([], 1.0).is_empty());
    }
}
