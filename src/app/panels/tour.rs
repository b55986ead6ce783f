//! Tours: the steps that a preset's file tells, one at a time, for a lecture.

use eframe::egui::{self, Align, Button, Context, Layout, RichText, Ui, vec2};

use crate::app::App;
use crate::app::input::keys;
use crate::app::state::command::{Command, TourMove};
use crate::app::state::session::{Session, Start, SurfaceChoice, TourPlace};
use crate::figure::BasinView;
use crate::preset::{NamedPoint, Preset, TourStart, TourStep};

/// Room for the buttons beside the text.
const BUTTONS: f32 = 232.0;

/// Widest line of text that is read with ease.
const MEASURE: f32 = 860.0;

impl App {
    /// The text of the tour's step that is shown, the step's number from 1, and the number of
    /// steps.
    #[must_use]
    pub fn tour(&self) -> Option<(&str, usize, usize)> {
        let place = self.session.tour.as_ref()?;
        let tour = &self.session.original.0.tour;
        Some((&tour.get(place.step)?.text, place.step + 1, tour.len()))
    }

    /// Goes to another step, or closes the tour.
    pub(in crate::app) fn go_on_tour(&mut self, context: &Context, wanted: TourMove) {
        let here = self.session.tour.as_ref().map(|place| place.step);
        let step = match (wanted, here) {
            (TourMove::Close, _) => {
                self.close_tour();
                return;
            }
            (TourMove::Back, None) => return,
            (TourMove::Back, Some(step)) => step.saturating_sub(1),
            (TourMove::Next, Some(step)) => step + 1,
            (TourMove::Next, None) | (TourMove::Open, _) => 0,
        };
        let steps = self.session.original.0.tour.get(..=step);
        let Some(named) = steps.and_then(<[TourStep]>::last).filter(|_| Some(step) != here) else {
            return;
        };
        let plays = named.start.is_some();
        let session = session_at(&self.session, step);
        self.restore(context, session);
        if self.session.ranges.is_none()
            && let Some(model) = self.model()
        {
            self.session.ranges = Some([model.view.x_range, model.view.y_range]);
        }
        if plays && self.live.run.is_some() {
            self.player.restart();
        }
    }

    /// Ends the tour; what it has set stays.
    pub(in crate::app) fn close_tour(&mut self) {
        if self.session.tour.take().is_some() {
            self.close_proof();
        }
    }

    /// The named point whose proof the tour shows.
    pub(in crate::app) fn tour_proof(&self) -> Option<usize> {
        let place = self.session.tour.as_ref()?;
        let name = self.session.original.0.tour.get(place.step)?.proof.as_ref()?;
        self.session.preset.points.iter().position(|point| &point.name == name)
    }

    /// Draws the card of the step that is shown.
    pub(in crate::app) fn tour_ui(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let Some((text, number, count)) = self.tour() else { return };
        let width = (ui.available_width() - BUTTONS).min(MEASURE);
        let galley = |ui: &Ui, text: &str| {
            let color = ui.visuals().text_color();
            let font = egui::FontId::proportional(16.0);
            ui.painter().layout(paragraphs(text), font, color, width)
        };
        // as high as the longest of all texts, so that what is below does not jump from step to
        // step
        let heights =
            self.session.original.0.tour.iter().map(|step| galley(ui, &step.text).size().y);
        let height = heights.fold(24.0, f32::max);
        ui.horizontal_top(|ui| {
            let told = galley(ui, text);
            ui.allocate_ui(vec2(width, height), |ui| {
                ui.set_min_size(vec2(width, height));
                ui.add(egui::Label::new(told)).accessible_name(text);
            });
            ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
                let buttons = [
                    ("Close", "Close the tour", "Close or stop", TourMove::Close, true),
                    (
                        "Next",
                        "Next in the tour",
                        "Next step of the tour",
                        TourMove::Next,
                        number < count,
                    ),
                    (
                        "Back",
                        "Back in the tour",
                        "Step back in the tour",
                        TourMove::Back,
                        number > 1,
                    ),
                ];
                for (label, name, action, wanted, can) in buttons {
                    let button = ui
                        .add_enabled(can, Button::new(label))
                        .on_hover_text(keys::keys_of(ui.ctx(), action));
                    if button.clicked() {
                        commands.push(Command::Tour(wanted));
                    }
                    button.accessible_name(name);
                }
                ui.label(RichText::new(format!("{number} of {count}")).strong());
            });
        });
    }
}

/// A text whose lines are broken only between paragraphs.
fn paragraphs(text: &str) -> String {
    let join = |paragraph: &str| paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    text.split("\n\n").map(join).collect::<Vec<_>>().join("\n")
}

/// What is chosen in a step of the tour, whatever was chosen before.
fn session_at(before: &Session, step: usize) -> Session {
    let original = &*before.original.0;
    let state = TourStep::last_of(&original.tour[..=step]);
    let look = before.tour.as_ref().map_or(&before.look, |place| &place.look).clone();
    let mut session = Session::new(original.clone(), before.gallery_index, look.clone());
    let preset = &mut session.preset;
    preset.points.extend(kept_points(&before.preset, original));
    preset.plane = state.plane.unwrap_or_else(|| preset.plane.clone());
    let (x, y) = (state.x_range.or(preset.plane.x_range), state.y_range.or(preset.plane.y_range));
    session.ranges = x.zip(y).map(|(x, y)| [x, y]);
    if session.ranges.is_none() {
        // what is not said is chosen from the points, with the plane
        (preset.plane.x_range, preset.plane.y_range) = (x, y);
    }
    session.start = match state.start {
        Some(TourStart::Point(name)) => start_at(preset, &name),
        Some(TourStart::Weights(weights)) => {
            Some(Start { name: "the weights of the tour".to_owned(), weights })
        }
        None => preset.descent.starts.first().and_then(|name| start_at(preset, name)),
    };
    session.look.profile = state.profile.unwrap_or(look.profile);
    // how the surface was turned stays
    session.surface =
        SurfaceChoice { is_shown: state.surface.unwrap_or(false), camera: before.surface.camera };
    session.look.contours = state.contours.unwrap_or(look.contours);
    session.look.labels = state.labels.unwrap_or(look.labels);
    session.layer = state.layer.unwrap_or_default();
    session.tour = Some(TourPlace { step, look });
    Session {
        original: before.original.clone(),
        basin_view: BasinView::default(),
        tells_copies_apart: before.tells_copies_apart,
        speed: before.speed,
        seed: before.seed,
        ..session
    }
}

fn start_at(preset: &Preset, name: &str) -> Option<Start> {
    let point = preset.points.iter().find(|point| point.name == name)?;
    Some(Start { name: point.name.clone(), weights: point.weights.clone() })
}

/// The points that were added by hand, if they are points of the same network.
fn kept_points(edited: &Preset, original: &Preset) -> Vec<NamedPoint> {
    if edited.network != original.network {
        return Vec::new();
    }
    let is_new = |point: &&NamedPoint| original.points.iter().all(|known| known.name != point.name);
    edited.points.iter().filter(is_new).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::state::session::Layer;
    use crate::app::state::session::Look;
    use crate::network::Network;

    fn session() -> Session {
        Session::new(Preset::load("relu-line-of-minima").unwrap(), Some(1), Look::default())
    }

    #[test]
    fn a_step_is_the_same_whatever_was_changed_before() {
        let fresh = session();
        let plain = session_at(&fresh, 1);
        let mut changed = fresh.clone();
        changed.set_network(Network { layers: vec![1, 3, 1], ..changed.preset.network.clone() });
        changed.layer = Layer::Basins;
        changed.ranges = Some([[0.0, 1.0], [0.0, 1.0]]);
        assert_eq!(session_at(&changed, 1), plain);
        assert_eq!(session_at(&session_at(&fresh, 0), 1), plain);
    }

    #[test]
    fn points_that_were_kept_by_hand_stay_through_a_tour() {
        let mut kept = session();
        let name = kept.keep_point(&[0.5; 4], String::new());
        assert!(session_at(&kept, 0).preset.point(&name).is_ok());
    }
}
