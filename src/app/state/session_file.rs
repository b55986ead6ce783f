//! A session as one TOML file.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::app::state::race::{Entry, RATES, Race};
use crate::app::state::session::{Layer, Look, Original, Session, Start, SurfaceChoice, TourPlace};
use crate::figure::surface::Camera;
use crate::figure::{BasinView, Colormap, ScaleKind};
use crate::optimizer::Optimizer;
use crate::preset::Preset;

/// The format that is written.
const VERSION: u32 = 1;

/// The file.
#[expect(clippy::struct_excessive_bools, reason = "the keys of the file, each a choice of its own")]
#[derive(Serialize, Deserialize)]
struct File {
    version: u32,
    #[serde(default)]
    recent: Vec<PathBuf>,
    name: String,
    /// Set if the preset as it was opened is a shipped one.
    shipped: Option<String>,
    is_edited: bool,
    ranges: Option<[[f64; 2]; 2]>,
    layer: String,
    basin_view: String,
    tells_copies_apart: bool,
    speed: f32,
    seed: u64,
    #[serde(default)]
    shows_held: bool,
    scale: String,
    colormap: String,
    contours: bool,
    labels: bool,
    /// The preset as it is now; empty in a link if it is the shipped one.
    preset: String,
    /// The preset as it was opened, if that is not a shipped one and differs.
    original: Option<String>,
    start: Option<StartEntry>,
    #[serde(default)]
    profile: bool,
    #[serde(default)]
    surface: bool,
    #[serde(default)]
    camera: Camera,
    race: Option<RaceEntry>,
    /// The step of the tour, in a link.
    tour: Option<usize>,
}

#[derive(Serialize, Deserialize)]
struct RaceEntry {
    is_on: bool,
    /// Names of those that run.
    runners: Vec<String>,
    /// The rates that were chosen.
    rates: BTreeMap<String, f64>,
}

impl RaceEntry {
    fn of(race: &Race) -> Self {
        let name = |entry: &Entry| entry.optimizer.name().to_owned();
        let rates =
            race.entries.iter().filter_map(|entry| Some((name(entry), entry.learning_rate?)));
        Self {
            is_on: race.is_on,
            runners: race.entries.iter().filter(|entry| entry.is_in).map(name).collect(),
            rates: rates.collect(),
        }
    }

    fn race(&self) -> Race {
        let entry = |optimizer: Optimizer| Entry {
            optimizer,
            is_in: self.runners.iter().any(|name| name == optimizer.name()),
            learning_rate: self
                .rates
                .get(optimizer.name())
                .copied()
                .filter(|rate| RATES.contains(rate)),
        };
        Race { is_on: self.is_on, entries: Optimizer::ALL.map(entry) }
    }
}

#[derive(Serialize, Deserialize)]
struct StartEntry {
    name: String,
    weights: Vec<f64>,
}

/// The text of a file.
pub fn write(session: &Session, shipped: &[Preset], recent: &[PathBuf]) -> String {
    toml::to_string(&file(session, shipped, recent)).expect("plain values are TOML")
}

/// The text of a link: what the shipped presets say is left out, and so is what only this machine
/// knows.
pub fn write_short(session: &Session, shipped: &[Preset]) -> String {
    let mut file = file(session, shipped, &[]);
    let known = session.gallery_index.and_then(|index| shipped.get(index));
    if known == Some(&session.preset) {
        file.preset.clear();
    }
    file.original = None;
    file.tour = session.tour.as_ref().map(|place| place.step);
    toml::to_string(&file).expect("plain values are TOML")
}

fn file(session: &Session, shipped: &[Preset], recent: &[PathBuf]) -> File {
    let shipped = session
        .gallery_index
        .and_then(|index| shipped.get(index))
        .map(|preset| preset.name.clone());
    let original = (shipped.is_none() && *session.original.0 != session.preset)
        .then(|| session.original.0.to_toml());
    File {
        version: VERSION,
        recent: recent.to_vec(),
        name: session.preset.name.clone(),
        shipped,
        is_edited: session.is_edited,
        ranges: session.ranges,
        layer: format!("{:?}", session.layer),
        basin_view: format!("{:?}", session.basin_view),
        tells_copies_apart: session.tells_copies_apart,
        speed: session.speed,
        seed: session.seed,
        shows_held: session.shows_held,
        scale: format!("{:?}", session.look.scale),
        colormap: session.look.colormap.name().to_owned(),
        contours: session.look.contours,
        labels: session.look.labels,
        profile: session.look.profile,
        surface: session.surface.is_shown,
        camera: session.surface.camera,
        preset: session.preset.to_toml(),
        original,
        start: session
            .start
            .as_ref()
            .map(|start| StartEntry { name: start.name.clone(), weights: start.weights.clone() }),
        race: (session.race != Race::default()).then(|| RaceEntry::of(&session.race)),
        tour: None,
    }
}

/// The session and the recent files of a text; the error is a clause.
pub fn read(text: &str, shipped: &[Preset]) -> Result<(Session, Vec<PathBuf>), String> {
    let file: File = toml::from_str(text).map_err(|error| error.message().to_owned())?;
    if file.version != VERSION {
        return Err(format!("expected format {VERSION}, found {}", file.version));
    }
    let parse = |text: &str| Preset::parse(&file.name, text).map_err(|error| error.to_string());
    let gallery_index = shipped.iter().position(|known| Some(&known.name) == file.shipped.as_ref());
    let preset = match gallery_index {
        Some(index) if file.preset.is_empty() => shipped[index].clone(),
        _ => parse(&file.preset)?,
    };
    let original = match (gallery_index, &file.original) {
        (Some(index), _) => shipped[index].clone(),
        (None, Some(text)) => parse(text)?,
        (None, None) => preset.clone(),
    };
    let look = Look {
        scale: named(&[ScaleKind::Log, ScaleKind::Linear], &file.scale),
        colormap: Colormap::from_name(&file.colormap).unwrap_or(Look::default().colormap),
        profile: file.profile,
        contours: file.contours,
        labels: file.labels,
    };
    let count = preset.network.parameter_count();
    let fits =
        |weights: &[f64]| weights.len() == count && weights.iter().all(|weight| weight.is_finite());
    let start = file.start.filter(|start| fits(&start.weights));
    let is_range = |[low, high]: [f64; 2]| low < high && (high - low).is_finite();
    let step = file.tour.filter(|step| *step < original.tour.len());
    let session = Session {
        tour: step.map(|step| TourPlace { step, look: look.clone() }),
        original: Original(Arc::new(original)),
        is_edited: file.is_edited,
        ranges: file.ranges.filter(|ranges| ranges.iter().all(|range| is_range(*range))),
        start: start.map(|start| Start { name: start.name, weights: start.weights }),
        race: file.race.map_or_else(Race::default, |race| race.race()),
        layer: named(&Layer::ALL, &file.layer),
        surface: SurfaceChoice { is_shown: file.surface, camera: file.camera.valid() },
        basin_view: named(&BasinView::ALL, &file.basin_view),
        tells_copies_apart: file.tells_copies_apart,
        speed: if file.speed.is_finite() { file.speed.clamp(0.1, 100.0) } else { 1.0 },
        seed: file.seed,
        shows_held: file.shows_held,
        ..Session::new(preset, gallery_index, look)
    };
    Ok((session, file.recent))
}

/// The value that is called so, or else the first.
fn named<T: Copy + std::fmt::Debug>(all: &[T], name: &str) -> T {
    all.iter().copied().find(|value| format!("{value:?}") == name).unwrap_or(all[0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::{DataEdit, DataRow};

    #[test]
    fn a_session_comes_back_from_its_file_as_it_was() {
        let shipped = Preset::shipped();
        let mut session = Session::new(shipped[3].clone(), Some(3), Look::default());
        session
            .preset
            .edit_data(&DataEdit::Add(DataRow { inputs: vec![0.1], targets: vec![1.0 / 3.0] }));
        session.is_edited = true;
        session.ranges = Some([[-0.1, 1.0 / 3.0], [0.0, 1e-9]]);
        session.start = Some(Start {
            name: "a \"start\"".to_owned(),
            weights: vec![0.1; session.preset.network.parameter_count()],
        });
        session.race.is_on = true;
        session.shows_held = true;
        session.race.entries[5].learning_rate = Some(1.0 / 3.0);
        session.race.entries[0].is_in = false;
        session.layer = Layer::Basins;
        session.basin_view = BasinView::ALL[2];
        session.look.scale = ScaleKind::Linear;
        session.look.colormap = Colormap::Batlow;
        session.look.profile = true;
        session.surface =
            SurfaceChoice { is_shown: true, camera: Camera::default().turned(12.5, -3.0) };
        session.speed = 2.5;
        session.seed = 7;
        let recent = vec![PathBuf::from("/a b/c.csv")];
        let (again, files) = read(&write(&session, &shipped, &recent), &shipped).unwrap();
        assert_eq!((&again, &files), (&session, &recent));
        // a preset of one's own, edited: what it was before the edit comes back too
        let mut own = Session::new(shipped[0].clone(), None, Look::default());
        own.preset.edit_data(&DataEdit::Remove(0));
        let (again, _) = read(&write(&own, &shipped, &[]), &shipped).unwrap();
        assert_eq!(again, own);
    }

    #[test]
    fn a_file_that_is_no_session_is_told() {
        let shipped = Preset::shipped();
        assert!(read("nonsense", &shipped).is_err());
        let text =
            write(&Session::new(shipped[0].clone(), Some(0), Look::default()), &shipped, &[]);
        assert!(
            read(&text.replace("version = 1", "version = 9"), &shipped)
                .unwrap_err()
                .contains("format 1")
        );
        assert!(read(&text[..text.len() / 2], &shipped).is_err());
    }
}
