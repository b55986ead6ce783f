//! A teacher in place of points.

use super::*;
use crate::objective::LossKind;
use crate::preset::{DataEdit, Written};

const TEXT: &str = "[dataset]\nteacher = [[1, 0], [\"1/3\", -2]]\n[network]\nlayers = [2, 3]\n\
    output_activation = \"relu\"\nbias = false\n[loss]\nreduction = \"mean\"\nscale = 0.5\n";

#[test]
fn a_teacher_is_read_and_written_and_its_fractions_stay() {
    let preset = Preset::parse("two", TEXT).unwrap();
    assert_eq!(preset.dataset.teacher().unwrap().row(1).to_vec(), [1.0 / 3.0, -2.0]);
    assert_eq!((preset.dataset.len(), preset.network.parameter_count()), (0, 6));
    assert!(preset.exact_problem().check(&vec![preset.exact.scale.clone(); 6]).is_ok());
    let made = Preset { written: Written::default(), ..preset.clone() };
    assert!(made.to_toml().contains("teacher = [[1, 0], [\"1/3\", -2]]"), "{}", made.to_toml());
    assert_eq!(Preset::parse("two", &made.to_toml()).as_ref(), Ok(&preset));
    assert_eq!(preset.to_toml(), TEXT);
}

#[test]
fn what_a_population_does_not_have_is_told_in_a_sentence() {
    for (old, new, place, part) in [
        ("teacher", "inputs = [[1, 2]]\nteacher", "line 2, dataset.inputs", "either points"),
        ("-2]]", "-2, 3]]", "line 2, dataset.teacher[1]", "2 numbers, the weights of a unit"),
        ("[[1, 0], [\"1/3\", -2]]", "[]", "line 2, dataset.teacher", "at least one unit"),
        ("[2, 3]", "[2, 3, 1]\nactivation = \"relu\"", "network", "ReLU outputs alone"),
        ("\"relu\"", "\"tanh\"", "network", "ReLU outputs alone"),
        ("false", "true", "network", "ReLU outputs alone"),
        ("[loss]", "[loss]\nkind = \"cross-entropy\"", "loss", "the expected squared error"),
        ("\"mean\"", "\"sum\"", "loss", "the expected squared error"),
        ("[loss]", "[descent]\nbatch_size = 3\n[loss]", "batch_size", "expected no batches"),
    ] {
        let told = Preset::parse("bad.toml", &TEXT.replacen(old, new, 1)).unwrap_err().to_string();
        assert!(told.contains(place) && told.contains(part), "{told}");
    }
}

#[test]
fn neither_points_nor_another_loss_or_network_can_be_put_in() {
    let mut preset = Preset::parse("two", TEXT).unwrap();
    let before = preset.clone();
    let row = crate::preset::DataRow { inputs: vec![1.0, 2.0], targets: vec![0.0; 3] };
    assert!(!preset.edit_data(&DataEdit::Add(row)));
    let wider = crate::network::Network { bias: true, ..preset.network.clone() };
    assert!(!preset.set_network(wider));
    assert_eq!(preset, before);
    assert!(preset.can_have(LossKind::Squared) && !preset.can_have(LossKind::CrossEntropy));
}
