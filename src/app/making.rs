//! Counter-examples, as part of the window.

use eframe::egui::Context;
use num_rational::BigRational;

use crate::app::App;
use crate::app::files::keeper::Keeper;
use crate::app::jobs::hunting::Find;
use crate::app::jobs::make::{Make, with_some_network};
use crate::app::state::command::Message;
use crate::app::state::counterexample::{Choice, Wish};
use crate::construct::{self, Dead, Split, Yun};

impl App {
    /// Does what the card asks for.
    pub(super) fn make(&mut self, context: &Context, wish: Wish) {
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
    pub(super) fn take_in_made(&mut self, context: &Context) {
        match self.make.poll() {
            Some(Ok(preset)) => self.open(context, preset, None),
            Some(Err(mistake)) => self.tell(context, Message::error(mistake)),
            None => {}
        }
    }
}
