//! What is told of a named point under the pointer.

use super::view::MapView;
use crate::app::cards::proof::statement;
use crate::app::jobs::model::{Model, PlacedPoint};
use crate::figure::format_number;
use crate::proof::{Certificate, Verdict};

impl MapView<'_> {
    /// What is known of a named point, or else of the basin map's cell at coordinates of the plane.
    pub(super) fn tooltip(
        &self,
        model: &Model,
        point: Option<usize>,
        at: Option<[f64; 2]>,
    ) -> Option<String> {
        if let Some(index) = point {
            let proof = self.live.proofs.get(index).and_then(Option::as_ref);
            let proof = proof.map(|proof| &proof.certificate);
            return Some(point_tooltip(&model.points[index], proof));
        }
        let cell = self.cell(at?)?;
        self.live.basins.current()?.named.verdict(cell)
    }
}

/// Details of the named point under the pointer.
fn point_tooltip(point: &PlacedPoint, proof: Option<&Certificate>) -> String {
    let mut text = format!("{}\nloss {}", point.label, format_number(point.loss));
    if let Some(accuracy) = point.accuracy {
        text += &format!(", accuracy {} %", format_number(100.0 * accuracy));
    }
    text += &format!(", |gradient| {}", format_number(point.gradient_norm));
    if point.at.distance > 1e-9 {
        text += &format!("\n{} off the plane", format_number(point.at.distance));
    }
    if let Some(proof) =
        proof.filter(|proof| !(point.is_start && proof.verdict == Verdict::Disproved))
    {
        text += &format!("\n{}: {}.", statement(proof), proof.reason);
    }
    if !point.note.is_empty() {
        text += &format!("\n{}", point.note);
    }
    text
}
