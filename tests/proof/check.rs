//! The checker passes every certificate of a shipped point, and none that was changed.

use basinscope::preset::Preset;
use basinscope::proof::{CertificateFile, Verdict, check};

/// The certificates of all shipped points about which something is proven.
fn files() -> Vec<(String, CertificateFile)> {
    let mut files = Vec::new();
    for preset in Preset::shipped() {
        let all: Vec<_> = preset.points.iter().map(|point| point.exact.to_vec()).collect();
        for point in &preset.points {
            if let Some(file) = CertificateFile::new(&preset.exact_problem(), &point.exact, &all) {
                files.push((format!("{}, {}", preset.name, point.name), file));
            }
        }
    }
    files
}

#[test]
fn every_certificate_passes_after_writing_and_reading() {
    let files = files();
    assert!(files.len() > 40);
    for (name, file) in files {
        let text = serde_json::to_string(&file).unwrap();
        let read: CertificateFile = serde_json::from_str(&text).unwrap();
        assert_eq!(read, file, "{name}");
        check(&read).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn no_certificate_passes_with_another_verdict_that_does_not_follow() {
    let verdicts = [
        Verdict::ProvenStrictMinimum,
        Verdict::ProvenFlatMinimum,
        Verdict::ProvenDeadRegion,
        Verdict::ProvenSaddle,
        Verdict::Disproved,
        Verdict::Unproven,
    ];
    for (name, file) in files() {
        for verdict in verdicts.into_iter().filter(|v| *v != file.verdict) {
            // the dead region is a flat minimum, too, if the theorem on kinks covers it
            let changed = CertificateFile { verdict, ..file.clone() };
            assert!(check(&changed).is_err(), "{name} as {}", verdict.name());
        }
    }
}

#[test]
fn a_certificate_with_a_changed_number_fails() {
    for (name, file) in files() {
        let fails = |change: &dyn Fn(&mut CertificateFile), what: &str| {
            let mut changed = file.clone();
            change(&mut changed);
            assert!(check(&changed).is_err(), "{name}, {what}");
        };
        fails(&|f| f.loss[1] = f.loss[0] - 1e-6, "loss");
        fails(&|f| f.format = 2, "format");
        fails(&|f| f.scale = "-1".to_owned(), "scale");
        fails(&|f| f.point[0] = "1/0".to_owned(), "no fraction");
        fails(&|f| f.point.clear(), "no point");
        fails(
            &|f| {
                f.inputs.clear();
                f.teacher.clear();
            },
            "no data",
        );
        if file.verdict.is_minimum() {
            // the output bias or weight moved: no minimum any more
            fails(&|f| *f.point.last_mut().unwrap() = "17/3".to_owned(), "point");
        }
        if file.exact_loss.is_some() {
            fails(&|f| f.exact_loss = Some("1/7".to_owned()), "exact loss");
        }
        if file.direction.is_some() && file.evidence.is_none() {
            fails(
                &|f| f.direction.iter_mut().flatten().for_each(|d| *d = "0".to_owned()),
                "direction",
            );
            fails(&|f| f.direction = None, "no direction");
        }
        if file.better_point.is_some() {
            fails(&|f| f.better_point = Some(f.point.clone()), "better point");
        }
        if file.vectors_across.is_some() {
            fails(
                &|f| f.vectors_across.iter_mut().flatten().flatten().for_each(|y| *y = 0.0),
                "vectors across",
            );
            fails(&|f| f.vectors_across = Some(Vec::new()), "no vectors across");
            fails(&|f| f.vectors_across = None, "no evidence");
            fails(&|f| f.point[0] = "1/1000000000".to_owned(), "a unit that looks at the data");
            fails(&|f| f.inputs[0][0] = "99/100".to_owned(), "data with a slope");
        }
        if file.evidence.is_some() {
            fails(
                &|f| {
                    f.evidence
                        .as_mut()
                        .unwrap()
                        .inverse
                        .iter_mut()
                        .flatten()
                        .for_each(|y| *y = 0.0);
                },
                "inverse",
            );
            fails(
                &|f| {
                    f.evidence
                        .as_mut()
                        .unwrap()
                        .vectors
                        .iter_mut()
                        .flatten()
                        .for_each(|y| *y = 0.0);
                },
                "vectors",
            );
            fails(&|f| f.evidence.as_mut().unwrap().smallest_eigenvalue[0] *= 2.0, "eigenvalue");
            fails(&|f| f.evidence.as_mut().unwrap().radius = 1e-3, "radius");
            fails(&|f| f.evidence.as_mut().unwrap().centre[0] += 1e-3, "centre");
            fails(&|f| f.evidence = None, "no evidence");
        }
    }
}
