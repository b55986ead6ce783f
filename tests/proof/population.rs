//! Proofs about minima over a population, which has no points.

use basinscope::network::{Law, draw};
use basinscope::preset::Preset;
use basinscope::proof::{CertificateFile, Verdict, certify, check};
use num_rational::BigRational;

fn preset() -> Preset {
    Preset::load("safran-shamir-7").unwrap()
}

fn exact(weights: &[f64]) -> Vec<BigRational> {
    weights.iter().map(|&w| BigRational::from_float(w).unwrap()).collect()
}

#[test]
fn the_spurious_minimum_is_proven_with_its_loss_and_is_not_the_best() {
    let preset = preset();
    let point = preset.point("spurious minimum").unwrap();
    let all: Vec<_> = preset.points.iter().map(|point| point.exact.to_vec()).collect();
    let found = certify(&preset.exact_problem(), &point.exact, &all);
    assert_eq!(found.verdict, Verdict::ProvenStrictMinimum, "{}", found.reason);
    let [low, high] = found.loss;
    assert!(low <= 0.023_202_715 && 0.023_202_714 <= high && high - low < 1e-10, "{low} {high}");
    assert_eq!(format!("{low:.8} {high:.8}"), "0.02320271 0.02320271");
    assert_eq!(found.not_global, Some(true));
    assert!(found.smallest_eigenvalue.unwrap()[0] > 0.0 && found.distance.unwrap() < 1e-9);
}

#[test]
fn the_teacher_is_a_strict_minimum_of_loss_exactly_0_in_any_order_of_its_units() {
    let preset = preset();
    let units = &preset.exact.teacher;
    let turned: Vec<BigRational> =
        units[1..].iter().chain(&units[..1]).flatten().cloned().collect();
    for point in [units.concat(), turned] {
        let found = certify(&preset.exact_problem(), &point, &[]);
        assert_eq!(found.verdict, Verdict::ProvenStrictMinimum, "{}", found.reason);
        assert_eq!(
            (found.not_global, found.exact_loss.unwrap().to_string()),
            (Some(false), "0".into())
        );
    }
}

#[test]
fn what_is_no_minimum_is_disproved_and_what_has_no_derivative_is_left_open() {
    let preset = preset();
    let problem = preset.exact_problem();
    let minimum = &preset.point("spurious minimum").unwrap().weights;
    let mut beside = minimum.clone();
    beside[3] += 0.01;
    for weights in [beside, draw(&preset.network, Law::Normal { sd: 0.4 }, 5)] {
        let found = certify(&problem, &exact(&weights), &[]);
        assert_eq!(found.verdict, Verdict::Disproved, "{}", found.reason);
        let file = CertificateFile::new(&problem, &exact(&weights), &[]).unwrap();
        check(&file).unwrap();
        let claim = CertificateFile { verdict: Verdict::ProvenStrictMinimum, ..file };
        assert!(check(&CertificateFile { direction: None, ..claim }).is_err());
    }
    let found = certify(&problem, &exact(&vec![0.0; minimum.len()]), &[]);
    assert_eq!(found.verdict, Verdict::Unproven, "{}", found.reason);
}

#[test]
fn a_proof_about_another_teacher_or_in_other_terms_does_not_hold() {
    let preset = preset();
    let point = preset.point("spurious minimum").unwrap();
    let file = CertificateFile::new(&preset.exact_problem(), &point.exact, &[]).unwrap();
    let text = serde_json::to_string(&file).unwrap();
    let file: CertificateFile = serde_json::from_str(&text).unwrap();
    check(&file).unwrap();
    let mut other = file.clone();
    other.teacher[2][3] = "1/100".to_owned();
    let mut longer = file.clone();
    longer.teacher[0].push("0".to_owned());
    let mut pointed = file.clone();
    pointed.inputs = vec![vec!["1".to_owned(); 7]];
    let mut biased = file.clone();
    biased.network.bias = true;
    let mut doubled = file.clone();
    doubled.vectors_across = Some(Vec::new());
    doubled.evidence = None;
    let mut wider = file.clone();
    wider.evidence.as_mut().unwrap().radius *= 100.0;
    let mut lower = file.clone();
    lower.loss = [0.0, 0.01];
    for wrong in [other, longer, pointed, biased, doubled, wider, lower] {
        assert!(check(&wrong).is_err());
    }
}
