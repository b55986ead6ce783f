//! A preset that was read and is saved again keeps what its owner wrote.

use proptest::prelude::*;

use super::round_trip::{network, preset_of};
use super::*;
use crate::objective::Reduction;

/// Comments everywhere, keys in an odd order, numbers spelled in many ways, defaults left out and
/// defaults written down.
const OWN: &str = r#"# My experiment.

[descent]   # comes first
steps = 1_000
learning_rate = 1e-2   # to be tuned
momentum = 0.9         # the default, but I like to see it

# the data
[dataset]
targets = [ [0.50], 1,
    "13/3",  # a third
]   # one each
inputs = [
    # the left ones
    [ "-1/3" ],   # far left
    [0x10],       # sixteen

    # the right one
    [+2.50],      # right
]

[network]
activation = 'relu'
layers = [1, 1,1]
# no [loss]: the default

[[points]]
layers = [{ biases = [-3], weights = [["13/3"]] }, { weights = [[1.0]], biases = [0] }] # mine
name = "here"

# the other
[[points]]
name = 'there'   # far away
layers = [
    { weights = [[1]],   # of the first
      biases = [0] },
    { weights = [[2]], biases = [0.10] },
]
# the end
"#;

fn own() -> Preset {
    Preset::parse("own.toml", OWN).unwrap_or_else(|error| panic!("{error}"))
}

/// The lines that the second text lacks, and those that the first one lacks.
fn difference<'t>(old: &'t str, new: &'t str) -> [Vec<&'t str>; 2] {
    let lacking = |of: &'t str, other: &str| {
        let mut known: Vec<&str> = other.lines().collect();
        let mut lacking = Vec::new();
        for line in of.lines() {
            match known.iter().position(|known| *known == line) {
                Some(at) => {
                    known.remove(at);
                }
                None => lacking.push(line),
            }
        }
        lacking
    };
    [lacking(old, new), lacking(new, old)]
}

/// Saves the owner's preset after `change`, and says which lines went and which came.
fn assert_differs(change: impl FnOnce(&mut Preset), gone: &[&str], come: &[&str]) {
    let mut preset = own();
    change(&mut preset);
    let text = preset.to_toml();
    assert_eq!(Preset::parse("own.toml", &text).as_ref(), Ok(&preset), "{text}");
    assert_eq!(difference(OWN, &text), [gone.to_vec(), come.to_vec()], "{text}");
}

#[test]
fn a_preset_that_was_not_changed_is_saved_as_it_was_read() {
    assert_eq!(own().to_toml(), OWN);
    for name in Preset::shipped_names() {
        let preset = Preset::load(name).unwrap();
        assert_eq!(Some(preset.to_toml().as_str()), preset.written.text(), "{name}");
    }
}

#[test]
fn only_the_line_of_a_changed_setting_differs() {
    assert_differs(
        |preset| preset.descent.settings.learning_rate = 0.25,
        &["learning_rate = 1e-2   # to be tuned"],
        &["learning_rate = 0.25   # to be tuned"],
    );
    assert_differs(
        |preset| preset.points[0].note = "A note.".to_owned(),
        &[],
        &["note = \"A note.\""],
    );
}

#[test]
fn only_the_line_of_a_changed_data_point_differs() {
    let row = |input: f64, target: f64| DataRow { inputs: vec![input], targets: vec![target] };
    // what is said of the named points is changed by an edit, too: here it is put back
    let edit = |edit: DataEdit| {
        move |preset: &mut Preset| {
            let points = preset.points.clone();
            assert!(preset.edit_data(&edit));
            preset.points = points;
        }
    };
    assert_differs(
        edit(DataEdit::Set(1, row(17.0, 1.0))),
        &["    [0x10],       # sixteen"],
        &["    [17],       # sixteen"],
    );
    assert_differs(edit(DataEdit::Add(row(7.0, 8.0))), &[], &["    8,", "    [7],"]);
    assert_differs(
        edit(DataEdit::Remove(1)),
        &["targets = [ [0.50], 1,", "    [0x10],       # sixteen"],
        &["targets = [ [0.50],"],
    );
}

#[test]
fn new_points_and_sections_stand_below_headers_of_their_own() {
    assert_differs(
        |preset| preset.add_point("third", "new", &[1.0, 2.0, 3.0, 4.0]),
        &[],
        &[
            "",
            "[[points]]",
            "name = \"third\"",
            "note = \"new\"",
            "layers = [",
            "    { weights = [[1]], biases = [2] },",
            "    { weights = [[3]], biases = [4] },",
            "]",
        ],
    );
    assert_differs(
        |preset| preset.loss.reduction = Reduction::Mean,
        &[],
        &["", "[loss]", "kind = \"squared\"", "reduction = \"mean\"", "scale = 1"],
    );
}

#[test]
fn line_ends_of_two_characters_stay() {
    let text = OWN.replace('\n', "\r\n");
    let mut preset = Preset::parse("own.toml", &text).unwrap();
    preset.descent.settings.steps = 7;
    assert_eq!(preset.to_toml(), text.replace("1_000", "7"));
}

#[test]
fn a_preset_made_in_the_program_has_no_text_to_keep() {
    let made = Preset { written: Written::default(), ..own() };
    assert_eq!(made, own(), "the text is no part of what a preset says");
    assert!(made.to_toml().starts_with("title = \"own\"\nsource = \"\"\nnotes = \"\"\n"));
}

/// Whole numbers above 2^63 are none to toml_edit: such a preset is written anew.
fn with_small_seeds(mut preset: Preset) -> Preset {
    preset.descent.settings.seed >>= 1;
    preset.descent.settings.noise.seed >>= 1;
    let planes = preset.tour.iter_mut().filter_map(|step| step.plane.as_mut());
    for plane in planes.chain([&mut preset.plane]) {
        if let PlaneKind::Random { seed } | PlaneKind::FilterNormalised { seed, .. } =
            &mut plane.kind
        {
            *seed >>= 1;
        }
    }
    preset
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn any_change_of_any_preset_can_be_put_into_its_text(
        (was, is) in network().prop_flat_map(|network| {
            let other = network.clone();
            (1_usize..4, 1_usize..4).prop_flat_map(move |(a, b)| {
                (preset_of(network.clone(), a), preset_of(other.clone(), b))
            })
        }),
    ) {
        let [was, is] = [was, is].map(with_small_seeds);
        let text = format!("# mine\n{}# the end\n", was.to_toml());
        let read = Preset::parse("some", &text).expect("a written preset is right");
        let changed = Preset { written: read.written, ..is };
        let text = changed.to_toml();
        let again = Preset::parse("some", &text);
        prop_assert_eq!(again.as_ref(), Ok(&changed), "{}", text);
        prop_assert!(text.starts_with("# mine\n"), "it was written anew: {}", text);
    }
}
