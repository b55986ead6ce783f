//! The moves that exact proofs of shipped points rest on.

use basinscope::preset::Preset;
use basinscope::proof::{Move, moves};
use num_traits::{Signed, Zero};

fn slopes(preset: &str, point: &str) -> Option<Vec<Move>> {
    let preset = Preset::load(preset).unwrap();
    moves(&preset.exact_problem(), &preset.point(point).unwrap().exact)
}

#[test]
fn at_the_line_of_minima_no_move_has_a_negative_slope() {
    let moves = slopes("relu-line-of-minima", "line of minima").unwrap();
    // c and v; then the data point on the kink cuts the changes of (w, b) in two: a ray along
    // the cut and one into each half, and the ray against the cut
    assert_eq!(moves.len(), 2 + 4);
    assert!(moves[..2].iter().all(|m| m.slope.is_zero()));
    assert!(moves.iter().all(|m| !m.slope.is_negative()));
    assert_eq!(moves[2].direction.iter().map(|(index, _)| *index).collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn at_the_printed_point_of_proposition_2_some_move_leads_down() {
    let preset = Preset::load("two-relu-units").unwrap();
    let printed = preset.points.iter().find(|point| point.name.contains("printed")).unwrap();
    let moves = moves(&preset.exact_problem(), &printed.exact).unwrap();
    assert!(moves.iter().any(|m| !m.slope.is_zero()));
}

#[test]
fn smooth_networks_have_no_such_table() {
    assert_eq!(slopes("sigmoid-ten-points", "bad minimum"), None);
}
