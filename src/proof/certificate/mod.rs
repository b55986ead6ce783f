//! Certificates: made by search, written as a file, and checked without any.

mod bounds;
pub(super) mod certify;
pub(super) mod check;
pub(super) mod file;

mod claim;
