//! A population: what its table must not have, and the network and the loss that it takes.

use super::walk::Table;
use crate::network::{Dataset, Network};
use crate::objective::{Loss, LossKind, Reduction};
use crate::preset::error::PresetError;

/// A teacher takes the place of points.
pub(super) fn has_no_points(table: &Table) -> Result<(), PresetError> {
    for key in ["inputs", "targets", "input_names", "class_names"] {
        if let Some(node) = table.get(key) {
            return Err(node.error(format!(
                "expected either points (inputs and targets) or a teacher, found {key} beside a \
                    teacher"
            )));
        }
    }
    Ok(())
}

/// The network must be one that a population sums, and the loss the expected squared error.
pub(super) fn check(
    root: &Table,
    network: &Network,
    dataset: &Dataset,
    loss: Loss,
) -> Result<(), PresetError> {
    if let Some(what) = dataset.expected_network(network) {
        return Err(root.require("network", what)?.error(format!("expected {what}")));
    }
    if loss.kind != LossKind::Squared || loss.reduction != Reduction::Mean {
        let what = "the expected squared error of a population: a table [loss] with kind = \
            \"squared\" and reduction = \"mean\"";
        return Err(root.require("loss", what)?.error(format!("expected {what}")));
    }
    Ok(())
}
