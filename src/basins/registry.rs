//! Attractors seen so far, from one map or sample to the next, each with a colour that it keeps.

use std::collections::HashMap;

use super::attractor::Attractor;
use super::cluster::Attractors;
use crate::objective::Objective;

/// A loss is lower than another if it is so by more than this, relative to `1 +` its size.
const LOWER: f64 = 1e-6;

/// All attractors seen of one objective and one optimiser.
///
/// Colours are numbers from 0. An attractor keeps its colour for good, with one exception: colour 0
/// is that of the lowest loss seen, so when a lower one turns up the two change colours.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    known: Attractors,
    colors: Vec<usize>,
}

impl Registry {
    /// None yet; `tells_copies_apart` as in [`Attractors::new`].
    #[must_use]
    pub fn new(tells_copies_apart: bool) -> Self {
        Self { known: Attractors::new(tells_copies_apart), colors: Vec::new() }
    }

    /// The attractors, in the order in which they were first seen, each by its best end so far.
    #[must_use]
    pub fn list(&self) -> &[Attractor] {
        self.known.list()
    }

    /// The colour of the attractor at `place` of [`Self::list`].
    #[must_use]
    pub fn color(&self, place: usize) -> usize {
        self.colors[place]
    }

    /// A name for each attractor, different from all others: its kind and loss, written by
    /// `format`, with a number where several would be called the same.
    #[must_use]
    pub fn names(&self, format: impl Fn(f64) -> String) -> Vec<String> {
        let mut seen: HashMap<String, usize> = HashMap::new();
        let number = |name: String| {
            let count = seen.entry(name.clone()).or_default();
            *count += 1;
            if *count == 1 { name } else { format!("{name} ({count})") }
        };
        self.list().iter().map(|attractor| attractor.name(&format)).map(number).collect()
    }

    /// The place in [`Self::list`] of each of `attractors`, to which new ones are added, those with
    /// the highest of `counts` first: they get the colours that are easiest to tell apart.
    /// `attractors` are told apart already, and no two of them get one place.
    pub fn register(
        &mut self,
        objective: &Objective,
        attractors: &[Attractor],
        counts: &[usize],
    ) -> Vec<usize> {
        let mut order: Vec<usize> = (0..attractors.len()).collect();
        order.sort_by_key(|&index| std::cmp::Reverse(counts.get(index).copied().unwrap_or(0)));
        let mut places: Vec<Option<usize>> = vec![None; attractors.len()];
        for index in order {
            let is_free = |place| !places.contains(&Some(place));
            let place = self.known.place_among(objective, attractors[index].clone(), is_free);
            if place == self.colors.len() {
                self.colors.push(place);
            }
            places[index] = Some(place);
        }
        self.crown();
        places.into_iter().flatten().collect()
    }

    /// Sees to it that the lowest loss has colour 0.
    fn crown(&mut self) {
        let losses = || self.list().iter().map(|attractor| attractor.loss).enumerate();
        let (Some(holder), Some((best, lowest))) = (
            self.colors.iter().position(|&color| color == 0),
            losses().filter(|(_, loss)| !loss.is_nan()).min_by(|a, b| a.1.total_cmp(&b.1)),
        ) else {
            return;
        };
        if lowest < self.list()[holder].loss - LOWER * (1.0 + lowest.abs()) {
            self.colors.swap(holder, best);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basins::Kind;
    use crate::network::{Activation, Dataset, Network};
    use crate::objective::{Loss, LossKind, Reduction};
    use ndarray::array;

    fn objective() -> Objective {
        let network = Network {
            layers: vec![1, 1],
            activation: Activation::Identity,
            output_activation: Activation::Identity,
            bias: true,
        };
        let loss = Loss { kind: LossKind::Squared, reduction: Reduction::Sum, scale: 1.0 };
        Objective::new(network, Dataset::new(array![[1.0]], array![[0.0]]), loss)
    }

    /// A strict minimum with this loss; the output tells it from others.
    fn minimum(loss: f64) -> Attractor {
        Attractor {
            kind: Kind::Minimum,
            loss,
            accuracy: None,
            weights: vec![loss.sqrt(), 0.0],
            outputs: vec![loss.sqrt()],
            is_exact: true,
            left: 0.0,
        }
    }

    #[test]
    fn an_attractor_keeps_its_colour_whatever_else_is_in_view() {
        let (objective, mut registry) = (objective(), Registry::new(false));
        let colors = |registry: &mut Registry, losses: &[f64]| -> Vec<usize> {
            let seen: Vec<Attractor> = losses.iter().map(|&loss| minimum(loss)).collect();
            registry
                .register(&objective, &seen, &[])
                .iter()
                .map(|&place| registry.color(place))
                .collect()
        };
        assert_eq!(colors(&mut registry, &[1.0, 4.0]), [0, 1]);
        assert_eq!(colors(&mut registry, &[4.0]), [1]);
        assert_eq!(colors(&mut registry, &[2.0, 4.0, 9.0]), [2, 1, 3]);
        assert_eq!(colors(&mut registry, &[1.0, 2.0, 9.0]), [0, 2, 3]);
        assert_eq!(registry.list().len(), 4);
    }

    #[test]
    fn the_most_frequent_of_the_new_ones_get_the_first_colours_that_are_left() {
        let (objective, mut registry) = (objective(), Registry::new(false));
        let new = [minimum(1.0), minimum(4.0), minimum(9.0)];
        let places = registry.register(&objective, &new, &[5, 1, 90]);
        assert_eq!(
            places.iter().map(|&place| registry.color(place)).collect::<Vec<_>>(),
            [0, 2, 1]
        );
    }

    #[test]
    fn attractors_of_the_same_loss_have_different_names() {
        let (objective, mut registry) = (objective(), Registry::new(false));
        let other = Attractor { outputs: vec![-1.0], ..minimum(1.0) };
        registry.register(&objective, &[minimum(1.0), other, minimum(4.0)], &[]);
        let names = registry.names(|loss| loss.to_string());
        assert_eq!(names, ["minimum, loss 1", "minimum, loss 1 (2)", "minimum, loss 4"]);
    }

    #[test]
    fn the_lowest_loss_has_the_first_colour_even_when_it_is_seen_last() {
        let (objective, mut registry) = (objective(), Registry::new(false));
        registry.register(&objective, &[minimum(4.0), minimum(9.0)], &[]);
        let places =
            registry.register(&objective, &[minimum(1.0), minimum(4.0), minimum(9.0)], &[]);
        assert_eq!(
            places.iter().map(|&place| registry.color(place)).collect::<Vec<_>>(),
            [0, 2, 1]
        );
    }

    #[test]
    fn two_attractors_of_one_map_never_share_a_colour() {
        let (objective, mut registry) = (objective(), Registry::new(false));
        let towards = |loss: f64| Attractor { kind: Kind::Infinity, ..minimum(loss) };
        registry.register(&objective, &[towards(2.7)], &[]);
        // both are near enough to the known limit, yet apart from one another
        let places = registry.register(&objective, &[towards(2.5), towards(2.9)], &[]);
        assert_ne!(places[0], places[1]);
    }
}
