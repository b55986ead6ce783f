//! Newton continuation: where a descent would end, by a regularised Newton's method from its end.

mod continuation;
mod lanes;
mod plain;
mod polish;

pub use self::continuation::Limit;
pub(crate) use self::lanes::Continuations;
pub use self::plain::continued;
pub(crate) use self::polish::strict_minimum;
