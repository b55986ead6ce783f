//! The enclosures hold what the objective finds in floating point.

use basinscope::network::{Law, draw};
use basinscope::objective::interval::Interval;
use basinscope::preset::Preset;
use basinscope::proof::Enclosure;

/// The floating-point reference lies within its own rounding of the enclosure, which is narrow.
#[test]
fn the_enclosures_agree_with_the_objective_on_every_preset() {
    for preset in Preset::shipped() {
        let objective = preset.objective();
        let problem = preset.exact_problem();
        let enclosure = Enclosure::new(&problem);
        for seed in 0..3 {
            let weights = draw(&preset.network, Law::Normal { sd: 1.0 }, seed);
            let point: Vec<Interval> = weights.iter().map(|&w| Interval::from(w)).collect();
            let mut gradient = vec![0.0; weights.len()];
            let value =
                objective.value_and_gradient(&weights, &mut gradient, &mut objective.workspace());
            let close = |x: f64, found: Interval, what: &str| {
                let slack = 1e-11 * (1.0 + x.abs());
                assert!(
                    found.lo() - slack <= x && x <= found.hi() + slack && found.width() <= slack,
                    "{}, {what}: {x} and {found:?}",
                    preset.name
                );
            };
            close(value, enclosure.value(&point), "loss");
            for (p, found) in enclosure.gradient(&point).into_iter().enumerate() {
                close(gradient[p], found, "gradient");
            }
            let hessian = objective.hessian(&weights);
            for (r, row) in enclosure.hessian(&point).into_iter().enumerate() {
                for (c, found) in row.into_iter().enumerate() {
                    close(hessian[[r, c]], found, "Hessian");
                }
            }
        }
    }
}

#[test]
fn a_box_holds_the_gradients_and_hessians_of_its_points() {
    let preset = Preset::load("sigmoid-ten-points").unwrap();
    let enclosure = Enclosure::new(&preset.exact_problem());
    let objective = preset.objective();
    let centre = &preset.points[0].weights;
    let cube: Vec<Interval> = centre.iter().map(|&w| Interval::around(w, 1e-3)).collect();
    let (value, hessian, gradient) =
        (enclosure.value(&cube), enclosure.hessian(&cube), enclosure.gradient(&cube));
    for seed in 0..200 {
        let noise = draw(&preset.network, Law::Uniform { limit: 0.99e-3 }, seed);
        let weights: Vec<f64> = centre.iter().zip(noise).map(|(w, n)| w + n).collect();
        let mut found = vec![0.0; weights.len()];
        assert!(value.contains(objective.value_and_gradient(
            &weights,
            &mut found,
            &mut objective.workspace()
        )));
        assert!(gradient.iter().zip(&found).all(|(g, &x)| g.contains(x)));
        let found = objective.hessian(&weights);
        assert!((0..9).all(|r| (0..9).all(|c| hessian[r][c].contains(found[[r, c]]))));
    }
}
