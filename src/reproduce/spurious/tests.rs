use super::*;
use crate::monitor::Monitor;

fn short() -> Protocol {
    // one of these few starts is trapped
    Protocol { starts: 6, seed: 34, listed: 1, ..Protocol::shipped().unwrap() }
}

#[test]
fn the_published_points_are_proven_as_printed_with_their_losses_to_all_digits() {
    let mut part = Part::default();
    published::told(&mut part, &short()).unwrap();
    let told = part.markdown();
    for row in
        ["| 7 | 0.02320271 | 0.02320271, the same |", "| 8 | 0.02150804 | 0.02150804, the same |"]
    {
        let line = told.lines().find(|line| line.starts_with(row)).expect(row);
        assert!(line.contains("| proven-strict-minimum |") && line.ends_with("| no |"), "{line}");
    }
}

#[test]
fn random_starts_end_in_the_published_minimum_of_seven_units_and_it_is_proven() {
    let found = {
        let how = (&short().settings().unwrap(), short().law().unwrap());
        search(&short(), how, 7, &Monitor::default()).unwrap()
    };
    assert_eq!((found.global, found.minima.len(), found.open), (5, 1, 0));
    let first = &found.minima[0];
    assert_eq!(first.starts, 1);
    assert_eq!(format!("{:.8}", first.loss), "0.02320271");
    let proof = first.proof.as_ref().unwrap();
    assert_eq!(proof.verdict, Verdict::ProvenStrictMinimum, "{}", proof.reason);
}

#[test]
fn what_is_not_found_is_told_with_what_that_says() {
    let none = Found { units: 6, global: 4, minima: Vec::new(), open: 2 };
    let told = remarks(&short(), &[none]);
    assert!(told[0].contains("none of 6 starts") && told[0].contains("no proof"), "{told:?}");
    assert!(told[1].contains("2 of 6 starts ended in no minimum"), "{told:?}");
}
