//! What files held, put into the session.

use eframe::egui::{Context, Id, Modal, RichText};

use crate::app::App;
use crate::app::files::landscape::LandscapeView;
use crate::app::state::arrival::{Arrival, ChosenWeights, Opened, Question};
use crate::app::state::command::{Command, Message};
use crate::app::state::session::Start;
use crate::app::theme;
use crate::experiment;
use crate::figure::recipe::Recipe;
use crate::preset::import::{Mapped, Mapping, Tensors};

impl App {
    /// Shows what files held, and says what they did not.
    pub(super) fn take_in_files(&mut self, context: &Context, arrival: Arrival) {
        let Arrival { opened, mut mistakes, .. } = arrival;
        let (mut done, mut names) = (Vec::new(), Vec::new());
        for opened in opened {
            match self.take_in_opened(context, opened) {
                Ok(Said::Nothing) => {}
                Ok(Said::Sentence(text)) => done.push(text),
                Ok(Said::Point(name, told)) => {
                    names.push(format!("\"{name}\""));
                    done.push(told);
                }
                Err(mistake) => mistakes.push(mistake),
            }
        }
        match &names[..] {
            [] => {}
            [name] => done.push(format!("{name} is on the map, and the start.")),
            [.., last] => {
                done.push(format!("{} are on the map, and {last} is the start.", names.join(", ")));
            }
        }
        if !names.is_empty() {
            self.live.prepare(context, &self.session.preset, false);
        }
        let is_error = !mistakes.is_empty();
        mistakes.extend(done);
        if !mistakes.is_empty() {
            self.tell(context, Message { text: mistakes.join(" "), is_error });
        }
    }

    fn take_in_opened(&mut self, context: &Context, opened: Opened) -> Result<Said, String> {
        match opened {
            Opened::Preset(preset) => {
                self.open(context, *preset, None);
                Ok(Said::Nothing)
            }
            Opened::Figure(recipe) => {
                let Recipe { preset, figure, .. } = *recipe;
                self.open(context, preset, None);
                self.session.show(&figure);
                Ok(Said::Nothing)
            }
            Opened::Landscape(landscape) => {
                let told = format!("R{}.", landscape.told.trim_start_matches('r'));
                self.landscape = Some(LandscapeView::new(*landscape));
                Ok(Said::Sentence(told))
            }
            Opened::Data(data) => {
                let (preset, _) =
                    data.put_into(&self.session.preset).map_err(|error| error.to_string())?;
                let told = preset.notes.clone();
                self.open(context, preset, None);
                self.start_somewhere();
                Ok(Said::Sentence(told))
            }
            Opened::Weights(tensors) => {
                let network = self.session.preset.network.clone();
                match tensors.weights(&network, &Mapping::default()) {
                    Ok(mapped) => Ok(self.take_in_mapped(&tensors, mapped)),
                    Err(error) => {
                        let why = error.to_string();
                        let asked = Question::about(&tensors, &network, why.clone());
                        self.question = self.question.take().or(asked);
                        Err(why)
                    }
                }
            }
        }
    }

    /// Something to look at from the first moment on, of a preset that has no start.
    pub(super) fn start_somewhere(&mut self) {
        if self.session.preset.descent.starts.is_empty()
            && let Ok(weights) = experiment::default_start(&self.session.preset)
        {
            self.session.start = Some(Start { name: "random weights, seed 0".to_owned(), weights });
        }
    }

    /// Makes weights of the network on screen a point and the start.
    fn take_in_mapped(&mut self, tensors: &Tensors, mapped: Mapped) -> Said {
        let Mapped { weights, told } = mapped;
        let note = format!("Weights from {}: {told}.", tensors.file);
        let name = self.session.preset.add_free_point(&tensors.name(), &note, &weights, None);
        let told = format!("Read {} weights from {}: {told}.", weights.len(), tensors.file);
        self.session.start = Some(Start { name: name.clone(), weights });
        Said::Point(name, told)
    }

    /// Takes in weights as was answered, with the network that they are for.
    pub(super) fn take_in_chosen(&mut self, context: &Context, chosen: ChosenWeights) {
        self.question = None;
        let ChosenWeights { tensors, mapping, network } = chosen;
        if network != self.session.preset.network {
            self.session.set_network(network.clone());
        }
        let mapped = tensors.weights(&self.session.preset.network, &mapping);
        let message = match mapped {
            Ok(mapped) => match self.take_in_mapped(&tensors, mapped) {
                Said::Point(name, told) => {
                    self.live.prepare(context, &self.session.preset, false);
                    Message::done(format!("{told} \"{name}\" is on the map, and the start."))
                }
                Said::Nothing | Said::Sentence(_) => return,
            },
            Err(error) => Message::error(error.to_string()),
        };
        self.tell(context, message);
    }

    /// Asks what to do with weights that do not fit as they are.
    pub(super) fn question_ui(&self, context: &Context, commands: &mut Vec<Command>) {
        let Some(question) = &self.question else { return };
        let response = Modal::new(Id::unique("weights")).show(context, |ui| {
            ui.set_width(theme::at_most(ui, 440.0));
            ui.heading("Weights that do not fit as they are");
            ui.label(RichText::new(&question.why).weak());
            ui.add_space(8.0);
            for (name, chosen) in &question.choices {
                if ui.button(name).clicked() {
                    commands.push(Command::TakeWeights(Box::new(chosen.clone())));
                }
            }
            if ui.button("Cancel").clicked() {
                commands.push(Command::CloseQuestion);
            }
        });
        if response.should_close() {
            commands.push(Command::CloseQuestion);
        }
    }
}

/// What is to be said of a file that was taken in.
enum Said {
    /// It is seen well enough.
    Nothing,
    Sentence(String),
    /// It is the point of this name, and how it was read.
    Point(String, String),
}
