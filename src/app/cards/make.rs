//! Counter-examples on demand: made for the data that are shown, or hunted for among small data
//! sets.

use eframe::egui::{ComboBox, Context, DragValue, RichText, Ui};
use num_rational::BigRational;

use crate::app::files::keeper::Keeper;
use crate::app::jobs::hunting::{Find, Hunting, Quarry};
use crate::app::jobs::job::Slot;
use crate::app::state::command::{Command, Message};
use crate::app::{App, theme};
use crate::construct::{self, Dead, Source, Split, Yun};
use crate::objective::LossKind;
use crate::preset::Preset;

/// What the card asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Wish {
    /// Show the card, or close it.
    Show(bool),
    /// Other numbers in its fields.
    Choose(Choice),
    /// A network that fits no better than a linear model.
    LinearFit,
    /// A dead layer.
    DeadLayer,
    /// A unit made two.
    Split,
    /// Hunt, or stop hunting.
    Hunt,
    /// Open what the hunt found, by its place in the list.
    OpenHit(usize),
}

/// The fields of the card.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The place of the point whose unit is split.
    point: usize,
    /// That unit.
    unit: usize,
    /// The share of its outgoing weights that it keeps, in hundredths.
    share: i32,
    /// What is hunted for.
    quarry: Quarry,
}

impl Default for Choice {
    fn default() -> Self {
        Self { point: 0, unit: 0, share: 50, quarry: Quarry::default() }
    }
}

/// The card and what it has set going.
#[derive(Default)]
pub struct Make {
    /// Whether the card is shown.
    pub is_open: bool,
    choice: Choice,
    making: Slot<Result<Preset, String>>,
    hunting: Hunting,
}

impl Make {
    /// Progress of what is being made, or of the hunt, which goes on until it is stopped.
    pub fn work(&self) -> Option<f64> {
        self.making.progress().or_else(|| self.hunting.work())
    }

    /// How many data sets the hunt has found so far.
    pub fn hits(&self) -> usize {
        self.hunting.found()
    }

    /// How many it has tried.
    pub fn tries(&self) -> u64 {
        self.hunting.tries()
    }

    /// Stops what is being made, and the hunt, which can go on later.
    pub fn stop(&mut self) {
        self.making.stop();
        self.hunting.stop();
    }

    /// Takes in what was made, and what the hunt found; an error is one of either.
    pub fn poll(&mut self) -> Option<Result<Preset, String>> {
        self.hunting.poll().map(Err).or_else(|| self.making.take_newest())
    }

    /// Makes a preset in the background.
    fn make(
        &mut self,
        context: &Context,
        preset: &Preset,
        build: impl FnOnce(&Preset, Source) -> Result<Preset, construct::GenerateError> + Send + 'static,
    ) {
        let preset = preset.clone();
        // the theorems are about the squared error
        let source = Source { kind: LossKind::Squared, ..Source::of(&preset) };
        self.making.start(context, move |_, outbox| {
            outbox.send(build(&preset, source).map_err(|error| error.to_string()));
        });
    }

    /// Draws the card.
    pub fn ui(&self, ui: &mut Ui, preset: &Preset, commands: &mut Vec<Command>) {
        theme::card(
            ui,
            "Close the counter-examples",
            Command::Make(Wish::Show(false)),
            commands,
            |ui| {
                ui.label(RichText::new("Make a counter-example").strong().size(15.0));
            },
            |ui, commands| {
                Self::for_data_ui(ui, commands);
                ui.add_space(4.0);
                self.split_ui(ui, preset, commands);
                ui.add_space(4.0);
                self.hunt_ui(ui, commands);
            },
        );
    }

    fn for_data_ui(ui: &mut Ui, commands: &mut Vec<Command>) {
        ui.label("For the data shown, with the squared error:");
        ui.horizontal_wrapped(|ui| {
            let help = "A ReLU network that fits no better than a straight line, at a proven \
                local minimum \
                        (Yun, Sra, Jadbabaie 2019)";
            if ui.button("Linear fit").on_hover_text(help).clicked() {
                commands.push(Command::Make(Wish::LinearFit));
            }
            let help = "A ReLU network with a layer that no data point switches on (Swirszcz et \
                al. 2017)";
            if ui.button("Dead layer").on_hover_text(help).clicked() {
                commands.push(Command::Make(Wish::DeadLayer));
            }
        });
    }

    fn split_ui(&self, ui: &mut Ui, preset: &Preset, commands: &mut Vec<Command>) {
        if preset.network.layers.len() != 3 || preset.points.is_empty() {
            return;
        }
        ui.label("One hidden unit of a point made two (Fukumizu, Amari 2000):");
        let mut choice = self.choice.clone();
        choice.point = choice.point.min(preset.points.len() - 1);
        choice.unit = choice.unit.min(preset.network.layers[1] - 1);
        ComboBox::from_id_salt("split point")
            .width(ui.available_width() - 12.0)
            .truncate()
            .selected_text(&preset.points[choice.point].name)
            .show_ui(ui, |ui| {
                for (index, point) in preset.points.iter().enumerate() {
                    ui.selectable_value(&mut choice.point, index, &point.name);
                }
            });
        ui.horizontal_wrapped(|ui| {
            ui.label("unit");
            ui.add(DragValue::new(&mut choice.unit).range(0..=preset.network.layers[1] - 1));
            ui.label("keeps");
            ui.add(DragValue::new(&mut choice.share).range(-500..=500).suffix(" %"));
            if ui
                .button("Split")
                .on_hover_text("A line of critical points in a wider network")
                .clicked()
            {
                commands.push(Command::Make(Wish::Split));
            }
        });
        self.choose(choice, commands);
    }

    fn hunt_ui(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        ui.label("Hunt for small data sets with a proven bad minimum of sigmoid units:");
        let mut choice = self.choice.clone();
        let quarry = &mut choice.quarry;
        let is_running = self.hunting.is_running();
        ui.horizontal_wrapped(|ui| {
            ui.add_enabled_ui(!is_running, |ui| {
                ui.add(DragValue::new(&mut quarry.points).range(3..=30).suffix(" points"));
                ui.add(DragValue::new(&mut quarry.hidden).range(1..=4).suffix(" units"));
                ui.add(DragValue::new(&mut quarry.seed).prefix("seed "));
                ComboBox::from_id_salt("hunt loss").selected_text(loss_name(quarry.loss)).show_ui(
                    ui,
                    |ui| {
                        for kind in [LossKind::Squared, LossKind::CrossEntropy] {
                            ui.selectable_value(&mut quarry.loss, kind, loss_name(kind));
                        }
                    },
                );
            });
            if ui.button(if is_running { "Stop the hunt" } else { "Hunt" }).clicked() {
                commands.push(Command::Make(Wish::Hunt));
            }
        });
        self.hunting.ui(ui, &mut quarry.folder, commands);
        self.choose(choice, commands);
    }

    fn choose(&self, choice: Choice, commands: &mut Vec<Command>) {
        if choice != self.choice {
            commands.push(Command::Make(Wish::Choose(choice)));
        }
    }
}

fn loss_name(kind: LossKind) -> &'static str {
    match kind {
        LossKind::Squared => "squared error",
        LossKind::CrossEntropy => "cross-entropy",
    }
}

/// As `build` makes it with the preset's network, else with one that the theorem is about.
fn with_some_network(
    source: Source,
    build: impl Fn(&Source) -> Result<Preset, construct::GenerateError>,
) -> Result<Preset, construct::GenerateError> {
    build(&source).or_else(|_| build(&Source { network: None, ..source }))
}

impl App {
    /// Does what the card asks for.
    pub(in crate::app) fn make(&mut self, context: &Context, wish: Wish) {
        let preset = &self.session.preset;
        match wish {
            Wish::Show(is_open) => {
                self.make.is_open = is_open;
                self.look_for_hunt(context);
            }
            Wish::Choose(choice) => {
                let is_other_hunt = choice.quarry != self.make.choice.quarry;
                self.make.choice = choice;
                if is_other_hunt {
                    self.look_for_hunt(context);
                }
            }
            Wish::LinearFit => self.make.make(context, preset, |_, source| {
                with_some_network(source, |source| construct::yun(source, &Yun::default()))
            }),
            Wish::DeadLayer => self.make.make(context, preset, |_, source| {
                with_some_network(source, |source| construct::dead(source, &Dead::default()))
            }),
            Wish::Split => {
                let Choice { point, unit, share, .. } = self.make.choice;
                self.make.make(context, preset, move |preset, _| {
                    let share = BigRational::new(share.into(), 100.into());
                    let point = &preset.points[point.min(preset.points.len() - 1)];
                    construct::split(preset, point, &Split { unit, share })
                });
            }
            Wish::Hunt => {
                let Make { choice, hunting, .. } = &mut self.make;
                let base = self.keeper.as_ref().and_then(Keeper::folder);
                hunting.start_or_stop(context, &choice.quarry, base);
            }
            Wish::OpenHit(index) => match self.make.hunting.find(index) {
                Some(Find::Preset(preset)) => self.open(context, *preset, None),
                Some(Find::File(path)) => self.files.open(context, vec![path]),
                None => {}
            },
        }
    }

    /// Reads how far the chosen hunt has come.
    fn look_for_hunt(&mut self, context: &Context) {
        let Make { choice, hunting, is_open, .. } = &mut self.make;
        let base = self.keeper.as_ref().and_then(Keeper::folder);
        if *is_open {
            hunting.look(context, &choice.quarry, base);
        }
    }

    /// Opens what was made, or says why it was not.
    pub(in crate::app) fn take_in_made(&mut self, context: &Context) {
        match self.make.poll() {
            Some(Ok(preset)) => self.open(context, preset, None),
            Some(Err(mistake)) => self.tell(context, Message::error(mistake)),
            None => {}
        }
    }
}
