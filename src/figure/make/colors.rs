//! Colours of attractors that move from one frame of a film to the next.

use crate::basins::Attractor;

/// An attractor has moved, and is no other one, if its outputs have by less, relative to `1 +`
/// their size.
const MOVED: f64 = 0.25;

/// The attractors of the frames so far, each as it was seen last, with its colour.
#[derive(Clone, Debug, Default)]
pub struct Colors {
    seen: Vec<(Attractor, usize)>,
}

impl Colors {
    /// The colours of the next frame's attractors: each has that of the one of its kind which is
    /// nearest in what it computes, nearest pairs first, and a new one a colour that no other had.
    /// In the first frame they have their `own`.
    pub(super) fn of(&mut self, attractors: &[Attractor], own: &[usize]) -> Vec<usize> {
        let mut colors = vec![None; attractors.len()];
        if self.seen.is_empty() {
            colors = own.iter().copied().map(Some).collect();
        }
        let seen = self.seen.iter().enumerate();
        let mut pairs: Vec<(f64, usize, usize)> = seen
            .flat_map(|(known, (last, _))| {
                let of_kind = attractors.iter().enumerate().filter(|(_, it)| it.kind == last.kind);
                of_kind.map(move |(place, now)| (distance(last, now), known, place))
            })
            .filter(|(distance, ..)| *distance < MOVED)
            .collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut is_taken = vec![false; self.seen.len()];
        for (_, known, place) in pairs {
            if !is_taken[known] && colors[place].is_none() {
                is_taken[known] = true;
                colors[place] = Some(self.seen[known].1);
                self.seen[known].0 = attractors[place].clone();
            }
        }
        let mut found = Vec::new();
        for (color, attractor) in colors.into_iter().zip(attractors) {
            let known = |color: usize| self.seen.iter().any(|(_, other)| *other == color);
            let color =
                color.unwrap_or_else(|| (0..=self.seen.len()).find(|&c| !known(c)).unwrap_or(0));
            if !known(color) {
                self.seen.push((attractor.clone(), color));
            }
            found.push(color);
        }
        found
    }
}

/// How far the outputs of two attractors are from one another.
fn distance(a: &Attractor, b: &Attractor) -> f64 {
    let between = |a: &[f64], b: &[f64]| {
        let size = b.iter().map(|x| x * x).sum::<f64>().sqrt();
        let apart = a.iter().zip(b).map(|(x, y)| (x - y).powi(2)).sum::<f64>().sqrt();
        apart / (1.0 + size)
    };
    // copies compute the same: their weights tell which is which
    between(&a.outputs, &b.outputs) + 1e-3 * between(&a.weights, &b.weights)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basins::Kind;

    fn minimum(output: f64) -> Attractor {
        Attractor {
            kind: Kind::Minimum,
            loss: output,
            accuracy: None,
            weights: vec![output],
            outputs: vec![output],
            is_exact: true,
            left: 0.0,
        }
    }

    #[test]
    fn an_attractor_that_moves_keeps_its_colour_and_a_new_one_has_another() {
        let mut colors = Colors::default();
        let mut of = |outputs: &[f64], own: &[usize]| {
            colors.of(&outputs.iter().map(|&output| minimum(output)).collect::<Vec<_>>(), own)
        };
        assert_eq!(of(&[0.0, 9.0], &[1, 0]), [1, 0]);
        // their order by loss changes, and they move
        assert_eq!(of(&[8.5, 0.1], &[0, 1]), [0, 1]);
        assert_eq!(of(&[8.3, 4.0, 0.2], &[0, 1, 2]), [0, 2, 1]);
        // one that was away has its own again
        assert_eq!(of(&[8.3], &[0]), [0]);
        assert_eq!(of(&[0.2, 8.2], &[0, 1]), [1, 0]);
        let saddle = Attractor { kind: Kind::Saddle, ..minimum(8.2) };
        assert_eq!(colors.of(&[saddle], &[0]), [3]);
    }
}
