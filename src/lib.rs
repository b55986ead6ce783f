//! Basinscope: see how neural networks get stuck.
//!
//! # The flow
//! A module imports only modules before it in this line:
//! [`activation`] → [`dataset`] → [`network`] → [`initialisation`] → [`objective`] (loss, gradient,
//! Hessian of a weight vector) → [`symmetry`] (of the weights) → [`plane`] → [`descent`] → [`lanes`] (many
//! weight vectors at once) →
//! [`mod@slice`] (the loss over a grid of a plane) → [`profile`] (the least loss off it) → [`interval`] (outward-rounded arithmetic) →
//! [`certificate`] (proofs about a point) → [`basins`] (which attractor each start ends in) →
//! [`minima`] (critical points of every kind) → [`preset`] (one TOML file, one experiment) → [`import`]
//! (data and weights of one's own) → [`experiment`]
//! (runs a preset end to end) → [`generate`] (presets of bad minima for any data) → [`hunt`] (the search for
//! small data sets with bad minima) → [`benchmark`] (how fast all this is) → [`figure`]
//! (a picture as data, drawn as SVG or PNG) → [`cli`] and `app` (the window). Beside it stand
//! [`monitor`] (progress and cancellation of long work) and [`output`] (files, written whole or not at
//! all).
//!
//! # Invariants
//! 1. No `egui` outside `app`: the crate builds with `--no-default-features`.
//! 2. The numerical core does no input or output and does not fail: it returns outcomes, such as
//!    [`descent::Verdict::Diverged`], or `None` when cancelled.
//! 3. All randomness takes a seed, and results do not depend on the number of threads, bit for bit.
//! 4. What the window shows, [`experiment`] can compute without one.
//! 5. "Proven" is said of exact or outward-rounded arithmetic only.
//! 6. A path leaves the plane it is seen in; a projected path is never drawn as if it stayed there.
//! 7. The window's thread computes nothing that could be felt; long work is a job that stops when it is
//!    dropped.
//!
//! # Example
//! ```
//! use basinscope::{descent, experiment, monitor::Monitor, preset::Preset};
//!
//! let preset = Preset::load("relu-line-of-minima")?;
//! let start = experiment::default_start(&preset)?;
//! let run = descent::descend(&preset.objective(), &start, &preset.descent.settings, &Monitor::default());
//! let run = run.expect("nobody cancelled it");
//! assert_eq!(run.verdict, descent::Verdict::Converged);
//! assert!((run.end().loss - 18.0).abs() < 1e-6);
//! # Ok::<(), experiment::ExperimentError>(())
//! ```

pub mod activation;
#[cfg(feature = "app")]
pub mod app;
pub mod basins;
pub mod benchmark;
pub mod certificate;
pub mod cli;
pub mod dataset;
pub mod descent;
pub mod experiment;
pub mod figure;
pub mod generate;
pub mod hunt;
pub mod import;
pub mod initialisation;
pub mod interval;
pub mod lanes;
pub mod minima;
pub mod monitor;
pub mod network;
pub mod objective;
pub mod output;
pub mod plane;
pub mod preset;
pub mod profile;
pub mod slice;
pub mod symmetry;
