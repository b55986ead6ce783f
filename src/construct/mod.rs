//! Counter-examples on demand: points that are bad minima by construction, for anybody's data.
//!
//! - [`yun`]: a network of ReLU-like units that fits no better than a line (Yun, Sra, Jadbabaie
//!   2019);
//! - [`dead`]: a layer that no data point switches on (Swirszcz, Czarnecki, Pascanu 2017);
//! - [`split`]: one unit of a minimum made two, a line of critical points (Fukumizu, Amari 2000).
//!
//! Each gives a [`Preset`](crate::preset::Preset) whose first point is the one that was built, in
//! exact fractions, so that [`certify`](crate::proof::certify) can speak of it. What a generator
//! promises to be a minimum is certified before it is handed out. Others are hunted ([`hunt`]).

pub(crate) mod build;
mod dead;
mod fit;
pub mod hunt;
mod source;
mod split;
mod table;
#[cfg(test)]
mod tests;
mod yun;

pub use self::dead::{Dead, dead};
pub use self::source::{GenerateError, MAX_NUMBERS, Source};
pub use self::split::{Split, split};
pub use self::yun::{Yun, yun};
