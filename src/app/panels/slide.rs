//! Sliding the plane through weight space along a third direction: the row below the map.

use eframe::egui::{
    Button, ComboBox, Context, Label, RichText, Slider as SliderWidget, SliderClamping, Ui,
};

use crate::app::App;
use crate::app::jobs::model::Slider;
use crate::app::number::number;
use crate::app::state::command::Command;
use crate::plane::{Slide, Third};
use crate::preset::PlaneKind;

/// Less room tells no weight.
const LEAST: f32 = 60.0;

/// Most weights that are offered by name.
const MOST_NAMES: usize = 200;

impl App {
    /// Slides the plane; a plane that is not slid is kept as if nothing had been chosen.
    pub(in crate::app) fn set_slide(&mut self, context: &Context, slide: Slide) {
        if !slide.offset.is_finite() {
            return;
        }
        let preset = &mut self.session.preset;
        preset.plane.slide = Some(slide.clone());
        let mut first = preset.plane.clone();
        first.slide = None;
        if first.slide_or_first(&preset.network) == Some(slide) {
            preset.plane.slide = None;
        }
        self.hover = None;
        self.live.slide(context, &self.session.preset);
    }

    /// How far the plane is slid, and the direction's name; `None` where there is none.
    #[must_use]
    pub fn slide(&self) -> Option<(String, f64)> {
        let slider = self.live.model.as_ref()?.slider.as_ref()?;
        Some((slider.slide.along.name(), slider.slide.offset))
    }

    /// The number that the loss map has at coordinates of the plane.
    #[must_use]
    pub fn value_on_map(&self, at: [f64; 2]) -> Option<f64> {
        self.live.loss.picture.as_ref()?.value_at(at)
    }

    /// What the map says of the profile, if it shows one.
    #[must_use]
    pub fn map_note(&self) -> Option<String> {
        self.live.loss.picture.as_ref()?.note(self.live.loss.work())
    }

    /// Draws the row: which direction, and how far.
    pub(in crate::app) fn slide_ui(
        &self,
        ui: &mut Ui,
        slider: &Slider,
        commands: &mut Vec<Command>,
    ) {
        let mut slide = slider.slide.clone();
        ui.horizontal(|ui| {
            ui.label("Slide along").on_hover_text(
                "Moves the plane through weight space, square to itself; points keep their place \
                    in it and \
                    are shown as off the plane",
            );
            self.direction_ui(ui, &mut slide);
            if slide.along != slider.slide.along {
                slide.offset = 0.0;
            }
            if slider.direction.is_some() {
                self.offset_ui(ui, slider, &mut slide);
            } else {
                ui.weak("no part off the plane");
            }
        });
        if slide != slider.slide {
            commands.push(Command::SetSlide(slide));
        }
    }

    fn direction_ui(&self, ui: &mut Ui, slide: &mut Slide) {
        let preset = &self.session.preset;
        let shown = |along: &Third| match along {
            Third::Weight(name) => name.clone(),
            Third::Gradient => "the gradient".to_owned(),
            Third::Flattest => "the flattest direction".to_owned(),
            Third::Random(_) => "a random direction".to_owned(),
        };
        let kind = &preset.plane.kind;
        let is_axis =
            |name: &String| matches!(kind, PlaneKind::Weights { x, y } if name == x || name == y);
        let seed = if let Third::Random(seed) = slide.along { seed } else { 0 };
        let response = ComboBox::from_id_salt("slide")
            .selected_text(shown(&slide.along))
            .width(96.0)
            .show_ui(ui, |ui| {
                for along in [Third::Gradient, Third::Flattest, Third::Random(seed)] {
                    let text = shown(&along);
                    ui.selectable_value(&mut slide.along, along, text);
                }
                let names = preset.network.parameter_names();
                for name in names.into_iter().filter(|name| !is_axis(name)).take(MOST_NAMES) {
                    ui.selectable_value(&mut slide.along, Third::Weight(name.clone()), name);
                }
            })
            .response;
        response
            .on_hover_text(
                "A weight that is no axis; the gradient in the middle of the map; the direction \
                    in which the \
                    loss is curved least there; or a random one. What of it lies in the plane does \
                    not count.",
            )
            .accessible_name("Slide along");
        if let Third::Random(seed) = &mut slide.along {
            ui.add(number("Seed of the third direction", seed, |field| field));
        }
    }

    fn offset_ui(&self, ui: &mut Ui, slider: &Slider, slide: &mut Slide) {
        let Some(model) = &self.live.model else { return };
        // as far as the map is wide
        let view = &model.view;
        let reach = view.reach();
        ui.spacing_mut().slider_width = (ui.available_width() - 230.0).clamp(50.0, 260.0);
        let widget = SliderWidget::new(&mut slide.offset, -reach..=reach)
            .clamping(SliderClamping::Never)
            .max_decimals(4);
        ui.add(widget).accessible_name("Offset of the plane");
        let home =
            ui.add_enabled(slide.offset != 0.0, Button::new("⟲")).on_hover_text("Back to offset 0");
        if home.clicked() {
            slide.offset = 0.0;
        }
        home.accessible_name("Offset back to 0");
        // a weight says more than how far it was moved
        if let Third::Weight(name) = &slider.slide.along
            && let Some(k) = self.session.preset.network.index_of(name)
            && slider.direction.as_ref().is_some_and(|direction| direction[k] == 1.0)
            && ui.available_width() > LEAST
        {
            let value = view.plane.origin[k] + (slide.offset - slider.slide.offset);
            let text = format!("{name} = {}", crate::figure::format_number(value));
            ui.add(Label::new(RichText::new(text).weak()).truncate());
        }
    }
}
