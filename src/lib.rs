//! Basinscope: see how neural networks get stuck.
//!
//! # The flow
//! A module imports only modules before it in this line:
//! [`dataset`] → [`activation`] → [`network`] → [`objective`] (loss, gradient, Hessian of a weight
//! vector) → [`descent`] → [`preset`] (one TOML file: one experiment).

pub mod activation;
pub mod dataset;
pub mod descent;
pub mod network;
pub mod objective;
pub mod preset;
