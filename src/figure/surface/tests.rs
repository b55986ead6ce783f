use ndarray::Array2;

use super::*;
use crate::figure::scale::{Colormap, Scale, ScaleKind};
use crate::plane::Grid;

const SIZE: [usize; 2] = [240, 180];

fn grid(cells: usize) -> Grid {
    Grid { width: cells, height: cells, x_range: [0.0, 4.0], y_range: [-1.0, 1.0] }
}

fn frame() -> Frame {
    Frame {
        x_range: [0.0, 4.0],
        y_range: [-1.0, 1.0],
        scale: Scale::new(ScaleKind::Linear, 0.0, 1.0),
    }
}

fn eye(camera: &Camera) -> Eye {
    Eye::new(camera, SIZE.map(|pixels| pixels as f64), [20.0, 15.0])
}

fn drawn(value: impl Fn(f64, f64) -> f64, camera: &Camera, samples: usize) -> Raster {
    let grid = grid(60);
    let values = Array2::from_shape_fn((60, 60), |(j, i)| value(grid.x(i), grid.y(j)));
    let mesh = Mesh::new(&values, &grid, &frame(), 200);
    render(&mesh, &Skin::Heights(Colormap::Viridis), &eye(camera), SIZE, samples)
}

/// The ridge `L = 1` for `x > 2` hides what lies behind it from an eye at the right.
fn step(x: f64, _: f64) -> f64 {
    if x > 2.0 { 1.0 } else { 0.0 }
}

#[test]
fn a_place_is_found_again_from_where_it_is_seen() {
    for (azimuth, elevation) in [(0.0, 30.0), (-120.0, 5.0), (77.0, 90.0)] {
        let eye = eye(&Camera { zoom: 1.7, pan: [0.1, -0.2], azimuth, elevation });
        for at in [[0.3, -0.8, 0.2], [-1.0, 1.0, -0.6], [0.0, 0.0, 0.0]] {
            let again = eye.unproject(eye.project(at));
            assert!(again.iter().zip(at).all(|(a, b)| (a - b).abs() < 1e-12), "{again:?}");
        }
    }
}

#[test]
fn the_whole_box_is_in_the_picture_from_every_side() {
    for azimuth in (-180..180).step_by(7).map(f64::from) {
        for elevation in [4.0, 20.0, 45.0, 70.0, 90.0] {
            let eye = eye(&Camera { azimuth, elevation, ..Camera::default() });
            for corner in 0..8 {
                let sign = |bit: i32| if corner & bit == 0 { -1.0 } else { 1.0 };
                let at = eye.project([sign(1), sign(2), HALF_HEIGHT * sign(4)]);
                assert!((19.9..=220.1).contains(&at.x), "{azimuth} {elevation}: {at:?}");
                assert!((14.9..=165.1).contains(&at.y), "{azimuth} {elevation}: {at:?}");
            }
        }
    }
}

#[test]
fn the_depth_buffer_tells_the_coordinates_and_the_loss_under_a_pixel() {
    let value = |x: f64, y: f64| 0.2 * x + 0.1 * y;
    let camera = Camera::default();
    let (eye, frame) = (eye(&camera), frame());
    let raster = drawn(value, &camera, 1);
    let mut seen = 0;
    for (x, y) in [(1.0, 0.5), (2.0, 0.0), (3.1, -0.7)] {
        let at = eye.project(frame.place(x, y, value(x, y)));
        let pixel = [at.x.floor() + 0.5, at.y.floor() + 0.5];
        let nearness = raster.at(pixel[0], pixel[1]).expect("the surface is there");
        let there = eye.unproject(Seen { x: pixel[0], y: pixel[1], nearness });
        let [a, b] = frame.coordinates(there);
        // a pixel is about 0.02 wide
        assert!((a - x).abs() < 0.05 && (b - y).abs() < 0.05, "{a} {b} for {x} {y}");
        assert!((there[2] - frame.place(a, b, value(a, b))[2]).abs() < 1e-3);
        seen += 1;
    }
    assert_eq!((seen, raster.at(1.0, 1.0)), (3, None));
}

#[test]
fn what_is_behind_a_ridge_is_hidden_and_what_is_before_it_is_not() {
    let frame = frame();
    let before = frame.place(3.9, 0.0, 1.0);
    let behind = frame.place(1.8, 0.0, 0.0);
    let off_the_floor = frame.place(0.3, 0.0, 1.0);
    let from_the_right = Camera { azimuth: 90.0, elevation: 25.0, ..Camera::default() };
    let from_the_left = Camera { azimuth: -90.0, elevation: 25.0, ..Camera::default() };
    let hides =
        |camera: &Camera, at: [f64; 3]| is_hidden(eye(camera).project(at), &drawn(step, camera, 1));
    assert!(hides(&from_the_right, behind));
    assert!(!hides(&from_the_right, before) && !hides(&from_the_right, off_the_floor));
    assert!(!hides(&from_the_left, behind));
}

#[test]
fn a_line_is_cut_where_it_goes_behind_the_surface() {
    let frame = frame();
    let camera = Camera { azimuth: 90.0, elevation: 60.0, ..Camera::default() };
    let line: Vec<[f64; 3]> = [0.1, 1.9].map(|x| frame.place(x, 0.0, 0.0)).to_vec();
    let pieces = pieces(&line, &eye(&camera), &drawn(step, &camera, 1));
    let kinds: Vec<bool> = pieces.iter().map(|piece| piece.is_hidden).collect();
    assert_eq!(kinds, [false, true]);
    assert_eq!(pieces[0].points.last(), pieces[1].points.first());
    // straight parts need no points between
    assert!(pieces.iter().all(|piece| piece.points.len() <= 3), "{pieces:?}");
}

#[test]
fn colours_are_those_of_the_heatmap_but_for_mild_shading() {
    let camera = Camera { elevation: 90.0, azimuth: 0.0, ..Camera::default() };
    let raster = drawn(|x, _| x / 4.0, &camera, 1);
    let eye = eye(&camera);
    for x in [0.5, 2.0, 3.5] {
        let at = eye.project(frame().place(x, 0.0, x / 4.0));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a pixel")]
        let place = at.y as usize * SIZE[0] + at.x as usize;
        let expected = Colormap::Viridis.color(x / 4.0);
        for (found, expected) in raster.rgba[4 * place..].iter().zip(expected) {
            let ratio = f64::from(*found) / f64::from(expected.max(1));
            assert!((0.65..=1.1).contains(&ratio), "{found} for {expected} at {x}");
        }
        assert_eq!(raster.rgba[4 * place + 3], 255);
    }
}

#[test]
fn losses_that_are_not_finite_leave_holes() {
    let camera = Camera { elevation: 90.0, azimuth: 0.0, ..Camera::default() };
    let hole = |x: f64, y: f64| if (x - 2.0).hypot(y) < 0.4 { f64::INFINITY } else { 0.5 };
    let raster = drawn(hole, &camera, 1);
    let at = |x: f64| eye(&camera).project(frame().place(x, 0.0, 0.5));
    assert_eq!(raster.at(at(2.0).x, at(2.0).y), None);
    assert!(raster.at(at(1.0).x, at(1.0).y).is_some());
    assert_eq!(drawn(|_, _| f64::NAN, &camera, 1).nearness.iter().filter(|n| **n > 0.0).count(), 0);
}

#[test]
fn the_same_bits_come_from_one_thread_and_from_three() {
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| drawn(|x, y| 0.5 + 0.4 * (3.0 * x).sin() * y, &Camera::default(), 2))
    };
    assert_eq!(with(1), with(3));
}

#[test]
fn more_samples_smooth_the_rim_and_keep_the_inside() {
    let camera = Camera::default();
    let (rough, smooth) = (drawn(|_, _| 0.5, &camera, 1), drawn(|_, _| 0.5, &camera, 2));
    let partial =
        |raster: &Raster| raster.rgba.chunks(4).filter(|c| c[3] != 0 && c[3] != 255).count();
    assert_eq!(partial(&rough), 0);
    assert!(partial(&smooth) > 50);
    let middle = 4 * (SIZE[1] / 2 * SIZE[0] + SIZE[0] / 2);
    for (rough, smooth) in rough.rgba[middle..middle + 4].iter().zip(&smooth.rgba[middle..]) {
        assert!(rough.abs_diff(*smooth) <= 1);
    }
}

#[test]
fn a_mesh_keeps_both_ends_of_a_grid_and_no_more_points_than_asked_for() {
    let grid = grid(333);
    let mesh = Mesh::new(&Array2::zeros((333, 333)), &grid, &frame(), 200);
    assert_eq!((mesh.columns, mesh.rows, mesh.heights.len()), (200, 200, 40_000));
    let end = frame().place(grid.x(332), 0.0, 0.5)[0];
    assert_eq!((mesh.xs[0], mesh.xs[199]), (-end, end));
    assert!(mesh.xs.windows(2).all(|pair| pair[0] < pair[1]));
    assert_eq!(mesh.grid_lines(5).len(), 10);
    // one cell, and none
    for cells in [0, 1] {
        let grid = Grid { width: cells, height: cells, ..grid.clone() };
        let mesh = Mesh::new(&Array2::zeros((cells, cells)), &grid, &frame(), 200);
        let raster =
            render(&mesh, &Skin::Heights(Colormap::Viridis), &eye(&Camera::default()), SIZE, 1);
        assert!(raster.nearness.iter().all(|n| *n == 0.0));
    }
}

#[test]
fn a_camera_stays_in_its_ranges_and_zooms_at_the_pointer() {
    let camera = Camera::default().turned(500.0, 500.0);
    assert!((-180.0..180.0).contains(&camera.azimuth) && camera.elevation == 90.0);
    assert_eq!(Camera { zoom: f64::NAN, azimuth: f64::INFINITY, ..camera }.valid().zoom, 1.0);
    let size = SIZE.map(|pixels| pixels as f64);
    let before = Camera::default().panned([0.1, 0.0]);
    let at = eye(&before).project([0.4, 0.2, 0.1]);
    let share = [(at.x - size[0] / 2.0) / size[1], (at.y - size[1] / 2.0) / size[1]];
    let after = eye(&before.zoomed(3.0, share)).project([0.4, 0.2, 0.1]);
    assert!((after.x - at.x).abs() < 1e-9 && (after.y - at.y).abs() < 1e-9, "{at:?} {after:?}");
}

#[test]
fn a_line_is_cut_off_at_the_walls_of_the_box() {
    let line =
        [[-3.0, 0.0, 0.0], [0.0, 0.0, 0.3], [0.0, f64::NAN, 0.3], [0.5, 0.0, 0.3], [0.5, 3.0, 0.0]];
    let pieces = inside(&line);
    assert_eq!(pieces.len(), 2);
    assert!((pieces[0][0][0] + 1.0).abs() < 1e-12 && (pieces[0][0][2] - 0.2).abs() < 1e-12);
    assert_eq!(pieces[0][1], line[1]);
    assert!((pieces[1][1][1] - 1.0).abs() < 1e-12 && (pieces[1][1][2] - 0.2).abs() < 1e-12);
    assert!(inside(&[[2.0, 0.0, 0.0], [3.0, 0.0, 0.0]]).is_empty());
}

#[test]
fn the_axes_carry_their_names_and_round_numbers() {
    let axes = axes(&frame(), ["w", "b", "loss"], &eye(&Camera::default()));
    let texts = |k: usize| axes.marks[k].iter().map(|mark| mark.text.as_str()).collect::<Vec<_>>();
    assert_eq!(texts(0), ["0", "1", "2", "3", "4"]);
    assert_eq!(texts(1), ["-1", "-0.5", "0", "0.5", "1"]);
    assert_eq!(axes.names.each_ref().map(|name| name.text.as_str()), ["w", "b", "loss"]);
    assert!(axes.marks[2].len() >= 3 && axes.edges.len() == 9);
}
