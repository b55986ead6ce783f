//! What the person at the window has chosen: plain state, apart from running jobs and their
//! results.

use std::sync::Arc;

use crate::app::state::race::Race;
use crate::experiment;
use crate::figure::surface::Camera;
use crate::figure::{BasinView, Colormap, ScaleKind};
use crate::network::Network;
use crate::optimizer::Settings;
pub use crate::plane::Layer;
use crate::plane::Quantity;
use crate::preset::{NamedPoint, Preset};

/// How losses become a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// Logarithmic or linear colours.
    pub scale: ScaleKind,
    /// The colours.
    pub colormap: Colormap,
    /// Whether the loss is minimised over the directions off the plane.
    pub profile: bool,
    /// Whether contour lines are drawn.
    pub contours: bool,
    /// Whether named points carry their names.
    pub labels: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            scale: ScaleKind::Log,
            colormap: Colormap::Viridis,
            profile: false,
            contours: true,
            labels: true,
        }
    }
}

/// Where a descent starts.
#[derive(Clone, Debug, PartialEq)]
pub struct Start {
    /// What to call it.
    pub name: String,
    /// The full weight vector.
    pub weights: Vec<f64>,
}

/// A preset as it was opened; quickly compared, since it is the same one in memory as a rule.
#[derive(Clone, Debug)]
pub struct Original(pub Arc<Preset>);

impl PartialEq for Original {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

/// Where one is in the preset's tour.
#[derive(Clone, Debug, PartialEq)]
pub struct TourPlace {
    /// The step that is shown, from 0.
    pub step: usize,
    /// How losses became a picture before the tour.
    pub look: Look,
}

/// The weight-space map as a surface in space.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SurfaceChoice {
    /// Whether it is shown in place of the flat map.
    pub is_shown: bool,
    /// From where it is looked at.
    pub camera: Camera,
}

/// All that is chosen, and that undo brings back.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// The preset, with whatever was changed by hand.
    pub preset: Preset,
    /// The preset as it was opened.
    pub original: Original,
    /// Place of the preset in the gallery, if it is a shipped one.
    pub gallery_index: Option<usize>,
    /// Whether data, network or loss were changed by hand.
    pub is_edited: bool,
    /// The visible ranges of the plane; `None` until the plane is known.
    pub ranges: Option<[[f64; 2]; 2]>,
    /// The start of the descent.
    pub start: Option<Start>,
    /// Who runs against the descent.
    pub race: Race,
    /// Whether what the optimiser holds is drawn at the playhead.
    pub shows_held: bool,
    /// How losses become a picture.
    pub look: Look,
    /// What the map is coloured by.
    pub layer: Layer,
    /// The surface in place of the flat map.
    pub surface: SurfaceChoice,
    /// What is shown of the basins.
    pub basin_view: BasinView,
    /// Whether basins of copies under the network's symmetries are told apart.
    pub tells_copies_apart: bool,
    /// Playing speed, 1 = a whole descent in a few seconds.
    pub speed: f32,
    /// The seed of the last random start.
    pub seed: u64,
    /// The step of the tour, while it is on.
    pub tour: Option<TourPlace>,
}

impl Session {
    /// A fresh session on `preset`, with the look of an earlier one.
    pub fn new(preset: Preset, gallery_index: Option<usize>, look: Look) -> Self {
        Self {
            original: Original(Arc::new(preset.clone())),
            preset,
            gallery_index,
            is_edited: false,
            ranges: None,
            start: None,
            race: Race::default(),
            shows_held: false,
            look,
            layer: Layer::default(),
            surface: SurfaceChoice::default(),
            basin_view: BasinView::default(),
            tells_copies_apart: false,
            speed: 1.0,
            seed: 0,
            tour: None,
        }
    }

    /// About how many bytes it takes beside another one, with which it may share the named points,
    /// as all share data and fractions.
    pub fn bytes(&self, beside: Option<&Self>) -> usize {
        let points = &self.preset.points;
        let is_shared = beside.is_some_and(|other| points.is_shared_with(&other.preset.points));
        let own =
            points.iter().filter(|_| !is_shared).map(|point| point.weights.len()).sum::<usize>();
        let weights = own + self.start.as_ref().map_or(0, |start| start.weights.len());
        size_of::<Self>() + size_of::<f64>() * weights
    }

    /// Whether the preset has a tour.
    pub fn has_tour(&self) -> bool {
        !self.original.0.tour.is_empty()
    }

    /// Whether the surface is seen: the loss along a single weight has none.
    pub fn shows_surface(&self) -> bool {
        self.surface.is_shown && self.preset.has_plane()
    }

    /// How the loss is drawn: its profile is seen only in its own map, and where there are
    /// directions off the plane.
    pub fn loss_look(&self) -> Look {
        let has_others = self.preset.network.parameter_count() > 2;
        let profile = self.look.profile && has_others && self.layer == Layer::LOSS;
        Look { profile, ..self.look.clone() }
    }

    /// Puts in another network; a start that does not fit it is forgotten. One that does not fit
    /// the data was chosen for others, which were replaced at the same moment: nothing changes
    /// then.
    pub fn set_network(&mut self, network: Network) {
        let data = &self.preset.dataset;
        if [network.input_count(), network.output_count()]
            != [data.input_count(), data.target_count()]
        {
            return;
        }
        self.is_edited = true;
        if self.preset.set_network(network) {
            self.start = None;
            self.ranges = None;
        }
    }

    /// Puts in another optimiser.
    pub fn set_descent(&mut self, settings: Settings) {
        self.preset.descent.settings = settings;
    }

    /// What the map's numbers are, where it is coloured by numbers of its points.
    pub fn quantity(&self) -> Quantity {
        self.layer.quantity()
    }

    /// Why a layer cannot be shown; `None` if it can.
    pub fn refusal(&self, layer: Layer) -> Option<String> {
        layer.quantity().refusal(self.preset.network.parameter_count())
    }

    /// The level of the map's numbers that is drawn as a line instead of contours.
    pub fn edge(&self) -> Option<f64> {
        let preset = &self.preset;
        experiment::edge(&preset.descent.settings, preset.dataset.len(), self.quantity())
    }

    /// The settings of all that run against the descent; none while the race is off.
    pub fn rivals(&self) -> Vec<Settings> {
        self.race.rivals(&self.preset.descent.settings, &self.original.0.descent.settings)
    }

    /// Keeps `weights` as a named point and returns its name.
    pub fn keep_point(&mut self, weights: &[f64], note: String) -> String {
        // among one name more than there are points, one is free
        let name = (1..=self.preset.points.len() + 1)
            .map(|i| format!("kept {i}"))
            .find(|name| self.preset.points.iter().all(|point| &point.name != name))
            .expect("a free name");
        self.preset.add_point(&name, &note, weights);
        name
    }
}

impl Session {
    /// The preset that opens in the state of this session.
    pub fn to_preset(&self) -> Preset {
        let mut preset = self.preset.clone();
        let mark = " (edited)";
        if self.is_edited && !preset.title.ends_with(mark) {
            preset.title += mark;
            preset.notes = format!("Written before the edit: {}", preset.notes);
        }
        if let Some([x, y]) = self.ranges {
            preset.plane.x_range = Some(x);
            // along a single weight the second range is that of the loss, which follows from the
            // first
            preset.plane.y_range = preset.has_plane().then_some(y);
        }
        let Some(start) = &self.start else { return preset };
        if preset.plane.origin.is_none() {
            // another start must not move the plane
            let named = experiment::default_point(&preset).ok().flatten();
            preset.plane.origin = match named.map(|point| point.name.clone()) {
                Some(name) => Some(name),
                None => experiment::default_start(&preset)
                    .ok()
                    .map(|origin| preset.add_free_point("origin of the plane", "", &origin, None)),
            };
        }
        let is_start = |point: &&NamedPoint| point.weights == start.weights;
        let name = match preset.points.iter().find(is_start) {
            Some(point) => point.name.clone(),
            None => preset.add_free_point(
                "start",
                &format!("From {}.", start.name),
                &start.weights,
                None,
            ),
        };
        preset.descent.starts.retain(|known| *known != name);
        preset.descent.starts.insert(0, name);
        preset
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_takes_the_memory_of_its_points_only_where_it_does_not_share_them() {
        let session = Session::new(Preset::load("xor-relu").unwrap(), None, Look::default());
        let mut other = session.clone();
        let weights: usize = session.preset.points.iter().map(|point| point.weights.len()).sum();
        assert_eq!(session.bytes(None) - session.bytes(Some(&other)), size_of::<f64>() * weights);
        other.preset.points[0].weights[0] += 1.0;
        assert_eq!(session.bytes(Some(&other)), session.bytes(None));
    }

    #[test]
    fn a_network_for_data_that_are_gone_changes_nothing() {
        let mut session = Session::new(Preset::load("xor-relu").unwrap(), None, Look::default());
        let (before, network) = (session.clone(), session.preset.network.clone());
        session.set_network(Network { layers: vec![1, 3, 1], ..network.clone() });
        session.set_network(Network { layers: vec![2, 3, 2], ..network.clone() });
        assert!(session == before);
        session.set_network(Network { layers: vec![2, 3, 1], ..network });
        assert_eq!(session.preset.network.layers, [2, 3, 1]);
    }
}
