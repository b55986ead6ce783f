//! What is computed off the window's thread, and its newest results.
//!
//! In come the parts of the session that a result depends on; out come results that may be drawn
//! at once. A job stops when it is dropped; a request that was made before is not computed again,
//! and an answer to an earlier one is not seen ([`keyed`]). It knows nothing of panels.

pub mod basin_layer;
pub mod basin_map;
pub mod basin_picture;
pub mod experiments;
pub mod flats;
pub mod follow;
pub mod held;
pub mod helps;
pub mod hover;
pub mod hunting;
pub mod job;
pub mod keyed;
pub mod live;
pub mod loss_layer;
pub mod make;
pub mod model;
pub mod outcome;
pub mod playhead;
pub mod random_starts;
pub mod rate;
pub mod runners;
pub mod search;
pub mod seen;
pub mod slicing;
pub mod surface_layer;
