//! The map in words, for those who hear it.

use super::ticks;
use super::view::MapView;
use crate::app::cards::proof::statement;
use crate::app::jobs::model::Model;
use crate::app::jobs::outcome::Proof;
use crate::app::state::session::Layer;
use crate::figure::format_number;
use crate::proof::Verdict;

/// Most named points that are listed.
const MOST: usize = 20;

impl MapView<'_> {
    /// What the map shows: the part of the plane, the numbers or basins on it, and the named points
    /// with their losses and proofs.
    pub(super) fn summary(&self, model: &Model) -> String {
        let ranges = self.session.ranges.unwrap_or([model.view.x_range, model.view.y_range]);
        let axis = |name: &str, range: [f64; 2]| {
            let [low, high] = range.map(|at| ticks::coordinate(at, range));
            format!("{name} from {low} to {high}")
        };
        let plane = &model.view.plane;
        let mut text = axis(&plane.x.label, ranges[0]);
        if !model.is_line() {
            let title = self.session.layer.title();
            text = format!("{title}, {text}, {}", axis(&plane.y.label, ranges[1]));
        }
        text.push('.');
        let basins = self.live.basins.shown().filter(|_| self.session.layer == Layer::Basins);
        if let Some(basins) = basins {
            let lines: Vec<&str> =
                basins.pixels.legend.iter().map(|entry| entry.text.as_str()).collect();
            text += &format!(" Basins: {}.", lines.join("; "));
        } else if let Some(picture) = &self.live.loss.picture {
            let finite = || picture.of.values.iter().copied().filter(|value| value.is_finite());
            let least = finite().fold(f64::INFINITY, f64::min);
            let most = finite().fold(f64::NEG_INFINITY, f64::max);
            if least <= most {
                let name = picture.of.quantity.label();
                text += &format!(
                    " The {name} goes from {} to {}.",
                    format_number(least),
                    format_number(most)
                );
            }
        }
        let points: Vec<String> = model
            .points
            .iter()
            .zip(self.live.proofs.iter().map(Option::as_ref).chain(std::iter::repeat(None)))
            .take(MOST)
            .map(|(point, proof)| {
                let is_told = |proof: &&Proof| {
                    !(point.is_start && proof.certificate.verdict == Verdict::Disproved)
                };
                let proven = proof
                    .filter(is_told)
                    .map(|proof| format!(", {}", statement(&proof.certificate)));
                let loss = format_number(point.loss);
                format!("{}, loss {loss}{}", point.label, proven.unwrap_or_default())
            })
            .collect();
        if !points.is_empty() {
            text += &format!(" Points: {}.", points.join("; "));
        }
        if model.points.len() > MOST {
            text += &format!(" And {} more.", model.points.len() - MOST);
        }
        text
    }
}
