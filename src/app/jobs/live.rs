//! Running jobs and their newest results: everything the window shows that had to be computed.

use std::sync::Arc;

use eframe::egui;

use crate::app::jobs::basin_layer::BasinLayer;
use crate::app::jobs::flats::Flats;
use crate::app::jobs::follow::Follow;
use crate::app::jobs::held::HeldStates;
use crate::app::jobs::job::Slot;
use crate::app::jobs::keyed::Keyed;
use crate::app::jobs::loss_layer::LossLayer;
use crate::app::jobs::model::{Model, prepare};
use crate::app::jobs::outcome::{Descent, MapCell, Proof, Run};
use crate::app::jobs::random_starts::Sample;
use crate::app::jobs::runners::Runners;
use crate::app::jobs::seen::Seen;
use crate::app::jobs::surface_layer::SurfaceLayer;
use crate::app::state::session::{Session, Start};
use crate::objective::Objective;
use crate::optimizer::Settings;
use crate::preset::Preset;

/// What arrived since the last look.
pub enum Event {
    /// A model is ready; the flag says whether the descent before it is still valid.
    ModelReady,
    /// The preset cannot be shown, for this reason.
    ModelFailed(String),
    /// A descent is ready.
    RunReady,
    /// A descent is ready that follows the hand.
    RunFollowed,
}

/// Jobs and results.
#[derive(Default)]
pub struct Live {
    preparing: Slot<Result<Model, String>>,
    /// What is made ready once the hand's last state is.
    waiting: Option<Preset>,
    /// The running descent, and the one that was asked for.
    pub descending: Keyed<Descent, Run>,
    /// The descents that follow the hand.
    pub(in crate::app) follow: Follow,
    /// Network, data and loss as they are now; the model's are older while it is being made ready.
    pub objective: Option<Arc<Objective>>,
    /// The model, once it is ready.
    pub model: Option<Arc<Model>>,
    /// The newest descent on the model.
    pub run: Option<Run>,
    /// The descent before it.
    last_run: Option<Run>,
    /// Those that run against it.
    pub race: Runners,
    /// What its optimiser holds.
    pub held: HeldStates,
    /// The flat sets of proven minima in the plane.
    pub flats: Flats,
    /// The loss over the plane.
    pub loss: LossLayer,
    /// The loss as a surface in space.
    pub surface: SurfaceLayer,
    /// The basins of the model.
    pub basins: BasinLayer,
    /// The attractors seen so far.
    pub seen: Seen,
    /// Where random starts end.
    pub sample: Sample,
    proving: Slot<(usize, Proof)>,
    /// What was proven of each named point so far.
    pub proofs: Vec<Option<Proof>>,
    /// Whether proofs are wanted once the hand rests.
    owes_proofs: bool,
    /// Whether flat sets are.
    owes_flats: bool,
}

impl Live {
    /// Makes a preset ready, forgetting everything of the one before; with `keep_run` the descent
    /// stays (the objective is the same and only the plane another).
    pub fn prepare(&mut self, context: &egui::Context, preset: &Preset, keep_run: bool) {
        let preset = preset.clone();
        self.model = None;
        self.waiting = None;
        self.loss.clear();
        self.surface.clear();
        self.flats = Flats::default();
        self.basins.clear();
        self.prove(context, &preset);
        let known = self.objective.take().filter(|_| keep_run);
        let objective = known.unwrap_or_else(|| Arc::new(preset.objective()));
        self.objective = Some(Arc::clone(&objective));
        if !keep_run {
            self.follow = Follow::default();
            self.seen = Seen::default();
            self.sample = Sample::default();
            self.descending.job.stop();
            self.run = None;
            self.race.clear();
        }
        self.make_ready(context, preset, objective);
    }

    fn make_ready(&mut self, context: &egui::Context, preset: Preset, objective: Arc<Objective>) {
        self.preparing.start(context, move |monitor, outbox| {
            outbox.send(prepare(&preset, objective, monitor));
        });
    }

    /// Takes in that the data of the preset are others now. What is shown stays until its successor
    /// is there, and states that come faster than they can be made ready are passed over.
    pub fn refresh(&mut self, context: &egui::Context, preset: &Preset) {
        self.objective = Some(Arc::new(preset.objective()));
        self.proofs = preset.points.iter().map(|_| None).collect();
        self.proving.stop();
        self.owes_proofs = true;
        self.sample = Sample::default();
        self.flats = Flats::default();
        self.follow.begin();
        self.waiting = Some(preset.clone());
        self.prepare_waiting(context);
    }

    /// Takes in that the plane of the preset is slid otherwise. What is shown stays until its
    /// successor is there.
    pub fn slide(&mut self, context: &egui::Context, preset: &Preset) {
        if self.preparing.running().is_some() && self.model.is_some() {
            // what is being made ready is not slid so
            self.waiting = Some(preset.clone());
            return;
        }
        let slide = preset.plane.slide_or_first(&preset.network);
        let Some(model) =
            self.model.as_ref().zip(slide).and_then(|(model, slide)| model.slid(&slide))
        else {
            self.prepare(context, preset, true);
            return;
        };
        let model = Arc::new(model);
        self.see_runs_in(&model);
        self.model = Some(model);
        self.flats = Flats::default();
        self.owes_flats = true;
    }

    /// Finds the flat sets that a plane moved by hand left to be found.
    pub fn find_owed_flats(&mut self, context: &egui::Context, preset: &Preset) {
        if std::mem::take(&mut self.owes_flats)
            && let Some(model) = self.model.clone()
        {
            self.flats.want(context, &model, preset);
        }
    }

    fn prepare_waiting(&mut self, context: &egui::Context) {
        if self.preparing.running().is_some() {
            return;
        }
        if let Some((preset, objective)) = self.waiting.take().zip(self.objective.clone()) {
            self.make_ready(context, preset, objective);
        }
    }

    /// Proves what a change by hand left unproven.
    pub fn prove_owed(&mut self, context: &egui::Context, preset: &Preset) {
        if self.owes_proofs {
            self.prove(context, preset);
            let fresh = self.model.clone().zip(self.objective.as_ref());
            if let Some((model, _)) =
                fresh.filter(|(model, now)| Arc::ptr_eq(&model.objective, now))
            {
                self.flats.want(context, &model, preset);
            }
        }
    }

    /// Sets out to prove what it can about the named points, one after the other.
    fn prove(&mut self, context: &egui::Context, preset: &Preset) {
        self.owes_proofs = false;
        self.proofs = preset.points.iter().map(|_| None).collect();
        let preset = preset.clone();
        self.proving.start(context, move |monitor, outbox| {
            let objective = preset.objective();
            for (index, point) in preset.points.iter().enumerate() {
                if monitor.is_cancelled() {
                    return;
                }
                outbox.send((index, Proof::find(&preset, &objective, point)));
            }
        });
    }

    /// Runs the optimiser from `start`, which may be the centre of a cell of a basin map.
    pub fn descend(
        &mut self,
        context: &egui::Context,
        start: Start,
        settings: Settings,
        cell: Option<MapCell>,
    ) {
        let Some(model) = self.model.clone() else { return };
        let map = cell.as_ref().map(|cell| &cell.named);
        let descent = Descent::new(&model.objective, &start, &settings, map);
        self.descending.ask_again(context, descent, move |monitor, outbox| {
            if let Some(run) = Run::of(&model, start, settings, cell, monitor) {
                outbox.send(run);
            }
        });
    }

    /// Stops the running descent.
    pub fn stop_descent(&mut self) {
        self.descending.job.stop();
        self.race.stop();
        self.held.job.stop();
        self.follow = Follow::default();
    }

    /// Stops the running descent and forgets the finished one.
    pub fn forget_descent(&mut self) {
        self.stop_descent();
        self.run = None;
    }

    /// Progress of the running descent, if it has been running long enough to be worth a word.
    pub fn descent_progress(&self) -> Option<f64> {
        self.descending
            .job
            .running()
            .filter(|job| job.seconds() > 0.15)
            .map(super::job::Job::fraction)
    }

    /// Whether a descent is running.
    pub fn is_descending(&self) -> bool {
        self.descending.job.running().is_some()
    }

    /// What is being computed, each with its progress from 0 to 1.
    pub fn jobs(&self) -> impl Iterator<Item = (&'static str, f64)> {
        [
            ("making the preset ready", self.preparing.progress()),
            ("descending", self.descending.job.progress()),
            ("racing", self.race.work()),
            ("replaying the optimiser", self.held.job.progress()),
            ("computing the loss map", self.loss.work()),
            ("drawing the surface", self.surface.work()),
            ("computing basins", self.basins.work()),
            ("counting random starts", self.sample.job.progress()),
            ("proving", self.proving.progress().or(self.owes_proofs.then_some(0.0))),
            ("following the start", self.follow.is_on().then_some(0.0)),
            ("finding flat sets", self.flats.job.progress().or(self.owes_flats.then_some(0.0))),
        ]
        .into_iter()
        .filter_map(|(name, progress)| Some((name, progress?)))
    }

    /// The descent before the newest one, if another start made the difference and no race is on:
    /// what is worth seeing beside it.
    pub fn run_before(&self, session: &Session) -> Option<&Run> {
        let pair = self.last_run.as_ref().zip(self.run.as_ref());
        let (before, _) = pair.filter(|(before, run)| before.differs_by_start(run))?;
        (!session.race.is_on).then_some(before)
    }

    /// Sees the descents in the plane of another model.
    fn see_runs_in(&mut self, model: &Arc<Model>) {
        [&mut self.run, &mut self.last_run].into_iter().flatten().for_each(|run| run.see_in(model));
        self.race.see_in(model);
    }

    /// Takes in what the jobs have sent.
    pub fn poll(&mut self, context: &egui::Context) -> Vec<Event> {
        let mut events = Vec::new();
        match self.preparing.take_newest() {
            Some(Ok(model)) => {
                let model = Arc::new(model);
                self.see_runs_in(&model);
                self.model = Some(model);
                events.push(Event::ModelReady);
            }
            Some(Err(reason)) => events.push(Event::ModelFailed(reason)),
            None => {}
        }
        self.prepare_waiting(context);
        self.loss.poll(context);
        self.surface.poll(context);
        self.flats.poll();
        self.basins.poll(context);
        self.sample.poll();
        self.race.poll(self.model.as_ref());
        self.held.poll();
        for (index, proof) in self.proving.take_all() {
            self.proofs[index] = Some(proof);
        }
        if let Some(mut run) = self.descending.job.take_newest() {
            if let Some(model) = &self.model {
                run.see_in(model);
            }
            events.push(if self.follow.is_on() { Event::RunFollowed } else { Event::RunReady });
            let before = self
                .run
                .take()
                .filter(|before| !self.follow.is_on() && before.differs_by_start(&run));
            self.last_run =
                before.or(self.last_run.take()).filter(|before| before.differs_by_start(&run));
            self.follow.arrived();
            self.run = Some(run);
        }
        events
    }
}
