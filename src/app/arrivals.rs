//! What files held, put into the session.

use eframe::egui::Context;

use crate::app::App;
use crate::app::state::arrival::{Arrival, Opened};
use crate::app::state::command::Message;
use crate::app::state::session::Start;
use crate::experiment;

impl App {
    /// Shows what files held, and says what they did not.
    pub(super) fn take_in_files(&mut self, context: &Context, arrival: Arrival) {
        let Arrival { opened, mut mistakes, paths: _ } = arrival;
        let (mut done, mut names) = (Vec::new(), Vec::new());
        for opened in opened {
            match self.take_in_opened(context, opened) {
                Ok(Said::Nothing) => {}
                Ok(Said::Sentence(text)) => done.push(text),
                Ok(Said::Point(name)) => names.push(format!("\"{name}\"")),
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
            Opened::Data(data) => {
                let preset =
                    data.put_into(&self.session.preset).map_err(|error| error.to_string())?;
                self.open(context, preset, None);
                // something to look at from the first moment on
                if self.session.preset.descent.starts.is_empty()
                    && let Ok(weights) = experiment::default_start(&self.session.preset)
                {
                    self.session.start =
                        Some(Start { name: "random weights, seed 0".to_owned(), weights });
                }
                Ok(Said::Sentence(format!("Data from {}: {}.", data.file, data.summary())))
            }
            Opened::Weights(tensors) => {
                let weights = tensors
                    .weights(&self.session.preset.network)
                    .map_err(|error| error.to_string())?;
                let note = format!("Weights from {}.", tensors.file);
                let name =
                    self.session.preset.add_free_point(&tensors.name(), &note, &weights, None);
                self.session.start = Some(Start { name: name.clone(), weights });
                Ok(Said::Point(name))
            }
        }
    }
}

/// What is to be said of a file that was taken in.
enum Said {
    /// It is seen well enough.
    Nothing,
    Sentence(String),
    /// It is the point of this name.
    Point(String),
}
