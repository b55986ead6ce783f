//! Tables of data: from the bytes of a file to numbers with a sentence on how they were read.
//!
//! Each file is one step: the text behind the bytes, what separates its cells, the
//! cells, which sign stands before decimal places, what each column is for, the numbers. Where two
//! readings are possible and nothing in the table decides, it is refused with both and the option
//! that does; what was decided is told ([`Reading`]).

mod build;
mod cells;
mod column;
mod data;
mod dialect;
mod numbers;
mod options;
mod reading;
mod roles;
mod survey;
#[cfg(test)]
mod tests;
mod text;
mod words;

pub use encoding_rs::Encoding;

pub use self::data::Data;
pub use self::numbers::typed_number;
pub use self::options::{Decimal, Missing, Options, Role, Separator};
pub use self::reading::Reading;
pub use self::roles::Column;
pub use self::survey::Survey;
pub(in crate::preset) use self::text::{decode, utf_16};
