//! Planes: coordinates, projections, and what is not a plane.

use ndarray::array;
use proptest::prelude::*;

use super::*;
use crate::network::{Activation, Dataset, Network, norm};
use crate::objective::{Loss, LossKind, Objective, Reduction};

fn network() -> Network {
    Network {
        layers: vec![2, 2, 1],
        activation: Activation::Tanh,
        output_activation: Activation::Identity,
        bias: true,
    }
}

fn origin() -> Vec<f64> {
    (0..9).map(|i| 0.3 * f64::from(i) - 1.0).collect()
}

fn objective() -> Objective {
    let data =
        Dataset::new(array![[1.0, 0.5], [-0.3, 2.0], [0.7, -1.0]], array![[1.0], [0.0], [2.0]]);
    Objective::new(
        network(),
        data,
        Loss { kind: LossKind::Squared, reduction: Reduction::Sum, scale: 1.0 },
    )
}

fn planes() -> Vec<Plane> {
    let far: Vec<f64> = origin().iter().rev().map(|w| 2.0 * w + 0.1).collect();
    let third: Vec<f64> = origin().iter().map(|w| w * w).collect();
    vec![
        Plane::weights(&network(), &origin(), 2, 7).unwrap(),
        Plane::through_points(&origin(), &far, &third).unwrap(),
        Plane::along(&origin(), &far, &third, "u", "v").unwrap(),
        Plane::random(&origin(), 3).unwrap(),
        Plane::filter_normalised(&network(), &origin(), 3, true).unwrap(),
        Plane::principal(&[origin(), far, third], &origin()).unwrap(),
        Plane::eigenvectors(&objective(), &origin(), 0, 8).unwrap(),
    ]
}

proptest! {
    #[test]
    fn a_point_of_a_plane_projects_to_its_own_coordinates(
        a in -50.0..50.0f64,
        b in -50.0..50.0f64,
    ) {
        for plane in planes() {
            let at = plane.project(&plane.point(a, b));
            prop_assert!((at.x - a).abs() < 1e-9 && (at.y - b).abs() < 1e-9, "{at:?}");
            prop_assert!(at.distance < 1e-9, "{at:?}");
        }
    }

    #[test]
    fn no_point_of_a_plane_is_nearer_than_the_projection(
        w in prop::collection::vec(-3.0..3.0f64, 9),
        a in -0.1..0.1f64,
        b in -0.1..0.1f64,
    ) {
        for plane in planes() {
            let at = plane.project(&w);
            let distance = |a, b| {
                let point = plane.point(a, b);
                norm(&point.iter().zip(&w).map(|(p, w)| p - w).collect::<Vec<_>>())
            };
            prop_assert!((distance(at.x, at.y) - at.distance).abs() < 1e-9);
            prop_assert!(distance(at.x + a, at.y + b) >= at.distance - 1e-12);
        }
    }
}

#[test]
fn the_coordinates_of_a_plane_of_weights_are_the_weights() {
    let plane = Plane::weights(&network(), &origin(), 2, 7).unwrap();
    let at = plane.project(&origin());
    assert_eq!((at.x, at.y, at.distance), (origin()[2], origin()[7], 0.0));
    assert_eq!((plane.x.label.as_str(), plane.y.label.as_str()), ("W1[1,0]", "W2[0,1]"));
    assert_eq!(plane.point(5.0, 6.0)[2], 5.0);
}

#[test]
fn a_plane_through_three_points_holds_all_three() {
    let points: Vec<Vec<f64>> =
        (1..4).map(|k| origin().iter().map(|w| w.powi(k)).collect()).collect();
    let plane = Plane::through_points(&points[0], &points[1], &points[2]).unwrap();
    for point in &points {
        assert!(plane.project(point).distance < 1e-12);
    }
    assert_eq!(plane.project(&points[0]).x, 0.0);
    assert!(plane.project(&points[1]).y.abs() < 1e-12);
    assert!(plane.project(&points[2]).y > 0.0);
}

#[test]
fn a_filter_normalised_direction_has_the_filters_of_the_origin() {
    let plane = Plane::filter_normalised(&network(), &origin(), 11, true).unwrap();
    for filter in network().filters() {
        let size = |v: &[f64]| norm(&filter.iter().map(|&i| v[i]).collect::<Vec<_>>());
        assert!((size(&plane.x.direction) - size(&origin())).abs() < 1e-12);
        assert!((size(&plane.y.direction) - size(&origin())).abs() < 1e-12);
    }
}

#[test]
fn the_main_directions_of_points_in_a_plane_span_that_plane() {
    let base = Plane::random(&origin(), 8).unwrap();
    let visited: Vec<Vec<f64>> =
        (0..30).map(f64::from).map(|t| base.point(t, 0.1 * t * t)).collect();
    let plane = Plane::principal(&visited, &visited[0]).unwrap();
    assert!(visited.iter().all(|point| plane.project(point).distance < 1e-9));
    // the line t and the curve t^2/10 go nearly together: the first direction holds nearly all
    assert!(plane.x.label.starts_with("main direction 1 (9"), "{}", plane.x.label);
    // both Gram matrices lead to the same plane: nine points and three
    let few = Plane::principal(&visited[..3], &visited[0]).unwrap();
    assert!(visited.iter().all(|point| few.project(point).distance < 1e-7));
}

#[test]
fn a_descent_along_a_straight_line_still_has_a_plane() {
    let visited: Vec<Vec<f64>> =
        (0..5).map(|i| origin().iter().map(|w| w * f64::from(i)).collect()).collect();
    let plane = Plane::principal(&visited, &visited[4]).unwrap();
    assert!(visited.iter().all(|point| plane.project(point).distance < 1e-9));
}

#[test]
fn what_is_not_a_plane_is_told_apart() {
    let doubled: Vec<f64> = origin().iter().map(|w| 2.0 * w).collect();
    let tripled: Vec<f64> = origin().iter().map(|w| 3.0 * w).collect();
    assert!(matches!(
        Plane::through_points(&origin(), &doubled, &tripled),
        Err(PlaneError::Degenerate(_))
    ));
    assert!(matches!(
        Plane::through_points(&origin(), &origin(), &tripled),
        Err(PlaneError::Degenerate(_))
    ));
    assert!(matches!(
        Plane::along(&origin(), &[1.0], &doubled, "", ""),
        Err(PlaneError::Length { found: 1, expected: 9 })
    ));
    assert_eq!(
        Plane::weights(&network(), &origin(), 3, 3),
        Err(PlaneError::SameWeight("W1[1,1]".to_owned()))
    );
    assert!(matches!(
        Plane::principal(&[origin(), origin()], &origin()),
        Err(PlaneError::Degenerate(_))
    ));
    assert!(matches!(
        Plane::eigenvectors(&objective(), &origin(), 0, 9),
        Err(PlaneError::NoEigenvector { index: 9, last: 8 })
    ));
    assert!(matches!(
        Plane::eigenvectors(&objective(), &origin(), 2, 2),
        Err(PlaneError::Degenerate(_))
    ));
    assert!(Plane::random(&[1.0], 0).is_err());
}

#[test]
fn many_points_in_a_large_space_are_thinned_and_still_span_their_plane() {
    let count = 600;
    let origin: Vec<f64> = (0..count).map(|i| f64::from(i).sin()).collect();
    let base = Plane::random(&origin, 3).unwrap();
    let visited: Vec<Vec<f64>> = (0..1500)
        .map(|t| f64::from(t) / 200.0)
        .map(|t| base.point(t.cos() * t, t.sin() * t))
        .collect();
    let plane = Plane::principal(&visited, &visited[0]).unwrap();
    assert!(visited.iter().step_by(7).all(|point| plane.project(point).distance < 1e-8));
}

#[test]
fn steps_below_the_resolution_lead_to_the_same_weights_and_steps_above_it_to_others() {
    let axis = |direction: [f64; 2]| Axis { direction: direction.to_vec(), label: String::new() };
    let plane = Plane { origin: vec![1.0, 0.0], x: axis([1.0, 0.0]), y: axis([0.0, 8.0]) };
    let [x, y] = plane.resolution(0.0, 3.0);
    assert_eq!(x, f64::EPSILON, "beside the origin's 1");
    assert_eq!(y, 2.0 * f64::EPSILON, "coordinates about 3, though weights are 8 times as fine");
    for (step, differs) in [(2.0, true), (0.25, false)] {
        assert_eq!(plane.point(step * x, 3.0) != plane.point(0.0, 3.0), differs);
        assert_eq!(plane.point(0.0, 3.0 + step * y) != plane.point(0.0, 3.0), differs);
    }
    // at zero itself there are doubles as small as one likes
    let origin = Plane { origin: vec![0.0, 0.0], ..plane };
    assert!(origin.resolution(0.0, 0.0)[0] < 1e-300);
}

#[test]
fn biases_of_filters_stay_where_asked_for_and_filters_of_zeros_span_no_plane() {
    let plane = Plane::filter_normalised(&network(), &origin(), 11, false).unwrap();
    for layer in network().layout() {
        for direction in [&plane.x.direction, &plane.y.direction] {
            assert!(direction[layer.biases.clone()].iter().all(|&d| d == 0.0));
            for unit in 0..layer.units {
                let row = layer.weights.start + unit * layer.inputs..;
                let size = |v: &[f64]| norm(&v[row.clone()][..layer.inputs]);
                assert!((size(direction) - size(&origin())).abs() < 1e-12);
            }
        }
    }
    let nothing = vec![0.0; origin().len()];
    let error = Plane::filter_normalised(&network(), &nothing, 11, true).unwrap_err();
    assert!(error.to_string().contains("every filter"), "{error}");
}
