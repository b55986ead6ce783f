//! How the optimisers of a race are told apart: by colour, and in greyscale by the shape of a mark.

use std::f64::consts::{FRAC_1_SQRT_2, PI};

use super::shape::{Ink, Shape};
use super::style::Style;
use crate::optimizer::Optimizer;

/// A colour for each optimiser, always the same: 32 apart (CIE 1976) from one another to usual and
/// to red- and green-blind eyes, and 12 from those of attractors, than which all but the last two
/// are lighter: so many light colours are not that far apart.
#[must_use]
pub fn runner_color(optimizer: Optimizer) -> [u8; 3] {
    match optimizer {
        Optimizer::GradientDescent => [255, 119, 68],
        Optimizer::Momentum => [68, 136, 255],
        Optimizer::Nesterov => [204, 204, 255],
        Optimizer::Adagrad => [255, 255, 170],
        Optimizer::Rmsprop => [255, 68, 119],
        Optimizer::Adam => [238, 255, 238],
        Optimizer::Adamw => [255, 255, 17],
        Optimizer::Nadam => [198, 9, 135],
        Optimizer::Lion => [90, 54, 255],
    }
}

/// The outline of an optimiser's mark around (0, 0), within a circle of radius 1 and with `y`
/// downwards: disc, square, lozenge, triangles up and down, star, plus, star of four points, and
/// cross. Rays from the middle meet it once.
fn mark(optimizer: Optimizer) -> Vec<[f64; 2]> {
    let turned = |corners: usize, first: f64, radius: fn(usize) -> f64| -> Vec<[f64; 2]> {
        let angle = |k: usize| first + 2.0 * PI * k as f64 / corners as f64;
        (0..corners)
            .map(|k| [radius(k) * pxfm::f_cos(angle(k)), radius(k) * pxfm::f_sin(angle(k))])
            .collect()
    };
    match optimizer {
        Optimizer::GradientDescent => turned(20, 0.0, |_| 0.9),
        Optimizer::Momentum => turned(4, 0.25 * PI, |_| 1.0),
        Optimizer::Nesterov => turned(4, 0.0, |_| 1.0),
        Optimizer::Adagrad => turned(3, -0.5 * PI, |_| 1.0),
        Optimizer::Rmsprop => turned(3, 0.5 * PI, |_| 1.0),
        Optimizer::Adam => turned(10, -0.5 * PI, |k| if k.is_multiple_of(2) { 1.0 } else { 0.42 }),
        Optimizer::Adamw => PLUS.to_vec(),
        Optimizer::Nadam => turned(8, 0.0, |k| if k.is_multiple_of(2) { 1.0 } else { 0.36 }),
        Optimizer::Lion => {
            PLUS.map(|[x, y]| [FRAC_1_SQRT_2 * (x - y), FRAC_1_SQRT_2 * (x + y)]).to_vec()
        }
    }
}

/// A plus, all bars of which are of the same width.
const PLUS: [[f64; 2]; 12] = {
    let (long, short) = (0.92, 0.92 * 0.5 * FRAC_1_SQRT_2);
    [
        [short, -long],
        [short, -short],
        [long, -short],
        [long, short],
        [short, short],
        [short, long],
        [-short, long],
        [-short, short],
        [-long, short],
        [-long, -short],
        [-short, -short],
        [-short, -long],
    ]
};

/// The mark of a runner around `at`, within a circle of this radius.
#[must_use]
pub fn runner(at: [f64; 2], radius: f64, optimizer: Optimizer, style: &Style) -> Vec<Shape> {
    let corner = |[x, y]: [f64; 2]| [at[0] + radius * x, at[1] + radius * y];
    let corners: Vec<[f64; 2]> = mark(optimizer).into_iter().map(corner).collect();
    let (fill, rim) = (Some(Ink::of(runner_color(optimizer))), Some(style.runner.rim));
    if style.runner.is_rim_below {
        let below = Shape::Polygon { corners: corners.clone(), fill: None, rim };
        vec![below, Shape::Polygon { corners, fill, rim: None }]
    } else {
        vec![Shape::Polygon { corners, fill, rim }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::map::label_color;

    /// Linear light as usual, red-blind and green-blind eyes see it (Machado, Oliveira and
    /// Fernandes 2009, IEEE Trans. Vis. Comput. Graph. 15, 6, severity 1).
    const EYES: [[[f64; 3]; 3]; 3] = [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ];

    fn lab(rgb: [u8; 3], eye: &[[f64; 3]; 3]) -> [f64; 3] {
        let linear = rgb.map(|c| {
            let c = f64::from(c) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        });
        let dot = |row: &[f64; 3], v: &[f64; 3]| row.iter().zip(v).map(|(a, b)| a * b).sum::<f64>();
        let seen = eye.map(|row| dot(&row, &linear).clamp(0.0, 1.0));
        let f = |t: f64| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
        let x = f(dot(&[0.4124, 0.3576, 0.1805], &seen) / 0.950_47);
        let y = f(dot(&[0.2126, 0.7152, 0.0722], &seen));
        let z = f(dot(&[0.0193, 0.1192, 0.9505], &seen) / 1.088_83);
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    fn least_difference(a: [u8; 3], b: [u8; 3]) -> f64 {
        let of = |eye| crate::network::distance(&lab(a, eye), &lab(b, eye));
        EYES.iter().map(of).fold(f64::INFINITY, f64::min)
    }

    #[test]
    fn colours_stay_apart_for_colour_blind_eyes_and_from_those_of_attractors() {
        for (i, a) in Optimizer::ALL.into_iter().enumerate() {
            for b in &Optimizer::ALL[..i] {
                let apart = least_difference(runner_color(a), runner_color(*b));
                assert!(apart > 32.0, "{} and {}: {apart}", a.name(), b.name());
            }
            for place in 0..9 {
                let apart = least_difference(runner_color(a), label_color(place));
                assert!(apart > 12.0, "{} and attractor {place}: {apart}", a.name());
            }
        }
    }

    #[test]
    fn every_mark_is_another_and_fits_its_circle() {
        let marks = Optimizer::ALL.map(mark);
        for (i, mark) in marks.iter().enumerate() {
            assert!(mark.iter().all(|[x, y]| x.hypot(*y) <= 1.0 + 1e-9));
            assert!(!marks[..i].contains(mark));
        }
    }
}
