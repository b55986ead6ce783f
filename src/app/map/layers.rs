//! The row above the map: back and forward, and what the map is coloured by.

use eframe::egui::{Button, Color32, ComboBox, TextStyle, Ui};

use crate::app::map::view::MapView;
use crate::app::state::command::Command;
use crate::app::state::session::Layer;
use crate::app::theme;
use crate::figure::BasinView;

/// The map from above or in space.
const SURFACES: [(bool, &str, &str); 2] = [
    (false, "Map", "The plane seen from above"),
    (true, "Surface", "The loss as a height over the plane (3): drag turns it, the wheel zooms"),
];

/// The loss in the plane, or the least loss over it.
const WAYS: [(bool, &str, &str); 2] = [
    (false, "Slice", "The loss in the plane itself: the other weights stay as they are"),
    (true, "Profile", PROFILE),
];

/// What a profile is.
const PROFILE: &str = "At every point of the plane the smallest loss that is found when all \
    directions off the \
    plane are free: walls that a descent walks around are gone. An upper bound of the true \
    profile, never above \
    the slice.";

/// What the choice of a layer is called.
const LAYER: &str = "Layer";

/// Beside the text of a menu, the sign that it is one.
const ARROW: f32 = 24.0;

/// Padding of the row's buttons, and the gap between them.
const PADDING: f32 = 6.0;
const GAP: f32 = 4.0;

/// Room that a line between two groups takes with the gaps beside it.
const LINE: f32 = 14.0;

/// One of several things of which one is chosen.
struct Choice {
    label: &'static str,
    help: &'static str,
    /// Why it cannot be chosen.
    refusal: Option<String>,
    is_chosen: bool,
    command: Command,
}

/// Choices that stand side by side, or in a menu where there is no room for them.
struct Group {
    /// What the menu is called.
    name: &'static str,
    choices: Vec<Choice>,
    is_menu: bool,
}

impl Group {
    fn new<T: Copy + PartialEq>(
        name: &'static str,
        chosen: T,
        of: &[(T, &'static str, &'static str)],
        command: impl Fn(T) -> Command,
    ) -> Self {
        let choice = |&(value, label, help): &(T, &'static str, &'static str)| Choice {
            label,
            help,
            refusal: None,
            is_chosen: value == chosen,
            command: command(value),
        };
        Self { name, choices: of.iter().map(choice).collect(), is_menu: false }
    }

    /// The width of its choices side by side, or of its menu, with the gap after it.
    fn width(&self, ui: &Ui) -> f32 {
        let font = TextStyle::Button.resolve(ui.style());
        let text = |choice: &Choice| {
            let galley =
                ui.painter().layout_no_wrap(choice.label.to_owned(), font.clone(), Color32::WHITE);
            galley.size().x + 2.0 * PADDING + GAP
        };
        let widths = self.choices.iter().map(text);
        LINE + if self.is_menu { widths.fold(0.0, f32::max) + ARROW } else { widths.sum() }
    }

    fn ui(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        if !self.is_menu {
            self.choices_ui(ui, commands);
            return;
        }
        let chosen =
            self.choices.iter().find(|choice| choice.is_chosen).map_or("", |choice| choice.label);
        let menu = ComboBox::from_id_salt(self.name)
            .selected_text(chosen)
            .width(self.width(ui) - LINE - GAP);
        let shown = menu.show_ui(ui, |ui| self.choices_ui(ui, commands));
        shown.response.on_hover_text(self.name).accessible_name(self.name);
    }

    fn choices_ui(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        for choice in &self.choices {
            let label = Button::selectable(choice.is_chosen, choice.label);
            let mut button =
                ui.add_enabled(choice.refusal.is_none(), label).on_hover_text(choice.help);
            if let Some(refusal) = &choice.refusal {
                button = button.on_disabled_hover_text(refusal);
            }
            if button.clicked() && !choice.is_chosen {
                commands.push(choice.command.clone());
            }
        }
    }
}

impl MapView<'_> {
    /// Draws the row.
    pub fn layers_ui(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let mut left = Vec::new();
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            ui.spacing_mut().button_padding.x = PADDING;
            let ways = [
                (
                    "←",
                    "Back",
                    "The part of the plane looked at before (Backspace, Alt+Left)",
                    Command::Back,
                ),
                ("→", "Forward", "Forward again (Alt+Right)", Command::Forward),
            ];
            for ((sign, name, help, command), can_go) in ways.into_iter().zip(self.can_go) {
                let button = ui.add_enabled(can_go, Button::new(sign)).on_hover_text(help);
                if button.clicked() {
                    commands.push(command);
                }
                button.accessible_name(name);
            }
            if self.session.preset.has_plane() {
                let mut groups = self.groups();
                let fits = fit(ui, &mut groups);
                if !fits && theme::is_column(ui.ctx()) {
                    left = groups.split_off(groups.len().min(2));
                }
                for group in &groups {
                    ui.separator();
                    group.ui(ui, commands);
                }
            }
        });
        // what a column has no room for in one row
        if !left.is_empty() {
            ui.horizontal(|ui| left.iter().for_each(|group| group.ui(ui, commands)));
        }
    }

    /// What can be chosen of the map at the time.
    fn groups(&self) -> Vec<Group> {
        let session = self.session;
        let layers = Layer::ALL.map(|layer| (layer, layer.title(), layer.help()));
        let mut layers = Group::new(LAYER, session.layer, &layers, Command::SetLayer);
        for (choice, layer) in layers.choices.iter_mut().zip(Layer::ALL) {
            choice.refusal = session.refusal(layer);
        }
        let mut groups = vec![
            Group::new("Map or surface", session.surface.is_shown, &SURFACES, Command::ShowSurface),
            layers,
        ];
        if session.layer == Layer::LOSS && session.preset.network.parameter_count() > 2 {
            groups.push(Group::new(
                "Slice or profile",
                session.look.profile,
                &WAYS,
                Command::SetProfile,
            ));
        }
        if session.layer == Layer::Basins {
            let views = BasinView::ALL.map(|view| (view, view.title(), view.help()));
            let (name, shown) = ("Shown of the basins", session.basin_view);
            groups.push(Group::new(name, shown, &views, Command::SetBasinView));
        }
        groups
    }
}

/// Puts groups into menus, the last ones first, until the row fits; false if it does not.
fn fit(ui: &Ui, groups: &mut [Group]) -> bool {
    while groups.iter().map(|group| group.width(ui)).sum::<f32>() > ui.available_width() {
        let open = groups.iter_mut().filter(|group| !group.is_menu);
        // which layer is shown is chosen most often
        match open.rev().max_by_key(|group| group.name != LAYER) {
            Some(group) => group.is_menu = true,
            None => return false,
        }
    }
    true
}
