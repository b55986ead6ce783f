//! The views beside the map: controls, gallery, data, curve, tour.
//!
//! A panel draws what it is given and pushes commands; it knows nothing of other panels, and
//! computes nothing.

pub mod controls;
pub mod curve;
pub mod data;
pub mod experiments;
pub mod frames;
pub mod gallery;
pub mod optimizer;
pub mod presenter;
pub mod rows;
pub mod slide;
pub mod title;
pub mod tour;
pub mod weights;
