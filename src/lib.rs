//! Basinscope: see how neural networks get stuck.
//!
//! # The flow
//! One weight vector on its way from a file to a pixel goes down this table once. A room imports
//! only rooms above it, and no file imports one that imports it (`tests/layout` reads the order
//! from here).
//!
//! | room | holds | knows nothing of |
//! |---|---|---|
//! | [`network`] | data, layers, activations, flat weights, initialisation, symmetries | losses |
//! | [`objective`] | loss, gradient and Hessian of one weight vector; intervals | planes |
//! | [`optimizer`] | update rules, their settings and their state | who runs them |
//! | [`lanes`] | all of that for many weight vectors at once, or many points | what they are for |
//! | [`plane`] | planes, grids, slices, profiles | optimisers |
//! | [`descent`] | trajectories, and how they end | pictures |
//! | [`basins`] | attractors, basin maps, shares, measures of boundaries | pictures |
//! | [`minima`] | critical points: found, refined, merged, classified | proofs |
//! | [`proof`] | certificates by intervals and by fractions, and their checker | floating point |
//! | [`preset`] | one TOML file, one experiment; data and weights of one's own | windows |
//! | [`experiment`] | a preset run end to end: what commands, window and figures show | egui |
//! | [`construct`] | counter-examples made for given data, or hunted | egui |
//! | [`figure`] | a picture as data, drawn as SVG, PNG or PDF | egui |
//! | [`reproduce`] | what the paper measured, run again, with reports | egui |
//! | [`cli`] | the headless commands and the benchmark | egui |
//! | `app` | the window | numerics: it asks `experiment` |
//!
//! Beside it stand [`monitor`] (progress and cancellation of long work), [`input`] (files, read up
//! to a limit), [`output`] (files, written whole or not at all) and [`platform`] (what differs
//! between a desktop and a page in a browser).
//!
//! # Invariants
//! 1. No `egui` outside `app`: the crate builds with `--no-default-features`.
//! 2. The numerical core does no input or output and does not fail: it returns outcomes, such as
//!    [`descent::Termination::Diverged`], or `None` when cancelled.
//! 3. All randomness takes a seed, and results do not depend on the number of threads, bit for bit.
//! 4. What the window shows, [`experiment`] can compute without one.
//! 5. "Proven" is said of exact or outward-rounded arithmetic only.
//! 6. A path leaves the plane it is seen in; a projected path is never drawn as if it stayed there.
//! 7. The window's thread computes nothing that could be felt; long work is a job that stops when
//!    it is dropped.
//!
#![doc = include_str!("recipes.md")]
//! # Example
//! ```
//! use basinscope::{descent, experiment, monitor::Monitor, preset::Preset};
//!
//! let preset = Preset::load("relu-line-of-minima")?;
//! let start = experiment::default_start(&preset)?;
//! let settings = &preset.descent.settings;
//! let run = descent::descend(&preset.objective(), &start, settings, &Monitor::default());
//! let run = run.expect("nobody cancelled it");
//! assert_eq!(run.termination, descent::Termination::Converged);
//! assert!((run.end().loss - 18.0).abs() < 1e-6);
//! # Ok::<(), experiment::ExperimentError>(())
//! ```

#![cfg_attr(not(test), warn(clippy::disallowed_methods))]

// in the order of the flow, which `tests/layout` reads
pub mod platform;
pub mod monitor;
pub mod input;
pub mod output;

pub mod network;
pub mod objective;
pub mod optimizer;
pub mod lanes;
pub mod plane;
pub mod descent;
pub mod basins;
pub mod minima;
pub mod proof;
pub mod preset;
pub mod experiment;
pub mod construct;
pub mod figure;
pub mod reproduce;
pub mod cli;
#[cfg(feature = "app")]
pub mod app;
