//! Cards beside the map, which come and go: proofs, races, random starts, counter-examples.
//!
//! A card draws what it is given and pushes commands; it knows nothing of the other panels.

pub mod hunt;
pub mod make;
pub mod optimizer_state;
pub mod proof;
pub mod race;
pub mod random_starts;
pub mod spectrum;
