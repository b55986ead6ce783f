//! A table before it is taken in: how it is read, and the choices that read it otherwise.

mod choices;
mod grid;

use eframe::egui::{self, Context, Key, RichText, Ui};

use crate::app::jobs::job::Slot;
use crate::app::state::arrival::{Arrival, Opened, Table};
use crate::app::state::command::{Command, Message};
use crate::app::theme;
use crate::preset::import::{ImportError, Options, Survey};

/// Narrowest and widest sheet, and the room that it leaves beside it.
const WIDTH: [f32; 2] = [480.0, 900.0];
const BESIDE: f32 = 80.0;

/// A table that is looked at, and what came with it.
pub struct Sheet {
    table: Table,
    arrival: Arrival,
    options: Options,
    reading: Slot<Survey>,
}

/// What the person said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The table is read as it is meant.
    Use,
    /// Everything is to stay as it is.
    Cancel,
}

impl Sheet {
    /// A table as it was read, and the files that it came with.
    pub fn new(table: Table, arrival: Arrival) -> Self {
        Self { table, arrival, options: Options::default(), reading: Slot::default() }
    }

    /// Takes in how the table was read with other choices.
    pub fn poll(&mut self) {
        if let Some(survey) = self.reading.take_newest() {
            self.table.survey = survey;
        }
    }

    /// Progress of the reading.
    pub fn work(&self) -> Option<f64> {
        self.reading.progress()
    }

    /// What is to be done after the answer.
    pub fn answered(self, answer: Answer) -> Option<Command> {
        let Self { table, mut arrival, .. } = self;
        match (answer, table.survey.data) {
            (Answer::Use, Ok(data)) => {
                // a preset goes before the data that take the place of its own
                let is_preset = |opened: &&Opened| matches!(opened, Opened::Preset(_));
                let place = arrival.opened.iter().take_while(is_preset).count();
                arrival.opened.insert(place, Opened::Data(data));
                Some(Command::TakeIn(Box::new(arrival)))
            }
            _ if arrival.mistakes.is_empty() => None,
            _ => Some(Command::Tell(Message::error(arrival.mistakes.join(" ")))),
        }
    }

    /// Draws the sheet.
    pub fn ui(&mut self, context: &Context) -> Option<Answer> {
        let mut options = self.options.clone();
        let frame = egui::Frame::popup(&context.global_style()).inner_margin(14);
        let modal = egui::Modal::new(egui::Id::unique("table")).frame(frame).show(context, |ui| {
            let room = context.content_rect().width() - BESIDE;
            ui.set_width(theme::at_most(ui, room.clamp(WIDTH[0], WIDTH[1])));
            let title = format!("Data from {}", self.name());
            ui.horizontal(|ui| theme::title_ui(ui, &title, self.work().is_some()));
            ui.add_space(6.0);
            choices::ui(ui, &self.table.survey, &mut options);
            ui.add_space(6.0);
            grid::ui(ui, &self.table.survey, &mut options);
            ui.add_space(6.0);
            self.told_ui(ui);
            ui.add_space(8.0);
            self.buttons_ui(ui)
        });
        let is_on_top = modal.is_top_modal && !modal.any_popup_open;
        let pressed = |key: Key| {
            is_on_top && context.input_mut(|input| input.consume_key(egui::Modifiers::NONE, key))
        };
        let has_focus = context.memory(|memory| memory.focused().is_some());
        let answer = if pressed(Key::Escape) {
            Some(Answer::Cancel)
        } else if !has_focus && self.can_use() && pressed(Key::Enter) {
            Some(Answer::Use)
        } else {
            modal.inner
        };
        if options != self.options {
            self.options = options;
            self.read(context);
        }
        answer
    }

    /// The file without its folder.
    fn name(&self) -> String {
        let name = std::path::Path::new(&self.table.file).file_name();
        name.map_or_else(|| self.table.file.clone(), |name| name.to_string_lossy().into_owned())
    }

    /// How the table is read, or why it is not.
    fn told_ui(&self, ui: &mut Ui) {
        match &self.table.survey.data {
            Ok(data) => {
                ui.label(data.notes());
                let classes = data.reading.classes.len();
                if classes > 2 {
                    let text = format!(
                        "The loss becomes softmax cross-entropy over the {classes} classes, where \
                            the network's outputs are not squashed."
                    );
                    ui.label(RichText::new(text).weak());
                }
            }
            Err(mistake) => {
                let text = ImportError { file: self.name(), ..mistake.clone() }.to_string();
                let tells_options = text.contains("--");
                ui.label(RichText::new(text).color(ui.visuals().error_fg_color));
                if tells_options {
                    let help = "What these options say to commands, the boxes and the roles above \
                        say here.";
                    ui.label(RichText::new(help).weak());
                }
            }
        }
    }

    fn buttons_ui(&self, ui: &mut Ui) -> Option<Answer> {
        ui.horizontal(|ui| {
            let take = ui.add_enabled(self.can_use(), egui::Button::new("Use"));
            let take = take.on_hover_text("In place of the data on screen (Enter)");
            let cancel = ui.button("Cancel").on_hover_text("Everything stays as it is (Esc)");
            let answers = [(take, Answer::Use), (cancel, Answer::Cancel)];
            answers.into_iter().find(|(button, _)| button.clicked()).map(|(_, answer)| answer)
        })
        .inner
    }

    /// Whether the data are there, as they were asked for last.
    fn can_use(&self) -> bool {
        self.table.survey.data.is_ok() && self.reading.running().is_none()
    }

    /// Has the table read with the present choices.
    fn read(&mut self, context: &Context) {
        let (file, bytes) = (self.table.file.clone(), self.table.bytes.clone());
        let options = self.options.clone();
        self.reading.start(context, move |_, outbox| {
            outbox.send(Survey::of(&file, bytes.to_vec(), &options));
        });
    }
}
