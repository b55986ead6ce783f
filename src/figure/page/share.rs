//! What panels of a page say once for several of them.

use super::frame::Parts;
use crate::figure::describe::Shared;
use crate::figure::picture::{Axis, Panel};

/// Leaves out what another panel says as well: a colour bar for the last of a row, an axis where
/// the panel below or to the left has the same, notes for the last that has them.
pub(super) fn share(parts: &mut [Parts], panels: &[Panel], shared: &[Shared], columns: usize) {
    let all = parts.to_vec();
    let axis =
        |place: usize, which: usize| axes(panels.get(place)?).map(|axes| axes[which].clone());
    for (place, own) in parts.iter_mut().enumerate() {
        let row_end = ((place / columns + 1) * columns).min(all.len());
        if shared.contains(&Shared::Bar) {
            let mut in_row = all[place + 1..row_end].iter();
            if in_row.any(|other| other.bar == own.bar) {
                own.bar = None;
            }
        }
        if shared.contains(&Shared::Axes) {
            let [x, y] = [axis(place, 0), axis(place, 1)];
            if x.is_some() && x == axis(place + columns, 0) {
                own.labels[0].clear();
                own.has_x_axis = false;
            }
            let left = place.checked_sub(1).filter(|_| place % columns > 0);
            if y.is_some() && left.is_some_and(|left| y == axis(left, 1)) {
                own.labels[1].clear();
                own.y_names.clear();
            }
        }
        let mut after = all[place + 1..].iter();
        if shared.contains(&Shared::Legend) && after.any(|other| other.notes == own.notes) {
            own.notes.clear();
        }
    }
}

/// Makes what panels of a column show as wide, at the same place, in columns of this width.
pub(super) fn align(parts: &mut [Parts], columns: usize, width: f64) {
    for column in 0..columns {
        let beside = parts.iter().skip(column).step_by(columns).map(|parts| parts.beside(width));
        let most = beside.fold([0.0_f64; 2], |[l, r], [left, right]| [l.max(left), r.max(right)]);
        parts.iter_mut().skip(column).step_by(columns).for_each(|parts| parts.sides = most);
    }
}

/// The axes along which a panel has numbers.
fn axes(panel: &Panel) -> Option<[Axis; 2]> {
    match panel {
        Panel::Map(map) if map.surface.is_none() || map.is_curve() => Some(map.axes()),
        Panel::Chart(chart) => Some([chart.x.clone(), chart.y.clone()]),
        _ => None,
    }
}
