//! Tours: what their steps say, and what a step leaves as it was.

use super::*;
use crate::plane::Layer;

fn with_tour() -> Preset {
    Preset::parse("good.toml", &format!("{GOOD}{TOUR}")).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_step_says_what_it_changes() {
    let tour = with_tour().tour;
    assert_eq!(tour.len(), 3);
    assert_eq!(tour[0].start, Some(TourStart::Point("here".to_owned())));
    assert_eq!(tour[0].proof.as_deref(), Some("here"));
    assert_eq!(tour[0].plane, None);
    let weights = vec![0.0, 2.0, 3.0, 4.0, 5.5, 6.0, 7.0, 8.0, 9.0];
    assert_eq!(tour[1].start, Some(TourStart::Weights(weights)));
    assert_eq!(
        (tour[1].layer, tour[1].contours, tour[1].labels),
        (Some(Layer::Basins), Some(false), None)
    );
    assert!(matches!(tour[1].plane.as_ref().unwrap().kind, PlaneKind::Weights { .. }));
}

#[test]
fn what_a_step_leaves_out_is_as_in_the_step_before() {
    let tour = with_tour().tour;
    let last = TourStep::last_of(&tour);
    assert_eq!(last.text, "Back.");
    assert_eq!((&last.start, &last.plane), (&tour[1].start, &tour[1].plane));
    assert_eq!((last.x_range, last.y_range), (Some([0.0, 1.0]), Some([-2.0, 2.0])));
    assert_eq!((last.layer, last.contours), (Some(Layer::Basins), Some(false)));
    // a proof belongs to its own step
    assert_eq!(last.proof, None);
    assert_eq!(TourStep::last_of(&tour[..1]).proof.as_deref(), Some("here"));
}

#[test]
fn ranges_do_not_outlive_the_plane_that_they_are_of() {
    let step = |x_range, plane| TourStep { plane, x_range, ..TourStep::default() };
    let first = step(Some([0.0, 1.0]), None);
    assert_eq!(TourStep::last_of(&[first.clone(), step(None, None)]).x_range, Some([0.0, 1.0]));
    assert_eq!(TourStep::last_of(&[first, step(None, Some(good().plane))]).x_range, None);
}
