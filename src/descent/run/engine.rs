//! Who makes the steps: a block of lanes, or one descent at a time, by matrices if it is large.

use multiversion::multiversion;

use crate::lanes::{Block, Gradients, Kernel, LANES, Lane, Threads};
use crate::network::norm;
use crate::objective::Objective;
use crate::optimizer::{Batches, Settings, State};

/// Descents under way side by side, a lane each.
pub(super) enum Engine<'a> {
    /// As many as a block has lanes.
    Lanes { kernel: &'a Kernel, settings: &'a Settings, block: Box<Block>, loss: Box<Lane> },
    /// One: in mini-batches, over a population, or of a network too large for lanes.
    One(Box<One<'a>>),
}

/// One descent by itself.
pub(super) struct One<'a> {
    objective: &'a Objective,
    settings: &'a Settings,
    gradients: Gradients<'a>,
    held: Held,
    gradient: Vec<f64>,
    loss: f64,
}

/// A descent out of its lane.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub state: State,
    batches: Option<Batches>,
}

impl<'a> Engine<'a> {
    /// In lanes where there is a kernel; otherwise these threads share each step.
    pub fn new(
        objective: &'a Objective,
        kernel: Option<&'a Kernel>,
        settings: &'a Settings,
        threads: Threads,
    ) -> Self {
        if let Some(kernel) = kernel {
            return Self::Lanes {
                kernel,
                settings,
                block: Box::new(kernel.block()),
                loss: Box::new([0.0; LANES]),
            };
        }
        let start = vec![0.0; objective.parameter_count()];
        Self::One(Box::new(One {
            objective,
            settings,
            gradients: Gradients::new(objective, threads),
            held: Held::new(&start, objective, settings),
            gradient: start,
            loss: 0.0,
        }))
    }

    /// Descents side by side.
    pub fn width(kernel: Option<&Kernel>) -> usize {
        if kernel.is_some() { LANES } else { 1 }
    }

    /// Puts a new start into a lane, whose optimiser forgets everything.
    pub fn load(&mut self, lane: usize, start: &[f64]) {
        match self {
            Self::Lanes { block, .. } => block.load(lane, start),
            Self::One(one) => one.held = Held::new(start, one.objective, one.settings),
        }
    }

    /// What a lane holds.
    pub fn held(&self, lane: usize) -> Held {
        match self {
            Self::Lanes { block, .. } => Held { state: block.state(lane), batches: None },
            Self::One(one) => one.held.clone(),
        }
    }

    /// Puts into a lane what a lane held; it goes on as that would have.
    pub fn restore(&mut self, lane: usize, held: &Held) {
        match self {
            Self::Lanes { block, .. } => block.restore(lane, &held.state),
            Self::One(one) => one.held.clone_from(held),
        }
    }

    /// Makes `steps` updates of all.
    pub fn advance(&mut self, steps: usize) {
        match self {
            Self::Lanes { kernel, settings, block, .. } => kernel.advance(block, settings, steps),
            Self::One(one) => (0..steps).for_each(|_| one.step()),
        }
    }

    /// Evaluates losses and gradients of all, over all points.
    pub fn evaluate(&mut self) {
        match self {
            Self::Lanes { kernel, block, loss, .. } => kernel.value_and_gradient(block, loss),
            Self::One(one) => {
                let One { gradients, held, gradient, loss, .. } = &mut **one;
                *loss = gradients.value_and_gradient(&held.state.weights, None, gradient);
            }
        }
    }

    /// The loss of a lane, as last evaluated.
    pub fn loss(&self, lane: usize) -> f64 {
        match self {
            Self::Lanes { loss, .. } => loss[lane],
            Self::One(one) => one.loss,
        }
    }

    /// The weights of a lane.
    pub fn weights(&self, lane: usize) -> Vec<f64> {
        match self {
            Self::Lanes { block, .. } => block.lane(lane),
            Self::One(one) => one.held.state.weights.clone(),
        }
    }

    /// The gradient of a lane, as last evaluated.
    pub fn gradient(&self, lane: usize) -> Vec<f64> {
        match self {
            Self::Lanes { block, .. } => block.gradient_of(lane).collect(),
            Self::One(one) => one.gradient.clone(),
        }
    }

    /// Norm of the gradient of a lane, as last evaluated.
    pub fn gradient_norm(&self, lane: usize) -> f64 {
        match self {
            Self::Lanes { block, .. } => block.gradient_norm(lane),
            Self::One(one) => norm(&one.gradient),
        }
    }
}

impl One<'_> {
    fn step(&mut self) {
        let Self { settings, gradients, held, gradient, .. } = self;
        let Held { state, batches } = held;
        let batch = batches.as_mut().map(Batches::draw);
        gradients.value_and_gradient(&state.weights, batch, gradient);
        update(state, settings, gradient);
    }
}

/// With the fused multiply-add that the machine has: without it one takes 30 ns.
#[multiversion(targets("x86_64+avx2+fma"))]
fn update(state: &mut State, settings: &Settings, gradient: &mut [f64]) {
    state.step(settings, gradient);
}

impl Held {
    fn new(start: &[f64], objective: &Objective, settings: &Settings) -> Self {
        Self { state: State::new(start), batches: settings.batches(objective.dataset().len()) }
    }
}
