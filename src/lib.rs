//! Basinscope: see how neural networks get stuck.
//!
//! # The flow
//! A module imports only modules before it in this line:
//! [`dataset`] → [`activation`] → [`network`] → [`initialisation`] → [`objective`] (loss, gradient,
//! Hessian of a weight vector) → [`plane`] → [`slice`] → [`descent`] → [`preset`] (one TOML file: one
//! experiment) → [`experiment`] (runs a preset end to end) → [`figure`] → [`cli`] → [`app`] (the window).
//! Beside it stand [`monitor`] (progress and cancellation) and [`output`] (files written whole or not
//! at all).

pub mod activation;
#[cfg(feature = "app")]
pub mod app;
pub mod certificate;
pub mod cli;
pub mod dataset;
pub mod descent;
pub mod experiment;
pub mod figure;
pub mod initialisation;
pub mod interval;
pub mod monitor;
pub mod network;
pub mod objective;
pub mod output;
pub mod plane;
pub mod preset;
pub mod slice;
